"""Fifty people click twenty cards within two seconds while forty invoices go out."""

import re
from collections import defaultdict
from pathlib import Path

from bot.ledger import Ledger, proposals
from sandbox.company import APPROVALS
from sandbox.control import wait_for
from sandbox.people import People, flat
from tests.clicks.crowd import CARDS, LARGE, SMALL, Click, cards_of, click_all, hire, press, win
from tests.journeys.house import House, open_house
from tests.lanes import PAGES

pytestmark = PAGES
ISSUED = 40
NAMES = [f"Crowd{number:02}" for number in range(CARDS)]
BUSY = [f"Busy{number:02}" for number in range(ISSUED)]

WHO_WON = re.compile(r"(approver\d\d|You) approved this already|You have approved this already")


def deciders(house: House, deal_ids: dict[str, str]) -> dict[str, list[str]]:
    """Return whose approvals count, by the deal's name."""
    ledger = Ledger(house.bot.database_url)
    try:
        with ledger.reading() as s:
            latest = {name: proposals.latest_of(s, id_) for name, id_ in deal_ids.items()}
            return {
                name: [d.actor for d in proposals.decisions(s, proposal.id)] if proposal else []
                for name, proposal in latest.items()
            }
    finally:
        ledger.close()


def whispers(people: People) -> dict[str, list[str]]:
    """Return what each person alone was told in the channel of the cards, by their id."""
    told = defaultdict(list)
    for message in people.messages(APPROVALS):
        if message["visible_to"]:
            told[message["visible_to"]].append(flat(message))
    return told


def losers(clicks: list[Click], winners: dict[str, list[str]]) -> list[Click]:
    """Return the clicks that filled no slot: too late, or of somebody who has one already."""
    slots = {(user, name) for name, users in winners.items() for user in users}
    lost = []
    for click in clicks:
        if (click.user, click.name) in slots:
            slots.remove((click.user, click.name))
        else:
            lost.append(click)
    return lost


def test_every_click_is_answered_and_every_card_has_one_outcome(tmp_path: Path) -> None:
    amounts = [LARGE if number % 2 else SMALL for number in range(CARDS)]
    needed = {name: 1 + number % 2 for number, name in enumerate(NAMES)}
    with open_house(tmp_path) as house:
        people = house.people
        hire(people)
        won = win(people, [*NAMES, *BUSY], [*amounts, *[SMALL] * ISSUED])
        cards = cards_of(people, [*NAMES, *BUSY])
        for name in BUSY:
            press(people, "kim", cards[name])
        people.post("slack/timing", ack_seconds=60)  # a busy machine; the benchmark measures it
        clicks = click_all(people, {name: cards[name] for name in NAMES})

        assert [click.answer for click in clicks if not click.answer["acked"]] == []
        winners = deciders(house, {name: won[name] for name in NAMES})
        assert {name: len(set(users)) for name, users in winners.items()} == needed
        assert {name: len(users) for name, users in winners.items()} == needed

        lost = losers(clicks, winners)
        wait_for(
            lambda: sum(map(len, whispers(people).values())) >= len(lost),
            "every loser to be told",
            instead=lambda: (len(lost), whispers(people)),
        )
        told = whispers(people)
        assert {user: len(said) for user, said in told.items()} == count(lost)
        unknown = [w for said in told.values() for w in said if not WHO_WON.search(w)]
        assert unknown == []
        people.wait(lambda: len(people.invoices()) == ISSUED + CARDS, "every invoice to be made")
        house.agreed()
        assert len(people.invoices()) == ISSUED + CARDS


def count(lost: list[Click]) -> dict[str, int]:
    """Return how often each person has to be told."""
    times: dict[str, int] = defaultdict(int)
    for click in lost:
        times[click.user] += 1
    return dict(times)
