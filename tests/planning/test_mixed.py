"""Deals as the project was asked for them: mixed, in odd currencies, for two payers."""

from datetime import date
from decimal import Decimal

from bot.charges import MAIN, charges, lines_for
from bot.deal import Account, Deal, Terms
from bot.finding import Level
from bot.money import Money
from bot.overrides import Overrides
from bot.planning import billing_differs
from bot.rules import CalendarRules
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING, POLICY, found
from tests.planning.deals import doubtful, milestone, once, planned, recurring

PARTNER = Account(id="001000000000002AAA", name="Partner", email="ap@partner.example")


def mixed(**more: object) -> Deal:
    """Return a deal with a deposit, three milestones and a monthly retainer."""
    fields: dict[str, object] = {
        "amount": Decimal(52_000),
        "lines": (once("40000"), recurring("12000", 12, start=date(2027, 4, 1))),
        "milestones": (
            milestone(1, "25", date=date(2027, 1, 30)),
            milestone(2, "25", condition="on acceptance"),
            milestone(3, "25", date=date(2027, 7, 4)),
        ),
        "terms": Terms(text="Net 30", model="Mixed", deposit_percent=Decimal(25)),
    }
    return a_deal(**(fields | more))


class TestMixedDeal:
    def test_is_one_plan_of_all_that_goes_out(self) -> None:
        plan = planned(mixed())
        rows = [
            (charge.number, charge.label, str(charge.amount_in("USD")), charge.send_date)
            for charge in charges(plan)
        ]
        assert rows[:5] == [
            (1, "Deposit", "$10,000.00", None),
            (2, "Step 1", "$10,000.00", date(2027, 1, 29)),
            (3, "Step 2", "$10,000.00", None),
            (4, "Step 3", "$10,000.00", date(2027, 7, 6)),
            (5, "Support, monthly", "$1,000.00", date(2027, 4, 1)),
        ]
        assert [row[0] for row in rows] == list(range(1, 17))
        assert str(plan.total) == "$52,000.00"
        assert plan.sources == (
            "3 milestones in Salesforce",
            "deposit of 25 % (opportunity)",
            "1 recurring line item",
        )
        assert found(mixed()) == {}

    def test_is_the_same_whatever_the_order_of_its_lines(self) -> None:
        deal = mixed()
        turned = deal.model_copy(update={"lines": deal.lines[::-1]})
        assert planned(turned).content_hash == planned(deal).content_hash

    def test_changes_with_the_calendar_and_not_with_the_day(self) -> None:
        germany = POLICY.model_copy(update={"calendar": CalendarRules(country="DE")})
        assert planned(mixed(), policy=germany).installments[3].send_date == date(2027, 7, 5)
        assert planned(mixed(), policy=germany).content_hash != planned(mixed()).content_hash

    def test_is_found_whole_by_both_payers(self) -> None:
        terms = mixed().terms.model_copy(update={"second_share": Decimal("33.33")})
        plan = planned(mixed(second_payer=PARTNER, terms=terms))
        found_ = charges(plan)
        assert len(found_) == 32
        for party, total in ((MAIN, "$34,668.40"), (PARTNER.id, "$17,331.60")):
            theirs = [charge.amount_in("USD") for charge in found_ if charge.party == party]
            assert str(Money.total(theirs, "USD")) == total

    def test_is_a_changed_deal_only_where_it_matters(self) -> None:
        before = mixed()
        step = before.milestones[1].model_copy(update={"met": True})
        met = before.model_copy(update={"milestones": (before.milestones[0], step)})
        whole = (before.milestones[0], step, before.milestones[2])
        assert not billing_differs(
            before, before.model_copy(update={"milestones": whole}), NOTHING, POLICY
        )
        assert billing_differs(before, met, NOTHING, POLICY)
        line = before.lines[1].model_copy(
            update={"usage": Decimal(4), "usage_for": date(2027, 4, 1)}
        )
        used = before.model_copy(update={"lines": (before.lines[0], line)})
        assert not billing_differs(before, used, NOTHING, POLICY)

    def test_hides_no_change_behind_what_people_decided(self) -> None:
        decided = Overrides(installments=planned(mixed()).installments, retainers=())
        moved = mixed(terms=mixed().terms.model_copy(update={"interval": "Quarterly"}))
        assert billing_differs(mixed(), moved, decided, POLICY)


def test_yen_are_divided_into_whole_ones() -> None:
    lines = (once("1000001"), recurring("100", 12))
    thirds = tuple(milestone(n, "33.33") for n in (1, 2, 3))
    deal = a_deal(amount=Decimal(1_000_101), currency="JPY", lines=lines, milestones=thirds)
    plan = planned(deal)
    assert [part.amount.minor for part in plan.installments] == [333300, 333300, 333401]
    [retainer] = plan.retainers
    assert (retainer.lines[0].amount.minor, retainer.last[0].amount.minor) == (8, 12)
    assert set(doubtful(deal)) == {"rounding", "last_period"}
    assert found(deal)["rounding"].level is Level.WARN


def test_dinars_are_divided_into_steps_that_stripe_takes() -> None:
    lines = (once("1000.010"), recurring("100", 7))
    halves = (milestone(1, "50"), milestone(2, "50"))
    deal = a_deal(amount=Decimal("1100.01"), currency="KWD", lines=lines, milestones=halves)
    plan = planned(deal)
    assert [str(part.amount) for part in plan.installments] == ["KWD 500.000", "KWD 500.010"]
    [retainer] = plan.retainers
    assert [str(retainer.lines[0].amount), str(retainer.last[0].amount)] == [
        "KWD 14.280",
        "KWD 14.320",
    ]
    assert plan.total.amount == deal.amount


def test_a_small_invoice_may_have_no_share_for_one_of_two() -> None:
    terms = Terms(text="Net 30", second_share=Decimal(1))
    deal = a_deal(amount=Decimal("0.05"), lines=(once("0.05"),), second_payer=PARTNER, terms=terms)
    assert found(deal)["share_of_nothing"].sentence == (
        'Invoice 1 ("Acme - Platform 2026") ($0.05) is too small to be shared: one party pays it.'
    )
    plan = planned(deal)
    assert lines_for(plan, plan.installments[0].lines, PARTNER.id) == ()
