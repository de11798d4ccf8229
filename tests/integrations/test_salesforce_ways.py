"""Every way of billing, as an org says it: fields, product lines, schedules and milestones."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Milestone, ScheduledPart
from bot.errors import Misconfigured
from bot.rules import BillingRules
from integrations.salesforce import SalesforceCrm
from tests.integrations.salesforce_org import CUT_OVER, ServedOrg, policy_with, served


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestARetainer:
    def test_is_said_by_fields_of_the_opportunity(self, org: ServedOrg) -> None:
        fields = {
            "Closedwon_Billing_Model__c": "Mixed",
            "Closedwon_Start__c": "2027-01-31",
            "Closedwon_Interval__c": "Monthly",
            "Closedwon_Periods__c": 14,
            "Closedwon_Renews__c": "Renews",
            "Closedwon_Deposit_Percent__c": 33.333,
            "Closedwon_Footer__c": " Thank you ",
        }
        terms = org.crm().deal(org.won(fields=fields)).terms
        assert (terms.model, terms.start, terms.interval) == ("Mixed", date(2027, 1, 31), "Monthly")
        assert (terms.periods, terms.renews, terms.footer) == (14, True, "Thank you")
        assert terms.deposit_percent == Decimal("33.333")

    def test_is_said_by_product_lines(self, org: ServedOrg) -> None:
        lines = [
            {"product": "Hosting", "unit_price": 1200, "interval": "Monthly", "periods": 12}
            | {
                "start": "2027-01-01",
                "variable": True,
                "usage": "2.5",
                "usage_period": "2027-02-01",
            },
            {"product": "Launch", "unit_price": 5, "service_date": "2027-01-05"}
            | {"period_end": "2027-01-09"},
        ]
        ident = org.won(amount=None, lines=lines)
        hosting, launch = org.crm().deal(ident).lines
        assert (hosting.interval, hosting.periods, hosting.start) == (
            "Monthly",
            12,
            date(2027, 1, 1),
        )
        assert (hosting.variable, hosting.usage) == (True, Decimal("2.5"))
        assert hosting.usage_for == date(2027, 2, 1)
        assert (launch.start, launch.end) == (date(2027, 1, 5), date(2027, 1, 9))
        assert (launch.variable, launch.usage, launch.interval) == (False, None, "")
        shown = org.shown(ident)["OpportunityLineItems"]
        assert [hosting.id, launch.id] == [line["Id"] for line in shown]


class TestSchedules:
    def test_are_read_by_date_to_the_last_page(self, org: ServedOrg) -> None:
        org.set_up(batch_size=7)
        months = [f"2027-{month:02d}-01" for month in range(1, 13)]
        schedule = [{"date": month, "revenue": "10.10"} for month in reversed(months)]
        lines = [
            {"product": "A", "unit_price": 1, "schedule": schedule},
            {"product": "B", "unit_price": 1},
        ]
        first, second = org.crm().deal(org.won(amount=None, lines=lines)).lines
        assert [str(part.date) for part in first.schedule] == months
        assert sum(part.amount for part in first.schedule) == first.total == Decimal("121.2")
        assert second.schedule == ()

    def test_say_revenue_quantities_aside(self, org: ServedOrg) -> None:
        both = [{"date": "2027-01-01", "revenue": 9, "quantity": 3, "description": "Go-live"}]
        units = [{"date": "2027-02-01", "quantity": 3}]
        lines = [
            {"product": "A", "unit_price": 3, "schedule": both},
            {"product": "B", "unit_price": 3, "schedule": units},
        ]
        first, second = org.crm().deal(org.won(amount=None, lines=lines)).lines
        assert first.schedule == (
            ScheduledPart(date=date(2027, 1, 1), amount=Decimal(9), description="Go-live"),
        )
        assert second.schedule == ()

    def test_are_asked_for_once_for_many_deals(self, org: ServedOrg) -> None:
        line = {"product": "A", "unit_price": 1, "schedule": [{"date": "2027-01-01", "revenue": 1}]}
        idents = [org.won(amount=None, lines=[line]) for _ in range(3)]
        crm = org.crm()
        crm.deal(idents[0])
        before = len(org.called("query"))
        assert all(deal.lines[0].schedule for deal in crm.won_deals(CUT_OVER))
        assert len(org.called("query")) - before == 2

    def test_cost_nothing_where_there_are_none(self, org: ServedOrg) -> None:
        ident = org.won(amount=None, lines=[{"product": "A", "unit_price": 1}])
        org.crm().deal(ident)
        assert len(org.called("query")) == 1

    def test_need_not_be_there_at_all(self, org: ServedOrg) -> None:
        org.set_up(product_schedules=False)
        ident = org.won(amount=None, lines=[{"product": "A", "unit_price": 1}])
        assert org.crm().deal(ident).lines[0].schedule == ()


class TestMilestones:
    def test_come_in_their_order(self, org: ServedOrg) -> None:
        milestones = [
            {"description": "Third", "amount": "0.125", "sequence": 3},
            {"description": "Last", "percent": 1, "sequence": None},
            {"description": "Second", "percent": 2, "sequence": 2},
            {"description": "First b", "percent": 2, "sequence": 1, "date": "2027-02-01"},
            {"description": "First a", "percent": 2, "sequence": 1, "date": "2027-01-01"},
        ]
        found = org.crm().deal(org.won(milestones=milestones)).milestones
        names = ["First a", "First b", "Second", "Third", "Last"]
        assert [one.description for one in found] == names
        assert found[3].amount == Decimal("0.125")

    def test_are_read_whole(self, org: ServedOrg) -> None:
        said = {"description": "Go-live", "percent": 33.333, "condition": "on acceptance"}
        ident = org.won(milestones=[said | {"met": True, "date": "2027-03-01"}])
        [row] = org.shown(ident)["Closedwon_Milestones__r"]
        assert org.crm().deal(ident).milestones == (
            Milestone(
                id=row["Id"],
                description="Go-live",
                percent=Decimal("33.333"),
                date=date(2027, 3, 1),
                condition="on acceptance",
                met=True,
            ),
        )

    def test_are_sixty_on_several_pages(self, org: ServedOrg) -> None:
        org.set_up(batch_size=25)
        ident = org.won(milestones=[{"percent": "1.667"} for _ in range(60)])
        assert len(org.crm().deal(ident).milestones) == 60

    def test_say_a_currency_of_their_own(self, org: ServedOrg) -> None:
        org.set_up(multi_currency=True)
        same, other = {"amount": 5}, {"amount": 5, "currency": "EUR"}
        share = {"percent": 5, "currency": "EUR"}
        ident = org.won(currency="USD", milestones=[same, other, share])
        found = org.crm().deal(ident).milestones
        assert [one.currency for one in found] == ["", "EUR", ""]

    def test_follow_a_deal_into_another_currency(self, org: ServedOrg) -> None:
        org.set_up(multi_currency=True)
        line = {"product": "A", "unit_price": 7, "schedule": [{"date": "2027-01-01", "revenue": 7}]}
        ident = org.won(amount=None, lines=[line], milestones=[{"amount": 7}])
        before = org.crm().deal(ident)
        org.lever("POST", f"deals/{ident}/currency", {"currency": "JPY"})
        after = org.crm().deal(ident)
        assert (before.currency, after.currency, after.amount) == ("USD", "JPY", before.amount)
        assert after.lines[0].schedule == before.lines[0].schedule
        assert after.milestones[0].currency == ""

    def test_that_were_dropped_are_gone(self, org: ServedOrg) -> None:
        ident = org.won(milestones=[{"percent": 40}, {"percent": 60}])
        first = org.shown(ident)["Closedwon_Milestones__r"][0]["Id"]
        org.lever("DELETE", f"milestones/{first}")
        assert [one.percent for one in org.crm().deal(ident).milestones] == [60]

    def test_may_be_an_object_of_the_orgs_own(self, org: ServedOrg) -> None:
        ident = org.won(milestones=[{"percent": 40, "description": "A", "condition": "B"}])
        named = {
            "milestones": "closedwon_milestones__R",
            "milestone_description": "Condition__c",
            "milestone_condition": "Description__c",
        }
        [one] = org.crm(policy_with(fields=named)).deal(ident).milestones
        assert (one.description, one.condition) == ("B", "A")


class TestWhatIsPrinted:
    def test_is_named_by_the_policy_and_by_the_deal(self, org: ServedOrg) -> None:
        names = {"Cost center": "Account.AccountNumber", "Chance": "Probability", "Won": "IsWon"}
        rules = BillingRules(custom_fields=names)
        ident = org.won(
            fields={"Closedwon_Custom_1__c": "Project: X: 1", "Closedwon_Custom_2__c": "4711"}
        )
        org.edit(org.shown(ident)["AccountId"], of="Account", AccountNumber=" A\n1 ")
        assert _printing(org, rules).deal(ident).terms.custom_fields == {
            "Cost center": "A 1",
            "Chance": "100",
            "Won": "Yes",
            "Project": "X: 1",
            "Reference": "4711",
        }

    def test_under_a_name_of_the_policy_is_not_printed_again(self, org: ServedOrg) -> None:
        rules = BillingRules(custom_fields={"Cost center": "closedwon_custom_1__c"})
        ident = org.won(fields={"Closedwon_Custom_1__c": "4711", "Closedwon_Custom_2__c": "X-1"})
        said = _printing(org, rules).deal(ident).terms.custom_fields
        assert said == {"Cost center": "4711", "Reference": "X-1"}

    def test_that_is_not_there_is_named(self, org: ServedOrg) -> None:
        crm = _printing(org, BillingRules(custom_fields={"Cost center": "Account.Nope__c"}))
        with pytest.raises(
            Misconfigured, match=r'custom_fields says "Cost center" = "Account.Nope'
        ):
            crm.deal(org.won())

    def test_without_a_value_is_left_out(self, org: ServedOrg) -> None:
        crm = _printing(org, BillingRules(custom_fields={"Next": "NextStep"}))
        assert crm.deal(org.won()).terms.custom_fields == {}


def _printing(org: ServedOrg, rules: BillingRules) -> SalesforceCrm:
    return org.crm(policy_with().model_copy(update={"billing": rules}))
