"""Fifty people of Finance, twenty cards, two seconds: who clicks what, and what they are told."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sandbox.company import APPROVALS, deal, email_of, user_id
from sandbox.control import Obj, wait_for
from sandbox.people import People

CROWD = tuple(f"approver{number:02}" for number in range(50))
CARDS = 20
DOUBLES = 12
"""Of the crowd so many click twice."""
SECONDS = 2.0
SMALL, LARGE = "1200", "30000"
"""One approver, and above $25,000 two: the policy of the sandbox."""


@dataclass(frozen=True)
class Click:
    """One person's click on one card, and what Slack got for an answer."""

    who: str
    name: str
    """Of the deal."""
    answer: Obj

    @property
    def user(self) -> str:
        """Return who it was, by Slack's id."""
        return user_id(self.who)


def hire(people: People) -> None:
    """Let the crowd belong to Finance and sit in the channel of the cards."""
    for name in CROWD:
        people.post("slack/users", id=user_id(name), name=name, email=email_of(name))
    crowd = [user_id(name) for name in CROWD]
    for kind, its_name, members in _places(people):
        people.patch(f"slack/{kind}/{its_name}", members=[*members, *crowd])


def _places(people: People) -> Iterator[tuple[str, str, list[str]]]:
    for group in people.get("slack/usergroups"):
        if group["handle"] == "finance":
            yield "usergroups", "finance", group.get("users") or group["members"]
    for channel in people.get("slack/channels"):
        if channel["name"] == APPROVALS[1:]:
            yield "channels", APPROVALS[1:], channel["members"]


def win(people: People, names: Sequence[str], amounts: Sequence[str]) -> dict[str, str]:
    """Win a deal of each name, all seen at once; return their ids."""
    won = {
        name: people.win(deal(name, amount, terms="Net 30", name=f"{name} deal"))
        for name, amount in zip(names, amounts, strict=True)
    }
    people.next_minute()
    return won


def cards_of(people: People, names: Sequence[str]) -> dict[str, Obj]:
    """Wait for the cards of these deals."""

    def found() -> dict[str, Obj] | None:
        by_name = {
            name: card
            for card in people.cards()
            for name in names
            if f"{name} deal" in card["words"] and "proposal.approve" in str(card["blocks"])
        }
        return by_name if len(by_name) == len(names) else None

    return wait_for(found, f"{len(names)} cards", instead=lambda: len(people.cards()))


def click_all(people: People, cards: dict[str, Obj]) -> list[Click]:
    """Let the crowd click as planned, spread over two seconds; return what became of it."""
    plan = list(planned(list(cards)))
    began = time.monotonic()

    def click(number: int, who: str, name: str) -> Click:
        time.sleep(max(0.0, began + number * SECONDS / len(plan) - time.monotonic()))
        return Click(who, name, press(people, who, cards[name]))

    with ThreadPoolExecutor(len(plan)) as pool:
        futures = [pool.submit(click, number, *each) for number, each in enumerate(plan)]
        return [future.result() for future in futures]


def planned(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield who clicks which deal's card, in order; doubles follow at once."""
    for number, who in enumerate(CROWD):
        name = names[number % len(names)]
        yield who, name
        if number % (len(CROWD) // DOUBLES) == 0:
            yield who, name


def press(people: People, who: str, card: Obj) -> Obj:
    """Approve what somebody's screen still shows, whatever became of the card meanwhile."""
    answer: Obj = people.post(
        "slack/act/click",
        user=user_id(who),
        channel=APPROVALS,
        ts=card["ts"],
        seen=card["blocks"],
        label="Approve & send",
    )
    return answer
