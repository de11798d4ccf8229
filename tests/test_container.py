"""How the bot runs in a container: as nobody in particular, on a file system it cannot change."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent


@pytest.fixture
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def steps(of: str) -> list[tuple[str, str]]:
    """Return the instructions of the last image in a Dockerfile."""
    text = (ROOT / of).read_text().replace("\\\n", " ")
    lines = [line.partition(" ") for line in text.splitlines() if line and line[0].isupper()]
    last = max(place for place, (word, _, _) in enumerate(lines) if word == "FROM")
    return [(word, rest.strip()) for word, _, rest in lines[last:]]


class TestImage:
    def test_runs_as_a_number_that_is_not_root(self) -> None:
        users = [rest for word, rest in steps("Dockerfile") if word == "USER"]
        assert len(users) == 1
        assert users[0].isdecimal(), "a cluster that refuses root reads a number only"
        assert int(users[0]) > 0

    def test_begins_as_that_user(self) -> None:
        words = [word for word, _ in steps("Dockerfile")]
        assert words.index("USER") < words.index("ENTRYPOINT")
        assert "RUN" not in words[words.index("USER") :]

    def test_holds_no_settings_no_tests_and_no_sandbox(self) -> None:
        ignored = (ROOT / ".dockerignore").read_text().split()
        assert {".env", ".git", "tests", "sandbox", "var"} <= set(ignored)
        text = (ROOT / "Dockerfile").read_text()
        assert "COPY . " not in text
        assert not [word for word in ("TOKEN", "SECRET", "API_KEY", "PASSWORD") if word in text]

    def test_opens_no_port(self) -> None:
        assert "EXPOSE" not in [word for word, _ in steps("Dockerfile")]


class TestCompose:
    def test_lets_the_bot_change_nothing_but_its_own_state(self, services: dict[str, Any]) -> None:
        bot = services["closedwon"]
        assert bot["read_only"] is True
        assert bot["tmpfs"] == ["/tmp"]  # noqa: S108 - in the container
        assert bot["cap_drop"] == ["ALL"]
        assert "cap_add" not in bot
        assert "privileged" not in bot
        written = [volume for volume in bot["volumes"] if not volume.endswith(":ro")]
        assert written == ["state:/var/lib/closedwon"]

    def test_lets_nobody_gain_rights_or_come_in(self, services: dict[str, Any]) -> None:
        for service in services.values():
            assert "no-new-privileges:true" in service["security_opt"]
            assert "ports" not in service
            assert "user" not in service

    def test_holds_no_secret(self, services: dict[str, Any]) -> None:
        for service in services.values():
            for name, value in service.get("environment", {}).items():
                if "PASSWORD" in name or "URL" in name:
                    assert "${POSTGRES_PASSWORD:?" in value
