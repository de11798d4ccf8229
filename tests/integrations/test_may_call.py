"""No call leaves the house when it may not: asked right before each, after every wait."""

from collections.abc import Callable, Iterator

import pytest

from bot.errors import Trouble, VendorError
from bot.facts import Message, Place
from bot.lease import Lease, clocks
from bot.policy import Policy
from bot.settings import Settings
from integrations import salesforce, slack, stripe
from sandbox.company import APPROVALS, MORNING, environment, furnish
from sandbox.people import People
from sandbox.serving import serving
from sandbox.world import World

HELLO = Message(text="Hello")


@pytest.fixture
def people() -> Iterator[People]:
    with serving(World(MORNING)) as url:
        people = People(url)
        furnish(people)
        yield people


@pytest.fixture
def settings(people: People) -> Settings:
    given = {name.lower(): value for name, value in environment(people.url).items()}
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]  # read as from .env


@pytest.fixture
def lease() -> Lease:
    lease = Lease()
    lease.renew(clocks(), -1)
    return lease


Call = Callable[[Settings, Policy, Lease], object]


def ask_stripe(settings: Settings, _: Policy, lease: Lease) -> object:
    return stripe.connect(settings, may_call=lease.check).find_customers("A", "a@acme.example")


def ask_salesforce(settings: Settings, policy: Policy, lease: Lease) -> object:
    return salesforce.connect(settings, policy, may_call=lease.check).is_sandbox()


def post(settings: Settings, _: Policy, lease: Lease) -> object:
    messenger = slack.connect(settings, may_call=lease.check).messenger
    return messenger.post(APPROVALS, HELLO, key="hello")


def update(settings: Settings, _: Policy, lease: Lease) -> None:
    messenger = slack.connect(settings, may_call=lease.check).messenger
    messenger.update(Place(channel="C1", ts="1.0"), HELLO)


@pytest.mark.parametrize(
    ("vendor", "call"),
    [
        ("stripe", ask_stripe),
        ("salesforce", ask_salesforce),
        ("slack", post),
        ("slack", update),
    ],
)
def test_no_call_is_made_when_the_lease_is_over(
    people: People, settings: Settings, policy: Policy, lease: Lease, vendor: str, call: Call
) -> None:
    before = len(people.get("calls", vendor=vendor))
    with pytest.raises(VendorError, match="stood still") as refused:
        call(settings, policy, lease)
    assert refused.value.retryable
    assert len(people.get("calls", vendor=vendor)) == before


def test_what_slack_asked_to_repeat_later_is_asked_about_again(
    people: People, settings: Settings
) -> None:
    asked: list[int] = []

    def may_call() -> None:
        asked.append(len(people.get("calls", vendor="slack")))
        if len(asked) > 1:
            raise VendorError("closedwon", "stood still", trouble=Trouble.DOWN)

    messenger = slack.connect(settings, may_call=may_call).messenger
    people.fault("slack", "chat.update", "status_before", status=429, retry_after=0)
    with pytest.raises(VendorError, match="stood still"):
        messenger.update(Place(channel="C1", ts="1.0"), HELLO)
    assert asked == [asked[0], asked[0] + 1]
