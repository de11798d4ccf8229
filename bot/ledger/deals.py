"""Deals as last seen, and what happened to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.deal import Deal
from bot.errors import NotFound
from bot.ledger.base import Base, new_id
from bot.overrides import Overrides

AHEAD = timedelta(days=1)
"""How much longer a card seems to have been due that goes ahead of others."""
_UNWRITTEN = sa.text("written_back_at is null")


class DealRow(Base):
    """What Salesforce said, as last seen, and what people decided over it."""

    __tablename__ = "deal"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Opportunity id, 18 characters."""
    snapshot: Mapped[dict[str, Any]]
    source_hash: Mapped[str]
    name: Mapped[str]
    account_id: Mapped[str] = mapped_column(default="")
    account_name: Mapped[str] = mapped_column(default="", index=True)
    owner_email: Mapped[str] = mapped_column(default="", index=True)
    owner_name: Mapped[str] = mapped_column(default="")
    is_won: Mapped[bool]
    is_deleted: Mapped[bool] = mapped_column(default=False)
    won_at: Mapped[datetime] = mapped_column(index=True)
    settles_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it may be proposed (it was quiet for the settling delay); None: nothing to propose."""
    seen_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    """When it was first sent on to be proposed; None: it was not, or waits to be."""
    overrides: Mapped[dict[str, Any]] = mapped_column(default=dict)
    write_back_due: Mapped[bool] = mapped_column(default=False, index=True)
    """Salesforce does not yet know all that we know."""
    card_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """Since when its card is to be drawn again; None: it is not, or is being drawn."""
    write_back_tries: Mapped[int] = mapped_column(default=0)
    """How often it could not be told since it last could."""

    @property
    def deal(self) -> Deal:
        """Return what Salesforce said."""
        return Deal.from_json(self.snapshot)

    @property
    def decided(self) -> Overrides:
        """Return what people decided over it."""
        return Overrides.from_json(self.overrides)


class EventRow(Base):
    """One thing that happened to a deal: a line in its thread and a record in Salesforce."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index(
            "ix_event_unwritten", "deal_id", sqlite_where=_UNWRITTEN, postgresql_where=_UNWRITTEN
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("evt"))
    sequence: Mapped[int] = mapped_column(index=True)
    """Order of telling within the deal."""
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    at: Mapped[datetime]
    who: Mapped[str]
    """As shown to people, e.g. "@kim", "Stripe", "closedwon"."""
    what: Mapped[str]
    """One sentence, in mrkdwn-free plain text."""
    detail: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    """When the thread heard of it."""
    written_back_at: Mapped[datetime | None]


def get(s: Session, deal_id: str, *, lock: bool = False) -> DealRow:
    """Return the deal; with `lock`, nobody else changes it until this transaction ends.

    Raises:
        NotFound: if it was never seen.

    """
    row = s.get(DealRow, deal_id, with_for_update=lock or None)
    if row is None:
        raise NotFound("This deal is not known here.")
    return row


def find(s: Session, deal_id: str) -> DealRow | None:
    """Return the deal if it was ever seen."""
    return s.get(DealRow, deal_id)


def of_account(s: Session, account_id: str) -> Sequence[DealRow]:
    """Return the deals of a customer company, in the order in which they were won."""
    query = sa.select(DealRow).where(DealRow.account_id == account_id)
    return s.scalars(query.order_by(DealRow.won_at, DealRow.id)).all()


def known_ids(s: Session) -> Sequence[str]:
    """Return the ids of all deals ever seen, for polling those that are no longer won."""
    return s.scalars(sa.select(DealRow.id).order_by(DealRow.id)).all()


def settled(s: Session, now: datetime) -> Sequence[str]:
    """Return the ids of deals that have been quiet long enough to be proposed."""
    query = sa.select(DealRow.id).where(DealRow.settles_at <= now).order_by(DealRow.settles_at)
    return s.scalars(query).all()


def begun_since(s: Session, won_after: datetime, begun_after: datetime | None) -> list[datetime]:
    """Return when the deals were won that were sent on to be proposed, in that order.

    Of those won after `won_after` and, if given, sent on after `begun_after`.
    """
    query = sa.select(DealRow.won_at).where(
        DealRow.begun_at.is_not(None), DealRow.won_at > won_after
    )
    if begun_after is not None:
        query = query.where(DealRow.begun_at > begun_after)
    return list(s.scalars(query.order_by(DealRow.won_at)).all())


def count_begun(s: Session, since: datetime) -> int:
    """Return how many deals were sent on to be proposed since then."""
    query = sa.select(sa.func.count()).where(DealRow.begun_at > since)
    return s.scalar(query) or 0


def to_write_back(s: Session, limit: int) -> Sequence[str]:
    """Return up to `limit` ids of deals that Salesforce has to hear of."""
    query = sa.select(DealRow.id).where(DealRow.write_back_due).order_by(DealRow.id).limit(limit)
    return s.scalars(query).all()


def want_card(s: Session, deal_id: str, now: datetime, *, ahead: bool) -> bool:
    """Mark the deal's card as due, `ahead` of others; return whether it was not.

    The deal is locked, marked or not: whoever takes the mark away sees what this transaction does.
    """
    mine = DealRow.id == deal_id
    due = s.scalar(sa.select(DealRow.card_due_at).where(mine).with_for_update())
    since = now - AHEAD if ahead else now
    if due is None or since < due:
        s.execute(sa.update(DealRow).where(mine).values(card_due_at=since))
    return due is None


def take_due_card(s: Session) -> str | None:
    """Take away the mark of the deal whose card is due for longest; return its id."""
    first = sa.select(DealRow.id).where(DealRow.card_due_at.is_not(None))
    deal_id = s.scalar(first.order_by(DealRow.card_due_at).limit(1).with_for_update())
    if deal_id is not None:
        s.execute(sa.update(DealRow).where(DealRow.id == deal_id).values(card_due_at=None))
    return deal_id


def tell(
    s: Session, deal_id: str, *, at: datetime, who: str, what: str, detail: str = ""
) -> EventRow:
    """Note what happened to the deal; thread and Salesforce hear of it afterwards.

    Raises:
        NotFound: if it was never seen.

    """
    deal = get(s, deal_id, lock=True)  # two tellers at once would take the same number
    latest = s.scalar(sa.select(sa.func.max(EventRow.sequence)).where(EventRow.deal_id == deal_id))
    event = EventRow(
        deal_id=deal_id, sequence=(latest or 0) + 1, at=at, who=who, what=what, detail=detail
    )
    s.add(event)
    deal.write_back_due = True
    s.flush()
    return event


def untold(s: Session, deal_id: str) -> Sequence[EventRow]:
    """Return what the deal's thread has not heard yet, oldest first."""
    query = sa.select(EventRow).where(EventRow.deal_id == deal_id, EventRow.told_at.is_(None))
    return s.scalars(query.order_by(EventRow.sequence)).all()


def unwritten(s: Session, deal_ids: Sequence[str]) -> Sequence[EventRow]:
    """Return what Salesforce has not heard yet of these deals, oldest first."""
    query = sa.select(EventRow).where(
        EventRow.deal_id.in_(deal_ids), EventRow.written_back_at.is_(None)
    )
    return s.scalars(query.order_by(EventRow.deal_id, EventRow.sequence)).all()


def history(s: Session, deal_id: str) -> Sequence[EventRow]:
    """Return all that happened to the deal, oldest first."""
    query = sa.select(EventRow).where(EventRow.deal_id == deal_id).order_by(EventRow.sequence)
    return s.scalars(query).all()
