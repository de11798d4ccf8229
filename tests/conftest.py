"""What most tests share: a ledger of their own, a clock that stands still, fakes of the outside."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.deps import Deps
from bot.ledger import Ledger
from bot.policy import Policy
from bot.settings import Settings
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import DANA
from tests.fakes.engine import FakeEngine
from tests.fakes.ledger import empty_ledger
from tests.fakes.postgres import Postgres, running
from tests.fakes.settings import some_settings
from tests.fakes.slack import FakeDirectory, FakeMessenger

# The suite tries the same examples each time, so that what lands is no matter of luck, nor of how
# busy the machine is; `make soak` tries others.
hypothesis.settings.register_profile(
    "suite", derandomize=not os.environ.get("CLOSEDWON_SOAK"), deadline=None
)
hypothesis.settings.load_profile("suite")


def pytest_xdist_auto_num_workers() -> int:
    """Run more tests at a time than there are cores: journeys wait far more than they work."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run one server for all that ask for it; tests that do share an xdist group."""
    with running() as server:
        yield server


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = empty_ledger(tmp_path)
    yield ledger
    ledger.close()


@pytest.fixture
def settings() -> Settings:
    return some_settings()


@pytest.fixture
def policy() -> Policy:
    return Policy(version="test", people={"finance": ("@finance",), "ar": ("@ar",)})


@pytest.fixture
def billing(clock: FixedClock) -> FakeBilling:
    return FakeBilling(clock)


@pytest.fixture
def crm(clock: FixedClock) -> FakeCrm:
    return FakeCrm(clock)


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def directory() -> FakeDirectory:
    """Kim and Pat of Finance, Alex of AR, Dana who sells, Sam who is nobody in particular."""
    directory = FakeDirectory()
    directory.add("UKIM", "Kim", "@finance")
    directory.add("UPAT", "Pat", "@finance")
    directory.add("UALEX", "Alex", "@ar")
    directory.add("UDANA", "Dana", email=DANA.email)
    directory.add("USAM", "Sam")
    return directory


@pytest.fixture
def deps(
    *,
    settings: Settings,
    policy: Policy,
    clock: FixedClock,
    ledger: Ledger,
    engine: FakeEngine,
    crm: FakeCrm,
    billing: FakeBilling,
    messenger: FakeMessenger,
    directory: FakeDirectory,
) -> Deps:
    return Deps(
        settings=settings,
        policy=policy,
        clock=clock,
        ledger=ledger,
        engine=engine,
        crm=crm,
        billing=billing,
        messenger=messenger,
        directory=directory,
    )


@pytest.fixture
def books(deps: Deps, billing: FakeBilling) -> Books:
    return Books(deps, billing)
