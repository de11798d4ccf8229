"""What every implementation of the billing port keeps to when an answer is lost: one effect."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.errors import Trouble, VendorError
from bot.facts import CreditOrder, PaymentOrder
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import drafted, sent, usd
from tests.contracts.billing_retainers import FIRST, HELP, retainer

Call = Callable[[], object]


def on_draft(desk: Desk) -> dict[str, Call]:
    ident, day = drafted(desk).stripe_id, desk.today + timedelta(days=9)
    billing = desk.billing
    return {
        "schedule": lambda: billing.schedule(ident, day, day, key="k"),
        "unschedule": lambda: billing.unschedule(ident, key="k"),
        "note": lambda: billing.note(ident, {"held": ""}, key="k"),
        "send": lambda: billing.send(ident, key="k"),
        "discard": lambda: billing.discard(ident),
    }


def on_open(desk: Desk) -> dict[str, Call]:
    ident, billing = sent(desk).stripe_id, desk.billing
    note = CreditOrder(stripe_id=ident, adjustment_id="adj_1", amount=usd(500))
    paid = PaymentOrder(
        stripe_id=ident,
        adjustment_id="adj_2",
        amount=usd(700),
        paid_on=desk.today,
        reference="W",
    )
    return {
        "void": lambda: billing.void(ident, key="k"),
        "write_off": lambda: billing.write_off(ident, key="k"),
        "credit": lambda: billing.credit(note, key="k"),
        "record_payment": lambda: billing.record_payment(paid, key="k"),
        "remind": lambda: billing.send(ident, key="k"),
    }


def on_retainer(desk: Desk) -> dict[str, Call]:
    billing = desk.billing
    ident = billing.subscribe(retainer(desk, FIRST), key="made").stripe_id
    ends = retainer(desk, FIRST, 2).ends_on
    other = retainer(desk, FIRST, lines=(HELP,))
    return {
        "pause": lambda: billing.pause_subscription(ident, key="k"),
        "resume": lambda: billing.resume_subscription(ident, key="k"),
        "change": lambda: billing.change_subscription(ident, other, key="k"),
        "end": lambda: billing.end_subscription(ident, ends, key="k"),
        "end_now": lambda: billing.end_subscription(ident, None, key="k"),
    }


def lost_then_repeated(desk: Desk, call: Call) -> None:
    desk.levers.lose_answer()
    with pytest.raises(VendorError) as lost:
        call()
    assert lost.value.trouble is Trouble.UNKNOWN
    assert call() == call()


class TestRepeating:
    @pytest.mark.parametrize("name", ["schedule", "unschedule", "note", "send", "discard"])
    def test_is_safe_for_drafts(self, desk: Desk, name: str) -> None:
        lost_then_repeated(desk, on_draft(desk)[name])
        assert len(desk.levers.mailed()) == (name == "send")

    @pytest.mark.parametrize("name", ["void", "write_off", "credit", "record_payment", "remind"])
    def test_is_safe_for_what_is_out(self, desk: Desk, name: str) -> None:
        calls = on_open(desk)
        lost_then_repeated(desk, calls[name])
        (ident, _), *more = desk.levers.mailed()
        assert len(more) == (name in ("remind", "credit"))
        seen = desk.billing.snapshot(ident)
        assert seen.paid == usd(700 if name == "record_payment" else 0)
        assert seen.credited == usd(500 if name == "credit" else 0)

    @pytest.mark.parametrize("name", ["pause", "resume", "change", "end", "end_now"])
    def test_is_safe_for_retainers(self, desk: Desk, name: str) -> None:
        lost_then_repeated(desk, on_retainer(desk)[name])
