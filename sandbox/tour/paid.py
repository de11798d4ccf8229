"""Money comes in: one invoice is paid, one in part."""

from datetime import date

from sandbox.tour.race import GLOBEX
from sandbox.tour.stage import Stage
from sandbox.tour.won import ACME, status


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Money comes in")
    stage.morning(date(2027, 3, 2))
    stage.summary(date(2027, 3, 9))
    people.until(date(2027, 3, 9), 11)
    stage.say("Acme pays in full by bank transfer. Globex pays $2,500.00 of $4,999.90.")
    people.pay(stage.deals[ACME])
    people.pay(stage.deals[GLOBEX], 250_000)
    people.next_minute()
    stage.show(people.card(ACME, "aid Mar 9", without="attention"))
    stage.whisper("dana", "fully paid")
    stage.print(f"                  in Salesforce: {status(stage, stage.deals[ACME], 'Paid')}")
    stage.show(people.card(GLOBEX, "$2,500.00 paid", without="attention"))
    stage.print(f"                  in Salesforce: {status(stage, stage.deals[GLOBEX], 'Partly')}")
