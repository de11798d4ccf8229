"""Who pays, as people type it: what becomes of the share of a second payer."""

from decimal import Decimal

import pytest

from bot.deal import Account
from bot.mistakes import Mistakes
from bot.payer import BillTo, Share
from bot.plan import Plan
from bot.typed_payer import TypedPayers, shares_from

GLOBEX = Account(id="001B", name="Globex")
OTHERS = Share(
    bill_to=BillTo(account_id="001C", account_name="Initech", email="ap@initech.example"),
    percent=Decimal(5),
)
HALF = Share(
    bill_to=BillTo(account_id="001B", account_name="Globex", email="ap@globex.example"),
    percent=Decimal(50),
    customer_id="cus_globex",
)


def shares(
    percent: str | None, email: str = "ap@globex.example", *before: Share
) -> tuple[Share, ...] | None:
    """Return the second payer and those after them, None if nothing changed."""
    plan = Plan(
        deal_id="006",
        deal_name="Deal",
        currency="USD",
        bill_to=None,
        installments=(),
        shares=before,
    )
    typed = TypedPayers(share_percent=percent, share_email=email)
    found = dict(shares_from(typed, plan, GLOBEX))
    return found.get("shares")  # type: ignore[return-value]  # that is what is yielded under it


def test_is_that_of_the_account_which_salesforce_names() -> None:
    made = shares("40 %")
    assert made is not None
    [one] = made
    assert (one.bill_to.account_name, one.bill_to.email) == ("Globex", "ap@globex.example")
    assert (one.percent, one.customer_id) == (Decimal(40), "")


def test_stays_where_nothing_was_typed_over_it() -> None:
    assert shares(None, "", HALF) is None
    assert shares("50", "ap@globex.example", HALF) is None
    assert shares("0") is None
    assert shares("") is None


def test_goes_and_leaves_those_of_others() -> None:
    assert shares("0", "", HALF, OTHERS) == (OTHERS,)


def test_keeps_the_customer_at_stripe_unless_the_address_is_another() -> None:
    assert shares("60", "ap@globex.example", HALF, OTHERS) == (
        HALF.model_copy(update={"percent": Decimal(60)}),
        OTHERS,
    )
    moved = shares("50", "new@globex.example", HALF)
    assert moved is not None
    assert (moved[0].customer_id, moved[0].bill_to.email) == ("", "new@globex.example")


def test_is_less_than_all_of_it() -> None:
    with pytest.raises(Mistakes) as raised:
        shares("100")
    assert "less than 100 %" in str(raised.value.fields)
