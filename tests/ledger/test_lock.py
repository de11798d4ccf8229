from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.ledger.lock import only_one


class TestOnlyOne:
    def test_refuses_a_second_on_the_same_file(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/var/closedwon.db"
        refused = pytest.raises(Misconfigured, match=r"runs on .*closedwon.db already")
        with only_one(url), refused, only_one(url):
            pytest.fail("both are in")

    def test_lets_the_next_one_in(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/closedwon.db"
        for _ in range(2):
            with only_one(url):
                pass

    def test_lets_go_when_it_fails(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/closedwon.db"
        with pytest.raises(KeyError), only_one(url):
            raise KeyError
        with only_one(url):
            pass

    def test_keeps_different_files_apart(self, tmp_path: Path) -> None:
        with only_one(f"sqlite:///{tmp_path}/a.db"), only_one(f"sqlite:///{tmp_path}/b.db"):
            pass

    @pytest.mark.parametrize("url", ["postgresql://bot@localhost/x", "sqlite://"])
    def test_lets_many_share_what_can_be_shared(self, url: str) -> None:
        with only_one(url), only_one(url):
            pass
