from bot.facts import Urgency
from bot.queues import GIVES_WAY, QUEUES, priority
from bot.workflows.register import WORKFLOWS


def test_nothing_waits_for_hundreds_of_invoices() -> None:
    by_hand = priority("confirm_hold", Urgency.PERSON)
    approved = priority("issue", Urgency.PERSON)
    payment, import_ = priority("track", Urgency.BULK), priority("propose", Urgency.BULK)
    assert by_hand < approved < payment < import_


def test_what_gives_way_is_there() -> None:
    assert set(WORKFLOWS) >= GIVES_WAY


def test_no_queue_counts_starts() -> None:
    """It would have replicas lock each other out, and says little about calls."""
    assert not any("limiter" in name for limits in QUEUES.values() for name in limits)
