"""Orders for the billing contract: drafted and sent as the workflows do it."""

from datetime import timedelta
from decimal import Decimal

from bot.facts import InvoiceLines, InvoiceOrder, Snapshot
from bot.money import Money
from bot.plan import PlanLine
from tests.contracts.billing_desk import Desk

ACCOUNT = "001000000000001AAA"
EMAIL = "ap@acme.test"
PRICE = Money(minor=1_200_000, currency="USD")
SEATS = PlanLine(
    description="Platform seats", amount=PRICE, quantity=Decimal(10), unit_price=Decimal(1200)
)
LINES = InvoiceLines(lines=(SEATS,))


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def order(desk: Desk, customer: str = "", invoice: str = "inv_1") -> InvoiceOrder:
    customer = customer or desk.levers.add_customer("Acme", EMAIL)
    return InvoiceOrder(
        invoice_id=invoice,
        deal_id="006000000000001AAA",
        customer_id=customer,
        currency="USD",
        due_date=desk.clock.now().date() + timedelta(days=30),
        notes={"held": "for a PO"},
    )


def drafted(desk: Desk, customer: str = "", invoice: str = "inv_1") -> Snapshot:
    stripe_id = desk.billing.draft(order(desk, customer, invoice), key=f"{invoice}:create")
    return desk.billing.add_lines(stripe_id, LINES, key=f"{invoice}:lines")


def sent(desk: Desk, customer: str = "", invoice: str = "inv_1") -> Snapshot:
    draft = drafted(desk, customer, invoice)
    return desk.billing.send(draft.stripe_id, key=f"{invoice}:send")
