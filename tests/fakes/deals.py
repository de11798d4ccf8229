"""Deals that look like real ones: name only what the test is about."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bot.deal import Account, Address, Contact, Deal, DealLine, Milestone, Owner, Terms

DEAL_ID = "006000000000001AAA"
ACCOUNT_ID = "001000000000001AAA"
WON_AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

ACME = Account(
    id=ACCOUNT_ID,
    name="Acme Corporation",
    address=Address(
        street="1 Main Street",
        city="Springfield",
        state="IL",
        postal_code="62701",
        country="United States",
    ),
)
DANA = Owner(id="005000000000003AAA", name="Dana", email="dana@example.com")
LEE = Contact(
    id="003000000000001AAA",
    name="Lee Wong",
    email="ap@acme.example",
    role="Billing Contact",
    is_primary=True,
)


def deal_id(number: int) -> str:
    """Return the 18-character id of the deal with that number."""
    return f"006{number:012d}AAA"


def a_line(description: str = "Platform", price: int | str = 36_000, quantity: int = 1) -> DealLine:
    """Return a product line at `price` each."""
    return DealLine(
        description=description,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        total=Decimal(price) * quantity,
    )


def a_milestone(number: int, **changes: object) -> Milestone:
    """Return milestone `number` of a deal; `changes` are its fields."""
    fields: dict[str, object] = {"id": f"a02{number:012d}AAA", "description": f"Phase {number}"}
    return Milestone.model_validate(fields | changes)


def a_deal(**changes: object) -> Deal:
    """Return a won deal: Acme Corporation, $48,000.00, Net 30, to Lee Wong, sold by Dana.

    `changes` are fields of `Deal`; the address follows the id.
    """
    ident = str(changes.get("id", DEAL_ID))
    fields: dict[str, object] = {
        "id": ident,
        "name": "Acme - Platform 2026",
        "url": f"https://acme.my.salesforce.com/lightning/r/Opportunity/{ident}/view",
        "stage": "Closed Won",
        "is_won": True,
        "amount": Decimal(48_000),
        "currency": "USD",
        "close_date": date(2026, 11, 23),
        "won_at": WON_AT,
        "modified_at": WON_AT,
        "account": ACME,
        "owner": DANA,
        "contacts": (LEE,),
        "lines": (a_line(), a_line("Onboarding", 12_000)),
        "terms": Terms(text="Net 30"),
    }
    return Deal.model_validate(fields | changes)
