"""A retainer from January 31 over fourteen months, to a leap year: held, paid, renewed."""

from datetime import date

from sandbox.company import deal
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import choose, expect, pay, periods, sent_on, wait_period
from sandbox.tour.stage import Stage

WAYNE = "Wayne Enterprises"
STARTS = (
    date(2027, 1, 31),
    date(2027, 2, 28),
    date(2027, 3, 31),
    date(2027, 4, 30),
    date(2027, 5, 31),
    date(2027, 6, 30),
    date(2027, 7, 31),
    date(2027, 8, 31),
    date(2027, 9, 30),
    date(2027, 10, 31),
    date(2027, 11, 30),
    date(2027, 12, 31),
    date(2028, 1, 31),
    date(2028, 2, 29),
)
"""The first day of each period: the 31st, or the last day of a month that has none."""
RENEWED = date(2028, 3, 31)
SUPPORT = {
    "product": "Support",
    "unit_price": "21000",
    "interval": "Monthly",
    "periods": len(STARTS),
    "start": "2027-01-31",
}
EACH = 150_000
"""Cents a period."""


def won(stage: Stage) -> None:
    """Win it, and approve it on the next business day: the first period is billed at once."""
    people = stage.people
    stage.say("dana won a retainer: support for fourteen months from January 31, a Sunday.")
    fields = {"Closedwon_Renews__c": "Renews"}
    sold = deal(WAYNE, None, terms="Net 10", name="Care", lines=[SUPPORT], fields=fields)
    wayne = stage.win(sold)
    card = people.card(WAYNE, "Approve & send")
    stage.show(card)
    people.click("kim", "Approve & send", card)
    wait_period(people, wayne, STARTS[0], date(2027, 2, 1))
    people.wait(lambda: people.get("stripe/subscriptions"), "the subscription")
    stage.say("kim approves. The first period is billed at once, Stripe bills the other thirteen.")
    stage.show(people.card(WAYNE, "sent Feb 1"))


def paid(stage: Stage) -> None:
    """Pay the first two periods."""
    people, wayne = stage.people, stage.deals[WAYNE]
    second = wait_period(people, wayne, STARTS[1])
    stage.thread(WAYNE, second["number"], "went out")
    for start in STARTS[:2]:
        pay(stage, periods(people, wayne)[start])
    stage.say("The second period went out on February 28. Wayne Enterprises pays both.")
    stage.show(people.card(WAYNE, "2 of 14 invoices paid"))


def held(stage: Stage) -> None:
    """Put the retainer on hold before a period begins."""
    people, wayne = stage.people, stage.deals[WAYNE]
    stage.say("Wayne Enterprises asks for a break: alex puts the retainer on hold.")
    choose(people, "alex", WAYNE, "Support", "Hold")
    people.submit("alex", "Hold", reason="client_asked", note="They change their bank.")
    stage.thread(WAYNE, "on hold")
    people.wait(
        lambda: [one for one in people.get("stripe/subscriptions") if one["pause_collection"]],
        "Stripe to pause it",
    )
    expect(sorted(periods(people, wayne)), list(STARTS[:2]), "the periods billed")


def released(stage: Stage) -> None:
    """Release it after a period began: its invoice was kept, and is sent now."""
    people, wayne = stage.people, stage.deals[WAYNE]
    kept = periods(people, wayne)[STARTS[2]]
    expect(kept["status"], "draft", "the invoice of the third period")
    stage.show(people.card(WAYNE, "on hold", without="planned for Wed Mar 31"))
    stage.say("The third period began on March 31, and its invoice was kept. kim releases it.")
    choose(people, "kim", WAYNE, "Support", "Release")
    stage.show(people.modal("kim", "Release", ready=True), "kim's window")
    people.submit("kim", "Release")
    third = wait_period(people, wayne, STARTS[2], date(2027, 4, 5))
    stage.thread(WAYNE, third["number"], "was sent to")


def period(number: int) -> Scene:
    """Return the scene in which a period begins, and what is open is paid."""
    start = STARTS[number - 1]

    def play(stage: Stage) -> None:
        people, wayne = stage.people, stage.deals[WAYNE]
        invoice = wait_period(people, wayne, start)
        expect(invoice["total"], EACH, "the period costs")
        stage.say(f"Period {number} went out on its first day. The one before is paid.")
        before = periods(people, wayne)[STARTS[number - 2]]
        if before["status"] == "open":
            pay(stage, before)

    return Scene(start, f"The retainer, period {number} of {len(STARTS)}", play, 15)


def renewal(stage: Stage) -> None:
    """Have the renewal announced thirty days before the end, and approve it."""
    people, wayne = stage.people, stage.deals[WAYNE]
    expect(sorted(periods(people, wayne)), list(STARTS), "the periods billed")
    stage.say("The term ends in thirty days. Another one is proposed; nothing renews by silence.")
    stage.whisper("dana", "up for approval")
    card = people.card(WAYNE, "Approve the renewal")
    stage.show(card)
    people.click("pat", "Approve the renewal", card)
    stage.thread(WAYNE, "pat", "Approved")
    people.wait(
        lambda: len(people.get("stripe/subscriptions")) > 1, "the subscription of the next term"
    )


def renewed(stage: Stage) -> None:
    """See the first period of the further term go out, and the card as it is then."""
    people, wayne = stage.people, stage.deals[WAYNE]
    invoice = wait_period(people, wayne, RENEWED)
    expect(sent_on(people, invoice), RENEWED, "the further term begins")
    for start in STARTS:
        one = periods(people, wayne)[start]
        expect((one["total"], len(one["lines"]["data"])), (EACH, 1), f"the period from {start}")
    stage.show(people.card(WAYNE, "Support"))


SCENES = (
    Scene(date(2027, 2, 1), "A retainer of fourteen months, from January 31", won),
    Scene(date(2027, 3, 1), "The second period went out on February 28", paid),
    Scene(date(2027, 3, 30), "The retainer is put on hold over a period's first day", held, 15),
    Scene(date(2027, 4, 5), "The retainer goes on", released),
    *(period(number) for number in range(4, len(STARTS) + 1)),
    Scene(date(2028, 3, 1), "Thirty days before the end: a renewal", renewal),
    Scene(date(2028, 3, 31), "The retainer's next term", renewed, 15),
)
