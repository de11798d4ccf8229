"""`make bench`: how fast and how small the bot is, on the sandbox of this machine."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.figures import Figure, acks, calls, idle, latencies, start
from tests.benchmarks.page import page
from tests.benchmarks.place import open_place
from tests.benchmarks.planning import planning
from tests.benchmarks.sixty import sixty


@dataclass(frozen=True)
class Report:
    """Figures as they come."""

    title: str

    def show(self, figures: list[Figure]) -> None:
        """Print them beside what they are to keep below."""
        sys.stdout.write(f"\n{self.title}\n")
        for figure in figures:
            limit = f"below {figure.limit:g} {figure.unit}" if figure.limit else ""
            over = "  OVER" if figure.is_over else ""
            value = f"{figure.value:,.{figure.digits}f} {figure.unit}"
            sys.stdout.write(f"  {figure.name:<52}{value:>16}   {limit}{over}\n")
        sys.stdout.flush()


def main() -> int:
    """Measure, print, and say by the exit code whether everything keeps below its limit."""
    measured = planning()
    Report("Planning").show(measured)
    shown = page()
    Report("The page, with 5,000 messages and 5,000 invoices").show(shown)
    measured += shown
    with tempfile.TemporaryDirectory() as folder, open_place(Path(folder)) as place:
        for title, measure in (
            ("Starting", start),
            ("From one to the next", latencies),
            ("From click to acknowledgment, 5 times", acks),
            ("Calls for one invoice", calls),
            ("A plan of 60 installments, approved with one click", sixty),
            ("Doing nothing, with the intervals of production", idle),
        ):
            figures = measure(place)
            Report(title).show(figures)
            measured += figures
    return int(any(figure.is_over for figure in measured))


if __name__ == "__main__":
    sys.exit(main())
