"""The buttons of the card: what can be done in the state it is in, and nothing else."""

from bot.readiness import Fix
from bot.status import AdjustmentStatus, ProposalStatus
from bot.views.approving import what_happens
from bot.views.blocks import Block, actions, button, confirm, option, overflow, section
from bot.views.card_head import blocking, customer, heading
from bot.views.ids import ActionId, MoreVerb
from bot.views.invoice_buttons import invoice_rows, invoices_with_buttons
from bot.views.state import AdjustmentLine, CardState, TroubleLine
from bot.views.text import escape
from bot.views.values import more_value, proposal_value

MOST_SECONDS = 3
"""How many corrections that wait for a second person have buttons."""


def buttons(state: CardState) -> list[Block]:
    """Return what can be done with the whole deal, and with each invoice."""
    if state.status is ProposalStatus.SUPERSEDED:
        return []
    if state.status is ProposalStatus.APPROVED:
        return [*_amend(state), *_seconds(state), *_invoices(state)]
    row = _pending(state) if state.status is ProposalStatus.PENDING else [_reopen(state)]
    return [actions("card", [*row, _more(state)])]


def _value(state: CardState) -> str:
    return proposal_value(state.proposal_id, state.content_hash)


def _pending(state: CardState) -> list[Block]:
    value = _value(state)
    first = "primary" if _is_for_modify(state) else ""
    modify = button("Modify", ActionId.PROPOSAL_MODIFY, value, style=first)
    reject = button("Reject", ActionId.PROPOSAL_REJECT, value, style="danger")
    if state.hold is not None:
        return [button("Release", ActionId.PROPOSAL_RELEASE, value), modify, reject]
    hold = button("Hold", ActionId.PROPOSAL_HOLD, value)
    if state.renews:
        return [*_first(state), hold, reject]
    if state.amends:  # it was chosen as a whole: another way is another choice
        again = button("Choose another way", ActionId.PROPOSAL_AMEND, value)
        return [*_first(state), again, hold, reject]
    return [*_first(state), modify, hold, reject]


def _first(state: CardState) -> list[Block]:
    """Return Approve; or Fix when something blocks; or nothing when Modify is the fix."""
    blocked = blocking(state.findings)
    if not blocked:
        return [_approve(state)]
    if is_for_fix(state):
        return [button("Fix", ActionId.PROPOSAL_FIX, _value(state), style="primary")]
    return []


def is_for_fix(state: CardState) -> bool:
    """Return whether the form of Fix asks for something that blocks."""
    return any(f.fix not in (Fix.NONE, Fix.SCHEDULE) for f in blocking(state.findings))


def _is_for_modify(state: CardState) -> bool:
    """Return whether Modify is what mends all that blocks."""
    fixes = {finding.fix for finding in blocking(state.findings)}
    return Fix.SCHEDULE in fixes and fixes <= {Fix.SCHEDULE, Fix.NONE}


def _approve(state: CardState) -> Block:
    who = escape(customer(state.plan), 60)
    to = f" ({escape(state.plan.bill_to.email, 100)})" if state.plan.bill_to else ""
    if state.amends:
        text = f"{who}: {what_happens(state)}"
        title, yes = "Approve this change?", "Approve the change"
        if state.renews:
            title, yes = "Approve another term?", "Approve the renewal"
    else:
        text = f"{heading(state)} to {who}{to}. {what_happens(state)}"
        title, yes = "Approve this invoice?", "Approve & send"
    return button(
        yes,
        ActionId.PROPOSAL_APPROVE,
        _value(state),
        style="primary",
        confirm=confirm(title, text, yes),
    )


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


def _amend(state: CardState) -> list[Block]:
    if not state.may_amend:
        return []
    choose = button("Choose what to do", ActionId.PROPOSAL_AMEND, _value(state), style="primary")
    said = "*The deal changed after the approval.* The thread has the difference."
    return [section(said), actions("amend", [choose])]


def _seconds(state: CardState) -> list[Block]:
    asked = [one for one in state.adjustments if one.status is AdjustmentStatus.REQUESTED]
    return [_second(line) for line in asked[:MOST_SECONDS]]


def _second(line: AdjustmentLine) -> Block:
    sure = confirm("Approve this correction?", escape(line.words, 250), "Approve")
    yes = button(
        "Approve the correction",
        ActionId.ADJUSTMENT_APPROVE,
        line.adjustment_id,
        style="primary",
        confirm=sure,
    )
    no = button("Refuse it", ActionId.ADJUSTMENT_REFUSE, line.adjustment_id)
    return actions(f"adjustment.{line.adjustment_id}", [yes, no])


def _invoices(state: CardState) -> list[Block]:
    alone, row = invoices_with_buttons(state)
    if alone:
        return [actions("card", [*row, _more(state, refresh=False)])]
    hold = "Release" if state.hold else "Hold"
    verb = ActionId.PROPOSAL_RELEASE if state.hold else ActionId.PROPOSAL_HOLD
    rows, moving = invoice_rows(state)
    whole = [button(f"{hold} all", verb, _value(state))] if moving else []
    return [*rows, actions("card", [*whole, *row, _more(state)])]


def trouble_buttons(trouble: TroubleLine) -> Block:
    """Return what can be done about something that failed."""
    details = button("Details", ActionId.TROUBLE_DETAILS, trouble.id)
    retry = button("Retry now", ActionId.TROUBLE_RETRY, trouble.id, style="primary")
    return actions(f"trouble.{trouble.id}", [retry, details] if trouble.retryable else [details])
