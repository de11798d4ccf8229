"""Readiness: what stands between a deal and its invoice, as findings that block or warn."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.deal import Deal
from bot.facts import Customer, Snapshot
from bot.money import Inexpressible, Money
from bot.overrides import NEW_CUSTOMER, Overrides
from bot.plan import Assumed, Plan
from bot.value import Value

MOST_LINES = 250
"""Lines a Stripe invoice can hold."""


class Level(StrEnum):
    """Whether approval is possible with it."""

    BLOCK = "block"
    WARN = "warn"


class Fix(StrEnum):
    """What a person can do about a finding from Slack."""

    NONE = ""
    BILL_TO = "bill_to"
    PO_NUMBER = "po_number"
    CUSTOMER = "customer"
    """Several Stripe customers fit: pick one."""
    LOOK_ALIKE = "look_alike"
    """An open Stripe invoice looks like this deal's: link it or dismiss it."""
    LINES = "lines"


class Finding(Value):
    """One thing an approver should know."""

    kind: str
    """Stable name, e.g. "no_bill_to_email"."""
    level: Level
    sentence: str
    fix: Fix = Fix.NONE
    refers_to: tuple[str, ...] = ()
    """Ids at the vendor that the fix chooses among."""


class Surroundings(Value):
    """What is known about the customer when the plan is made."""

    candidates: tuple[Customer, ...] = ()
    """Stripe customers that may be this account's bill-to; one or none is fine."""
    customer: Customer | None = None
    """The chosen one, if it is clear."""
    open_invoices: tuple[Snapshot, ...] = ()
    """Open invoices of the candidates."""
    billed_already: bool = False
    """This deal has a live invoice of ours."""
    today: date


def findings(
    deal: Deal, plan: Plan, decided: Overrides, around: Surroundings
) -> tuple[Finding, ...]:
    """Return everything an approver should know, what blocks first."""
    found = [
        *_about_the_deal(deal, around),
        *_about_money(deal, plan, decided),
        *_about_the_payer(deal, plan, around),
        *_about_the_customer(plan, decided, around),
    ]
    return tuple(sorted(found, key=lambda finding: finding.level is not Level.BLOCK))


def blocks(found: Sequence[Finding]) -> bool:
    """Return whether approval has to wait."""
    return any(finding.level is Level.BLOCK for finding in found)


def _about_the_deal(deal: Deal, around: Surroundings) -> Iterator[Finding]:
    if deal.is_deleted:
        yield _block("deleted", "The opportunity was deleted in Salesforce.")
    elif not deal.is_won:
        yield _block("not_won", f"The opportunity is no longer won: its stage is {deal.stage}.")
    if deal.terms.no_invoice:
        yield _block("no_invoice", "Salesforce says that this deal is not to be invoiced here.")
    if around.billed_already:
        yield _block("billed_already", "This deal has an invoice already.")


def _about_money(deal: Deal, plan: Plan, decided: Overrides) -> Iterator[Finding]:
    if not plan.installments:
        yield _block("no_amount", _why_no_amount(deal), Fix.LINES)
        return
    if len(plan.installments[0].lines) > MOST_LINES:
        yield _block(
            "too_many_lines", f"An invoice can have {MOST_LINES} lines at most.", Fix.LINES
        )
    if plan.total.minor <= 0:
        yield _block("nothing_to_bill", f"The lines add up to {plan.total}.", Fix.LINES)
    yield from _differences(deal, plan, decided)


def _why_no_amount(deal: Deal) -> str:
    try:
        totals: list[Decimal | None] = [line.total for line in deal.lines]
        for amount in totals or [deal.amount]:
            if amount is not None:
                Money.of(amount, deal.currency)
    except Inexpressible as error:
        return str(error)
    return "The opportunity has no amount and no products."


def _differences(deal: Deal, plan: Plan, decided: Overrides) -> Iterator[Finding]:
    said = deal.amount
    if said is None or said == plan.total.amount:
        return
    what = "The changed lines" if decided.lines is not None else "The line items"
    yield _warn(
        "amount_differs",
        f"{what} add up to {plan.total}, the opportunity says {_plain(said, deal.currency)}.",
    )


def _plain(amount: Decimal, currency: str) -> str:
    try:
        return str(Money.of(amount, currency))
    except Inexpressible:
        return f"{amount:f} {currency}"


def _about_the_payer(deal: Deal, plan: Plan, around: Surroundings) -> Iterator[Finding]:
    if deal.account is None:
        yield _block("no_account", "The opportunity has no account: add it in Salesforce.")
    elif plan.bill_to is None:
        yield _block("no_bill_to_email", _why_no_bill_to(deal), Fix.BILL_TO)
    if deal.terms.po_required and not plan.po_number:
        yield _block("no_po_number", "The customer needs a PO number on it.", Fix.PO_NUMBER)
    if deal.terms.text and Assumed.TERMS in plan.assumed:
        net = plan.installments[0].due if plan.installments else "the usual terms"
        yield _warn(
            "terms_not_understood", f'Terms "{deal.terms.text}" are not understood: {net} assumed.'
        )
    if not deal.owner.is_active:
        yield _warn("owner_inactive", f"The deal owner {deal.owner.name} is no longer active.")
    for part in plan.installments:
        if part.send_date is not None and part.send_date < around.today:
            yield _warn("send_date_past", "The send date has passed: it goes out on approval.")


def _why_no_bill_to(deal: Deal) -> str:
    if deal.terms.bill_to_contact_id:
        return "The bill-to contact that Salesforce names has no e-mail address."
    if not deal.contacts:
        return "The opportunity has no contact to send the invoice to."
    if len(deal.contacts) == 1:
        return f"The contact {deal.contacts[0].name} has no e-mail address."
    return "Several contacts could receive the invoice, or the right one has no e-mail address."


def _about_the_customer(plan: Plan, decided: Overrides, around: Surroundings) -> Iterator[Finding]:
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
        yield _block(
            "customer_email_differs",
            f"Stripe would send it to {customer.email or 'nobody'}, not to {plan.bill_to.email}: "
            "change the address here, or the customer's in Stripe.",
            Fix.BILL_TO,
        )


def looks_alike(plan: Plan, invoice: Snapshot) -> bool:
    """Return whether an open invoice may bill this deal already.

    One that we made for another deal does not; else the same deal, or the same total.
    """
    if invoice.deal_id:
        return invoice.deal_id == plan.deal_id and not invoice.invoice_id
    return bool(plan.installments) and invoice.total == plan.total


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
        yield _warn("customer_owes", f"This customer owes {owed}, up to {days} {unit} overdue.")
    if around.customer is not None:
        for credit in around.customer.credit:
            if credit.minor > 0 and credit.currency == plan.currency:
                due = Money(minor=max(0, plan.total.minor - credit.minor), currency=plan.currency)
                yield _warn(
                    "customer_credit",
                    f"This customer has a credit of {credit}: of {plan.total}, {due} will be due.",
                )


def _block(kind: str, sentence: str, fix: Fix = Fix.NONE) -> Finding:
    return Finding(kind=kind, level=Level.BLOCK, sentence=sentence, fix=fix)


def _warn(kind: str, sentence: str) -> Finding:
    return Finding(kind=kind, level=Level.WARN, sentence=sentence)
