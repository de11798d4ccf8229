from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Deal, Milestone, Terms
from bot.finding import Fix, Level
from bot.overrides import Overrides
from bot.plan import Assumed
from bot.planning import doubts, met
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING, POLICY
from tests.planning.deals import doubtful, milestone, once, planned, recurring


def project(*milestones: Milestone, total: str = "40000", **more: object) -> Deal:
    """Return a deal of one line that is divided by `milestones`."""
    fields: dict[str, object] = {
        "amount": Decimal(total),
        "lines": (once(total),),
        "milestones": milestones,
    }
    return a_deal(**(fields | more))


THREE = (
    milestone(1, "30"),
    milestone(2, "30", date=date(2027, 3, 6)),
    milestone(3, "40", condition="on acceptance"),
)


class TestMilestones:
    def test_are_one_invoice_each(self) -> None:
        plan = planned(project(*THREE))
        assert [str(part.amount) for part in plan.installments] == [
            "$12,000.00",
            "$12,000.00",
            "$16,000.00",
        ]
        assert [part.send_date for part in plan.installments] == [None, date(2027, 3, 8), None]
        assert [part.condition for part in plan.installments] == ["", "", "on acceptance"]
        assert [part.key for part in plan.installments] == [each.id for each in THREE]
        assert plan.sources == ("3 milestones in Salesforce",)
        assert Assumed.MODEL not in plan.assumed

    def test_say_to_the_customer_what_they_are_a_part_of(self) -> None:
        [first, *_] = planned(project(*THREE)).installments
        [line] = first.lines
        assert line.description == "Step 1: 30 % of $40,000.00 for Platform"

    def test_by_amount_are_taken_as_they_are(self) -> None:
        deal = project(milestone(1, amount=Decimal(15_000)), milestone(2, "62.5"))
        first, second = planned(deal).installments
        assert (first.lines[0].description, str(first.amount)) == ("Step 1: Platform", "$15,000.00")
        assert str(second.amount) == "$25,000.00"
        assert doubtful(deal) == {}

    def test_come_in_the_order_of_their_days(self) -> None:
        deal = project(
            milestone(1, "25", date=date(2027, 5, 3)),
            milestone(2, "25", condition="on acceptance"),
            milestone(3, "25", date=date(2027, 2, 1)),
            milestone(4, "25"),
        )
        order = [part.label for part in planned(deal).installments]
        assert order == ["Step 4", "Step 3", "Step 1", "Step 2"]

    def test_absorb_in_the_last_what_does_not_divide(self) -> None:
        deal = project(*(milestone(n, "33.33") for n in (1, 2, 3)), total="100")
        assert [part.amount.minor for part in planned(deal).installments] == [3333, 3333, 3334]
        finding = doubtful(deal)["rounding"]
        assert finding.level is Level.WARN
        assert finding.sentence == (
            'The percentages do not divide $100.00 evenly: Milestone "Step 3" is $0.01 more, so '
            "that all add up."
        )

    def test_may_round_up_to_a_little_too_much(self) -> None:
        deal = project(milestone(1, "33.34"), milestone(2, "33.33"), milestone(3, "33.34"))
        assert "$4.00 less" in doubtful(deal)["rounding"].sentence
        assert str(planned(deal).total) == "$40,000.00"

    def test_know_whose_condition_is_met(self) -> None:
        done = milestone(3, "40", condition="on acceptance", met=True)
        deal = project(*THREE[:2], done)
        assert met(deal) == {done.id}
        assert planned(deal).content_hash == planned(project(*THREE)).content_hash
        assert "met already" in doubtful(deal)["condition_met"].sentence

    def test_wait_for_the_condition_where_they_have_a_date_as_well(self) -> None:
        deal = project(milestone(1, "100", date=date(2027, 3, 1), condition="on acceptance"))
        [part] = planned(deal).installments
        assert (part.send_date, part.condition) == (None, "on acceptance")
        assert doubtful(deal)["date_and_condition"].level is Level.WARN

    def test_can_be_moved_by_people(self) -> None:
        moved = Overrides(dates={THREE[1].id: date(2027, 4, 10), THREE[2].id: date(2027, 6, 1)})
        plan = planned(project(*THREE), moved)
        _, second, third = plan.installments
        assert (second.number, second.send_date) == (2, date(2027, 4, 12))
        assert (third.send_date, third.condition) == (date(2027, 6, 1), "")
        assert plan.sources == ("3 milestones in Salesforce", "changed in Slack")


