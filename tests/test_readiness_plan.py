"""Findings about schedules: days, Stripe's limits, tax, amounts of each invoice."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Address, Deal
from bot.facts import Customer, TaxPreview
from bot.finding import Fix, Level
from bot.overrides import Overrides
from bot.payer import BillTo, TaxMode
from bot.plan import Installment, PlanLine
from bot.readiness import PayerTax, has_line_below_zero
from bot.readiness.dates import books_closed, periods_begun
from bot.rules import BillingRules
from tests.fakes.deals import ACME, a_deal, a_line
from tests.fakes.findings import POLICY, TODAY, an_invoice, found, money
from tests.planning.deals import milestone, once, planned, recurring

TAXED = TaxPreview(net=money(100_00), tax=money(8_25), gross=money(108_25))
NOWHERE = TaxPreview(
    net=money(1),
    tax=money(0),
    gross=money(1),
    problem="The customer's location isn't recognized.",
    code="customer_tax_location_invalid",
)


def taxed(shown: TaxPreview, address: Address = ACME.address) -> PayerTax:
    payer = BillTo(account_id=ACME.id, account_name=ACME.name, email="a@b.c", address=address)
    return PayerTax(bill_to=payer, invoices=1, shown=shown)


def project(*days: date | None) -> Deal:
    share = str(Decimal(100) / len(days))
    steps = tuple(milestone(n, share, date=day) for n, day in enumerate(days, start=1))
    return a_deal(milestones=steps)


def retained(start: date) -> Deal:
    line = recurring("1200", 12, start=start)
    return a_deal(amount=Decimal(1_200), lines=(line,))


def sentence(kind: str, deal: Deal, **more: object) -> str:
    return found(deal, **more)[kind].sentence  # type: ignore[arg-type] # passed on as it is


class TestDays:
    def test_that_passed_are_named(self) -> None:
        two = project(date(2026, 11, 2), date(2026, 11, 20), date(2026, 12, 1), None)
        assert sentence("send_date_past", two) == (
            "The send date of invoices 2, 3 has passed: they go out on approval."
        )
        one = project(date(2026, 11, 2), date(2026, 12, 1))
        assert sentence("send_date_past", one) == (
            "The send date of invoice 1 has passed: it goes out on approval."
        )

    @pytest.mark.parametrize(
        ("start", "said"),
        [
            (date(2026, 10, 1), "2 periods began already and will be invoiced on approval."),
            (date(2026, 11, 1), "1 period began already and will be invoiced on approval."),
        ],
    )
    def test_periods_that_began_are_counted(self, start: date, said: str) -> None:
        assert sentence("periods_begun", retained(start)).endswith(said)

    def test_periods_that_are_billed_are_not_counted(self) -> None:
        plan = planned(retained(date(2026, 9, 1)))
        for billed, count in (({1, 2}, "1 period began"), ({1}, "2 periods began")):
            [finding] = periods_begun(plan, TODAY, frozenset(billed))
            assert count in finding.sentence
        assert list(periods_begun(plan, TODAY, frozenset({1, 2, 3}))) == []
        assert list(periods_begun(plan, date(2026, 11, 1), frozenset({1, 2}))) == []

    def test_a_retainer_that_begins_now_is_in_order(self) -> None:
        assert found(retained(TODAY)) == {}


class TestClosedBooks:
    def closed(self, deal: Deal, through: date) -> str:
        policy = POLICY.model_copy(update={"billing": BillingRules(closed_through=through)})
        finding = found(deal, policy=policy).get("books_closed")
        return finding.sentence if finding else ""

    def test_are_told_while_they_are(self) -> None:
        assert self.closed(a_deal(), TODAY).startswith(
            "The books are closed through Nov 23, 2026: what goes out until then"
        )

    def test_are_told_to_what_was_planned_for_them(self) -> None:
        through = date(2026, 10, 31)
        assert "whose books are closed" in self.closed(retained(date(2026, 10, 1)), through)
        assert "whose books are closed" in self.closed(project(date(2026, 10, 5), None), through)

    def test_are_no_matter_to_what_is_billed_already(self) -> None:
        through, plan = date(2026, 10, 31), planned(retained(date(2026, 9, 1)))
        for billed, told in ((frozenset[int](), True), ({1}, True), ({1, 2}, False)):
            assert bool([*books_closed(plan, TODAY, through, frozenset(billed))]) is told
        steps = planned(project(date(2026, 10, 5), date(2026, 12, 5)))
        assert list(books_closed(steps, TODAY, through, frozenset({1}))) == []

    def test_are_no_matter_otherwise(self) -> None:
        assert self.closed(a_deal(), date(2026, 10, 31)) == ""


class TestLimits:
    def test_of_lines_hold_for_every_invoice(self) -> None:
        line = PlanLine(description="x", amount=money(1))
        parts = tuple(
            Installment(number=n, label="", lines=(line,) * count, source=str(n))
            for n, count in ((1, 1), (2, 251))
        )
        assert "too_many_lines" in found(a_deal(), Overrides(installments=parts))

    def test_of_items_hold_for_a_subscription(self) -> None:
        lines = tuple(recurring("12", id=str(n), description=f"L{n}") for n in range(21))
        finding = found(a_deal(amount=None, lines=lines))["too_many_items"]
        assert (finding.level, finding.fix) == (Level.BLOCK, Fix.SCHEDULE)
        assert "has 21 lines" in finding.sentence
        assert "Combine lines on the opportunity until 20 are left" in finding.sentence

    def test_of_time_hold_for_what_is_scheduled(self) -> None:
        far = project(None, date(2031, 11, 24))
        assert sentence("too_far_ahead", far) == (
            "Invoice 2: Stripe schedules at most 5 years ahead. Bill the rest by a deal of its own."
        )
        assert "too_far_ahead" not in found(project(None, date(2031, 11, 21)))

    def test_of_time_hold_for_a_last_period_of_its_own(self) -> None:
        uneven = recurring("100", 7, "Yearly", start=TODAY)
        assert "The last period of Support, yearly" in sentence(
            "too_far_ahead", a_deal(amount=Decimal(100), lines=(uneven,))
        )
        even = recurring("700", 7, "Yearly", start=TODAY)
        assert found(a_deal(amount=Decimal(700), lines=(even,))) == {}

    def test_of_prices_hold_for_a_subscription(self) -> None:
        less = recurring("-1200", id="d", description="Discount")
        finding = found(a_deal(amount=None, lines=(recurring(), less)))["negative_item"]
        assert (finding.level, finding.fix) == (Level.BLOCK, Fix.SCHEDULE)
        assert 'a line below zero, "Discount" (-$100.00)' in finding.sentence
        assert "Take it off the price of the line that it lowers" in finding.sentence

    def test_let_sixty_installments_pass(self) -> None:
        steps = tuple(milestone(n, amount=Decimal(800), date=TODAY) for n in range(60))
        assert found(a_deal(milestones=steps)) == {}


class TestTax:
    def test_is_told_net_and_gross(self) -> None:
        finding = found(a_deal(), taxes=(taxed(TAXED),))["tax"]
        assert finding.level is Level.FACT
        assert finding.sentence == "$100.00 net + $8.25 tax = $108.25 gross"
        several = taxed(TAXED).model_copy(update={"invoices": 12})
        hours = recurring("0", 12, id="h", quantity=Decimal(0), variable=True)
        lines = (recurring("1200", 12), hours)
        said = sentence("tax", a_deal(amount=None, lines=lines), taxes=(several,))
        assert said.endswith(
            "gross, for 12 invoices by today's rates, without what is billed by quantity"
        )

    def test_that_cannot_be_told_names_what_is_missing(self) -> None:
        bare = taxed(NOWHERE, Address(city="Springfield"))
        finding = found(a_deal(), taxes=(bare,))["tax_failed"]
        assert finding.level is Level.BLOCK
        assert finding.sentence == (
            "Stripe cannot tell where Acme Corporation is taxed: correct the billing address of "
            "the account in Salesforce (missing: street, postal code, country)."
        )

    def test_that_fails_otherwise_says_so_in_stripes_words(self) -> None:
        down = NOWHERE.model_copy(update={"code": "taxes_calculation_failed"})
        assert sentence("tax_failed", a_deal(), taxes=(taxed(down),)) == (
            "Stripe cannot work out the tax: The customer's location isn't recognized."
        )

    def test_is_not_worked_out_below_zero(self) -> None:
        policy = POLICY.model_copy(update={"billing": BillingRules(tax=TaxMode.AUTOMATIC)})
        lines = (once("50000"), once("-2000", "Discount"))
        deal = a_deal(lines=lines)
        assert found(deal, policy=policy)["negative_line_taxed"].level is Level.BLOCK
        assert found(deal) == {}

    def test_by_rates_of_ones_own_may_be_below_zero(self) -> None:
        lines = (once("50000"), once("-2000", "Discount"))
        rates = BillingRules(tax=TaxMode.RATES, tax_rates=("txr_1",))
        own, worked_out = (
            planned(a_deal(lines=lines), policy=POLICY.model_copy(update={"billing": rules}))
            for rules in (rates, BillingRules(tax=TaxMode.AUTOMATIC))
        )
        assert [has_line_below_zero(plan) for plan in (own, worked_out)] == [False, True]


class TestAmounts:
    def test_of_nothing_block_each_invoice(self) -> None:
        line = PlanLine(description="x", amount=money(48_000_00))
        less = line.model_copy(update={"amount": money(0)})
        parts = (
            Installment(number=1, label="All", lines=(line,)),
            Installment(number=2, label="None", lines=(less,)),
        )
        finding = found(a_deal(), Overrides(installments=parts))["nothing_to_bill"]
        assert finding.sentence == 'Invoice 2 ("None") comes to $0.00.'

    def test_of_nothing_block_a_period(self) -> None:
        line = recurring("5", 12)
        deal = a_deal(amount=Decimal(5), currency="JPY", lines=(line,))
        assert sentence("nothing_to_bill", deal) == "A period of Support, monthly comes to ¥0."

    def test_known_afterwards_only_are_no_amount_of_nothing(self) -> None:
        hours = recurring("0", variable=True, unit_price=Decimal(150))
        assert found(a_deal(amount=None, lines=(hours,))) == {}

    def test_block_where_only_what_repeats_was_decided(self) -> None:
        decided = Overrides(retainers=planned(retained(TODAY)).retainers)
        finding = found(a_deal(), decided)["amount_differs"]
        assert (finding.level, finding.fix) == (Level.BLOCK, Fix.SCHEDULE)
        lines = (PlanLine(description="x", amount=money(1)),)
        both = decided.model_copy(update={"lines": lines})
        assert found(a_deal(), both)["amount_differs"].level is Level.WARN

    def test_may_leave_out_the_estimate_of_what_is_variable(self) -> None:
        hours = recurring("900", id="h", variable=True, unit_price=Decimal(150))
        deal = a_deal(amount=Decimal(40_900), lines=(once(), hours))
        assert set(found(deal)) == {"variable"}

    def test_look_alike_by_installment_and_net_of_tax(self) -> None:
        deal = a_deal(milestones=(milestone(1, "50"), milestone(2, "50")))
        for invoice in (
            an_invoice(24_000_00),
            an_invoice(48_000_00),
            an_invoice(25_980_00, net=money(24_000_00)),
        ):
            assert "look_alike" in found(deal, open_invoices=(invoice,))
        assert found(deal, open_invoices=(an_invoice(12_000_00),)) == {}


def test_credit_of_a_customer_is_told() -> None:
    customer = Customer(id="cus_1", email="ap@acme.example", credit=(money(1_00),))
    assert "customer_credit" in found(a_deal(lines=(a_line(),), amount=None), customer=customer)


def test_a_possible_copy_is_told() -> None:
    finding = found(a_deal(), alike=("It may be a copy.",))["alike"]
    assert (finding.level, finding.sentence) == (Level.WARN, "It may be a copy.")
