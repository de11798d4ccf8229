from datetime import date

import pytest

from bot.facts import Customer, Snapshot
from bot.overrides import Overrides
from bot.planning import plan_invoices
from bot.readiness import Fix, Level, Surroundings, findings, looks_alike
from tests.fakes.deals import a_deal
from tests.fakes.findings import NOTHING, POLICY, TODAY, an_invoice, found, money


class TestTheCustomer:
    two = (Customer(id="cus_1", email="ap@acme.example"), Customer(id="cus_2"))

    def test_has_to_be_picked_among_several(self) -> None:
        finding = found(a_deal(), candidates=self.two)["several_customers"]
        assert (finding.level, finding.fix) == (Level.BLOCK, Fix.CUSTOMER)
        assert finding.refers_to == ("cus_1", "cus_2")

    def test_is_clear_when_chosen_or_alone(self) -> None:
        assert found(a_deal(), candidates=self.two, customer=self.two[0]) == {}
        assert found(a_deal(), candidates=self.two[:1]) == {}

    def test_owes_money_by_currency(self) -> None:
        yesterday, march = date(2026, 11, 22), date(2026, 3, 1)
        plan = plan_invoices(a_deal(), NOTHING, POLICY)
        owed = (
            an_invoice(100, due_date=yesterday),
            an_invoice(200, due_date=date(2026, 11, 20)),
            an_invoice(300, "EUR", due_date=march),
            an_invoice(400, due_date=TODAY),
            an_invoice(500),
        )
        around = Surroundings(today=TODAY, open_invoices=owed)
        said = [f.sentence for f in findings(a_deal(), plan, NOTHING, around, POLICY)]
        assert said == [
            "This customer owes €3.00, up to 267 days overdue.",
            "This customer owes $3.00, up to 3 days overdue.",
        ]

    def test_owes_since_yesterday_in_good_english(self) -> None:
        late = an_invoice(100, due_date=date(2026, 11, 22))
        finding = found(a_deal(), open_invoices=(late,))["customer_owes"]
        assert finding.sentence == "This customer owes $1.00, up to 1 day overdue."

    @pytest.mark.parametrize(
        ("credit", "due"), [(8_000_00, "$40,000.00"), (50_000_00, "$0.00"), (48_000_00, "$0.00")]
    )
    def test_has_a_credit_that_will_be_used(self, credit: int, due: str) -> None:
        customer = Customer(id="cus_1", credit=(money(-1), money(5, "EUR"), money(credit)))
        finding = found(a_deal(), customer=customer)["customer_credit"]
        assert finding.level is Level.WARN
        assert finding.sentence.endswith(f"of $48,000.00, {due} will be due.")

    def test_has_no_credit_that_counts(self) -> None:
        credit = (money(0), money(-100), money(5, "EUR"))
        customer = Customer(id="cus_1", email="AP@acme.example", credit=credit)
        assert found(a_deal(), customer=customer) == {}

    @pytest.mark.parametrize(
        ("email", "said"), [("", "to nobody, not to ap@"), ("x@y.test", "to x@y.test, not to ap@")]
    )
    def test_has_the_address_it_goes_to(self, email: str, said: str) -> None:
        finding = found(a_deal(), customer=Customer(id="cus_1", email=email))
        assert (differs := finding["customer_email_differs"]).level is Level.BLOCK
        assert said in differs.sentence


class TestLookAlikes:
    def test_block_until_they_are_dismissed(self) -> None:
        alike = an_invoice(number="ACME-1"), an_invoice(stripe_id="in_2")
        finding = found(a_deal(), open_invoices=alike)["look_alike"]
        assert finding.sentence == ("An open Stripe invoice looks like this deal's: ACME-1, in_2.")
        assert (finding.level, finding.fix) == (Level.BLOCK, Fix.LOOK_ALIKE)
        assert finding.refers_to == ("in_1", "in_2")
        dismissed = Overrides(dismissed=("in_1", "in_2"))
        assert found(a_deal(), dismissed, open_invoices=alike) == {}

    @pytest.mark.parametrize(
        ("invoice", "alike"),
        [
            (an_invoice(), True),
            (an_invoice(48_000_01), False),
            (an_invoice(currency="EUR"), False),
            (an_invoice(deal_id=a_deal().id), True),
            (an_invoice(1, deal_id=a_deal().id), True),
            (an_invoice(deal_id=a_deal().id, invoice_id="inv_1"), False),
            (an_invoice(deal_id="006000000000002AAA", invoice_id="inv_2"), False),
        ],
    )
    def test_are_of_the_same_deal_or_total(self, invoice: Snapshot, *, alike: bool) -> None:
        plan = plan_invoices(a_deal(), NOTHING, POLICY)
        assert looks_alike(plan, invoice) is alike

    def test_are_none_of_a_plan_without_an_invoice(self) -> None:
        plan = plan_invoices(a_deal(amount=None, lines=()), NOTHING, POLICY)
        assert not looks_alike(plan, an_invoice(0))
