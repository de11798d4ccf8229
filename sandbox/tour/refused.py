"""Salesforce refuses a write; people see the rule's own words, mend it, and retry."""

from sandbox.company import OPS, deal
from sandbox.tour.stage import Stage
from sandbox.tour.won import status

CYBERDYNE = "Cyberdyne"
RULE = "Closed deals are locked: ask Revenue Operations."


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Salesforce says no")
    cyberdyne = stage.win(deal(CYBERDYNE, "5750", terms="Net 30", name="Robots"))
    card = people.card(CYBERDYNE, "Approve & send")
    locked = {"Name": "Robots"}
    people.post(
        "salesforce/rules", object="Opportunity", message=RULE, changed=["*"], equals=locked
    )
    stage.say("An administrator has locked closed deals in Salesforce. kim approves.")
    people.click("kim", "Approve & send", card)
    people.invoice(cyberdyne)
    stage.say("The invoice went out all the same. In the channel for trouble:")
    trouble = people.card("Salesforce refuses writes", RULE, channel=OPS)
    stage.show(trouble, OPS)
    stage.say("The administrator makes an exception; alex clicks Retry now.")
    people.delete("salesforce/guards")
    people.click("alex", "Retry now", trouble, channel=OPS)
    stage.show(people.card("Salesforce refuses writes", "over", channel=OPS), OPS)
    stage.print(f"                  in Salesforce: {status(stage, cyberdyne, 'Sent')}")
