"""The deployable package: well formed, complete, and granted field by field."""

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from integrations.salesforce.package_zip import PACKAGE, write_package
from sandbox.salesforce.package import load

NS = "{http://soap.sforce.com/2006/04/metadata}"
FILES = sorted(path for path in PACKAGE.rglob("*") if path.is_file())
OBJECTS = sorted((PACKAGE / "objects").glob("*.object"))
SETS = sorted((PACKAGE / "permissionsets").glob("*.permissionset"))
WRITTEN = ("Closedwon_Invoice__c", "Closedwon_Event__c")
"""Objects whose records are ours alone."""
OWN = (*WRITTEN, "Closedwon_Milestone__c")
THEIRS = r"\w+\.Closedwon_\w{1,30}__c"
LONGEST = {"Text": 255, "LongTextArea": 131_072}


def root(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - our own file


def texts(node: ET.Element, path: str) -> list[str]:
    return [one.text or "" for one in node.findall("/".join(NS + part for part in path.split("/")))]


def fields() -> dict[str, ET.Element]:
    """Return every field of the package, as Object.Field."""
    return {
        f"{path.stem}.{field.findtext(f'{NS}fullName')}": field
        for path in OBJECTS
        for field in root(path).findall(f"{NS}fields")
    }


def granted() -> set[str]:
    """Return the fields that need a grant: a link to a master is seen with its record."""
    kinds = {name: field.findtext(f"{NS}type") for name, field in fields().items()}
    return {name for name, kind in kinds.items() if kind != "MasterDetail"}


class TestThePackage:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_is_well_formed_metadata(self, path: Path) -> None:
        assert root(path).tag.startswith(NS)

    def test_lists_all_it_holds_and_nothing_else(self) -> None:
        manifest = root(PACKAGE / "package.xml")
        listed = {
            texts(types, "name")[0]: texts(types, "members")
            for types in manifest.findall(f"{NS}types")
        }
        theirs = [name for name in fields() if not name.startswith(OWN)]
        assert listed == {
            "CustomField": sorted(theirs),
            "CustomObject": sorted(OWN),
            "PermissionSet": [path.stem for path in SETS],
        }
        assert texts(manifest, "version") == ["68.0"]

    def test_names_everything_alike_and_requires_nothing(self) -> None:
        for name, field in fields().items():
            # On the objects of others our name keeps our fields apart from theirs.
            ours = name.startswith(OWN)
            assert re.fullmatch(r"\w+\.(Closedwon_)?\w{1,30}__c" if ours else THEIRS, name), name
            assert len(name.partition(".")[2]) <= 43
            assert field.findtext(f"{NS}label")
            assert field.findtext(f"{NS}required") in (None, "false")

    def test_keeps_to_the_lengths_a_type_allows(self) -> None:
        for name, field in fields().items():
            kind = field.findtext(f"{NS}type") or ""
            length = int(field.findtext(f"{NS}length") or 0)
            assert (length > 0) == (kind in LONGEST), name
            assert length <= LONGEST.get(kind, 0), name
            assert kind != "LongTextArea" or length > 255, name

    def test_has_room_for_currencies_of_three_decimals(self) -> None:
        scales = {
            field.findtext(f"{NS}scale")
            for field in fields().values()
            if field.findtext(f"{NS}type") == "Currency"
        }
        assert scales == {"3"}

    @pytest.mark.parametrize("entity", WRITTEN)
    def test_finds_our_records_by_our_own_key(self, entity: str) -> None:
        key = fields()[f"{entity}.Closedwon_Key__c"]
        for flag in ("externalId", "unique", "caseSensitive"):
            assert key.findtext(f"{NS}{flag}") == "true"

    @pytest.mark.parametrize("entity", WRITTEN)
    def test_hangs_our_records_loosely_on_the_deal(self, entity: str) -> None:
        link = fields()[f"{entity}.Closedwon_Opportunity__c"]
        assert link.findtext(f"{NS}type") == "Lookup"
        assert link.findtext(f"{NS}deleteConstraint") == "SetNull"

    def test_makes_a_milestone_a_part_of_its_deal(self) -> None:
        link = fields()["Closedwon_Milestone__c.Opportunity__c"]
        assert link.findtext(f"{NS}type") == "MasterDetail"
        assert link.findtext(f"{NS}relationshipName") == "Closedwon_Milestones"
        entity = root(PACKAGE / "objects" / "Closedwon_Milestone__c.object")
        assert entity.findtext(f"{NS}sharingModel") == "ControlledByParent"

    def test_lets_people_choose_only_from_its_own_lists(self) -> None:
        lists = {
            name: texts(field, "valueSet/valueSetDefinition/value/fullName")
            for name, field in fields().items()
            if field.findtext(f"{NS}type") == "Picklist"
        }
        for name, values in lists.items():
            assert texts(fields()[name], "valueSet/restricted") == ["true"]
            assert len(values) == len(set(values)) > 1, name
        intervals = [values for name, values in lists.items() if name.endswith("_Interval__c")]
        assert intervals == [["Weekly", "Monthly", "Quarterly", "Semi-annually", "Yearly"]] * 2

    def test_keeps_to_the_digits_that_salesforce_has(self) -> None:
        for name, field in fields().items():
            if field.findtext(f"{NS}type") in ("Currency", "Number", "Percent"):
                precision, scale = (
                    int(field.findtext(NS + of) or "") for of in ("precision", "scale")
                )
                assert 0 <= scale <= precision <= 18, name


class TestThePermissionSets:
    @pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
    def test_show_every_field_of_the_package(self, path: Path) -> None:
        named = texts(root(path), "fieldPermissions/field")
        assert len(named) == len(set(named))
        assert set(named) >= granted()
        assert not (set(fields()) - granted()) & set(named), "Salesforce refuses to deploy these"
        assert set(texts(root(path), "fieldPermissions/readable")) == {"true"}

    def test_split_what_people_say_from_what_the_bot_says(self) -> None:
        bot, sales = ({n for n, (_, edit) in one.fields.items() if edit} for one in load().grants)
        assert not bot & sales
        assert bot | sales == granted()
        assert "Opportunity.Closedwon_Terms__c" in sales

    def test_let_the_bot_see_all_deals_and_make_none(self) -> None:
        grants = load().grants[0].objects
        assert grants["Opportunity"]["viewAllRecords"]
        assert grants["Opportunity"]["allowEdit"]
        assert not grants["Opportunity"]["allowCreate"]
        assert not any(rights["allowDelete"] for rights in grants.values())
        assert not any(rights["modifyAllRecords"] for rights in grants.values())

    def test_let_sales_plan_milestones_and_the_bot_only_read_them(self) -> None:
        bot, sales = (one.objects["Closedwon_Milestone__c"] for one in load().grants)
        verbs = ("allowCreate", "allowEdit", "allowDelete")
        assert [bot[verb] for verb in verbs] == [False] * 3
        assert [sales[verb] for verb in verbs] == [True] * 3


class TestTheZip:
    def test_holds_the_files_with_the_manifest_on_top(self, tmp_path: Path) -> None:
        with ZipFile(write_package(tmp_path / "package.zip")) as archive:
            assert archive.testzip() is None
            assert sorted(archive.namelist()) == sorted(
                path.relative_to(PACKAGE).as_posix() for path in FILES
            )
            assert "package.xml" in archive.namelist()

    def test_is_the_same_every_time(self, tmp_path: Path) -> None:
        sums = {
            hashlib.sha256(write_package(tmp_path / name).read_bytes()).hexdigest()
            for name in ("one.zip", "two.zip")
        }
        assert len(sums) == 1
