"""A quarter of a year at a small company, lived by the real bot before anybody looks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sandbox.company import AR, ZONE
from sandbox.control import wait_for
from sandbox.history.script import STORIES, TODAY, Paid, Story
from sandbox.people import People
from sandbox.process import Bot
from sandbox.tour.engine_room import is_quiet

HOUR = 10
"""When things happen on a day that has something."""
SECONDS = 60
"""How long the bot may take to be done with a day."""


def beginning(now: datetime) -> datetime:
    """Return when a world has to begin so that the history ends on the day of `now`."""
    today = now.astimezone(ZONE).date()
    weekend = max(
        0, today.weekday() - 4
    )  # the last day is a Friday then: summaries are for mornings of work
    day = today - timedelta(days=TODAY + weekend)
    return datetime.combine(day, time(9), ZONE).astimezone(UTC)


class History:
    """Lets the stories happen, day after day."""

    def __init__(self, people: People, bot: Bot, tell: Callable[[str], None]) -> None:
        """Have `people` act and `bot` work; `tell` says what day it is."""
        self._people, self._bot, self._tell = people, bot, tell
        self._first = people.now().date()
        self._deals: dict[str, str] = {}

    def live(self) -> None:
        """Live all of it, up to the morning of the last day."""
        for number in sorted({number for story in STORIES for number in _days(story)} | {TODAY}):
            day = self._day(number)
            self._tell(f"Three months at a small company: {day:%B} {day.day}…")
            self._people.until(day, HOUR)
            self._quiet()
            for story in STORIES:
                self._happen(story, number)
            self._quiet()

    def _day(self, number: int) -> date:
        return self._first + timedelta(days=number)

    def _happen(self, story: Story, number: int) -> None:
        """Do what happens in a story on a day."""
        for paid in story.paid:
            if paid.day == number:
                self._pay(story, paid)
        if story.disputed == number:
            self._dispute(story)
        if story.held == number:
            self._hold(story)
        if story.promised == number:
            self._promise(story)
        if story.day == number:
            self._win(story)

    def _win(self, story: Story) -> None:
        people = self._people
        self._deals[story.account] = people.win(story.deal(self._first), story.owner)
        people.next_minute()
        if story.rejected:
            people.click("kim", "Reject", people.card(story.account, "Reject"))
            people.submit("kim", "Reject", reason="wrong_amount", note="The order form says less.")
        for who in story.approvers:
            people.click(who, "Approve & send", people.card(story.account, "Approve & send"))

    def _pay(self, story: Story, paid: Paid) -> None:
        found = [
            invoice
            for invoice in self._people.invoices(self._deals[story.account])
            if invoice["status"] == "open"
        ]
        if not found:
            has = [
                (one["status"], one["total"])
                for one in self._people.invoices(self._deals[story.account])
            ]
            raise RuntimeError(f"{story.account} has nothing to pay on day {paid.day}: {has}")
        oldest = min(found, key=lambda invoice: invoice["created"])
        amount = oldest["amount_remaining"] * paid.percent // 100
        how = {"amount": amount, "kind": paid.kind}
        self._people.post(f"stripe/invoices/{oldest['id']}/pay", **how)

    def _dispute(self, story: Story) -> None:
        latest = self._people.invoices(self._deals[story.account])[-1]
        self._people.post(f"stripe/invoices/{latest['id']}/dispute", kind="chargeback")

    def _hold(self, story: Story) -> None:
        people = self._people
        people.click("alex", "Hold", people.card(story.account, "Hold"))
        people.submit("alex", "Hold", reason="missing_po", note="Their order number is missing.")

    def _promise(self, story: Story) -> None:
        people = self._people
        people.click(
            "alex", "Promise to pay", people.card(story.account, "Promise", channel=AR), channel=AR
        )
        promised = (self._day(TODAY) + timedelta(days=6)).isoformat()
        people.submit("alex", "Promise to pay", promised_date=promised, promised_by="Lee Wong")

    def _quiet(self) -> None:
        """Let the next minute come, and the bot do all that it starts."""
        now = self._people.now()
        self._people.next_minute()
        wait_for(lambda: is_quiet(self._bot.database_url, now), "a day to be done", seconds=SECONDS)


def _days(story: Story) -> list[int]:
    marked = [day for day in (story.held, story.promised, story.disputed) if day is not None]
    return [story.day, *(paid.day for paid in story.paid), *marked]
