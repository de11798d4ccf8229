"""The real adapter on a local Slack with a few people and channels in it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from pydantic import SecretStr

from bot.settings import Settings
from integrations.slack import SlackOffice, connect
from sandbox.serving import serving
from sandbox.world import World
from tests.fakes.watch import Watch

START = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass
class Town:
    """A local Slack and the adapter on it."""

    url: str
    office: SlackOffice
    watch: Watch = field(default_factory=Watch)
    """By which the adapter waits for its turn."""

    def act(self, path: str, **body: object) -> None:
        answer = requests.post(f"{self.url}/control/slack/{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text

    def leave(self, name: str) -> None:
        """Deactivate somebody's account."""
        url = f"{self.url}/control/slack/users/{name}"
        assert requests.patch(url, json={"deleted": True}, timeout=10).status_code == 200

    def fault(self, where: str, kind: str, **more: object) -> None:
        body = {"vendor": "slack", "where": where, "kind": kind, **more}
        answer = requests.post(f"{self.url}/control/faults", json=body, timeout=10)
        assert answer.status_code == 200, answer.text

    def messages(self, channel: str) -> list[dict[str, Any]]:
        """Return what stands in a channel itself, newest first."""
        answer = self.office.client.conversations_history(channel=channel)
        found: list[dict[str, Any]] = answer["messages"]
        return found

    def calls(self, method: str) -> int:
        """Return how often a method was called."""
        answer = requests.get(f"{self.url}/control/calls?vendor=slack", timeout=10)
        return sum(method in call["path"] for call in answer.json())

    def restarted(self) -> SlackOffice:
        """Return the adapter of another process, which remembers nothing."""
        return connect(self.office.messenger.settings)


def settings_for(url: str, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "slack_bot_token": SecretStr("xoxb-sandbox"),
        "slack_app_token": SecretStr("xapp-sandbox"),
        "slack_api_url": f"{url}/slack/api",
        "approvals_channel": "#billing-approvals",
        "ar_channel": "#ar",
        "ops_channel": "#billing-ops",
        "stripe_api_key": SecretStr("rk_test_1"),
        "salesforce_url": "https://acme.my.salesforce.com",
        "salesforce_consumer_key": "key",
    }
    return Settings(_env_file=None, **given | more)


@contextlib.contextmanager
def open_town() -> Iterator[Town]:
    """Serve a furnished Slack."""
    with serving(World(START)) as url:
        town = Town(url, connect(settings_for(url)))
        town.office.messenger.pace.turnstile = town.watch.turnstile()
        for name in ("kim", "dana", "alex"):
            town.act("users", id=f"U{name.upper()}", name=name, email=f"{name}@seller.test")
        town.act("users", id="UEVE", name="eve", team_id="TOTHER", email="eve@other.test")
        town.act("users", id="UROBO", name="robo", is_bot=True)
        town.act("usergroups", id="SFIN", handle="finance", members=["kim", "alex"])
        for channel in ("billing-approvals", "ar", "billing-ops"):
            members = ["kim", "alex"]
            town.act("channels", name=channel, is_private=channel != "billing-ops", members=members)
        yield town
