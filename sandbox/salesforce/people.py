"""An org on its first day: an administrator, the integration user, stages and a price book."""

from sandbox.salesforce.errors import not_found
from sandbox.salesforce.ids import full, make
from sandbox.salesforce.oauth import ADMIN
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.store import Row
from sandbox.salesforce.virtual import INTEGRATION
from sandbox.salesforce.writing import Writer

ADMIN_EMAIL = "admin@example.com"
INTEGRATION_EMAIL = "closedwon@example.com"
"""Also the user name: the `sub` of an assertion."""
WON = "Closed Won"
LOST = "Closed Lost"
STAGES = (
    ("Prospecting", 10, False, False),
    ("Qualification", 25, False, False),
    ("Proposal", 50, False, False),
    ("Negotiation", 75, False, False),
    (WON, 100, True, True),
    (LOST, 0, True, False),
)


def settle(org: Org, writer: Writer) -> None:
    """Furnish an empty org."""
    lever = Actor(make("005", 1), free=True, lever=True)

    def add(name: str, **values: object) -> str:
        return writer.create(org.schema[name], values, lever)

    add(
        "Organization",
        Name="Example Inc.",
        IsSandbox=org.settings.is_sandbox,
        InstanceName="SBX1",
        OrganizationType="Enterprise Edition",
        TimeZoneSidKey="America/New_York",
        Country="US",
    )
    profiles = {name: add("Profile", Name=name) for name in (ADMIN, INTEGRATION, "Standard User")}
    add("User", **_user(ADMIN_EMAIL, "Alex Admin"), ProfileId=profiles[ADMIN])
    bot = _user(INTEGRATION_EMAIL, "closedwon Integration")
    add("User", **bot | {"TimeZoneSidKey": "UTC"}, ProfileId=profiles[INTEGRATION])
    for place, (label, chance, closed, won) in enumerate(STAGES, 1):
        add_stage(org, writer, label, chance=chance, closed=closed, won=won, place=place)
    add("Pricebook2", Name="Standard Price Book", IsActive=True)


def _user(email: str, name: str) -> dict[str, object]:
    first, _, last = name.rpartition(" ")
    return {
        "Username": email,
        "Email": email,
        "FirstName": first or None,
        "LastName": last,
        "UserType": "Standard",
        "TimeZoneSidKey": "America/New_York",
    }


def add_stage(
    org: Org, writer: Writer, label: str, *, chance: int, closed: bool, won: bool, place: int
) -> str:
    """Add a stage to the sales process and return its id."""
    values = {
        "MasterLabel": label,
        "ApiName": label,
        "IsClosed": closed,
        "IsWon": won,
        "DefaultProbability": chance,
        "SortOrder": place,
    }
    return writer.create(org.schema["OpportunityStage"], values, as_person(org))


def rename_stage(org: Org, writer: Writer, label: str, new: str) -> Row | None:
    """Rename a stage, as an administrator may; its deals follow. None when there is no such."""
    actor = as_person(org)
    entity = org.schema["OpportunityStage"]
    for row in org.store.rows(entity.name):
        if row["MasterLabel"] == label:
            writer.update(entity, str(row["Id"]), {"MasterLabel": new, "ApiName": new}, actor)
            for deal in org.store.rows("Opportunity"):
                if deal["StageName"] == label:
                    # In place: a rename in Setup is no change of the deals' stage.
                    org.store.put(org.schema["Opportunity"], deal | {"StageName": new})
            return org.store.get(entity.name, str(row["Id"]))
    return None


def as_person(org: Org, who: str = "") -> Actor:
    """Return the actor a lever acts as: `who` by e-mail address or id, the administrator if "".

    Raises:
        ApiError: NOT_FOUND, when nobody is called so.

    """
    wanted = who or ADMIN_EMAIL
    for row in org.store.rows("User"):
        if wanted.lower() == str(row["Email"]).lower() or full(wanted) == row["Id"]:
            return Actor(str(row["Id"]), free=True, lever=True)
    raise not_found(f"no user {wanted}")


def user_for(org: Org, writer: Writer, email: str) -> Row:
    """Return the user with that address, hired on the spot if there is none."""
    for row in org.store.rows("User"):
        if str(row["Email"]).lower() == email.lower():
            return row
    name = email.partition("@")[0].replace(".", " ").title()
    profiles = org.store.rows("Profile")
    profile = next(row["Id"] for row in profiles if row["Name"] == "Standard User")
    values = {**_user(email, name), "ProfileId": profile}
    key = writer.create(org.schema["User"], values, as_person(org))
    return org.store.get("User", key) or {}
