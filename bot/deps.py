"""What every stage is given: one frozen record, passed first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate

from bot.clock import Clock, date_in
from bot.ledger import Ledger
from bot.outcome import Outcome
from bot.policy import Policy
from bot.ports import Billing, Crm, Directory, Engine, Messenger
from bot.settings import Settings


@dataclass(frozen=True)
class Deps:
    """The bot's collaborators, built at the front door."""

    settings: Settings
    policy: Policy
    clock: Clock
    ledger: Ledger
    engine: Engine
    crm: Crm
    billing: Billing
    messenger: Messenger
    directory: Directory

    def now(self) -> datetime:
        """Return the present instant of business (aware, UTC)."""
        return self.clock.now()

    def today(self) -> date:
        """Return the present date in the billing time zone."""
        return date_in(self.settings.billing_timezone, self.clock.now())

    def durably(self, step: Callable[Concatenate["Deps", ...], Any], *args: Any) -> Outcome:  # noqa: ANN401 - any step, its own arguments
        """Run `step(deps, *args)` as one step of the present workflow; see `Engine.durably`."""
        return self.engine.durably(step, self, *args)
