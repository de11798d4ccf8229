"""What is to be known of addresses before Stripe works out the tax."""

from decimal import Decimal

import pytest

from bot.deal import Address
from bot.facts import TaxPreview
from bot.finding import Level
from bot.money import Money
from bot.payer import BillTo, Share, Tax, TaxMode
from bot.plan import Plan
from bot.readiness.taxes import NO_PLACE, about_places, about_tax

GOOD = Address(street="1 Main", city="Springfield", state="IL", postal_code="62701", country="USA")
NOTHING = Money.zero("USD")


def a_plan(address: Address, *, mode: TaxMode = TaxMode.AUTOMATIC) -> Plan:
    main = BillTo(account_id="001", account_name="Acme", email="a@b.c", address=address)
    other = BillTo(account_id="002", account_name="Globex", email="a@b.d", address=address)
    return Plan(
        deal_id="006",
        deal_name="Deal",
        currency="USD",
        bill_to=main,
        shares=(Share(bill_to=other, percent=Decimal(40)),),
        installments=(),
        tax=Tax(mode=mode),
    )


def test_a_whole_address_needs_nothing() -> None:
    assert list(about_places(a_plan(GOOD))) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"postal_code": "627"}, 'a ZIP code of five digits, "627" is none'),
        ({"country": "Untied States"}, 'a country that is recognized, "Untied States" is not'),
        ({"city": "", "country": ""}, "missing: city, country"),
    ],
)
def test_a_further_payers_place_is_a_finding_with_its_fix(
    changes: dict[str, str], words: str
) -> None:
    [found] = about_places(a_plan(GOOD.model_copy(update=changes)))
    assert found.level is Level.BLOCK
    assert found.sentence.startswith("Globex is taxed by its address: correct that of the account")
    assert words in found.sentence


def test_nobody_minds_while_tax_is_not_automatic() -> None:
    assert list(about_places(a_plan(Address(), mode=TaxMode.NONE))) == []


def test_the_first_payers_place_is_named_where_stripe_cannot_tell_it() -> None:
    unknown = TaxPreview(net=NOTHING, tax=NOTHING, gross=NOTHING, problem="No.", code=NO_PLACE)
    plan = a_plan(GOOD.model_copy(update={"postal_code": "6270"}))
    [found] = about_tax(plan, unknown)
    assert "Stripe cannot tell where Acme is taxed" in found.sentence
    assert '"6270" is none' in found.sentence
