"""The plan of a deal: which invoices it becomes, to whom, when, on which terms."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.due import Due
from bot.money import Money
from bot.payer import BillTo, Share, Tax
from bot.periods import Period, Rhythm
from bot.value import Value, digest


class PlanLine(Value):
    """One line of an invoice. `amount` counts; quantity and unit price explain it."""

    description: str
    amount: Money
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    """Whole units; None when only the amount is known."""
    period: Period | None = None
    """Of service; None when the line does not say."""
    party: str | None = None
    """Whose alone it is, where several pay; None: everybody's, by their shares."""


class Installment(Value):
    """One invoice of the plan, or one a payer where several pay."""

    number: int
    """1-based; with the deal and the payer it names the invoice for good."""
    label: str
    """For people here; the customer does not see it."""
    lines: tuple[PlanLine, ...]
    send_date: date | None = None
    """In the billing time zone; None: on approval, or when `condition` is met."""
    condition: str = ""
    """What has to happen first, in words ("on acceptance"); "" = nothing."""
    due: Due = Due()
    source: str = ""
    """Where it came from (id of a milestone record, say): what it is the same by when the deal
    changes; "" when only its number says so."""

    @property
    def amount(self) -> Money:
        """Return the sum of its lines (an installment has at least one)."""
        return Money.total((line.amount for line in self.lines), self.lines[0].amount.currency)

    @property
    def key(self) -> str:
        """Return by what it is the same installment when the deal changes."""
        return self.source or f"#{self.number}"


class VariableLine(Value):
    """What is billed by quantity, known only after the period: hours, usage."""

    key: str
    """Names the line for good within its retainer."""
    description: str
    unit_price: Decimal
    """Whole units."""


class Stretch(Value):
    """What the first periods of a retainer cost, and on which terms, before a change."""

    through: int
    """The last period (1-based) that it counts for."""
    lines: tuple[PlanLine, ...]
    variable: tuple[VariableLine, ...] = ()
    due: Due = Due()


class Retainer(Value):
    """What repeats: one invoice a period, by a subscription at Stripe."""

    number: int
    """Of its first period's invoice; the following periods count on."""
    label: str
    lines: tuple[PlanLine, ...]
    """Of every period but the last, if `last` differs; () if all of it is variable."""
    last: tuple[PlanLine, ...] = ()
    """Of the last period when it absorbs what does not divide evenly; () = as the others."""
    earlier: tuple[Stretch, ...] = ()
    """Of the periods before a change, oldest first; `lines`, `variable`, `due`: those after it."""
    variable: tuple[VariableLine, ...] = ()
    start: date
    """First day of the first period."""
    anchor: int = 0
    """Day of the month on which periods begin, the last one where a month is too short; 0: that
    of `start`. Another one where the first month is too short for it."""
    rhythm: Rhythm = Rhythm()
    periods: int
    until: date | None = None
    """Last day of service, where the last period is broken off before its end."""
    due: Due = Due()
    renews: bool = False
    """Whether another term is proposed before the end; it needs approval like the first."""
    source: str = ""

    @property
    def key(self) -> str:
        """Return by what it is the same retainer when the deal changes."""
        return self.source or f"#{self.number}"

    @property
    def numbers(self) -> range:
        """Return the numbers of its invoices."""
        return range(self.number, self.number + self.periods)

    def start_of(self, period: int) -> date:
        """Return the first day of a period (1-based)."""
        return self.rhythm.start_of(self.start, period, self.anchor)

    def days_of(self, period: int) -> Period:
        """Return the days of a period (1-based)."""
        whole = self.rhythm.period(self.start, period, self.anchor)
        if period == self.periods and self.until is not None:
            return Period(start=whole.start, end=self.until)
        return whole

    def lines_of(self, period: int) -> tuple[PlanLine, ...]:
        """Return the fixed lines of a period (1-based)."""
        return self._in(period).lines

    def variable_of(self, period: int) -> tuple[VariableLine, ...]:
        """Return what is billed by quantity in a period (1-based)."""
        return self._in(period).variable

    def due_of(self, period: int) -> Due:
        """Return the terms of the invoice of a period (1-based)."""
        return self._in(period).due

    def _in(self, period: int) -> Stretch:
        for stretch in self.earlier:
            if period <= stretch.through:
                return stretch
        lines = self.last if self.last and period == self.periods else self.lines
        return Stretch(through=self.periods, lines=lines, variable=self.variable, due=self.due)


