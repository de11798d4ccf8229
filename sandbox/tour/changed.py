"""The deal changes ten seconds before the click: nothing is sent, and Finance is asked again."""

from datetime import timedelta

from sandbox.company import deal
from sandbox.tour.stage import Stage

UMBRELLA = "Umbrella Health"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("The deal changes ten seconds before the click")
    umbrella = stage.win(deal(UMBRELLA, "12000", terms="Net 10", name="Audit"))
    card = people.card(UMBRELLA, "Approve & send")
    stage.say("dana corrects the amount in Salesforce: $12,600.00, not $12,000.00.")
    people.edit_deal(umbrella, Amount=12600)
    people.advance(timedelta(seconds=10))
    stage.say("Ten seconds later pat approves what the card still shows: $12,000.00.")
    people.click("pat", "Approve & send", card)
    fresh = people.card(UMBRELLA, "$12,600.00", "Approve & send")
    stage.thread(UMBRELLA, "Nothing was sent")
    if people.invoices(umbrella):
        raise AssertionError("an invoice was made although the deal had changed")
    stage.say("Nothing went to Stripe. The new card asks again:")
    stage.show(fresh)
    people.click("pat", "Approve & send", fresh)
    people.invoice(umbrella)
    people.card(UMBRELLA, "sent Mar")
    stage.thread(UMBRELLA, "was sent to")
