"""A deal of four milestones of which something is out, for the tests of changing it afterwards."""

from datetime import date
from decimal import Decimal

from bot.actor import Actor
from bot.amending import WayKind
from bot.deal import Milestone
from bot.ledger import adjustments, deals, proposals
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.proposals import ProposalRow
from bot.status import InvoiceStatus
from bot.workflows.amending import amend_choose
from bot.workflows.deciding import decide
from bot.workflows.standing.amending_state import Question, question
from bot.workflows.standing.what_stands import change_of, plan_now, situation
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, PAT, House

DATES = (None, date(2026, 12, 15), date(2027, 1, 15), date(2027, 2, 15))


def milestones(*percents: int) -> tuple[Milestone, ...]:
    """Return milestones of these percents: the first on approval, then one a month."""
    return tuple(
        Milestone(id=f"a0{n}", description=f"Part {n}", percent=Decimal(percent), date=when)
        for n, (percent, when) in enumerate(zip(percents, DATES, strict=False), start=1)
    )


def four(house: House) -> ProposalRow:
    """Have $100,000.00 in four parts approved: the first is sent, the others wait at Stripe."""
    proposal = house.propose(
        amount=Decimal(100_000), lines=(), milestones=milestones(25, 25, 25, 25)
    )
    house.approve()
    house.run()
    return proposal


def choose(
    house: House,
    kind: WayKind,
    who: Actor = PAT,
    reason: str = "as agreed",
    *,
    from_date: date | None = None,
) -> None:
    """Choose a way as the card offers it."""
    with house.deps.ledger.reading() as s:
        base = proposals.in_force(s, DEAL_ID)
        assert base is not None
        now = plan_now(house.deps, deals.get(s, DEAL_ID), base)
        change = change_of(house.deps, s, base, now)
        seen = situation(change, proposals.pending_of(s, DEAL_ID))
    amend_choose.choose(house.deps, base.id, seen, kind, reason, who, from_date=from_date)


def approve(house: House, who: Actor = KIM) -> None:
    """Approve what is pending, and let all that follows happen."""
    latest = house.latest()
    decide.approve(house.deps, latest.id, latest.content_hash, who)
    house.run()


def asked(house: House) -> Question | None:
    """Return what waits for a choice."""
    with house.deps.ledger.reading() as s:
        return question(s, DEAL_ID)


def corrections(house: House) -> list[AdjustmentRow]:
    """Return the deal's corrections."""
    with house.deps.ledger.reading() as s:
        return list(adjustments.of_deal(s, DEAL_ID))


def live(house: House) -> dict[int, tuple[str, int]]:
    """Return the live invoices: number -> (status, net amount in whole units)."""
    return {
        row.item: (row.status.value, row.amount_minor // 100)
        for row in house.invoices()
        if row.is_live
    }


def net(house: House) -> int:
    """Return what is billed and to come, in minor units, as Stripe and the ledger have it."""
    rows = [row for row in house.invoices() if row.is_live]
    return sum(row.amount_minor - row.credited_minor for row in rows)


def first(house: House) -> str:
    """Return the Stripe id of the invoice that is out first."""
    out = [r for r in house.invoices() if r.is_live and r.status is not InvoiceStatus.APPROVED]
    assert out[0].stripe_id is not None
    return out[0].stripe_id
