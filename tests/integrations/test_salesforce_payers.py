"""Who pays: the account, its parent, a second party; how they are taxed and where they get mail."""

from collections.abc import Iterator

import pytest

from bot.deal import Deal
from bot.errors import Misconfigured
from tests.integrations.salesforce_org import ServedOrg, policy_with, served

TAXED = {
    "tax_exempt": "Reverse charge",
    "tax_id": "DE123",
    "tax_id_type": "eu_vat",
    "language": "de",
}


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


def _account_of(org: ServedOrg, ident: str) -> str:
    return str(org.shown(ident)["AccountId"])


def _shared(org: ServedOrg, share: float = 30) -> tuple[str, str]:
    """Return a deal and the account that pays a share of it."""
    second = org.account("Globex", BillingCity="Berlin")
    fields = {"Closedwon_Second_Payer__c": second, "Closedwon_Second_Payer_Share__c": share}
    return org.won(account="Acme", contact="ap@acme.example", fields=fields), second


def _meets(org: ServedOrg, account: str, email: str, role: str = "Billing Contact") -> None:
    """Give an account's contact a role in a deal of its own."""
    name = next(row["Name"] for row in org.records("Account") if row["Id"] == account)
    org.deal(account=name, contact=email, role=role)


def _second_email(deal: Deal) -> str:
    assert deal.second_payer
    return deal.second_payer.email


class TestAnAccount:
    def test_says_how_it_is_taxed_and_spoken_to(self, org: ServedOrg) -> None:
        ident = org.won()
        org.lever("PATCH", f"accounts/{_account_of(org, ident)}", TAXED)
        account = org.crm().deal(ident).account
        assert account
        assert (account.tax_exempt, account.language) == ("Reverse charge", "de")
        assert (account.tax_id, account.tax_id_type, account.email) == ("DE123", "eu_vat", "")

    def test_says_where_it_gets_mail_by_a_field_of_the_policy(self, org: ServedOrg) -> None:
        ident, second = _shared(org)
        org.edit(second, of="Account", Website="ap@globex.example")
        deal = org.crm(policy_with(fields={"account_email": "Website"})).deal(ident)
        assert _second_email(deal) == "ap@globex.example"
        with pytest.raises(Misconfigured, match="no such field on the account"):
            org.crm(policy_with(fields={"account_email": "Nope__c"})).deal(ident)

    def test_without_its_fields_is_still_an_account(self, org: ServedOrg) -> None:
        ident = org.won()
        org.hide("Account.Closedwon_Tax_Id__c", "Account.ParentId", "Account.Name")
        deal = org.crm().deal(ident)
        assert deal.account
        assert (deal.account.id, deal.account.name) == (_account_of(org, ident), "")
        assert (deal.account.tax_id, deal.parent) == ("", None)


class TestTheParent:
    def test_pays_when_the_account_says_so(self, org: ServedOrg) -> None:
        ident, parent = org.won(), org.account("Acme Holding", BillingCity="Chicago")
        edit = {"parent": parent, "bill_parent": True}
        org.lever("PATCH", f"accounts/{_account_of(org, ident)}", edit)
        org.lever("PATCH", f"accounts/{parent}", TAXED)
        _meets(org, parent, "ap@holding.example")
        deal = org.crm().deal(ident)
        assert deal.terms.bill_parent
        assert deal.parent
        assert (deal.parent.id, deal.parent.name) == (parent, "Acme Holding")
        assert (deal.parent.address.city, deal.parent.tax_id) == ("Chicago", "DE123")
        assert deal.parent.email == "ap@holding.example"

    def test_that_does_not_pay_costs_no_question(self, org: ServedOrg) -> None:
        ident, parent = org.won(), org.account("Acme Holding")
        org.lever("PATCH", f"accounts/{_account_of(org, ident)}", {"parent": parent})
        deal = org.crm().deal(ident)
        assert deal.parent
        assert not deal.terms.bill_parent
        assert len(org.called("query")) == 1


class TestTheSecondPayer:
    def test_pays_a_share(self, org: ServedOrg) -> None:
        ident, second = _shared(org, share=33.333)
        deal = org.crm().deal(ident)
        assert deal.second_payer
        assert (deal.second_payer.id, deal.second_payer.address.city) == (second, "Berlin")
        assert str(deal.terms.second_share) == "33.333"
        assert _second_email(deal) == ""

    def test_gets_mail_where_its_contact_of_this_deal_does(self, org: ServedOrg) -> None:
        ident, second = _shared(org)
        _meets(org, second, "elsewhere@globex.example")
        contact = {"LastName": "Here", "Email": "here@globex.example", "AccountId": second}
        made = org.lever("POST", "records/Contact", {"fields": contact})["Id"]
        role = {"OpportunityId": ident, "ContactId": made, "Role": "billing contact"}
        org.lever("POST", "records/OpportunityContactRole", {"fields": role})
        assert _second_email(org.crm().deal(ident)) == "here@globex.example"

    def test_gets_mail_where_its_one_billing_contact_does(self, org: ServedOrg) -> None:
        ident, second = _shared(org)
        _meets(org, second, "boss@globex.example", role="Decision Maker")
        assert _second_email(org.crm().deal(ident)) == ""
        _meets(org, second, "ap@globex.example")
        _meets(org, second, "AP@globex.example")
        assert _second_email(org.crm().deal(ident)).lower() == "ap@globex.example"

    def test_with_several_addresses_has_none(self, org: ServedOrg) -> None:
        ident, second = _shared(org)
        for name in ("ap", "billing"):
            _meets(org, second, f"{name}@globex.example")
        assert _second_email(org.crm().deal(ident)) == ""

    def test_named_by_something_else_is_refused(self, org: ServedOrg) -> None:
        crm = org.crm(policy_with(fields={"second_payer": "OwnerId"}))
        with pytest.raises(Misconfigured, match="not a look-up to an account"):
            crm.deal(org.won())

    def test_may_be_hidden(self, org: ServedOrg) -> None:
        ident, _ = _shared(org)
        org.hide("Opportunity.Closedwon_Second_Payer__c")
        assert org.crm().deal(ident).second_payer is None


class TestMergedAccounts:
    def test_are_the_winner_in_every_part_of_the_deal(self, org: ServedOrg) -> None:
        ident, second = _shared(org)
        winner, loser = org.account("Acme Inc."), _account_of(org, ident)
        crm, since = org.crm(), org.advance(days=1)
        for one in (loser, second):
            org.lever("POST", "accounts/merge", {"winner": winner, "loser": one})
        [deal] = crm.changed_deals(since, since, [ident]).deals
        assert deal.account
        assert deal.second_payer
        assert (deal.account.id, deal.account.name) == (winner, "Acme Inc.")
        assert deal.second_payer.id == winner
