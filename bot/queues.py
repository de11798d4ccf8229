"""The queues of work: how much of what may run at a time, within the vendors' limits."""

from typing import Any, Final

from bot.facts import Urgency

PEOPLE: Final = "people"
SLACK: Final = "slack"
QUEUES: Final[dict[str, dict[str, Any]]] = {
    # What a person clicked: 8 starts a second of up to 3 calls stay far below Stripe's 100/s.
    PEOPLE: {"limiter": {"limit": 8, "period": 1}, "worker_concurrency": 32},
    "stripe": {"limiter": {"limit": 8, "period": 1}, "worker_concurrency": 16},
    # One round of writes at a time, so that an older state never overwrites a newer one.
    "salesforce": {"global_concurrency": 1},
    # One at a time per card, so that an older state never overwrites a newer one.
    SLACK: {"partition_concurrency": 1, "worker_concurrency": 24},
    "clock": {"worker_concurrency": 4},
}
POLLS_FEWER: Final = {"stripe": 2, "salesforce": 4, "clock": 4}
"""By how much longer than the others a queue may sleep: nobody sits and waits for these."""
PRIORITY: Final = {Urgency.PERSON: 1, Urgency.BULK: 100}
