"""What tax Stripe would put on a plan's first invoice, asked before anybody approves it."""

from bot.charges import charges
from bot.deps import Deps
from bot.facts import InvoiceOrder, TaxPreview
from bot.payer import TaxMode
from bot.plan import Plan
from bot.readiness import has_line_below_zero
from bot.workflows.issue_order import customer_order


def tax_preview(deps: Deps, plan: Plan) -> TaxPreview | None:
    """Return the tax of the first invoice that has lines; None where there is none to ask about.

    The customer is taken as the plan describes them: what Salesforce says now is what Stripe will
    know when the invoice is made.
    """
    first = next((charge for charge in charges(plan) if charge.lines), None)
    if plan.tax.mode is TaxMode.NONE or first is None or first.bill_to is None:
        return None
    if has_line_below_zero(plan):
        return None  # a finding says so; Stripe would refuse to answer
    order = InvoiceOrder(
        invoice_id="",
        deal_id=plan.deal_id,
        customer_id="",
        currency=plan.currency,
        due_date=first.due.date_for(deps.today()),
        tax=plan.tax,
    )
    return deps.billing.preview(customer_order(first.bill_to), order, first.lines)
