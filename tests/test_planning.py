from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Address, Contact, Deal, DealLine, Terms
from bot.due import Due
from bot.money import Money
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.plan import Assumed, PlanLine
from bot.planning import billing_differs, deal_amount, plan_invoices
from bot.policy import DealRules
from tests.fakes.deals import ACME, LEE, a_deal, a_line
from tests.fakes.findings import NOTHING, POLICY


def contact(
    number: int, role: str = "", *, primary: bool = False, email: str = "x@y.example"
) -> Contact:
    return Contact(
        id=f"003{number:012d}AAA", name=f"C{number}", email=email, role=role, is_primary=primary
    )


class TestPlanInvoices:
    def test_takes_over_what_the_deal_says(self) -> None:
        deal = a_deal(
            terms=Terms(text="Net 45", po_number="PO-7", memo="Thanks", send_date=date(2026, 12, 1))
        )
        plan = plan_invoices(deal, NOTHING, POLICY)
        [part] = plan.installments
        assert plan.total == Money(minor=48_000_00, currency="USD")
        assert [line.description for line in part.lines] == ["Platform", "Onboarding"]
        assert (part.due, part.send_date) == (Due(net_days=45), date(2026, 12, 1))
        assert (plan.po_number, plan.memo, plan.assumed) == (
            "PO-7",
            "Thanks",
            frozenset({Assumed.MODEL}),
        )

    def test_addresses_the_account_and_the_contact(self) -> None:
        plan = plan_invoices(a_deal(), NOTHING, POLICY)
        assert plan.bill_to == BillTo(
            account_id=ACME.id,
            account_name=ACME.name,
            contact_id=LEE.id,
            name=LEE.name,
            email=LEE.email,
            address=ACME.address,
        )

    def test_lays_what_people_decided_over_it(self) -> None:
        line = PlanLine(description="All of it", amount=Money(minor=1, currency="USD"))
        somebody = BillTo(account_id="001", account_name="Other", email="o@other.example")
        decided = Overrides(
            lines=(line,),
            due=Due(on=date(2027, 1, 1)),
            send_date=date(2026, 12, 24),
            bill_to=somebody,
            po_number="",
            memo="",
            customer_id="cus_1",
        )
        plan = plan_invoices(
            a_deal(terms=Terms(text="Net 45", po_number="PO-7", memo="Thanks")), decided, POLICY
        )
        [part] = plan.installments
        assert (part.lines, part.due, part.send_date) == (
            (line,),
            Due(on=date(2027, 1, 1)),
            date(2026, 12, 24),
        )
        assert (plan.bill_to, plan.customer_id) == (somebody, "cus_1")
        assert (plan.po_number, plan.memo, plan.assumed) == ("", "", frozenset())

    @pytest.mark.parametrize("text", ["", "quarterly in arrears"])
    def test_assumes_the_usual_terms_and_says_so(self, text: str) -> None:
        plan = plan_invoices(
            a_deal(terms=Terms(text=text)),
            NOTHING,
            POLICY.model_copy(update={"deals": DealRules(default_net_days=14)}),
        )
        assert plan.installments[0].due == Due(net_days=14)
        assert Assumed.TERMS in plan.assumed

    def test_makes_one_line_of_a_deal_without_products(self) -> None:
        plan = plan_invoices(a_deal(lines=()), NOTHING, POLICY)
        [line] = plan.installments[0].lines
        assert (line.description, line.amount.minor) == ("Acme - Platform 2026", 48_000_00)

    @pytest.mark.parametrize(
        "change",
        [
            {"lines": (), "amount": None},
            {"lines": (), "amount": Decimal("10.5"), "currency": "JPY"},
            {"lines": (a_line(price="0.005"),)},
        ],
    )
    def test_has_no_invoice_when_there_is_no_amount_to_bill(
        self, change: dict[str, object]
    ) -> None:
        plan = plan_invoices(a_deal(**change), NOTHING, POLICY)
        assert plan.installments == ()
        assert plan.total.minor == 0

    def test_has_no_payer_without_an_account(self) -> None:
        assert plan_invoices(a_deal(account=None), NOTHING, POLICY).bill_to is None

    def test_has_no_payer_without_an_email(self) -> None:
        deal = a_deal(contacts=(contact(1, email=""),))
        plan = plan_invoices(deal, NOTHING, POLICY)
        assert (plan.bill_to, Assumed.BILL_TO in plan.assumed) == (None, False)


