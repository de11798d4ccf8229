"""Which columns of a deal are read in this org: the house's, the policy's, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Misconfigured
from bot.policy import DealRules, Policy
from integrations.salesforce.fields import (
    ACCOUNT,
    LINE,
    MILESTONE,
    MILESTONES,
    RELATIONSHIP,
    TERMS,
    check_kind,
)
from integrations.salesforce.filter import Filter, compile_filter
from integrations.salesforce.schema import DEAL, Column, Schema

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
    "Owner.Name",
    "Owner.Email",
    "Owner.IsActive",
)

CLIENT = (
    "Id",
    "Name",
    "BillingStreet",
    "BillingCity",
    "BillingState",
    "BillingPostalCode",
    "BillingCountry",
)
"""What is read of every account that may pay, beside what says how it is taxed and addressed."""

LINES, ROLES, HISTORY = "OpportunityLineItems", "OpportunityContactRoles", "OpportunityHistories"
CHILDREN: Mapping[str, tuple[str, ...]] = {
    LINES: (
        "Id",
        "Description",
        "Quantity",
        "UnitPrice",
        "TotalPrice",
        "ServiceDate",
        "HasRevenueSchedule",
        "Name",
        "Product2.Name",
    ),
    ROLES: (
        "ContactId",
        "Contact.Name",
        "Contact.Email",
        "Contact.AccountId",
        "Role",
        "IsPrimary",
    ),
    HISTORY: ("StageName", "CreatedDate"),
}
"""Relationship -> the fields read of it."""
ORDER = {LINES: "SortOrder, Id", HISTORY: "CreatedDate DESC, Id DESC"}
"""An order that stays the same, where it is not that of the ids."""

ACCOUNTS = ("Account", "Account.Parent")
"""The way to the accounts that may pay, but for the second payer."""

Columns = Mapping[str, Column]
"""By our name or path, of those that can be read."""


@dataclass(frozen=True)
class Reading:
    """The columns of a deal as this org has them."""

    columns: Columns
    terms: Columns
    accounts: Mapping[str, Columns]
    """By the way to it; the second payer's only where there can be one."""
    second: str
    """The way to the second payer, "" when there is none."""
    bill_to: Columns
    """ "Name" and "Email" of the contact named by the deal itself."""
    bill_to_path: str
    printed: Columns
    """What the policy prints on every invoice, by its name there."""
    children: Mapping[str, Columns]
    """By relationship."""
    milestones: str
    """The relationship to them, "" when there is none."""
    filter: Filter

    def select(self) -> str:
        """Return what comes between SELECT and FROM."""
        own = [*self.columns.values(), *self.terms.values(), *self.bill_to.values()]
        own += [column for account in self.accounts.values() for column in account.values()]
        own += [*self.printed.values(), *self.filter.columns()]
        paths = dict.fromkeys(column.path for column in own)
        return ", ".join([*paths, *map(self._child, self.children)])

    def _child(self, name: str) -> str:
        fields = ", ".join(dict.fromkeys(column.path for column in self.children[name].values()))
        # The query for deleted deals would bring the deleted rows of living ones as well.
        return (
            f"(SELECT {fields} FROM {name} "  # noqa: S608 - names of the schema, no one's input
            f"WHERE IsDeleted = FALSE ORDER BY {ORDER.get(name, 'Id')})"
        )


def reading(schema: Schema, policy: Policy) -> Reading:
    """Return what is read of a deal, now.

    Raises:
        Misconfigured: naming the field or value of the policy that the org does not have.

    """
    if schema.object(DEAL) is None:
        raise Misconfigured(
            "The integration user cannot see opportunities in Salesforce. Assign it the "
            'permission set "closedwon integration".'
        )
    named = policy.deals.fields
    columns = _columns(schema, BASE, DEAL)
    terms = _named(schema, TERMS, named, DEAL, "the opportunity")
    second, bill_to = _way(terms.get("second_payer")), _way(terms.get("bill_to"))
    ways = (*ACCOUNTS, *filter(None, [second]))
    milestones = _milestones(schema, policy.deals)
    children = _children(schema, named, needs_history="LastStageChangeDate" not in columns)
    return Reading(
        columns=columns,
        terms=terms,
        accounts={way: found for way in ways if (found := _account(schema, way, named))},
        second=second,
        bill_to=_along(schema, bill_to, ("Name", "Email")) if bill_to else {},
        bill_to_path=bill_to,
        printed=_printed(schema, policy.billing.custom_fields),
        children=children | milestones,
        milestones=next(iter(milestones), ""),
        filter=compile_filter(schema, policy.deals),
    )


