"""Two people click in the same moment: one of them wins, the other is told who did."""

from concurrent.futures import ThreadPoolExecutor

from sandbox.company import deal
from sandbox.tour.stage import Stage

GLOBEX = "Globex"


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Two people, one moment")
    globex = stage.win(deal(GLOBEX, "4999.90", terms="Net 10", name="Support"), owner="sam")
    card = people.card(GLOBEX, "Approve & send")
    stage.say("sam wins Globex, $4,999.90. kim and pat click Approve in the same moment.")
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(people.click, who, "Approve & send", card) for who in ("kim", "pat")]
        for click in both:
            click.result()
    people.invoice(globex)
    people.card(GLOBEX, "sent")
    loser = "pat" if "@kim" in winner(stage) or "kim" in winner(stage) else "kim"
    stage.whisper(loser, "approved this already")
    stage.say(f"One invoice went out: {len(people.invoices(globex))} at Stripe.")


def winner(stage: Stage) -> str:
    """Return the line of the thread that says who approved."""
    card = stage.people.card(GLOBEX)
    approved = [m for m in stage.people.thread(card, "Approved") if "Approved" in m["words"]]
    return str(approved[0]["words"])
