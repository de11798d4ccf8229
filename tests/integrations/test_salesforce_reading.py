"""How a row of Salesforce becomes a deal, in orgs of every kind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.deal import Contact, Deal, DealLine
from bot.errors import Misconfigured, VendorError
from tests.integrations.salesforce_org import START, ServedOrg, policy_with, served

LINES: list[dict[str, object]] = [
    {"product": "Platform", "unit_price": 36_000, "description": "2026"},
    {"product": "Seats", "unit_price": "12.35", "quantity": 3, "discount": 10},
]


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestADeal:
    def test_has_everything_that_billing_needs(self, org: ServedOrg) -> None:
        ident = org.won(
            account="Acme Corporation",
            name="Acme - Platform",
            contact="ap@acme.example",
            contact_name="Lee Wong",
            amount=None,
            lines=LINES,
            terms="Net 45",
            fields={
                "Closedwon_PO_Number__c": " PO-1 ",
                "Closedwon_PO_Required__c": True,
                "Closedwon_Send_Date__c": "2026-12-01",
                "Closedwon_Memo__c": "Thank you",
            },
        )
        deal = org.crm().deal(ident)
        assert (deal.id, deal.name, deal.stage) == (ident, "Acme - Platform", "Closed Won")
        assert deal.url == f"{org.address}/salesforce/lightning/r/Opportunity/{ident}/view"
        assert (deal.is_won, deal.is_deleted) == (True, False)
        assert (deal.amount, deal.currency) == (Decimal("36033.35"), "USD")
        assert deal.account
        assert (deal.account.name, deal.account.address.city) == ("Acme Corporation", "Springfield")
        assert (deal.owner.email, deal.owner.is_active) == ("dana@example.com", True)
        assert [(one.name, one.role, one.is_primary) for one in deal.contacts] == [
            ("Lee Wong", "Billing Contact", True)
        ]
        assert deal.lines[0] == DealLine(
            description="Platform: 2026",
            quantity=Decimal(1),
            unit_price=Decimal(36_000),
            total=Decimal(36_000),
            id=org.shown(ident)["OpportunityLineItems"][0]["Id"],
        )
        assert deal.lines[1].total == Decimal("33.35")
        assert (deal.terms.text, deal.terms.po_number) == ("Net 45", "PO-1")
        assert (deal.terms.po_required, deal.terms.no_invoice) == (True, False)
        assert deal.terms.send_date == date(2026, 12, 1)
        assert deal.terms.memo == "Thank you"

    def test_is_the_same_however_often_it_is_read(self, org: ServedOrg) -> None:
        ident = org.won(amount=None, lines=LINES, contact="ap@acme.example")
        crm = org.crm()
        assert crm.deal(ident) == crm.deal(ident)
        assert crm.deal(ident[:15]).id == ident

    def test_may_lack_amount_and_contact(self, org: ServedOrg) -> None:
        deal = org.crm().deal(org.won(amount=None))
        assert (deal.amount, deal.contacts, deal.lines) == (None, (), ())

    def test_has_more_lines_than_fit_on_a_page(self, org: ServedOrg) -> None:
        org.set_up(batch_size=2)
        lines = [{"product": f"P{n}", "unit_price": n} for n in range(1, 6)]
        deal = org.crm().deal(org.won(amount=None, lines=lines))
        assert [line.description for line in deal.lines] == ["P1", "P2", "P3", "P4", "P5"]

    def test_does_not_show_lines_that_were_deleted(self, org: ServedOrg) -> None:
        ident = org.won(amount=None, lines=LINES)
        line = org.shown(ident)["OpportunityLineItems"][0]["Id"]
        org.lever("DELETE", f"records/OpportunityLineItem/{line}")
        deal = org.crm().deal(ident)
        assert [line.description for line in deal.lines] == ["Seats"]

    def test_of_another_currency_is_billed_in_it(self, org: ServedOrg) -> None:
        org.set_up(multi_currency=True)
        assert org.crm().deal(org.won(currency="EUR")).currency == "EUR"

    def test_of_an_org_of_one_currency_takes_it_from_the_settings(self, org: ServedOrg) -> None:
        assert org.crm(salesforce_currency="eur").deal(org.won()).currency == "EUR"


class TestTheBillToContact:
    def test_comes_along_without_a_role(self, org: ServedOrg) -> None:
        ident = org.won(contact="lee@acme.example", contact_name="Lee Wong")
        other = org.deal(contact="ap@acme.example", contact_name="Ann Payer")
        ann = org.shown(other)["OpportunityContactRoles"][0]["ContactId"]
        org.edit(ident, Closedwon_Bill_To__c=ann)
        deal = org.crm().deal(ident)
        assert deal.terms.bill_to_contact_id == ann
        assert deal.contacts[-1] == Contact(id=ann, name="Ann Payer", email="ap@acme.example")

    def test_with_a_role_comes_once(self, org: ServedOrg) -> None:
        ident = org.won(contact="lee@acme.example")
        lee = org.shown(ident)["OpportunityContactRoles"][0]["ContactId"]
        org.edit(ident, Closedwon_Bill_To__c=lee)
        assert [one.id for one in org.crm().deal(ident).contacts] == [lee]

    def test_named_by_something_else_is_refused(self, org: ServedOrg) -> None:
        crm = org.crm(policy_with(fields={"bill_to": "OwnerId"}))
        with pytest.raises(Misconfigured, match="not a look-up to a contact"):
            crm.deal(org.won())


class TestWonAt:
    def test_is_when_it_entered_its_stage(self, org: ServedOrg) -> None:
        ident = org.deal()
        won = org.advance(hours=1).replace(microsecond=0)
        org.lever("POST", f"deals/{ident}/win", {})
        org.advance(days=3)
        org.edit(ident, Description="later")
        assert _near(org.crm().deal(ident), won)

    def test_is_when_it_was_made_if_it_was_made_won(self, org: ServedOrg) -> None:
        ident = org.deal(stage="Closed Won")
        org.advance(days=3)
        org.edit(ident, Description="later")
        assert _near(org.crm().deal(ident), START)

    def test_is_found_in_the_history_where_the_field_is_missing(self, org: ServedOrg) -> None:
        org.hide("Opportunity.LastStageChangeDate")
        ident = org.won()
        org.advance(days=1)
        org.lever("POST", f"deals/{ident}/reopen", {})
        again = org.advance(days=1).replace(microsecond=0)
        org.lever("POST", f"deals/{ident}/win", {})
        org.advance(days=1)
        org.edit(ident, Amount=2_000)
        deal = org.crm().deal(ident)
        assert _near(deal, again)
        assert deal.amount == 2_000


class TestAPoorerOrg:
    def test_without_the_package_still_shows_its_deals(self, org: ServedOrg) -> None:
        ident = org.won(owner="closedwon@example.com")
        org.set_up(package_installed=False)
        deal = org.crm().deal(ident)
        assert (deal.amount, deal.terms.text) == (Decimal(1_000), "")

    def test_hides_fields_and_the_rest_is_read(self, org: ServedOrg) -> None:
        ident = org.won(contact="ap@acme.example", amount=None, lines=LINES)
        org.hide("Account.BillingCity", "Contact.Email", "Opportunity.Amount", "User.IsActive")
        deal = org.crm().deal(ident)
        assert deal.account
        assert (deal.account.address.city, deal.account.address.state) == ("", "IL")
        assert (deal.contacts[0].email, deal.amount) == ("", None)
        assert deal.owner.is_active

    def test_from_which_a_field_is_taken_is_read_without_it_next_time(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        crm.deal(ident)
        org.hide("Account.BillingCity")
        with pytest.raises(VendorError, match="BillingCity"):
            crm.deal(ident)
        assert crm.deal(ident).id == ident

    def test_that_hides_opportunities_says_what_to_assign(self, org: ServedOrg) -> None:
        no = {"read": False, "create": False, "edit": False, "delete": False}
        org.set_up(objects={"Opportunity": no})
        with pytest.raises(Misconfigured, match="closedwon integration"):
            org.crm().deal("006000000000001AAA")

    def test_without_products_has_no_lines(self, org: ServedOrg) -> None:
        ident = org.won(amount=None, lines=LINES)
        no = {"read": False, "create": False, "edit": False, "delete": False}
        org.set_up(objects={"OpportunityLineItem": no})
        assert org.crm().deal(ident).lines == ()


class TestFieldsOfThePolicy:
    @pytest.mark.parametrize(
        ("named", "values", "text"),
        [
            ("NextStep", {"NextStep": "Net 60"}, "Net 60"),
            ("nextstep", {"NextStep": "Net 60"}, "Net 60"),
            ("Probability", {}, "Net 100"),
            ("Account.Name", {}, "Acme"),
        ],
    )
    def test_are_read_instead_of_the_packages(
        self, org: ServedOrg, named: str, values: dict[str, Any], text: str
    ) -> None:
        ident = org.won(terms="Net 15", fields=values)
        assert org.crm(policy_with(fields={"terms": named})).deal(ident).terms.text == text

    def test_that_are_instants_become_dates_of_the_billing_time_zone(self, org: ServedOrg) -> None:
        ident = org.won()
        org.world.clock.advance(datetime(2026, 11, 25, 2, tzinfo=UTC) - org.world.clock.now())
        org.edit(ident, Description="x")
        crm = org.crm(policy_with(fields={"send_date": "SystemModstamp"}))
        assert crm.deal(ident).terms.send_date == date(2026, 11, 24)

    def test_that_are_text_can_say_yes(self, org: ServedOrg) -> None:
        ident = org.won(fields={"NextStep": "Yes"})
        crm = org.crm(policy_with(fields={"no_invoice": "NextStep"}))
        assert crm.deal(ident).terms.no_invoice

    @pytest.mark.parametrize("named", ["Terms__c", "Account.Terms__c", "Nobody__r.Name"])
    def test_that_are_not_there_are_named(self, org: ServedOrg, named: str) -> None:
        crm = org.crm(policy_with(fields={"terms": named}))
        with pytest.raises(Misconfigured, match=f'terms = "{named}"'):
            crm.deal(org.won())


def _near(deal: Deal, instant: datetime) -> bool:
    return abs((deal.won_at - instant).total_seconds()) < 60