def _columns(schema: Schema, paths: Sequence[str], start: str) -> dict[str, Column]:
    found = {path: schema.column(path, start) for path in paths}
    return {path: column for path, column in found.items() if column}


def _named(
    schema: Schema, ours: Mapping[str, str], named: Mapping[str, str], start: str, where: str
) -> dict[str, Column]:
    """Return the columns of our names, as the policy or else the package calls them."""
    found = {}
    for name, default in ours.items():
        path = named.get(name, default)
        column = schema.column(path, start)
        if column:
            check_kind(name, column)
            found[name] = column
        elif name in named:
            raise Misconfigured(
                f'The policy\'s [deals.fields] says {name} = "{path}", but there is no such field '
                f"on {where}, or the integration user may not read it."
            )
    return found


def _way(column: Column | None) -> str:
    """Return the way to what a look-up refers to."""
    return column.path.removesuffix(column.field.name) + column.field.relation if column else ""


def _along(schema: Schema, way: str, names: Sequence[str]) -> dict[str, Column]:
    found = {name: schema.column(f"{way}.{name}") for name in names}
    return {name: column for name, column in found.items() if column}


def _account(schema: Schema, way: str, named: Mapping[str, str]) -> dict[str, Column]:
    """Return what is read of the account at the end of `way`."""
    if not (found := _along(schema, way, CLIENT)):
        return {}
    ours = _named(schema, ACCOUNT, named, "Account", "the account")
    seen = _along(schema, way, [column.path for column in ours.values()])
    return found | {name: seen[column.path] for name, column in ours.items()}


def _printed(schema: Schema, wanted: Mapping[str, str]) -> dict[str, Column]:
    found = {name: schema.column(path) for name, path in wanted.items()}
    for name, column in found.items():
        if column is None:
            raise Misconfigured(
                f'The policy\'s billing.custom_fields says "{name}" = "{wanted[name]}", but there '
                "is no such field on the opportunity, or the integration user may not read it."
            )
    return {name: column for name, column in found.items() if column}


def _children(
    schema: Schema, named: Mapping[str, str], *, needs_history: bool
) -> dict[str, dict[str, Column]]:
    deal = schema.object(DEAL)
    found = {}
    for name, fields in CHILDREN.items():
        child = deal.child(name) if deal and (needs_history or name != HISTORY) else None
        if child:
            found[name] = _columns(schema, fields, child.target)
            if name == LINES:
                found[name] |= _named(schema, LINE, named, child.target, "the product line")
    return {name: columns for name, columns in found.items() if columns}


def _milestones(schema: Schema, rules: DealRules) -> dict[str, dict[str, Column]]:
    """Return the relationship to the milestones and what is read of them, {} if there is none."""
    deal = schema.object(DEAL)
    name = rules.fields.get(MILESTONES, RELATIONSHIP)
    child = deal.child(name) if deal else None
    if child is None or schema.object(child.target) is None:
        if MILESTONES in rules.fields:
            raise Misconfigured(
                f'The policy\'s [deals.fields] says {MILESTONES} = "{name}", but there is no such '
                "relationship from the opportunity, or the integration user may not read it."
            )
        return {}
    found = _columns(schema, ("Id", "CurrencyIsoCode"), child.target)
    found |= _named(schema, MILESTONE, rules.fields, child.target, "the milestone")
    return {child.relationship: found}
