"""What tax Stripe would put on all of a plan, asked before anybody approves it."""

from collections.abc import Sequence

from bot.charges import Charge, charges
from bot.deps import Deps
from bot.facts import InvoiceOrder, TaxPreview
from bot.money import Money
from bot.payer import BillTo, TaxMode
from bot.plan import Plan
from bot.readiness import PayerTax, has_line_below_zero
from bot.readiness.limits import MOST_LINES
from bot.workflows.standing.issue_order import customer_order


def tax_previews(deps: Deps, plan: Plan) -> tuple[PayerTax, ...]:
    """Return the tax of each payer's invoices; () where there is none to ask about.

    A payer's lines are asked about together, as many at a time as Stripe takes: each tax is that
    of a line. The customer is taken as the plan describes them: what Salesforce says now is what
    Stripe will know when an invoice is made. What is billed by quantity has no lines yet.
    """
    if plan.tax.mode is TaxMode.NONE or has_line_below_zero(plan):
        return ()  # for a line below zero a finding says so; Stripe would refuse to answer
    theirs: dict[str, list[Charge]] = {}
    for charge in charges(plan):
        if charge.lines and charge.bill_to is not None:
            theirs.setdefault(charge.party, []).append(charge)
    return tuple(
        PayerTax(
            bill_to=every[0].bill_to,
            invoices=len(every),
            shown=_shown(deps, plan, every[0].bill_to, every),
        )
        for every in theirs.values()
        if every[0].bill_to is not None
    )


def _shown(deps: Deps, plan: Plan, bill_to: BillTo, theirs: Sequence[Charge]) -> TaxPreview:
    order = InvoiceOrder(
        invoice_id="",
        deal_id=plan.deal_id,
        customer_id="",
        currency=plan.currency,
        due_date=theirs[0].due.date_for(deps.today()),
        tax=plan.tax,
    )
    lines = [line for charge in theirs for line in charge.lines]
    none = Money.zero(plan.currency)
    so_far = TaxPreview(net=none, tax=none, gross=none)
    for at in range(0, len(lines), MOST_LINES):
        some = lines[at : at + MOST_LINES]
        shown = deps.billing.preview(customer_order(bill_to), order, some)
        if shown.problem:
            return shown
        so_far = TaxPreview(
            net=so_far.net + shown.net,
            tax=so_far.tax + shown.tax,
            gross=so_far.gross + shown.gross,
        )
    return so_far
