"""Tax in a random history: worked out or by rates, nobody's or the customer's, or nowhere."""

from decimal import Decimal

from bot.payer import TaxMode
from tests.fakes.deals import ACME
from tests.histories.world import World, pick

RATE = "txr_vat"
TAXES: dict[str, dict[str, object]] = {
    "none": {},
    "automatic": {"tax": TaxMode.AUTOMATIC},
    "rates": {"tax": TaxMode.RATES, "tax_rates": (RATE,)},
}
STATUSES = ("", "Exempt", "Reverse charge")


class TaxSide(World):
    """Salesforce says who is taxed and where they are; Stripe makes of it what it can."""

    def tax_by(self, tax: str) -> None:
        """Have the policy put tax onto invoices."""
        self.billing.tax_percent = Decimal("8.25")
        self.billing.tax_rates = {RATE: Decimal(19)}
        self.under(**TAXES[tax])

    def exempt(self, n: int, status: int) -> None:
        """Change an account's tax status; a tax id comes with it."""
        ident = pick(self.deals, n)
        deal = self.crm.deals[ident] if ident else None
        if deal and deal.account:
            said = {
                "tax_exempt": STATUSES[status % len(STATUSES)],
                "tax_id": "DE123456789",
                "tax_id_type": "eu_vat",
            }
            self.clock.move(minutes=1)
            self.crm.change(deal.id, account=deal.account.model_copy(update=said))
            self.minutes(2)

    def lose_place(self, n: int) -> None:
        """Have Stripe no longer know where a customer is taxed."""
        ident = pick(self.deals, n)
        account = self.crm.deals[ident].account if ident else None
        if account:
            ids = {c.id for c in self.billing.customers.values() if c.account_id == account.id}
            self.billing.untaxable |= {account.name, *ids}

    def find_places(self) -> None:
        """Correct the address of everybody who cannot be placed, in Salesforce and at Stripe."""
        lost, self.billing.untaxable = self.billing.untaxable, set()
        for deal in list(self.crm.deals.values()) if lost else ():
            if deal.account and not deal.is_deleted:
                moved = ACME.address.model_copy(update={"street": f"{len(lost)} Oak Street"})
                self.crm.change(deal.id, account=deal.account.model_copy(update={"address": moved}))
        if lost:
            self.minutes(2)
            self.minutes(6)
