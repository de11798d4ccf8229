"""The questions we ask in SOQL; values get in through `format_soql` only."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from simple_salesforce.format import format_soql

CHUNK = 200
"""Ids in one query: it travels in the address, whose length is limited."""


def won(select: str, since: datetime) -> str:
    """Ask for won deals that changed since `since`."""
    return _soql(
        "SELECT {:literal} FROM Opportunity WHERE IsWon = TRUE AND SystemModstamp >= {} "
        "ORDER BY SystemModstamp, Id",
        select,
        since,
    )


def changed_otherwise(since: datetime) -> str:
    """Ask which deals changed since `since` that are not, or no longer, won."""
    return _soql(
        "SELECT Id, SystemModstamp FROM Opportunity "
        "WHERE IsWon = FALSE AND SystemModstamp >= {} ORDER BY SystemModstamp, Id",
        since,
    )


def changed_below(
    start: str, deal: str, stamps: Sequence[str], is_won: str, since: datetime
) -> str:
    """Ask which won deals have something on the way from `start` that changed since `since`.

    Only won ones: a deal that is won again is stamped itself, and the rest are many.
    """
    changed = " OR ".join(str(format_soql("{:literal} >= {}", stamp, since)) for stamp in stamps)
    return _soql(
        "SELECT {:literal} FROM {:literal} WHERE ({:literal}) AND {:literal} = TRUE",
        ", ".join((deal, *stamps)),
        start,
        changed,
        is_won,
    )


def by_ids(select: str, ids: Iterable[str]) -> Iterator[str]:
    """Ask for these deals, some at a time."""
    for chunk in _chunks(ids):
        yield _soql(
            "SELECT {:literal} FROM Opportunity WHERE Id IN {} ORDER BY SystemModstamp, Id",
            select,
            chunk,
        )


def schedules(select: str, deals: Iterable[str]) -> Iterator[str]:
    """Ask for the revenue schedules of these deals' lines, some deals at a time."""
    for chunk in _chunks(deals):
        yield _soql(
            "SELECT {:literal} FROM OpportunityLineItemSchedule "
            "WHERE OpportunityLineItem.OpportunityId IN {} AND Revenue != null "
            "ORDER BY ScheduleDate, Id",
            select,
            chunk,
        )


def billing_contacts(accounts: Iterable[str], roles: Sequence[str]) -> Iterator[str]:
    """Ask for the contacts of these accounts that have one of `roles` in any deal."""
    for chunk in _chunks(accounts):
        yield _soql(
            "SELECT Contact.AccountId, Contact.Email, Role FROM OpportunityContactRole "
            "WHERE Contact.AccountId IN {} AND Role IN {} ORDER BY Id",
            chunk,
            list(roles),
        )


def merged(account_id: str) -> str:
    """Ask for what an account was merged into."""
    return _soql("SELECT Id, MasterRecordId FROM Account WHERE Id = {}", account_id)


def sandbox_flag() -> str:
    """Ask whether the org is a sandbox."""
    return "SELECT IsSandbox FROM Organization LIMIT 1"


def views_all_data() -> str:
    """Ask whether whoever asks sees all data."""
    return "SELECT PermissionsViewAllData FROM UserPermissionAccess LIMIT 1"


def views_all_deals(user_id: str) -> str:
    """Ask for a permission set of this user with which one sees everybody's deals."""
    return _soql(
        "SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Opportunity' "
        "AND PermissionsViewAllRecords = TRUE AND ParentId IN "
        "(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = {}) LIMIT 1",
        user_id,
    )


def rights_over_all() -> str:
    """Ask whether whoever asks may change all data, of any object and anybody."""
    return "SELECT PermissionsModifyAllData FROM UserPermissionAccess LIMIT 1"


def profile_of(user_id: str) -> str:
    """Ask for the profile of a user."""
    return _soql("SELECT Profile.Name FROM User WHERE Id = {}", user_id)


def modifies_all(user_id: str) -> str:
    """Ask for the objects of which this user may change and delete everybody's records."""
    return _soql(
        "SELECT SobjectType FROM ObjectPermissions WHERE PermissionsModifyAllRecords = TRUE "
        "AND ParentId IN "
        "(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = {})",
        user_id,
    )


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _soql(template: str, *values: object) -> str:
    return str(format_soql(template, *values))
