import pytest

from bot.turnstile import ALONE, Share
from integrations.stripe.pacing import Pacing, endpoint_of
from tests.fakes.watch import Watch


def times(calls: int, *, is_live: bool, endpoints: int = 1, share: Share = ALONE) -> list[float]:
    """Return when each of so many requests goes out."""
    watch = Watch()
    pacing = Pacing(is_live=is_live, turnstile=watch.turnstile(lambda: share))
    out = []
    for number in range(calls):
        with pacing.turn("post", f"https://api.stripe.com/v1/things{number % endpoints}"):
            out.append(watch.now())
    return out


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(start <= at < start + 1 for at in moments) for start in moments)


class TestPacing:
    @pytest.mark.parametrize(
        ("is_live", "endpoints", "most"), [(False, 1, 25), (False, 9, 25), (True, 1, 25)]
    )
    def test_stays_within_what_stripe_allows(
        self, *, is_live: bool, endpoints: int, most: int
    ) -> None:
        moments = times(120, is_live=is_live, endpoints=endpoints)
        assert most_in_a_second(moments) == most

    def test_goes_faster_in_live_mode_over_several_endpoints(self) -> None:
        assert most_in_a_second(times(400, is_live=True, endpoints=40)) == 100

    def test_does_not_hold_up_a_few_calls(self) -> None:
        moments = times(5, is_live=False)
        assert moments[-1] - moments[0] < 0.2

    def test_is_shared_among_processes(self) -> None:
        assert most_in_a_second(times(80, is_live=False, share=Share(3, 1))) == 8


class TestEndpointOf:
    @pytest.mark.parametrize(
        ("url", "endpoint"),
        [
            ("https://api.stripe.com/v1/invoices", "post invoices"),
            ("https://api.stripe.com/v1/invoices/in_1", "post invoices/{}"),
            ("http://127.0.0.1:1/stripe/v1/invoices/in_1/send?a=b", "post invoices/{}/send"),
        ],
    )
    def test_leaves_out_ids(self, url: str, endpoint: str) -> None:
        assert endpoint_of("POST", url) == endpoint
