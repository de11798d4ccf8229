"""The fixed names of the sandbox's Slack, and how it refuses."""

from typing import Any

from sandbox.wire import Answer, Refused

Obj = dict[str, Any]
"""A JSON object."""

TEAM = "T_SANDBOX"
TEAM_DOMAIN = "sandbox"
APP = "A_SANDBOX"
BOT_USER = "U_BOT"
BOT = "B_BOT"
BOT_TOKEN = "xoxb-sandbox"
APP_TOKEN = "xapp-sandbox"
VERIFICATION_TOKEN = "sandbox-verification"
ARCHIVES = "https://sandbox.slack.test/archives"

DEFAULT_SCOPES = (
    "chat:write",
    "commands",
    "im:write",
    "im:history",
    "users:read",
    "users:read.email",
    "usergroups:read",
    "files:write",
    "channels:read",
    "groups:read",
    "groups:history",
    "channels:history",
)


def refusal(error: str, **more: object) -> Refused:
    """Return Slack's refusal of a Web API call: HTTP 200 with ok false."""
    return Refused(Answer(200, {"ok": False, "error": error, **more}))


def bad_arguments(error: str, problems: list[str], **more: object) -> Refused:
    """Return a refusal with Slack's list of what is wrong where."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return refusal(error, **more, response_metadata={"messages": messages})


def no_lever(status: int, error: str, **more: object) -> Refused:
    """Return the refusal of a lever: what a person cannot do in Slack's client."""
    return Refused(Answer(status, {"error": error, **more}))
