"""Standing: what exists of an approved plan, as far as a change of it has to know."""

from collections.abc import Iterable
from datetime import date

from bot.charges import MAIN, Charge, charges, parties
from bot.money import Money
from bot.plan import Adjustment, Plan
from bot.status import InvoiceStatus
from bot.value import Value

OUT = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE})


class Billed(Value):
    """A live invoice of the deal."""

    invoice_id: str
    number: int
    """Of the installment or the period."""
    party: str = MAIN
    label: str = ""
    name: str = ""
    """Its number at Stripe."""
    status: InvoiceStatus
    net: Money
    """As approved, credit notes not taken off."""
    total: Money
    """With tax."""
    paid: Money
    balance: Money
    credited: Money
    """By credit notes, without tax."""
    refunded: Money
    """Without a credit note, and without tax."""
    counted: Money | None = None
    """The part of `net` that was billed by quantity: no plan says how much it will be."""
    issue_date: date | None = None
    by_subscription: bool = False
    processing: bool = False
    """A bank payment is under way."""

    @property
    def is_out(self) -> bool:
        """Return whether the customer has it."""
        return self.status in OUT

    @property
    def worth(self) -> Money:
        """Return what it bills, without tax and less what was credited."""
        return self.net - self.credited

    @property
    def creditable(self) -> Money:
        """Return what can still be credited, without tax: nothing of what was refunded already."""
        return max(self.worth - self.refunded, Money.zero(self.net.currency))

    @property
    def planned(self) -> Money:
        """Return what it bills of what the plan says, less what was credited."""
        return self.worth - self.counted if self.counted else self.worth

    @property
    def named(self) -> str:
        """Return what to call it."""
        return f"invoice {self.name or self.number}"

    def gross(self, net: Money) -> Money:
        """Return `net` with this invoice's tax, as near as the currency's steps allow."""
        if self.total == self.net or not self.net:
            return net
        return net.scaled(self.total, self.net)


class Running(Value):
    """A retainer at Stripe, or about to be, for one payer."""

    subscription_id: str
    """Ours."""
    number: int
    """Of the retainer."""
    party: str = MAIN
    last_period: int


class Gone(Value):
    """What people took back in Stripe by hand, or from here: approved, and billed no more."""

    numbers: tuple[int, ...]
    """Of the invoices that are missing."""
    party: str = MAIN
    words: str
    """What became of it: "Invoice HP-0002 was voided"."""
    again: str
    """What a plan that has it does: "it is billed again"."""


class Standing(Value):
    """What exists of an approved plan."""

    billed: tuple[Billed, ...] = ()
    running: tuple[Running, ...] = ()
    last_number: int = 0
    """The highest number that an invoice of the deal ever had, or was to have."""
    gone: tuple[Gone, ...] = ()
    correcting: str = ""
    """What is being corrected just now, in words; "" = nothing."""

    @property
    def out(self) -> tuple[Billed, ...]:
        """Return the invoices that the customer has."""
        return tuple(one for one in self.billed if one.is_out)

    @property
    def numbers_out(self) -> frozenset[int]:
        """Return the installments and periods of which somebody has an invoice."""
        return frozenset(one.number for one in self.out)


def to_come(standing: Standing, plan: Plan) -> tuple[Charge, ...]:
    """Return the invoices of `plan` that nobody has yet."""
    there = {(one.number, one.party) for one in standing.out}
    return tuple(c for c in charges(plan) if (c.number, c.party) not in there)


def worth(standing: Standing, plan: Plan) -> dict[str, Money]:
    """Return, for each payer, what is billed and what `plan` has to come, without tax.

    What is billed by quantity is left out of both: it comes on top, however the deal changes.
    """
    found = {party: Money.zero(plan.currency) for party in parties(plan)}
    for one in standing.out:
        found[one.party] = found.get(one.party, Money.zero(plan.currency)) + one.planned
    for charge in to_come(standing, plan):
        found[charge.party] += charge.amount_in(plan.currency)
    return found


def corrected(standing: Standing, plan: Plan, corrections: Iterable[Adjustment]) -> Money:
    """Return what `plan` bills in all, without tax, once what is out has these corrections.

    What is billed by quantity is left out, as in the total of a plan.
    """
    off: dict[str, list[Money]] = {}
    for one in corrections:
        off.setdefault(one.subject, []).append(one.amount)
    nothing = Money.zero(plan.currency)
    found = [charge.amount_in(plan.currency) for charge in to_come(standing, plan)]
    for out in standing.out:
        left = Money.total([out.worth, *off.get(out.invoice_id, [])], plan.currency)
        found.append(max(left - out.counted, nothing) if out.counted else left)
    return Money.total(found, plan.currency)


def wanted(plan: Plan) -> dict[str, Money]:
    """Return what each payer of `plan` pays in all, without tax."""
    return worth(Standing(), plan)
