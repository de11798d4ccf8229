"""The queues of work: how much of what may run at a time, and what goes first.

How fast the vendors may be asked is no matter of the queues: that is counted call by call, where
the calls are made (`bot.turnstile`). A limit on starts would have to guess how many calls each
makes, and has replicas lock each other out.
"""

from typing import Any, Final

from bot.facts import Urgency

PEOPLE: Final = "people"
SLACK: Final = "slack"
QUEUES: Final[dict[str, dict[str, Any]]] = {
    # What a person clicked.
    PEOPLE: {"worker_concurrency": 32},
    "stripe": {"worker_concurrency": 16},
    # One round of writes at a time, so that an older state never overwrites a newer one.
    "salesforce": {"global_concurrency": 1},
    # One at a time per card, so that an older state never overwrites a newer one.
    SLACK: {"partition_concurrency": 1, "worker_concurrency": 24},
    "clock": {"worker_concurrency": 4},
}
POLLS_FEWER: Final = {"stripe": 2, "salesforce": 4, "clock": 4}
"""By how much longer than the others a queue may sleep: nobody sits and waits for these."""
PRIORITY: Final = {Urgency.PERSON: 1, Urgency.NEWS: 25, Urgency.BULK: 50}
"""What is lower goes first."""
GIVES_WAY: Final = frozenset(
    {"issue", "schedule", "align", "propose", "note_change", "note_end", "discard_draft"}
)
"""What comes in hundreds, even by clicks: at equal urgency everything else goes first, in the
queues and at the vendors, lest a hold or a payment wait for 500 invoices."""
BEHIND: Final = 10


def priority(workflow: str, urgency: Urgency) -> int:
    """Return a workflow's place in its queue."""
    return PRIORITY[urgency] + (BEHIND if workflow in GIVES_WAY else 0)
