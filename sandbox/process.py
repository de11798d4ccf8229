"""A bot process beside the sandbox: started, killed, and started again on the same database."""

import os
import signal
import subprocess
import time
from pathlib import Path

from sandbox.company import environment
from sandbox.control import PATIENCE, Control, wait_for
from sandbox.launching import Process, afresh, copied

CONNECTED = "closedwon is connected"
"""What it logs when it is ready."""
POLICY = Path(__file__).with_name("policy.toml")
URL = "SANDBOX_URL"
"""The variable that says where the sandbox is."""
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")
"""What the bot gets of our own environment: no proxies, and nobody's real settings."""


class Bot:
    """A bot process that can be killed, frozen, and started again on the same database."""

    def __init__(
        self, control: Control, folder: Path, database_url: str = "", **settings: str
    ) -> None:
        """Log in `folder`, and keep the ledger there too unless `database_url` says otherwise.

        `settings` go over those of the sandbox.
        """
        self._control = control
        self._folder = folder
        self.database_url = database_url or f"sqlite:///{folder / 'closedwon.db'}"
        """Where its ledger is."""
        self._settings = settings
        self._process: Process | None = None
        self._starts = 0
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def log(self) -> Path:
        """Return where it logs."""
        return self._folder / "bot.log"

    @property
    def pid(self) -> int:
        """Return its process id, 0 when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def start(self, *, beside: bool = False) -> float:
        """Start it and wait until it is connected; return how many seconds that took.

        One that starts `beside` others does not wait until Slack sees no bot any more.
        """
        if not beside:
            wait_for(lambda: self._connections() == 0, "the last connection to end")
        self._starts = self._times_connected() + 1
        began = time.monotonic()
        self._process = self._spawn()
        wait_for(self._connected, "the bot to connect", seconds=60, instead=self.end_of_log)
        return time.monotonic() - began

    def drain(self) -> None:
        """Stop it, and finish what it has begun."""
        self.stop()
        self._process = self._spawn("drain")
        if self._process.wait(timeout=PATIENCE) != 0:
            raise RuntimeError(f"work is left:\n{self.end_of_log()}")

    def _spawn(self, *arguments: str) -> Process:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        here = {
            URL: self._control.url,
            "DATABASE_URL": self.database_url,
            "POLICY_FILE": str(POLICY),
        }
        env = kept | environment(self._control.url) | here | self._settings
        return self._launch(env, arguments)

    def _launch(self, env: dict[str, str], arguments: tuple[str, ...]) -> Process:
        return afresh(env, self.log, arguments)

    def _connected(self) -> bool:
        if not self.pid:
            raise RuntimeError(f"the bot ended by itself:\n{self.end_of_log()}")
        return self._times_connected() == self._starts

    def _times_connected(self) -> int:
        return self.log.read_text(errors="replace").count(CONNECTED) if self.log.exists() else 0

    def _connections(self) -> int:
        return int(self._control.get("slack/sockets")["connected"])

    def end_of_log(self) -> str:
        """Return the latest lines of the log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else "no log"

    def freeze(self) -> None:
        """Let it stand still, as a machine that swaps does; nobody waits for it to follow."""
        os.kill(self.pid, signal.SIGSTOP)
        self._control.delete("clock", who=self.pid)

    def thaw(self) -> None:
        """Let it go on where it stood."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and insist if it does not."""
        self._end(signal.SIGTERM)

    def died(self) -> bool:
        """Return whether it was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        if number is not signal.SIGKILL:
            self._process.send_signal(signal.SIGCONT)  # a frozen one hears nothing
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(timeout=15)
        self._control.delete("clock", who=self._process.pid)


class QuickBot(Bot):
    """One whose start takes no imports, for tests: they start hundreds."""

    def _launch(self, env: dict[str, str], arguments: tuple[str, ...]) -> Process:
        return copied(env, self.log, arguments)
