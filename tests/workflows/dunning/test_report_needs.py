from datetime import timedelta

from bot.deps import Deps
from bot.ledger import Session, desk
from bot.ledger.holds import HoldRow
from bot.ledger.proposals import ProposalRow, QuestionRow
from bot.readiness import Finding, Level
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.state_lists import Need, SummaryState
from bot.workflows.dunning.report_state import summary_state
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.workflows.reminding import change


def state(deps: Deps) -> SummaryState:
    with deps.ledger.reading() as s:
        return summary_state(deps, s)


def needs(deps: Deps) -> dict[Need, int]:
    return {line.need: line.count for line in state(deps).needs}


def pending(s: Session, deal_id: str) -> ProposalRow:
    row = s.get_one(ProposalRow, f"prop_{deal_id}")
    row.status = ProposalStatus.PENDING
    return row


def a_hold(deps: Deps, deal_id: str, **changes: object) -> HoldRow:
    fields: dict[str, object] = {
        "subject": deal_id,
        "deal_id": deal_id,
        "reason": "other",
        "by": "UKIM",
        "by_name": "Kim",
        "at": deps.now(),
    }
    return HoldRow(**fields | changes)


class TestNeeds:
    def test_are_none_on_a_quiet_day(self, deps: Deps, books: Books) -> None:
        books.invoice()

        assert needs(deps) == {}

    def test_count_approvals_that_wait_too_long_and_deals_to_fix(
        self, deps: Deps, books: Books, clock: FixedClock
    ) -> None:
        waiting, broken, held = books.deal(), books.deal(), books.deal()
        finding = Finding(kind="no_bill_to_email", level=Level.BLOCK, sentence="No e-mail.")
        with deps.ledger.transaction() as s:
            pending(s, waiting.id)
            pending(s, broken.id).findings_json = [finding.to_json()]
            pending(s, held.id)
            s.add(a_hold(deps, held.id))
        assert needs(deps) == {Need.FIX: 1}
        clock.move(hours=25)
        assert needs(deps) == {Need.APPROVAL: 1, Need.FIX: 1}

    def test_count_what_else_waits_for_a_person(self, deps: Deps, books: Books) -> None:
        one, two = books.invoice(), books.invoice()
        change(deps, one, promises_broken=1, handed_to="UALEX")
        change(deps, two, promises_broken=1, promised_date=deps.today() + timedelta(days=2))
        with deps.ledger.transaction() as s:
            s.add(a_hold(deps, one.deal_id, until_date=deps.today() - timedelta(days=1)))
            s.add(a_hold(deps, two.deal_id, until_date=deps.today()))
            desk.open_trouble(s, subject="x", kind="issue", words="no", now=deps.now())
            question = QuestionRow(
                deal_id=one.deal_id, asked_by="UKIM", asked_of="UDANA", text="?",
                asked_at=deps.now(),
            )  # fmt: skip
            s.add(question)

        assert needs(deps) == {
            Need.HOLD_PAST: 1,
            Need.TROUBLE: 1,
            Need.PROMISE_BROKEN: 1,
            Need.HANDED_OVER: 1,
            Need.UNANSWERED: 1,
        }


class TestNotBilled:
    def test_is_what_is_won_and_not_with_the_client(self, deps: Deps, books: Books) -> None:
        waiting = books.deal(amount="100", lines=())
        with deps.ledger.transaction() as s:
            pending(s, waiting.id)
        books.invoice(2_500, status=InvoiceStatus.SCHEDULED)
        books.invoice(700, currency="EUR", status=InvoiceStatus.APPROVED)

        totals = {total.not_billed.currency: total for total in state(deps).totals}
        assert totals["USD"].not_billed.minor == 12_500
        assert totals["EUR"].not_billed.minor == 700
        assert not totals["EUR"].outstanding
