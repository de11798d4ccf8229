from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Account
from bot.due import Due
from bot.errors import Invalid
from bot.money import Money
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.plan import Installment, Plan, PlanLine
from bot.typed import Known, Mistakes, TypedLine, TypedPlan, email, number, understand

TODAY = date(2026, 11, 23)
ACME = Account(id="001A", name="Acme")
LEE = BillTo(
    account_id="001A", account_name="Acme", contact_id="003A", name="Lee", email="ap@acme.example"
)


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def a_plan(*lines: PlanLine, **changes: object) -> Plan:
    lines = lines or (PlanLine(description="Platform", amount=usd(100_00)),)
    part = Installment(number=1, label="Deal", lines=lines, send_date=date(2026, 12, 1))
    plan = Plan(
        deal_id="006A",
        deal_name="Deal",
        currency="USD",
        bill_to=LEE,
        installments=(part,),
        po_number="PO-1",
        memo="Thanks",
    )
    return plan.model_copy(update=changes)


AS_IT_IS = TypedPlan(
    lines=(TypedLine(key="0", description="Platform", quantity="1", unit_price="100.00"),),
    send_date=date(2026, 12, 1),
    net_days="30",
    bill_to_name="Lee",
    bill_to_email="ap@acme.example",
    po_number="PO-1",
    memo="Thanks",
    asks_for_dates=True,
)


def typed(**changes: object) -> TypedPlan:
    return AS_IT_IS.model_copy(update=changes)


def lines(*some: tuple[str, str, str]) -> TypedPlan:
    return typed(
        lines=tuple(
            TypedLine(key=str(key), description=one[0], quantity=one[1], unit_price=one[2])
            for key, one in enumerate(some)
        )
    )


def changes(form: TypedPlan, plan: Plan | None = None) -> Overrides:
    return understand(form, plan or a_plan(), Known(account=ACME), TODAY)


def mistakes(form: TypedPlan, plan: Plan | None = None) -> dict[str, str]:
    with pytest.raises(Mistakes) as raised:
        changes(form, plan)
    return raised.value.fields


class TestUnderstand:
    def test_finds_nothing_in_a_form_left_as_it_was(self) -> None:
        assert changes(AS_IT_IS) == Overrides()
        assert changes(AS_IT_IS).model_fields_set == set()

    def test_finds_nothing_in_a_form_that_asks_for_nothing(self) -> None:
        assert changes(TypedPlan()).model_fields_set == set()

    def test_takes_each_field_that_differs(self) -> None:
        form = typed(
            send_date=date(2026, 12, 5),
            net_days="45",
            bill_to_name=" Kim ",
            bill_to_email="kim@acme.example",
            po_number="PO-2 ",
            memo="",
        )
        found = changes(form)
        assert found.model_fields_set == {"send_date", "due", "bill_to", "po_number", "memo"}
        assert (found.send_date, found.due) == (date(2026, 12, 5), Due(net_days=45))
        assert found.bill_to == LEE.model_copy(
            update={"name": "Kim", "email": "kim@acme.example", "contact_id": ""}
        )
        assert (found.po_number, found.memo) == ("PO-2", "")

    def test_names_all_mistakes_at_once(self) -> None:
        form = typed(net_days="x", bill_to_email="nobody", send_date=date(2026, 11, 1))
        assert mistakes(form) == {
            "net_days": "Write a number.",
            "send_date": "This day has passed.",
            "bill_to_email": "Write one e-mail address, e.g. ap@example.com.",
        }


