from datetime import date

import pytest

from bot.amending import WayKind, ways
from bot.charges import charges
from bot.plan import AdjustmentKind
from bot.rules import BillingRules
from bot.standing import Standing
from bot.status import InvoiceStatus
from tests.amending.kit import (
    BEFORE,
    PAID,
    TODAY,
    find,
    out,
    part,
    parts,
    plan,
    retainer,
    standing,
    usd,
)


class TestTheEnd:
    def test_offers_no_way_that_bills(self) -> None:
        found = ways(out(1), BEFORE, BEFORE, BillingRules(), TODAY, counts=False)
        assert [way.kind for way in found] == [
            WayKind.CANCEL_REST, WayKind.WITHDRAW, WayKind.LEAVE
        ]  # fmt: skip

    def test_cancels_the_rest(self) -> None:
        way = find(WayKind.CANCEL_REST, out(1), BEFORE, counts=False)
        assert set(parts(way)) == {1}
        assert way.words.startswith("3 invoices are never sent")
        assert "nothing left" in find(WayKind.CANCEL_REST, out(1, 2, 3, 4), BEFORE).why_not

    def test_takes_back_what_is_out(self) -> None:
        stands = standing(BEFORE, {1: {"status": PAID, "balance": usd(0)}, 2: {},
                                   3: {"credited": usd(2_500_000)}})  # fmt: skip
        way = find(WayKind.WITHDRAW, stands, BEFORE, counts=False)
        assert way.plan is not None
        assert not way.plan.bills
        kinds = [(one.number, one.kind) for one in way.plan.adjustments]
        assert kinds == [(1, AdjustmentKind.CREDIT), (2, AdjustmentKind.VOID)]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"processing": True}, "bank payment"),
            ({"status": InvoiceStatus.UNCOLLECTIBLE, "paid": usd(1)}, "written off"),
        ],
    )
    def test_does_not_take_back_everything(self, changes: dict[str, object], words: str) -> None:
        assert words in find(WayKind.WITHDRAW, standing(BEFORE, {1: changes}), BEFORE).why_not

    def test_of_nothing_is_nothing(self) -> None:
        empty = BEFORE.model_copy(update={"installments": ()})
        way = find(WayKind.WITHDRAW, Standing(), BEFORE, empty, counts=False)
        assert "Nothing is out" in way.why_not

    def test_of_one_currency_begins_another(self) -> None:
        euros = BEFORE.from_json(
            {**BEFORE.to_json(), "currency": "EUR", "installments": [
                {**one.to_json(), "lines": [{"description": "x",
                 "amount": {"minor": 100, "currency": "EUR"}}]} for one in BEFORE.installments]}
        )  # fmt: skip
        way = find(WayKind.WITHDRAW, out(1), euros)
        assert set(parts(way)) == {5, 6, 7, 8}
        assert way.words.endswith(
            "Nothing more is sent in USD. The deal is billed anew in EUR: €4.00."
        )
        found = ways(out(1), BEFORE, euros, BillingRules(), TODAY)
        assert WayKind.EDIT_DRAFTS not in {way.kind for way in found}

    def test_waits_for_corrections(self) -> None:
        busy = out(1).model_copy(update={"correcting": "Credit note"})
        assert "Wait until" in find(WayKind.WITHDRAW, busy, BEFORE).why_not
        assert find(WayKind.LEAVE, busy, BEFORE).plan == BEFORE


class TestRetainers:
    def test_change_from_the_next_period(self) -> None:
        before, now = (plan(retainers=(retainer(1, cents, 6),)) for cents in (100, 200))
        way = find(WayKind.CHANGE_RETAINER, out(1, 2, 3, of=before), now, before)
        assert way.plan is not None
        assert [c.amount_in("USD").minor for c in charges(way.plan)] == [100] * 3 + [200] * 3
        later = find(WayKind.CHANGE_RETAINER, out(1, 2, 3, of=before), now, before,
                     from_date=date(2027, 1, 2))  # fmt: skip
        assert later.plan is not None
        assert [c.amount_in("USD").minor for c in charges(later.plan)] == [100] * 5 + [200]

    def test_that_did_not_change_are_left(self) -> None:
        before = plan(part(7, 100, source="x"), retainers=(retainer(1, 100, 6),))
        way = find(WayKind.CHANGE_RETAINER, out(1, of=before), before, before)
        assert way.why_not == "The retainer did not change."

    def test_of_another_rhythm_begin_anew(self) -> None:
        before = plan(retainers=(retainer(1, 100, 6),))
        now = plan(retainers=(retainer(1, 100, 6, start=date(2026, 9, 15)),))
        way = find(WayKind.CHANGE_RETAINER, out(1, 2, 3, of=before), now, before)
        assert way.plan is not None
        assert [(one.number, one.periods) for one in way.plan.retainers] == [(1, 3), (7, 3)]
        assert [one.kind for one in way.plan.adjustments] == [AdjustmentKind.END_RETAINER]
