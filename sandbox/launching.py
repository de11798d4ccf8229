"""How a bot process begins: from nothing as in production, or copied from one that is ready to."""

import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

ENTRY = "sandbox.bot"
HERE = Path(__file__).parents[1]

_copies = multiprocessing.get_context("forkserver")
# Imports are most of a start, and tests start hundreds.
_copies.set_forkserver_preload([ENTRY])


class Process(Protocol):
    """A process that was begun: what we need of `subprocess.Popen`."""

    pid: int

    def poll(self) -> int | None:
        """Return its exit code, None while it runs."""
        ...

    def wait(self, timeout: float) -> int:
        """Return its exit code once it has ended; `TimeoutExpired` after `timeout` seconds."""
        ...

    def send_signal(self, sig: int) -> None:
        """Send it a signal, unless it has ended."""
        ...


def afresh(env: dict[str, str], log: Path, arguments: tuple[str, ...] = ()) -> Process:
    """Begin a bot as in production, with an environment and a file to log in."""
    with log.open("ab") as out:
        return subprocess.Popen(  # noqa: S603 - our own bot, by our own words
            [sys.executable, "-m", ENTRY, *arguments],
            env=env, cwd=HERE, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip


def copied(env: dict[str, str], log: Path, arguments: tuple[str, ...] = ()) -> Process:
    """Begin it as the copy of a process that has imported everything, and done nothing else."""
    return _Copy(env, log, arguments)


class _Copy:
    """Implements `Process`."""

    def __init__(self, env: dict[str, str], log: Path, arguments: tuple[str, ...]) -> None:
        self._process: BaseProcess = _copies.Process(
            target=_run, args=(env, str(log), arguments), daemon=True
        )
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(ENTRY, timeout)
        return code

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)


def _run(env: dict[str, str], log: str, arguments: tuple[str, ...]) -> None:
    """Be the bot: in the new process, with nothing left of the environment of the old one."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(out, sys.stdout.fileno())
    os.dup2(out, sys.stderr.fileno())
    os.close(out)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(HERE)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = [ENTRY, *arguments]
    importlib.import_module(ENTRY).main()
