"""`make audit`: which of the locked packages have known holes, where that can be found out.

Not a part of `make test`: what is known changes by the day, and needs the network.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ASK = (
    "uv tool run --quiet pip-audit --disable-pip --require-hashes --progress-spinner off "
    "--format json -r requirements.lock"
)
UNREACHABLE = "The data about known holes cannot be reached from here: nothing was checked."
UNKNOWN = 3
"""Exit code: nothing could be found out."""


def verdict(answer: str) -> tuple[list[str], int]:
    """Return what to say about pip-audit's answer, and the exit code: 1 for a hole."""
    try:
        found: list[Mapping[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return [UNREACHABLE], UNKNOWN
    skipped = [one for one in found if "skip_reason" in one]
    if len(skipped) == len(found):
        return [UNREACHABLE], UNKNOWN
    lines = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in found
        for hole in one.get("vulns", ())
    ]
    holes = len(lines)
    lines += [f"{one['name']} could not be checked: {one['skip_reason']}" for one in skipped]
    said = f"{len(found) - len(skipped)} of {len(found)} packages checked, {holes} known holes."
    code = 1 if holes else UNKNOWN if skipped else 0
    return [*lines, said], code


def main() -> int:
    """Ask, and print what came of it."""
    asked = subprocess.run(
        [str(ROOT / ".venv/bin/uv"), *ASK.split()[1:]],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines, code = verdict(asked.stdout)
    print("\n".join(lines))  # noqa: T201 - a command
    return code


if __name__ == "__main__":
    sys.exit(main())