class AdjustmentKind(StrEnum):
    """What is done about an invoice or a subscription that exists already."""

    CANCEL = "cancel"
    """Not yet sent: it never is."""
    REVISE = "revise"
    """Sent, unpaid: replaced by another one; the old one is void."""
    VOID = "void"
    CREDIT = "credit"
    """A credit note: the receivable is reduced; what was paid already becomes customer credit."""
    CHANGE_RETAINER = "change_retainer"
    """Other lines from a period on."""
    END_RETAINER = "end_retainer"
    """No period from a day on."""
    WRITE_OFF = "write_off"
    RECORD_PAYMENT = "record_payment"
    REFUND = "refund"


class Adjustment(Value):
    """Something to be done about what exists, as part of what is approved."""

    kind: AdjustmentKind
    subject: str
    """Our id of the invoice or subscription."""
    number: int
    """Of the invoice, or of the retainer's first one."""
    party: str = ""
    amount: Money
    """By how much what is owed or to come changes: negative when it gets less."""
    words: str
    """For people, e.g. "Credit note of $2,000.00 on invoice HP-0003"."""
    from_date: date | None = None
    """For a retainer: the first day of the first period it counts for."""
    details: Mapping[str, str] = {}


class Assumed(StrEnum):
    """What the deal did not say and the plan filled in."""

    TERMS = "terms"
    BILL_TO = "bill_to"
    MODEL = "model"
    """That it is one invoice."""


class Plan(Value):
    """What would be invoiced: this, hashed, is what people approve."""

    deal_id: str
    deal_name: str
    account_name: str = ""
    """The customer's, also while nobody there is known who receives the invoice."""
    currency: str
    bill_to: BillTo | None
    """None: nobody is known yet, which blocks approval."""
    customer_id: str = ""
    """The Stripe customer chosen for it; "" when one will be made."""
    shares: tuple[Share, ...] = ()
    """Who else pays a part of each invoice."""
    installments: tuple[Installment, ...]
    """With `retainers` at least one; empty when the amount cannot be invoiced: that blocks."""
    retainers: tuple[Retainer, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    """What is done about invoices that exist, when the plan changes an approved one."""
    po_number: str = ""
    memo: str = ""
    footer: str = ""
    custom_fields: Mapping[str, str] = {}
    """Printed on each invoice, beside the PO number; at most three."""
    tax: Tax = Tax()
    sources: tuple[str, ...] = ()
    """Where the plan comes from, for people: "3 milestones in Salesforce"."""
    assumed: frozenset[Assumed] = frozenset()

    @property
    def total(self) -> Money:
        """Return the net sum of installments and all periods; what is variable is not in it."""
        parts = [part.amount for part in self.installments]
        for retainer in self.retainers:
            for period in range(1, retainer.periods + 1):
                parts += [line.amount for line in retainer.lines_of(period)]
        return Money.total(parts, self.currency)

    @property
    def bills(self) -> bool:
        """Return whether there is anything to invoice in it."""
        return bool(self.installments or self.retainers)

    @property
    def content_hash(self) -> str:
        """Return what an approval is bound to: all that reaches the customer or the books."""
        without: Any = {
            "deal_name": True,
            "account_name": True,
            "assumed": True,
            "sources": True,
            "installments": {"__all__": {"label", "source"}},
            "retainers": {"__all__": {"label", "source"}},
        }
        return digest(self.model_dump(exclude=without))
