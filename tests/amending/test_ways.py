from datetime import date
from decimal import Decimal

import pytest

from bot.amending import Effect, WayKind
from bot.amending_settle import DIFFERENCE
from bot.charges import charges
from bot.money import Money
from bot.payer import BillTo, Share
from bot.plan import AdjustmentKind, Plan, PlanLine
from bot.rules import BillingRules
from bot.status import InvoiceStatus
from tests.amending.kit import (
    BEFORE,
    BETA,
    LESS,
    MORE,
    PAID,
    find,
    out,
    part,
    parts,
    plan,
    standing,
    usd,
)

GAMMA = BillTo(account_id="001C", account_name="Gamma", email="ap@gamma.example")


class TestEditDrafts:
    def test_keeps_what_is_out_and_spreads_the_rest(self) -> None:
        way = find(WayKind.EDIT_DRAFTS, out(1, 2), MORE)
        assert parts(way) == {1: 2_500_000, 2: 2_500_000, 3: 3_500_000, 4: 3_500_000}
        assert way.words.endswith("invoice 3 over $35,000.00, invoice 4 over $35,000.00.")

    def test_needs_something_left(self) -> None:
        way = find(WayKind.EDIT_DRAFTS, out(1, 2, 3, 4), MORE)
        assert way.why_not == "Everything is out already: there is nothing left to change."

    def test_does_not_take_back(self) -> None:
        tiny = plan(*(part(n, 100_000, source=f"m{n}") for n in range(1, 5)))
        assert (
            "$46,000.00 more than the new total"
            in find(WayKind.EDIT_DRAFTS, out(1, 2), tiny).why_not
        )

    def test_drops_what_has_nothing_left(self) -> None:
        half = plan(*(part(n, 1_250_000, source=f"m{n}") for n in range(1, 5)))
        assert parts(find(WayKind.EDIT_DRAFTS, out(1, 2), half)) == {1: 2_500_000, 2: 2_500_000}

    def test_says_what_it_does_in_money(self) -> None:
        assert find(WayKind.EDIT_DRAFTS, out(1), MORE).effect == Effect(
            owed_before=usd(2_500_000), owed_after=usd(2_500_000),
            to_come_before=usd(7_500_000), to_come_after=usd(9_500_000), back=usd(0),
        )  # fmt: skip

    def test_gives_new_parts_free_numbers(self) -> None:
        now = plan(*BEFORE.installments, part(5, 100, source="new"), part(6, 100, source="newer"))
        assert set(parts(find(WayKind.EDIT_DRAFTS, out(1), now))) == {1, 2, 3, 4, 5, 6}

    def test_moves_what_one_payer_paid_too_much_to_the_other(self) -> None:
        shared = [
            plan(*BEFORE.installments, shares=(Share(bill_to=BETA, percent=Decimal(percent)),))
            for percent in (50, 60)
        ]
        way = find(WayKind.EDIT_DRAFTS, out(1, of=shared[0]), shared[1], shared[0])
        assert way.plan is not None
        theirs = [c.amount_in("USD") for c in charges(way.plan) if c.party == BETA.account_id]
        assert Money.total(theirs, "USD") == usd(6_000_000)

    def test_moves_a_cent_between_two_of_three_payers(self) -> None:
        before, now = (
            plan(
                *(part(n, minor, source=f"m{n}") for n, minor in enumerate(minors, start=1)),
                shares=(
                    Share(bill_to=BETA, percent=Decimal(beta)),
                    Share(bill_to=GAMMA, percent=Decimal(gamma)),
                ),
            )
            for minors, beta, gamma in (((7, 176, 80), 33, 33), ((10, 176, 81), 40, 30))
        )
        way = find(WayKind.EDIT_DRAFTS, out(1, of=before), now, before)
        assert way.plan is not None
        moved = [line for line in way.plan.installments[2].lines if line.party is not None]
        assert [(line.party, line.amount) for line in moved] == [("", usd(-1)), ("001B", usd(1))]

    def test_leaves_a_discount_as_it_is_and_names_the_difference(self) -> None:
        lines = (
            PlanLine(description="Design", amount=usd(3_000_000)),
            PlanLine(description="Discount", amount=usd(-500_000)),
        )
        before, now = (
            plan(part(1, minor, source="m1"), part(2, 2_500_000, source="m2", lines=lines))
            for minor in (2_500_000, 2_600_000)
        )
        way = find(WayKind.EDIT_DRAFTS, out(1, of=before), now, before)
        assert way.plan is not None
        *kept, more = way.plan.installments[1].lines
        assert tuple(kept) == lines
        assert (more.description, more.amount) == (DIFFERENCE, usd(100_000))


class TestAdjustNext:
    def test_leaves_the_others(self) -> None:
        way = find(WayKind.ADJUST_NEXT, out(1, 2), LESS)
        assert parts(way) == {1: 2_500_000, 2: 2_500_000, 3: 500_000, 4: 2_500_000}

    def test_goes_on_to_the_one_after(self) -> None:
        tiny = plan(*(part(n, 1_500_000, source=f"m{n}") for n in range(1, 5)))
        assert parts(find(WayKind.ADJUST_NEXT, out(1, 2), tiny)) == {
            1: 2_500_000, 2: 2_500_000, 4: 1_000_000
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("numbers", "now", "words"),
        [
            ((1,), BEFORE, "The total is the same"),
            ((1, 2, 3, 4), MORE, "there is no next invoice"),
            ((1, 2, 3), plan(part(1, 100, source="m1")), "less than the difference"),
        ],
    )
    def test_says_why_not(self, numbers: tuple[int, ...], now: Plan, words: str) -> None:
        assert words in find(WayKind.ADJUST_NEXT, out(*numbers), now).why_not


