"""The last table, in the documentation."""

from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- the last table: begin -->", "<!-- the last table: end -->"


def document(lines: Sequence[str], page: Path = PAGE) -> None:
    """Put the lines in the place of the last table.

    Raises:
        ValueError: if the page has no such place.

    """
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no place for the table")
    page.write_text(f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}")
