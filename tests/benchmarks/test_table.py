from pathlib import Path

import pytest

from tests.benchmarks.documented import BEGIN, END, document
from tests.benchmarks.figures import Figure
from tests.benchmarks.table import Table


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


class TestTable:
    def test_has_both_databases_side_by_side(self, capsys: pytest.CaptureFixture[str]) -> None:
        table = Table()
        table.figures(
            {"sqlite": [Figure("start", 1.5, "s", 3)], "postgres": [Figure("start", 2, "s", 3)]}
        )
        assert shown(capsys) == ["| start | 1.50 s | 2.00 s | below 3 s |"]
        assert not table.is_over

    def test_marks_what_is_beyond_its_limit(self, capsys: pytest.CaptureFixture[str]) -> None:
        table = Table()
        table.figures({"": [Figure("rate", 89, "%", digits=0, least=90)]})
        assert shown(capsys) == ["| rate | **89 %** ! | | at least 90 % |"]
        assert table.is_over

    def test_a_section_that_failed_has_its_row(self, capsys: pytest.CaptureFixture[str]) -> None:
        table = Table()
        table.failed("growth postgres", "RuntimeError: the bot\nended by itself")
        [row] = shown(capsys)
        assert "growth postgres: **not measured**: RuntimeError: the bot ended by itself" in row
        assert table.is_over


class TestDocument:
    def test_keeps_all_but_the_last_table(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        page.write_text(f"# Before\n{BEGIN}\nold\n{END}\nafter\n")
        document(["| new |"], page)
        assert page.read_text() == f"# Before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"

    def test_needs_its_place(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        page.write_text("nothing")
        with pytest.raises(ValueError, match="no place for the table"):
            document([], page)
