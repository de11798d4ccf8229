"""A deposit, milestones and a retainer with hours, amended twice: first more, then less."""

from datetime import date

from sandbox.company import deal
from sandbox.control import Obj, wait_for
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import by_label, expect, pay, periods, wait_period, wait_sent
from sandbox.tour.stage import Stage

CYBERDYNE = "Cyberdyne"
SERVICE = 100_000
"""Cents a month, besides the hours."""
MONTHLY = {"interval": "Monthly", "periods": 4, "start": "2027-02-01"}
LINES = (
    {"product": "Plant", "unit_price": "36000"},
    {"product": "Service", "unit_price": "4000", **MONTHLY},
    {"product": "Hours", "unit_price": "150", "quantity": "10", "variable": True, **MONTHLY},
)
MILESTONES = (
    {"description": "Deposit", "percent": "25"},
    {"description": "Frame", "percent": "25", "date": "2027-02-26"},
    {"description": "Machines", "percent": "25", "date": "2027-04-15"},
    {"description": "Handover", "percent": "25", "date": "2027-05-14"},
)


def won(stage: Stage) -> None:
    """Win all of it in one deal: one card, one approval, one thread."""
    people = stage.people
    stage.say("sam wins a plant for Cyberdyne, with service each month and hours as they come.")
    sold = deal(CYBERDYNE, None, terms="Net 30", name="Plant", lines=LINES, milestones=MILESTONES)
    cyberdyne = stage.win(sold, owner="sam")
    card = people.card(CYBERDYNE, "Approve & send")
    stage.show(card)
    people.click("kim", "Approve & send", card)
    wait_sent(people, cyberdyne, "Deposit", date(2027, 1, 26))
    people.wait(lambda: len(by_label(people, cyberdyne)) >= 4, "the dated ones to wait at Stripe")
    stage.show(people.card(CYBERDYNE, "sent Jan 26", "goes out May 14", "next on Feb 1"))


def given(stage: Stage) -> None:
    """Give the hours of February in the form: without them nothing is sent."""
    expect_draft(stage, date(2027, 2, 1))
    stage.say("sam knows that it was 12.5 hours, and says so.")
    say_hours(stage, "12.5", "Feb 1")
    expect_sent(stage, date(2027, 2, 1), date(2027, 2, 25), 187_500)


def more(stage: Stage) -> None:
    """Let the amount go up: the difference goes on the next invoice."""
    people, cyberdyne = stage.people, stage.deals[CYBERDYNE]
    wait_sent(people, cyberdyne, "Frame", date(2027, 2, 26))
    pay(stage, by_label(people, cyberdyne)["Deposit"])
    stage.say("Cyberdyne wants more: sam makes it $38,000.00 instead of $36,000.00.")
    people.patch(f"salesforce/lines/{line(stage, 'Plant')}", unit_price="38000")
    ask(stage, "$42,000.00 instead of $40,000.00")
    choose_way(stage, "kim", "adjust_next", "The extra machine comes with the machines.")
    card = people.card(CYBERDYNE, "Approve the change")
    stage.show(card)
    people.click("kim", "Approve the change", card)
    stage.whisper("kim", "somebody else has to")
    stage.say("pat approves it.")
    people.click("pat", "Approve the change", card)
    amount(stage, "Machines", 1_100_000)


def counted(stage: Stage) -> None:
    """Have the hours of March in Salesforce: nobody has to be asked."""
    expect_draft(stage, date(2027, 3, 1))
    stage.say("sam enters 8 hours for March in Salesforce.")
    enter_hours(stage, "8", date(2027, 3, 1))
    expect_sent(stage, date(2027, 3, 1), date(2027, 3, 30), 120_000)


def less(stage: Stage) -> None:
    """Let the amount go down: a credit note on what is out, less on what is to come."""
    people, cyberdyne = stage.people, stage.deals[CYBERDYNE]
    wait_sent(people, cyberdyne, "Machines", date(2027, 4, 15))
    stage.say("A machine is taken back: sam makes it $35,000.00.")
    people.patch(f"salesforce/lines/{line(stage, 'Plant')}", unit_price="35000")
    ask(stage, "$39,000.00 instead of $42,000.00")
    choose_way(stage, "kim", "credit", "One machine was taken back.")
    card = people.card(CYBERDYNE, "Approve the change")
    stage.show(card)
    people.click("pat", "Approve the change", card)
    wait_for(lambda: people.get("stripe/credit_notes"), "the credit note")
    stage.thread(CYBERDYNE, "redit note")
    stage.show(people.card(CYBERDYNE, "credited"))


