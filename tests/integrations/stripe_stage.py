"""The adapter on the local Stripe, with the stage beside it to look at what it did there."""

import contextlib
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr

from bot.settings import Settings
from integrations.stripe import StripeBilling, connect
from tests.fakes.clock import MORNING
from tests.sandbox.stripe_kit import Stage, on_stage


@contextlib.contextmanager
def staged(settings: Settings) -> Iterator[tuple[StripeBilling, Stage]]:
    with on_stage() as stage:
        there = {
            "stripe_api_key": SecretStr("rk_test_sandbox"),
            "stripe_api_url": f"{stage.address}/stripe",
        }
        clock = stage.world.clock
        clock.advance(MORNING - clock.now())
        yield connect(settings.model_copy(update=there), clock=clock), stage


def invoice(stage: Stage, ident: str) -> dict[str, Any]:
    """Return an invoice with all its lines, as plain data."""
    return next(row for row in stage.seen("invoices") if row["id"] == ident)


def lines(shown: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = shown["lines"]["data"]
    return rows
