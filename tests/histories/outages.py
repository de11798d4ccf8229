"""Vendors that are away for some calls, or for as long as it takes, in the middle of things."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.deal import Deal
from bot.errors import Trouble, VendorError
from bot.facts import DealPage
from tests.fakes.crm import FakeCrm
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.histories.feeds import Disorder

VENDORS = ("Slack", "Salesforce", "Stripe")
WAYS = ("down", "refused", "lost answer")
"""Before the effect, twice; or after it."""
SHOWN_LATE = timedelta(hours=1)
"""When Salesforce shows what its feed had passed over; by then the bot has read on."""
HOW = {"down": Trouble.DOWN, "refused": Trouble.REFUSED, "lost answer": Trouble.UNKNOWN}


@dataclass
class Outage:
    """What happens to the calls of one vendor from now on."""

    vendor: str
    how: str = ""
    skip: int = 0
    """Calls that are answered before it begins."""
    left: int = 0
    """Calls that it lasts for."""

    def begin(self, how: str, *, skip: int = 0, calls: int = 1) -> None:
        """Have `calls` calls fail, after `skip` others."""
        self.how, self.skip, self.left = how, skip, calls

    def over(self) -> None:
        """Have everything work again."""
        self.left = 0

    def next(self) -> tuple[VendorError | None, bool]:
        """Return how the call that begins now fails, and whether after its effect."""
        if not self.left:
            return None, False
        if self.skip:
            self.skip -= 1
            return None, False
        self.left -= 1
        trouble = HOW[self.how]
        error = VendorError(self.vendor, f"{self.how}.", trouble=trouble, code=f"test_{trouble}")
        return error, self.how == "lost answer"


def _name(deal: Deal) -> str:
    """Return what tells one change of a deal from the next."""
    return f"{deal.id} {deal.modified_at.isoformat()}"


@dataclass
class WatchedCrm(FakeCrm):
    """A Salesforce that is away at times."""

    outage: Outage = field(default_factory=lambda: Outage("Salesforce"))

    def __post_init__(self) -> None:
        self.feed: Disorder[Deal] = Disorder(_name, self.clock, hides=SHOWN_LATE)

    def changed_deals(
        self, since: datetime | None, won_since: datetime, known: Collection[str]
    ) -> DealPage:
        page = super().changed_deals(since, won_since, known)
        return page.model_copy(update={"deals": self.feed.passed(page.deals)})

    def write_back(self, deals, invoices, events):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - as in the class above
        error, after = self.outage.next()
        if error and not after:
            raise error
        written = super().write_back(deals, invoices, events)
        if error:
            raise error
        return written

    def _called(self, method: str) -> None:
        if method != "write_back":
            error, _ = self.outage.next()
            if error:
                raise error
        super()._called(method)


class WatchedMessenger(FakeMessenger):
    """A Slack that is away at times."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.outage = Outage("Slack")

    def _fail(self) -> VendorError | None:
        error, after = self.outage.next()
        if error and not after:
            raise error
        return error or super()._fail()


@dataclass
class WatchedDirectory(FakeDirectory):
    """Who is who, if Slack answers."""

    outage: Outage = field(default_factory=lambda: Outage("Slack"))

    def members(self, group: str) -> frozenset[str]:
        error, _ = self.outage.next()
        if error:
            raise error
        return super().members(group)
