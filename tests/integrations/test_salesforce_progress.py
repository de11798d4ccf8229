"""Where the feed is read on from: never too late, and not for ever from the same instant."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integrations.salesforce.progress import OVERLAP, Progress
from tests.integrations.salesforce_org import START


class Watch:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def _read(progress: Progress, watch: Watch, *stamps: datetime, took: float = 0) -> datetime | None:
    began = progress.begin()
    watch.at += took
    return progress.end(began, stamps)


class TestProgress:
    def test_is_unknown_before_anything_was_seen(self) -> None:
        watch = Watch()
        assert _read(Progress(watch), watch) is None

    def test_is_the_latest_stamp(self) -> None:
        watch, later = Watch(), START + timedelta(hours=1)
        assert _read(Progress(watch), watch, START, later, START, took=3) == later

    def test_goes_on_while_nothing_changes(self) -> None:
        watch = Watch()
        progress = Progress(watch)
        _read(progress, watch, START)
        watch.at += 3600
        assert _read(progress, watch, took=5) == START + timedelta(hours=1)
        assert _read(progress, watch, START) == START + timedelta(hours=1, seconds=5)

    def test_counts_a_slow_reading_from_its_beginning(self) -> None:
        watch, slow = Watch(), OVERLAP * 2
        assert _read(Progress(watch), watch, START, took=slow.total_seconds()) == START - slow

    @given(
        st.lists(
            st.tuples(
                st.floats(0, 7200),  # quiet before it
                st.floats(0, 1800),  # how long it takes
                st.lists(st.floats(0, 1), max_size=3),  # stamps: when during or before it
            ),
            max_size=8,
        )
    )
    def test_is_never_later_than_what_was_surely_seen(
        self, readings: list[tuple[float, float, list[float]]]
    ) -> None:
        watch, skew = Watch(), START.timestamp() - 1000
        progress = Progress(watch)
        for quiet, took, stamps in readings:
            watch.at += quiet
            began = watch.at
            at = [datetime.fromtimestamp(skew + began + took * one, START.tzinfo) for one in stamps]
            until = _read(progress, watch, *at, took=took)
            surely = datetime.fromtimestamp(skew + began, START.tzinfo) + OVERLAP / 2
            assert until is None or until <= surely + timedelta(milliseconds=1)
