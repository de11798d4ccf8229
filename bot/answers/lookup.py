"""Looking things up by what people type: forgiving, and within what each of them may see."""

from collections.abc import Sequence
from typing import NamedTuple

from bot import authority
from bot.actor import Actor
from bot.deal import short_id
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed, NotFound
from bot.facts import Message, Place
from bot.ledger import Session, deals, desk, invoices, proposals, search
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.policy import Action
from bot.status import InvoiceStatus, words
from bot.views import answers
from bot.views.note import note
from bot.views.state import StatusState
from bot.views.state_lists import PickOption, PickState
from bot.views.text import joined
from bot.workflows.dunning import report
from bot.workflows.showing.latest import CARD, card_of_deal

INVOICE = "inv_"
"""How our ids of invoices begin; ids of deals are Salesforce's."""


class Match(NamedTuple):
    """A deal or an invoice that fits what was typed."""

    id: str
    deal_id: str
    label: str
    detail: str
    exact: bool


def find(deps: Deps, query: str, actor: Actor) -> Sequence[Match]:
    """Return what fits, of what `actor` may see; exact matches keep the others out.

    Raises:
        Invalid: if nothing was typed.

    """
    text = query.strip()
    if not text:
        raise Invalid("Say which: a customer, a deal or an invoice number.")
    sees_all = authority.may(deps, Action.SEE_ALL, actor)
    with deps.ledger.reading() as s:
        numbered = [(row, deals.get(s, row.deal_id)) for row in search.invoices_like(s, text)]
        named = search.deals_like(s, text)
    found = [
        _invoice(row, deal, text) for row, deal in numbered if sees_all or _own(deal, actor)
    ] + [_deal(row, text) for row in named if sees_all or _own(row, actor)]
    return [match for match in found if match.exact] or found


def visible(s: Session, subject: str, actor: Actor, *, sees_all: bool) -> DealRow:
    """Return the deal of a deal's or an invoice's id.

    Raises:
        NotFound: if there is none, or none that `actor` may see: they look the same.

    """
    try:
        deal_id = invoices.get(s, subject).deal_id if subject.startswith(INVOICE) else subject
        row = deals.get(s, deal_id)
    except NotFound:
        row = None
    if row is None or not (sees_all or _own(row, actor)):
        raise NotFound("Nothing here matches this.")
    return row


def status(deps: Deps, subject: str, actor: Actor, *, channel: Sequence[str] = ()) -> Message:
    """Return how the deal of `subject` stands; `channel` is where it is asked (id and name).

    Raises:
        NotFound: if there is nothing that `actor` may see.

    """
    sees_all = authority.may(deps, Action.SEE_ALL, actor)
    with deps.ledger.reading() as s:
        row = visible(s, subject, actor, sees_all=sees_all)
        card = card_of_deal(deps, s, row.id)
        shown = desk.message(s, CARD, card.proposal_id)
    link = shown.link if shown and sees_all else ""
    may_share = sees_all and shareable(deps, channel)
    return answers.status(StatusState(card=card, card_link=link, may_share=may_share))


def deal_of_proposal(deps: Deps, proposal_id: str) -> str:
    """Return whose proposal it is."""
    with deps.ledger.reading() as s:
        return proposals.get(s, proposal_id).deal_id


def kind_of_trouble(deps: Deps, trouble_id: str) -> str:
    """Return of which kind a trouble is."""
    with deps.ledger.reading() as s:
        return desk.get_trouble(s, trouble_id).kind


def open_invoice_of(deps: Deps, subject: str) -> str:
    """Return the open invoice that a deal's or an invoice's id means.

    Raises:
        Conflict: if the deal has none, or several.

    """
    if subject.startswith(INVOICE):
        return subject
    with deps.ledger.reading() as s:
        rows = [i for i in invoices.of_deal(s, subject) if i.status is InvoiceStatus.OPEN]
    if len(rows) != 1:
        known = ", ".join(row.number for row in rows)
        raise Conflict(f"Name one invoice: {known}." if known else "This deal has no open invoice.")
    return rows[0].id


def pick(command: str, query: str, matches: Sequence[Match]) -> Message:
    """Return the list from which to pick what was meant."""
    options = tuple(PickOption(id=m.id, label=m.label, detail=m.detail) for m in matches)
    return answers.picks(PickState(command=command, query=query, options=options))


def shareable(deps: Deps, channel: Sequence[str]) -> bool:
    """Return whether answers may be shared in the channel with this id and name."""
    allowed = {name.removeprefix("#") for name in deps.policy.share_channels}
    return not allowed.isdisjoint(channel)


def require_sees_all(deps: Deps, actor: Actor) -> None:
    """Refuse whoever may not see everything.

    Raises:
        NotAllowed: naming who may.

    """
    authority.require(deps, Action.SEE_ALL, actor, owner_email="")


def share(deps: Deps, channel: Sequence[str], message: Message, actor: Actor, *, key: str) -> None:
    """Post an answer where others can read it.

    Raises:
        NotAllowed: if the channel is not one for that, or `actor` may not see everything.

    """
    require_sees_all(deps, actor)
    if not shareable(deps, channel):
        raise NotAllowed("Nothing was shared: policy does not name this channel for it.")
    deps.messenger.post(channel[0], message, key=f"share:{key}")


def export(deps: Deps, place: Place | None, actor: Actor, *, key: str) -> None:
    """Share the worklist as a file, below the message that was clicked.

    None is an answer that only its reader sees, in whatever channel: they get the file in person.

    Raises:
        NotAllowed: if `actor` may not see everything.

    """
    require_sees_all(deps, actor)
    if place is None:
        place = deps.messenger.direct(actor.id, note("Here is the worklist."), key=f"export:{key}")
    deps.messenger.share(place, report.worklist_now(deps))


def _own(row: DealRow, actor: Actor) -> bool:
    return authority.is_owner(actor, row.owner_email)


def _invoice(row: InvoiceRow, deal: DealRow, text: str) -> Match:
    exact = text.casefold() in {(row.number or row.id).casefold(), row.stripe_id, row.id}
    label = joined((row.number or f"invoice {row.item}", row.account_name))
    detail = joined((str(row.balance), words(row.status), deal.name))
    return Match(row.id, deal.id, label, detail, exact)


def _deal(row: DealRow, text: str) -> Match:
    same_id = len(text) >= search.SHORT_ID and short_id(row.id) == short_id(text)
    names = {row.name.casefold(), row.account_name.casefold()}
    label = joined((row.account_name, row.name))
    detail = f"won {row.won_at:%b} {row.won_at.day}"
    return Match(row.id, row.id, label, detail, same_id or text.casefold() in names)
