"""Over $25,000 two of Finance have to agree, and nobody counts twice."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

INITECH = "Initech"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("A large deal needs two")
    initech = stage.win(deal(INITECH, "64000", terms="Net 30", name="Rollout"))
    card = people.card(INITECH, "2 approvers")
    stage.say("dana wins Initech, $64,000.00: over the limit for one approver. kim approves.")
    people.click("kim", "Approve & send", card)
    stage.show(people.card(INITECH, "1 of 2 approvals"))
    stage.say("kim clicks once more.")
    people.click("kim", "Approve & send", card)
    stage.whisper("kim", "approved this already")
    stage.say("pat approves: that is the second.")
    people.click("pat", "Approve & send", card)
    people.invoice(initech)
    people.card(INITECH, "sent Mar")
    stage.thread(INITECH, "was sent to")
