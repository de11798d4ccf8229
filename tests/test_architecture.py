"""Rules of the house that no linter knows; the import contracts stand in pyproject.toml."""

import ast
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "jobs", "integrations", "sandbox", "tests")
LONGEST = 250
"""Lines of a file: it is read in one sitting."""
DOORS = [ROOT / "app.py", ROOT / "commands.py"]
FILES = [*DOORS, *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("door", DOORS, ids=named)
def test_the_front_door_opens_to_slack_only(door: Path) -> None:
    roots = {name.split(".")[0] for name in imports(door)}
    assert not roots & {"stripe", "simple_salesforce", "requests", "dbos", "sqlalchemy", "alembic"}
    assert not roots & {"sandbox", "tests"}


def test_every_room_is_a_package_of_files() -> None:
    for room in ROOMS:
        folders = {path.parent for path in (ROOT / room).rglob("*.py")}
        assert [named(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


BLOCKED = (pytest_socket.SocketConnectBlockedError, UserWarning)
"""The block warns before it raises, and warnings are errors."""


class TestTheNetwork:
    def test_is_closed_to_the_world(self) -> None:
        with pytest.raises(BLOCKED, match="connect"):
            socket.create_connection(("192.0.2.1", 443), timeout=1)

    def test_is_closed_to_names(self) -> None:
        with pytest.raises((*BLOCKED, OSError)):  # where names are not even resolved: OSError
            socket.create_connection(("api.stripe.com", 443), timeout=1)

    def test_is_open_to_this_machine(self) -> None:
        with (
            socket.create_server(("127.0.0.1", 0)) as server,
            socket.create_connection(server.getsockname(), timeout=5) as client,
        ):
            assert client.getpeername() == server.getsockname()

    def test_is_open_to_the_file_system(self, tmp_path: Path) -> None:
        address = str(tmp_path / "s")
        with (
            socket.socket(socket.AF_UNIX) as server,
            socket.socket(socket.AF_UNIX) as client,
        ):
            server.bind(address)
            server.listen()
            client.connect(address)
