"""The real bot on the sandbox: starting, one thing after the other, clicks, calls, idle."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks.clicks import clicks
from tests.benchmarks.figures import acks, calls, idle, latencies, start
from tests.benchmarks.place import open_place
from tests.benchmarks.section import Part, Where
from tests.benchmarks.sixty import sixty


def parts(where: Where) -> Iterator[Part]:
    """Yield what is measured on one sandbox with one bot."""
    with where.databases.new("living") as url, open_place(where.folder, url) as place:
        yield "Starting", partial(start, place)
        yield "From one to the next", partial(latencies, place)
        yield "Twenty people click, each on a card of their own", partial(acks, place)
        yield "Calls for one invoice", partial(calls, place)
        yield "A plan of 60 installments, approved with one click", partial(sixty, place)
        with where.databases.new("idle") as other:
            yield "Doing nothing, with the intervals of production", partial(idle, place, other)


def clicking(where: Where) -> Iterator[Part]:
    """Yield what is measured with a crowd, on a bot of its own."""
    with where.databases.new("clicks") as url, open_place(where.folder, url) as place:
        place.bot.start()
        yield "From click to acknowledgment, idle and in the burst", partial(clicks, place)
