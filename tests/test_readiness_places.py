"""What is said of an address by which Stripe cannot work out the tax."""

import pytest

from bot.deal import Address
from bot.facts import TaxPreview
from bot.finding import Level
from bot.money import Money
from bot.payer import BillTo, Tax, TaxMode
from bot.plan import Plan
from bot.readiness import PayerTax
from bot.readiness.taxes import NO_PLACE, about_tax

GOOD = Address(street="1 Main", city="Springfield", state="IL", postal_code="62701", country="USA")
NOTHING = Money.zero("USD")
UNKNOWN = TaxPreview(net=NOTHING, tax=NOTHING, gross=NOTHING, problem="No.", code=NO_PLACE)
PLAN = Plan(
    deal_id="006",
    deal_name="Deal",
    currency="USD",
    bill_to=None,
    installments=(),
    tax=Tax(mode=TaxMode.AUTOMATIC),
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "correct the billing address of the account in Salesforce."),
        ({"postal_code": "627"}, 'a ZIP code of five digits, "627" is none'),
        ({"country": "Untied States"}, 'a country that is recognized, "Untied States" is not'),
        ({"city": "", "country": ""}, "missing: city, country"),
    ],
)
def test_every_payers_place_is_a_finding_with_its_fix(changes: dict[str, str], words: str) -> None:
    known = BillTo(account_id="1", account_name="Acme", email="a@b.c", address=GOOD)
    address = GOOD.model_copy(update=changes)
    other = BillTo(account_id="2", account_name="Globex", email="a@b.d", address=address)
    fine = PayerTax(bill_to=known, invoices=1, shown=UNKNOWN.model_copy(update={"problem": ""}))

    [fact, found] = about_tax(PLAN, (fine, PayerTax(bill_to=other, invoices=1, shown=UNKNOWN)))

    assert fact.level is Level.FACT
    assert found.level is Level.BLOCK
    assert found.sentence.startswith("Stripe cannot tell where Globex is taxed")
    assert words in found.sentence
