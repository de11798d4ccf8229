"""What the Stripe in memory does by itself: it finalizes drafts and bills periods, in time."""

import calendar
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.errors import VendorError
from bot.facts import CustomerOrder, InvoiceLines, InvoiceOrder, Snapshot, SubscriptionOrder
from bot.money import Money
from bot.payer import Tax, TaxExempt, TaxMode
from bot.periods import Interval, Period, add_months
from bot.plan import PlanLine
from bot.status import InvoiceStatus, SubscriptionStatus
from tests.fakes.billing_world import BillingWorld, refusal

MORNING = time(9)
AN_HOUR = timedelta(hours=1)
NO_LOCATION = "The customer's location isn't recognized."


def boundary(order: SubscriptionOrder, number: int) -> date:
    """Return the first day of the subscription's period `number` (0-based)."""
    steps = number * order.rhythm.every
    if order.rhythm.interval is Interval.WEEK:
        return order.starts_on + timedelta(weeks=steps)
    months = steps * (12 if order.rhythm.interval is Interval.YEAR else 1)
    day = add_months(order.starts_on.replace(day=1), months)
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=min(order.anchor_day, last))


class BillingTime(BillingWorld):
    """Lives through what is due whenever it is called."""

    def catch_up(self) -> None:
        """Let happen what is due by now, each thing at its moment and in order."""
        if self._moment is not None:
            return
        while due := [step for step in self._steps() if step[0] <= self.clock.now()]:
            moment, _, act = min(due, key=lambda step: step[:2])
            with self._at(moment):
                act()

    @contextmanager
    def _at(self, moment: datetime) -> Iterator[None]:
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None

    def _steps(self) -> Iterator[tuple[datetime, int, Callable[[], None]]]:
        """Yield what is to come: its moment, its rank at that moment, and what it is."""
        for ident, at in self.finalize_at.items():
            yield at, 0, lambda ident=ident: self._finalize_by_itself(ident)  # type: ignore[misc] # mypy types no lambda with a default
        for ident, fact in self.subs.items():
            if fact.status is SubscriptionStatus.ACTIVE:
                if fact.ends_on is not None:
                    ends = self._morning(fact.ends_on)
                    yield ends, 1, lambda ident=ident: self._end(ident)  # type: ignore[misc] # as above
                turns = self._morning(boundary(self.sub_orders[ident], self._turns[ident]))
                yield turns, 2, lambda ident=ident: self._turn(ident)  # type: ignore[misc] # as above

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, MORNING, self.zone)

    def _finalize_by_itself(self, ident: str) -> None:
        self.finalize_at.pop(ident)
        invoice = self.invoices[ident]
        try:
            if invoice.due_date is not None and invoice.due_date < self._today():
                raise refusal("Due date must be in the future.")
            self._finalize(invoice, by_api=False)
        except VendorError:
            self._change(ident, "invoice.finalization_failed", finalizes_on=None)
            return
        if self.mails_by_itself and self.invoices[ident].status is InvoiceStatus.OPEN:
            self.mails.append((ident, invoice.customer_email))
            self._tell(ident, "invoice.sent")

    def _finalize(self, draft: Snapshot, *, by_api: bool = True) -> None:
        """Open a draft; the customer's credit lowers what is due, perhaps to nothing."""
        ident, now = draft.stripe_id, self._now()
        self._fill(ident, self.lines[ident].lines)
        draft = self.invoices[ident]
        if draft.tax_problem and not draft.subscription_id:
            self._tell(ident, "invoice.finalization_failed", by_api=by_api)
            raise refusal(NO_LOCATION, "customer_tax_location_invalid")
        order = self.orders.get(ident)
        replaced = self._revisable(order.revises) if order and order.revises else None
        nothing = Money.zero(draft.currency)
        held = self.customers[draft.customer_id].credit
        credit = next((c for c in held if c.currency == draft.currency), nothing)
        used = max(min(credit, draft.total), nothing)
        due = draft.total - used
        number = f"INV-{next(self._numbers):04}"
        subscription = self.sub_orders.get(draft.subscription_id)
        days = timedelta(days=subscription.due.net_days if subscription else 0)
        counted = subscription is not None and ident not in self.dated
        self.finalize_at.pop(ident, None)
        self._change(
            ident,
            "invoice.finalized",
            by_api=by_api,
            status=InvoiceStatus.OPEN,
            number=number,
            url=f"https://invoice.stripe.test/i/{number}",
            due=due,
            balance=due,
            due_date=self._today() + days if counted else draft.due_date,
            finalized_at=now,
            finalizes_on=None,
        )
        if used:
            self._credit(draft.customer_id, -used)
        if not due:
            paid = {"status": InvoiceStatus.PAID, "paid_at": now, "advances": False}
            self._change(ident, "invoice.paid", by_api=by_api, **paid)
        if replaced is not None:
            gone = {"status": InvoiceStatus.VOID, "replaced_by": ident}
            self._change(replaced.stripe_id, "invoice.voided", by_api=by_api, **gone)

    def _revisable(self, stripe_id: str) -> Snapshot:
        """Return an invoice that may be replaced by a revision."""
        invoice = self._open(stripe_id)
        if invoice.subscription_id:
            raise refusal("You can't revise an invoice of a subscription.")
        if invoice.paid or invoice.processing:
            raise refusal("You can't revise an invoice that has payments.")
        return invoice

    # --- subscriptions

    def _turn(self, ident: str) -> None:
        """Begin the next period: make its draft."""
        order, number = self.sub_orders[ident], self._turns[ident]
        self._turns[ident] += 1
        fact, following = self.subs[ident], boundary(order, number + 1)
        over = fact.ends_on is not None and following >= fact.ends_on
        self.subs[ident] = fact.model_copy(update={"next_on": None if over else following})
        period = Period(start=boundary(order, number), end=following - timedelta(days=1))
        self._bill(ident, order, period, paused=fact.paused)
        self._tell(ident, "customer.subscription.updated")

    def _bill(self, ident: str, order: SubscriptionOrder, period: Period, *, paused: bool) -> None:
        now = self._now()
        draft = self._blank(order, {"closedwon_subscription_id": order.subscription_id})
        goes_at = None if paused else now + AN_HOUR
        stripe_id = draft.stripe_id
        self.invoices[stripe_id] = draft.model_copy(
            update={
                "subscription_id": ident,
                "deal_id": order.deal_id,
                "notes": {},
                "period": period,
                "advances": not paused,
                "due_date": self._today() + timedelta(days=order.due.net_days),
                "finalizes_on": goes_at.astimezone(self.zone).date() if goes_at else None,
            }
        )
        if goes_at:
            self.finalize_at[stripe_id] = goes_at
        lines = tuple(line.model_copy(update={"period": period}) for line in order.lines)
        self._fill(stripe_id, lines)
        self._tell(stripe_id, "invoice.created")

    def _end(self, ident: str) -> None:
        over = {"status": SubscriptionStatus.ENDED, "next_on": None}
        self.subs[ident] = self.subs[ident].model_copy(update=over)
        self._tell(ident, "customer.subscription.deleted")

    # --- amounts

    def _blank(self, order: InvoiceOrder | SubscriptionOrder, notes: dict[str, str]) -> Snapshot:
        customer, nothing = self.customers[order.customer_id], Money.zero(order.currency)
        sums = dict.fromkeys(
            ("net", "tax", "total", "due", "paid", "balance", "overpaid", "credited"), nothing
        )
        return Snapshot.model_validate(
            {
                **sums,
                "stripe_id": f"in_{next(self._numbers)}",
                "deal_id": order.deal_id,
                "status": None,
                "customer_id": customer.id,
                "customer_name": customer.name,
                "customer_email": customer.email,
                "currency": order.currency,
                "back": (),
                "created_at": self._now(),
                "notes": {**notes, **order.notes},
            }
        )

    def _fill(self, stripe_id: str, lines: tuple[PlanLine, ...]) -> None:
        """Let a draft have just these lines, and the sums that come of them."""
        if len(lines) > 250:
            raise refusal("Too many lines.", "too_many_lines")
        draft = self.invoices[stripe_id]
        self.lines[stripe_id] = InvoiceLines(lines=lines)
        net = Money.total((line.amount for line in lines), draft.currency)
        order = self.sub_orders.get(draft.subscription_id) or self.orders[stripe_id]
        fails = self._is_untaxable(order.tax, draft.customer_id)
        known = self.customer_orders.get(draft.customer_id)
        tax = self._tax(net, order.tax, known, fails=fails)
        total = net + tax
        sums = {"net": net, "tax": tax, "total": total, "due": total, "balance": total}
        problem = NO_LOCATION if fails else ""
        self.invoices[stripe_id] = draft.model_copy(update={**sums, "tax_problem": problem})

    def _is_untaxable(self, tax: Tax, customer: str) -> bool:
        return tax.mode is TaxMode.AUTOMATIC and customer in self.untaxable

    def _tax(self, net: Money, tax: Tax, payer: CustomerOrder | None, *, fails: bool) -> Money:
        exempt = payer is not None and payer.tax_exempt is not TaxExempt.NONE
        if fails or tax.mode is TaxMode.NONE or exempt:
            return Money.zero(net.currency)
        unknown = [rate for rate in tax.rates if rate not in self.tax_rates]
        if tax.mode is TaxMode.RATES and unknown:
            raise refusal(f"No such tax rate: '{unknown[0]}'", "resource_missing")
        percents = (
            [self.tax_percent]
            if tax.mode is TaxMode.AUTOMATIC
            else [self.tax_rates[rate] for rate in tax.rates]
        )
        minor = sum(
            int((net.minor * p / 100).quantize(Decimal(1), ROUND_HALF_UP)) for p in percents
        )
        return Money(minor=minor, currency=net.currency)
