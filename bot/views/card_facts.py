"""The facts of a plan on its card: payers, billing, tax, what is printed, what is corrected."""

from collections.abc import Sequence

from bot.currency import smallest_step
from bot.due import Due
from bot.finding import Finding, Level
from bot.money import Money
from bot.payer import WHOLE, BillTo, TaxExempt, TaxMode
from bot.plan import Adjustment, AdjustmentKind, Assumed, Plan
from bot.views.approving import not_out
from bot.views.blocks import Block, context, section
from bot.views.retainer_words import retainer_name, retainer_terms
from bot.views.schedule_words import dated
from bot.views.state import AdjustmentLine, CardState, RetainerLine
from bot.views.status_words import retainer_words
from bot.views.text import counted, escape, joined, mention, one_line

ASSUMED = " (assumed)"
MOST_SHARES = 4
MOST_RETAINERS = 4
MOST_ADJUSTMENTS = 8
_EXEMPT = {
    TaxExempt.NONE: "",
    TaxExempt.EXEMPT: "the customer is exempt",
    TaxExempt.REVERSE: "reverse charge: the customer accounts for it",
}


def facts(state: CardState) -> list[tuple[str, str]]:
    """Return names and values, in mrkdwn; as many as two columns take."""
    plan = state.plan
    found = [
        ("Bill to", _bill_to(plan)),
        ("PO", escape(plan.po_number) or "none"),
        ("Payers", _shares(plan)),
        ("Billing", _sources(plan)),
        ("Tax", _tax(plan, state.findings) if _bills_anew(state) else ""),
        ("Discount", _discount(plan)),
        ("Memo", escape(plan.memo, 300)),
        ("Footer", escape(plan.footer, 200)),
        ("Also printed", _printed(plan)),
    ]
    return [(name, value) for name, value in found if value]


def _bill_to(plan: Plan) -> str:
    if plan.bill_to is None:
        return "*nobody is known yet*"
    return _payer(plan.bill_to) + (ASSUMED if Assumed.BILL_TO in plan.assumed else "")


def _payer(who: BillTo) -> str:
    return joined((escape(who.name), escape(who.email, 254) or "*no e-mail address*"), " · ")


def _shares(plan: Plan) -> str:
    if not plan.shares:
        return ""
    rest = WHOLE - sum(share.percent for share in plan.shares)
    main = escape(plan.bill_to.account_name, 60) if plan.bill_to else "the main payer"
    said = [f"{rest.normalize():f} % {main}"]
    for share in plan.shares[:MOST_SHARES]:
        who = joined((escape(share.bill_to.account_name, 60), _payer(share.bill_to)), ", ")
        said.append(f"{share.percent.normalize():f} % {who}")
    return "\n".join(said)


def _sources(plan: Plan) -> str:
    """Return where the plan comes from; nothing to say about one plain invoice."""
    said = ", ".join(plan.sources)
    if not said:
        return "one invoice" + ASSUMED if Assumed.MODEL in plan.assumed else ""
    assumed = Assumed.MODEL in plan.assumed and "assumed" not in said
    return escape(said, 300) + (ASSUMED if assumed else "")


def _bills_anew(state: CardState) -> bool:
    """Return whether approving has anything billed that is not; each invoice tells its own tax."""
    revises = any(one.kind is AdjustmentKind.REVISE for one in state.plan.adjustments)
    return state.plan.bills and (not state.amends or revises or bool(not_out(state)))


def _tax(plan: Plan, findings: Sequence[Finding]) -> str:
    """Return how tax comes on top, and what Stripe says that it comes to."""
    exempt = _EXEMPT[plan.bill_to.tax_exempt] if plan.bill_to else ""
    if plan.tax.mode is TaxMode.NONE:
        return exempt
    how = "worked out by Stripe" if plan.tax.mode is TaxMode.AUTOMATIC else "by the policy's rates"
    sums = [f.sentence for f in findings if f.kind == "tax" and f.level is Level.FACT]
    said = [escape(one, 300) for one in sums[: MOST_SHARES + 1]]
    return "\n".join([joined((f"comes on top, {how}", exempt), "; "), *said])