class TestRevise:
    def test_takes_the_latest_that_is_open(self) -> None:
        way = find(WayKind.REVISE, out(1, 2), LESS)
        assert parts(way) == {1: 2_500_000, 2: 1_500_000, 3: 2_000_000, 4: 2_000_000}
        assert way.plan is not None
        [one] = way.plan.adjustments
        assert (one.kind, one.number, one.amount) == (AdjustmentKind.REVISE, 2, usd(-1_000_000))
        assert one.words == "Invoice 2 is replaced by one over $15,000.00 instead of $25,000.00"

    def test_brings_the_deals_own_lines_where_they_fit(self) -> None:
        way = find(WayKind.REVISE, out(1), LESS)
        assert way.plan is not None
        assert way.plan.installments[0].lines == LESS.installments[0].lines

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"by_subscription": True}, "made by a subscription"),
            ({"status": PAID}, "is paid"),
            ({"processing": True}, "bank payment under way"),
            ({"paid": usd(1)}, "is part paid"),
            ({"credited": usd(1)}, "has a credit note"),
            ({"issue_date": date(2026, 9, 30)}, "books are closed"),
        ],
    )
    def test_says_why_not(self, changes: dict[str, object], words: str) -> None:
        rules = BillingRules(closed_through=date(2026, 9, 30))
        way = find(WayKind.REVISE, standing(BEFORE, {1: changes}), MORE, rules=rules)
        assert words in way.why_not

    def test_is_for_a_po_number_too(self) -> None:
        now = BEFORE.model_copy(update={"po_number": "PO-2"})
        way = find(WayKind.REVISE, out(1, 2), now)
        assert way.plan is not None
        assert [one.amount for one in way.plan.adjustments] == [usd(0), usd(0)]
        assert way.plan.po_number == "PO-2"

    def test_needs_something_that_would_change(self) -> None:
        later = part(4, 2_500_000, source="m4", send_date=date(2027, 9, 1))
        now = plan(*BEFORE.installments[:3], later)
        assert "Nothing on the open" in find(WayKind.REVISE, out(1), now).why_not
        assert "No installment is out" in find(WayKind.REVISE, out(), now).why_not

    def test_is_not_for_another_payer(self) -> None:
        now = MORE.model_copy(update={"bill_to": BETA})
        assert "the same customer" in find(WayKind.REVISE, out(1), now).why_not
        shared = plan(*BEFORE.installments, shares=(Share(bill_to=BETA, percent=Decimal(5)),))
        assert "parts changed" in find(WayKind.REVISE, out(1), shared).why_not

    def test_is_not_for_more_than_there_is(self) -> None:
        tiny = plan(part(1, 100, source="m1"))
        assert "less than the difference" in find(WayKind.REVISE, out(1, 2), tiny).why_not


class TestCredit:
    def test_lowers_what_is_owed_first(self) -> None:
        stands = standing(BEFORE, {1: {}, 2: {"status": PAID, "balance": usd(0)}})
        way = find(WayKind.CREDIT, stands, LESS)
        assert way.plan is not None
        assert [(one.number, one.amount) for one in way.plan.adjustments] == [(1, usd(-1_000_000))]
        assert way.effect is not None
        assert (way.effect.owed_after, way.effect.back) == (usd(1_500_000), usd(0))

    def test_lowers_a_period_of_a_retainer_last(self) -> None:
        way = find(WayKind.CREDIT, standing(BEFORE, {1: {}, 2: {"by_subscription": True}}), LESS)
        assert way.plan is not None
        assert [one.number for one in way.plan.adjustments] == [1]

    def test_of_what_is_paid_becomes_the_customers_credit(self) -> None:
        stands = out(1, 2, 3, 4, status=PAID, balance=usd(0), paid=usd(2_500_000))
        way = find(WayKind.CREDIT, stands, plan(part(1, 4_000_000, source="m1")))
        assert way.effect is not None
        assert way.effect.back == usd(6_000_000)
        assert way.plan is not None
        assert [one.number for one in way.plan.adjustments] == [4, 3, 2]

    def test_counts_the_tax(self) -> None:
        way = find(WayKind.CREDIT, out(1, 2, 3, 4, total=usd(2_975_000), balance=usd(2_975_000)),
                   LESS)  # fmt: skip
        assert way.plan is not None
        assert "$20,000.00 ($23,800.00 with tax)" in way.plan.adjustments[0].words

    def test_waits_for_a_bank_payment(self) -> None:
        assert (
            "bank payment" in find(WayKind.CREDIT, out(1, 2, 3, 4, processing=True), LESS).why_not
        )
        written_off = out(1, 2, 3, 4, status=InvoiceStatus.UNCOLLECTIBLE)
        assert "can be credited" in find(WayKind.CREDIT, written_off, LESS).why_not

    def test_has_to_have_a_reason(self) -> None:
        assert "neither too much" in find(WayKind.CREDIT, out(1), BEFORE).why_not

    def test_bills_another_payer_from_the_beginning(self) -> None:
        now = BEFORE.model_copy(update={"bill_to": BETA})
        way = find(WayKind.CREDIT, out(1), now)
        assert set(parts(way)) == {5, 6, 7, 8}
        assert way.plan is not None
        assert [one.kind for one in way.plan.adjustments] == [AdjustmentKind.VOID]
        assert way.words.endswith("All of it, $100,000.00, is billed anew to Beta.")
