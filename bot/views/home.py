"""The Home tab: what waits for its reader first, then receivables, overdue and held; a search."""

from datetime import datetime

from bot.value import Value
from bot.views.blocks import Block, actions, button, context, divider, header, plain, section
from bot.views.card import state_words
from bot.views.card_buttons import buttons
from bot.views.card_head import blocking, customer, heading
from bot.views.digest import aging_words, totals_line
from bot.views.ids import ActionId
from bot.views.modal import MOST_VIEW_BLOCKS
from bot.views.state import CardState
from bot.views.state_lists import ListLine, PickOption, SummaryState
from bot.views.text import counted, escape, joined, link
from bot.views.values import ModalContext, PageValue, pick_value

MOST_CARDS = 5
"""Proposals with buttons of their own: the oldest first."""
MOST_CURRENCIES = 4
SEARCH = "search"
"""Block of the search."""
Lines = tuple[tuple[ListLine, ...], int]
"""The first lines of a list, and how many there are in all."""


class HomeCard(Value):
    """A proposal that waits for the reader."""

    card: CardState
    link: str = ""
    """To its card; "" for who is not in that channel."""


class HomeState(Value):
    """What the Home tab shows."""

    now: datetime
    """In the billing time zone."""
    cards: tuple[HomeCard, ...]
    waiting: int
    """How many proposals wait for the reader in all."""
    summary: SummaryState | None
    """Receivables; None for who may see their own deals only."""
    overdue: Lines
    held: Lines
    paused: str = ""
    """That sending is paused, in words; "" if it is not."""
    query: str = ""
    found: tuple[PickOption, ...] = ()
    found_count: int = 0


def home(state: HomeState) -> Block:
    """Return the Home tab as a view."""
    stopped = [section(f":no_entry: {escape(state.paused, 1000)}")] if state.paused else []
    blocks = [
        *stopped,
        *_search(state),
        *_waiting(state),
        *_receivables(state),
        *_list("Overdue", "overdue", state.overdue),
        *_list("On hold", "held", state.held),
        *_foot(state),
    ]
    return {
        "type": "home",
        "private_metadata": ModalContext().dumped(),
        "blocks": blocks[:MOST_VIEW_BLOCKS],
    }


def _search(state: HomeState) -> list[Block]:
    field: Block = {
        "type": "plain_text_input",
        "action_id": ActionId.HOME_SEARCH.value,
        "placeholder": plain("A customer, a deal or an invoice number", 150),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if state.query:
        field["initial_value"] = state.query
    search: Block = {
        "type": "input",
        "block_id": SEARCH,
        "dispatch_action": True,
        "optional": True,
        "label": plain("Find", 100),
        "element": field,
    }
    if not state.query:
        return [search]
    title = counted(state.found_count, "match", "matches") if state.found else "Nothing"
    found = [section(f"{title} for “{escape(state.query, 80)}”")]
    found += [_found(one) for one in state.found]
    left = state.found_count - len(state.found)
    found += [context(f"and {left:,} more: write a longer part of the name")] * (left > 0)
    return [search, *found, divider()]


def _found(one: PickOption) -> Block:
    show = button("Show", ActionId.HOME_SHOW, pick_value("status", one.id))
    return section(joined((f"*{escape(one.label)}*", escape(one.detail))), show)


def _waiting(state: HomeState) -> list[Block]:
    if not state.waiting:
        return [header("Nothing waits for you"), divider()]
    shown = [block for one in state.cards for block in _card(one)]
    left = state.waiting - len(state.cards)
    more = [context(f"and {left:,} more: `/invoice list pending`")] if left else []
    return [header(f"{state.waiting:,} to decide or fix"), *shown, *more, divider()]


def _card(one: HomeCard) -> list[Block]:
    card = one.card
    name = link(one.link, customer(card.plan)) if one.link else escape(customer(card.plan))
    text = joined((f"*{name}*", heading(card), escape(card.plan.deal_name)))
    said = [finding.sentence for finding in blocking(card.findings)[:2]] or [state_words(card)]
    rows = [
        actions(f"home.{card.proposal_id}", block["elements"])
        for block in buttons(card)
        if block["type"] == "actions"
    ]
    return [section(text), context(escape("; ".join(said), 300)), *rows[:1]]


def _receivables(state: HomeState) -> list[Block]:
    summary = state.summary
    if summary is None:
        return []
    if not summary.totals:
        return [header("Receivables"), section("Nothing is outstanding."), divider()]
    shown = summary.totals[:MOST_CURRENCIES]
    row = [
        button("Open worklist", ActionId.HOME_LIST, PageValue(which="open").dumped()),
        button("Forecast", ActionId.HOME_FORECAST),
    ]
    lines = [section(totals_line(total, summary)) for total in shown]
    # In words: whether a Home tab takes charts is not documented, and one refused block is no tab.
    ages = context(*[aging_words(total) for total in shown])
    return [header("Receivables"), *lines, ages, actions("receivables", row), divider()]


def _list(title: str, which: str, lines: Lines) -> list[Block]:
    shown, count = lines
    if not shown:
        return []
    said = "\n".join(_line(line) for line in shown)
    left = count - len(shown)
    value = PageValue(which=which).dumped()
    more = [actions(f"more.{which}", [button(f"All {count:,}", ActionId.HOME_LIST, value)])]
    return [section(f"*{title} ({count:,})*\n{said}"), *(more if left else [])]


def _line(line: ListLine) -> str:
    amount = f"*{line.amount}*" if line.amount is not None else ""
    return joined((link(line.url, line.title), amount, escape(line.words, 200)))


def _foot(state: HomeState) -> list[Block]:
    when = f"{state.now:%a %b} {state.now.day}, {state.now:%H:%M}"
    refresh = button("Refresh", ActionId.HOME_REFRESH)
    return [context(f"As of {when}. `/invoice help` lists what you can type."),
            actions("home", [refresh])]  # fmt: skip
