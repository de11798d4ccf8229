"""The forms of collecting, and what people read about a deal or a trouble in a window."""

from datetime import timedelta

from bot import authority
from bot.actor import Actor
from bot.calendar import Calendar
from bot.clock import date_in
from bot.deps import Deps
from bot.ledger import deals, desk, invoices, proposals
from bot.ledger.invoices import InvoiceRow
from bot.money import Inexpressible, Money
from bot.policy import Action
from bot.typed import Mistakes, number
from bot.views import collect as view
from bot.views import thread as thread_view
from bot.views import trouble as trouble_view
from bot.views.blocks import Block
from bot.views.ids import FieldId
from bot.views.modal import notice
from bot.views.state import EventLine, TroubleLine
from bot.views.text import joined
from bot.views.values import ModalContext
from bot.workflows.holding.hold import Target
from bot.workflows.telling.trouble_words import WHAT_FAILED

SNOOZE = timedelta(days=7)
"""What is proposed."""


def promise(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form for a promise to pay."""
    row = _invoice(deps, about, Action.PROMISE, actor)
    return view.promise(about, _named(row), row.balance)


def snooze(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to pause the reminders."""
    row = _invoice(deps, about, Action.SNOOZE, actor)
    until = Calendar(deps.policy.calendar).next_business_day(deps.today() + SNOOZE)
    return view.snooze(about, _named(row), until)


def do_not_chase(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the question whether somebody takes the reminders over."""
    row = _invoice(deps, about, Action.DO_NOT_CHASE, actor)
    return view.do_not_chase(about, _named(row))


def history(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return all that happened to the deal, for those who see it."""
    zone = deps.settings.billing_timezone
    with deps.ledger.reading() as s:
        deal = deals.get(s, proposals.get(s, about.proposal_id).deal_id)
        events = deals.history(s, deal.id)
    if not authority.is_owner(actor, deal.owner_email):
        authority.require(deps, Action.SEE_ALL, actor, owner_email="")
    lines = [
        EventLine(who=e.who, what=e.what, detail=e.detail, date=date_in(zone, e.at)) for e in events
    ]
    named = joined((deal.account_name, deal.name))
    return notice("History", named, thread_view.history(lines, deps.today()))


def trouble(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return what is known about a trouble, for those who may retry it."""
    authority.require(deps, Action.RETRY, actor, owner_email="")
    with deps.ledger.reading() as s:
        row = desk.get_trouble(s, about.trouble_id)
        deal = deals.find(s, row.deal_id)
    line = TroubleLine(
        id=row.id,
        what_failed=WHAT_FAILED.get(row.kind, row.kind),
        words=row.words,
        vendor=row.vendor,
        who_can_mend=row.who_can_mend,
        since_date=date_in(deps.settings.billing_timezone, row.since),
        retryable=bool(row.retry),
    )
    over = "It is over." if row.closed_at else "It waits for a person."
    named = joined((deal.account_name, deal.name, over)) if deal else over
    return notice("Details", named, trouble_view.details(line, row.code))


def promised(deps: Deps, invoice_id: str, typed: str) -> Money:
    """Return the amount that was typed as promised, in the invoice's currency.

    Raises:
        Mistakes: if it is none.

    """
    with deps.ledger.reading() as s:
        currency = invoices.get(s, invoice_id).currency
    try:
        amount = Money.of(number(typed, FieldId.PROMISED_AMOUNT), currency)
    except Inexpressible as error:
        raise Mistakes({FieldId.PROMISED_AMOUNT: str(error)}) from None
    if amount.minor <= 0:
        raise Mistakes({FieldId.PROMISED_AMOUNT: "Write more than zero."})
    return amount


def _invoice(deps: Deps, about: ModalContext, action: Action, actor: Actor) -> InvoiceRow:
    with deps.ledger.reading() as s:
        row = invoices.get(s, about.invoice_id)
        deal = deals.get(s, row.deal_id)
    authority.require(deps, action, actor, owner_email=deal.owner_email)
    return row


def _named(row: InvoiceRow) -> str:
    return joined((Target(row.id, row).name, row.account_name))
