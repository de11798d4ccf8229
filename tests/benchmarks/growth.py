"""Growth: what a thousand invoices from won to paid leave behind, and what of it is forgotten."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import psutil
import sqlalchemy as sa

from bot.durable import Durable
from bot.ledger import Ledger
from bot.ledger.migrate import ENGINE_TABLES
from sandbox.control import wait_for
from tests.benchmarks.figures import Figure
from tests.benchmarks.place import Place, open_place
from tests.benchmarks.section import Part, Where
from tests.fakes.settings import some_settings

DEALS = 60
AT_ONCE = 20
PER = 1000
PATIENCE = 180.0
"""Seconds."""
PAYMENTS_EVERY = timedelta(minutes=11)
"""After which the bot has looked at Stripe's events."""
SHOWN = 5
"""Tables that are named one by one."""
MOST_MEGABYTES = 100.0
"""Of a thousand invoices, all included."""
MOST_MEMORY = 300.0
"""Megabytes: threads and connections of a busy bot included."""
MOST_LEFT = 50
"""Rows of the engine that are no work: its queues and versions."""
Sizes = dict[str, tuple[int, int]]
"""Table -> its rows, and its bytes with its indexes."""


def parts(where: Where) -> Iterator[Part]:
    """Yield what is measured on a bot of its own."""
    with where.databases.new("growth") as url, open_place(where.folder, url) as place:
        title = f"What {PER:,} invoices leave behind, from won to paid (counted on {DEALS})"
        yield title, partial(growth, place)


def growth(place: Place) -> list[Figure]:
    """Have some deals won, approved and paid; compare what the tables held before and after."""
    place.bot.start()
    _whole_story(place, 1)  # what is there once only is no growth
    place.bot.stop()
    before = sizes(place.bot.database_url)
    place.bot.start()
    for _ in range(DEALS // AT_ONCE):
        _whole_story(place, AT_ONCE)
    memory = psutil.Process(place.bot.pid).memory_info().rss / 1024**2
    place.bot.stop()
    after = sizes(place.bot.database_url)
    grown = {
        name: (rows - before[name][0], size - before[name][1])
        for name, (rows, size) in after.items()
    }
    engine = [part for name, part in grown.items() if name in ENGINE_TABLES]
    ours = [part for name, part in grown.items() if name not in ENGINE_TABLES]
    total = _megabytes([*engine, *ours])
    return [
        Figure("all of it", total, "MB", MOST_MEGABYTES, 1),
        Figure("the ledger, which stays", _megabytes(ours), "MB", 0, 1),
        Figure("the ledger: rows", _rows(ours), "", 0, 0),
        *_largest(grown),
        Figure("the engine, which is forgotten after a while", _megabytes(engine), "MB", 0, 1),
        Figure("the engine: workflows", _rows([grown["workflow_status"]]), "", 0, 0),
        Figure("the engine: rows", _rows(engine), "", 0, 0),
        *_forgotten(place.bot.database_url),
        Figure(f"memory of the bot after {DEALS} of them", memory, "MB", MOST_MEMORY, 0),
    ]


def _whole_story(place: Place, count: int) -> None:
    """Take some deals from won to paid, and wait until Salesforce heard of it."""
    cards = place.cards(count)
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda one: place.people.click("kim", "Approve & send", one[1]), cards))
    for deal_id, _ in cards:
        wait_for(partial(_is_open, place, deal_id), "an invoice to be open", seconds=PATIENCE)
    for deal_id, _ in cards:
        place.people.pay(deal_id)
    place.people.advance(PAYMENTS_EVERY)
    wait_for(partial(_all_written, place), "Salesforce to hear of it", seconds=PATIENCE)


def _is_open(place: Place, deal_id: str) -> bool:
    return [row["status"] for row in place.people.invoices(deal_id)] == ["open"]


def _all_written(place: Place) -> bool:
    """Return whether all is paid and told; if nothing is under way, let the next round begin."""
    ledger = Ledger(place.bot.database_url)
    with ledger.engine.connect() as connection:
        working, left = (
            sum(connection.execute(sa.text(query)).scalar_one() for query in queries)
            for queries in (_at_work(ledger), _UNTOLD)
        )
    ledger.close()
    if left and not working:
        place.people.next_minute()
    return not left and not working


_UNTOLD = (
    "select count(*) from invoice where status <> 'paid'",
    "select count(*) from event where written_back_at is null or told_at is null",
)


def _at_work(ledger: Ledger) -> tuple[str]:
    table = "workflow_status" if ledger.is_sqlite else "dbos.workflow_status"
    return (f"select count(*) from {table} where status in ('ENQUEUED', 'PENDING', 'DELAYED')",)  # noqa: S608 - a name of ours


def sizes(url: str) -> Sizes:
    """Return the rows and bytes of every table."""
    ledger = Ledger(url)
    with ledger.engine.connect() as connection:
        found = _of_sqlite(connection) if ledger.is_sqlite else _of_postgres(connection)
    ledger.close()
    return found


def _of_sqlite(connection: sa.Connection) -> Sizes:
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    query = (
        "select m.tbl_name, sum(d.pgsize) from dbstat d join sqlite_master m on m.name = d.name "
        "group by 1"
    )
    found = connection.exec_driver_sql(query).all()
    return {row[0]: (_count(connection, row[0]), int(row[1])) for row in found}


def _of_postgres(connection: sa.Connection) -> Sizes:
    query = (
        "select n.nspname || '.' || c.relname, c.relname, pg_total_relation_size(c.oid) "
        "from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind = 'r' and n.nspname in ('public', 'dbos')"
    )
    return {
        row[1]: (_count(connection, row[0]), int(row[2]))
        for row in connection.execute(sa.text(query))
    }


def _count(connection: sa.Connection, table: str) -> int:
    quoted = ".".join(f'"{part}"' for part in table.split("."))
    query = f"select count(*) from {quoted}"  # noqa: S608 - names of the catalog's own
    return int(connection.execute(sa.text(query)).scalar_one())


def _largest(grown: Sizes) -> list[Figure]:
    largest = sorted(grown, key=lambda name: -grown[name][1])[:SHOWN]
    return [Figure(f"of it `{name}`", _megabytes([grown[name]]), "MB", 0, 1) for name in largest]


def _forgotten(url: str) -> list[Figure]:
    """Have the engine forget all that finished, as it does after the days of the settings."""
    ledger = Ledger(url)
    engine = Durable(ledger, some_settings())
    engine.launch()
    begun = time.perf_counter()
    count = 0
    while some := engine.forget(datetime.now(UTC) + timedelta(days=1)):
        count += some
    took = time.perf_counter() - begun
    engine.stop()
    ledger.close()
    left = sizes(url)
    rows = sum(left[name][0] for name in ENGINE_TABLES if name in left)
    return [
        Figure("forgetting 1,000 workflows", took / max(count, 1) * 1000, "s", 5),
        Figure("the engine: rows left after that, in all", rows, "", MOST_LEFT, 0),
    ]


def _megabytes(parts: list[tuple[int, int]]) -> float:
    return sum(size for _, size in parts) / 1024**2 * PER / DEALS


def _rows(parts: list[tuple[int, int]]) -> float:
    return sum(rows for rows, _ in parts) * PER / DEALS
