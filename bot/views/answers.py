"""Private answers to /invoice: status, lists with pages, pick lists, help."""

from bot.facts import Message
from bot.views.blocks import Block, actions, button, context, header, option, section, select
from bot.views.card import state_words
from bot.views.card_facts import retainers
from bot.views.card_head import customer, heading, what_is_billed
from bot.views.fit import message
from bot.views.ids import ActionId
from bot.views.state import StatusState
from bot.views.state_lists import ListLine, ListState, PickState
from bot.views.text import counted, escape, joined, link, mention, one_line
from bot.views.values import PageValue, pick_value, proposal_value

TITLES = {
    "overdue": "Overdue invoices",
    "held": "On hold",
    "pending": "Waiting for approval",
    "open": "Open invoices",
    "scheduled": "To go out",
}
MOST_PICKS = 25


def status(state: StatusState) -> Message:
    """Return how one deal stands."""
    card = state.card
    words = state_words(card)
    text = f"{escape(customer(card.plan))}: {words}"
    where = link(state.card_link, "Open the card") if state.card_link else ""
    total = heading(card) if card.plan.bills else ""
    summary = joined((total, link(card.deal_url, card.plan.deal_name), mention(card.owner)))
    said = words[:1].upper() + words[1:]
    head = [header(customer(card.plan)), section(f"{summary}\n*{said}*")]
    value = proposal_value(card.proposal_id, card.content_hash)
    tail = [context(where)] if where else []
    body = [*retainers(card), *what_is_billed(card)]
    return message(text, head, body, [*tail, *_share(state.may_share, value)])


def _share(may_share: bool, value: str) -> list[Block]:  # noqa: FBT001 - private
    share = button("Share in channel", ActionId.ANSWER_SHARE, value)
    return [actions("share", [share])] if may_share else []


def listing(state: ListState) -> Message:
    """Return one page of a list."""
    title = TITLES.get(state.which, escape(state.which))
    about = f" for “{escape(state.query, 80)}”" if state.query else ""
    if not state.lines:
        text = f"{title}{about}: none"
        return message(text, [section(text)])
    sums = " and ".join(map(str, state.totals))
    text = f"{title}{about}: {joined((f'{state.count:,}', sums))}"
    page = f"Page {state.page + 1} of {state.pages}" if state.pages > 1 else ""
    head = [header(title), context(joined((f"{state.count:,} in all{about}", sums, page)))]
    body = [section(_line(line)) for line in state.lines]
    return message(text, head, body, _paging(state), elsewhere="with a narrower search")


def _line(line: ListLine) -> str:
    amount = f"*{line.amount}*" if line.amount is not None else ""
    return joined((link(line.url, line.title), amount, escape(line.words, 300)))


def _paging(state: ListState) -> list[Block]:
    here = PageValue(which=state.which, query=state.query[:200], page=state.page)
    row: list[Block] = []
    if state.page > 0:
        back = here.model_copy(update={"page": state.page - 1}).dumped()
        row.append(button("Previous", ActionId.LIST_BACK, back))
    if state.page + 1 < state.pages:
        following = here.model_copy(update={"page": state.page + 1}).dumped()
        row.append(button("Next", ActionId.LIST_PAGE, following))
    if state.may_share:
        row.append(button("Share in channel", ActionId.ANSWER_SHARE, here.dumped()))
    return [actions("paging", row)] if row else []


def picks(state: PickState) -> Message:
    """Return the list from which to pick what was meant."""
    shown = state.options[:MOST_PICKS]
    options = [
        option(one_line(one.label, 75), pick_value(state.command, one.id), one_line(one.detail, 75))
        for one in shown
    ]
    text = f"{counted(len(state.options), 'match', 'matches')} for “{escape(state.query, 80)}”"
    left = len(state.options) - len(shown)
    more = [context(f"and {left} more: write a longer part of the name")] if left else []
    pick = select(ActionId.PICK_SUBJECT, options, "Which one do you mean?")
    return message(text, [section(text), actions("pick", [pick]), *more])


def nothing_found(query: str) -> Message:
    """Return that nothing matches."""
    about = escape(query, 80)
    text = f"Nothing here matches “{about}”: try a part of the customer's name, or `/invoice help`"
    return message(text, [section(text)])


def unknown_command(typed: str, nearest: str) -> Message:
    """Return the nearest command, and the help."""
    meant = f" Did you mean `/invoice {nearest}`?" if nearest else ""
    text = f"`/invoice {escape(typed, 60)}` is not known here.{meant}"
    return message(text, [section(text), *_help()])


HELP = (
    ("status <customer, deal or invoice number>", "how a deal stands"),
    ("list [overdue|held|pending|open|scheduled] [customer]", "what is open, or to come"),
    ("hold <invoice or deal>", "stop it before it goes out, or stop chasing it"),
    ("release <invoice or deal>", "let it go on"),
    ("modify <deal>", "change lines, dates, terms or bill-to"),
    ("remind <invoice>", "e-mail the client now"),
    ("promise <invoice>", "note when the client will pay"),
    ("summary", "receivables as of now"),
    ("forecast", "what is to come in, month by month"),
    ("pause [reason]", "stop everything that goes out to customers"),
    ("resume", "let it go on"),
    ("let <deal>", "let through what waits for a limit"),
    ("help", "this"),
)


def help_(paused: str = "") -> Message:
    """Return the commands, on one screen; and in which words sending is `paused`, if it is."""
    stopped = [section(f":no_entry: {escape(paused, 1000)}")] if paused else []
    return message("What /invoice can do", [*stopped, *_help()])


def _help() -> list[Block]:
    lines = [f"`/invoice {escape(command)}`  {what}" for command, what in HELP]
    return [section("\n".join(lines)), context("Answers are seen by you only.")]
