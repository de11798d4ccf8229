"""Yen and dinars that do not divide, two payers, and all that makes an invoice acceptable."""

from datetime import date

from sandbox.company import deal, email_of
from sandbox.control import Obj
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import by_label, expect, pay, wait_sent
from sandbox.tour.stage import Stage

SAKURA, GULF, INITRODE, TYRELL = "Sakura KK", "Gulf Trading", "Initrode", "Tyrell"
LABS = "Initrode Labs"
THIRDS = (
    {"description": "Start", "percent": "33.333"},
    {"description": "Middle", "percent": "33.333", "date": "2027-02-05"},
    {"description": "End", "percent": "33.334", "date": "2027-03-05"},
)
TOKYO = {"BillingCity": "Tokyo", "BillingPostalCode": "100-0001", "BillingCountry": "Japan"}
KUWAIT = {"BillingCity": "Kuwait City", "BillingCountry": "Kuwait"}
NEW_YORK = {
    "BillingStreet": "350 Fifth Avenue",
    "BillingCity": "New York",
    "BillingState": "NY",
    "BillingPostalCode": "10118",
    "BillingCountry": "United States",
}


def thirds(stage: Stage) -> None:
    """Divide yen and dinars by three: the last part absorbs what does not divide."""
    people = stage.people
    stage.say("sam wins two deals in three parts: JPY 1,000,001, and KWD 1,000.01.")
    for account, currency, amount, address in (
        (SAKURA, "JPY", "1000001", TOKYO),
        (GULF, "KWD", "1000.01", KUWAIT),
    ):
        more = {"currency": currency, "address": address, "milestones": THIRDS}
        deal_id = stage.win(deal(account, amount, terms="Net 30", name="License", **more), "sam")
        card = people.card(account, "Approve & send")
        stage.show(card)
        people.click("robin", "Approve & send", card)
        wait_sent(people, deal_id, "Start", date(2027, 1, 29))
        stage.settle()
    sakura, gulf = (parts(stage, account) for account in (SAKURA, GULF))
    expect(sum(sakura["total_excluding_tax"]), 1_000_001, "yen in all")
    expect(sum(sakura["total"]), 1_100_001, "yen with Japan's tax")
    expect(sum(gulf["total"]), 1_000_010, "fils in all")
    expect([one % 10 for one in gulf["total"]], [0, 0, 0], "Stripe takes tens of fils")
    stage.say(f"Yen: {sakura['total_excluding_tax']} net; dinars, in fils: {gulf['total']}.")


def parts(stage: Stage, account: str) -> dict[str, list[int]]:
    """Return net and gross of the account's invoices, in minor units, by their parts."""
    found = by_label(stage.people, stage.deals[account])
    invoices = [found[str(one["description"])] for one in THIRDS]
    return {name: [one[name] for one in invoices] for name in ("total", "total_excluding_tax")}


def two_payers(stage: Stage) -> None:
    """Bill one deal to two parties by share."""
    people = stage.people
    stage.say("dana wins a deal that Initrode and its lab pay: 60 % and 40 %.")
    lab = people.post("salesforce/deals", **deal(LABS, "1"))["AccountId"]
    fields = {"Closedwon_Second_Payer__c": lab, "Closedwon_Second_Payer_Share__c": 40}
    half = [{"description": "Now", "percent": "50"}]
    half.append({"description": "Later", "percent": "50", "date": "2027-03-12"})
    sold = deal(INITRODE, "3000.01", terms="Net 30", name="Study", fields=fields, milestones=half)
    initrode = stage.win(sold)
    card = people.card(INITRODE, "Approve & send")
    stage.show(card)
    people.click("kim", "Approve & send", card)
    people.card(INITRODE, "sent Feb 2", "goes out Mar 12", without="planned")
    stage.settle()
    expect(len(opened(stage, initrode)), 2, "invoices sent")
    sums: dict[str, int] = {}
    for one in people.invoices(initrode):
        sums[one["customer_name"]] = sums.get(one["customer_name"], 0) + one["total"]
    expect(sums, {INITRODE: 180_001, LABS: 120_000}, "what each of them pays")
    stage.show(people.card(INITRODE, "sent Feb 2"))


def opened(stage: Stage, deal_id: str) -> list[Obj]:
    """Return the invoices that were sent and are not paid."""
    return [one for one in stage.people.invoices(deal_id) if one["status"] == "open"]


def nowhere(stage: Stage) -> None:
    """Find out that nobody knows where a customer is taxed, and mend it in Salesforce."""
    people = stage.people
    stage.say("dana wins Tyrell: a PO, a reference, invoices in German; and no address.")
    fields = {"Closedwon_PO_Number__c": "PO-4711", "Closedwon_Custom_1__c": "Apollo"}
    made = deal(TYRELL, "2000", terms="2/10 net 30", name="Optics", address={}, fields=fields)
    draft = people.post("salesforce/deals", **made, owner=email_of("dana"))
    people.patch(f"salesforce/accounts/{draft['AccountId']}", language="de")
    people.post(f"salesforce/deals/{draft['Id']}/win")
    stage.deals[TYRELL] = str(draft["Id"])
    people.next_minute()
    stage.show(people.card(TYRELL, "cannot be approved yet", "address"))
    stage.say("dana enters the address in Salesforce: New York.")
    people.patch(f"salesforce/accounts/{draft['AccountId']}", address=NEW_YORK)
    people.next_minute()
    card = people.card(TYRELL, "$177.50", "$2,177.50", "Approve & send")
    stage.show(card)
    people.click("kim", "Approve & send", card)
    invoice = people.invoice(str(draft["Id"]))
    expect((invoice["total_excluding_tax"], invoice["total"]), (200_000, 217_750), "Tyrell pays")
    printed = {one["name"]: one["value"] for one in invoice["custom_fields"]}
    expect(printed, {"PO number": "PO-4711", "Reference": "Apollo"}, "what is printed")
    mail = next(one for one in people.outbox() if one["invoice"] == invoice["id"])
    expect(mail["language"], "de", "the language of the e-mail")
    stage.show(people.card(TYRELL, "sent Feb 3"))


def all_paid(stage: Stage) -> None:
    """Pay all that is open of these deals."""
    for account in (SAKURA, GULF, INITRODE, TYRELL):
        for invoice in opened(stage, stage.deals[account]):
            pay(stage, invoice)
    stage.say("All four pay.")
    for account in (SAKURA, GULF, INITRODE, TYRELL):
        left = opened(stage, stage.deals[account])
        expect(left, [], f"open of {account}")
    stage.settle()
    stage.show(stage.people.card(INITRODE, "4 of 4 invoices paid"))


SCENES = (
    Scene(date(2027, 1, 29), "Yen and dinars that do not divide", thirds),
    Scene(date(2027, 2, 2), "Two payers", two_payers),
    Scene(date(2027, 2, 3), "What a payer wants, and where it is taxed", nowhere),
    Scene(date(2027, 3, 15), "All of it is paid", all_paid),
)
