"""Nobody knows whom to bill: the card asks for exactly that. Names from outside stay harmless."""

from sandbox.company import deal
from sandbox.control import Obj
from sandbox.tour.stage import Stage

STARK = "Stark & Daughters"
NAME = "Renewal"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Something is missing")
    name = f"{NAME} <!channel> *urgent*"
    stark = stage.win(deal(STARK, "2450", contact=None, contact_name="", name=name))
    card = people.card(NAME, "Fix")
    stage.say("dana wins a deal without a contact, under a name that tries to wake everybody up.")
    stage.show(card)
    if pinged := [message for message in people.messages() if message["pings"]]:
        raise AssertionError(f"a name from outside pinged people: {pinged}")
    stage.say("robin (finance) asked the customer, and fills in what is missing.")
    people.click("robin", "Fix", card)
    address: Obj = {"bill_to_name": "Ada Stark", "bill_to_email": "ada@stark.example"}
    people.submit("robin", "Fix", **address)
    ready = people.card(NAME, "ada@stark.example", "Approve & send")
    stage.say("pat approves.")
    people.click("pat", "Approve & send", ready)
    people.invoice(stark)
    people.card(NAME, "sent Mar")
    stage.thread(NAME, "was sent to", "ada@stark.example")
