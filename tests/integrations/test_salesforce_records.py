"""The fields we read and write are those that the package brings."""

from operator import attrgetter
from xml.etree import ElementTree as ET

import pytest

from integrations.salesforce.fields import ACCOUNT, LINE, MILESTONE, MILESTONE_OBJECT, TERMS
from integrations.salesforce.package_zip import PACKAGE
from integrations.salesforce.records import EVENT, FIELDS, INVOICE
from integrations.salesforce.schema import DEAL
from tests.integrations.salesforce_org import a_status, an_event, an_invoice

NS = "{http://soap.sforce.com/2006/04/metadata}"
OF_THE_ACCOUNT = "Account."


def _brought(name: str) -> set[str]:
    root = ET.parse(PACKAGE / "objects" / f"{name}.object").getroot()  # noqa: S314 - our own file
    return {str(one.findtext(f"{NS}fullName")) for one in root.findall(f"{NS}fields")}


class TestThePackage:
    @pytest.mark.parametrize("name", [INVOICE, EVENT])
    def test_brings_what_its_objects_are_written_with(self, name: str) -> None:
        assert _brought(name) == set(FIELDS[name])

    def test_brings_what_is_read_from_and_written_to_the_opportunity(self) -> None:
        own = {path for path in TERMS.values() if not path.startswith(OF_THE_ACCOUNT)}
        assert _brought(DEAL) == {*FIELDS[DEAL], *own}

    def test_brings_what_is_read_from_accounts(self) -> None:
        through = {path for path in TERMS.values() if path.startswith(OF_THE_ACCOUNT)}
        own = {path.removeprefix(OF_THE_ACCOUNT) for path in through}
        assert _brought("Account") == {*ACCOUNT.values(), *own} - {"PersonEmail"}

    def test_brings_what_is_read_from_product_lines(self) -> None:
        assert _brought("OpportunityLineItem") == set(LINE.values())

    def test_brings_what_is_read_from_milestones(self) -> None:
        for_people = {"Opportunity__c", "Met_Date__c"}
        assert _brought(MILESTONE_OBJECT) == {*MILESTONE.values(), *for_people}


class TestEveryField:
    def test_has_something_to_hold(self) -> None:
        samples = {DEAL: a_status("006"), INVOICE: an_invoice("006"), EVENT: an_event("006")}
        for name, record in samples.items():
            for attribute in FIELDS[name].values():
                attrgetter(attribute)(record)
