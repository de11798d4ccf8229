"""`make demo`, without a browser: a real bot that is killed, frozen and started."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from sandbox.control import LeverError, Obj
from sandbox.people import People

START_SECONDS = 60


@pytest.fixture
def demo() -> Iterator[tuple[subprocess.Popen[str], People]]:
    """Start it, and wait until the bot is connected."""
    command = [sys.executable, "-m", "sandbox", "demo", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+(?=/)", process.stdout.readline())
        assert found
        people = People(found.group())
        try:
            becomes(people, "running")
            yield process, people
        finally:
            process.terminate()
            process.wait(30)


def becomes(people: People, state: str) -> Obj:
    """Wait until the bot is in this state."""
    said: Obj = {}

    def is_so() -> bool:
        said.update(people.get("page/bot"))
        return bool(said["state"] == state)

    people.wait(is_so, f"the bot to be {state}")
    return said


def test_a_bot_can_be_killed_frozen_and_started_and_ends_with_the_demo(
    demo: tuple[subprocess.Popen[str], People],
) -> None:
    process, people = demo
    url = f"{people.url}/control/page/templates/once"
    deal = requests.post(url, json={}, headers={"origin": people.url}, timeout=10).json()
    card = people.card("Acme", "Approve & send")
    first = becomes(people, "running")["pid"]
    people.post("page/bot/freeze")
    stands = psutil.Process(first)
    people.wait(lambda: stands.status() == psutil.STATUS_STOPPED, "the bot to stand still")
    people.post("page/bot/thaw")
    assert people.click("kim", "Approve & send", card)["acked"]
    people.post("page/bot/kill")
    assert not psutil.pid_exists(first) or not people.get("page/bot")["pid"]
    with pytest.raises(LeverError, match="The bot is killed"):
        people.post("page/bot/stop")
    assert people.post("page/bot/start")["state"] == "starting"
    again = becomes(people, "running")
    assert (again["starts"], again["pid"] != first) == (2, True)
    assert people.invoice(deal["id"])["total"] == 1_840_000
    assert people.get("page/tally")["doubled"] == []
    causes = {(row["workflow"].split(":")[0], row["step"]) for row in people.get("page/calls")}
    assert {("issue", "draft"), ("show_card", "put_card"), ("", "proposal.approve")} <= causes
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert not psutil.pid_exists(again["pid"])
    assert process.stderr is not None
    assert process.stderr.read() == ""
