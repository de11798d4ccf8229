"""What most tests share: a ledger of their own, a clock that stands still, fakes of the outside."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.ledger import Base, Ledger
from bot.ledger.audit import GENESIS, AuditHeadRow
from bot.policy import Policy
from bot.settings import Settings
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path}/test.db")
    Base.metadata.create_all(ledger.engine)
    with ledger.transaction() as s:
        s.add(AuditHeadRow(id=1, sequence=0, hash=GENESIS))
    yield ledger
    ledger.close()


@pytest.fixture
def settings() -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-test"),
        slack_app_token=SecretStr("xapp-test"),
        approvals_channel="#billing-approvals",
        ar_channel="#ar",
        ops_channel="#billing-ops",
        stripe_api_key=SecretStr("rk_test_123"),
        salesforce_url="https://acme.my.salesforce.com",
        salesforce_consumer_key="key",
        billing_timezone=ZoneInfo("America/New_York"),
    )


@pytest.fixture
def policy() -> Policy:
    return Policy(version="test", people={"finance": ("UKIM", "UPAT"), "ar": ("UALEX",)})
