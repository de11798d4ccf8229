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
    seen = {"seen": card["blocks"]}
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(people.click, who, "Approve & send", card, **seen) for who in ("kim", "pat")
        ]
        for click in both:
            click.result()
    people.invoice(globex)
    people.card(GLOBEX, "sent Mar")
    approval = people.told(GLOBEX, "Approved: $4,999.90")
    loser = "pat" if "kim" in approval["words"] else "kim"
    stage.whisper(loser, "approved this already")
    stage.say(f"One invoice went out: {len(people.invoices(globex))} at Stripe.")
