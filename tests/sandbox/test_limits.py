"""The vendors' limits, switched on by one lever."""

from collections.abc import Iterator

import pytest
import stripe
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.company import APPROVALS, MORNING, furnish
from sandbox.people import People
from sandbox.serving import serving
from sandbox.slack.rates import MESSAGES_AT_ONCE, TIER_3
from sandbox.world import World


@pytest.fixture
def people() -> Iterator[People]:
    with serving(World(MORNING)) as url:
        people = People(url)
        furnish(people)
        yield people


def balance(people: People, key: str, calls: int) -> str:
    """Ask for the balance until that is too much; return why."""
    client = stripe.StripeClient(key, base_addresses={"api": f"{people.url}/stripe"})
    try:
        for number in range(calls):
            client.v1.balance.retrieve() if number % 2 else client.v1.customers.list()
    except stripe.RateLimitError as refused:
        return (refused.headers or {})["stripe-rate-limited-reason"]
    return ""


class TestStripe:
    @pytest.mark.parametrize(
        ("key", "reason"),
        [("rk_test_sandbox", "global-rate"), ("rk_live_sandbox", "endpoint-rate")],
    )
    def test_allows_more_in_live_mode(self, people: People, key: str, reason: str) -> None:
        people.post("limits", enforce=True)
        assert balance(people, key, 200) == reason
        assert sum(people.get("limits")["stripe"].values()) == 1


class TestSlack:
    def test_takes_a_burst_in_each_channel(self, people: People) -> None:
        people.post("limits", enforce=True, slack_second=100)
        slack = WebClient("xoxb-sandbox", base_url=f"{people.url}/slack/api/", retry_handlers=[])
        for _ in range(MESSAGES_AT_ONCE):
            slack.chat_postMessage(channel=APPROVALS, text="Hello")
        with pytest.raises(SlackApiError) as refused:
            slack.chat_postMessage(channel=APPROVALS, text="Hello")
        assert int(refused.value.response.headers["Retry-After"]) == 100
        slack.chat_postMessage(channel="#ar", text="Hello")
        assert people.get("limits") == {"slack": {"chat.postMessage": 1}}

    def test_takes_so_many_calls_of_a_method_a_minute(self, people: People) -> None:
        slack = WebClient("xoxb-sandbox", base_url=f"{people.url}/slack/api/", retry_handlers=[])
        said = slack.chat_postMessage(channel=APPROVALS, text="Hello")
        people.post("limits", enforce=True)
        for number in range(TIER_3):
            slack.chat_update(channel=said["channel"], ts=said["ts"], text=str(number))
        with pytest.raises(SlackApiError) as refused:
            slack.chat_update(channel=said["channel"], ts=said["ts"], text="Hello")
        assert 50 <= int(refused.value.response.headers["Retry-After"]) <= 60


def test_are_off_until_somebody_wants_them_and_again(people: People) -> None:
    assert not balance(people, "rk_live_sandbox", 60)
    people.post("limits", enforce=True)
    assert balance(people, "rk_test_sandbox", 60)
    people.post("limits", enforce=False)
    assert not balance(people, "rk_test_sandbox", 60)
    assert people.get("limits") == {}
