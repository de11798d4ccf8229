"""The bot is killed in the middle of sending, and started again: one invoice, one e-mail."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

TYRELL = "Tyrell"


def play(stage: Stage) -> None:
    """Play the story."""
    people, bot = stage.people, stage.bot
    stage.chapter("Power cut")
    tyrell = stage.win(deal(TYRELL, "8800", terms="Net 30", name="Optics"))
    card = people.card(TYRELL, "Approve & send")
    stage.say("pat approves. Stripe sends the invoice, and before it can answer the bot is killed.")
    people.fault("stripe", "POST /v1/invoices/[^/]+/send", "kill_after", pid=bot.pid)
    people.click("pat", "Approve & send", card)
    people.wait(bot.died, "the bot to die")
    seconds = bot.start()
    stage.say(f"Started again on the same database; connected after {seconds:.1f} seconds.")
    people.card(TYRELL, "sent Mar")
    stage.thread(TYRELL, "was sent to")
    invoices = people.invoices(tyrell)
    mails = [mail for mail in people.outbox() if mail["invoice"] == invoices[0]["id"]]
    stage.say(f"{len(invoices)} invoice and {len(mails)} e-mail to the customer.")
