"""A project in four milestones: held, released, moved over a holiday, sent while we are down."""

from datetime import date

from sandbox.company import deal
from sandbox.tour.scene import Scene
from sandbox.tour.second.hands import by_label, choose, pay, wait_sent, waits_for
from sandbox.tour.stage import Stage

STARK = "Stark Industries"
QUARTER = {"percent": "25"}
MILESTONES = (
    {"description": "Deposit", **QUARTER},
    {"description": "Design", "date": "2027-02-12", **QUARTER},
    {"description": "Build", "date": "2027-03-31", **QUARTER},
    {"description": "Launch", "condition": "on acceptance", **QUARTER},
)
LAST_WORKING_DAY = date(2027, 5, 28)
"""Of May 2027: the 31st, a Monday, is Memorial Day."""


def won(stage: Stage) -> None:
    """Win it, and approve it with one click."""
    people = stage.people
    stage.say("dana wins a portal for Stark Industries: four milestones of 25 % in Salesforce.")
    sold = deal(STARK, "24000", terms="Net 30", name="Portal", milestones=MILESTONES)
    stark = stage.win(sold)
    card = people.card(STARK, "Approve & send")
    stage.show(card)
    stage.say("kim approves all four with one click.")
    people.click("kim", "Approve & send", card)
    wait_sent(people, stark, "Deposit", date(2027, 1, 25))
    people.wait(lambda: len(by_label(people, stark)) == 3, "the dated ones to wait at Stripe")
    stage.thread(STARK, "wait at Stripe")
    dates = [waits_for(people, stark, label) for label in ("Design", "Build")]
    if dates != [date(2027, 2, 12), date(2027, 3, 31)]:
        raise AssertionError(f"the drafts go out on {dates}")
    stage.show(people.card(STARK, "sent Jan 25"))


def paid(stage: Stage) -> None:
    """Pay the deposit."""
    people, stark = stage.people, stage.deals[STARK]
    stage.say("Stark Industries pays the deposit.")
    pay(stage, by_label(people, stark)["Deposit"])
    stage.thread(STARK, "Paid in full")


def held(stage: Stage) -> None:
    """Have notice two business days before, and hold it."""
    people, stark = stage.people, stage.deals[STARK]
    notice = people.told(STARK, "Invoice 2 of 4 goes out by itself on Fri Feb 12")
    stage.show(notice, "the thread")
    stage.whisper("dana", "Invoice 2 of 4 goes out")
    stage.say("alex knows that Stark wants a PO first, and puts it on hold.")
    people.click("alex", "Hold", notice)
    people.submit("alex", "Hold", reason="missing_po")
    people.wait(lambda: waits_for(people, stark, "Design") is None, "Stripe to keep it")
    stage.thread(STARK, "hold")


def released(stage: Stage) -> None:
    """Release it after its day: it is sent at once, due 30 days from then."""
    people, stark = stage.people, stage.deals[STARK]
    if by_label(people, stark)["Design"]["status"] != "draft":
        raise AssertionError("an invoice on hold was sent")
    stage.say("Four days after its date nothing went out. The PO is there: kim releases it.")
    choose(people, "kim", STARK, "Design", "Release")
    window = people.modal("kim", "Release", ready=True)
    if "is sent at once" not in window["words"]:
        raise AssertionError(f"what a release does is not said: {window['words']}")
    stage.show(window, "kim's window")
    people.submit("kim", "Release")
    design = wait_sent(people, stark, "Design", date(2027, 2, 16))
    stage.thread(STARK, design["number"], "was sent to", "due Mar 18")


def moved(stage: Stage) -> None:
    """Read in the notice what is unpaid, and move the date to a holiday."""
    people, stark = stage.people, stage.deals[STARK]
    notice = people.told(STARK, "Invoice 3 of 4 goes out by itself on Wed Mar 31", "not paid")
    stage.show(notice, "the thread")
    stage.say("dana knows that the build takes two months more: May 31, which is Memorial Day.")
    people.click("kim", "Not delivered: move the date", notice)
    people.submit("kim", "Move the date", send_date="2027-05-31")
    people.wait(
        lambda: waits_for(people, stark, "Build") == LAST_WORKING_DAY, "it to move to May 28"
    )
    stage.thread(STARK, "May 28")


def down(stage: Stage) -> None:
    """Switch the bot off."""
    stage.bot.stop()
    stage.say("The bot is switched off. Nobody is there tomorrow, when the invoice is to go out.")


def up(stage: Stage) -> None:
    """See that it went out all the same."""
    people, stark = stage.people, stage.deals[STARK]
    stage.bot.start()
    wait_sent(people, stark, "Build", LAST_WORKING_DAY)
    stage.say("The bot is back. Stripe sent the invoice on its day, and it was not sent twice.")
    stage.thread(STARK, "went out on May 28 as scheduled")


def accepted(stage: Stage) -> None:
    """Meet the condition by a click."""
    people, stark = stage.people, stage.deals[STARK]
    if "Launch" in by_label(people, stark):
        raise AssertionError("an invoice was made although its condition is not met")
    stage.say("Stark Industries accepts the portal: kim says so on the card.")
    choose(people, "kim", STARK, "Launch", "Delivered: send it")
    launch = wait_sent(people, stark, "Launch", date(2027, 6, 2))
    stage.thread(STARK, launch["number"], "was sent to")
    total = sum(one["total"] for one in people.invoices(stark))
    if total != 2_400_000:
        raise AssertionError(f"the four come to {total}")
    stage.show(people.card(STARK, "sent Jun 2"))


SCENES = (
    Scene(date(2027, 1, 25), "A project in four milestones", won, 9),
    Scene(date(2027, 2, 9), "The deposit is paid", paid),
    Scene(date(2027, 2, 10), "Two business days before: a heads-up, and a hold", held),
    Scene(date(2027, 2, 16), "Released after its day", released),
    Scene(date(2027, 3, 29), "Not delivered: another date, on a holiday", moved),
    Scene(date(2027, 5, 27), "Nobody is there", down, 18),
    Scene(date(2027, 5, 29), "Sent all the same", up),
    Scene(date(2027, 6, 2), "On acceptance", accepted),
)
