"""Findings about the customer at Stripe: which one, what looks like this deal's, what they owe."""

from collections.abc import Iterator

from bot.facts import Customer, Snapshot
from bot.finding import Finding, Fix, Level, block, warn
from bot.money import Money
from bot.overrides import NEW_CUSTOMER, Overrides
from bot.plan import Plan
from bot.readiness.around import Surroundings


def about_the_customer(plan: Plan, decided: Overrides, around: Surroundings) -> Iterator[Finding]:
    """Yield what Stripe's customer means for the plan."""
    undecided = around.customer is None and decided.customer_id != NEW_CUSTOMER
    if undecided and len(around.candidates) > 1:
        yield Finding(
            kind="several_customers",
            level=Level.BLOCK,
            sentence=f"{len(around.candidates)} Stripe customers could be this one: pick one.",
            fix=Fix.CUSTOMER,
            refers_to=tuple(candidate.id for candidate in around.candidates),
        )
    yield from _about_the_address(plan, around.customer)
    for sentence in around.other_currency:
        yield block("other_currency", sentence, Fix.BILL_TO)
    alike = [
        invoice
        for invoice in around.open_invoices
        if invoice.stripe_id not in decided.dismissed and looks_alike(plan, invoice)
    ]
    if alike:
        numbers = ", ".join(invoice.number or invoice.stripe_id for invoice in alike)
        yield Finding(
            kind="look_alike",
            level=Level.BLOCK,
            sentence=f"An open Stripe invoice looks like this deal's: {numbers}.",
            fix=Fix.LOOK_ALIKE,
            refers_to=tuple(invoice.stripe_id for invoice in alike),
        )
    yield from _about_their_money(plan, around)


def _about_the_address(plan: Plan, customer: Customer | None) -> Iterator[Finding]:
    """Stripe e-mails an invoice to its customer's address, whatever was approved."""
    if customer is None or plan.bill_to is None:
        return
    if customer.email.casefold() != plan.bill_to.email.casefold():
        yield block(
            "customer_email_differs",
            f"Stripe would send it to {customer.email or 'nobody'}, not to {plan.bill_to.email}: "
            "change the address here, or the customer's in Stripe.",
            Fix.BILL_TO,
        )


def looks_alike(plan: Plan, invoice: Snapshot) -> bool:
    """Return whether an open invoice may bill this deal already.

    One that we made for another deal does not; else the same deal, or the same amount as all of
    it or as one of its installments.
    """
    if invoice.deal_id:
        ours = invoice.invoice_id or invoice.subscription_id
        return invoice.deal_id == plan.deal_id and not ours
    if not plan.bills:
        return False
    amounts = {plan.total, *(part.amount for part in plan.installments)}
    return bool(amounts & {invoice.total, invoice.net})


def _about_their_money(plan: Plan, around: Surroundings) -> Iterator[Finding]:
    overdue = [
        (invoice.balance, (around.today - invoice.due_date).days)
        for invoice in around.open_invoices
        if invoice.due_date is not None and invoice.due_date < around.today
    ]
    for currency in sorted({balance.currency for balance, _ in overdue}):
        owed = Money.total((b for b, _ in overdue if b.currency == currency), currency)
        days = max(days for balance, days in overdue if balance.currency == currency)
        unit = "day" if days == 1 else "days"
        yield warn("customer_owes", f"This customer owes {owed}, up to {days} {unit} overdue.")
    if around.customer is not None:
        for credit in around.customer.credit:
            if credit.minor > 0 and credit.currency == plan.currency:
                due = max(plan.total - credit, Money.zero(plan.currency))
                yield warn(
                    "customer_credit",
                    f"This customer has a credit of {credit}: of {plan.total}, {due} will be due.",
                )
