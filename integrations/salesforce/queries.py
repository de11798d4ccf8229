"""The questions we ask in SOQL; values get in through `format_soql` only."""

from collections.abc import Iterable, Iterator
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


def by_ids(select: str, ids: Iterable[str]) -> Iterator[str]:
    """Ask for these deals, some at a time."""
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield _soql(
            "SELECT {:literal} FROM Opportunity WHERE Id IN {} ORDER BY SystemModstamp, Id",
            select,
            chunk,
        )


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


def _soql(template: str, *values: object) -> str:
    return str(format_soql(template, *values))
