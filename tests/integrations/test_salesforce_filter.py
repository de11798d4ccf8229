"""Which deals the policy wants billed."""

from collections.abc import Iterator

import pytest

from bot.errors import Misconfigured
from tests.integrations.salesforce_org import CUT_OVER, ServedOrg, policy_with, served

EVERY = {"new", "renewal", "partner", "free"}


@pytest.fixture(scope="module")
def org() -> Iterator[ServedOrg]:
    with served() as org:
        for made in ("Renewals", "Partners"):
            fields = {"Name": made, "DeveloperName": made, "SobjectType": "Opportunity"}
            org.lever("POST", "records/RecordType", {"fields": fields})
        kinds = {row["DeveloperName"]: row["Id"] for row in org.records("RecordType")}
        org.won(name="new", fields={"Type": "New Business", "NextStep": "O'Neil"})
        org.won(name="renewal", amount=250, fields={"RecordTypeId": kinds["Renewals"]})
        org.won(name="partner", fields={"RecordTypeId": kinds["Partners"], "Type": "Renewal"})
        org.won(name="free", amount=0, fields={"Closedwon_No_Invoice__c": True})
        yield org


def _billed(org: ServedOrg, **rules: object) -> set[str]:
    return {deal.name for deal in org.crm(policy_with(**rules)).won_deals(CUT_OVER)}


class TestRules:
    def test_take_every_won_deal_by_default(self, org: ServedOrg) -> None:
        assert _billed(org) == EVERY

    @pytest.mark.parametrize(
        ("rules", "names"),
        [
            ({"record_types": ["renewals"]}, {"renewal"}),
            ({"only": [{"field": "type", "values": ["new business"]}]}, {"new"}),
            ({"only": [{"field": "NextStep", "values": ["O'Neil"]}]}, {"new"}),
            ({"only": [{"field": "Type", "values": ["Renewal", ""]}]}, EVERY - {"new"}),
            ({"skip": [{"field": "Type", "values": [""]}]}, {"new", "partner"}),
            ({"skip": [{"field": "Amount", "values": ["0", "many"]}]}, EVERY - {"free"}),
            ({"only": [{"field": "Closedwon_No_Invoice__c", "values": ["TRUE"]}]}, {"free"}),
            ({"only": [{"field": "Account.Name", "values": ["Acme"]}]}, EVERY),
            ({"only": [{"field": "Account.Name", "values": ["Globex"]}]}, set()),
        ],
    )
    def test_compare_text_with_any_kind_of_field(
        self, org: ServedOrg, rules: dict[str, object], names: set[str]
    ) -> None:
        assert _billed(org, **rules) == names

    def test_must_all_hold(self, org: ServedOrg) -> None:
        only = [{"field": "Type", "values": ["Renewal"]}, {"field": "Amount", "values": ["1000"]}]
        assert _billed(org, only=only, record_types=["Partners"]) == {"partner"}
        assert _billed(org, only=only, skip=[{"field": "Amount", "values": ["1000"]}]) == set()


class TestMistakes:
    @pytest.mark.parametrize(
        ("rules", "sentence"),
        [
            ({"skip": [{"field": "Typ", "values": ["x"]}]}, r'\[\[deals.skip\]\] names .*"Typ"'),
            ({"only": [{"field": "X__c", "values": ["x"]}]}, r'\[\[deals.only\]\] names .*"X__c"'),
            ({"record_types": ["Renewal"]}, r"names Renewal; .* Renewals, Partners"),
        ],
    )
    def test_are_named(self, org: ServedOrg, rules: dict[str, object], sentence: str) -> None:
        crm = org.crm(policy_with(**rules))
        with pytest.raises(Misconfigured, match=sentence):
            crm.changed_deals(None, CUT_OVER, [])
