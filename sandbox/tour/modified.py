"""Finance changes a plan, sees the difference first, and somebody else has to approve it."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

VANDELAY = "Vandelay Industries"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Modified, reviewed, approved by somebody else")
    vandelay = stage.win(deal(VANDELAY, "9000", terms="Net 30", name="Import setup"))
    card = people.card(VANDELAY, "Approve & send")
    stage.say("kim knows of a discount: she changes the price to $8,500.00 and adds the PO.")
    people.click("kim", "Modify", card)
    people.submit("kim", "Modify", **{"unit_price.0": "8500", "po_number": "VI-7"})
    stage.show(people.modal("kim", "Review the change", ready=True), "kim's window")
    people.submit("kim", "Review the change")
    changed = people.card(VANDELAY, "$8,500.00", "VI-7", "Approve & send")
    stage.say("kim tries to approve her own change.")
    people.click("kim", "Approve & send", changed)
    stage.whisper("kim", "somebody else has to approve")
    stage.say("pat approves it.")
    people.click("pat", "Approve & send", changed)
    people.invoice(vandelay)
    people.card(VANDELAY, "sent Mar")
    stage.thread(VANDELAY, "was sent to")
