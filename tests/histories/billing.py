"""A Stripe in memory that watches every sending; keys are pruned, calls fail, feeds stutter."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Trouble, VendorError
from bot.facts import BackFact, BillingEvent, CreditOrder, EventPage, Snapshot
from tests.histories.feeds import Disorder
from tests.histories.outages import Outage
from tests.workflows.staged import StagedBilling

A_DAY = timedelta(hours=24)
FAILURES = {
    "down": VendorError("Stripe", "Stripe is busy.", trouble=Trouble.DOWN, code="rate_limit"),
    "refused": VendorError("Stripe", "Not now.", trouble=Trouble.REFUSED, code="invalid_request"),
    "no answer": VendorError("Stripe", "No answer.", trouble=Trouble.UNKNOWN, code="no_answer"),
    "lost answer": VendorError("Stripe", "No answer.", trouble=Trouble.UNKNOWN, code="no_answer"),
    "stored 500": VendorError("Stripe", "An error.", trouble=Trouble.DOWN, code="server_error"),
}
"""What can happen to a call: before its effect, except that of the answer that is lost."""


class WatchedBilling(StagedBilling):
    """Tells `about_to_send` and `has_gone_out` of what reaches a customer."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.about_to_send: Callable[[str], None] = lambda _: None
        self.has_gone_out: Callable[[str, datetime], None] = lambda *_: None
        """Called with what finalized by itself, and when."""
        self.about_to_void: Callable[[Snapshot], None] = lambda _: None
        """Called with what the bot voids or replaces, as it is before."""
        self.notes_mailed: list[str] = []
        """Invoices of which a credit note was e-mailed."""
        self.stutter: random.Random | None = None
        """If set, the feed of events comes in any order."""
        self.outage = Outage("Stripe")
        self.feed: Disorder[BillingEvent] = Disorder(lambda event: event.id, clock)
        self._born: dict[str, datetime] = {}

    def prune_keys(self) -> None:
        """Forget the keys of which a day is over, as Stripe may."""
        now = self.clock.now()
        for key in list(self._kept):
            if now - self._born.setdefault(key, now) > A_DAY:
                del self._kept[key], self._born[key]

    def fail(self, call: int, how: str) -> None:
        """Make one of the next calls fail: the one after `call` others."""
        left = call

        def step() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                self._before_any = None
                self.fail_next(FAILURES[how], after=how == "lost answer")

        self._before_any = step

    _before_any: Callable[[], None] | None = None

    def failures_are_over(self) -> None:
        super().failures_are_over()
        self._before_any = None
        self.outage.over()

    def events(self, since: datetime) -> EventPage:
        page = super().events(since)
        mixed = [*self.feed.passed(page.events)]
        if self.stutter is not None:
            self.stutter.shuffle(mixed)
        return page.model_copy(update={"events": tuple(mixed)})

    def send(self, stripe_id: str, *, key: str) -> Snapshot:
        if key not in self._kept:
            self.about_to_send(stripe_id)
        return super().send(stripe_id, key=key)

    def _do(self, method, about, effect, key="", sent=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as in the class above
        if self._before_any is not None:
            self._before_any()
        error, after = self.outage.next()
        if error:
            self.fail_next(error, after=after)
        return super()._do(method, about, effect, key, sent)

    def _finalize_by_itself(self, ident: str) -> None:
        super()._finalize_by_itself(ident)
        if self.invoices[ident].status is not None:
            self.has_gone_out(ident, self._now())

    def _change(
        self, stripe_id: str, kind: str, *, by_api: bool = False, **changes: object
    ) -> Snapshot:
        if by_api and kind == "invoice.voided":
            self.about_to_void(self.invoices[stripe_id])
        return super()._change(stripe_id, kind, by_api=by_api, **changes)

    def _credit_note(self, order: CreditOrder, *, by_api: bool) -> BackFact:
        fact = super()._credit_note(order, by_api=by_api)
        if order.tell_customer:
            self.notes_mailed.append(self.mails.pop()[0])
        return fact