class TestLines:
    def test_are_counted_exactly(self) -> None:
        found = changes(lines(("Seats", "3", "33.50"), ("Discount", "1", "-0.50")))
        assert found.lines == (
            PlanLine(
                description="Seats",
                amount=usd(100_50),
                quantity=Decimal(3),
                unit_price=Decimal("33.50"),
            ),
            PlanLine(
                description="Discount",
                amount=usd(-50),
                quantity=Decimal(1),
                unit_price=Decimal("-0.50"),
            ),
        )

    def test_that_say_the_same_stay_the_same(self) -> None:
        found = changes(lines(("Platform", "1.0", "100"), ("More", "1", "1")))
        assert found.lines
        assert found.lines[0] == a_plan().installments[0].lines[0]

    def test_that_are_not_shown_are_kept(self) -> None:
        many = [PlanLine(description=f"Line {n}", amount=usd(100)) for n in range(17)]
        shown = lines(*[(f"Line {n}", "1", "1") for n in range(15)])
        assert changes(shown, a_plan(*many)).model_fields_set == set()
        fewer = shown.model_copy(update={"lines": (shown.lines or ())[:14]})
        found = changes(fewer, a_plan(*many)).lines or ()
        assert [line.description for line in found[-3:]] == ["Line 13", "Line 15", "Line 16"]

    @pytest.mark.parametrize(
        ("line", "fields"),
        [
            ((" ", "1", "1"), {"description.0": "Say what it is for."}),
            (("A", "x", "1"), {"quantity.0": "Write a number."}),
            (("A", "0", "1"), {"quantity.0": "Write more than zero."}),
            (("A", "1", ""), {"unit_price.0": "Write a number."}),
            (("A", "1", "NaN"), {"unit_price.0": "Write a smaller number."}),
            (("A", "1", "1e13"), {"unit_price.0": "Write a smaller number."}),
            (
                ("A", "3", "0.333"),
                {"unit_price.0": "0.999 USD cannot be invoiced: the smallest step is $0.01."},
            ),
        ],
    )
    def test_that_make_no_sense_are_named(
        self, line: tuple[str, str, str], fields: dict[str, str]
    ) -> None:
        assert mistakes(lines(line)) == fields

    def test_cannot_all_be_removed(self) -> None:
        with pytest.raises(Invalid, match="at least one line"):
            changes(typed(lines=()))


class TestDates:
    def test_without_a_day_it_is_sent_on_approval(self) -> None:
        assert changes(typed(send_date=None)).send_date == TODAY

    def test_a_day_that_has_passed_may_stay(self) -> None:
        part = a_plan().installments[0].model_copy(update={"send_date": date(2026, 11, 1)})
        form = typed(send_date=date(2026, 11, 1))
        assert changes(form, a_plan(installments=(part,))).model_fields_set == set()

    def test_a_fixed_date_goes_before_the_net_days(self) -> None:
        assert changes(typed(due_date=date(2027, 1, 5))).due == Due(on=date(2027, 1, 5))

    def test_a_fixed_date_can_be_taken_back(self) -> None:
        part = a_plan().installments[0].model_copy(update={"due": Due(on=date(2027, 1, 5))})
        assert changes(AS_IT_IS, a_plan(installments=(part,))).due == Due(net_days=30)

    def test_is_not_due_before_it_is_sent(self) -> None:
        form = typed(due_date=date(2026, 11, 30))
        assert mistakes(form) == {"due_date": "This is before the day it is sent."}

    @pytest.mark.parametrize("days", ["-1", "1.5", "366"])
    def test_net_days_are_a_number_of_days(self, days: str) -> None:
        assert mistakes(typed(net_days=days)) == {
            "net_days": "Write a number of days from 0 to 365."
        }

    def test_nothing_is_dated_without_an_invoice(self) -> None:
        form = typed(lines=None)
        assert changes(form, a_plan(installments=())).model_fields_set == set()


class TestBillTo:
    def test_belongs_to_the_account(self) -> None:
        bill_to = changes(AS_IT_IS, a_plan(bill_to=None)).bill_to
        assert bill_to
        assert (bill_to.account_id, bill_to.email) == ("001A", "ap@acme.example")

    def test_needs_an_account(self) -> None:
        with pytest.raises(Mistakes, match="Add the account in Salesforce first"):
            understand(AS_IT_IS, a_plan(bill_to=None), Known(), TODAY)


class TestTypedText:
    def test_numbers_may_have_commas(self) -> None:
        assert number(" 1,234.5 ", "x") == Decimal("1234.5")

    @pytest.mark.parametrize("text", ["a@b", "a b@c.de", "a@c.de,b@c.de", "<a@c.de>", ""])
    def test_an_address_is_one_address(self, text: str) -> None:
        with pytest.raises(Mistakes):
            email(text, "x")

    def test_an_address_is_trimmed(self) -> None:
        assert email(" ap@acme.co.uk ", "x") == "ap@acme.co.uk"
