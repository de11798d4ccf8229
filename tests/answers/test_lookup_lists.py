from datetime import date, timedelta

import pytest

from bot.actor import Actor
from bot.answers.lists import listing
from bot.deal import Account, Owner
from bot.deps import Deps
from bot.errors import Invalid
from bot.facts import Message
from bot.ledger import receivables
from bot.ledger.customers import OutsideInvoiceRow
from bot.policy import Policy
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.views.values import PageValue
from bot.workflows.holding.hold import HoldWish, hold_deal, hold_invoice
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.pending import DANA, KIM, SAM, a_pending

SOMEBODY = Owner(id="005A", name="Somebody", email="somebody@seller.test")
GLOBEX = Account(id="001000000000002AAA", name="Globex")


def page(deps: Deps, which: str, query: str = "", page: int = 0, who: Actor = KIM) -> Message:
    return listing(deps, PageValue(which=which, query=query, page=page), who)


def shown(message: Message) -> str:
    return f"{message.text} {message.blocks}"


class TestOpenAndOverdue:
    @pytest.fixture(autouse=True)
    def _three(self, deps: Deps, books: Books) -> None:
        books.invoice(100_00, days_late=5)
        books.invoice(200_00, deal=books.deal(account=GLOBEX, name="Pilot", owner=SOMEBODY))
        with deps.ledger.transaction() as s:
            for number, days in (("OLD-1", 9), ("OLD-2", -9)):
                s.add(
                    OutsideInvoiceRow(
                        stripe_id=f"in_{number}",
                        number=number,
                        customer_id="cus_x",
                        customer_name="Initech",
                        currency="EUR",
                        balance_minor=50_00,
                        due_date=deps.today() - timedelta(days=days),
                        seen_at=deps.now(),
                    )
                )

    def test_open_ones_include_those_made_by_others(self, deps: Deps) -> None:
        message = page(deps, "open")
        assert message.text == "Open invoices: 4 · €100.00 and $300.00"
        assert "not made by closedwon" in shown(message)

    def test_overdue_ones_are_late(self, deps: Deps) -> None:
        message = page(deps, "overdue")
        assert message.text == "Overdue invoices: 2 · €50.00 and $100.00"
        assert "5 days overdue" in shown(message)
        assert "OLD-2" not in shown(message)

    def test_owners_see_their_own_and_others_nothing(self, deps: Deps) -> None:
        assert page(deps, "open", who=DANA).text == "Open invoices: 1 · $100.00"
        assert page(deps, "overdue", who=DANA).text == "Overdue invoices: 1 · $100.00"
        assert page(deps, "open", who=SAM).text == "Open invoices: none"

    def test_what_is_disputed_is_said_instead_of_how_late_it_is(
        self, deps: Deps, books: Books
    ) -> None:
        row = books.invoice(300_00, days_late=9, deal=books.deal(name="Disputed"))
        with deps.ledger.transaction() as s:
            kept = s.merge(row)
            kept.dispute, kept.disputed_minor = "needs_response", 300_00
        said = shown(page(deps, "open", "disputed"))
        assert "$300.00 is disputed" in said
        assert "overdue" not in said

    def test_a_customer_narrows_them(self, deps: Deps) -> None:
        assert page(deps, "open", "GLOBEX").text.startswith("Open invoices for “GLOBEX”: 1")

    def test_without_a_due_date_nothing_is_said_about_it(self, deps: Deps, books: Books) -> None:
        row = books.invoice(deal=books.deal(account=GLOBEX, name="Dateless"))
        with deps.ledger.transaction() as s:
            s.merge(row).due_date = None
        assert "Dateless" in shown(page(deps, "open", "dateless"))


class TestPages:
    def test_hold_ten_each(self, deps: Deps, books: Books) -> None:
        deal = books.deal()
        for item in range(1, 13):
            books.invoice(100, deal=deal, item=item)
        assert "Page 1 of 2" in shown(page(deps, "open"))
        assert "Page 2 of 2" in shown(page(deps, "open", page=1))
        assert "Page 2 of 2" in shown(page(deps, "open", page=9))

    def test_have_no_buttons_when_shared(self, deps: Deps, books: Books) -> None:
        deal = books.deal()
        for item in range(1, 13):
            books.invoice(100, deal=deal, item=item)
        bare = listing(deps, PageValue(which="open"), KIM, bare=True)
        assert "button" not in shown(bare)

    def test_can_be_shared_where_policy_says(self, deps: Deps, books: Books) -> None:
        books.invoice()
        message = listing(deps, PageValue(which="open"), KIM, channel=("C1", "ar"))
        assert "answer.share" in shown(message)

    @pytest.fixture
    def policy(self) -> Policy:
        people = {"finance": ("@finance",), "ar": ("@ar",)}
        return Policy(version="test", people=people, share_channels=("#ar",))

    def test_are_of_lists_that_exist(self, deps: Deps) -> None:
        with pytest.raises(Invalid, match="overdue, held, pending, open"):
            page(deps, "everything")


class TestPending:
    def test_says_since_when_and_what_is_missing(self, deps: Deps, clock: FixedClock) -> None:
        deal_id = a_pending(deps, terms={"po_required": True}).deal_id
        hold_deal(deps, deal_id, HoldWish(reason=HoldReason.OTHER), KIM)
        assert "new today, on hold, something is missing" in shown(page(deps, "pending"))
        clock.move(days=2)
        assert "waits 2 days" in shown(page(deps, "pending"))

    def test_shows_owners_their_own(self, deps: Deps) -> None:
        a_pending(deps, owner=SOMEBODY)
        assert page(deps, "pending", who=DANA).text == "Waiting for approval: none"


class TestHeld:
    def test_says_why_by_whom_and_until_when(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        deal_id = a_pending(deps, id="006000000000009AAA").deal_id
        until = HoldWish(reason=HoldReason.DISPUTE, until_date=date(2026, 12, 1))
        hold_deal(deps, deal_id, until, KIM)
        hold_invoice(deps, books.invoice(100_00).id, HoldWish(reason=HoldReason.OTHER), KIM)
        message = page(deps, "held")
        assert message.text == "On hold: 2 · $48,100.00"
        assert "dispute, by Kim, until Dec 1" in shown(message)
        clock.move(days=10)
        assert "past its date" in shown(page(deps, "held"))

    def test_shows_owners_their_own(self, deps: Deps, books: Books) -> None:
        row = books.invoice(deal=books.deal(owner=SOMEBODY), status=InvoiceStatus.OPEN)
        hold_invoice(deps, row.id, HoldWish(reason=HoldReason.OTHER), KIM)
        assert page(deps, "held", who=DANA).text == "On hold: none"

    def test_needs_no_proposal(self, deps: Deps) -> None:
        proposal = a_pending(deps)
        hold_deal(deps, proposal.deal_id, HoldWish(reason=HoldReason.OTHER), KIM)
        with deps.ledger.transaction() as s:
            s.delete(s.merge(proposal))
        assert page(deps, "held").text == "On hold: 1"
        with deps.ledger.reading() as s:
            assert not receivables.outside(s)
