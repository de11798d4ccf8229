"""The buttons of the card: what can be done in the state it is in, and nothing else."""

from bot.plan import Installment
from bot.readiness import Fix
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.blocks import Block, actions, button, confirm, option, overflow, section
from bot.views.card_head import blocking, customer
from bot.views.ids import ActionId, MoreVerb
from bot.views.state import CardState, InvoiceLine, TroubleLine
from bot.views.status_words import invoice_words
from bot.views.text import counted, escape, joined
from bot.views.values import more_value, proposal_value

MOST_INVOICES = 5
"""How many of several invoices have a menu on the card: the most urgent ones."""
_OPEN_STATES = (InvoiceStatus.OPEN, InvoiceStatus.SCHEDULED, InvoiceStatus.APPROVED)


def buttons(state: CardState) -> list[Block]:
    """Return what can be done with the whole deal, and with each invoice."""
    if state.status is ProposalStatus.SUPERSEDED:
        return []
    if state.status is ProposalStatus.APPROVED:
        return _invoices(state)
    row = _pending(state) if state.status is ProposalStatus.PENDING else [_reopen(state)]
    return [actions("card", [*row, _more(state)])]


def _value(state: CardState) -> str:
    return proposal_value(state.proposal_id, state.content_hash)


def _pending(state: CardState) -> list[Block]:
    value = _value(state)
    modify = button("Modify", ActionId.PROPOSAL_MODIFY, value)
    reject = button("Reject", ActionId.PROPOSAL_REJECT, value, style="danger")
    if state.hold is not None:
        return [button("Release", ActionId.PROPOSAL_RELEASE, value), modify, reject]
    hold = button("Hold", ActionId.PROPOSAL_HOLD, value)
    return [*_first(state), modify, hold, reject]


def _first(state: CardState) -> list[Block]:
    """Return Approve; or Fix when something blocks; or nothing when Modify is the fix."""
    blocked = blocking(state.findings)
    if not blocked:
        return [_approve(state)]
    if any(finding.fix is not Fix.NONE for finding in blocked):
        return [button("Fix", ActionId.PROPOSAL_FIX, _value(state), style="primary")]
    return []


def _approve(state: CardState) -> Block:
    who = customer(state.plan)
    to = f" ({escape(state.plan.bill_to.email, 100)})" if state.plan.bill_to else ""
    text = f"{state.plan.total} to {escape(who, 60)}{to}. {what_happens(state)}"
    return button(
        "Approve & send",
        ActionId.PROPOSAL_APPROVE,
        _value(state),
        style="primary",
        confirm=confirm("Approve this invoice?", text, "Approve & send"),
    )


def what_happens(state: CardState) -> str:
    """Return what the next approval sets going."""
    given = sum(decision.verdict == "approve" for decision in state.decisions)
    if given + 1 < state.needed:
        return f"This is approval {given + 1} of {state.needed}: nothing is sent before the last."
    now = [part for part in state.plan.installments if _is_due(part, state)]
    later = len(state.plan.installments) - len(now)
    if not later:
        return "Sends the invoice now." if len(now) == 1 else f"Sends {len(now)} invoices now."
    if not now:
        return f"Schedules {counted(later, 'invoice')}; nothing is sent today."
    numbers = ", ".join(str(part.number) for part in now[:5])
    return f"Sends invoice {numbers} now, schedules {later}."


def _is_due(part: Installment, state: CardState) -> bool:
    return part.send_date is None or part.send_date <= state.today


def _reopen(state: CardState) -> Block:
    return button("Re-open", ActionId.PROPOSAL_REOPEN, _value(state))


def _more(state: CardState, *, refresh: bool = True) -> Block:
    value = _value(state)
    entries = [option("History", more_value(MoreVerb.HISTORY, value))]
    if state.status is ProposalStatus.PENDING:
        entries += [
            option("Ask the deal owner", more_value(MoreVerb.ASK, value)),
            option("No invoice here", more_value(MoreVerb.NOT_BILLED, value)),
        ]
    if refresh:
        entries.append(option("Refresh", more_value(MoreVerb.REFRESH, value)))
    if state.deal_url.startswith("https://"):
        verb = more_value(MoreVerb.SALESFORCE, value)
        entries.insert(0, option("View in Salesforce", verb, url=state.deal_url[:3000]))
    return overflow(ActionId.PROPOSAL_MORE, entries)


def _invoices(state: CardState) -> list[Block]:
    live = [line for line in state.invoices if line.status in _OPEN_STATES]
    if len(live) == 1:
        return [actions("card", [*_one(live[0]), _more(state, refresh=False)])]
    rows = [_row(line, state) for line in sorted(live, key=_urgency)[:MOST_INVOICES]]
    left = len(live) - len(rows)
    row = [_more(state)]
    if live:
        hold = "Release" if state.hold else "Hold"
        verb = ActionId.PROPOSAL_RELEASE if state.hold else ActionId.PROPOSAL_HOLD
        row.insert(0, button(f"{hold} all", verb, _value(state)))
    note = [section(f"and {counted(left, 'more invoice')} to come")] if left else []
    return [*rows, *note, actions("card", row)]


def _urgency(line: InvoiceLine) -> tuple[bool, int, int]:
    return (line.status is not InvoiceStatus.OPEN, -line.days_past_due, line.item)


def _one(line: InvoiceLine) -> list[Block]:
    row = [hold_or_release(line)]
    if line.status is InvoiceStatus.OPEN:
        row.append(button("Promise to pay", ActionId.INVOICE_PROMISE, line.invoice_id))
    if line.status is InvoiceStatus.OPEN and line.days_past_due > 0:
        row.append(button("Remind client now", ActionId.INVOICE_REMIND, line.invoice_id))
    return [*row, button("Refresh", ActionId.INVOICE_REFRESH, line.invoice_id)]


def hold_or_release(line: InvoiceLine) -> Block:
    """Return the button that holds an invoice, or lets it go."""
    if line.hold:
        return button("Release", ActionId.INVOICE_RELEASE, line.invoice_id)
    return button("Hold", ActionId.INVOICE_HOLD, line.invoice_id)


def _row(line: InvoiceLine, state: CardState) -> Block:
    words = escape(invoice_words(line, state.today))
    text = joined((f"*{line.item}* {escape(line.label, 80)}", str(line.amount), words))
    verbs = [(MoreVerb.RELEASE, "Release") if line.hold else (MoreVerb.HOLD, "Hold")]
    if line.status is InvoiceStatus.OPEN:
        verbs += [(MoreVerb.PROMISE, "Promise to pay"), (MoreVerb.REMIND, "Remind client now")]
    verbs.append((MoreVerb.REFRESH, "Refresh"))
    entries = [option(name, more_value(verb, line.invoice_id)) for verb, name in verbs]
    if line.url.startswith("https://"):
        page = more_value(MoreVerb.STRIPE_PAGE, line.invoice_id)
        entries.append(option("Open invoice", page, url=line.url[:3000]))
    return section(text, overflow(ActionId.INVOICE_MORE, entries))


def trouble_buttons(trouble: TroubleLine) -> Block:
    """Return what can be done about something that failed."""
    details = button("Details", ActionId.TROUBLE_DETAILS, trouble.id)
    retry = button("Retry now", ActionId.TROUBLE_RETRY, trouble.id, style="primary")
    return actions(f"trouble.{trouble.id}", [retry, details] if trouble.retryable else [details])