class TestLines:
    def line(self, quantity: str, unit_price: str, total: str) -> PlanLine:
        said = DealLine(
            description="Seats",
            quantity=Decimal(quantity),
            unit_price=Decimal(unit_price),
            total=Decimal(total),
        )
        return plan_invoices(a_deal(lines=(said,)), NOTHING, POLICY).installments[0].lines[0]

    def test_explain_themselves_by_quantity_and_price(self) -> None:
        line = self.line("3", "33.33", "99.99")
        assert (line.amount.minor, line.quantity, line.unit_price) == (
            9999,
            Decimal(3),
            Decimal("33.33"),
        )

    def test_show_only_the_amount_when_a_discount_hides_in_it(self) -> None:
        line = self.line("3", "33.33", "90")
        assert (line.amount.minor, line.quantity, line.unit_price) == (9000, Decimal(1), None)

    def test_show_only_the_amount_of_no_quantity(self) -> None:
        line = self.line("0", "5", "0")
        assert (line.amount.minor, line.quantity, line.unit_price) == (0, Decimal(1), None)


class TestBillingDiffers:
    def differs(self, change: dict[str, object], decided: Overrides = NOTHING) -> bool:
        return billing_differs(a_deal(), a_deal(**change), decided, POLICY)

    @pytest.mark.parametrize(
        "change",
        [
            {"amount": Decimal(47_000)},
            {"currency": "EUR"},
            {"is_won": False},
            {"is_deleted": True},
            {"account": None},
            {"lines": (a_line(),)},
            {"contacts": (contact(1),)},
            {"terms": Terms(text="Net 60")},
            {"terms": Terms(text="Net 30", po_number="PO-1")},
            {"terms": Terms(text="Net 30", po_required=True)},
            {"terms": Terms(text="Net 30", no_invoice=True)},
            {"terms": Terms(text="Net 30", send_date=date(2027, 1, 1))},
            {"terms": Terms(text="Net 30", memo="Thanks")},
            {"contacts": (LEE.model_copy(update={"email": "invoices@acme.example"}),)},
            {"account": ACME.model_copy(update={"tax_exempt": "Reverse charge"})},
        ],
    )
    def test_sees_what_matters(self, change: dict[str, object]) -> None:
        assert self.differs(change)

    @pytest.mark.parametrize(
        "change",
        [
            {"stage": "Invoiced"},
            {"name": "Renamed, and the products have their own names"},
            {"record_type": "Renewal"},
            {"contacts": (LEE, contact(2, "Technical Buyer"))},
            {"contacts": (LEE.model_copy(update={"name": "Lee Wong-Smith"}),)},
            {"account": ACME.model_copy(update={"name": "Acme Inc."})},
            {"account": ACME.model_copy(update={"address": Address(city="Chicago")})},
            {"account": ACME.model_copy(update={"tax_id": "DE1", "tax_id_type": "eu_vat"})},
            {"account": ACME.model_copy(update={"language": "de"})},
        ],
    )
    def test_lets_pass_what_does_not(self, change: dict[str, object]) -> None:
        assert not self.differs(change)

    def test_sees_the_name_where_it_is_the_only_line(self) -> None:
        before = a_deal(lines=())
        after = a_deal(lines=(), name="Renamed")
        assert billing_differs(before, after, NOTHING, POLICY)

    def test_sees_a_changed_amount_behind_lines_that_people_decided(self) -> None:
        line = PlanLine(description="All", amount=Money(minor=1, currency="USD"))
        assert self.differs({"amount": Decimal(47_000)}, Overrides(lines=(line,)))


@pytest.mark.parametrize(
    ("deal", "amount"),
    [
        (a_deal(), Money(minor=48_000_00, currency="USD")),
        (a_deal(amount=None), None),
        (a_deal(amount=Decimal("0.5"), currency="JPY"), None),
    ],
)
def test_a_deals_amount_is_that_which_can_be_invoiced(deal: Deal, amount: Money | None) -> None:
    assert deal_amount(deal) == amount
