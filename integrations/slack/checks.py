"""What `doctor` looks at: tokens, scopes, the three channels."""

from collections.abc import Callable, Iterator, Sequence

from slack_sdk import WebClient

from bot.errors import VendorError
from bot.facts import Check
from bot.settings import Settings
from integrations.slack.channels import Channel, Channels
from integrations.slack.errors import calling
from integrations.slack.scopes import SCOPES

INSTALL = "Add it under “OAuth & Permissions” (or paste manifest.yml) and install the app again."


def check_all(settings: Settings, client: WebClient, channels: Channels) -> Sequence[Check]:
    """Return every check; a vendor that does not answer is a finding, not an error."""
    found = list(_guarded("Slack bot token", lambda: _token(client)))
    if not found[0].ok:
        return found
    found += _guarded("Slack app token", lambda: _app_token(settings, client))
    found += _guarded("Slack channels", lambda: _channels(settings, channels))
    return found


def _guarded(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from look()
    except VendorError as error:
        fix = "Try again in a while." if error.retryable else str(error)
        yield Check(name=name, ok=False, sentence=str(error), fix=fix, fatal=not error.retryable)


def _token(client: WebClient) -> Iterator[Check]:
    with calling():
        answer = client.auth_test()
    who = f"{answer.get('user')} in {answer.get('team')}"
    yield Check(name="Slack bot token", ok=True, sentence=f"It is {who}.")
    granted = _header(answer.headers, "x-oauth-scopes")
    yield _scopes(granted)
    yield from _too_many(granted)


def _header(headers: dict[str, object], wanted: str) -> str:
    for name, value in headers.items():
        if name.lower() == wanted:
            return ",".join(value) if isinstance(value, list) else str(value)
    return ""


def _scopes(granted: str) -> Check:
    name = "Slack scopes"
    if not granted:
        return Check(
            name=name,
            ok=False,
            sentence="Slack did not say which scopes the app has.",
            fix="Compare “OAuth & Permissions” with manifest.yml.",
            fatal=False,
        )
    have = {scope.strip() for scope in granted.split(",")}
    missing = [scope for scope in SCOPES if scope not in have]
    if not missing:
        return Check(name=name, ok=True, sentence=f"All {len(SCOPES)} are there.")
    said = "; ".join(f"{scope} (for {SCOPES[scope]})" for scope in missing)
    return Check(name=name, ok=False, sentence=f"The app lacks {said}.", fix=INSTALL)


def _too_many(granted: str) -> Iterator[Check]:
    """Name what nothing here needs: whoever gets hold of the token could do it."""
    more = sorted({scope.strip() for scope in granted.split(",")} - set(SCOPES) - {""})
    if more:
        yield Check(
            name="Slack scopes beyond",
            ok=False,
            sentence=f"The app also has {', '.join(more)}, which closedwon never uses.",
            fix="Take it away under “OAuth & Permissions” and install the app again.",
            fatal=False,
        )


def _app_token(settings: Settings, client: WebClient) -> Iterator[Check]:
    token = settings.slack_app_token.get_secret_value()
    name = "Slack app token"
    try:
        with calling():
            client.apps_connections_open(app_token=token)
    except VendorError as error:
        if error.retryable:
            raise
        yield Check(
            name=name,
            ok=False,
            sentence=f"Socket Mode cannot be opened with SLACK_APP_TOKEN ({error.code}).",
            fix="Make an app-level token with connections:write and turn Socket Mode on.",
        )
        return
    yield Check(name=name, ok=True, sentence="Socket Mode opens.")


def _channels(settings: Settings, channels: Channels) -> Iterator[Check]:
    visible = channels.visible()
    wanted = {
        "APPROVALS_CHANNEL": (settings.approvals_channel, True),
        "AR_CHANNEL": (settings.ar_channel, True),
        "OPS_CHANNEL": (settings.ops_channel, False),
    }
    for setting, (name, private) in wanted.items():
        found = [one for one in visible if name in (one.id, f"#{one.name}")]
        yield _channel(setting, name, found[0] if found else None, private=private)


def _channel(setting: str, name: str, found: Channel | None, *, private: bool) -> Check:
    title = f"Slack channel {name}"
    if found is None:
        sentence = f"closedwon sees no channel {name} ({setting})."
        fix = f"Create {name}, or if it is private, type “/invite @closedwon” in it."
        return Check(name=title, ok=False, sentence=sentence, fix=fix)
    if not found.is_member:
        sentence = f"closedwon is not in {name} ({setting})."
        fix = f"Type “/invite @closedwon” in {name}."
        return Check(name=title, ok=False, sentence=sentence, fix=fix)
    if private and (not found.is_private or found.is_shared):
        who = "shared with another company" if found.is_shared else "public"
        return Check(
            name=title,
            ok=False,
            sentence=f"{name} is {who}: more people than Finance read amounts and customers.",
            fix="Make it private, or name a private channel.",
            fatal=False,
        )
    return Check(name=title, ok=True, sentence="closedwon is in it.")
