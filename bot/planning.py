"""From a deal to its plan: what Salesforce says, with what people decided laid over it."""

from collections.abc import Sequence
from decimal import Decimal

from bot.deal import Contact, Deal, DealLine, short_id
from bot.due import Due
from bot.money import Inexpressible, Money
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.plan import Assumed, Installment, Plan, PlanLine
from bot.policy import DealRules
from bot.terms import parse_terms


def plan_invoices(deal: Deal, decided: Overrides, rules: DealRules) -> Plan:
    """Return the plan of `deal`: for now one invoice. What is missing shows up in `findings`."""
    assumed = set()
    due, terms_assumed = _due(deal, decided, rules)
    if terms_assumed:
        assumed.add(Assumed.TERMS)
    bill_to, bill_to_assumed = _bill_to(deal, decided, rules)
    if bill_to_assumed:
        assumed.add(Assumed.BILL_TO)
    lines = decided.lines if decided.lines is not None else _lines(deal)
    send_date = decided.send_date or deal.terms.send_date
    installments = (
        (Installment(number=1, label=deal.name, lines=lines, send_date=send_date, due=due),)
        if lines
        else ()
    )
    return Plan(
        deal_id=deal.id,
        deal_name=deal.name,
        account_name=deal.account.name if deal.account else "",
        currency=deal.currency,
        bill_to=bill_to,
        customer_id=decided.customer_id or "",
        installments=installments,
        po_number=deal.terms.po_number if decided.po_number is None else decided.po_number,
        memo=deal.terms.memo if decided.memo is None else decided.memo,
        assumed=frozenset(assumed),
    )


def billing_differs(before: Deal, after: Deal, decided: Overrides, rules: DealRules) -> bool:
    """Return whether the deal changed in a way that matters for what would be invoiced.

    The plan may hide a change behind what people decided (other lines, another amount), so what
    they decided on is compared as well.
    """
    if before.source_hash == after.source_hash:
        return False
    if _decided_on(before) != _decided_on(after):
        return True
    plans = (plan_invoices(deal, decided, rules).content_hash for deal in (before, after))
    return len(set(plans)) > 1


def _decided_on(deal: Deal) -> tuple[object, ...]:
    account = deal.account.id if deal.account else ""
    terms = deal.terms
    return (
        (deal.is_won, deal.is_deleted, account, deal.amount, deal.currency, deal.lines),
        (terms.text, terms.po_required, terms.no_invoice, terms.send_date),
    )


def deal_amount(deal: Deal) -> Money | None:
    """Return the opportunity's amount; None if it has none, or none that can be invoiced."""
    if deal.amount is None:
        return None
    try:
        return Money.of(deal.amount, deal.currency)
    except Inexpressible:
        return None


def _due(deal: Deal, decided: Overrides, rules: DealRules) -> tuple[Due, bool]:
    if decided.due is not None:
        return decided.due, False
    if understood := parse_terms(deal.terms.text):
        return understood, False
    return Due(net_days=rules.default_net_days), True


def _bill_to(deal: Deal, decided: Overrides, rules: DealRules) -> tuple[BillTo | None, bool]:
    """Return who receives the invoice and whether that was our choice; never a guess."""
    if decided.bill_to is not None:
        return decided.bill_to, False
    if deal.account is None:
        return None, False
    chosen, assumed = choose_contact(deal, rules)
    if chosen is None or not chosen.email:
        return None, False
    bill_to = BillTo(
        account_id=deal.account.id,
        account_name=deal.account.name,
        contact_id=chosen.id,
        name=chosen.name,
        email=chosen.email,
        address=deal.account.address,
    )
    return bill_to, assumed


def choose_contact(deal: Deal, rules: DealRules) -> tuple[Contact | None, bool]:
    """Return the bill-to contact and whether it was assumed.

    First the one contact in the first configured role that anybody holds, then who the configured
    field names, then the only primary contact, or the only contact there is (both assumed).
    Several candidates of the same rank are nobody: a person has to say. Nor is anybody else asked
    to pay when the field names somebody who is not there.
    """
    holders = _holders(deal, rules)
    if in_role := _only(holders):
        return in_role, False
    if named := deal.terms.bill_to_contact_id:
        return _first([c for c in deal.contacts if short_id(c.id) == short_id(named)]), False
    if holders:
        return None, False
    primary = [c for c in deal.contacts if c.is_primary]
    chosen = _only(primary or deal.contacts)
    return chosen, chosen is not None


def _holders(deal: Deal, rules: DealRules) -> list[Contact]:
    """Return the contacts in the first of the roles that anybody holds."""
    for role in rules.bill_to_roles:
        if holders := [c for c in deal.contacts if c.role.casefold() == role.casefold()]:
            return holders
    return []


def _first(contacts: Sequence[Contact]) -> Contact | None:
    return contacts[0] if contacts else None


def _only(contacts: Sequence[Contact]) -> Contact | None:
    """Return the one person among `contacts`, who may be there in several roles."""
    return contacts[0] if len({contact.id for contact in contacts}) == 1 else None


def _lines(deal: Deal) -> tuple[PlanLine, ...]:
    """Return one line per product, or one for the whole deal; () if it cannot be expressed."""
    try:
        if deal.lines:
            return tuple(_line(line, deal.currency) for line in deal.lines)
        if deal.amount is None:
            return ()
        return (PlanLine(description=deal.name, amount=Money.of(deal.amount, deal.currency)),)
    except Inexpressible:
        return ()


def _line(line: DealLine, currency: str) -> PlanLine:
    exact = line.quantity * line.unit_price == line.total and line.quantity != Decimal(0)
    return PlanLine(
        description=line.description,
        amount=Money.of(line.total, currency),
        quantity=line.quantity if exact else Decimal(1),
        unit_price=line.unit_price if exact else None,
    )
