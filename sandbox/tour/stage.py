"""What every story of the tour is given: the people, the bot, and a narrator."""

import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.company import AR, OPS
from sandbox.control import Obj, wait_for
from sandbox.people import People
from sandbox.process import Bot
from sandbox.tour.engine_room import has_swept, is_quiet
from sandbox.tour.show import box, line, lines_of


@dataclass
class Stage:
    """A running sandbox with a bot on it, and where the story is told."""

    people: People
    bot: Bot
    deals: dict[str, str] = field(default_factory=dict)
    """Account -> opportunity id of every deal of the story."""
    quiet: bool = False

    def print(self, text: str = "") -> None:
        """Print to whoever watches."""
        if not self.quiet:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self.print()
        self.print(f"━━ {title} ".ljust(100, "━"))

    def say(self, words: str) -> None:
        """Tell what happens, with the date and time in the company's zone."""
        now = self.people.now()
        self.print(f"{now:%a %b} {now.day:>2} {now:%H:%M}  {words}")

    def show(self, message: Obj, title: str = "#billing-approvals") -> None:
        """Show a message as Slack does."""
        self.print(box(message, title))

    def whisper(self, who: str, *words: str) -> None:
        """Show what only `who` sees, once it is there."""
        told = self.people.whispered(who, *words)
        self.print(f"                  only {who} sees: “{line(told)}”")

    def thread(self, name: str, *words: str) -> None:
        """Show the line with all of `words` from the thread of the card about `name`."""
        reply = self.people.told(name, *words)
        lines = [part for part in lines_of(reply) if all(word in part for word in words)]
        self.print(f"                  in the thread: {lines[-1] if lines else line(reply)}")

    def win(self, deal: Obj, owner: str = "dana") -> str:
        """Let somebody in sales win a deal, and the bot look at Salesforce."""
        deal_id = self.people.win(deal, owner)
        self.deals[str(deal["account"])] = deal_id
        self.people.next_minute()
        return deal_id

    def summary(self, day: date) -> Obj:
        """Let time pass until the daily summary is there."""
        self.people.until(day, 8, 31)
        title = f"Accounts receivable · {day:%a %b} {day.day}"
        return self.people.card(title, channel=AR)

    def go(self, day: date, hour: int) -> None:
        """Let time pass until that hour, and the bot do what it had to do meanwhile."""
        self.people.until(day, hour)
        self.settle()

    def settle(self) -> None:
        """Let the next minute come, and all that it starts be done; a bot that is off rests."""
        now = self.people.now()
        self.people.next_minute()
        if self.bot.pid:
            wait_for(lambda: is_quiet(self.bot.database_url, now), "all to be done", seconds=60)

    def night(self) -> None:
        """Let the night pass, until the bot has held everything against each other by itself."""
        self.go(self.people.now().date() + timedelta(days=1), 8)
        self.people.wait(lambda: has_swept(self.bot.database_url), "the nightly sweep")

    def morning(self, day: date) -> None:
        """Let the night pass, and show the daily summary."""
        summary = self.summary(day)
        self.say("Good morning. closedwon has posted the daily summary:")
        self.show(summary, AR)

    def trouble(self, *words: str) -> None:
        """Show the line about trouble, once it says `words`."""
        self.show(self.people.card("", *words, channel=OPS), OPS)
