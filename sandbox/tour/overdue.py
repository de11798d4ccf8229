"""Two invoices go overdue: reminded after 3, 7 and 14 days; one promise is made and broken."""

from datetime import date, datetime

from sandbox.company import AR, ZONE
from sandbox.control import Obj, wait_for
from sandbox.tour.changed import UMBRELLA
from sandbox.tour.race import GLOBEX
from sandbox.tour.stage import Stage

DUE = date(2027, 3, 11)


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Overdue")
    stage.morning(date(2027, 3, 15))
    stage.say(f"Due on {DUE:%b %d}. Three days later was a Sunday, so the first reminder is today.")
    _reminded(stage, date(2027, 3, 15), GLOBEX, "first reminder")
    card = _reminded(stage, date(2027, 3, 15), UMBRELLA, "first reminder")
    stage.say("alex calls Umbrella: they promise to pay all of it on Mar 17.")
    people.click("alex", "Promise to pay", card, channel=AR)
    promise = {"promised_date": "2027-03-17", "promised_by": "Lee Wong"}
    people.submit("alex", "Promise to pay", **promise)
    stage.thread(UMBRELLA, "is promised by")
    _reminded(stage, date(2027, 3, 18), GLOBEX, "second reminder")
    stage.say("Umbrella has not paid: the promise is broken.")
    _reminded(stage, date(2027, 3, 18), UMBRELLA, "second reminder")
    stage.thread(UMBRELLA, "was not kept")
    stage.morning(date(2027, 3, 19))
    _reminded(stage, date(2027, 3, 25), GLOBEX, "last reminder")
    stage.say("After the last reminder alex takes over. The next morning:")
    stage.morning(date(2027, 3, 26))


def _reminded(stage: Stage, day: date, account: str, step: str) -> Obj:
    """Let time pass until the reminder of that day is posted, and show it."""
    people = stage.people
    people.until(day, 9, 1)
    morning = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE).timestamp()

    def posted() -> Obj | None:
        cards = people.cards(f"{account} owes", AR)
        fresh = [card for card in cards if float(card["ts"]) > morning]
        return fresh[-1] if fresh and step in fresh[-1]["words"] else None

    card = wait_for(posted, f"the {step} for {account}")
    stage.say(f"The {step} for {account}:")
    stage.show(card, AR)
    return card
