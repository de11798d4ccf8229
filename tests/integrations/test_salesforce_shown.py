"""What opportunities show, held against the ledger's word: what counts as a difference."""

from collections.abc import Iterator
from datetime import date

import pytest

from tests.integrations.salesforce_org import ServedOrg, a_status, served, usd


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestDiffering:
    def test_says_in_the_words_of_the_org_what_is_shown_instead(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        told = a_status(ident, paid=usd(10), due_date=date(2026, 12, 23))
        crm.write_back([told], [], [])
        org.edit(ident, Closedwon_Amount_Paid__c=7.5, Closedwon_Due_Date__c=None)
        [words] = crm.differing([told]).values()
        assert '"7.5" instead of "0.1' in words
        assert 'is empty instead of "2026-12-23"' in words

    def test_leaves_out_what_may_not_be_written(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        org.hide("Opportunity.Closedwon_Balance__c", writable_only=True)
        told = a_status(ident, balance=usd(700))
        crm.write_back([told], [], [])
        assert crm.differing([told]) == {}
        org.set_up(objects={"Opportunity": {"read": False}})
        assert org.crm().differing([told]) == {}

    def test_takes_a_text_that_was_cut_for_the_same(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        told = a_status(ident, status="On hold: " + "x" * 300, invoice_url="https://x/" + "y" * 300)
        crm.write_back([told], [], [])
        assert crm.differing([told]) == {}

    def test_asks_for_many_at_once(self, org: ServedOrg) -> None:
        told = [a_status(org.won(), status="") for _ in range(3)]
        many = [a_status(f"006{number:012d}AAA") for number in range(399)]
        before = len(org.called("GET /services"))
        crm = org.crm()
        crm.differing([])
        described = len(org.called("GET /services")) - before
        assert crm.differing([*told, *many]) == {}
        assert len(org.called("GET /services")) - before - described == 3
