"""What Slack's errors mean: not now, unknown, or never as things are, with the fix in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from socket import gaierror
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.errors import Trouble, VendorError

RATE_LIMITED = "ratelimited"
UNREACHED = "unreached"
"""The connection was never made."""
_DOWN = frozenset(
    {
        RATE_LIMITED,
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "accesslimited",
    }
)
GONE = frozenset({"message_not_found", "channel_not_found", "cant_update_message"})
"""A message that cannot be changed any more."""

_FIXES = {
    "not_in_channel": "closedwon is not in {about}. Invite @closedwon there",
    "channel_not_found": (
        "Slack shows no channel {about} to closedwon. Create it, or invite @closedwon if it is "
        "private"
    ),
    "is_archived": "{about} is archived. Unarchive it or name another channel in the settings",
    "missing_scope": (
        "the Slack app may not do this: it needs the scope {needed}. Add it under "
        "“OAuth & Permissions” and install the app again"
    ),
    "invalid_auth": "Slack does not accept SLACK_BOT_TOKEN. Copy it again from the app's settings",
    "not_authed": "SLACK_BOT_TOKEN is empty. Copy it from the app's settings",
    "token_revoked": "SLACK_BOT_TOKEN was revoked. Install the app again and copy the new token",
    "token_expired": "SLACK_BOT_TOKEN has expired. Turn token rotation off, install the app again",
    "account_inactive": "the bot's account was deactivated. Install the app again",
    "not_allowed_token_type": "the tokens are mixed up: xoxb-… is the bot's, xapp-… the app's",
    "restricted_action": "the workspace does not let closedwon post in {about}",
    "user_not_found": "Slack knows no such person",
    "user_disabled": "this person's Slack account is deactivated",
    "thread_not_found": "the message whose thread this belongs to was deleted",
    "msg_too_long": "the message is longer than Slack takes",
    "msg_blocks_too_long": "the message is longer than Slack takes",
    "paid_teams_only": "user groups need a paid Slack plan: name people by their ids in the policy",
    "cannot_dm_bot": "a bot cannot be written to",
}


def is_definite(error: VendorError) -> bool:
    """Return whether it is certain that the call had no effect."""
    return error.trouble is Trouble.REFUSED or error.code in (RATE_LIMITED, UNREACHED)


@contextmanager
def calling(about: str = "") -> Iterator[None]:
    """Turn what the SDK raises into `VendorError`; `about` names the channel or person."""
    try:
        yield
    except SlackApiError as error:
        raise _from_answer(error, about) from None
    except HTTPError as error:  # of an upload, which the SDK lets through
        error.close()
        raise _down("Slack did not take the file.", "upload") from None
    except SlackRequestError:
        raise _down("Slack did not take the file.", "upload") from None
    except (OSError, HTTPException) as error:
        raise _from_silence(error) from None


def _from_silence(error: OSError | HTTPException) -> VendorError:
    """Return what a broken connection means: nothing sent, or nobody knows."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ConnectionRefusedError | gaierror):
        return _down("Slack cannot be reached.", UNREACHED)
    code = type(reason).__name__
    return VendorError("Slack", "Slack did not answer.", trouble=Trouble.UNKNOWN, code=code)


def _down(sentence: str, code: str, retry_after: float | None = None) -> VendorError:
    return VendorError("Slack", sentence, trouble=Trouble.DOWN, code=code, retry_after=retry_after)


def _from_answer(error: SlackApiError, about: str) -> VendorError:
    response = error.response
    code = str(response.get("error") or "unknown_error")
    status = response.status_code
    if code in _DOWN or status == 429 or status >= 500:  # noqa: PLR2004 - HTTP's own numbers
        wait = _retry_after(response.headers)
        return _down(f"Slack is busy or down ({_short(code)}).", _code(code, status), wait)
    if " " in code:  # the SDK's words for an answer that is not JSON: cut off on the way
        return VendorError(
            "Slack", "Slack's answer was cut off.", trouble=Trouble.UNKNOWN, code="not_json"
        )
    words = _FIXES.get(code, f"Slack refused this: {code}{_pointed(response)}")
    sentence = words.replace("{about}", about or "this channel")
    sentence = sentence.replace("{needed}", str(response.get("needed") or "it names"))
    sentence = sentence[:1].upper() + sentence[1:]
    return VendorError("Slack", f"{sentence}.", trouble=Trouble.REFUSED, code=code)


def _code(code: str, status: int) -> str:
    return RATE_LIMITED if status == 429 else _short(code)  # noqa: PLR2004 - the name says it


def _short(code: str) -> str:
    return code if " " not in code else "no JSON"


def _pointed(response: object) -> str:
    """Return Slack's own list of what is wrong where, shortened."""
    data = getattr(response, "data", None)
    metadata = data.get("response_metadata") if isinstance(data, dict) else None
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    if not messages:
        return ""
    return f" ({'; '.join(map(str, messages))[:300]})"


def _retry_after(headers: object) -> float | None:
    if not isinstance(headers, dict):
        return None
    for name, value in headers.items():
        if str(name).lower() == "retry-after":
            text = value[0] if isinstance(value, list) else value
            return float(text) if str(text).replace(".", "", 1).isdigit() else None
    return None
