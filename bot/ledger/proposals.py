"""Proposals, the decisions on them and the questions asked about them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from bot.deal import Deal
from bot.errors import NotFound
from bot.ledger.base import Base, enum_of, new_id
from bot.plan import Plan
from bot.readiness import Finding
from bot.status import ProposalStatus


class Verdict(StrEnum):
    """What somebody decided about a proposal."""

    APPROVE = "approve"
    REJECT = "reject"
    NOT_BILLED = "not_billed"


class ProposalRow(Base):
    """Revision n of the plan for a deal. Its content never changes; a change is a revision."""

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("deal_id", "revision"),
        sa.Index(
            "uq_proposal_pending",
            "deal_id",
            unique=True,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("prop"))
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    revision: Mapped[int]
    status: Mapped[ProposalStatus] = mapped_column(enum_of(ProposalStatus), index=True)
    plan_json: Mapped[dict[str, Any]]
    findings_json: Mapped[list[Any]]
    source_json: Mapped[dict[str, Any]]
    """The deal it was made from."""
    told_hash: Mapped[str]
    """Source hash of the deal that its thread last heard of."""
    content_hash: Mapped[str]
    """Of the plan: what an approval is bound to."""
    amount_minor: Mapped[int]
    currency: Mapped[str]
    changed_by: Mapped[list[Any]] = mapped_column(default=list)
    """Slack user ids of the people whose changes are in it."""
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was rejected, replaced or settled."""
    amends: Mapped[str] = mapped_column(default="")
    """Id of the approved proposal that it would change, once something of that is out."""
    way: Mapped[str] = mapped_column(default="")
    """How it would: of `amending.WayKind`; "" when it amends nothing."""

    @property
    def plan(self) -> Plan:
        """Return what would be invoiced."""
        return Plan.from_json(self.plan_json)

    @property
    def source(self) -> Deal:
        """Return the deal it was made from."""
        return Deal.from_json(self.source_json)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what blocks or warns."""
        return tuple(Finding.from_json(data) for data in self.findings_json)


class DecisionRow(Base):
    """Who decided what about which content, when, why, under which policy."""

    __tablename__ = "decision"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "actor"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("dec"))
    proposal_id: Mapped[str] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    actor: Mapped[str]
    """Slack user id."""
    actor_name: Mapped[str]
    verdict: Mapped[Verdict] = mapped_column(enum_of(Verdict))
    content_hash: Mapped[str]
    policy_version: Mapped[str]
    group: Mapped[str]
    """Through which group of the policy the person may decide."""
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class QuestionRow(Base):
    """Something asked of the deal owner, and the answer."""

    __tablename__ = "question"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("qst"))
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    asked_by: Mapped[str]
    asked_of: Mapped[str]
    """Slack user ids."""
    text: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


def get(s: Session, proposal_id: str, *, lock: bool = False) -> ProposalRow:
    """Return the proposal; with `lock`, nobody else decides on it until this transaction ends.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(ProposalRow, proposal_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound("This proposal is not known here.")
    return row


def pending_of(s: Session, deal_id: str) -> ProposalRow | None:
    """Return the deal's pending proposal, if it has one."""
    query = sa.select(ProposalRow).where(
        ProposalRow.deal_id == deal_id, ProposalRow.status == ProposalStatus.PENDING
    )
    return s.scalar(query)


def in_force(s: Session, deal_id: str) -> ProposalRow | None:
    """Return the deal's approved proposal that nothing has replaced, if there is one."""
    query = sa.select(ProposalRow).where(
        ProposalRow.deal_id == deal_id, ProposalRow.status == ProposalStatus.APPROVED
    )
    return s.scalar(query.order_by(ProposalRow.revision.desc()).limit(1))


def latest_of(s: Session, deal_id: str) -> ProposalRow | None:
    """Return the deal's latest revision, whatever its state."""
    query = sa.select(ProposalRow).where(ProposalRow.deal_id == deal_id)
    return s.scalar(query.order_by(ProposalRow.revision.desc()).limit(1))


def earlier_of(s: Session, deal_id: str, revision: int) -> Sequence[ProposalRow]:
    """Return the deal's revisions before `revision`, oldest first."""
    query = sa.select(ProposalRow).where(
        ProposalRow.deal_id == deal_id, ProposalRow.revision < revision
    )
    return s.scalars(query.order_by(ProposalRow.revision)).all()


def revision_of(s: Session, deal_id: str, revision: int) -> ProposalRow | None:
    """Return this revision of the deal's proposal, if there is one."""
    query = sa.select(ProposalRow).where(
        ProposalRow.deal_id == deal_id, ProposalRow.revision == revision
    )
    return s.scalar(query)


def pending(s: Session) -> Sequence[ProposalRow]:
    """Return all pending proposals, oldest first."""
    query = sa.select(ProposalRow).where(ProposalRow.status == ProposalStatus.PENDING)
    return s.scalars(query.order_by(ProposalRow.created_at)).all()


def waiting(s: Session) -> Sequence[ProposalRow]:
    """Return all pending proposals, oldest first; plan and deal come when they are asked for."""
    query = sa.select(ProposalRow).where(ProposalRow.status == ProposalStatus.PENDING)
    light = query.options(defer(ProposalRow.plan_json), defer(ProposalRow.source_json))
    return s.scalars(light.order_by(ProposalRow.created_at)).all()


def decisions(s: Session, proposal_id: str) -> Sequence[DecisionRow]:
    """Return the decisions on a proposal, oldest first."""
    query = sa.select(DecisionRow).where(DecisionRow.proposal_id == proposal_id)
    return s.scalars(query.order_by(DecisionRow.at, DecisionRow.id)).all()


def get_question(s: Session, question_id: str) -> QuestionRow:
    """Return the question.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(QuestionRow, question_id)
    if row is None:
        raise NotFound("This question is not known here.")
    return row


def open_questions(s: Session, deal_id: str) -> Sequence[QuestionRow]:
    """Return what was asked about the deal and not answered yet, oldest first."""
    query = sa.select(QuestionRow).where(
        QuestionRow.deal_id == deal_id, QuestionRow.answered_at.is_(None)
    )
    return s.scalars(query.order_by(QuestionRow.asked_at)).all()


def count_unanswered(s: Session) -> int:
    """Return how many questions wait for an answer."""
    query = sa.select(sa.func.count()).where(QuestionRow.answered_at.is_(None))
    return s.scalar(query) or 0
