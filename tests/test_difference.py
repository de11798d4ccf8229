from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Address
from bot.difference import difference
from bot.due import Due
from bot.money import Money
from bot.payer import BillTo
from bot.plan import Installment, Plan, PlanLine

LEE = BillTo(account_id="001A", account_name="Acme", name="Lee Wong", email="ap@acme.example")


def line(
    description: str = "Platform", minor: int = 100_00, unit_price: str | None = None
) -> PlanLine:
    return PlanLine(
        description=description,
        amount=Money(minor=minor, currency="USD"),
        quantity=Decimal(2) if unit_price else Decimal(1),
        unit_price=Decimal(unit_price) if unit_price else None,
    )


def part(*lines: PlanLine, **more: object) -> Installment:
    return Installment.from_json(
        {"number": 1, "label": "Deal", "lines": [x.to_json() for x in lines], **more}
    )


BEFORE = Plan(
    deal_id="006A",
    deal_name="Deal",
    currency="USD",
    bill_to=LEE,
    installments=(part(line(), line("Support")),),
)


def changed(**fields: object) -> Plan:
    return BEFORE.model_copy(update=fields)


def lines(*some: PlanLine) -> Plan:
    return changed(installments=(part(*some),))


class TestDifference:
    def test_is_nothing_between_equal_plans(self) -> None:
        assert difference(BEFORE, BEFORE) == ()

    def test_ignores_what_is_not_approved(self) -> None:
        assert difference(BEFORE, changed(deal_name="Another")) == ()

    @pytest.mark.parametrize(
        ("after", "sentences"),
        [
            (
                lines(line(minor=50_00, unit_price="25"), line("Support")),
                (
                    "The total is $150.00 instead of $200.00.",
                    'Line "Platform" is 2 x 25 = $50.00 instead of $100.00.',
                ),
            ),
            (
                lines(line(), line("Training")),
                (
                    'Line "Support" ($100.00) is left out.',
                    'Line "Training" ($100.00) is added.',
                ),
            ),
            (lines(line("Support"), line()), ("The lines are in another order.",)),
            (
                changed(installments=(part(line(), line("Support"), label="Deal 2"),)),
                ('The title is "Deal 2" instead of "Deal".',),
            ),
            (
                changed(
                    installments=(
                        part(line(), line("Support"), send_date="2026-12-01", due={"net_days": 0}),
                    )
                ),
                (
                    "It is sent on Dec 1, 2026 instead of on approval.",
                    "The terms are due on receipt instead of Net 30.",
                ),
            ),
            (
                changed(installments=()),
                (
                    "The total is $0.00 instead of $200.00.",
                    "The deal becomes 0 invoices instead of 1.",
                ),
            ),
            (
                changed(bill_to=None),
                ("It goes to nobody instead of Lee Wong <ap@acme.example>.",),
            ),
            (
                changed(bill_to=LEE.model_copy(update={"name": ""})),
                ("It goes to ap@acme.example instead of Lee Wong <ap@acme.example>.",),
            ),
            (
                changed(bill_to=LEE.model_copy(update={"account_id": "001B"})),
                ("The customer is another account of the same name.",),
            ),
            (
                changed(bill_to=LEE.model_copy(update={"address": Address(city="Rome")})),
                ("The address is another one.",),
            ),
            (changed(po_number="PO-1"), ('The PO number is "PO-1": there was none.',)),
            (
                changed(customer_id="cus_1"),
                ('The Stripe customer is "cus_1": there was none.',),
            ),
        ],
    )
    def test_names_each_change(self, after: Plan, sentences: tuple[str, ...]) -> None:
        assert difference(BEFORE, after) == sentences

    def test_says_what_is_gone(self) -> None:
        assert difference(changed(memo="Thanks"), BEFORE) == (
            'There is no memo any more: it was "Thanks".',
        )

    def test_says_who_is_new(self) -> None:
        assert difference(changed(bill_to=None), BEFORE) == (
            "It goes to Lee Wong <ap@acme.example> instead of nobody.",
        )
        assert difference(changed(bill_to=None), changed(bill_to=None)) == ()

    def test_names_the_invoice_when_there_are_several(self) -> None:
        second = part(line(), number=2)
        before = changed(installments=(part(line()), second))
        after = changed(
            installments=(part(line()), second.model_copy(update={"due": Due(on=date(2027, 1, 5))}))
        )
        assert difference(before, after) == (
            "Invoice 2: The terms are due Jan 5, 2027 instead of Net 30.",
        )
