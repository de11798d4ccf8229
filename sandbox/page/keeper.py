"""The bot beside the page: its process, what state it is in, and the levers on it."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from sandbox.process import Bot

LOOK_EVERY = 0.1
"""Real seconds between two looks at whether the process still lives."""


class State(StrEnum):
    """What the bot's process is doing."""

    ABSENT = "absent"
    STARTING = "starting"
    RUNNING = "running"
    FROZEN = "frozen"
    STOPPED = "stopped"
    KILLED = "killed"


class Keeper:
    """Starts and ends the bot; nobody but its levers starts it again.

    The process is started and awaited in threads of the keeper's own: starting waits until Slack
    sees it, and Slack is served by the thread that pulls the lever.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Begin without a bot; `changed` is called, from any thread, when its state is another."""
        self._changed = changed
        self._bot: Bot | None = None
        self._lock = threading.Lock()
        self._state = State.ABSENT
        self._pid = 0
        self._since = datetime.now(UTC)
        self._starts = 0
        self._trouble = ""

    @property
    def is_running(self) -> bool:
        """Return whether it does its work."""
        return self._state is State.RUNNING

    @property
    def is_alive(self) -> bool:
        """Return whether there is a process, frozen or not."""
        return self._state in (State.STARTING, State.RUNNING, State.FROZEN)

    def shown(self) -> dict[str, object]:
        """Return it as the page shows it; `since` is real time."""
        return {
            "state": self._state.value,
            "pid": self._pid or None,
            "since": self._since.isoformat(),
            "starts": self._starts,
            "trouble": self._trouble,
        }

    def keep(self, bot: Bot) -> None:
        """Take charge of a bot, which is not started yet."""
        self._bot = bot
        self._become(State.STOPPED)

    def start(self) -> None:
        """Start it and wait until it is connected.

        Raises:
            ValueError: if it is running already.

        """
        bot = self._kept()
        with self._lock:
            self._need(State.STOPPED, State.KILLED)
            self._starts += 1
            self._become(State.STARTING)
        try:
            bot.start()
        except (AssertionError, RuntimeError) as error:
            with self._lock:
                if self._state is State.STARTING:
                    bot.kill()
                    self._become(State.STOPPED, trouble=str(error).strip().splitlines()[-1])
            return
        with self._lock:
            if self._state is State.STARTING:
                self._become(State.RUNNING, bot.pid)
        threading.Thread(target=self._watch, args=[bot], name="bot-watch", daemon=True).start()

    def start_soon(self) -> None:
        """Start it, in a thread of its own."""
        self._kept()
        self._need(State.STOPPED, State.KILLED)
        threading.Thread(target=self._start_or_not, name="bot-start", daemon=True).start()

    def _start_or_not(self) -> None:
        try:
            self.start()
        except ValueError:
            return  # somebody else was faster

    def kill(self) -> None:
        """End it as a power cut would, with SIGKILL; it stays dead until somebody starts it."""
        bot = self._kept()
        with self._lock:
            self._need(State.RUNNING, State.FROZEN, State.STARTING)
            self._become(State.KILLED)
        _signal(bot.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as a deployment does."""
        bot = self._kept()
        with self._lock:
            self._need(State.RUNNING, State.FROZEN)
            self._become(State.STOPPED)
        pid = bot.pid
        _signal(pid, signal.SIGCONT)
        _signal(pid, signal.SIGTERM)

    def freeze(self) -> None:
        """Let it stand still, as a machine that swaps does."""
        bot = self._kept()
        with self._lock:
            self._need(State.RUNNING)
            _signal(bot.pid, signal.SIGSTOP)
            self._become(State.FROZEN, bot.pid)

    def thaw(self) -> None:
        """Let it go on."""
        bot = self._kept()
        with self._lock:
            self._need(State.FROZEN)
            _signal(bot.pid, signal.SIGCONT)
            self._become(State.RUNNING, bot.pid)

    def cut(self) -> None:
        """Kill it without waiting for its end."""
        if self._bot is not None:
            _signal(self._bot.pid, signal.SIGKILL)

    def end(self) -> None:
        """End it for good: the sandbox ends."""
        if self._bot is not None:
            with contextlib.suppress(OSError):  # the sandbox may have ended before its bot
                self._bot.kill()

    def _kept(self) -> Bot:
        if self._bot is None:
            raise ValueError("No bot was started from here: see `make demo`.")
        return self._bot

    def _need(self, *states: State) -> None:
        if self._state not in states:
            raise ValueError(f"The bot is {self._state.value}.")

    def _become(self, state: State, pid: int = 0, trouble: str = "") -> None:
        self._state, self._pid, self._trouble = state, pid, trouble
        self._since = datetime.now(UTC)
        self._changed()

    def _watch(self, bot: Bot) -> None:
        """Notice when it ends by itself, or is killed by a fault in the middle of a call."""
        while bot.pid:
            time.sleep(LOOK_EVERY)
        with self._lock:
            if self._state in (State.RUNNING, State.FROZEN):
                self._become(State.KILLED, trouble="It ended by itself.")


def _signal(pid: int, number: signal.Signals) -> None:
    if pid:
        os.kill(pid, number)
