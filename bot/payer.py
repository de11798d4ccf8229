"""Payers: who receives an invoice, and what Stripe has to know about them to make it right."""

from decimal import Decimal
from enum import StrEnum

from bot.deal import Address
from bot.value import Value

WHOLE = Decimal(100)


class TaxExempt(StrEnum):
    """Whether tax is charged, in Stripe's words."""

    NONE = "none"
    EXEMPT = "exempt"
    REVERSE = "reverse"
    """The customer accounts for it ("reverse charge")."""


class BillTo(Value):
    """Who receives the invoice."""

    account_id: str
    account_name: str
    contact_id: str = ""
    name: str = ""
    email: str
    address: Address = Address()
    tax_exempt: TaxExempt = TaxExempt.NONE
    tax_id: str = ""
    tax_id_type: str = ""
    """Stripe's name of its kind, e.g. "eu_vat"."""
    language: str = ""
    """Preferred language of the invoice, e.g. "de"; "" = the account's."""


class Share(Value):
    """Somebody else who pays a part of every invoice of the deal."""

    bill_to: BillTo
    percent: Decimal
    """Of the net amount; above 0, below 100. The main payer pays the rest."""
    customer_id: str = ""
    """The Stripe customer chosen for them; "" when one will be made."""

    @property
    def party(self) -> str:
        """Return what tells this payer from the others of the deal: the id of the account."""
        return self.bill_to.account_id


class TaxMode(StrEnum):
    """How tax comes onto invoices."""

    NONE = "none"
    AUTOMATIC = "automatic"
    RATES = "rates"


class Tax(Value):
    """How the invoices of a plan are taxed; what is approved is the net amount."""

    mode: TaxMode = TaxMode.NONE
    rates: tuple[str, ...] = ()
    """Ids of Stripe tax rates, for `RATES`."""
