"""The forms of corrections, filled in from the ledger, and the amounts typed in them."""

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import deals, invoices
from bot.ledger.invoices import InvoiceRow
from bot.money import Inexpressible, Money
from bot.plan import AdjustmentKind
from bot.status import words
from bot.typed import Mistakes, number
from bot.views import correction as view
from bot.views.blocks import Block
from bot.views.ids import FieldId
from bot.views.text import joined
from bot.views.values import ModalContext
from bot.workflows.amending.correct import ACTIONS
from bot.workflows.amending.correct_check import STATES
from bot.workflows.holding.hold import Target


def credit(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form for a credit note."""
    row = _invoice(deps, about, AdjustmentKind.CREDIT, actor)
    return view.credit(about, _named(row), row.creditable, row.balance, alone=_alone(deps))


def void(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to void an invoice."""
    row = _invoice(deps, about, AdjustmentKind.VOID, actor)
    return view.void(about, _named(row), alone=_alone(deps))


def write_off(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to write an invoice off."""
    row = _invoice(deps, about, AdjustmentKind.WRITE_OFF, actor)
    return view.write_off(about, _named(row), row.balance, alone=_alone(deps))


def payment(deps: Deps, about: ModalContext, actor: Actor) -> Block:
    """Return the form to record a payment."""
    row = _invoice(deps, about, AdjustmentKind.RECORD_PAYMENT, actor)
    return view.payment(about, _named(row), row.balance, deps.today())


def amount(deps: Deps, invoice_id: str, typed: str) -> Money:
    """Return the amount that was typed, in the invoice's currency.

    Raises:
        Mistakes: if it is none.

    """
    with deps.ledger.reading() as s:
        currency = invoices.get(s, invoice_id).currency
    try:
        return Money.of(number(typed, FieldId.AMOUNT), currency)
    except Inexpressible as error:
        raise Mistakes({FieldId.AMOUNT: str(error)}) from None


def _invoice(deps: Deps, about: ModalContext, kind: AdjustmentKind, actor: Actor) -> InvoiceRow:
    with deps.ledger.reading() as s:
        row = invoices.get(s, about.invoice_id)
        deal = deals.get(s, row.deal_id)
    authority.require(deps, ACTIONS[kind], actor, owner_email=deal.owner_email)
    if row.status not in STATES[kind]:
        raise Conflict(f"Not possible: this invoice is {words(row.status)}.")
    return row


def _alone(deps: Deps) -> bool:
    return deps.policy.billing.corrections_need == 1


def _named(row: InvoiceRow) -> str:
    return joined((Target(row.id, row).name, row.account_name))
