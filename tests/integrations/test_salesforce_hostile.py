"""Values nobody expects: none of them may stop the other deals from being read."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Misconfigured
from integrations.salesforce.schema import Column, Field
from integrations.salesforce.values import amount, flag, number, whole
from tests.integrations.salesforce_org import ServedOrg, policy_with, served

MARKUP = "<!channel> *bold* & 'quote' \\ {0} @{q0.body}"


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


def _column(kind: str = "double", scale: int = 0) -> Column:
    field = Field("X", "X", kind, 0, scale, writable=False, refers=(), relation="")
    return Column("A.X", field)


class TestNumbers:
    @given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(0, 6))
    def test_are_exact_to_their_scale_however_large(self, value: Decimal, scale: int) -> None:
        if abs(value.adjusted()) > 308:
            return  # no double
        found = number(value, scale)
        with localcontext(prec=700):
            assert abs(found - value) * 2 <= Decimal(1).scaleb(-scale)
        assert str(number(found, scale)) == str(found) == f"{found:f}"

    def test_of_nothing_are_nothing(self) -> None:
        for row in ({}, {"A": None}, {"A": {"X": None}}):
            assert amount(row, _column()) is None
            assert whole(row, _column()) is None
        assert amount({"A": {"X": 1}}, None) is None

    @pytest.mark.parametrize(
        ("value", "count"), [(3, 3), (Decimal("3.0"), 3), (Decimal("2.5"), None), (-1, -1)]
    )
    def test_count_whole_things_only(self, value: object, count: int | None) -> None:
        assert whole({"A": {"X": value}}, _column(scale=2)) == count

    @pytest.mark.parametrize("zero", [0, Decimal("-0.0"), Decimal("0E-10"), Decimal("0E+5")])
    def test_have_one_zero(self, zero: Decimal) -> None:
        assert str(number(zero, 3)) == "0"


class TestFlags:
    @pytest.mark.parametrize("value", [None, "", 0, False, "no", "false", "Exempt", [], {}])
    def test_are_down_unless_they_say_yes(self, value: object) -> None:
        assert not flag(value)


class TestTheKindOfAField:
    @pytest.mark.parametrize(
        ("name", "path", "wanted"),
        [
            ("send_date", "NextStep", "a date"),
            ("start", "Amount", "a date"),
            ("periods", "NextStep", "a number"),
            ("second_share", "CloseDate", "a number"),
            ("line_start", "Description", "a date"),
            ("line_usage", "ServiceDate", "a number"),
            ("milestone_amount", "Description__c", "a number"),
            ("milestone_date", "Percent__c", "a date"),
            ("bill_to", "AccountId", "a look-up to a contact"),
        ],
    )
    def test_is_checked_before_any_deal_is_read(
        self, org: ServedOrg, name: str, path: str, wanted: str
    ) -> None:
        crm = org.crm(policy_with(fields={name: path}))
        with pytest.raises(Misconfigured, match=f'{name} = "{path}", which is not {wanted}'):
            crm.deal("006000000000001AAA")

    @pytest.mark.parametrize(
        "named",
        [
            {"line_start": "Nope__c"},
            {"milestone_date": "Nope__c"},
            {"milestones": "Nope__r"},
            {"milestones": "Contacts) FROM User"},
        ],
    )
    def test_is_asked_of_the_org_and_never_of_the_query(
        self, org: ServedOrg, named: dict[str, str]
    ) -> None:
        with pytest.raises(Misconfigured, match="there is no such"):
            org.crm(policy_with(fields=named)).deal("006000000000001AAA")

    def test_has_to_have_a_name_we_know(self, org: ServedOrg) -> None:
        with pytest.raises(Misconfigured, match=r"names line_stat; .* line_start"):
            org.crm(policy_with(fields={"line_stat": "X"}))


class TestADeal:
    def test_with_hostile_text_is_read_as_it_stands(self, org: ServedOrg) -> None:
        fields = {"Closedwon_Footer__c": MARKUP, "Closedwon_Custom_1__c": f"{MARKUP}: {MARKUP}"}
        part = {"date": "2027-01-01", "revenue": 1, "description": MARKUP}
        line = {"product": MARKUP, "unit_price": 1, "schedule": [part]}
        milestone = {"description": MARKUP, "condition": MARKUP}
        ident = org.won(name=MARKUP, fields=fields, lines=[line], milestones=[milestone])
        [deal] = org.crm().changed_deals(None, org.world.clock.now(), [ident]).deals
        assert deal.terms.footer == MARKUP
        assert deal.milestones[0].condition == MARKUP
        assert deal.lines[0].schedule[0].description == MARKUP

    def test_with_everything_empty_is_read(self, org: ServedOrg) -> None:
        empty: dict[str, Any] = {"description": None, "percent": None, "sequence": None}
        line = {"product": "A", "unit_price": 0, "quantity": "0.01"}
        deal = org.crm().deal(org.won(amount=None, lines=[line], milestones=[empty, empty]))
        assert [(one.percent, one.amount, one.date) for one in deal.milestones] == [
            (None, None, None)
        ] * 2
        assert (deal.lines[0].total, deal.amount) == (Decimal(0), Decimal(0))

    def test_that_contradicts_itself_is_handed_on_for_people_to_see(self, org: ServedOrg) -> None:
        both = {"percent": 250, "amount": -5, "met": True}
        fields = {"Closedwon_Periods__c": -3, "Closedwon_Second_Payer_Share__c": 0}
        deal = org.crm().deal(org.won(milestones=[both], fields=fields))
        assert (deal.milestones[0].percent, deal.milestones[0].amount) == (
            Decimal(250),
            Decimal(-5),
        )
        assert (deal.terms.periods, deal.terms.second_share) == (-3, Decimal(0))
        assert deal.second_payer is None
