"""What an org says about its objects when a client asks: global describe and describe."""

from typing import Any

from sandbox.salesforce.access import Access
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import NUMBERS, Field, SObject

BASE = "/services/data/v68.0/sobjects"


def everything(org: Org, access: Access, actor: Actor) -> dict[str, Any]:
    """Return the global describe: the objects the actor may see."""
    seen = [one for one in org.schema.objects.values() if access.rights(one, actor).read]
    return {
        "encoding": "UTF-8",
        "maxBatchSize": 200,
        "sobjects": [_summary(access, one, actor) for one in seen],
    }


def one(org: Org, access: Access, entity: SObject, actor: Actor) -> dict[str, Any]:
    """Return the describe of an object: the fields the actor may see, and what it may do."""
    fields = [
        _field(access, entity, field, actor)
        for field in entity.fields.values()
        if access.readable(entity, field, actor)
    ]
    return _summary(access, entity, actor) | {
        "fields": fields,
        "childRelationships": _children(org, access, entity, actor),
        "recordTypeInfos": _record_types(org, entity),
    }


def _summary(access: Access, entity: SObject, actor: Actor) -> dict[str, Any]:
    rights = access.rights(entity, actor)
    return {
        "name": entity.name,
        "label": entity.label,
        "labelPlural": entity.plural,
        "keyPrefix": entity.prefix,
        "custom": entity.name.endswith("__c"),
        "queryable": rights.read,
        "retrieveable": rights.read,
        "createable": rights.create and not entity.readonly,
        "updateable": rights.edit and not entity.readonly,
        "deletable": rights.delete and not entity.readonly,
        "urls": {
            "sobject": f"{BASE}/{entity.name}",
            "describe": f"{BASE}/{entity.name}/describe",
            "rowTemplate": f"{BASE}/{entity.name}/{{ID}}",
        },
    }


def _field(access: Access, entity: SObject, field: Field, actor: Actor) -> dict[str, Any]:
    writable = access.writable(entity, field, actor)
    number = field.kind in NUMBERS
    return {
        "name": field.name,
        "label": field.label or field.name,
        "type": "textarea" if field.kind == "longtext" else field.kind,
        "length": 0 if number else field.length,
        "precision": field.precision if number else 0,
        "scale": field.scale if number else 0,
        "nillable": not field.required and field.kind != "boolean",
        "createable": field.create and writable,
        "updateable": field.update and writable,
        "custom": field.custom,
        "externalId": field.external,
        "idLookup": field.external or field.kind == "id",
        "unique": field.unique,
        "caseSensitive": field.case_sensitive,
        "filterable": field.filterable,
        "sortable": field.filterable,
        "autoNumber": bool(field.auto_number),
        "defaultedOnCreate": field.default is not None or field.name == "OwnerId",
        "referenceTo": list(field.refers),
        "relationshipName": field.relation or None,
        "restrictedPicklist": field.restricted,
        "picklistValues": [
            {"value": value, "label": value, "active": True, "defaultValue": False}
            for value in field.values
        ],
    }


def _children(org: Org, access: Access, entity: SObject, actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "childSObject": child.name,
            "field": field.name,
            "relationshipName": (field.children + ("__r" if field.custom else "")) or None,
            "cascadeDelete": field.cascade,
        }
        for child, field in org.schema.referring(entity.name)
        if access.rights(child, actor).read and access.readable(child, field, actor)
    ]


def _record_types(org: Org, entity: SObject) -> list[dict[str, Any]]:
    rows = [row for row in org.store.rows("RecordType") if row["SobjectType"] == entity.name]
    master = {
        "name": "Master",
        "developerName": "Master",
        "recordTypeId": "012000000000000AAA",
        "master": True,
    }
    kept = [
        {
            "name": row["Name"],
            "developerName": row["DeveloperName"],
            "recordTypeId": row["Id"],
            "master": False,
        }
        for row in rows
    ]
    return [info | {"active": True, "available": True} for info in (*kept, master)]
