"""What is known around a deal when its plan is made."""

from datetime import date

from bot.facts import Customer, Snapshot, TaxPreview
from bot.payer import BillTo
from bot.value import Value


class PayerTax(Value):
    """What tax one payer's invoices of a plan would bear."""

    bill_to: BillTo
    invoices: int
    shown: TaxPreview
    """Of all of them, by what Stripe knows today."""


class Surroundings(Value):
    """What is known about the customer when the plan is made."""

    candidates: tuple[Customer, ...] = ()
    """Stripe customers that may be this account's bill-to; one or none is fine."""
    customer: Customer | None = None
    """The chosen one, if it is clear."""
    open_invoices: tuple[Snapshot, ...] = ()
    """Open invoices of the candidates."""
    billed_already: bool = False
    """This deal has a live invoice of ours."""
    taxes: tuple[PayerTax, ...] = ()
    """Of each payer; () where none is charged, or nobody is to be billed yet."""
    alike: tuple[str, ...] = ()
    """Other deals that this one may be a copy of, in sentences."""
    other_currency: tuple[str, ...] = ()
    """Retainers of the payers in other currencies than this deal's, in sentences."""
    today: date