@pytest.mark.parametrize(
    ("deal", "sentence"),
    [
        (
            project(milestone(1, "50"), milestone(2, "40")),
            "The milestones add up to 90 %, $36,000.00 of $40,000.00: correct them in Salesforce.",
        ),
        (
            project(*(milestone(n, "33") for n in (1, 2, 3))),
            "The milestones add up to 99 %, $39,600.00 of $40,000.00: correct them in Salesforce.",
        ),
        (
            project(milestone(1, "100"), total="80", terms=Terms(deposit_percent=Decimal(20))),
            "Deposit and milestones add up to 120 %, $96.00 of $80.00: correct them in Salesforce.",
        ),
        (
            project(milestone(1, amount=Decimal(1)), milestone(2, amount=Decimal(2))),
            "The milestones add up to $3.00 of $40,000.00: correct them in Salesforce.",
        ),
        (
            project(
                milestone(1, "50", amount=Decimal(30_000)), milestone(2, amount=Decimal(10_000))
            ),
            'Milestone "Step 1" says 50 % and $30,000.00: only one can be right.',
        ),
        (project(milestone(1)), 'Milestone "Step 1" has neither a percentage nor an amount.'),
        (
            project(milestone(1, "120")),
            'Milestone "Step 1" says 120 %: it has to be above 0 and at most 100.',
        ),
        (project(milestone(1, amount=Decimal(0))), 'Milestone "Step 1" bills $0.00.'),
        (
            project(milestone(1, amount=Decimal(5), currency="EUR")),
            'Milestone "Step 1" is in EUR, and its deal in USD: correct it in Salesforce.',
        ),
        (
            project(milestone(1, amount=Decimal("10.5")), currency="JPY"),
            'Milestone "Step 1": 10.5 JPY cannot be invoiced: the smallest step is ¥1.',
        ),
        (
            project(milestone(1, amount=Decimal("1.234")), currency="KWD"),
            'Milestone "Step 1": 1.234 KWD cannot be invoiced: the smallest step is KWD 0.010.',
        ),
        (
            project(milestone(1, amount=Decimal("1.5")), currency="ISK"),
            'Milestone "Step 1": 1.5 ISK cannot be invoiced: the smallest step is ISK 1.',
        ),
        (
            project(
                milestone(1, amount=Decimal("99.99")),
                total="100",
                terms=Terms(deposit_percent=Decimal("0.001")),
            ),
            "The deposit bills $0.00.",
        ),
        (
            project(milestone(1, "100"), lines=(recurring(),)),
            "The milestones divide what does not repeat, and there is nothing of it.",
        ),
    ],
)
def test_milestones_that_do_not_add_up_block(deal: Deal, sentence: str) -> None:
    found = {f.sentence: f for f in doubts(deal, NOTHING, POLICY)}
    assert (found[sentence].level, found[sentence].fix) == (Level.BLOCK, Fix.SCHEDULE)


def test_both_percentage_and_amount_may_say_the_same() -> None:
    deal = project(milestone(1, "50", amount=Decimal(20_000)), milestone(2, "50"))
    assert doubtful(deal) == {}


@pytest.mark.parametrize("currency", ["JPY", "KWD", "ISK"])
def test_percentages_divide_every_currency(currency: str) -> None:
    deal = project(*(milestone(n, "12.5") for n in range(1, 9)), total="1001", currency=currency)
    assert planned(deal).total.amount == Decimal(1001)
