"""Playing acts: each looks for something it can be done to, and is nothing where there is none."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from sandbox.company import APPROVALS
from sandbox.control import LeverError, Obj
from tests.soak.deals import SHAPES
from tests.soak.hands import Hands, Seen
from tests.soak.place import Place
from tests.soak.plan import FAULTS, FINANCE, KILLERS, Act

T = TypeVar("T")
OUT = ("open", "paid", "uncollectible")
HANG_SECONDS = 1.5
LOOK_SECONDS = 1.5


class Player:
    """Does to a place what a plan says."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._people = place.people
        self.hands = Hands(place.people)
        self.deals: list[str] = []
        self.done: Counter[str] = Counter()
        """Verb -> how often something was done."""

    def play(self, act: Act) -> None:
        """Do it, if there is anything to do it to."""
        verb: Callable[[Act], bool] = getattr(self, f"_{act.verb}")
        try:
            self.done[act.verb] += bool(verb(act))
        except LeverError as error:
            if not 400 <= error.status < 500:  # the sandbox refuses what nobody could do
                raise
        time.sleep(act.pause / 1000)

    # --- Salesforce

    def _win(self, act: Act) -> bool:
        name = f"Client{len(self.deals) + 1:03d}"
        sold = SHAPES[act.how](name, act.amount, self._people.now().date())
        self.deals.append(self._people.win(sold, owner=act.who))
        return True

    def _edit(self, act: Act) -> bool:
        if not self.deals:
            return False
        deal_id = self._pick(self.deals, act.n)
        deal = self._people.opportunity(deal_id)
        match act.how:
            case "lose" | "win_again":
                lever = "lose" if act.how == "lose" else "win"
                self._people.post(f"salesforce/deals/{deal_id}/{lever}")
            case "contact":
                role = deal["OpportunityContactRoles"][0]
                email = f"ap{act.amount}@{deal['Account']['Name'].lower()}.example"
                self._people.patch(f"salesforce/contacts/{role['ContactId']}", email=email)
                self._people.edit_deal(deal_id, Description=f"New contact {act.amount}")
            case "later":
                self._later(deal, act.amount)
            case _:
                self._scale(deal, 100 + (act.amount if act.how == "more" else -act.amount))
        return True

    def _later(self, deal: Obj, days: int) -> None:
        to = self._people.now().date() + timedelta(days=days)
        for part in deal["Closedwon_Milestones__r"][-1:]:
            self._people.patch(f"salesforce/milestones/{part['Id']}", date=to.isoformat())

    def _scale(self, deal: Obj, percent: int) -> None:
        if not deal["OpportunityLineItems"]:
            whole = int(deal["Amount"] * percent / 100)
            self._people.edit_deal(deal["Id"], Amount=whole)
        for line in deal["OpportunityLineItems"][:1]:
            price = int(line["UnitPrice"] * percent / 100)
            self._people.patch(f"salesforce/lines/{line['Id']}", unit_price=str(price))

    # --- Slack

    def _approve(self, act: Act) -> bool:
        seen = self._card("proposal.approve", act.n)
        return bool(seen and self.hands.click(act.who, seen))

    def _both(self, act: Act) -> bool:
        seen = self._card("proposal.approve", act.n)
        if seen is None:
            return False
        with ThreadPoolExecutor(2) as pool:
            clicks = [pool.submit(self.hands.click, who, seen) for who in FINANCE[:2]]
        return any(click.result() for click in clicks)

    def _reject(self, act: Act) -> bool:
        seen = self._card("proposal.reject", act.n)
        return bool(seen and self.hands.fill(act.who, seen, reason="wrong_terms", note="no"))

    def _reopen(self, act: Act) -> bool:
        seen = self._card("proposal.reopen", act.n)
        return bool(seen and self.hands.fill(act.who, seen))

    def _hold(self, act: Act) -> bool:
        found = [
            *self.hands.offered(APPROVALS, "proposal.hold"),
            *self.hands.offered(APPROVALS, "invoice.hold"),
            *self.hands.offered(APPROVALS, "invoice.more", "hold"),
            *self.hands.offered(APPROVALS, "retainer.more", "hold"),
        ]
        if not found:
            return False
        return self.hands.fill(act.who, self._pick(found, act.n), reason="missing_po")

    def _release(self, act: Act) -> bool:
        found = self.held()
        return bool(found) and self.hands.fill(act.who, self._pick(found, act.n))

    def held(self) -> list[Seen]:
        """Return what can be released."""
        return [
            *self.hands.offered(APPROVALS, "proposal.release"),
            *self.hands.offered(APPROVALS, "invoice.release"),
            *self.hands.offered(APPROVALS, "invoice.more", "release"),
            *self.hands.offered(APPROVALS, "retainer.more", "release"),
        ]

    def _modify(self, act: Act) -> bool:
        seen = self._card("proposal.modify", act.n)
        if seen is None:
            return False

        def modified() -> bool:
            if self.hands.form(act.who, seen) is None:
                return False
            if self.hands.submit(act.who, seen, po_number=f"PO-{act.n}") is None:
                return False
            return self.hands.submit(act.who, seen) is not None

        return self.hands.in_a_window(act.who, modified)

    def _choose(self, act: Act) -> bool:
        seen = self._card("proposal.amend", act.n)
        return seen is not None and self.choose(act.who, seen, act.n)

    def choose(self, who: str, seen: Seen, n: int) -> bool:
        """Choose one of the ways that the form offers."""

        def chosen() -> bool:
            form = self.hands.form(who, seen)
            if form is None:
                return False
            ways = [
                option["value"]
                for block in form["blocks"]
                if block.get("block_id") == "way"
                for option in block["element"]["options"]
            ]
            # The same choice for the same reason is a second click: nothing is noted of that.
            why = f"as agreed in call {len(self.hands.forms)}"
            return self.hands.submit(who, seen, way=self._pick(ways, n), note=why) is not None

        return self.hands.in_a_window(who, chosen)

    # --- Stripe

    def _pay(self, act: Act) -> bool:
        found = [row for row in self._people.invoices() if row["status"] == "open"]
        if not found:
            return False
        one = self._pick(found, act.n)
        amount = max(1, one["amount_remaining"] * act.amount // 100)
        self._people.post(f"stripe/invoices/{one['id']}/pay", kind="bank_transfer", amount=amount)
        return True

    def _refund(self, act: Act) -> bool:
        found = [row for row in self._people.invoices() if row["amount_paid"]]
        if not found:
            return False
        one = self._pick(found, act.n)
        amount = max(1, one["amount_paid"] * act.amount // 100)
        self._people.post(f"stripe/invoices/{one['id']}/refund", amount=amount)
        return True

    # --- time and trouble

    def _minute(self, _: Act) -> bool:
        self._people.next_minute()
        return True

    def _days(self, act: Act) -> bool:
        self._people.advance(timedelta(days=act.amount))
        return True

    def _fault(self, act: Act) -> bool:
        vendor, where, kind, status = FAULTS[act.n]
        more: Obj = {"seconds": HANG_SECONDS, "times": act.amount}
        self._people.fault(vendor, where, kind, **more, **({"status": status} if status else {}))
        return True

    def _kill(self, act: Act) -> bool:
        return self._place.kill(act.n)

    def _kill_in(self, act: Act) -> bool:
        there = self._place.running()
        if not there:
            return False
        vendor, where = KILLERS[act.n % len(KILLERS)]
        victim = there[act.n % len(there)]
        self._people.fault(vendor, where, act.how, skip=act.amount, pid=victim.pid)
        return True

    def _start(self, _: Act) -> bool:
        return self._place.start()

    def _freeze(self, act: Act) -> bool:
        return self._place.freeze(act.n)

    def _thaw(self, _: Act) -> bool:
        return self._place.thaw()

    # --- inside

    def _card(self, action_id: str, n: int) -> Seen | None:
        """Return a button, waited for a little: a bot that goes on may be about to post it."""
        until = time.monotonic() + LOOK_SECONDS
        while not (found := self.hands.offered(APPROVALS, action_id)):
            if time.monotonic() > until or not self._place.going():
                return None
            time.sleep(0.1)
        return self._pick(found, n)

    def _pick(self, found: Sequence[T], n: int) -> T:
        return found[n % len(found)]
