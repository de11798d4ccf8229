"""Where a deal stands, in one sentence and in one sign."""

from collections.abc import Sequence
from datetime import date

from bot.charges import charges
from bot.status import NOT_OUT, InvoiceStatus, ProposalStatus
from bot.views.card_head import blocking, customer, heading
from bot.views.state import CardState, InvoiceLine
from bot.views.status_words import hold_words, invoice_words, reason_words
from bot.views.text import counted, day, escape, joined, mention

_GONE = (InvoiceStatus.VOID, InvoiceStatus.CANCELED)
_CLOSED = (*_GONE, InvoiceStatus.UNCOLLECTIBLE)


def headline(state: CardState) -> str:
    """Return the card in one sentence, for notifications; outside text is escaped in it."""
    said = state_words(state)
    return f"{escape(customer(state.plan))}, {heading(state)}: {said}"


def state_words(state: CardState) -> str:
    """Return where the deal stands, in mrkdwn."""
    if state.troubles:
        failed = f"needs attention: {escape(state.troubles[0].what_failed)}"
        return joined((failed, _approved_words(state) if state.invoices else ""))
    return {
        ProposalStatus.PENDING: _pending_words,
        ProposalStatus.APPROVED: _approved_words,
        ProposalStatus.REJECTED: _rejected_words,
        ProposalStatus.SUPERSEDED: _replaced_words,
        ProposalStatus.NOT_BILLED: _not_billed_words,
    }[state.status](state)


def _pending_words(state: CardState) -> str:
    if state.hold:
        return escape(hold_words(state.hold, state.today))
    return "cannot be approved yet" if blocking(state.findings) else "waits for approval"


def _rejected_words(state: CardState) -> str:
    return joined((f"rejected{by(state, 'reject')}", _why(state)), ": ")


def _not_billed_words(state: CardState) -> str:
    return joined((f"no invoice here{by(state, 'not_billed')}", _why(state)), ": ")


def _replaced_words(state: CardState) -> str:
    words = "this card was replaced"
    return joined((words, _why(state)), ": ")


def _why(state: CardState) -> str:
    return escape(reason_words(state.reason), 300)


def by(state: CardState, verdict: str) -> str:
    """Return " by Kim on Nov 23", "" if nobody did."""
    made = [decision for decision in state.decisions if decision.verdict == verdict]
    if not made:
        return ""
    names = ", ".join(mention(decision.who) for decision in made)
    return f" by {names} on {day(made[-1].date, state.today)}"


def _approved_words(state: CardState) -> str:
    return joined((_how_it_goes(state), escape(state.waits)))


def _how_it_goes(state: CardState) -> str:
    if not (state.invoices or state.retainers):
        return f"approved{by(state, 'approve')}, {_first_words(state)}"
    if len(state.invoices) == 1 and not state.plan.retainers and not _ahead(state):
        line = state.invoices[0]
        due = line.status is InvoiceStatus.OPEN and line.due_date and line.days_past_due <= 0
        until = f"due {day(line.due_date, state.today)}" if due and line.due_date else ""
        return joined((escape(invoice_words(line, state.today)), until), ", ")
    return _count_words(state)


def _first_words(state: CardState) -> str:
    """Return what goes on right after the approval."""
    return "sending…" if state.plan.bills else "carrying it out…"


def _ahead(state: CardState) -> int:
    """Return how many invoices of the plan are not made yet."""
    over = {(line.item, line.party) for line in state.invoices} | set(state.not_billed)
    return sum((charge.number, charge.party) not in over for charge in charges(state.plan))


def _count_words(state: CardState) -> str:
    """Return "2 of 16 invoices paid · 1 sent · 13 to come · one is 12 days overdue"."""
    live = [line for line in state.invoices if line.status not in _GONE]
    paid = sum(line.status is InvoiceStatus.PAID for line in live)
    out = sum(line.status is InvoiceStatus.OPEN for line in live)
    to_come = sum(line.status in NOT_OUT for line in live) + _ahead(state)
    late = max((line.days_past_due for line in live if not line.small_remainder), default=0)
    disputed = sum(bool(line.disputed) for line in live)
    return joined(
        (
            f"{paid} of {counted(len(live) + _ahead(state), 'invoice')} paid",
            f"{out} sent" if out else "",
            f"{to_come} to come" if to_come else "",
            f"{disputed} disputed" if disputed else "",
            f"one is {counted(late, 'day')} overdue" if late > 0 else "",
        )
    )


def emoji(state: CardState) -> str:
    """Return the one sign that carries the state."""
    if state.troubles:
        return ":warning:"
    if state.hold or _any_holds(state):
        return ":double_vertical_bar:"
    if state.status is not ProposalStatus.APPROVED:
        return ":no_entry_sign:"
    return _invoices_emoji(state.invoices, state.today)


def _any_holds(state: CardState) -> bool:
    holds = [line.hold for line in state.invoices]
    return any([*holds, *(line.hold for line in state.retainers)])


def _invoices_emoji(invoices: Sequence[InvoiceLine], today: date) -> str:
    statuses = {line.status for line in invoices}
    if not statuses or any(_is_on_its_way(line, today) for line in invoices):
        return ":hourglass_flowing_sand:"
    if any(line.disputed for line in invoices):
        return ":warning:"
    if any(line.days_past_due > 0 and not line.small_remainder for line in invoices):
        return ":red_circle:"
    if statuses <= {InvoiceStatus.PAID}:
        return ":white_check_mark:"
    return ":no_entry_sign:" if statuses <= set(_CLOSED) else ":envelope:"


def _is_on_its_way(line: InvoiceLine, today: date) -> bool:
    """Return whether it is being sent right now: it waits neither for a day nor for anything."""
    later = line.issue_date is not None and line.issue_date > today
    return line.status is InvoiceStatus.APPROVED and not (line.condition or later)
