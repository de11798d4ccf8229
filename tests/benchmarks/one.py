"""One section on one kind of database, in a process of its own: `python -m tests.benchmarks.one`.

A line of JSON is written as soon as a part is measured. Whoever started it may end it and all that
it started, when it takes too long.
"""

import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.databases import Databases
from tests.benchmarks.figures import Figure
from tests.benchmarks.section import Where
from tests.benchmarks.sections import SECTIONS


def main(name: str, kind: str, uri: str, out: str) -> None:
    """Measure it; write what there is to the file `out`."""
    [section] = [one for one in SECTIONS if one.name == name]
    with Path(out).open("a") as file, tempfile.TemporaryDirectory(prefix="closedwon-") as folder:

        def write(title: str, **found: object) -> None:
            file.write(json.dumps({"title": title, **found}) + "\n")
            file.flush()

        where = Where(Databases(kind, uri), Path(folder))
        try:
            for title, measure in section.parts(where):
                write(title, **_measured(measure))
        except Exception as error:  # noqa: BLE001 - it is shown, and the other sections go on
            write(name, **_failed(error))


def _measured(measure: Callable[[], list[Figure]]) -> dict[str, object]:
    try:
        return {"figures": [asdict(figure) for figure in measure()]}
    except Exception as error:  # noqa: BLE001 - it is shown, and the other parts go on
        return _failed(error)


def _failed(error: Exception) -> dict[str, object]:
    traceback.print_exc()
    return {"failed": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main(*sys.argv[1:])
