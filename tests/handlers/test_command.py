import pytest

from bot.deps import Deps
from bot.ledger import holds
from bot.ledger.invoices import InvoiceRow
from bot.policy import Policy
from bot.views.ids import ActionId
from bot.views.values import PageValue, pick_value, proposal_value
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import a_pending, latest
from tests.slack_payloads import CHANNEL, choose, click, command, submission


@pytest.fixture
def policy() -> Policy:
    people = {"finance": ("@finance",), "ar": ("@ar",)}
    return Policy(version="test", people=people, share_channels=("#billing-approvals",))


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


class TestReading:
    def test_help_fits_one_answer(self, desk: Desk) -> None:
        for typed in ("", "help", " HELP "):
            desk.send(command("USAM", typed))
            assert "What /invoice can do" in desk.answer
        assert all(answer["response_type"] == "ephemeral" for answer in desk.answers)

    def test_an_unknown_word_gets_the_nearest_and_the_help(self, desk: Desk) -> None:
        desk.send(command("UKIM", "staus acme"))
        assert "/invoice status" in desk.answer
        desk.send(command("UKIM", "<!channel>"))
        assert "<!channel>" not in desk.answer

    def test_status_is_forgiving(self, desk: Desk, row: InvoiceRow) -> None:
        for typed in ("status ACME", f"Status {row.number.lower()}", f"status {row.deal_id[:15]}"):
            desk.send(command("UKIM", typed))
            assert "Acme Corporation" in desk.answer

    def test_status_of_several_is_a_pick_list(
        self, desk: Desk, books: Books, row: InvoiceRow
    ) -> None:
        books.deal(name="Acme - Support")
        desk.send(command("UKIM", "status acme"))
        assert "2 matches" in desk.answer
        desk.send(choose("UKIM", ActionId.PICK_SUBJECT, pick_value("status", row.deal_id)))
        assert "Acme Corporation" in desk.answer

    def test_status_shows_others_nothing(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(command("USAM", f"status {row.number}"))
        assert "Nothing here matches" in desk.answer

    def test_status_needs_a_name(self, desk: Desk) -> None:
        desk.send(command("UKIM", "status"))
        assert "Say which" in desk.answer

    def test_lists_take_a_kind_and_a_customer(self, desk: Desk, row: InvoiceRow) -> None:
        assert row.id
        for typed in ("list overdue acme", "list Overdue", "list acme", "list"):
            desk.send(command("UKIM", typed))
            assert "$48,000.00" in desk.answer

    def test_pages_turn_in_place_when_private(self, desk: Desk) -> None:
        value = PageValue(which="open").dumped()
        desk.send(click("UKIM", ActionId.LIST_PAGE, value, ephemeral=True))
        assert desk.answers[-1]["replace_original"] is True
        desk.send(click("UKIM", ActionId.LIST_SHOW, value))
        assert desk.answers[-1]["replace_original"] is False

    def test_the_summary_is_for_those_who_see_everything(self, desk: Desk, row: InvoiceRow) -> None:
        assert row.id
        desk.send(command("UALEX", "summary"))
        assert "Accounts receivable" in desk.answer
        desk.send(command("UDANA", "summary"))
        assert "only finance or ar may see all deals" in desk.answer


class TestSharing:
    def test_posts_the_status(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, row: InvoiceRow
    ) -> None:
        proposal = latest(deps, row.deal_id)
        value = proposal_value(proposal.id, proposal.content_hash)
        desk.send(click("UKIM", ActionId.ANSWER_SHARE, value))
        [said] = messenger.said
        assert said.place.channel == CHANNEL["id"]
        assert "button" not in str(said.message.blocks)

    def test_posts_a_list(self, desk: Desk, messenger: FakeMessenger, row: InvoiceRow) -> None:
        assert row.id
        desk.send(click("UKIM", ActionId.ANSWER_SHARE, PageValue(which="overdue").dumped()))
        assert "Overdue invoices: 1" in messenger.said[0].message.text

    def test_exports_the_worklist_below_the_summary(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        desk.send(click("UKIM", ActionId.SUMMARY_EXPORT, "2026-11-23"))
        [(place, _)] = messenger.files
        assert (place.channel, place.ts) == (CHANNEL["id"], "1700000000.000001")

    def test_exports_in_person_what_only_its_reader_sees(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        for _ in range(2):
            desk.send(click("UALEX", ActionId.SUMMARY_EXPORT, "2026-11-23", ephemeral=True))
        assert {place.channel for place, _ in messenger.files} == {"DUALEX"}
        assert messenger.roots(CHANNEL["id"]) == []

    def test_exports_nothing_for_those_who_may_not_see_it(
        self, desk: Desk, messenger: FakeMessenger
    ) -> None:
        desk.send(click("UDANA", ActionId.SUMMARY_EXPORT, "2026-11-23"))
        assert messenger.files == []
        [said] = messenger.whispers_to("UDANA")
        assert "only finance or ar may see all deals" in said.message.text


class TestChanging:
    def test_takes_an_exact_match(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        desk.send(command("UKIM", f"hold {row.number}"))
        desk.send(submission("UKIM", desk.window, {"reason": "dispute"}))
        with deps.ledger.reading() as s:
            assert holds.open_on(s, row.id)

    def test_lets_people_pick_otherwise(self, desk: Desk, deps: Deps) -> None:
        proposal = a_pending(deps)
        desk.send(command("UKIM", "modify platf"))
        assert "1 match" in desk.answer
        assert not desk.windows
        desk.send(choose("UKIM", ActionId.PICK_SUBJECT, pick_value("modify", proposal.deal_id)))
        assert desk.window["callback_id"] == "modal.modify"

    def test_of_an_invoice_changes_its_deal(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(command("UKIM", f"modify {row.number}"))
        assert "credit note" in str(desk.window)

    def test_finds_nothing_for_others(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(command("USAM", f"hold {row.number}"))
        assert "Nothing here matches" in desk.answer
        assert not desk.windows

    def test_reminds_and_takes_promises_of_the_open_invoice(
        self, desk: Desk, engine: FakeEngine, billing: FakeBilling, row: InvoiceRow
    ) -> None:
        desk.send(command("UKIM", f"remind {row.deal_id}"))
        assert "being reminded" in desk.answer
        engine.run_all()
        assert len(billing.mails) == 1
        desk.send(command("UKIM", f"promise {row.deal_id}"))
        assert desk.window["callback_id"] == "modal.promise"
