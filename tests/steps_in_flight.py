"""The steps of each workflow, in the order of the code.

Work in flight at an upgrade is carried on by the new version, which finds the steps that are done
by their order and names. `python -m tests.steps_in_flight` renews what is committed.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

from bot.workflows.register import WORKFLOWS

COMMITTED = Path(__file__).with_name("steps_in_flight.txt")
"""A workflow in each line, and behind it its steps."""


def steps() -> dict[str, str]:
    """Return the names of the steps that each registered workflow may run, by its name."""
    return {name: ", ".join(_steps_of(known.run, ())) for name, known in sorted(WORKFLOWS.items())}


def committed() -> dict[str, str]:
    """Return them as they were when somebody last looked at what a change of them means."""
    pairs = (line.split(": ", 1) for line in COMMITTED.read_text().splitlines())
    return {name: found for name, found in pairs}  # noqa: C416 - lists of two, not pairs, to mypy


def _steps_of(function: object, above: tuple[object, ...]) -> Iterator[str]:
    """Yield the steps of a function and of those of ours that it calls, as the text has them."""
    if not isinstance(function, FunctionType) or function in above:
        return
    for call in _calls(ast.parse(inspect.getsource(function))):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "durably":
            yield ast.unparse(call.args[0])
        elif isinstance(call.func, ast.Attribute) and call.func.attr == "sleep":
            yield "(sleep)"
        else:
            yield from _steps_of(_called(call.func, function), (*above, function))


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls within a node as they run: what is an argument comes first."""
    for child in ast.iter_child_nodes(node):
        yield from _calls(child)
    if isinstance(node, ast.Call):
        yield node


def _called(name: ast.expr, function: FunctionType) -> object:
    """Return the function of ours that is called by its name, or as part of a module; else None."""
    found: object = None
    if isinstance(name, ast.Name):
        found = function.__globals__.get(name.id)
    elif isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name):
        found = getattr(function.__globals__.get(name.value.id), name.attr, None)
    is_ours = isinstance(found, FunctionType) and found.__module__.startswith("bot.workflows")
    return found if is_ours else None


if __name__ == "__main__":
    lines = (f"{name}: {found}\n" for name, found in steps().items())
    COMMITTED.write_text("".join(lines))
