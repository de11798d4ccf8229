"""The company that tries closedwon out: its people, channels and Salesforce org."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.control import Control, Obj

ZONE = ZoneInfo("America/New_York")
"""Where the company does its books."""
MORNING = datetime(2027, 3, 1, 9, 40, tzinfo=ZONE)
"""A Monday; clocks change on the second Sunday of the month that begins here."""

APPROVALS, AR, OPS = "#billing-approvals", "#ar", "#billing-ops"
FINANCE = ("kim", "pat", "robin")
COLLECTIONS = ("alex",)
SALES = ("dana", "sam")
ROLES = {
    "kim": "finance lead",
    "pat": "finance",
    "robin": "finance",
    "alex": "accounts receivable",
    "dana": "sales",
    "sam": "sales",
}

STRANGER = "jo"


def email_of(name: str) -> str:
    """Return the address by which Salesforce and Slack agree who somebody is."""
    return f"{name}@example.com"


def user_id(name: str) -> str:
    """Return somebody's Slack id."""
    return f"U_{name.upper()}"


def furnish(control: Control) -> None:
    """Hire everybody, make the channels, set the org up. A furnished world is left as it is."""
    if any(group["handle"] == "finance" for group in control.get("slack/usergroups")):
        return
    for name in ROLES:
        control.post("slack/users", id=user_id(name), name=name, email=email_of(name))
    control.post("slack/usergroups", id="S_FINANCE", handle="finance", members=[*FINANCE])
    control.post("slack/usergroups", id="S_AR", handle="ar", members=[*COLLECTIONS])
    inside = [*FINANCE, *COLLECTIONS]
    for channel in (APPROVALS, AR, OPS):
        control.post("slack/channels", name=channel, is_private=True, members=inside)
    control.post("slack/channels", name="#sales", members=[*ROLES])
    control.patch("salesforce/settings", multi_currency=True, is_sandbox=True)
    for name in SALES:
        control.post("salesforce/users", email=email_of(name))


def invite_stranger(control: Control) -> None:
    """Let somebody in who has no part in billing: in no group, and in #sales only."""
    if any(user["name"] == STRANGER for user in control.get("slack/users")):
        return
    control.post("slack/users", id=user_id(STRANGER), name=STRANGER, email=email_of(STRANGER))
    people = [user_id(name) for name in (*ROLES, STRANGER)]
    control.patch("slack/channels/sales", members=people)


def environment(url: str) -> dict[str, str]:
    """Return the settings of a bot on the sandbox at `url`; none of the secrets is one."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": f"{url}/slack/api",
        "APPROVALS_CHANNEL": APPROVALS,
        "AR_CHANNEL": AR,
        "OPS_CHANNEL": OPS,
        "STRIPE_API_KEY": "rk_test_sandbox",
        "STRIPE_API_URL": f"{url}/stripe",
        "SALESFORCE_URL": f"{url}/salesforce",
        "SALESFORCE_CONSUMER_KEY": "closedwon-sandbox",
        "SALESFORCE_CONSUMER_SECRET": "sandbox-secret",
        "BILLING_TIMEZONE": ZONE.key,
        "PAYMENTS_EVERY_MINUTES": "1",
        "TICK_SECONDS": "0.2",
        "QUEUE_POLL_SECONDS": "0.1",
        "SLACK_SECONDS_APART": "0.05",
        "RETRY_FIRST_SECONDS": "0.3",
        "RETRY_LONGEST_SECONDS": "2",
        "REPLICA_BEAT_SECONDS": "0.5",
        "REPLICA_LOST_AFTER_SECONDS": "10",
    }


def deal(account: str, amount: str | None, **more: object) -> Obj:
    """Return what a lever needs to know for a deal with a contact in billing."""
    place = account.split(maxsplit=1)[0].lower().strip(",.")
    contact: Obj = {"contact": f"billing@{place}.example", "contact_name": "Lee Wong"}
    given: Obj = {"account": account, "currency": "USD", **contact, **more}
    return given if amount is None else given | {"amount": amount}
