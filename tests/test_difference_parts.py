"""What is said of schedules, retainers, payers and tax that changed."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from bot.difference import OTHERWISE, difference
from bot.due import Due
from bot.payer import Share, Tax, TaxExempt, TaxMode
from bot.periods import Period, Rhythm
from bot.plan import Adjustment, AdjustmentKind, Installment, Plan, Retainer, Stretch, VariableLine
from tests.fakes.findings import money
from tests.test_difference import BEFORE, LEE, line
from tests.test_plan import REACHES_THE_CUSTOMER_OR_THE_BOOKS

MARCH = date(2027, 3, 1)
HOURLY = '"Hours" by quantity'
SUPPORT = "Retainer Support, monthly:"
HOURS = VariableLine(key="h", description="Hours", unit_price=Decimal("150.00"))
RETAINER = Retainer(
    number=4,
    label="Support, monthly",
    lines=(line("Support"),),
    start=MARCH,
    periods=12,
    source="r",
)
PARTNER = LEE.model_copy(update={"account_id": "001B", "account_name": "Partner"})
PAYS = "Partner <ap@acme.example> pays"
SHARE = Share(bill_to=PARTNER, percent=Decimal(40))


def step(number: int, source: str, minor: int = 100_00, **more: object) -> Installment:
    fields: dict[str, object] = {
        "number": number,
        "label": source.title(),
        "lines": (line(source, minor),),
        "source": source,
    }
    return Installment.model_validate(fields | more)


def plan(*parts: Installment | Retainer, **fields: object) -> Plan:
    changes = {
        "installments": tuple(part for part in parts if isinstance(part, Installment)),
        "retainers": tuple(part for part in parts if isinstance(part, Retainer)),
    }
    return BEFORE.model_copy(update={**changes, **fields})


def retainer(**changes: object) -> Plan:
    return plan(RETAINER.model_copy(update=changes))


class TestSchedules:
    three = plan(step(1, "kick-off"), step(2, "design"), step(3, "go-live"))

    def test_pair_by_what_they_come_from_and_not_by_number(self) -> None:
        after = plan(step(1, "kick-off"), step(2, "go-live", send_date=MARCH), step(3, "extra"))
        assert difference(self.three, after) == (
            "Invoice 2: It is number 2 instead of 3.",
            "Invoice 2: It is sent on Mar 1, 2027 instead of on approval.",
            'Left out: invoice 2 "Design", $100.00, sent on approval.',
            'Added: invoice 3 "Extra", $100.00, sent on approval.',
        )

    def test_say_once_what_changed_in_all(self) -> None:
        parts = [
            part.model_copy(update={"due": Due(net_days=45)}) for part in self.three.installments
        ]
        assert difference(self.three, plan(*parts)) == (
            "All invoices: The terms are Net 45 instead of Net 30.",
        )

    def test_say_what_they_wait_for(self) -> None:
        one, two, three = self.three.installments
        waits = two.model_copy(update={"condition": "on acceptance"})
        assert difference(self.three, plan(one, waits, three)) == (
            'Invoice 2: It is sent when "on acceptance" is met instead of on approval.',
        )

    def test_begin_where_one_invoice_becomes_several(self) -> None:
        after = plan(step(1, "kick-off", 150_00), step(2, "design", 50_00))
        assert difference(BEFORE, after) == (
            "The deal becomes 2 invoices instead of 1.",
            'Left out: invoice 1 "Deal", $200.00, sent on approval.',
            'Added: invoice 1 "Kick-Off", $150.00, sent on approval.',
            'Added: invoice 2 "Design", $50.00, sent on approval.',
        )

    def test_name_periods_and_payers_of_lines(self) -> None:
        one = line("kick-off").model_copy(update={"period": Period(start=MARCH, end=MARCH)})
        two = line("kick-off").model_copy(update={"party": ""})
        assert difference(plan(step(1, "kick-off")), plan(step(1, "kick-off", lines=(one,)))) == (
            'Line "kick-off" is for Mar 1, 2027 to Mar 1, 2027 instead of no stated period.',
        )
        assert difference(plan(step(1, "kick-off")), plan(step(1, "kick-off", lines=(two,)))) == (
            'Line "kick-off" is paid by the main payer instead of everybody.',
        )


class TestRetainers:
    @pytest.mark.parametrize(
        ("after", "sentence"),
        [
            (retainer(label="Care"), 'The title is "Care" instead of "Support, monthly".'),
            (retainer(number=5), "Its invoices are numbered from 5 instead of 4."),
            (retainer(rhythm=Rhythm(every=3)), "It is billed quarterly instead of monthly."),
            (
                retainer(start=date(2027, 4, 1)),
                "It begins on Apr 1, 2027 instead of Mar 1, 2027.",
            ),
            (retainer(due=Due(net_days=0)), "The terms are due on receipt instead of Net 30."),
            (retainer(renews=True), "It is to be renewed."),
            (
                retainer(variable=(HOURS,)),
                'Line "Hours" is added, billed by quantity (150 each).',
            ),
        ],
    )
    def test_are_told_apart(self, after: Plan, sentence: str) -> None:
        label = after.retainers[0].label
        assert f"Retainer {label}: {sentence}" in difference(retainer(), after)

    def test_say_what_a_period_costs(self) -> None:
        after = retainer(
            lines=(line("Support", 120_00),),
            last=(line("Support", 130_00),),
            earlier=(Stretch(through=3, lines=(line("Support"),)),),
        )
        assert difference(retainer(), after) == (
            "The total is $1,390.00 instead of $1,200.00.",
            f'{SUPPORT} Each period: Line "Support" is $120.00 instead of $100.00.',
            f'{SUPPORT} The last period: Line "Support" is $130.00 instead of $100.00.',
            "Retainer Support, monthly: Up to period 3 it stays at $100.00 each.",
        )
        alike = difference(retainer(), retainer(lines=after.retainers[0].lines))
        assert not [said for said in alike if "last period" in said]

    def test_say_how_many_periods(self) -> None:
        assert difference(retainer(), retainer(periods=6)) == (
            "The total is $600.00 instead of $1,200.00.",
            "Retainer Support, monthly: It has 6 periods instead of 12.",
        )

    def test_say_what_is_billed_by_quantity(self) -> None:
        dearer = HOURS.model_copy(update={"unit_price": Decimal(175)})
        before = retainer(variable=(HOURS,), renews=True)
        assert difference(before, retainer(variable=(dearer,))) == (
            "Retainer Support, monthly: It is not to be renewed.",
            f"{SUPPORT} {HOURLY} at 175 each instead of {HOURLY} at 150 each.",
        )
        assert (
            'Line "Hours", billed by quantity, is left out.' in difference(before, retainer())[-1]
        )

    def test_name_the_anchor_and_what_had_no_fixed_lines_before(self) -> None:
        earlier = (Stretch(through=2, lines=(), variable=(HOURS,)),)
        assert difference(retainer(), retainer(anchor=31, earlier=earlier))[1:] == (
            f"{SUPPORT} Its periods begin on day 31 instead of 1.",
            f"{SUPPORT} Up to period 2 it stays as it was.",
        )

    def test_come_and_go(self) -> None:
        by_hours = RETAINER.model_copy(update={"lines": (), "variable": (HOURS,), "source": "h"})
        assert difference(retainer(), plan(by_hours))[1:] == (
            'Left out: retainer "Support, monthly", $100.00, 12 times monthly from Mar 1, 2027.',
            'Added: retainer "Support, monthly", by quantity, 12 times monthly from Mar 1, 2027.',
        )


class TestPayers:
    def changed(self, **changes: object) -> Plan:
        return BEFORE.model_copy(update=changes)

    @pytest.mark.parametrize(
        ("before", "after", "sentence"),
        [
            (
                (),
                (SHARE,),
                "Partner <ap@acme.example> pays 40 % of each invoice: they paid nothing of it.",
            ),
            ((SHARE,), (), "Partner pays no share any more."),
            (
                (SHARE,),
                (SHARE.model_copy(update={"percent": Decimal("50.0")}),),
                f"{PAYS} 50 % of each invoice instead of 40 %.",
            ),
            (
                (SHARE,),
                (SHARE.model_copy(update={"customer_id": "cus_2"}),),
                'Partner: The Stripe customer is "cus_2": there was none.',
            ),
        ],
    )
    def test_share(
        self, before: tuple[Share, ...], after: tuple[Share, ...], sentence: str
    ) -> None:
        assert difference(self.changed(shares=before), self.changed(shares=after)) == (sentence,)

    def test_are_taxed(self) -> None:
        abroad = LEE.model_copy(
            update={"tax_exempt": TaxExempt.REVERSE, "tax_id": "DE1", "tax_id_type": "eu_vat"}
        )
        assert difference(BEFORE, self.changed(bill_to=abroad)) == (
            "The customer is taxed by reverse charge instead of taxed.",
            'The tax id is "DE1 eu_vat": there was none.',
        )
        automatic = self.changed(tax=Tax(mode=TaxMode.AUTOMATIC))
        assert difference(BEFORE, automatic) == (
            "Tax is worked out by Stripe instead of not added.",
        )
        rates = [self.changed(tax=Tax(mode=TaxMode.RATES, rates=(one,))) for one in ("a", "b")]
        assert difference(*rates) == ("Tax is added by other rates.",)

    def test_read_other_words(self) -> None:
        after = self.changed(footer="Reg. 12", custom_fields={"Cost center": "4711"})
        assert difference(BEFORE, after) == (
            'The footer is "Reg. 12": there was none.',
            'The field "Cost center" is "4711": there was none.',
        )

    def test_hear_of_corrections(self) -> None:
        credit = Adjustment(
            kind=AdjustmentKind.CREDIT,
            subject="inv_1",
            number=1,
            amount=money(-1),
            words="Credit note of $0.01",
        )
        after = self.changed(adjustments=(credit,))
        assert difference(BEFORE, after) == ("Also: Credit note of $0.01.",)
        assert difference(after, BEFORE) == ("No longer: Credit note of $0.01.",)


def test_nothing_that_is_approved_changes_without_a_word() -> None:
    named = REACHES_THE_CUSTOMER_OR_THE_BOOKS.items()
    plans = [changed for name, changed in named if name != "currency"]  # its lines have another
    for before, after in permutations(plans, 2):
        assert difference(before, after)


def test_what_has_no_words_of_its_own_is_said_all_the_same() -> None:
    doubled = line().model_copy(update={"quantity": Decimal(2)})
    assert difference(
        plan(step(1, "a", lines=(line(),))), plan(step(1, "a", lines=(doubled,)))
    ) == (OTHERWISE,)
