import pytest

from tests.integrations.salesforce_org import served


class TestMergedAccounts:
    def test_name_the_one_that_stayed(self) -> None:
        with served() as org:
            stays, goes = org.account("Acme Corporation"), org.account("Acme Corp")
            crm = org.crm()
            assert crm.merged_into(goes) == ""
            org.lever("POST", "accounts/merge", {"winner": stays, "loser": goes})
            assert crm.merged_into(goes) == stays
            assert crm.merged_into(stays) == ""

    @pytest.mark.parametrize("ident", ["", "001' OR Name != '", "001000000000999AAA"])
    def test_are_asked_for_by_id_only(self, ident: str) -> None:
        with served() as org:
            assert org.crm().merged_into(ident) == ""
