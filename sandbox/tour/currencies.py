"""Money without decimals, and with three."""

from sandbox.company import deal
from sandbox.tour.stage import Stage

DEALS = (("Sakura KK", "JPY", "1250000"), ("Gulf Trading", "KWD", "1234.56"))


def play(stage: Stage) -> None:
    """Play the story."""
    people = stage.people
    stage.chapter("Yen and dinars")
    for account, currency, amount in DEALS:
        sold = deal(account, amount, currency=currency, terms="Net 60", name="License")
        deal_id = stage.win(sold, owner="sam")
        card = people.card(account, "Approve & send")
        people.click("robin", "Approve & send", card)
        invoice = people.invoice(deal_id)
        people.card(account, "sent Mar")
        stage.thread(account, "was sent to")
        stage.say(f"Stripe was told {invoice['total']:,} of the smallest unit of {currency}.")
