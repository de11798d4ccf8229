"""Product schedules: which of them a line item may have, and what they make of its totals.

After the object reference, OpportunityLineItemSchedule: "Allowed Type Field Values" and "Effects on
Opportunities and Opportunity Line Items". The code of a refusal is not documented; it is a guess.
"""

from decimal import Decimal

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Org
from sandbox.salesforce.schema import Value
from sandbox.salesforce.standard import SCHEDULE
from sandbox.salesforce.store import Row

PARTS = {"Revenue": "TotalPrice", "Quantity": "Quantity"}
"""What a schedule spreads over time, and the field of the line item that is the sum of it."""
TYPES = {"Revenue": {"Revenue"}, "Quantity": {"Quantity"}, "Both": {"Revenue", "Quantity"}}


def check(org: Org, before: Row | None, after: Row) -> None:
    """Refuse a schedule that its product does not allow, or that is unlike those of its line.

    Its currency is the line's, whatever was said.

    Raises:
        ApiError: FIELD_INTEGRITY_EXCEPTION.

    """
    line = org.store.get("OpportunityLineItem", str(after["OpportunityLineItemId"])) or {}
    product = org.store.get("Product2", str(line.get("Product2Id"))) or {}
    if "CurrencyIsoCode" in line:
        after["CurrencyIsoCode"] = line["CurrencyIsoCode"]
    spread = TYPES[str(after["Type"])]
    for part in PARTS:
        if part in spread and not product.get(f"CanUse{part}Schedule"):
            raise _refused(f"the product has no {part.lower()} schedules", "Type")
        if (after.get(part) is not None) != (part in spread):
            raise _refused(f"{part} does not suit the type {after['Type']}", part)
    has = {part for part in PARTS if line.get(f"Has{part}Schedule")}
    if before is None and has and has != spread:
        raise _refused("the line item has schedules of another type", "Type")


def _refused(message: str, field: str) -> ApiError:
    return ApiError("FIELD_INTEGRITY_EXCEPTION", f"field integrity exception: {message}", (field,))


def totalled(org: Org, line: Row) -> Row:
    """Return a line item as its schedules make it: whether it has any, and their sums."""
    by = org.schema[SCHEDULE.name].fields["opportunitylineitemid"]
    rows = [row for row in org.store.by(SCHEDULE.name, by, line["Id"]) if not row["IsDeleted"]]
    after = line | {"HasSchedule": bool(rows)}
    for part, total in PARTS.items():
        values = [_number(row[part]) for row in rows if row.get(part) is not None]
        had = line.get(f"Has{part}Schedule")
        after[f"Has{part}Schedule"] = bool(values)
        # The last revenue takes the price with it; of nothing, though, there is no line item.
        if values or (had and part == "Revenue"):
            after[total] = sum(values, Decimal(0))
    return after


def _number(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def fixed_by_schedules(line: Row) -> tuple[str, ...]:
    """Return the fields of a line item that its schedules say: what else is said is ignored."""
    if line.get("HasRevenueSchedule"):
        return ("Quantity", "UnitPrice", "Discount", "TotalPrice")
    return ("Quantity",) if line.get("HasQuantitySchedule") else ()
