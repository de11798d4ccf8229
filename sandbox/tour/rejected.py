"""A proposal is rejected with a reason, corrected in Salesforce, and re-opened."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

WONKA = "Wonka Confectionery"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Rejected, corrected, re-opened")
    wonka = stage.win(deal(WONKA, "3300", terms="Net 30", name="Pilot"))
    card = people.card(WONKA, "Approve & send")
    stage.say("pat rejects it: the contract says $3,000.00.")
    people.click("pat", "Reject", card)
    people.submit("pat", "Reject", reason="wrong_amount", note="The contract says 3,000.")
    people.card(WONKA, "ejected")
    stage.whisper("dana", "rejected")
    stage.say("dana corrects the amount in Salesforce; pat re-opens the deal.")
    people.edit_deal(wonka, Amount=3000)
    people.next_minute()
    stage.thread(WONKA, "The deal changed afterwards")
    people.click("pat", "Re-open", people.card(WONKA, "Re-open"))
    people.submit("pat", "Re-open")
    fresh = people.card(WONKA, "$3,000.00", "Approve & send")
    people.click("pat", "Approve & send", fresh)
    people.invoice(wonka)
    people.card(WONKA, "sent Mar")
    stage.thread(WONKA, "was sent to")
