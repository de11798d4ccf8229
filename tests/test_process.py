"""Whether a process of this machine has ended, for certain."""

import os
import subprocess
import sys

from bot.process import has_ended, this_process

NAME = "from bot.process import this_process as name; print(name(), flush=True); input()"


class TestHasEnded:
    def test_knows_that_this_one_has_not(self) -> None:
        assert not has_ended(this_process())

    def test_knows_who_has_ended(self) -> None:
        other = subprocess.Popen(
            [sys.executable, "-c", NAME], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert other.stdout
        name = other.stdout.readline().strip()
        assert not has_ended(name)
        other.communicate("")
        assert has_ended(name)

    def test_knows_a_dead_child_that_nobody_has_buried(self) -> None:
        child = subprocess.Popen([sys.executable, "-c", ""])
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        place, _, _ = this_process().split(" ")
        assert has_ended(f"{place} {child.pid} 1")
        child.wait()

    def test_knows_another_one_with_the_same_number(self) -> None:
        place, pid, started = this_process().split(" ")
        assert has_ended(f"{place} {pid} {int(started) + 1}")

    def test_does_not_know_of_other_machines(self) -> None:
        _, pid, _ = this_process().split(" ")
        assert not has_ended(f"elsewhere/boot/ns {int(pid) + 1} 1")
        assert not has_ended("")
