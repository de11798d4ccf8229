from bot.turnstile import Share
from bot.urgent import giving_way
from integrations.slack.pace import KEPT, TIER_3, UPDATE, Pace
from tests.fakes.watch import Watch


def post(pace: Pace, channel: str, times: int = 1) -> None:
    for _ in range(times):
        with pace.posting(channel):
            pass


def update(pace: Pace, times: int = 1) -> None:
    for _ in range(times):
        with pace.calling(UPDATE):
            pass


class TestPosting:
    def test_lets_a_burst_through_and_then_one_a_second(self) -> None:
        watch = Watch()
        pace = Pace(turnstile=watch.turnstile())
        post(pace, "C1", 9)
        assert watch.naps == [3, 3]

    def test_lets_other_channels_pass(self) -> None:
        watch = Watch()
        pace = Pace(turnstile=watch.turnstile())
        for channel in ("C1", "C2", "C3"):
            post(pace, channel, 3)
        assert watch.naps == []

    def test_shares_a_channel_among_processes(self) -> None:
        watch = Watch()
        pace = Pace(turnstile=watch.turnstile(lambda: Share(3)))
        post(pace, "C1", 3)
        assert watch.naps == [3, 3]


class TestCalling:
    def test_calls_a_method_as_often_in_a_minute_as_slack_lets_through(self) -> None:
        watch = Watch()
        pace = Pace(turnstile=watch.turnstile())
        update(pace, TIER_3)
        assert watch.naps == []
        update(pace)
        assert watch.naps == [60]

    def test_leaves_room_for_what_somebody_waits_for(self) -> None:
        watch = Watch()
        pace = Pace(turnstile=watch.turnstile())
        with giving_way():
            update(pace, TIER_3 - KEPT[UPDATE])
        update(pace, KEPT[UPDATE])
        assert watch.naps == []
        with giving_way():
            update(pace)
        assert watch.naps == [60]
