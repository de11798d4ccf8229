"""What a drift is: one thing of which ledger, Stripe and Salesforce do not say the same."""

from datetime import timedelta
from enum import StrEnum

from bot.deps import Deps
from bot.ledger import Session, desk
from bot.value import Value
from bot.workflows.telling.trouble import close_trouble

DRIFT = "drift"
"""Kind of trouble; its subject is the `key` of the drift."""
GRACE = timedelta(hours=1)
"""What is younger may still be on its way."""


class Kind(StrEnum):
    """What does not agree, in words."""

    UNSEEN_DEAL = "won deal that never arrived here"
    NOT_BILLED = "won deal that is not billed"
    INVOICE_DIFFERS = "invoice that Stripe shows differently"
    ORPHAN = "invoice at Stripe that the ledger does not know"
    TOTALS_DIFFER = "open invoice of others missing in the totals"
    NOT_ISSUED = "approved invoice that is not out"
    SCHEDULE_DIFFERS = "scheduled draft that Stripe has differently"
    DRAFT_DIFFERS = "scheduled draft whose amount is not what was approved"
    SCHEDULED_GONE = "scheduled draft that is not at Stripe"
    NOT_GONE_OUT = "scheduled invoice whose day is over"
    NOT_SENT = "open invoice that was never e-mailed"
    RETAINER_NOT_MADE = "approved retainer that was not started"
    RETAINER_GONE = "retainer that does not run at Stripe"
    RETAINER_DIFFERS = "retainer that Stripe has differently"
    RETAINER_NOT_WANTED = "subscription at Stripe that bills without leave"
    RETAINER_UNKNOWN = "subscription at Stripe that the ledger does not know"
    PERIOD_LEFT = "draft of a retainer's period that does not go out"
    PERIOD_MISSING = "period of a retainer without an invoice"
    DRAFT_LEFT = "draft that was left over"
    NOT_WRITTEN = "deal of which Salesforce has not heard"
    SHOWN_OTHERWISE = "deal of which Salesforce shows something else"
    NO_CARD = "proposal without a card"
    DEAD = "work that cannot go on"


class Drift(Value):
    """One thing that does not agree."""

    kind: Kind
    subject: str
    """Id of the deal, invoice or workflow."""
    words: str
    deal_id: str = ""

    @property
    def key(self) -> str:
        """Return by what it is known again: it is one trouble, however often it is seen."""
        return key(self.kind, self.subject)


def key(kind: Kind, subject: str) -> str:
    """Return by what a drift is known again."""
    return f"{kind}:{subject}"


def close_drift(deps: Deps, s: Session, subject: str, *kinds: Kind) -> None:
    """Close what a comparison found, now that it is over: nobody waits for the next night."""
    for row in desk.troubles_about(s, [key(kind, subject) for kind in kinds], DRIFT):
        close_trouble(deps, s, subject=row.subject, kind=DRIFT)
