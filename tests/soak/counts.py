"""What was approved against what Stripe has and sent: counted, not taken from the bot's own books.

Of the ledger only what people approved is used, and which installment an invoice is for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Self

from bot.charges import charges
from bot.ledger import Ledger, Session, audit, deals, invoices, proposals
from bot.ledger.audit import AuditRow
from bot.ledger.invoices import InvoiceRow
from bot.status import ProposalStatus
from bot.workflows.standing.amending_state import question
from sandbox.company import user_id
from sandbox.control import Obj
from sandbox.people import People
from tests.soak.hands import Clicked, Hands

OUT = ("open", "paid", "uncollectible")
FORMS = {
    "proposal.hold": "hold.placed",
    "invoice.hold": "hold.placed",
    "proposal.release": "hold.released",
    "invoice.release": "hold.released",
    "proposal.reject": "proposal.rejected",
    "proposal.reopen": "proposal.reopened",
    "proposal.amend": "amendment.chosen",
}
"""A form that was taken -> what the audit trail then has of that person."""
Slot = tuple[int, str]
"""Number of the installment or period, and who pays."""


@dataclass
class Counts:
    """What a soak came to."""

    deals: int = 0
    approved: int = 0
    invoices: int = 0
    e_mails: int = 0
    clicks: int = 0
    forms: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Counts") -> Self:
        """Add what another soak came to."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self

    @property
    def wrong(self) -> list[str]:
        """Return everything that must not be."""
        return [*(f"lost: {w}" for w in self.lost), *(f"doubled: {w}" for w in self.doubled)]


def counted(database_url: str, people: People, hands: Hands) -> Counts:
    """Return what there is when all that was approved has had its time to go out."""
    theirs: dict[str, list[Obj]] = defaultdict(list)
    for row in people.invoices():
        theirs[str(_deal_of(row))].append(row)
    counts = Counts(clicks=len(hands.clicks), forms=len(hands.forms))
    ledger = Ledger(database_url)
    try:
        with ledger.reading() as s:
            for deal_id in sorted(deals.known_ids(s)):
                _count_deal(s, deal_id, theirs[deal_id], counts)
            counts.lost += _lost_clicks(s, people, hands)
            if broken := audit.verify(s):
                counts.lost.append(f"audit entry {broken.sequence}: {broken.reason}")
    finally:
        ledger.close()
    _count_mails(people, counts)
    return counts


def _deal_of(row: Obj) -> object:
    source = (row.get("parent") or {}).get("subscription_details") or {}
    return (row["metadata"] | (source.get("metadata") or {})).get("sf_opportunity_id")


def _count_deal(s: Session, deal_id: str, theirs: list[Obj], counts: Counts) -> None:
    name = deals.get(s, deal_id).name
    out = [row for row in theirs if row["status"] in OUT]
    counts.deals += 1
    counts.invoices += len(out)
    base = proposals.in_force(s, deal_id)
    if base is None:
        never = not any(p.decided_at for p in _all(s, deal_id))
        counts.doubled += [f"{name}: {row['id']} was never approved" for row in out if never]
        return
    counts.approved += 1
    slots = Counter(slot for row in out if (slot := _slot(s, row)))
    counts.doubled += [f"{name}: {slot} {n} times" for slot, n in slots.items() if n > 1]
    if question(s, deal_id) or proposals.pending_of(s, deal_id):
        return  # people have still to say what becomes of it
    wanted = {(charge.number, charge.party) for charge in charges(base.plan)}
    given_up = {(row.item, row.party) for row in invoices.of_deal(s, deal_id) if not row.is_live}
    counts.lost += [f"{name}: {slot}" for slot in sorted(wanted - set(slots) - given_up)]
    if not base.amends and len(_all(s, deal_id)) == 1:
        total = sum(row["total"] for row in out)
        if total != base.plan.total.minor and not given_up:
            counts.lost.append(f"{name}: {total} billed, {base.plan.total.minor} approved")


def _all(s: Session, deal_id: str) -> list[proposals.ProposalRow]:
    latest = proposals.latest_of(s, deal_id)
    return [*proposals.earlier_of(s, deal_id, latest.revision), latest] if latest else []


def _slot(s: Session, seen: Obj) -> Slot | None:
    """Return which installment or period an invoice at Stripe bills."""
    row = invoices.by_stripe_id(s, seen["id"])
    row = row or s.get(InvoiceRow, str(seen["metadata"].get("closedwon_invoice_id")))
    return (row.item, row.party) if row else None


def _count_mails(people: People, counts: Counts) -> None:
    """Each invoice that is out was e-mailed once as what it is; reminders are other mails."""
    mails = people.outbox()
    first = Counter(mail["invoice"] for mail in mails if mail["kind"] in ("invoice", "paid"))
    counts.e_mails = sum(first.values())
    for row in people.invoices():
        name = f"the e-mail of {row['number']}"
        if row["status"] == "open" and not first[row["id"]]:
            counts.lost.append(name)
        elif first[row["id"]] > 1:
            counts.doubled.append(name)


# --- clicks


def _lost_clicks(s: Session, people: People, hands: Hands) -> Iterator[str]:
    """Yield what was acknowledged and came to nothing that anybody was told of."""
    entries = list(audit.entries(s))
    mine = Counter((row.actor, row.action) for row in entries)
    taken = Counter(
        (user_id(one.who), FORMS[kind])
        for one in hands.forms
        if (kind := one.action_id.partition(":")[0]) in FORMS
    )
    for (who, action), count in taken.items():
        if mine[who, action] < count:
            yield f"{count} forms of {who} were taken, {mine[who, action]} are {action}"
    told = {who: _told(people, who) for who in {one.who for one in hands.clicks}}
    for one in hands.clicks:
        if one.action_id.startswith("proposal.approve") and _is_lost(s, entries, told, one):
            yield f"{one.who}'s approval of {one.subject} at {one.at}"


def _told(people: People, who: str) -> float:
    """Return when somebody was last told something privately."""
    return max((float(message["ts"]) for message in people.whispers(who)), default=0)


def _is_lost(
    s: Session, entries: list[AuditRow], told: dict[str, float], one: Clicked
) -> bool:  # fmt: skip
    if proposals.get(s, one.subject).status is not ProposalStatus.PENDING:
        return False  # somebody decided, and the card says who
    if any(row.actor == user_id(one.who) and row.subject == one.subject for row in entries):
        return False
    return told[one.who] < (one.at - timedelta(seconds=1)).timestamp()
