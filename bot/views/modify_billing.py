"""The part of Modify that says how a deal is billed: at once, in parts, or again and again."""

from collections.abc import Callable, Mapping

from bot.views.blocks import Block, actions, button, context, divider, option, section, select
from bot.views.ids import ActionId, BillingWay, FieldId
from bot.views.modal import check_input, choice_input, date_input, number_input, text_input
from bot.views.state_forms import BillingForm, FormPart
from bot.views.text import escape, one_line
from bot.views.values import line_block

MOST_PARTS = 12
"""How many parts one form shows; a deal with more is changed in Salesforce."""
MOST_CONDITION = 80

WAYS: Mapping[BillingWay, str] = {
    BillingWay.KEEP: "As the card shows it",
    BillingWay.ONE: "One invoice",
    BillingWay.DEPOSIT: "A deposit and the rest",
    BillingWay.EQUAL: "Equal parts",
    BillingWay.PARTS: "Milestones, one by one",
    BillingWay.RETAINER: "A retainer that repeats",
}
INTERVALS = {
    "weekly": "every week",
    "every 2 weeks": "every 2 weeks",
    "monthly": "every month",
    "quarterly": "every 3 months",
    "half-yearly": "every 6 months",
    "yearly": "every year",
}
HAS_LINES = (BillingWay.ONE, BillingWay.DEPOSIT, BillingWay.EQUAL)
"""The ways in which what is divided can be edited line by line."""


def billing(form: BillingForm) -> list[Block]:
    """Return the choice, and the fields of what is chosen."""
    offered = [way for way in WAYS if way is not BillingWay.KEEP or form.keeps]
    options = [option(WAYS[way], way.value) for way in offered]
    pick = select(ActionId.BILLING_CHOOSE, options, "How it is billed", form.way.value)
    chosen = section("*How it is billed*", pick)
    chosen["block_id"] = FieldId.BILLING.value
    return [chosen, *_FIELDS[form.way](form)]


def _kept(form: BillingForm) -> list[Block]:
    return [section("\n".join(form.keeps))] if form.keeps else []


def _nothing(_: BillingForm) -> list[Block]:
    return []


def _deposit(form: BillingForm) -> list[Block]:
    return [
        text_input(
            FieldId.DEPOSIT,
            "Deposit, on approval",
            initial=form.deposit,
            hint="A percentage (25 %) or an amount.",
            most=30,
        ),
        date_input(FieldId.REST_DATE, "The rest on", form.rest_date, optional=True),
        text_input(
            FieldId.REST_CONDITION,
            "Or the rest when",
            initial=form.rest_condition,
            optional=True,
            hint='What it waits for, e.g. "on acceptance".',
            most=MOST_CONDITION,
        ),
    ]


def _equal(form: BillingForm) -> list[Block]:
    return [
        number_input(
            FieldId.PART_COUNT,
            "How many parts",
            form.count,
            decimals=False,
            hint="What does not divide evenly is on the last one.",
        ),
        _interval(form),
        date_input(
            FieldId.START_DATE,
            "The first on",
            form.start_date,
            optional=True,
            hint="Empty: on approval.",
        ),
    ]


def _interval(form: BillingForm) -> Block:
    known = dict(INTERVALS)
    if form.interval not in known:
        known[form.interval] = form.interval
    return choice_input(FieldId.INTERVAL, "How often", known, initial=form.interval)


def _parts(form: BillingForm) -> list[Block]:
    blocks = [context(f"Together they bill {escape(form.total, 200)}.")]
    removable = len(form.parts) > 1
    for number, part in enumerate(form.parts[:MOST_PARTS], start=1):
        blocks += [divider(), *_part(number, part, removable=removable)]
    if len(form.parts) < MOST_PARTS:
        add = button("Add a milestone", ActionId.PART_ADD, "add")
        blocks.append(actions("part.add", [add]))
    return [*blocks, divider()]


def _part(number: int, part: FormPart, *, removable: bool) -> list[Block]:
    remove = button("Remove", ActionId.PART_REMOVE, part.key) if removable else None
    title = section(f"*Milestone {number}*", remove)
    title["block_id"] = f"part.{part.key}"
    return [
        title,
        text_input(
            line_block(FieldId.PART_LABEL, part.key), "What for", initial=part.label, most=150
        ),
        text_input(
            line_block(FieldId.PART_SHARE, part.key),
            "How much",
            initial=part.share,
            hint="A percentage (25 %) or an amount.",
            most=30,
        ),
        date_input(
            line_block(FieldId.PART_DATE, part.key),
            "Send on",
            part.date,
            optional=True,
            hint="Empty: on approval, or when the condition is met.",
        ),
        text_input(
            line_block(FieldId.PART_CONDITION, part.key),
            "Or when",
            initial=part.condition,
            optional=True,
            hint='What it waits for, e.g. "on acceptance": it goes before the day.',
            most=MOST_CONDITION,
        ),
    ]


def _which(form: BillingForm) -> list[Block]:
    """Return the choice of which retainer is changed, where there are several."""
    if not form.retainers:
        return []
    options = [option(one_line(f"{n}: {name}", 75), n) for n, name in form.retainers]
    pick = select(ActionId.RETAINER_CHOOSE, options, "Which retainer", form.retainer)
    chosen = section(f"*Which of {len(form.retainers)} retainers*", pick)
    chosen["block_id"] = "retainer"
    said = "One is changed at a time. Hand it in before you choose another: the rest stay."
    return [chosen, context(said)]


def of_retainer(field: str, retainer: str) -> str:
    """Return the block of a field; each of several retainers has its own.

    For Slack keeps what was typed into a block, whatever the next view has in it.
    """
    return f"{field}.{retainer}" if retainer else field


def _retainer(form: BillingForm) -> list[Block]:
    fields = _of_one(form)
    for block in fields:
        block["block_id"] = of_retainer(block["block_id"], form.retainer)
    return [*_which(form), *fields]


def _of_one(form: BillingForm) -> list[Block]:
    return [
        text_input(FieldId.PART_LABEL, "What for", initial=form.label, most=150),
        text_input(FieldId.PERIOD_AMOUNT, "Amount of each period", initial=form.amount, most=30),
        _interval(form),
        number_input(FieldId.PERIODS, "How many periods", form.periods, decimals=False),
        date_input(FieldId.START_DATE, "First day of the first period", form.start_date),
        check_input(
            FieldId.RENEWS,
            "At the end",
            "Ask for approval of another term before it ends",
            checked=form.renews,
        ),
    ]


_FIELDS: Mapping[BillingWay, Callable[[BillingForm], list[Block]]] = {
    BillingWay.KEEP: _kept,
    BillingWay.ONE: _nothing,
    BillingWay.DEPOSIT: _deposit,
    BillingWay.EQUAL: _equal,
    BillingWay.PARTS: _parts,
    BillingWay.RETAINER: _retainer,
}