def after_both(stage: Stage) -> None:
    """Have the hours of April in Salesforce: both changes left what is by the hour as it was."""
    expect_draft(stage, date(2027, 4, 1))
    stage.say("sam enters 11.25 hours for April in Salesforce.")
    enter_hours(stage, "11.25", date(2027, 4, 1))
    expect_sent(stage, date(2027, 4, 1), date(2027, 4, 29), 168_750)


def last(stage: Stage) -> None:
    """Give the hours of May, the last period, in the form: the dated parts are out by then."""
    expect_draft(stage, date(2027, 5, 1))
    stage.say("7 hours in May, the last month: kim gives them two business days before its end.")
    say_hours(stage, "7", "May 1")
    expect_sent(stage, date(2027, 5, 1), date(2027, 5, 27), 105_000)
    billed = periods(stage.people, stage.deals[CYBERDYNE])
    months = [date(2027, month, 1) for month in (2, 3, 4, 5)]
    totals = [billed[start]["total"] - SERVICE for start in months]
    expect(totals, [187_500, 120_000, 168_750, 105_000], "the hours of four months")


def expect_draft(stage: Stage, start: date) -> None:
    """Insist that the period waits: it is never sent without its hours."""
    invoice = periods(stage.people, stage.deals[CYBERDYNE])[start]
    expect(invoice["status"], "draft", f"the period from {start}")


def say_hours(stage: Stage, hours: str, begins: str) -> None:
    """Give the hours of a period in the form that the request in the thread opens."""
    people = stage.people
    request = people.told(CYBERDYNE, "waits for quantities", begins)
    stage.show(request, "the thread")
    people.click("kim", "Give quantities", request)
    stage.show(people.modal("kim", "Quantities", ready=True), "kim's window")
    people.submit("kim", "Quantities", **{"quantity.0": hours})


def enter_hours(stage: Stage, hours: str, start: date) -> None:
    """Enter the hours of a period in Salesforce."""
    usage = {"usage": hours, "usage_period": start.isoformat()}
    stage.people.patch(f"salesforce/lines/{line(stage, 'Hours')}", **usage)
    stage.people.next_minute()


def expect_sent(stage: Stage, start: date, on: date, cents: int) -> None:
    """Wait until a period went out on that day, with the service and just these hours."""
    sent = wait_period(stage.people, stage.deals[CYBERDYNE], start, on)
    expect(sent["total"], SERVICE + cents, f"the period from {start} costs")
    stage.thread(CYBERDYNE, sent["number"], "was sent to")


def ask(stage: Stage, how: str) -> None:
    """Wait for the question that the thread asks, and show all of it."""
    stage.people.next_minute()
    stage.show(stage.people.told(CYBERDYNE, "changed", how), "the thread")


def choose_way(stage: Stage, who: str, way: str, why: str) -> None:
    """Choose what becomes of the plan."""
    people = stage.people
    people.click(who, "Choose what to do", people.card(CYBERDYNE, "Choose what to do"))
    stage.show(people.modal(who, "Choose what to do", ready=True), f"{who}'s window")
    people.submit(who, "Choose what to do", way=way, note=why)


def amount(stage: Stage, label: str, cents: int) -> None:
    """Wait until the invoice for `label` is over so much."""
    people, cyberdyne = stage.people, stage.deals[CYBERDYNE]
    wait_for(
        lambda: by_label(people, cyberdyne).get(label, {}).get("total") == cents,
        f"{label} to be {cents}",
        instead=lambda: {name: one["total"] for name, one in by_label(people, cyberdyne).items()},
    )


def line(stage: Stage, product: str) -> str:
    """Return the id of a line item in Salesforce."""
    rows: list[Obj] = stage.people.opportunity(stage.deals[CYBERDYNE])["OpportunityLineItems"]
    return next(str(row["Id"]) for row in rows if product in str(row["Name"]))


SCENES = (
    Scene(date(2027, 1, 26), "A deposit, milestones, and a retainer with hours", won),
    Scene(date(2027, 2, 25), "The hours of February", given),
    Scene(date(2027, 3, 2), "The deal changes after the approval: more", more),
    Scene(date(2027, 3, 30), "The hours of March, from Salesforce", counted, 11),
    Scene(date(2027, 4, 20), "The deal changes again: less", less),
    Scene(date(2027, 4, 29), "The hours of April, from Salesforce, after both changes", after_both),
    Scene(date(2027, 5, 27), "The hours of May, the last month", last),
)
