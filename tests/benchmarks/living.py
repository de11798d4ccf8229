"""The real bot on the sandbox: starting, one thing after the other, clicks, calls, idle."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks.figures import acks, calls, idle, latencies, start
from tests.benchmarks.place import open_place
from tests.benchmarks.section import Part, Where
from tests.benchmarks.sixty import sixty


def parts(where: Where) -> Iterator[Part]:
    """Yield what is measured on one sandbox with one bot."""
    with where.databases.new("living") as url, open_place(where.folder, url) as place:
        yield "Starting", partial(start, place)
        yield "From one to the next", partial(latencies, place)
        yield "From click to acknowledgment, 5 times", partial(acks, place)
        yield "Calls for one invoice", partial(calls, place)
        yield "A plan of 60 installments, approved with one click", partial(sixty, place)
        with where.databases.new("idle") as other:
            yield "Doing nothing, with the intervals of production", partial(idle, place, other)
