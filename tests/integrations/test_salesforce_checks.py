"""What `doctor` says about an org, healthy and not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from bot.facts import Check
from bot.policy import Policy
from integrations.salesforce.connection import Connection
from integrations.salesforce.rights import beyond
from sandbox.faults import FaultKind
from tests.integrations.salesforce_org import ServedOrg, policy_with, served

PACKAGE = Path(__file__).parents[2] / "integrations/salesforce/package"


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


def _bad(org: ServedOrg, policy: Policy | None = None, **settings: object) -> Check:
    """Return the one check that fails."""
    [bad] = [check for check in org.crm(policy, **settings).checks() if not check.ok]
    assert bad.fix
    return bad


class TestChecks:
    def test_find_a_healthy_org_healthy(self, org: ServedOrg) -> None:
        checks = org.crm().checks()
        assert all(check.ok for check in checks)
        assert len({check.name for check in checks}) == len(checks)
        assert "one currency; deals are billed in USD" in str(checks)

    def test_tell_several_currencies(self, org: ServedOrg) -> None:
        org.set_up(multi_currency=True)
        assert "several currencies" in str(org.crm().checks())

    def test_stop_at_a_refused_sign_in(self, org: ServedOrg) -> None:
        bad = _bad(org, salesforce_consumer_secret=SecretStr("no"))
        assert bad.name == "Salesforce sign-in"
        assert bad.fatal
        assert "SALESFORCE_CONSUMER_SECRET" in bad.fix
        assert bad.fix not in bad.sentence

    def test_let_the_bot_start_while_salesforce_is_away(self, org: ServedOrg) -> None:
        org.fail("token", FaultKind.RESET_BEFORE)
        assert not _bad(org).fatal

    def test_say_when_not_all_deals_are_seen(self, org: ServedOrg) -> None:
        org.set_up(view_all=False)
        bad = _bad(org)
        assert "some deals would never be billed" in bad.sentence
        assert "closedwon integration" in bad.fix

    def test_say_which_fields_of_the_package_are_missing(self, org: ServedOrg) -> None:
        org.hide("Closedwon_Invoice__c.Closedwon_Hold__c", "Opportunity.Closedwon_Terms__c")
        bad = _bad(org)
        assert "write Closedwon_Invoice__c.Closedwon_Hold__c" in bad.sentence
        assert "read Opportunity.Closedwon_Terms__c" in bad.sentence
        assert not bad.fatal

    def test_say_which_parts_of_the_package_are_not_seen(self, org: ServedOrg) -> None:
        no = {"read": False, "create": False, "edit": False, "delete": False}
        org.set_up(objects={"Closedwon_Milestone__c": no})
        org.hide("Account.Closedwon_Tax_Id__c", "OpportunityLineItem.Closedwon_Variable__c")
        bad = _bad(org)
        wanted = "Account.Closedwon_Tax_Id__c, OpportunityLineItem.Closedwon_Variable__c"
        assert f"read {wanted}, Closedwon_Milestone__c." in bad.sentence
        assert "closedwon integration" in bad.fix

    def test_say_which_fields_of_milestones_are_not_seen(self, org: ServedOrg) -> None:
        org.hide("Closedwon_Milestone__c.Amount__c")
        assert "read Closedwon_Milestone__c.Amount__c." in _bad(org).sentence

    def test_say_when_schedules_are_used_and_not_seen(self, org: ServedOrg) -> None:
        no = {"read": False, "create": False, "edit": False, "delete": False}
        org.set_up(objects={"OpportunityLineItemSchedule": no})
        bad = _bad(org)
        assert "OpportunityLineItemSchedule" in bad.sentence

    def test_miss_no_schedules_where_there_are_none(self, org: ServedOrg) -> None:
        org.set_up(product_schedules=False)
        assert all(check.ok for check in org.crm().checks())

    def test_do_not_miss_fields_for_which_the_policy_names_others(self, org: ServedOrg) -> None:
        org.hide("Opportunity.Closedwon_Terms__c")
        checks = org.crm(policy_with(fields={"terms": "NextStep"})).checks()
        assert all(check.ok for check in checks)

    def test_say_when_the_amount_is_hidden(self, org: ServedOrg) -> None:
        org.hide("Opportunity.Amount", "Contact.Email")
        bad = _bad(org)
        assert "Amount, Contact.Email" in bad.sentence
        assert bad.fatal

    def test_say_what_the_policy_has_wrong(self, org: ServedOrg) -> None:
        bad = _bad(org, policy_with(skip=[{"field": "Nope__c", "values": ["x"]}]))
        assert bad.name == "Salesforce policy"
        assert "Nope__c" in bad.sentence
        assert bad.fatal

    def test_say_when_the_calls_run_out(self, org: ServedOrg) -> None:
        org.set_up(usage=14_000)
        bad = _bad(org)
        assert "of 15,000 calls" in bad.sentence
        assert not bad.fatal


class TestRightsBeyond:
    """A user who may do anything is a warning, and never a reason not to start."""

    def test_of_an_administrator_are_named(self) -> None:
        admin: dict[str, list[dict[str, object]]] = {
            "User": [{"Profile": {"Name": "System Administrator"}}],
            "UserPermissionAccess": [{"PermissionsModifyAllData": True}],
        }
        bad = beyond(cast("Connection", Told(admin)))
        assert "has the profile System Administrator and may change all data" in bad.sentence
        assert "closedwon integration" in bad.fix
        assert (bad.ok, bad.fatal) == (False, False)

    def test_are_none_of_what_the_package_grants(self) -> None:
        for file in PACKAGE.glob("permissionsets/*.permissionset"):
            text = file.read_text()
            assert "<modifyAllRecords>true" not in text
            assert "<userPermissions>" not in text

    def test_are_named_object_by_object(self) -> None:
        some = {"ObjectPermissions": [{"SobjectType": "Case"}, {"SobjectType": "Account"}]}
        found = beyond(cast("Connection", Told(some)))
        assert "everybody's records of Account, Case" in found.sentence


@dataclass
class Told:
    """Answers by the object that is asked for."""

    told: Mapping[str, Sequence[Mapping[str, object]]]
    user_id: str = "005000000000001AAA"

    def rows(self, soql: str) -> Iterator[Mapping[str, object]]:
        for name, rows in self.told.items():
            if f" FROM {name} " in soql:
                yield from rows


class TestIsSandbox:
    def test_is_asked_of_the_org(self, org: ServedOrg) -> None:
        org_id = org.records("Organization")[0]["Id"]
        assert not org.crm().is_sandbox()
        org.edit(org_id, of="Organization", IsSandbox=True)
        assert org.crm().is_sandbox()

    def test_is_not_asked_when_the_settings_say(self, org: ServedOrg) -> None:
        assert org.crm(salesforce_is_sandbox=True).is_sandbox()
        assert org.called("query") == []
