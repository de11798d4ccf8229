"""Which source counts, what it says, and where two of them do not agree."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Deal, ScheduledPart, Terms
from bot.finding import Level
from bot.overrides import Overrides
from bot.periods import Period
from bot.plan import Assumed, PlanLine
from tests.fakes.deals import a_deal, a_line
from tests.fakes.findings import money
from tests.planning.deals import doubtful, milestone, once, planned, recurring, scheduled

JANUARY, MARCH = date(2027, 1, 4), date(2027, 3, 1)
QUARTERS = scheduled((MARCH, "15000"), (JANUARY, "25000"))


def deal_of(*lines: object, **more: object) -> Deal:
    fields: dict[str, object] = {"amount": None, "lines": lines}
    return a_deal(**(fields | more))


class TestDatedLines:
    def test_are_one_invoice_a_date(self) -> None:
        setup = once("900", "Setup", id="00k5")
        plan = planned(deal_of(QUARTERS, setup, once("100", "Kit", id="00k6", start=JANUARY)))
        assert [(str(p.amount), p.send_date, p.source) for p in plan.installments] == [
            ("$900.00", None, "00k5@approval"),
            ("$25,100.00", JANUARY, "00k000000000001AAA@2027-01-04"),
            ("$15,000.00", MARCH, "00k000000000001AAA@2027-03-01"),
        ]
        assert [line.description for line in plan.installments[1].lines] == [
            "Platform: part 1 of 2",
            "Kit",
        ]
        assert plan.installments[1].label == "Platform, Kit"
        assert plan.sources == (
            "revenue schedule of 1 line item",
            "service dates of 1 line item",
        )

    def test_say_their_service_period(self) -> None:
        line = once("900", start=JANUARY, end=MARCH)
        [part] = planned(deal_of(line)).installments
        assert part.lines[0].period == Period(start=JANUARY, end=MARCH)

    def test_use_the_words_of_the_schedule(self) -> None:
        one = ScheduledPart(date=MARCH, amount=Decimal(40_000), description="Go-live")
        said = once(schedule=(one,))
        [part] = planned(deal_of(said)).installments
        assert part.lines[0].description == "Platform: Go-live"
        bare = once(schedule=(one.model_copy(update={"description": ""}),))
        assert planned(deal_of(bare)).installments[0].lines[0].description == "Platform"

    def test_take_the_send_date_where_they_have_none(self) -> None:
        deal = deal_of(QUARTERS, once("900", id="00k5"), terms=Terms(send_date=date(2026, 12, 1)))
        assert planned(deal).installments[0].send_date == date(2026, 12, 1)
        assert doubtful(deal) == {}

    def test_go_before_the_send_date_and_say_so(self) -> None:
        deal = deal_of(QUARTERS, terms=Terms(send_date=date(2026, 12, 1)))
        assert doubtful(deal)["send_date_unused"].level is Level.WARN

    def test_block_where_the_schedule_is_not_the_line(self) -> None:
        deal = deal_of(QUARTERS.model_copy(update={"total": Decimal(41_000)}))
        finding = doubtful(deal)["schedule"]
        assert finding.level is Level.BLOCK
        assert finding.sentence == (
            'The schedule of "Platform" adds up to 40000 USD, the line to 41000 USD: correct one '
            "of them in Salesforce."
        )

    def test_block_where_a_part_cannot_be_invoiced(self) -> None:
        line = scheduled((JANUARY, "10.5"), (MARCH, "10.5"))
        assert "10.5 JPY" in doubtful(deal_of(line, currency="JPY"))["schedule"].sentence

    def test_block_beside_a_deposit(self) -> None:
        deal = deal_of(QUARTERS, terms=Terms(deposit_percent=Decimal(10)))
        assert "only one can be right" in doubtful(deal)["schedule"].sentence

    def test_are_one_invoice_where_the_deal_says_so(self) -> None:
        deal = deal_of(once(start=JANUARY), terms=Terms(model="One invoice"))
        plan = planned(deal)
        assert ([p.send_date for p in plan.installments], doubtful(deal)) == ([None], {})
        assert plan.sources == ("one invoice (opportunity)",)
        assert Assumed.MODEL not in plan.assumed


class TestDeposit:
    terms = Terms(deposit_percent=Decimal("33.3"), send_date=MARCH)

    def test_goes_out_on_approval_and_the_rest_on_its_day(self) -> None:
        plan = planned(deal_of(once("100"), terms=self.terms))
        assert [(p.label, p.amount.minor, p.send_date) for p in plan.installments] == [
            ("Deposit", 3330, None),
            ("Rest", 6670, MARCH),
        ]
        assert [p.lines[0].description for p in plan.installments] == [
            "Deposit: 33.3 % of $100.00 for Platform",
            "Rest of $100.00 after the deposit: Platform",
        ]
        assert plan.sources == ("deposit of 33.3 % (opportunity)",)

    @pytest.mark.parametrize(
        ("terms", "said"),
        [
            (Terms(deposit_percent=Decimal(20)), "nothing says when the rest is sent"),
            (Terms(deposit_percent=Decimal(100), send_date=MARCH), "leaves no rest"),
            (Terms(deposit_percent=Decimal(-1), send_date=MARCH), "leaves no rest"),
        ],
    )
    def test_blocks_where_there_is_no_rest(self, terms: Terms, said: str) -> None:
        finding = doubtful(deal_of(once("100"), terms=terms))["deposit"]
        assert (finding.level, said in finding.sentence) == (Level.BLOCK, True)

    def test_blocks_where_everything_repeats(self) -> None:
        deal = deal_of(recurring(), terms=self.terms)
        assert "there is nothing of it" in doubtful(deal)["deposit"].sentence

    def test_has_a_rest_that_people_can_date(self) -> None:
        deal = deal_of(once("100"), terms=Terms(deposit_percent=Decimal(20)))
        decided = Overrides(send_date=MARCH)
        assert planned(deal, decided).installments[1].send_date == MARCH
        assert doubtful(deal, decided) == {}


class TestDecisions:
    line = PlanLine(description="All of it", amount=money(48_000_00))

    def test_on_lines_are_one_invoice(self) -> None:
        deal = a_deal(milestones=(milestone(1, "90"),), lines=(QUARTERS,))
        decided = Overrides(lines=(self.line,), send_date=MARCH)
        [part] = planned(deal, decided).installments
        assert (part.lines, part.send_date) == ((self.line,), MARCH)
        assert doubtful(deal, decided)["sources_unused"].sentence == (
            "The lines were changed in Slack and are one invoice: the deal has 1 milestone and a "
            "revenue schedule, which is not used."
        )
        deposit = deal_of(once(), terms=Terms(deposit_percent=Decimal(5)))
        assert "a deposit, which" in doubtful(deposit, decided)["sources_unused"].sentence
        assert doubtful(a_deal(), decided) == {}

    def test_on_the_schedule_go_before_everything(self) -> None:
        schedule = planned(deal_of(QUARTERS)).installments
        kept = tuple(part.model_copy(update={"number": part.number + 3}) for part in schedule)
        decided = Overrides(installments=kept, lines=(self.line,), send_date=JANUARY)
        deal = a_deal(milestones=(milestone(1, "90"),))
        plan = planned(deal, decided)
        assert (plan.installments, plan.sources) == (kept, ("changed in Slack",))
        assert doubtful(deal, decided) == {}

    def test_on_the_day_move_the_only_invoice(self) -> None:
        decided = Overrides(send_date=MARCH)
        deal = a_deal(milestones=(milestone(1, "100", condition="on acceptance"),))
        [part] = planned(deal, decided).installments
        assert (part.send_date, part.condition) == (MARCH, "")

    def test_on_the_day_leave_several_alone(self) -> None:
        deal = a_deal(milestones=(milestone(1, "50"), milestone(2, "50", date=JANUARY)))
        assert planned(deal, Overrides(send_date=MARCH)) == planned(deal)


TWO = (milestone(1, "50"), milestone(2, "50"))


@pytest.mark.parametrize(
    ("deal", "sentence"),
    [
        (
            a_deal(terms=Terms(model="One invoice"), milestones=TWO),
            "The billing model is One invoice, and the deal has 2 milestones.",
        ),
        (
            deal_of(
                recurring(), QUARTERS, terms=Terms(model="one-off", deposit_percent=Decimal(5))
            ),
            (
                "The billing model is one-off, and the deal has line items that repeat and a "
                "deposit and a revenue schedule."
            ),
        ),
        (
            a_deal(terms=Terms(model="Milestones")),
            "The billing model is Milestones, and the deal has no milestones.",
        ),
        (
            a_deal(terms=Terms(model="Mixed")),
            "The billing model is Mixed, and no line item says that it repeats.",
        ),
    ],
)
def test_a_model_that_contradicts_the_deal_blocks(deal: Deal, sentence: str) -> None:
    finding = doubtful(deal)["model_contradicts"]
    assert (finding.level, finding.sentence) == (Level.BLOCK, sentence)


@pytest.mark.parametrize(
    ("deal", "kind"),
    [
        (a_deal(terms=Terms(model="by the moon")), "model_not_understood"),
        (deal_of(recurring(), once(), terms=Terms(model="Retainer")), "model_differs"),
        (
            deal_of(recurring(), once(), terms=Terms(model="Milestones"), milestones=TWO),
            "model_differs",
        ),
        (a_deal(terms=Terms(model="One invoice", interval="Monthly")), "interval_unused"),
        (a_deal(terms=Terms(periods=12)), "interval_unused"),
        (deal_of(QUARTERS, milestones=TWO), "milestones_and_schedule"),
        (a_deal(milestones=TWO, terms=Terms(send_date=MARCH)), "send_date_unused"),
        (deal_of(recurring(schedule=QUARTERS.schedule)), "interval_and_schedule"),
        (deal_of(once(start=MARCH, end=JANUARY)), "service_period"),
        (a_deal(terms=Terms(text="2/10 net 30")), "discount"),
        (a_deal(terms=Terms(custom_fields={"Cost center": "x" * 141})), "custom_fields_cut"),
        (a_deal(terms=Terms(custom_fields=dict.fromkeys("abcd", "x"))), "custom_fields_cut"),
    ],
)
def test_what_is_odd_and_changes_no_amount_warns(deal: Deal, kind: str) -> None:
    found = doubtful(deal)
    assert (set(found), found[kind].level) == ({kind}, Level.WARN)


@pytest.mark.parametrize(
    "deal",
    [
        a_deal(lines=(a_line(),), terms=Terms(model="Milestones"), milestones=TWO),
        deal_of(QUARTERS, terms=Terms(model="Milestones")),
        deal_of(recurring(), once(), terms=Terms(model="Mixed")),
        deal_of(recurring(), terms=Terms(model="Subscription")),
        a_deal(terms=Terms(custom_fields={"Cost center": "4711", "Empty": " "})),
    ],
)
def test_what_agrees_is_no_doubt(deal: Deal) -> None:
    assert doubtful(deal) == {}
