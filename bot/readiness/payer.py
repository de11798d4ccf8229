"""Findings about the payer and the terms."""

from collections.abc import Iterator

from bot.deal import Deal
from bot.finding import Finding, Fix, block, warn
from bot.plan import Assumed, Plan


def about_the_payer(deal: Deal, plan: Plan) -> Iterator[Finding]:
    """Yield what is missing to send the invoices, and what is not understood."""
    if deal.account is None:
        yield block("no_account", "The opportunity has no account: add it in Salesforce.")
    elif plan.bill_to is None:
        yield block("no_bill_to_email", _why_no_bill_to(deal), Fix.BILL_TO)
    if deal.terms.po_required and not plan.po_number:
        yield block("no_po_number", "The customer needs a PO number on it.", Fix.PO_NUMBER)
    if deal.terms.text and Assumed.TERMS in plan.assumed:
        dues = [part.due for part in plan.installments]
        dues += [retainer.due for retainer in plan.retainers]
        net = dues[0] if dues else "the usual terms"
        yield warn(
            "terms_not_understood", f'Terms "{deal.terms.text}" are not understood: {net} assumed.'
        )
    if not deal.owner.is_active:
        yield warn("owner_inactive", f"The deal owner {deal.owner.name} is no longer active.")


def _why_no_bill_to(deal: Deal) -> str:
    if deal.terms.bill_to_contact_id:
        return "The bill-to contact that Salesforce names has no e-mail address."
    if not deal.contacts:
        return "The opportunity has no contact to send the invoice to."
    if len(deal.contacts) == 1:
        return f"The contact {deal.contacts[0].name} has no e-mail address."
    return "Several contacts could receive the invoice, or the right one has no e-mail address."
