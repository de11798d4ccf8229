from pathlib import Path
from typing import Any

import yaml

from integrations.slack.scopes import EVENTS, SCOPES

TEXT = (Path(__file__).parents[1] / "manifest.yml").read_text()
MANIFEST: dict[str, Any] = yaml.safe_load(TEXT)
GRANTED = MANIFEST["oauth_config"]["scopes"]["bot"]
SUBSCRIBED = MANIFEST["settings"]["event_subscriptions"]["bot_events"]


class TestManifest:
    def test_asks_for_each_scope_that_is_needed_and_for_no_other(self) -> None:
        assert sorted(GRANTED) == sorted(SCOPES)

    def test_says_what_each_scope_is_for(self) -> None:
        lines = [line for line in TEXT.splitlines() if line.strip(" -").split(" ")[0] in SCOPES]
        assert len(lines) == len(SCOPES)
        assert all(" # " in line for line in lines)

    def test_subscribes_to_the_events_that_have_their_scope(self) -> None:
        assert sorted(SUBSCRIBED) == sorted(EVENTS)
        assert set(EVENTS.values()) - {""} <= set(GRANTED)

    def test_uses_socket_mode_without_rotating_tokens(self) -> None:
        settings = MANIFEST["settings"]
        assert settings["socket_mode_enabled"]
        assert settings["interactivity"]["is_enabled"]
        assert not settings["token_rotation_enabled"]
