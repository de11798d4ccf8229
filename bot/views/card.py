"""The card of a proposal: one living message that always shows what is true now."""

from collections.abc import Sequence

from bot.facts import Message
from bot.money import Money
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.blocks import Block, context, header, section
from bot.views.card_buttons import buttons, trouble_buttons
from bot.views.card_facts import absorbed, corrections, retainers
from bot.views.card_head import customer, findings, head, what_is_billed
from bot.views.card_words import by, emoji, headline, state_words
from bot.views.fit import message
from bot.views.state import CardState, HoldLine, InvoiceLine, QuestionLine, TroubleLine
from bot.views.text import counted, day, escape, escape_lines, joined, link, mention

__all__ = ["card", "emoji", "headline", "state_words"]

MOST_TROUBLES = 3
MOST_QUESTIONS = 3
BAR_LENGTH = 10
_CLOSED = (InvoiceStatus.VOID, InvoiceStatus.CANCELED, InvoiceStatus.UNCOLLECTIBLE)


def card(state: CardState) -> Message:
    """Return the card in the state it is in."""
    top = head(state)
    if state.status is not ProposalStatus.PENDING:
        top[0] = header(f"Invoice · {customer(state.plan)}")
    elif state.amends:
        what = "Renewal" if state.renews else "Change"
        top[0] = header(f"{what} approval · {customer(state.plan)}")
    body = [*corrections(state), *retainers(state), *what_is_billed(state)]
    body += [*absorbed(state), *_beside(state)]
    tail = [*_troubles(state.troubles, state), *_approvals(state), *buttons(state)]
    return message(headline(state), [*top[:2], *_state(state), *top[2:]], body, tail)


def _state(state: CardState) -> list[Block]:
    """Return the line that says where it stands; a pending card needs none."""
    if state.status is ProposalStatus.PENDING and not (state.hold or state.troubles):
        return []
    words = state_words(state)
    where = link(state.replaced_by_link, "Open the new card") if state.replaced_by_link else ""
    said = joined((words[:1].upper() + words[1:], where, _number(state.invoices)))
    return [
        section(joined((f"{emoji(state)} *Now:* {said}", _note(state.hold), _bar(state)), "\n"))
    ]


def _number(invoices: Sequence[InvoiceLine]) -> str:
    if len(invoices) != 1 or not invoices[0].number:
        return ""
    return link(invoices[0].url, invoices[0].number)


def _note(hold: HoldLine | None) -> str:
    if hold is None:
        return ""
    return joined((f"held by {mention(hold.by)}", escape(hold.note, 300)), ": ")


def _bar(state: CardState) -> str:
    """Return how much has come in, once something has and not all."""
    currency = state.plan.currency  # the deal may have had another one before
    same = (line for line in state.invoices if line.amount.currency == currency)
    live = [line for line in same if line.status not in _CLOSED]
    paid = Money.total((line.paid for line in live), currency)
    total = Money.total((line.amount for line in live), currency)
    balance = Money.total((line.balance for line in live), currency)
    if paid.minor <= 0 or total.minor <= 0 or balance.minor <= 0:
        return ""
    full = min(BAR_LENGTH - 1, paid.minor * BAR_LENGTH // total.minor)
    bar = "▰" * full + "▱" * (BAR_LENGTH - full)
    return f"{bar} {paid} paid, {balance} open"


def _beside(state: CardState) -> list[Block]:
    asked = [_question(question) for question in state.questions[-MOST_QUESTIONS:]]
    shown = findings(state) if state.status is ProposalStatus.PENDING else []
    notes = [_replaces(state)] if state.replaces_link or state.changed_by else []
    return [*shown, *asked, *notes]


def _replaces(state: CardState) -> Block:
    earlier = link(state.replaces_link, "an earlier card") if state.replaces_link else ""
    names = ", ".join(mention(who) for who in state.changed_by[:5])
    return context(
        joined((f"Replaces {earlier}" if earlier else "", f"Changed by {names}" if names else ""))
    )


def _question(question: QuestionLine) -> Block:
    asked = f"{mention(question.asked_by)} asked {mention(question.asked_of)}"
    answer = escape_lines(question.answer, 600) or "_no answer yet_"
    return context(f"{asked}: {escape(question.text, 500)}\n{answer}")


def _approvals(state: CardState) -> list[Block]:
    """Return who has approved and who still can; for a pending card."""
    if state.status is not ProposalStatus.PENDING:
        who = by(state, "approve")
        return [context(f"Approved{who}")] if who else []
    given = [decision for decision in state.decisions if decision.verdict == "approve"]
    have = f"{len(given)} of {state.needed} approvals"
    names = ", ".join(mention(decision.who) for decision in given)
    if given:
        return [context(joined((f"{have}: {names}", escape(state.tier_words))))]
    needed = counted(state.needed, "approver")
    who = f" of {escape(state.who_may_approve)}" if state.who_may_approve else ""
    return [context(joined((f"Needs {needed}{who}", escape(state.tier_words))))]


def _troubles(troubles: Sequence[TroubleLine], state: CardState) -> list[Block]:
    blocks: list[Block] = []
    for trouble in troubles[:MOST_TROUBLES]:
        since = f"since {day(trouble.since_date, state.today)}"
        mend = f"Can be mended by {escape(trouble.who_can_mend)}" if trouble.who_can_mend else ""
        said = f"{escape(trouble.vendor)} says: " if trouble.vendor else ""
        text = f"*{escape(trouble.what_failed)}*\n>{said}{escape(trouble.words, 600)}"
        blocks += [section(text), context(joined((mend, since))), trouble_buttons(trouble)]
    return blocks
