"""The end of a soak: trouble is over, people do what waits for them, and all goes out."""

import contextlib
import time
from datetime import timedelta

from bot.ledger import Ledger, desk, invoices
from bot.ledger.unfinished import unfinished
from bot.status import InvoiceStatus
from sandbox.company import APPROVALS, OPS
from sandbox.control import LeverError, VainWaitError, crowd, wait_for
from sandbox.tour.books import differences, read
from tests.soak.place import Place, log_of
from tests.soak.play import Player

DAYS = (62, 62, 62)
"""In such steps: how long what was sold last may still have to go out."""
PATIENCE = 40.0
ASKS, WAITS = "trouble is open: drift", "rejected, and not settled as billed elsewhere"
"""What waits for people, who decide after the books have agreed."""
QUIET_SECONDS = 0.5
REST_SECONDS = 20
LONGEST_WAIT = timedelta(days=1)


class SoakFailure(AssertionError):
    """Something was lost or doubled, or does not agree although nothing is in the way."""


def settle(place: Place, player: Player) -> None:
    """Clear all faults, have all bots go on, and wait until the books agree.

    Raises:
        SoakFailure: saying where they do not.

    """
    people = place.people
    people.delete("faults")
    people.delete("salesforce/guards")
    place.thaw()
    place.start()
    people.next_minute()
    _agree(place, player)


def let_all_go_out(place: Place, player: Player) -> None:
    """Release what is held, choose for what changed, and let the time pass that it all needs."""
    for _ in range(2):
        _people_decide(place, player)
        place.people.next_minute()
        _agree(place, player)
    for days in DAYS:
        place.people.advance(timedelta(days=days))
        place.people.next_minute()
        _agree(place, player)
        _people_decide(place, player)
    _agree(place, player)


def _people_decide(place: Place, player: Player) -> None:
    """Do what waits for people, in the order in which one leads to the next."""
    hands = player.hands
    for seen in hands.offered(APPROVALS, "proposal.reopen"):
        hands.fill("pat", seen)
    for seen in hands.offered(APPROVALS, "proposal.approve"):
        for who in ("kim", "pat"):
            hands.click(who, seen)
    asked = {seen.card["ts"] for seen in hands.offered(APPROVALS, "proposal.approve")}
    for seen in hands.offered(APPROVALS, "proposal.amend"):
        if seen.card["ts"] not in asked:  # else it is chosen, and waits for its approval
            player.choose("robin", seen, 0)
    for seen in player.held():
        hands.fill("kim", seen)
    place.people.next_minute()


def _agree(place: Place, player: Player) -> None:
    """Wait until the books agree; press Retry where that is offered."""

    def agreed() -> bool:
        with contextlib.suppress(LeverError):
            if not _wrong(place) and not _under_way(place):
                time.sleep(QUIET_SECONDS)
                return not _wrong(place)
        _retry(place, player)
        return False

    began, wait = time.monotonic(), timedelta(minutes=61)
    while time.monotonic() - began < PATIENCE * crowd():
        with contextlib.suppress(VainWaitError):
            wait_for(agreed, "the books to agree", seconds=3)
            return
        _people_decide(place, player)
        place.people.advance(wait)  # what looks again in an hour, looks; then what does at night
        wait = min(2 * wait, LONGEST_WAIT)
    _rest(place)
    raise SoakFailure("\n".join(["the books do not agree:", *_wrong(place), log_of(place)]))


def _rest(place: Place) -> None:
    """Let the bots come to rest, so that what is told is not what is on its way."""
    ledger = Ledger(place.database_url)
    try:
        with contextlib.suppress(VainWaitError):
            wait_for(lambda: not unfinished(ledger), "the bots to rest", seconds=REST_SECONDS)
    finally:
        ledger.close()


def _wrong(place: Place) -> list[str]:
    found = differences(read(place.database_url), place.people)
    return [words for words in found if not words.startswith(ASKS) or WAITS not in words]


def _under_way(place: Place) -> bool:
    """Return whether something that is due is still on its way to the customer."""
    ledger = Ledger(place.database_url)
    today = place.people.now().date()
    try:
        with ledger.reading() as s:
            rows = invoices.in_status(s, InvoiceStatus.APPROVED)
            return any(row.issue_date and row.issue_date <= today for row in rows)
    finally:
        ledger.close()


def _retry(place: Place, player: Player) -> None:
    """Press Retry now on every trouble that offers it."""
    ledger = Ledger(place.database_url)
    try:
        with ledger.reading() as s:
            ids = {row.id for row in desk.open_troubles(s) if row.retry}
    finally:
        ledger.close()
    if not ids:
        return
    for seen in player.hands.offered(OPS, "trouble.retry"):
        if seen.value in ids:
            player.hands.click("kim", seen)
