"""What `closedwon doctor` finds out about Salesforce, each finding with its fix."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from bot.errors import BotError, VendorError
from bot.facts import Check
from bot.policy import Policy
from bot.settings import Settings
from integrations.salesforce.client import API_VERSION
from integrations.salesforce.connection import SLOW_DOWN_AT, Connection
from integrations.salesforce.errors import SignInError
from integrations.salesforce.fields import (
    ACCOUNT,
    LINE,
    MILESTONE,
    MILESTONE_OBJECT,
    MILESTONES,
    RELATIONSHIP,
    TERMS,
)
from integrations.salesforce.parts import SCHEDULE
from integrations.salesforce.queries import views_all_data, views_all_deals
from integrations.salesforce.reading import reading
from integrations.salesforce.records import FIELDS, lacking
from integrations.salesforce.rights import beyond
from integrations.salesforce.schema import DEAL, Schema
from integrations.salesforce.write import INSTALL

SEE_ALL = (
    'Assign the permission set "closedwon integration" to the integration user: it grants '
    "View All on opportunities."
)


def look_around(
    connection: Connection, schema: Schema, settings: Settings, policy: Policy
) -> list[Check]:
    """Look at everything; without a sign-in there is nothing more to see."""
    signed_in = _sign_in(connection)
    if not signed_in.ok:
        return [signed_in]
    schema.forget()
    looks: list[tuple[str, Callable[[], Check]]] = [
        ("Salesforce API version", partial(_version, connection)),
        ("Salesforce deals", partial(_sees_all, connection)),
        ("Salesforce rights beyond", partial(beyond, connection)),
        ("Salesforce package", partial(_package, schema, policy)),
        ("Salesforce policy", partial(_policy, schema, policy)),
        ("Salesforce fields", partial(_fields, schema)),
        ("Salesforce currency", partial(_currency, schema, settings)),
        ("Salesforce daily calls", partial(_usage, connection)),
    ]
    return [signed_in, *(_guarded(name, look) for name, look in looks)]


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        found = look()
    except BotError as error:
        fatal = not (isinstance(error, VendorError) and error.retryable)
        fix = "Mend this, and run `closedwon doctor` again."
        return Check(name=name, ok=False, sentence=str(error), fix=fix, fatal=fatal)
    return found.model_copy(update={"name": name})


def _sign_in(connection: Connection) -> Check:
    name = "Salesforce sign-in"
    try:
        connection.sign_in()
    except SignInError as error:
        return Check(
            name=name, ok=False, sentence=error.said, fix=error.fix, fatal=not error.retryable
        )
    except BotError as error:
        fix = "Check SALESFORCE_URL and the network, and try again."
        return Check(name=name, ok=False, sentence=str(error), fix=fix, fatal=False)
    return Check(name=name, ok=True, sentence=f"Signed in as user {connection.user_id}.")


def _version(connection: Connection) -> Check:
    versions = connection.versions()
    if API_VERSION in versions:
        return Check(name="", ok=True, sentence=f"The org speaks version {API_VERSION}.")
    newest = max(versions, key=float, default="none")
    return Check(
        name="",
        ok=False,
        sentence=f"The org speaks versions up to {newest}, and not {API_VERSION}.",
        fix="Wait for Salesforce to upgrade the org, or use an older release of closedwon.",
    )


def _sees_all(connection: Connection) -> Check:
    sees = next(connection.rows(views_all_data()), {}).get("PermissionsViewAllData")
    granted = sees or next(connection.rows(views_all_deals(connection.user_id)), None)
    if granted:
        return Check(name="", ok=True, sentence="The integration user sees every opportunity.")
    return Check(
        name="",
        ok=False,
        sentence="The integration user may not see every opportunity: some deals would never be "
        "billed.",
        fix=SEE_ALL,
        fatal=False,
    )


def _package(schema: Schema, policy: Policy) -> Check:
    unwritable = [
        f"{name}.{field}" for name in FIELDS for field in lacking(schema.object(name), name)
    ]
    unreadable = list(_unread(schema, policy.deals.fields))
    if not unwritable and not unreadable:
        return Check(name="", ok=True, sentence="All fields of the package are there.")
    parts = [
        f"cannot {verb} {', '.join(names)}"
        for verb, names in (("write", unwritable), ("read", unreadable))
        if names
    ]
    said = f"The integration user {' and '.join(parts)}."
    return Check(name="", ok=False, sentence=said, fix=INSTALL, fatal=False)


def _unread(schema: Schema, named: Mapping[str, str]) -> Iterator[str]:
    """Yield the fields of the package that cannot be read, but for those the policy replaces."""
    where = ((DEAL, TERMS), ("Account", ACCOUNT), ("OpportunityLineItem", LINE))
    for start, fields in where:
        for ours, path in fields.items():
            is_ours = path.rpartition(".")[2].startswith("Closedwon_")
            if is_ours and ours not in named and schema.column(path, start) is None:
                yield f"{start}.{path}"
    if MILESTONES in named:
        return
    deal = schema.object(DEAL)
    child = deal.child(RELATIONSHIP) if deal else None
    if child is None or schema.object(child.target) is None:
        yield MILESTONE_OBJECT
        return
    for ours, path in MILESTONE.items():
        if ours not in named and schema.column(path, child.target) is None:
            yield f"{child.target}.{path}"


def _policy(schema: Schema, policy: Policy) -> Check:
    reading(schema, policy)
    return Check(name="", ok=True, sentence="The policy names only fields that the org has.")


def _fields(schema: Schema) -> Check:
    wanted = ("Amount", "AccountId", "Account.BillingStreet", "Owner.Email")
    hidden = [path for path in wanted if schema.column(path) is None]
    if schema.column("Contact.Email", "OpportunityContactRole") is None:
        hidden.append("Contact.Email")
    # Without it, what is to be billed in parts would be billed at once.
    if schema.column("HasRevenueSchedule", "OpportunityLineItem"):
        hidden += [SCHEDULE] if schema.object(SCHEDULE) is None else []
    if not hidden:
        return Check(name="", ok=True, sentence="Amounts, accounts, contacts and owners are seen.")
    said = f"The integration user cannot read {', '.join(hidden)}."
    return Check(name="", ok=False, sentence=said, fix=INSTALL, fatal="Amount" in hidden)


def _currency(schema: Schema, settings: Settings) -> Check:
    several = schema.column("CurrencyIsoCode") is not None
    said = (
        "The org has several currencies; each deal is billed in its own."
        if several
        else f"The org has one currency; deals are billed in {settings.salesforce_currency} "
        "(SALESFORCE_CURRENCY)."
    )
    return Check(name="", ok=True, sentence=said)


def _usage(connection: Connection) -> Check:
    usage = connection.usage()
    if usage is None:
        return Check(name="", ok=True, sentence="Salesforce does not say how many were made.")
    said = f"{usage.used:,} of {usage.limit:,} calls of the last 24 hours are used."
    if usage.share < SLOW_DOWN_AT:
        return Check(name="", ok=True, sentence=said)
    fix = "Find out in Setup > System Overview who uses them, or poll less: DEALS_EVERY_MINUTES."
    return Check(name="", ok=False, sentence=said, fix=fix, fatal=False)
