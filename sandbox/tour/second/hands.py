"""What people do with one of several invoices of a deal, and where they look for it at Stripe."""

from datetime import UTC, date, datetime

from sandbox.company import APPROVALS, ZONE, user_id
from sandbox.control import Obj, wait_for
from sandbox.people import People
from sandbox.tour.stage import Stage


def day(seconds: int | None) -> date | None:
    """Return the company's day of an instant of Stripe's."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZONE).date() if seconds else None


def by_label(people: People, deal_id: str) -> dict[str, Obj]:
    """Return the deal's invoices at Stripe by what they are for; of several the latest."""
    return {
        str(line["description"]).split(":")[0]: invoice
        for invoice in people.invoices(deal_id)
        for line in invoice["lines"]["data"]
    }


def waits_for(people: People, deal_id: str, label: str) -> date | None:
    """Return the day on which a draft goes out by itself, None if it does not."""
    draft = by_label(people, deal_id).get(label)
    if draft is None or not draft["auto_advance"]:
        return None
    return day(draft["automatically_finalizes_at"])


def went_out(people: People, deal_id: str, label: str) -> date | None:
    """Return the day on which an invoice was finalized and e-mailed just once, else None."""
    invoice = by_label(people, deal_id).get(label)
    return sent_on(people, invoice) if invoice else None


def sent_on(people: People, invoice: Obj) -> date | None:
    """Return the day on which it was finalized, if it was e-mailed just once, else None."""
    mails = [mail for mail in people.outbox() if mail["invoice"] == invoice["id"]]
    finalized: int | None = invoice["status_transitions"]["finalized_at"]
    return day(finalized) if len(mails) == 1 else None


def wait_sent(people: People, deal_id: str, label: str, on: date) -> Obj:
    """Wait until an invoice went out on that day, and return it."""
    wait_for(
        lambda: went_out(people, deal_id, label) == on,
        f"{label} to go out on {on}",
        instead=lambda: {
            name: (one["status"], day(one["status_transitions"]["finalized_at"]))
            for name, one in by_label(people, deal_id).items()
        },
    )
    return by_label(people, deal_id)[label]


def periods(people: People, deal_id: str) -> dict[date, Obj]:
    """Return the deal's invoices at Stripe by the first day of the period they are for."""
    return {
        day(line["period"]["start"]) or date.min: invoice
        for invoice in people.invoices(deal_id)
        for line in invoice["lines"]["data"]
    }


def wait_period(people: People, deal_id: str, start: date, on: date | None = None) -> Obj:
    """Wait until the invoice of a period went out, on its first day unless `on` says another."""

    def sent() -> bool:
        found = periods(people, deal_id).get(start)
        return found is not None and sent_on(people, found) == (on or start)

    wait_for(
        sent,
        f"the period from {start} to go out on {on or start}",
        instead=lambda: {
            str(begins): (one["status"], str(sent_on(people, one)))
            for begins, one in periods(people, deal_id).items()
        },
    )
    return periods(people, deal_id)[start]


def expect(found: object, wanted: object, what: str) -> None:
    """Insist on what has to be so by now.

    Raises:
        AssertionError: saying what is so instead.

    """
    if found != wanted:
        raise AssertionError(f"{what}: {found}, not {wanted}")


def pay(stage: Stage, invoice: Obj, amount: int = 0) -> None:
    """Let the customer pay by bank transfer: all of it, or `amount` minor units."""
    how: Obj = {"kind": "bank_transfer"} | ({"amount": amount} if amount else {})
    stage.people.post(f"stripe/invoices/{invoice['id']}/pay", **how)
    stage.people.next_minute()


def choose(people: People, who: str, name: str, row: str, entry: str) -> Obj:
    """Choose `entry` from the menu of the row that says `row`, on the card about `name`.

    The card is read anew until the latest one offers that, and the click finds it as it was read.
    """

    def where() -> Obj | None:
        for card in people.cards(name)[-1:]:
            for block in card["blocks"]:
                if row in str(block.get("text", {}).get("text")) and _offers(block, entry):
                    given = {"user": user_id(who), "option": entry, "channel": APPROVALS}
                    return given | {"ts": card["ts"], "block_id": block["block_id"]}
        return None

    return people.press(where, f"{entry!r} for {row!r} on the card of {name}")


def _offers(block: Obj, entry: str) -> bool:
    options = block.get("accessory", {}).get("options", ())
    return any(one["text"]["text"] == entry for one in options)
