"""A deal is put on hold, and released."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

HOOLI = "Hooli"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("On hold, and released")
    hooli = stage.win(deal(HOOLI, "7200", terms="Net 45", name="Seats"), owner="sam")
    card = people.card(HOOLI, "Approve & send")
    stage.say(
        "alex knows that Hooli wants its PO number on the invoice, and puts the deal on hold."
    )
    people.click("alex", "Hold", card)
    note = "They send the PO this week."
    people.submit("alex", "Hold", reason="missing_po", note=note, until="2027-03-05")
    stage.show(people.card(HOOLI, "on hold until"))
    stage.whisper("sam", "on hold")
    stage.say("alex may hold, but only Finance releases.")
    held = people.card(HOOLI, "Release")
    people.click("alex", "Release", held)
    stage.say(f"alex is told: {refused(stage, 'alex')}")
    people.click("kim", "Release", held)
    people.submit("kim", "Release")
    free = people.card(HOOLI, "Approve & send")
    stage.say("kim releases it, and approves.")
    people.click("kim", "Approve & send", free)
    people.invoice(hooli)
    people.card(HOOLI, "sent Mar")
    stage.thread(HOOLI, "was sent to")


def refused(stage: Stage, who: str) -> str:
    """Return what the window says instead of the form, and close it."""
    people = stage.people
    people.wait(lambda: "only finance" in people.modal(who)["words"], "the window to refuse")
    words = str(people.modal(who)["words"]).splitlines()[0]
    people.close(who)
    return words
