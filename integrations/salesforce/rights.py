"""Whether the integration user may do more than closedwon does: a stolen secret may as well."""

from collections.abc import Iterator

from bot.facts import Check
from integrations.salesforce.connection import Connection
from integrations.salesforce.queries import modifies_all, profile_of, rights_over_all
from integrations.salesforce.schema import at

ADMIN = "System Administrator"
FIX = (
    "Give the integration user the profile “Minimum Access - API Only Integrations” (or another "
    'that grants nothing) and the permission set "closedwon integration".'
)


def beyond(connection: Connection) -> Check:
    """Return which rights the integration user has that nothing here needs."""
    found = list(_beyond(connection))
    if not found:
        return Check(name="", ok=True, sentence="The integration user may not change everything.")
    return Check(
        name="",
        ok=False,
        sentence=f"The integration user {' and '.join(found)}, which closedwon never needs.",
        fix=FIX,
        fatal=False,
    )


def _beyond(connection: Connection) -> Iterator[str]:
    profile = at(next(connection.rows(profile_of(connection.user_id)), {}), "Profile.Name")
    if profile == ADMIN:
        yield f"has the profile {ADMIN}"
    if next(connection.rows(rights_over_all()), {}).get("PermissionsModifyAllData"):
        yield "may change all data of the org (Modify All Data)"
    objects = {str(row["SobjectType"]) for row in connection.rows(modifies_all(connection.user_id))}
    if objects:
        yield f"may change and delete everybody's records of {', '.join(sorted(objects))}"
