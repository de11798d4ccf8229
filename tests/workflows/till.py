"""One open invoice, everything that can happen to its money, and what all three books say then."""

from bot.deps import Deps
from bot.facts import GIVEN, BackKind, CreditWay, PaymentOrder
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.status import InvoiceStatus
from bot.workflows.crm.write_back import mark_due, write_back
from bot.workflows.showing.notify_back import notify_back
from bot.workflows.standing.observing_back import MOVES, WITHHELD
from bot.workflows.tracking.track import track
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.engine import FakeEngine
from tests.workflows.tracked import of, poll, registered


class Till:
    """An open invoice of $480.00 with levers in whole units of its currency."""

    def __init__(self, deps: Deps, currency: str = "USD", minor: int = 48_000) -> None:
        assert isinstance(deps.billing, FakeBilling)
        assert isinstance(deps.crm, FakeCrm)
        assert isinstance(deps.engine, FakeEngine)
        assert isinstance(deps.clock, FixedClock)
        self.deps, self.billing, self.crm = deps, deps.billing, deps.crm
        self.engine, self.clock = deps.engine, deps.clock
        registered(deps, self.engine)
        self.engine.register("notify_back", notify_back, deps, queue="slack")
        self.books = Books(deps, self.billing)
        self.invoice = self.books.invoice(minor, currency=currency)
        self.crm.put(self.crm.win(id=self.invoice.deal_id, currency=currency))
        self.stripe_id = of(self.invoice)
        self.latest: dict[str, str] = {}
        """The last credit note, refund and dispute."""
        mark_due(deps, self.invoice.deal_id)
        poll(deps, self.engine)

    def money(self, amount: int) -> Money:
        return Money(minor=amount * 100, currency=self.invoice.currency)

    # --- what happens

    def pay(self, amount: int = 0, kind: str = "card") -> None:
        self.billing.pay(self.stripe_id, self.money(amount) if amount else None, kind=kind)

    def record(self, amount: int) -> None:
        order = PaymentOrder(
            stripe_id=self.stripe_id,
            adjustment_id=f"adj_{len(self.billing.happened)}",
            amount=self.money(amount),
            paid_on=self.deps.today(),
            reference="MT103 4711",
        )
        self.billing.record_payment(order, key=f"record:{len(self.billing.happened)}")

    def process(self) -> None:
        """Let a bank payment be under way: Stripe has no event for that, somebody looks."""
        self.billing.process(self.stripe_id)
        track(self.deps, self.stripe_id, "refresh")

    def fall_through(self) -> None:
        """Let the bank payment under way fail."""
        still = self.billing.invoices[self.stripe_id]
        failed = still.model_copy(update={"processing": False})
        self.billing.invoices[self.stripe_id] = failed
        track(self.deps, self.stripe_id, "refresh")

    def credit(self, amount: int, way: CreditWay = CreditWay.BALANCE) -> None:
        note = self.billing.credit_by_hand(self.stripe_id, self.money(amount), way=way)
        self.latest["note"] = note.id

    def void_note(self) -> None:
        self.billing.void_note(self.latest.pop("note"))

    def refund(self, amount: int = 0, status: str = "succeeded") -> None:
        wanted = self.money(amount) if amount else None
        self.latest["refund"] = self.billing.refund(self.stripe_id, wanted, status=status)

    def turn_refund(self, status: str) -> None:
        self._moves_on("refund", status)
        self.billing.turn_refund(self.latest["refund"], status)

    def dispute(
        self, amount: int = 0, status: str = "needs_response", reason: str = "fraudulent"
    ) -> None:
        wanted = self.money(amount) if amount else None
        self.latest["dispute"] = self.billing.dispute(
            self.stripe_id, wanted, status=status, reason=reason
        )

    def turn(self, status: str) -> None:
        self._moves_on("dispute", status)
        self.billing.turn(self.latest["dispute"], status)

    def _moves_on(self, what: str, status: str) -> None:
        """Refuse what never happens: nothing that was taken back moves to where it was."""
        ident, back = self.latest[what], self.billing.invoices[self.stripe_id].back or ()
        [was] = [one for one in back if one.id == ident]
        order = MOVES[was.kind]
        assert order.index(status) > order.index(was.status)

    def write_off(self) -> None:
        self.billing.write_off(self.stripe_id)

    def void(self) -> None:
        self.billing.void(self.stripe_id)

    def look(self) -> None:
        """Let a minute pass, the bot see what happened, and Salesforce hear of it."""
        self.clock.move(minutes=1)
        poll(self.deps, self.engine)
        write_back(self.deps, "slot")

    # --- what there is

    @property
    def row(self) -> InvoiceRow:
        return self.books.row(self.invoice)

    @property
    def told(self) -> list[str]:
        return self.books.told(self.invoice.deal_id)

    @property
    def shown(self) -> str:
        """Return the status that Salesforce shows."""
        return self.crm.statuses[self.invoice.deal_id].status

    def agrees_with_stripe(self) -> None:
        """Hold the ledger against Stripe, to the minor unit."""
        there, row, gone = self.billing.invoices[self.stripe_id], self.row, self._gone()
        nothing = Money.zero(there.currency)
        assert row.status is there.status
        assert (row.money(row.paid_minor), row.balance) == (there.paid, there.balance)
        assert row.kept == there.paid - gone[0] - gone[1]
        assert row.credited_minor == (there.credited or nothing).minor

    def _gone(self) -> tuple[Money, Money]:
        """Return what Stripe shows as refunded and as disputed."""
        there = self.billing.invoices[self.stripe_id]
        back, currency = there.back or (), there.currency
        refunds = [b.amount for b in back if b.kind is BackKind.REFUND and b.status in GIVEN]
        lost = [b.amount for b in back if b.kind is BackKind.DISPUTE and b.status in WITHHELD]
        return Money.total(refunds, currency), Money.total(lost, currency)

    def agrees(self) -> None:
        """Hold the ledger and Salesforce against Stripe, to the minor unit."""
        self.agrees_with_stripe()
        there, row = self.billing.invoices[self.stripe_id], self.row
        refunded, disputed = self._gone()
        nothing = Money.zero(there.currency)
        told = self.crm.statuses[row.deal_id]
        if row.status is InvoiceStatus.VOID:
            assert told.invoiced is None
            return
        invoiced = there.total - (there.credited or nothing)
        assert (told.invoiced, told.balance) == (invoiced, there.balance)
        assert told.paid == max(nothing, min(there.paid - refunded - disputed, invoiced))
        record = self.crm.invoices[row.id]
        assert (record.paid, record.balance) == (told.paid, there.balance)
        assert record.refunded == refunded
        assert record.disputed == disputed
