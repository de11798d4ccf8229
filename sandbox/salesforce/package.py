"""The deployable package as the local org installs it: read from its metadata files."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from sandbox.salesforce.guards import ValidationRule
from sandbox.salesforce.schema import Field, SObject, Value, fixed, sobject
from sandbox.salesforce.setup_objects import NAME
from sandbox.salesforce.standard import OWNER

PACKAGE = Path(__file__).parents[2] / "integrations" / "salesforce" / "package"
"""By its place, not by import: the local org needs the files and none of the bot's code."""
NS = "{http://soap.sforce.com/2006/04/metadata}"
PREFIXES = ("a00", "a01", "a02", "a03")
KINDS = {
    "Text": "string",
    "LongTextArea": "longtext",
    "TextArea": "textarea",
    "Currency": "currency",
    "Number": "double",
    "Percent": "percent",
    "Checkbox": "boolean",
    "Date": "date",
    "DateTime": "datetime",
    "Url": "url",
    "Email": "email",
    "Phone": "phone",
    "Picklist": "picklist",
    "Lookup": "reference",
    "MasterDetail": "reference",
}
"""What a metadata field type is called by describe. A type that is not here fails loudly."""
REFERRING = ("Lookup", "MasterDetail")
_FORMULA = re.compile(r"AND\((.+)\)")
_CONDITION = re.compile(r"(NOT\()?ISBLANK\((\w+)\)(?(1)\))")


@dataclass
class Grants:
    """What one permission set gives: fields to read or write, and rights on objects."""

    name: str
    label: str
    fields: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    """ "Object.Field" -> (readable, editable)."""
    objects: dict[str, dict[str, bool]] = field(default_factory=dict)
    """Object -> its `allow...` and `...AllRecords` flags."""


@dataclass
class Package:
    """Everything the package brings into an org."""

    objects: list[SObject] = field(default_factory=list)
    fields: dict[str, list[Field]] = field(default_factory=dict)
    """New fields of objects that were there before, by object."""
    grants: list[Grants] = field(default_factory=list)
    rules: list[ValidationRule] = field(default_factory=list)


def load(root: Path = PACKAGE) -> Package:
    """Read the metadata under `root`."""
    package = Package()
    prefixes = iter(PREFIXES)
    for path in sorted((root / "objects").glob("*.object")):
        node = ET.parse(path).getroot()  # noqa: S314 - our own file
        fields = [_field(one) for one in node.findall(f"{NS}fields")]
        if path.stem.endswith("__c"):
            package.objects.append(_object(path.stem, next(prefixes), node, fields))
            rules = node.findall(f"{NS}validationRules")
            package.rules += [_rule(path.stem, one) for one in rules if _true(one, "active")]
        else:
            package.fields[path.stem] = fields
    for path in sorted((root / "permissionsets").glob("*.permissionset")):
        package.grants.append(_grants(path.stem, ET.parse(path).getroot()))  # noqa: S314 - as above
    return package


def _text(node: ET.Element, tag: str, default: str = "") -> str:
    return (node.findtext(f"{NS}{tag}") or default).strip()


def _true(node: ET.Element, tag: str) -> bool:
    return _text(node, tag) == "true"


def _field(node: ET.Element) -> Field:
    what = _text(node, "type")
    default: Value = _true(node, "defaultValue") if what == "Checkbox" else None
    refers = _text(node, "referenceTo")
    detail = what == "MasterDetail"
    return Field(
        _text(node, "fullName"),
        KINDS[what],
        int(_text(node, "length", "18" if what in REFERRING else "255")),
        label=_text(node, "label"),
        scale=int(_text(node, "scale", "0")),
        precision=int(_text(node, "precision", "18")),
        required=detail or _true(node, "required"),
        update=not detail or _true(node, "reparentableMasterDetail"),
        refers=(refers,) if refers else (),
        children=_text(node, "relationshipName"),
        cascade=detail,
        values=tuple(_text(one, "fullName") for one in node.iter(f"{NS}value")),
        restricted=node.findtext(f"{NS}valueSet/{NS}restricted") == "true",
        external=_true(node, "externalId"),
        unique=_true(node, "unique"),
        case_sensitive=_true(node, "caseSensitive"),
        default=default,
    )


def _object(name: str, prefix: str, node: ET.Element, fields: list[Field]) -> SObject:
    naming = node.find(f"{NS}nameField")
    assert naming is not None  # noqa: S101 - Salesforce would not install it
    auto = _text(naming, "displayFormat")
    own = fixed(Field("Name", length=80, auto_number=auto)) if auto else NAME
    # The details of a master have no owner of their own.
    owner = () if _text(node, "sharingModel") == "ControlledByParent" else (OWNER,)
    made = sobject(name, prefix, own, *owner, *fields)
    made.label = _text(node, "label")
    made.plural = _text(node, "pluralLabel")
    return made


def _rule(name: str, node: ET.Element) -> ValidationRule:
    """Return a validation rule of the package, whose formula is of the one form spoken here.

    Raises:
        ValueError: when it is of another.

    """
    formula = _text(node, "errorConditionFormula")
    whole = _FORMULA.fullmatch(formula)
    found = [_CONDITION.fullmatch(part.strip()) for part in whole[1].split(",")] if whole else []
    conditions = [one for one in found if one is not None]
    if not conditions or len(conditions) < len(found):
        raise ValueError(f"{name}: the local org cannot work out the formula {formula}")
    return ValidationRule(
        object=name,
        message=_text(node, "errorMessage"),
        field=_text(node, "errorDisplayField"),
        filled=[one[2] for one in conditions if one[1]],
        empty=[one[2] for one in conditions if not one[1]],
    )


def _grants(name: str, node: ET.Element) -> Grants:
    grants = Grants(name, _text(node, "label"))
    for one in node.findall(f"{NS}fieldPermissions"):
        grants.fields[_text(one, "field")] = (_true(one, "readable"), _true(one, "editable"))
    for one in node.findall(f"{NS}objectPermissions"):
        flags = {child.tag.removeprefix(NS): child.text == "true" for child in one}
        grants.objects[_text(one, "object")] = flags
    return grants