def dues(plan: Plan) -> list[Due]:
    """Return the terms of each invoice and each retainer."""
    once = [part.due for part in plan.installments]
    return [*once, *(retainer.due for retainer in plan.retainers)]


def _discount(plan: Plan) -> str:
    offers = {
        f"{due.discount.percent.normalize():f} % within {due.discount.days} days"
        for due in dues(plan)
        if due.discount
    }
    return f"{', '.join(sorted(offers))}: said in the terms, not deducted" if offers else ""


def _printed(plan: Plan) -> str:
    return "\n".join(
        f"{escape(name, 40)}: {escape(value, 140)}"
        for name, value in list(plan.custom_fields.items())[:4]
    )


def retainers(state: CardState) -> list[Block]:
    """Return a line a retainer: its terms, and where it stands once it is approved."""
    plan, shown = state.plan, state.plan.retainers[:MOST_RETAINERS]
    if not shown:
        return []
    lines = []
    for retainer in shown:
        said = escape(retainer_terms(retainer, plan.currency, state.today), 400)
        lines.append(f"*{escape(retainer_name(retainer.label), 80)}*: {said}")
        running = [line for line in state.retainers if line.item == retainer.number]
        lines += [f">{_running(line, state)}" for line in running[:MOST_SHARES]]
    left = len(plan.retainers) - len(shown)
    more = [f"and {counted(left, 'more retainer')}"] if left else []
    return [section("\n".join([*lines, *more]))]


def _running(line: RetainerLine, state: CardState) -> str:
    return joined((escape(line.payer, 60), escape(retainer_words(line, state.today), 300)), ": ")


def absorbed(state: CardState) -> list[Block]:
    """Return what the last of several equal parts has more or less, unless a finding says it."""
    parts = state.plan.installments
    if len(parts) < 2 or any(finding.kind == "rounding" for finding in state.findings):  # noqa: PLR2004 - one is all
        return []
    usual, gap = parts[0].amount, parts[-1].amount - parts[0].amount
    uneven = any(part.amount != usual for part in parts[:-1])
    if uneven or not gap or not _is_rounding(gap, usual, len(parts)):
        return []
    more = f"{gap} more" if gap.minor > 0 else f"{-gap} less"
    return [context(f"The last part is {more}, so that all {len(parts)} add up")]


def _is_rounding(gap: Money, usual: Money, count: int) -> bool:
    """Return whether splitting evenly explains the gap."""
    return abs(gap.minor) < smallest_step(gap.currency) * count and abs(gap.minor) < abs(
        usual.minor
    )


def corrections(state: CardState) -> list[Block]:
    """Return what is done about what exists: as part of this plan, or asked for by somebody."""
    planned = state.plan.adjustments if state.amends else ()
    said = [_planned(adjustment, state) for adjustment in planned[:MOST_ADJUSTMENTS]]
    said += [_asked(line) for line in state.adjustments[:MOST_ADJUSTMENTS]]
    left = len(planned) + len(state.adjustments) - len(said)
    if left > 0:
        said.append(f"• and {counted(left, 'more correction')}")
    how = [section(f"*Change:* {escape(state.change, 600)}")] if state.change else []
    if not said:
        return how
    title = "*What is corrected*" if planned else "*Corrections*"
    stays = [context("What is out and not named above stays as it is")] if planned else []
    return [*how, section("\n".join([title, *said])), *stays]


def _planned(adjustment: Adjustment, state: CardState) -> str:
    since = f"from {dated(adjustment.from_date, state.today)}" if adjustment.from_date else ""
    by = _signed(adjustment.amount) if adjustment.amount else ""
    return f"• {joined((escape(adjustment.words, 300), since, by))}"


def _signed(amount: Money) -> str:
    return f"{amount} more" if amount.minor > 0 else f"{-amount} less"


def _asked(line: AdjustmentLine) -> str:
    who = mention(line.requested_by)
    waits = {
        "requested": f"asked for by {who}, somebody else has to approve it",
        "approved": "approved, being carried out…",
    }.get(line.status.value, one_line(line.status.value))
    return f"• {joined((escape(line.words, 300), escape(line.reason, 200), waits))}"
