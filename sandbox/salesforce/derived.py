"""What Salesforce works out by itself: names, stages, prices, roll-ups and the stage history."""

from decimal import ROUND_HALF_UP, Decimal

from sandbox.salesforce import schedules
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Org
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.standard import SCHEDULE
from sandbox.salesforce.store import Row

TRACKED = ("StageName", "Amount", "CloseDate", "Probability")
PRICED = ("Quantity", "UnitPrice", "TotalPrice", "Discount")
HUNDRED = Decimal(100)


def said_elsewhere(entity: SObject, row: Row) -> tuple[str, ...]:
    """Return the fields of a record that others say: Salesforce ignores what is written there."""
    if entity.name == "Opportunity":
        return ("Amount",) if row["HasOpportunityLineItem"] else ()
    return schedules.fixed_by_schedules(row) if entity.name == "OpportunityLineItem" else ()


def before_save(org: Org, entity: SObject, before: Row | None, after: Row) -> None:
    """Fill in, on `after`, the fields that follow from the others.

    Raises:
        ApiError: FIELD_INTEGRITY_EXCEPTION, when they cannot go together.

    """
    if entity.name in ("Contact", "User"):
        parts = (after.get("FirstName"), after.get("LastName"))
        after["Name"] = " ".join(str(part) for part in parts if part)
    elif entity.name == "Opportunity":
        _opportunity(org, before, after)
    elif entity.name == "OpportunityLineItem":
        _line_item(org, before, after)
    elif entity.name == SCHEDULE.name:
        schedules.check(org, before, after)


def _opportunity(org: Org, before: Row | None, after: Row) -> None:
    kept = before is not None and before["HasOpportunityLineItem"]
    if kept and (before or {}).get("CurrencyIsoCode") != after.get("CurrencyIsoCode"):
        message = "the currency of an opportunity with products cannot be changed"
        raise ApiError("FIELD_INTEGRITY_EXCEPTION", message, ("CurrencyIsoCode",))
    stages = org.store.rows("OpportunityStage")
    stage = next((one for one in stages if one["MasterLabel"] == after.get("StageName")), {})
    after["IsClosed"] = bool(stage.get("IsClosed"))
    after["IsWon"] = bool(stage.get("IsWon"))
    moved = before is None or before.get("StageName") != after.get("StageName")
    untouched = before is None or before.get("Probability") == after.get("Probability")
    if moved and (untouched or after.get("Probability") is None):
        after["Probability"] = stage.get("DefaultProbability", Decimal(0))
    if before is not None and moved:
        after["LastStageChangeDate"] = org.now()
    amount, chance = after.get("Amount"), after.get("Probability")
    if isinstance(amount, Decimal) and isinstance(chance, Decimal):
        after["ExpectedRevenue"] = _rounded(org, amount * chance / HUNDRED)
    else:
        after["ExpectedRevenue"] = None


def _rounded(org: Org, amount: Decimal) -> Decimal:
    field = org.schema["Opportunity"].fields["amount"]
    return amount.quantize(Decimal(1).scaleb(-field.scale), ROUND_HALF_UP)


def _line_item(org: Org, before: Row | None, after: Row) -> None:
    entry = org.store.get("PricebookEntry", str(after["PricebookEntryId"])) or {}
    product = org.store.get("Product2", str(entry.get("Product2Id"))) or {}
    deal = org.store.get("Opportunity", str(after["OpportunityId"])) or {}
    after["Product2Id"] = product.get("Id")
    after["ProductCode"] = product.get("ProductCode")
    after["Name"] = f"{deal.get('Name')} {product.get('Name')}"
    after["ListPrice"] = entry.get("UnitPrice")
    if "CurrencyIsoCode" in deal:
        after["CurrencyIsoCode"] = deal["CurrencyIsoCode"]
    _price(org, before or {}, after)


def _price(org: Org, before: Row, after: Row) -> None:
    if before and all(after.get(name) == before.get(name) for name in PRICED):
        return  # a total that its unit price cannot express, e.g. 100 for 3, stays as it is
    quantity, discount = _decimal(after, "Quantity"), _decimal(after, "Discount")
    factor = quantity * (1 - discount / HUNDRED)
    total_given = after.get("TotalPrice") != before.get("TotalPrice")
    unit_given = after.get("UnitPrice") != before.get("UnitPrice")
    if total_given and not unit_given and factor:
        after["UnitPrice"] = _rounded(org, _decimal(after, "TotalPrice") / factor)
    else:
        after["TotalPrice"] = _rounded(org, _decimal(after, "UnitPrice") * factor)
    after["Subtotal"] = _rounded(org, _decimal(after, "UnitPrice") * quantity)


def _decimal(row: Row, name: str) -> Decimal:
    value = row.get(name)
    return value if isinstance(value, Decimal) else Decimal(0)


def after_save(org: Org, entity: SObject, before: Row | None, after: Row, user: str) -> None:
    """Do what follows from a save elsewhere: history rows, and the amount of a deal's products."""
    if entity.name == "Opportunity":
        if before is None or any(before.get(name) != after.get(name) for name in TRACKED):
            _add_history(org, before or {}, after, user)
    elif entity.name == "OpportunityLineItem":
        _roll_up(org, str(after["OpportunityId"]), user)
    elif entity.name == SCHEDULE.name:
        _add_up(org, str(after["OpportunityLineItemId"]), user)


def _add_history(org: Org, before: Row, after: Row, user: str) -> None:
    entity, now = org.schema["OpportunityHistory"], org.now()
    row: Row = {
        "Id": org.next_id(entity),
        "IsDeleted": False,
        "OpportunityId": after["Id"],
        "PrevAmount": before.get("Amount"),
        "PrevCloseDate": before.get("CloseDate"),
        "CreatedById": user,
        "CreatedDate": now,
        "SystemModstamp": now,
    }
    row |= {name: after.get(name) for name in (*TRACKED, "ExpectedRevenue")}
    org.store.put(entity, row)


def _add_up(org: Org, line: str, user: str) -> None:
    """Give a line item the totals of its schedules."""
    entity, before = org.schema["OpportunityLineItem"], org.store.get("OpportunityLineItem", line)
    if before is None:
        return
    after = schedules.totalled(org, before)
    _price(org, before, after)
    now = org.now()
    after |= {"LastModifiedDate": now, "LastModifiedById": user, "SystemModstamp": now}
    org.store.put(entity, after)
    after_save(org, entity, before, after, user)


def _roll_up(org: Org, deal: str, user: str) -> None:
    before = org.store.get("Opportunity", deal)
    if before is None:
        return
    entity, lines = org.schema["Opportunity"], org.schema["OpportunityLineItem"]
    rows = org.store.by(lines.name, lines.fields["opportunityid"], deal)
    left = [row for row in rows if not row["IsDeleted"]]
    after = dict(before)
    if left:
        after["Amount"] = sum((_decimal(row, "TotalPrice") for row in left), Decimal(0))
    after["HasOpportunityLineItem"] = bool(left)
    if after == before and not org.settings.lines_stamp_deals:
        return
    now = org.now()
    after |= {"LastModifiedDate": now, "LastModifiedById": user, "SystemModstamp": now}
    _opportunity(org, before, after)
    org.store.put(entity, after)
    after_save(org, entity, before, after, user)
