"""Which columns of a deal are read in this org: the house's, the policy's, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Misconfigured
from bot.policy import DealRules
from integrations.salesforce.filter import Filter, compile_filter
from integrations.salesforce.schema import DEAL, Column, Schema

TERMS: Mapping[str, str] = {
    "terms": "Closedwon_Terms__c",
    "po_number": "Closedwon_PO_Number__c",
    "po_required": "Closedwon_PO_Required__c",
    "bill_to": "Closedwon_Bill_To__c",
    "send_date": "Closedwon_Send_Date__c",
    "memo": "Closedwon_Memo__c",
    "no_invoice": "Closedwon_No_Invoice__c",
}
"""Our name of a field -> the package's. The policy may name others."""

BASE = (
    "Id",
    "Name",
    "Amount",
    "StageName",
    "IsWon",
    "IsDeleted",
    "CloseDate",
    "SystemModstamp",
    "CreatedDate",
    "LastStageChangeDate",
    "CurrencyIsoCode",
    "AccountId",
    "OwnerId",
    "RecordType.DeveloperName",
    "Account.Name",
    "Account.BillingStreet",
    "Account.BillingCity",
    "Account.BillingState",
    "Account.BillingPostalCode",
    "Account.BillingCountry",
    "Owner.Name",
    "Owner.Email",
    "Owner.IsActive",
)

CHILDREN: Mapping[str, tuple[str, str, str]] = {
    "OpportunityLineItems": (
        "OpportunityLineItem",
        "Description Quantity UnitPrice TotalPrice Name Product2.Name",
        "SortOrder, Id",
    ),
    "OpportunityContactRoles": (
        "OpportunityContactRole",
        "ContactId Contact.Name Contact.Email Role IsPrimary",
        "Id",
    ),
    "OpportunityHistories": (
        "OpportunityHistory",
        "StageName CreatedDate",
        "CreatedDate DESC, Id DESC",
    ),
}
"""Relationship -> its object, the fields read of it, and an order that stays the same."""

HISTORY = "OpportunityHistories"


@dataclass(frozen=True)
class Reading:
    """The columns of a deal as this org has them."""

    columns: Mapping[str, Column]
    """By our path, of those that can be read."""
    terms: Mapping[str, Column]
    """By our name, of those that can be read."""
    bill_to: Mapping[str, Column]
    """ "Name" and "Email" of the contact named by the deal itself."""
    children: Mapping[str, Mapping[str, Column]]
    filter: Filter

    def select(self) -> str:
        """Return what comes between SELECT and FROM."""
        own = [*self.columns.values(), *self.terms.values(), *self.bill_to.values()]
        paths = dict.fromkeys(column.path for column in (*own, *self.filter.columns()))
        return ", ".join([*paths, *map(self._child, self.children)])

    def _child(self, name: str) -> str:
        fields = ", ".join(column.path for column in self.children[name].values())
        # The query for deleted deals would bring the deleted rows of living ones as well.
        return (
            f"(SELECT {fields} FROM {name} "  # noqa: S608 - names of the schema, no one's input
            f"WHERE IsDeleted = FALSE ORDER BY {CHILDREN[name][2]})"
        )


def reading(schema: Schema, rules: DealRules) -> Reading:
    """Return what is read of a deal, now.

    Raises:
        Misconfigured: naming the field or value of the policy that the org does not have.

    """
    if schema.object(DEAL) is None:
        raise Misconfigured(
            "The integration user cannot see opportunities in Salesforce. Assign it the "
            'permission set "closedwon integration".'
        )
    columns = _columns(schema, BASE, DEAL)
    terms = _terms(schema, rules.fields)
    return Reading(
        columns=columns,
        terms=terms,
        bill_to=_bill_to(schema, terms.get("bill_to")),
        children=_children(schema, needs_history="LastStageChangeDate" not in columns),
        filter=compile_filter(schema, rules),
    )


def check_names(rules: DealRules) -> None:
    """Refuse names in `deals.fields` that mean nothing to us.

    Raises:
        Misconfigured: naming them, and the names there are.

    """
    if unknown := sorted(set(rules.fields) - set(TERMS)):
        raise Misconfigured(
            f"The policy's [deals.fields] names {', '.join(unknown)}; "
            f"the names it may have are {', '.join(TERMS)}."
        )


def _columns(schema: Schema, paths: Sequence[str], start: str) -> dict[str, Column]:
    found = {path: schema.column(path, start) for path in paths}
    return {path: column for path, column in found.items() if column}


def _terms(schema: Schema, named: Mapping[str, str]) -> dict[str, Column]:
    found = {}
    for ours, default in TERMS.items():
        path = named.get(ours, default)
        column = schema.column(path)
        if column:
            found[ours] = column
        elif ours in named:
            raise Misconfigured(
                f'The policy\'s [deals.fields] says {ours} = "{path}", but there is no such field '
                "on the opportunity, or the integration user may not read it."
            )
    return found


def _bill_to(schema: Schema, column: Column | None) -> dict[str, Column]:
    if column is None:
        return {}
    if "Contact" not in column.field.refers:
        raise Misconfigured(
            f'The policy\'s [deals.fields] says bill_to = "{column.path}", which is not a look-up '
            "to a contact."
        )
    stem = column.path.removesuffix(column.field.name) + column.field.relation
    return {name: found for name in ("Name", "Email") if (found := schema.column(f"{stem}.{name}"))}


def _children(schema: Schema, *, needs_history: bool) -> dict[str, dict[str, Column]]:
    deal = schema.object(DEAL)
    found = {}
    for name, (target, fields, _) in CHILDREN.items():
        wanted = needs_history or name != HISTORY
        if deal and name in deal.children and wanted:
            found[name] = _columns(schema, fields.split(), target)
    return {name: columns for name, columns in found.items() if columns}
