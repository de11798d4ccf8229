"""A deal is won; the wrong person is refused; the right one approves; the invoice is sent."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

ACME = "Acme Corporation"
LINES = [
    {"product": "Platform", "unit_price": "15000", "description": "January to December"},
    {"product": "Training", "quantity": "2", "unit_price": "1700"},
]


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("A deal is won, and approved by the right person")
    stage.say("dana (sales) wins a deal with Acme Corporation in Salesforce. Nobody copies it.")
    po = {"Closedwon_PO_Number__c": "PO-88213"}
    acme = stage.win(deal(ACME, None, lines=LINES, terms="Net 30", name="Platform", fields=po))
    card = people.card(ACME, "Approve & send")
    stage.show(card)
    stage.say("alex (accounts receivable) clicks Approve, which is for Finance.")
    people.click("alex", "Approve & send", card)
    stage.whisper("alex", "finance")
    stage.say("kim (finance lead) clicks Approve.")
    people.click("kim", "Approve & send", card)
    people.invoice(acme)
    stage.show(people.card(ACME, "sent Mar"))
    stage.thread(ACME, "was sent to")
    stage.print(f"                  in Salesforce: {status(stage, acme, 'Sent')}")


def status(stage: Stage, deal_id: str, wanted: str) -> str:
    """Return what the opportunity says about its billing, once it says `wanted`."""

    def says() -> bool:
        return str(stage.people.opportunity(deal_id)["Closedwon_Status__c"]).startswith(wanted)

    stage.people.wait(says, f"Salesforce to say {wanted!r}")
    row = stage.people.opportunity(deal_id)
    money = [f"{row['CurrencyIsoCode']} {row[f'Closedwon_{name}__c']:,.2f}" for name in MONEY]
    return f"{row['Closedwon_Status__c']}; invoiced {money[0]}, balance {money[1]}"


MONEY = ("Amount_Invoiced", "Balance")
