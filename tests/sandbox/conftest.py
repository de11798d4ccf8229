"""What the tests of the local vendors share."""

from collections.abc import Iterator

import pytest

from tests.sandbox.stripe_kit import Stage, on_stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Serve a local Stripe, empty."""
    with on_stage() as stage:
        yield stage
