"""The fields we write are those that the package brings."""

from operator import attrgetter
from xml.etree import ElementTree as ET

import pytest

from integrations.salesforce.package_zip import PACKAGE
from integrations.salesforce.reading import TERMS
from integrations.salesforce.records import EVENT, FIELDS, INVOICE
from integrations.salesforce.schema import DEAL
from tests.integrations.salesforce_org import a_status, an_event, an_invoice

NS = "{http://soap.sforce.com/2006/04/metadata}"


def _brought(name: str) -> set[str]:
    root = ET.parse(PACKAGE / "objects" / f"{name}.object").getroot()  # noqa: S314 - our own file
    return {str(one.findtext(f"{NS}fullName")) for one in root.findall(f"{NS}fields")}


class TestThePackage:
    @pytest.mark.parametrize("name", [INVOICE, EVENT])
    def test_brings_what_its_objects_are_written_with(self, name: str) -> None:
        assert _brought(name) >= set(FIELDS[name])

    def test_brings_what_is_read_from_and_written_to_the_opportunity(self) -> None:
        assert _brought(DEAL) >= {*FIELDS[DEAL], *TERMS.values()}


class TestEveryField:
    def test_has_something_to_hold(self) -> None:
        samples = {DEAL: a_status("006"), INVOICE: an_invoice("006"), EVENT: an_event("006")}
        for name, record in samples.items():
            for attribute in FIELDS[name].values():
                attrgetter(attribute)(record)
