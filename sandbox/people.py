"""What people do, as verbs: win a deal, click, submit, pay, let days pass, and look."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import cast

from bot.views.away import DID_NOT_HEAR
from sandbox.company import APPROVALS, ZONE, email_of, user_id
from sandbox.control import PATIENCE, Control, LeverError, Obj, wait_for

COMMAND = "/invoice"


class People(Control):
    """Everybody in and around the company, by the names they have in Slack."""

    # Salesforce

    def win(self, deal: Obj, owner: str = "dana") -> str:
        """Make a deal and win it; return its id. The bot hears of it with the next minute."""
        made = self.post("salesforce/deals", **deal, owner=email_of(owner))
        self.post(f"salesforce/deals/{made['Id']}/win")
        return str(made["Id"])

    def edit_deal(self, deal_id: str, by: str = "dana", **fields: object) -> None:
        """Change fields of an opportunity in Salesforce."""
        path = f"salesforce/records/Opportunity/{deal_id}"
        self.patch(path, fields=fields, **{"as": email_of(by)})

    def opportunity(self, deal_id: str) -> Obj:
        """Return an opportunity with all that belongs to it."""
        return cast("Obj", self.get(f"salesforce/deals/{deal_id}"))

    # Slack

    def click(
        self,
        who: str,
        label: str,
        card: Obj | None = None,
        channel: str = APPROVALS,
        **more: object,
    ) -> Obj:
        """Press a button, or pick from a menu, of `card` or of the latest message that has it.

        A card may be redrawn at any moment: one without such a button yet is looked at again.
        """
        where = {"channel": channel} | ({"ts": card["ts"]} if card else {})
        given: Obj = {"user": user_id(who), "label": label, **where, **more}
        return self.press(lambda: given, f"{label!r} to be there for {who}")

    def press(self, where: Callable[[], Obj | None], what: str) -> Obj:
        """Click `where` that says, asked again as long as it is not there; return the answer."""
        refused: list[Obj] = []

        def clicked() -> Obj | None:
            try:
                given = where()
                return cast("Obj", self.post("slack/act/click", **given)) if given else None
            except LeverError as error:
                if not error.is_missing:
                    raise
                refused[:] = [error.said]
                return None

        return wait_for(clicked, what, instead=lambda: refused)

    def modal(self, who: str, title: str = "", *, ready: bool = False) -> Obj:
        """Wait until the modal in front has this title and, if `ready`, a button to submit."""

        def found() -> Obj | None:
            front = self._front(who)
            if front is None or (title and front["title"]["text"] != title):
                return None
            return front if not ready or front.get("submit") else None

        return wait_for(found, f"{who}'s modal {title!r}", instead=lambda: self._front(who))

    def _front(self, who: str) -> Obj | None:
        views = self.get("slack/views", user=user_id(who))
        return cast("Obj", views[-1]) if views else None

    def submit(self, who: str, title: str, **values: object) -> Obj:
        """Fill in the modal of that title by the names of its fields, and submit it."""
        self.modal(who, title, ready=True)
        return cast("Obj", self.post("slack/act/submit", user=user_id(who), values=values))

    def close(self, who: str) -> None:
        """Close all modals."""
        self.post("slack/act/close", user=user_id(who), all=True)

    def command(self, who: str, text: str, channel: str = APPROVALS) -> Obj:
        """Type /invoice."""
        said = {"channel": channel, "command": COMMAND, "text": text}
        return cast("Obj", self.post("slack/act/command", user=user_id(who), **said))

    def messages(self, channel: str = APPROVALS) -> list[Obj]:
        """Return all messages of a channel, oldest first, whoever sees them."""
        return cast("list[Obj]", self.get("slack/messages", channel=channel))

    def cards(self, name: str = "", channel: str = APPROVALS) -> list[Obj]:
        """Return what stands in the channel for everybody, about `name`; no notice of a gap."""
        return [
            message
            for message in self.messages(channel)
            if not (message["visible_to"] or message["text"].startswith(DID_NOT_HEAR))
            and message.get("subtype") != "tombstone"
            and message.get("thread_ts", message["ts"]) == message["ts"]
            and (name in message["words"] or name in message["text"])
        ]

    def card(self, name: str, *words: str, without: str = "", channel: str = APPROVALS) -> Obj:
        """Wait until the latest card about `name` says all of `words`."""

        def found() -> Obj | None:
            for card in self.cards(name, channel)[-1:]:
                said = flat(card)
                if all(word in said for word in words) and not (without and without in said):
                    return card
            return None

        wanted = f"the card of {name} to say {words}" + (f", not {without!r}" if without else "")
        return wait_for(
            found, wanted, instead=lambda: [flat(card) for card in self.cards(name, channel)]
        )

    def told(self, name: str, *words: str) -> Obj:
        """Wait until a thread of the cards about `name` has a reply with all of `words`."""

        def replies() -> list[Obj]:
            return [reply for card in self.cards(name) for reply in self.replies(card)]

        def found() -> Obj | None:
            said = [reply for reply in replies() if all(word in flat(reply) for word in words)]
            return said[-1] if said else None

        wanted = f"the thread of {name} to say {words}"
        return wait_for(found, wanted, instead=lambda: [flat(reply) for reply in replies()])

    def replies(self, card: Obj) -> list[Obj]:
        """Return what stands in the thread of a card now."""
        rows = self.get("slack/messages", channel=card["channel"], thread_ts=card["ts"])
        return cast("list[Obj]", rows[1:])

    def whispers(self, who: str) -> list[Obj]:
        """Return what only this person sees: ephemeral messages and the direct message."""
        mine = user_id(who)
        seen = [
            m for c in self._channels(mine) for m in self.messages(c) if m["visible_to"] == mine
        ]
        return [*seen, *self.get("slack/messages", user=mine)]

    def _channels(self, user: str) -> list[str]:
        rows = self.get("slack/channels")
        return [row["id"] for row in rows if user in row["members"] and not row.get("is_im")]

    def whispered(self, who: str, *words: str) -> Obj:
        """Wait until somebody is told something privately, and return it."""

        def found() -> Obj | None:
            told = [m for m in self.whispers(who) if all(word in flat(m) for word in words)]
            return max(told, key=lambda message: float(message["ts"])) if told else None

        return wait_for(
            found,
            f"{who} to be told {words}",
            instead=lambda: [flat(message) for message in self.whispers(who)],
        )

    # Stripe

    def invoices(self, deal_id: str = "") -> list[Obj]:
        """Return the invoices at Stripe; of one deal, if named."""
        rows = self.get("stripe/invoices")
        return [row for row in rows if deal_id in ("", _deal_of(row))]

    def invoice(self, deal_id: str, status: str = "open") -> Obj:
        """Wait until the deal's latest invoice is in this status."""

        def found() -> Obj | None:
            latest = self.invoices(deal_id)[-1:]
            return latest[0] if latest and latest[0]["status"] == status else None

        return wait_for(
            found,
            f"an invoice of {deal_id} that is {status}",
            instead=lambda: [row["status"] for row in self.invoices(deal_id)],
        )

    def pay(self, deal_id: str, amount: int | None = None, kind: str = "bank_transfer") -> Obj:
        """Let the customer pay, all of it unless `amount` (minor units) says less."""
        ident = self.invoices(deal_id)[-1]["id"]
        how: Obj = {"kind": kind} | ({} if amount is None else {"amount": amount})
        return cast("Obj", self.post(f"stripe/invoices/{ident}/pay", **how))

    def outbox(self) -> list[Obj]:
        """Return every e-mail that Stripe has sent to customers."""
        return cast("list[Obj]", self.get("stripe/outbox"))

    # Time

    def now(self) -> datetime:
        """Return the sandbox's present, in the company's zone."""
        return datetime.fromisoformat(self.get("clock")["now"]).astimezone(ZONE)

    def advance(self, by: timedelta) -> datetime:
        """Let time pass, and the bot notice it."""
        self.post("clock", advance_seconds=by.total_seconds())
        self.wait(lambda: not self.get("clock")["behind"], "the bot to look at the clock")
        return self.now()

    def next_minute(self) -> None:
        """Let the clock reach the next minute, when the bot looks at the feeds."""
        now = self.now()
        self.advance(timedelta(seconds=60 - now.second - now.microsecond / 1e6))

    def until(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Let time pass until that moment of the company's day."""
        then = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
        # In UTC: between two times of one zone Python counts wall clocks, not hours that pass.
        return self.advance(max(timedelta(0), then.astimezone(UTC) - self.now().astimezone(UTC)))

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Wait until `condition` holds."""
        wait_for(condition, what)

    # Trouble

    def fault(self, vendor: str, where: str, kind: str, **more: object) -> None:
        """Switch a fault on: see `sandbox.faults.Fault`."""
        self.post("faults", vendor=vendor, where=where, kind=kind, **more)

    def faults_used_up(self, seconds: float = PATIENCE) -> None:
        """Wait until every fault has hit."""

        def left() -> object:
            return self.get("faults")

        wait_for(lambda: not left(), "the faults to hit", seconds=seconds, instead=left)


def _deal_of(invoice: Obj) -> object:
    """Return the deal of an invoice, which one of a subscription has from there."""
    source = (invoice.get("parent") or {}).get("subscription_details") or {}
    return (invoice["metadata"] | (source.get("metadata") or {})).get("sf_opportunity_id")


def flat(message: Obj) -> str:
    """Return all that a message says on one line."""
    return " ".join(f"{message['text']} {message['words']}".split())
