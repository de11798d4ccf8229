"""Plans with retainers, conditions and two payers, to show."""

from datetime import date
from decimal import Decimal

from bot.payer import BillTo, Share
from bot.plan import Installment, Retainer, VariableLine
from bot.status import SubscriptionStatus
from bot.views.card import card
from bot.views.state import CardState, RetainerLine
from tests.views.reading import checked, element
from tests.views.samples import THREE, line, part, plan, usd

GLOBEX = Share(
    bill_to=BillTo(account_id="2", account_name="Globex", email="pay@globex.test"),
    percent=Decimal(30),
)
HOURS = VariableLine(key="h", description="Hours", unit_price=Decimal(150))
JAN_31 = date(2027, 1, 31)


def retainer(number: int = 1, **more: object) -> Retainer:
    given_: dict[str, object] = {
        "number": number,
        "label": "Support, monthly",
        "lines": (line("Support", "1000"),),
        "start": JAN_31,
        "periods": 12,
    }
    return Retainer.model_validate(given_ | more)


def waiting(number: int = 3) -> Installment:
    return part(number, "12000", "Acceptance", condition="Acceptance signed")


def running(**more: object) -> RetainerLine:
    given_: dict[str, object] = {
        "subscription_id": "sub_1",
        "item": 4,
        "label": "Support, monthly",
        "status": SubscriptionStatus.ACTIVE,
        "amount": usd("1000"),
        "next_on": JAN_31,
        "ends_on": date(2028, 1, 30),
    }
    return RetainerLine.model_validate(given_ | more)


def confirm(state: CardState) -> str:
    return str(element(checked(card(state)), "proposal.approve")["confirm"]["text"]["text"])


MIXED = plan(
    installments=(*THREE[:2], waiting()), retainers=(retainer(4),), sources=("3 milestones",)
)
