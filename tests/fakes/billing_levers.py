"""What customers, banks and colleagues in the Dashboard do at the Stripe in memory."""

from bot.facts import BackFact, BackKind, CreditOrder, CreditWay, PaymentFact, Snapshot
from bot.money import Money
from bot.status import InvoiceStatus
from tests.fakes.billing_time import BillingTime
from tests.fakes.billing_world import refusal


class BillingLevers(BillingTime):
    """Levers that tests pull; nothing of it is a call of ours."""

    def pay(self, stripe_id: str, amount: Money | None = None, *, kind: str = "card") -> None:
        """Let money arrive: all that is left, or `amount`; too much becomes credit."""
        self.catch_up()
        self._pay(stripe_id, amount, kind)

    def process(self, stripe_id: str) -> None:
        """Let a bank debit be under way; `pay` settles it."""
        self._open(stripe_id)
        self.invoices[stripe_id] = self.invoices[stripe_id].model_copy(update={"processing": True})

    def credit_by_hand(
        self, stripe_id: str, amount: Money, *, way: CreditWay = CreditWay.BALANCE
    ) -> BackFact:
        """Let a colleague make a credit note."""
        self.catch_up()
        order = CreditOrder(stripe_id=stripe_id, adjustment_id="", amount=amount, way=way)
        return self._credit_note(order, by_api=False)

    def void_note(self, note_id: str) -> None:
        """Let a colleague void a credit note that lowered what is owed."""
        stripe_id, note = self._back(note_id)
        invoice = self._open(stripe_id)
        nothing = Money.zero(invoice.currency)
        void = note.model_copy(update={"status": "void"})
        self._taken_back(stripe_id, void, "credit_note.voided", by_api=False)
        self._change(
            stripe_id,
            "invoice.updated",
            due=invoice.due + note.amount,
            balance=invoice.balance + note.amount,
            credited=(invoice.credited or nothing) - note.amount,
        )

    def refund(
        self, stripe_id: str, amount: Money | None = None, *, status: str = "succeeded"
    ) -> str:
        """Let a colleague refund what was paid, or `amount` of it; return the refund's id."""
        self.catch_up()
        amount = amount or self._invoice(stripe_id).paid
        return self._refund(stripe_id, amount, by_api=False, status=status).id

    def fail_refund(self, refund_id: str) -> None:
        """Let a refund come back."""
        self.turn_refund(refund_id, "failed")

    def turn_refund(self, refund_id: str, status: str) -> None:
        """Let a refund come to `status`: those of bank payments take days."""
        stripe_id, fact = self._back(refund_id)
        turned = fact.model_copy(update={"status": status})
        self._taken_back(stripe_id, turned, "refund.updated", by_api=False)

    def dispute(
        self,
        stripe_id: str,
        amount: Money | None = None,
        *,
        status: str = "needs_response",
        reason: str = "general",
    ) -> str:
        """Let the customer's bank take the money back; return the dispute's id.

        A "warning_…" `status` is an inquiry that takes nothing; "lost" is a debit that bounces.
        """
        self.catch_up()
        amount = amount or self._invoice(stripe_id).paid
        ident = f"du_{next(self._numbers)}"
        fact = BackFact(
            id=ident,
            kind=BackKind.DISPUTE,
            amount=amount,
            status=status,
            reason=reason,
            at=self._now(),
        )
        self._taken_back(stripe_id, fact, "charge.dispute.created", by_api=False)
        return ident

    def turn(self, dispute_id: str, status: str) -> None:
        """Let a dispute or an inquiry come to `status`."""
        stripe_id, fact = self._back(dispute_id)
        turned = fact.model_copy(update={"status": status})
        self._taken_back(stripe_id, turned, "charge.dispute.updated", by_api=False)

    def win(self, dispute_id: str) -> None:
        """Let a dispute be decided for us."""
        self._decide(dispute_id, "won")

    def lose(self, dispute_id: str) -> None:
        """Let a dispute be decided for the customer."""
        self._decide(dispute_id, "lost")

    # --- inside

    def _decide(self, dispute_id: str, status: str) -> None:
        stripe_id, fact = self._back(dispute_id)
        decided = fact.model_copy(update={"status": status})
        self._taken_back(stripe_id, decided, "charge.dispute.closed", by_api=False)

    def _back(self, ident: str) -> tuple[str, BackFact]:
        return next(
            (stripe_id, fact)
            for stripe_id, invoice in self.invoices.items()
            for fact in invoice.back or ()
            if fact.id == ident
        )

    def _pay(
        self, stripe_id: str, amount: Money | None, kind: str, reference: str = ""
    ) -> Snapshot:
        invoice = self._invoice(stripe_id)
        if invoice.status is not InvoiceStatus.PAID or kind == "out_of_band":
            self._open(stripe_id)  # a transfer may still reach what was paid meanwhile
        amount = amount or invoice.balance
        applied, now = min(amount, invoice.balance), self._now()
        if kind != "out_of_band":
            self.charges.setdefault(stripe_id, []).append(amount)
        fact = PaymentFact(
            id=f"inpay_{next(self._numbers)}",
            amount=applied,
            kind=kind,
            reference=reference,
            paid_at=now,
        )
        left = invoice.balance - applied
        if over := amount - applied:
            self._credit(invoice.customer_id, over)
        changed = self._change(
            stripe_id,
            "invoice_payment.paid",
            paid=invoice.paid + applied,
            balance=left,
            overpaid=invoice.overpaid + over,
            payments=(*invoice.payments, fact),
            processing=False,
        )
        paid_now = not left and invoice.status is not InvoiceStatus.PAID
        return self._settled(stripe_id) if paid_now else changed

    def _settled(self, stripe_id: str, *, by_api: bool = False) -> Snapshot:
        paid = {"status": InvoiceStatus.PAID, "paid_at": self._now(), "advances": False}
        return self._change(stripe_id, "invoice.paid", by_api=by_api, **paid)

    def _refund(
        self, stripe_id: str, amount: Money, *, by_api: bool, status: str = "succeeded"
    ) -> BackFact:
        left = self.charges.get(stripe_id, [])
        able = [place for place, charge in enumerate(left) if charge >= amount]
        if not able:
            raise refusal("This is more than was paid through Stripe and is not refunded yet.")
        left[able[-1]] -= amount
        ident = f"re_{next(self._numbers)}"
        kind, now = BackKind.REFUND, self._now()
        fact = BackFact(id=ident, kind=kind, amount=amount, status=status, at=now)
        self._taken_back(stripe_id, fact, "charge.refunded", by_api=by_api)
        return fact

    def _credit_note(self, order: CreditOrder, *, by_api: bool) -> BackFact:
        """Lower what is owed first; what is more goes back as the order says."""
        invoice = self._invoice(order.stripe_id)
        if invoice.status not in (InvoiceStatus.OPEN, InvoiceStatus.PAID):
            raise refusal(
                "You can only create credit notes for open or paid invoices.", "invoice_not_open"
            )
        nothing = Money.zero(invoice.currency)
        credited = invoice.credited or nothing
        if order.amount > invoice.creditable:
            raise refusal("The credit note is more than what is left to credit on the invoice.")
        before = min(order.amount, invoice.balance)
        after = order.amount - before
        refunds = order.way is CreditWay.REFUND
        if after and refunds:
            self._refund(order.stripe_id, after, by_api=by_api)
        elif after and order.way is CreditWay.BALANCE:
            self._credit(invoice.customer_id, after)
        number = next(self._numbers)
        fact = BackFact(
            id=f"cn_{number}",
            kind=BackKind.CREDIT_NOTE,
            amount=order.amount,
            status="issued",
            number=f"CN-{number:04}",
            refunded=after if refunds else nothing,
            reason=order.memo,
            at=self._now(),
        )
        self._taken_back(order.stripe_id, fact, "credit_note.created", by_api=by_api)
        changed = self._change(
            order.stripe_id,
            "invoice.updated",
            by_api=by_api,
            due=invoice.due - before,
            balance=invoice.balance - before,
            credited=credited + order.amount,
            credited_after=(invoice.credited_after or nothing) + after,
        )
        if invoice.status is InvoiceStatus.OPEN and not changed.balance:
            self._settled(order.stripe_id, by_api=by_api)
        if order.tell_customer:
            self.mails.append((order.stripe_id, invoice.customer_email))
        return fact
