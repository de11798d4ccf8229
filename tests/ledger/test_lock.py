from contextlib import nullcontext
from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.ledger import Ledger
from bot.ledger.lock import only_one


class TestOnlyOne:
    def test_refuses_a_second_on_the_same_file_only(self, ledger: Ledger) -> None:
        second, entered = Ledger(ledger.url), []
        said = r"Another closedwon runs on .* already"
        refused = pytest.raises(Misconfigured, match=said) if ledger.is_sqlite else nullcontext()
        with only_one(ledger), refused, only_one(second):
            entered.append(second)
        second.close()
        assert bool(entered) is not ledger.is_sqlite

    def test_lets_the_next_one_in(self, ledger: Ledger) -> None:
        second = Ledger(ledger.url)
        for mine in (ledger, second):
            with only_one(mine):
                pass
        second.close()

    def test_lets_go_when_it_fails(self, ledger: Ledger) -> None:
        with pytest.raises(KeyError), only_one(ledger):
            raise KeyError
        with only_one(ledger):
            pass


class TestOnlyOneFile:
    def test_keeps_different_files_apart(self, tmp_path: Path) -> None:
        one, two = (Ledger(f"sqlite:///{tmp_path}/{name}.db") for name in "ab")
        with only_one(one), only_one(two):
            pass

    def test_has_nobody_to_keep_out_of_memory(self) -> None:
        with only_one(Ledger("sqlite://")), only_one(Ledger("sqlite://")):
            pass
