import pytest

from bot.actor import Actor
from bot.answers import lookup
from bot.deal import Account, Owner
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed, NotFound
from bot.facts import Place
from bot.ledger import desk
from bot.policy import Policy
from bot.status import InvoiceStatus
from bot.views.note import note
from tests.fakes.books import Books
from tests.fakes.deals import DANA as DANA_SELLS
from tests.fakes.slack import FakeMessenger
from tests.pending import ALEX, DANA, KIM, SAM, a_pending, latest

GLOBEX = Account(id="001000000000002AAA", name="Globex")
SOMEBODY = Owner(id="005A", name="Somebody", email="somebody@seller.test")


def found(deps: Deps, query: str, who: Actor = KIM) -> list[str]:
    return [match.label for match in lookup.find(deps, query, who)]


@pytest.fixture(autouse=True)
def _two_deals(books: Books) -> None:
    books.invoice(deal=books.deal(name="Acme - Platform 2026"))
    books.deal(name="Globex pilot", account=GLOBEX, owner=SOMEBODY)


class TestFind:
    @pytest.mark.parametrize(
        ("query", "labels"),
        [
            ("ACME", ["Acme Corporation · Acme - Platform 2026"]),
            ("platform corp", ["Acme Corporation · Acme - Platform 2026"]),
            ("globex", ["Globex · Globex pilot"]),
            ("006000000000002", ["Globex · Globex pilot"]),
            ("006000000000002AAA", ["Globex · Globex pilot"]),
            ("100%", []),
            ("nobody", []),
        ],
    )
    def test_is_forgiving(self, deps: Deps, query: str, labels: list[str]) -> None:
        assert found(deps, query) == labels

    def test_knows_invoice_numbers(self, deps: Deps, books: Books) -> None:
        number = books.row(books.invoice(deal=books.deal())).number
        [match] = lookup.find(deps, f" {number.lower()} ", KIM)
        assert match.exact
        assert match.id.startswith("inv_")

    def test_prefers_what_matches_exactly(self, deps: Deps, books: Books) -> None:
        books.deal(name="Globex", account=GLOBEX)
        books.deal(name="Globex again", account=Account(id="001X", name="Globex Asia"))
        labels = found(deps, "globex")
        assert "Globex Asia · Globex again" not in labels
        assert len(labels) == 2

    def test_calls_an_invoice_without_a_number_by_its_place(self, deps: Deps, books: Books) -> None:
        row = books.invoice(deal=books.deal())
        with deps.ledger.transaction() as s:
            s.merge(row).number = ""
        [match] = lookup.find(deps, row.id, KIM)
        assert match.label.startswith("invoice 1")

    def test_shows_owners_their_own_and_others_nothing(self, deps: Deps) -> None:
        assert found(deps, "acme", DANA) == ["Acme Corporation · Acme - Platform 2026"]
        assert found(deps, "globex", DANA) == []
        assert found(deps, "acme", SAM) == []

    def test_needs_something_to_look_for(self, deps: Deps) -> None:
        with pytest.raises(Invalid, match="Say which"):
            lookup.find(deps, " ", KIM)


class TestStatus:
    def test_shows_how_a_deal_stands(self, deps: Deps, books: Books) -> None:
        row = books.invoice(deal=books.deal())
        with deps.ledger.transaction() as s:
            desk.shown(s, "card", f"prop_{row.deal_id}", channel="C1", ts="1", link="https://x/y")
        message = lookup.status(deps, row.id, KIM)
        assert "Acme Corporation" in message.text
        assert "https://x/y" in str(message.blocks)
        assert "answer.share" not in str(message.blocks)

    def test_gives_owners_no_link_to_where_they_are_not(self, deps: Deps, books: Books) -> None:
        row = books.invoice(deal=books.deal(owner=DANA_SELLS))
        with deps.ledger.transaction() as s:
            desk.shown(s, "card", f"prop_{row.deal_id}", channel="C1", ts="1", link="https://x/y")
        assert "https://x/y" not in str(lookup.status(deps, row.deal_id, DANA).blocks)

    @pytest.mark.parametrize("subject", ["006000000000002AAA", "006000000000099AAA", "inv_none"])
    def test_does_not_tell_what_exists(self, deps: Deps, subject: str) -> None:
        with pytest.raises(NotFound, match="Nothing here matches this"):
            lookup.status(deps, subject, DANA)

    def test_of_a_new_deal_says_so(self, deps: Deps) -> None:
        deal_id = a_pending(deps, id="006000000000009AAA").deal_id
        assert "Acme" in lookup.status(deps, deal_id, KIM).text
        with deps.ledger.transaction() as s:
            s.delete(s.merge(latest(deps, deal_id)))
        with pytest.raises(Conflict, match="its card is being prepared"):
            lookup.status(deps, deal_id, KIM)


