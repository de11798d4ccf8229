"""Money in all its ways: by hand, too much, refunded, disputed, a remainder, written off."""

from datetime import date

from sandbox.company import deal, user_id
from sandbox.control import Obj, wait_for
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import expect, pay
from sandbox.tour.stage import Stage

PIPER, AVIATO, GAVIN, BELSON = "Pied Piper", "Aviato", "Gavin Holdings", "Belson Partners"
DEALS = ((PIPER, "10000"), (AVIATO, "5000"), (GAVIN, "3000"), (BELSON, "2000"))


def won(stage: Stage) -> None:
    """Win four deals and send their invoices."""
    people = stage.people
    stage.say("sam wins four deals of one invoice each; kim approves them.")
    for account, amount in DEALS:
        sold = deal(account, amount, terms="Net 30", name="Project")
        deal_id = stage.win(sold, owner="sam")
        people.click("kim", "Approve & send", people.card(account, "Approve & send"))
        people.invoice(deal_id)
        people.card(account, "sent Jan 28")


def by_hand(stage: Stage) -> None:
    """Record a part that came in outside Stripe, with the bank's reference."""
    people = stage.people
    card = people.card(PIPER, "sent Jan 28")
    stage.say("Pied Piper paid $4,000.00 into the old account: alex records it.")
    pick(stage, "alex", "Record payment", card)
    given = {"amount": "4000", "paid_on": "2027-02-09", "reference": "BANK-77"}
    people.submit("alex", "Record a payment", **given)
    stage.thread(PIPER, "BANK-77")
    wait_for(lambda: balance(stage, PIPER) == 600_000, "Stripe to know of it")
    stage.say("Then it transfers the rest; its bank keeps $20.00.")
    pay(stage, only(stage, PIPER), 598_000)
    stage.show(people.card(PIPER, "left alone"))


def too_much(stage: Stage) -> None:
    """Let a customer pay too much, and give a part of it back by credit note and refund."""
    people = stage.people
    stage.say("Aviato pays $5,200.00 for $5,000.00: what is too much is its credit.")
    pay(stage, only(stage, AVIATO), 520_000)
    stage.thread(AVIATO, "200.00")
    card = people.card(AVIATO, "Paid")
    stage.say("A day of work is taken off: kim asks for a credit note of $500.00, refunded.")
    pick(stage, "kim", "Credit note", card)
    given = {"amount": "500", "way": "refund", "note": "One day less."}
    people.submit("kim", "Credit note", **given)
    stage.say("It takes a second person: pat approves.")
    asked = people.card(AVIATO, "Approve the correction")
    stage.show(asked)
    people.click("pat", "Approve the correction", asked)
    wait_for(lambda: people.get("stripe/refunds"), "the refund")
    stage.settle()
    stage.thread(AVIATO, "Done: Credit note with refund")
    stage.show(people.card(AVIATO, "$500.00", without="carried out"))


def disputed(stage: Stage) -> None:
    """Have two payments disputed."""
    people = stage.people
    for account in (GAVIN, BELSON):
        path = f"stripe/invoices/{only(stage, account)['id']}"
        people.post(f"{path}/pay", kind="card")
        people.next_minute()
        stage.thread(account, "Paid in full")
        people.post(f"{path}/dispute")
        people.next_minute()
        stage.thread(account, "isput")
    stage.say("Both payments are disputed: the money is gone until the banks decide.")
    stage.show(people.card(GAVIN, "isput"))
    expect(kept(stage, GAVIN), 0, "kept of Gavin's payment")


def decided(stage: Stage) -> None:
    """Win one dispute and lose the other."""
    people = stage.people
    people.post(f"stripe/invoices/{only(stage, GAVIN)['id']}/dispute/win")
    people.post(f"stripe/invoices/{only(stage, BELSON)['id']}/dispute/lose")
    people.next_minute()
    stage.say("The banks decide: for us at Gavin Holdings, for the customer at Belson Partners.")
    stage.show(people.card(GAVIN, "dispute won"))
    stage.show(people.card(BELSON, "lost in a dispute"))
    wait_for(lambda: kept(stage, GAVIN) == 3000, "Gavin's money to be kept again")
    expect(kept(stage, BELSON), 0, "kept of Belson's payment")


def written_off(stage: Stage) -> None:
    """Write the remainder off, by two people."""
    people = stage.people
    card = people.card(PIPER, "left alone")
    stage.say("Nobody chased the $20.00. At the quarter's end kim asks to write them off.")
    pick(stage, "kim", "Write off", card)
    people.submit("kim", "Write off", note="The bank's fee.")
    people.click("kim", "Approve the correction", people.card(PIPER, "Approve the correction"))
    stage.whisper("kim", "omebody else")
    people.click("pat", "Approve the correction", people.card(PIPER, "Approve the correction"))
    wait_for(lambda: only(stage, PIPER)["status"] == "uncollectible", "it to be written off")
    stage.show(people.card(PIPER, "ritten off", without="carried out"))


def recovered(stage: Stage) -> None:
    """Recover it after all."""
    stage.say("Pied Piper transfers the $20.00 after all.")
    pay(stage, only(stage, PIPER), 2_000)
    stage.thread(PIPER, "Paid in full")
    stage.show(stage.people.card(PIPER, "Paid Apr 27"))


def only(stage: Stage, account: str) -> Obj:
    """Return the one invoice of the account."""
    [invoice] = stage.people.invoices(stage.deals[account])
    return invoice


def balance(stage: Stage, account: str) -> int:
    """Return what is owed, in cents, as Stripe has it."""
    return int(only(stage, account)["amount_remaining"])


def kept(stage: Stage, account: str) -> object:
    """Return what Salesforce says of the money that stayed."""
    return stage.people.opportunity(stage.deals[account])["Closedwon_Amount_Paid__c"]


def pick(stage: Stage, who: str, entry: str, card: Obj) -> None:
    """Pick from the menu of the only invoice on the card."""
    menus = [
        (block, element)
        for block in card["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == "invoice.more"
    ]
    [(block, element)] = menus
    options = [one for one in element["options"] if str(one["text"]["text"]).endswith(entry)]
    where = {"channel": card["channel"], "ts": card["ts"], "block_id": block["block_id"]}
    given = {"action_id": element["action_id"], "option": options[0]["value"], **where}
    stage.people.post("slack/act/click", user=user_id(who), **given)


SCENES = (
    Scene(date(2027, 1, 28), "Four invoices, and what becomes of their money", won),
    Scene(date(2027, 2, 9), "Part by hand, part by transfer, and a bank fee", by_hand, 13),
    Scene(date(2027, 2, 11), "Too much, and something back", too_much),
    Scene(date(2027, 2, 17), "Two disputes", disputed),
    Scene(date(2027, 4, 8), "One is won, one is lost", decided),
    Scene(date(2027, 4, 12), "A remainder is written off", written_off),
    Scene(date(2027, 4, 27), "And recovered", recovered),
)
