"""From a click to Slack's having its answer: one person at a time, and fifty at once."""

import statistics
from datetime import timedelta
from itertools import count

from tests.benchmarks.figures import LOST, Figure
from tests.benchmarks.place import Place
from tests.clicks.crowd import CARDS, LARGE, SMALL, Click, cards_of, click_all, hire, press, win

ALONE = 20
ISSUED = 40
MOST_MS = 300.0
AN_HOUR = timedelta(minutes=61)
_ROUNDS = count(1)


def clicks(place: Place) -> list[Figure]:
    """Let people click alone, then fifty of them on twenty cards while forty invoices go out."""
    hire(place.people)
    alone = _alone(place)
    place.people.advance(AN_HOUR)  # so many deals at a time would be taken for an accident
    return [*alone, *_crowd(place)]


def _alone(place: Place) -> list[Figure]:
    took = []
    for name, card in _cards(place, "Alone", [SMALL] * ALONE).items():
        took.append(_ms(Click("kim", name, press(place.people, "kim", card))))
    return _spread("one click at a time", took)


def _crowd(place: Place) -> list[Figure]:
    amounts = [LARGE if number % 2 else SMALL for number in range(CARDS)]
    cards = _cards(place, "Crowd", amounts)
    busy = _cards(place, "Busy", [SMALL] * ISSUED)
    for card in busy.values():
        press(place.people, "kim", card)
    clicked = click_all(place.people, cards)
    lost = sum(not click.answer["acked"] for click in clicked)
    took = [_ms(click) for click in clicked]
    when = f"{len(took)} clicks in 2 s beside {ISSUED} invoices"
    return [*_spread(when, took), Figure("of these not acknowledged", lost, "", 1, 0)]


def _cards(place: Place, kind: str, amounts: list[str]) -> dict[str, "dict[str, object]"]:
    run = next(_ROUNDS)
    names = [f"{kind}{run:02}x{number:02}" for number in range(len(amounts))]
    win(place.people, names, amounts)
    return cards_of(place.people, names)


def _ms(click: Click) -> float:
    return float(click.answer["ack_ms"] or LOST)


def _spread(name: str, took: list[float]) -> list[Figure]:
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return [
        Figure(f"{name}: p50", statistics.median(ordered), "ms", MOST_MS, 0),
        Figure(f"{name}: p99", p99, "ms", MOST_MS, 0),
    ]
