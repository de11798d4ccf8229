"""What noticing changes costs, and what it does where parts of the org cannot be seen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.errors import Trouble, VendorError
from bot.facts import DealPage
from integrations.salesforce.connection import UNANSWERED
from integrations.salesforce.crm import SalesforceCrm
from sandbox.faults import FaultKind
from tests.integrations.salesforce_org import CUT_OVER, ServedOrg, served, settings_for
from tests.integrations.salesforce_wire import Wire, over

ANY = "/services/data/"
NONE = {"read": False, "create": False, "edit": False, "delete": False}


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


def _page(org: ServedOrg, crm: SalesforceCrm, *known: str) -> tuple[DealPage, int]:
    """Return what changed in the last hour, and in how many calls it was asked."""
    before = len(org.called(ANY))
    page = crm.changed_deals(org.world.clock.now() - timedelta(hours=1), CUT_OVER, known)
    return page, len(org.called(ANY)) - before


def _warm(org: ServedOrg, *others: str) -> tuple[SalesforceCrm, str]:
    """Return an adapter that has looked around, and a deal that is quiet, as are the others."""
    ident, crm = org.won(contact="ap@acme.example", milestones=[{"percent": 100}]), org.crm()
    for name in others:
        org.won(name=name)
    org.advance(hours=2)
    _page(org, crm, ident)
    return crm, ident


class TestCalls:
    def test_are_two_however_many_questions_there_are(self, org: ServedOrg) -> None:
        crm, ident = _warm(org)
        assert _page(org, crm, ident) == (DealPage(deals=(), read_until=None), 2)

    def test_are_one_as_long_as_no_deal_is_known(self, org: ServedOrg) -> None:
        crm, _ = _warm(org)
        assert _page(org, crm)[1] == 1

    def test_are_one_more_for_two_hundred_deals_that_changed_beside(self, org: ServedOrg) -> None:
        crm, ident = _warm(org, "Second", "Third")
        known = [row["Id"] for row in org.records("Opportunity")]
        org.edit(org.shown(ident)["AccountId"], of="Account", Name="Acme Inc.")
        page, calls = _page(org, crm, *known)
        assert {deal.account.name for deal in page.deals if deal.account} == {"Acme Inc."}
        assert (len(page.deals), calls) == (3, 3)

    def test_go_on_to_the_last_page(self, org: ServedOrg) -> None:
        org.set_up(batch_size=2)
        crm, ident = _warm(org)
        known = [ident, *(org.won(name=f"Deal {number}") for number in range(6))]
        org.advance(days=1)
        org.edit(org.shown(ident)["AccountId"], of="Account", Name="Acme Inc.")
        assert len(_page(org, crm, *known)[0].deals) == 7


class TestAnOrgThatHides:
    @pytest.mark.parametrize(
        "setting",
        [
            {"package_installed": False},
            {"product_schedules": False},
            {"objects": {"Closedwon_Milestone__c": NONE}},
            {"objects": {"OpportunityLineItem": NONE}},
            {"objects": {"Contact": NONE}},
            {"objects": {"Account": NONE}},
            {"multi_currency": True},
        ],
        ids=str,
    )
    def test_something_is_read_without_it(self, org: ServedOrg, setting: dict[str, object]) -> None:
        line = {"product": "A", "unit_price": 5, "schedule": [{"date": "2027-01-01", "revenue": 5}]}
        owner = "closedwon@example.com"  # of its own, for the package also grants View All
        ident = org.won(owner=owner, amount=None, lines=[line], milestones=[{"percent": 100}])
        org.set_up(**setting)
        since = org.advance(days=1)
        org.edit(ident, NextStep="Call")
        [deal] = org.crm().changed_deals(since, CUT_OVER, [ident]).deals
        assert (deal.id, deal.is_won) == (ident, True)

    def test_something_since_we_looked_recovers(self, org: ServedOrg) -> None:
        crm, ident = _warm(org)
        _page(org, crm, ident)
        org.hide("Closedwon_Milestone__c.Percent__c")
        org.edit(ident, NextStep="Call")
        with pytest.raises(VendorError):
            _page(org, crm, ident)
        [deal] = _page(org, crm, ident)[0].deals
        assert deal.milestones[0].percent is None


class TestAnAnswer:
    def test_that_fails_in_one_part_is_no_answer(self, org: ServedOrg) -> None:
        crm, ident = _warm(org)
        org.fail("POST .*/composite", FaultKind.STATUS_BEFORE, status=503)
        with pytest.raises(VendorError) as caught:
            _page(org, crm, ident)
        assert caught.value.retryable

    def test_that_leaves_a_question_out_may_be_asked_again(self) -> None:
        half = {"referenceId": "q0", "httpStatusCode": 200, "body": {"records": [], "done": True}}
        wire = Wire((200, {"compositeResponse": [half]}))
        connection = over(wire, settings_for("https://acme.my.salesforce.com"))
        with pytest.raises(VendorError) as caught:
            connection.answers(["SELECT Id FROM Account", "SELECT Id FROM Contact"])
        assert caught.value.trouble is Trouble.DOWN
        assert UNANSWERED["body"] is None

    def test_that_refuses_one_question_says_why(self) -> None:
        error = [{"errorCode": "INVALID_FIELD", "message": "No such column 'X'"}]
        bad = {"referenceId": "q0", "httpStatusCode": 400, "body": error}
        wire = Wire((200, {"compositeResponse": [bad]}))
        connection = over(wire, settings_for("https://acme.my.salesforce.com"))
        with pytest.raises(VendorError, match="No such column") as caught:
            connection.answers(["SELECT X FROM Account"])
        assert (caught.value.code, caught.value.retryable) == ("INVALID_FIELD", False)
