"""What is drafted at the same moment is told of together, on a database that lets both write."""

from collections.abc import Iterator
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from bot.deps import Deps
from bot.ledger import Ledger
from bot.status import InvoiceStatus
from bot.workflows.issuing.issue import issue
from tests.fakes.postgres import Postgres
from tests.lanes import SERVERS
from tests.workflows.house import House
from tests.workflows.milestones import FEBRUARY, JANUARY, milestone

pytestmark = SERVERS


@pytest.fixture
def ledger(postgres: Postgres) -> Iterator[Ledger]:
    with postgres.database("migrated") as url:
        ledger = Ledger(url)
        yield ledger
        ledger.close()


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def test_two_drafts_are_told_of_once_and_together(house: House) -> None:
    house.known_customer()
    halves = [
        milestone(n, percent=Decimal(50), date=on) for n, on in enumerate((JANUARY, FEBRUARY))
    ]
    house.propose(milestones=tuple(halves), lines=())
    house.approve()
    both = Barrier(2)

    def beside_the_other() -> None:
        both.wait()

    house.billing.at("add_lines", beside_the_other, beside_the_other)
    threads = [Thread(target=issue, args=(house.deps, row.id)) for row in house.invoices()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.status for row in house.invoices()} == {InvoiceStatus.SCHEDULED}
    assert sum("2 invoices wait at Stripe" in line for line in house.told()) == 1
