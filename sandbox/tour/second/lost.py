"""A deal is lost after its first invoice was sent: withdrawn, won again, and not billed twice."""

from datetime import date

from sandbox.company import deal, email_of
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import by_label, expect, wait_sent, waits_for
from sandbox.tour.stage import Stage

SOYLENT = "Soylent"
MILESTONES = (
    {"description": "Start", "percent": "40"},
    {"description": "Finish", "percent": "60", "date": "2027-04-16"},
)


def won(stage: Stage) -> None:
    """Win it, and send the first half."""
    people = stage.people
    stage.say("sam wins Soylent, $9,000.00 in two parts. kim approves.")
    sold = deal(SOYLENT, "9000", terms="Net 30", name="Kitchen", milestones=MILESTONES)
    soylent = stage.win(sold, owner="sam")
    people.click("kim", "Approve & send", people.card(SOYLENT, "Approve & send"))
    wait_sent(people, soylent, "Start", date(2027, 1, 27))
    people.wait(lambda: waits_for(people, soylent, "Finish"), "the second to wait at Stripe")
    people.card(SOYLENT, "sent Jan 27", "goes out Apr 16")


def lost(stage: Stage) -> None:
    """Lose it: what is scheduled is held at once, and Finance is asked what to do."""
    people, soylent = stage.people, stage.deals[SOYLENT]
    stage.say("Soylent withdraws: sam loses the deal in Salesforce.")
    people.post(f"salesforce/deals/{soylent}/lose", **{"as": email_of("sam")})
    people.next_minute()
    people.wait(lambda: waits_for(people, soylent, "Finish") is None, "Stripe to keep it")
    stage.show(people.told(SOYLENT, "Take everything back"), "the thread")
    people.click("kim", "Choose what to do", people.card(SOYLENT, "Choose what to do"))
    people.submit("kim", "Choose what to do", way="withdraw", note="They withdrew in time.")
    card = people.card(SOYLENT, "Approve the change")
    stage.show(card)
    stage.say("kim chose to take everything back; pat approves.")
    people.click("pat", "Approve the change", card)
    people.wait(lambda: by_label(people, soylent)["Start"]["status"] == "void", "it to be voided")
    people.wait(lambda: "Finish" not in by_label(people, soylent), "the draft to be deleted")
    stage.thread(SOYLENT, "oided", "·")
    stage.settle()
    stage.show(people.card(SOYLENT))


def again(stage: Stage) -> None:
    """Win it again: it needs approval again, and is billed once."""
    people, soylent = stage.people, stage.deals[SOYLENT]
    stage.say("Soylent changes its mind: sam wins the same deal again.")
    people.post(f"salesforce/deals/{soylent}/win", **{"as": email_of("sam")})
    people.next_minute()
    stage.settle()
    approve_again(stage)
    first = wait_sent(people, soylent, "Start", date(2027, 3, 9))
    people.wait(lambda: waits_for(people, soylent, "Finish"), "the second to wait at Stripe")
    live = [one for one in people.invoices(soylent) if one["status"] != "void"]
    expect(sum(one["total"] for one in live), 900_000, "what is billed in all")
    stage.thread(SOYLENT, first["number"], "was sent to")
    stage.show(people.card(SOYLENT, "sent Mar 9", "goes out Apr 16"))


def approve_again(stage: Stage) -> None:
    """Choose to bill it again, and have it approved by somebody else."""
    people = stage.people
    people.click("kim", "Choose what to do", people.card(SOYLENT, "Choose what to do"))
    stage.show(people.modal("kim", "Choose what to do", ready=True), "kim's window")
    people.submit("kim", "Choose what to do", way="edit_drafts", note="They want it after all.")
    card = people.card(SOYLENT, "Approve the change")
    stage.show(card)
    people.click("pat", "Approve the change", card)


SCENES = (
    Scene(date(2027, 1, 27), "A deal that will be lost", won),
    Scene(date(2027, 3, 3), "Lost after its invoice was sent", lost),
    Scene(date(2027, 3, 9), "Won again: not billed twice", again),
)
