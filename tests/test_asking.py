"""Who is not known is looked up with the ledger closed, and what was begun begins anew."""

import pytest

from bot.asking import asking, is_open, not_inside, open_ledger
from bot.ledger import Ledger, desk


class People:
    """Remembers whom it was asked for, and whether the ledger was open then."""

    def __init__(self) -> None:
        self.known: dict[str, bool] = {}

    def find(self, name: str) -> str:
        if name not in self.known:
            not_inside(lambda: self.find(name))
            self.known[name] = is_open()
        return name


@pytest.fixture
def people() -> People:
    return People()


def test_all_are_asked_for_with_the_ledger_closed(ledger: Ledger, people: People) -> None:
    began = []

    def draw() -> list[str]:
        began.append("anew")
        with ledger.transaction():
            return [people.find(name) for name in ("Kim", "Pat", "Kim")]

    assert asking(draw) == ["Kim", "Pat", "Kim"]
    assert people.known == {"Kim": False, "Pat": False}
    assert len(began) == 3


def test_what_was_written_before_is_taken_back(ledger: Ledger, people: People) -> None:
    def note() -> None:
        with ledger.transaction() as s:
            assert desk.message(s, "card", "one") is None
            desk.shown(s, "card", "one", channel="C", ts="1")
            people.find("Kim")

    asking(note)
    with ledger.reading() as s:
        assert desk.message(s, "card", "one") is not None


def test_who_asks_beside_the_ledger_asks_at_once(people: People) -> None:
    assert asking(lambda: people.find("Kim")) == "Kim"
    assert people.find("Pat") == "Pat"


def test_nobody_who_would_close_the_ledger_means_asking_with_it_open(
    ledger: Ledger, people: People
) -> None:
    with ledger.reading():
        people.find("Kim")
        asking(lambda: people.find("Pat"))
    assert people.known == {"Kim": True, "Pat": True}


def test_what_goes_wrong_with_the_look_up_is_told(ledger: Ledger) -> None:
    def fail() -> None:
        raise LookupError("Slack is away")

    def draw() -> None:
        with ledger.reading():
            not_inside(fail)

    with pytest.raises(LookupError, match="Slack is away"):
        asking(draw)
    assert not is_open()


def test_what_was_done_before_an_inner_one_is_not_done_again(
    ledger: Ledger, people: People
) -> None:
    opened = []

    def fill() -> str:
        with ledger.reading():
            return people.find("Kim")

    def handle() -> str:
        opened.append("window")
        return asking(fill)

    assert asking(handle) == "Kim"
    assert opened == ["window"]
    with ledger.reading():
        people.find("Pat")
    assert people.known["Pat"]  # nobody closes the ledger any more


def test_what_has_committed_something_is_not_begun_anew(ledger: Ledger, people: People) -> None:
    decided = []

    def decide() -> str:
        with ledger.transaction():
            decided.append("approved")
        with ledger.reading():
            return people.find("Kim")

    assert asking(decide) == "Kim"
    assert decided == ["approved"]
    assert asking(lambda: asking(decide)) == "Kim"
    assert decided == ["approved"] * 2


def test_an_asking_within_another_leaves_it_to_the_outer(ledger: Ledger, people: People) -> None:
    def draw() -> str:
        with ledger.reading():
            return asking(lambda: people.find("Kim"))

    assert asking(draw) == "Kim"
    assert people.known == {"Kim": False}


def test_more_than_can_be_remembered_ends_all_the_same(ledger: Ledger) -> None:
    def forgetful() -> str:
        with ledger.reading():
            not_inside(lambda: None)
            return "drawn"

    assert asking(forgetful) == "drawn"


def test_reading_within_writing_leaves_the_ledger_open() -> None:
    with open_ledger():
        with open_ledger():
            pass
        assert is_open()
    assert not is_open()