class TestSharing:
    @pytest.fixture
    def policy(self) -> Policy:
        people = {"finance": ("@finance",), "ar": ("@ar",)}
        return Policy(version="test", people=people, share_channels=("#ar", "C9"))

    def test_offers_it_in_channels_that_policy_names(self, deps: Deps, books: Books) -> None:
        deal_id = books.deal().id
        by_name = lookup.status(deps, deal_id, KIM, channel=("C1", "ar"))
        assert "answer.share" in str(by_name.blocks)
        by_id = lookup.status(deps, deal_id, KIM, channel=("C9", "board"))
        assert "answer.share" in str(by_id.blocks)
        elsewhere = lookup.status(deps, deal_id, KIM, channel=("C1", "general"))
        assert "answer.share" not in str(elsewhere.blocks)

    def test_posts_it_once(self, deps: Deps, messenger: FakeMessenger) -> None:
        for _ in range(2):
            lookup.share(deps, ("C9", ""), note("So it stands"), KIM, key="1")
        assert len(messenger.said) == 1

    def test_is_refused_elsewhere(self, deps: Deps, messenger: FakeMessenger) -> None:
        with pytest.raises(NotAllowed, match="does not name this channel"):
            lookup.share(deps, ("C1", "general"), note("So it stands"), KIM, key="1")
        with pytest.raises(NotAllowed):
            lookup.share(deps, ("C9", ""), note("So it stands"), SAM, key="1")
        assert not messenger.said

    def test_exports_the_worklist_below_the_summary(
        self, deps: Deps, messenger: FakeMessenger
    ) -> None:
        lookup.export(deps, Place(channel="C1", ts="1.0"), ALEX, key="1")
        [(place, file)] = messenger.files
        assert place.ts == "1.0"
        assert "Acme" in file.content
        with pytest.raises(NotAllowed):
            lookup.export(deps, Place(channel="C1", ts="1.0"), SAM, key="1")


class TestSmallQuestions:
    def test_which_open_invoice_a_deal_means(self, deps: Deps, books: Books) -> None:
        deal = books.deal()
        with pytest.raises(Conflict, match="has no open invoice"):
            lookup.open_invoice_of(deps, deal.id)
        first = books.invoice(deal=deal, item=1)
        books.invoice(deal=deal, item=2, status=InvoiceStatus.PAID)
        assert lookup.open_invoice_of(deps, deal.id) == first.id
        assert lookup.open_invoice_of(deps, first.id) == first.id
        books.invoice(deal=deal, item=3)
        with pytest.raises(Conflict, match="Name one invoice"):
            lookup.open_invoice_of(deps, deal.id)

    def test_of_which_deal_and_kind(self, deps: Deps) -> None:
        proposal = a_pending(deps, id="006000000000009AAA")
        assert lookup.deal_of_proposal(deps, proposal.id) == proposal.deal_id
        with deps.ledger.transaction() as s:
            row = desk.open_trouble(s, subject="x", kind="hold", words="No", now=deps.now())
        assert lookup.kind_of_trouble(deps, row.id) == "hold"

    def test_what_to_pick(self, deps: Deps) -> None:
        message = lookup.pick("hold", "o", lookup.find(deps, "o", KIM))
        assert "hold|006000000000002AAA" in str(message.blocks)
