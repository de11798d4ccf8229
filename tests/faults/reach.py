"""Which steps of which workflows reach a vendor, and by which verb: read from the code itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.ports import Billing, Crm, Directory, Messenger
from bot.workflows.register import WORKFLOWS

BOT = Path(__file__).parents[2] / "bot"
PORTS = {"billing": Billing, "crm": Crm, "messenger": Messenger, "directory": Directory}
"""As `Deps` names them."""
DURABLY = "durably"


class Reached(NamedTuple):
    """A step of a workflow, and the verb of a port that it may use."""

    workflow: str
    step: str
    port: str
    module: str
    """Where the step is defined: several workflows may share one."""


class _Name(NamedTuple):
    """Something defined at the top of a module."""

    module: str
    name: str


class _Defined(NamedTuple):
    """What a definition refers to."""

    refers: frozenset[_Name]
    steps: frozenset[_Name]
    ports: frozenset[str]


def reached() -> set[Reached]:
    """Return every step that reaches a vendor."""
    found = set()
    for workflow, registered in WORKFLOWS.items():
        begin = _Name(registered.run.__module__, registered.run.__qualname__)
        for step in _steps(begin):
            for port in _ports(step):
                found.add(Reached(workflow, step.name, port, step.module))
    return found


def _steps(begin: _Name) -> set[_Name]:
    """Return what a workflow gives to `durably`, wherever it does so."""
    every = _all()
    within = _closed(begin, through_steps=False)
    return {step for name in within if name in every for step in every[name].steps}


def _ports(begin: _Name) -> set[str]:
    every = _all()
    return {port for name in _closed(begin, through_steps=True) for port in every[name].ports}


def _closed(begin: _Name, *, through_steps: bool) -> set[_Name]:
    every = _all()
    found, left = set(), [begin]
    while left:
        name = left.pop()
        if name in found or name not in every:
            continue
        found.add(name)
        defined = every[name]
        left += defined.refers if through_steps else defined.refers - defined.steps
    return found


@cache
def _all() -> dict[_Name, _Defined]:
    modules = {_module(path): ast.parse(path.read_text()) for path in BOT.rglob("*.py")}
    tops = {module: dict(_tops(tree)) for module, tree in modules.items()}
    found = {}
    for module, tree in modules.items():
        known = _imported(tree, modules) | {name: _Name(module, name) for name in tops[module]}
        for name, node in tops[module].items():
            found[_Name(module, name)] = _read(node, known, tops)
    return found


def _module(path: Path) -> str:
    parts = path.relative_to(BOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _tops(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((one.id, node.value) for one in targets if isinstance(one, ast.Name))


def _imported(tree: ast.Module, modules: dict[str, ast.Module]) -> dict[str, _Name]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                name = _Name(inner, "") if inner in modules else _Name(node.module, alias.name)
                found[alias.asname or alias.name] = name
    return found


def _read(node: ast.AST, known: dict[str, _Name], tops: dict[str, dict[str, ast.AST]]) -> _Defined:
    refers, steps, ports = set(), set(), set()
    known = {name: what for name, what in known.items() if name not in _own(node)}
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            ports |= _verb(part)
            whole = known.get(part.value.id) if isinstance(part.value, ast.Name) else None
            if whole is not None and not whole.name:
                refers.add(_Name(whole.module, part.attr))
        elif isinstance(part, ast.Name) and part.id in known:
            refers.add(known[part.id])
        elif isinstance(part, ast.Call) and _is_durably(part):
            steps |= set(_given(part.args[0], known, tops))
    return _Defined(frozenset(refers), frozenset(steps), frozenset(ports))


def _own(node: ast.AST) -> set[str]:
    """Return the names that a function has for itself: parameters and variables."""
    if not isinstance(node, ast.FunctionDef):
        return set()
    given = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return given | {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _verb(part: ast.Attribute) -> set[str]:
    """Return the verb that `deps.port.verb` names."""
    port = part.value
    if not isinstance(port, ast.Attribute) or not hasattr(PORTS.get(port.attr), part.attr):
        return set()
    owner = port.value
    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    return {f"{port.attr}.{part.attr}"} if name.lstrip("_") == "deps" else set()


def _is_durably(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == DURABLY and bool(call.args)


def _given(
    given: ast.AST, known: dict[str, _Name], tops: dict[str, dict[str, ast.AST]]
) -> Iterator[_Name]:
    """Yield the steps that an argument may be: one by its name, or those of a dictionary."""
    for part in ast.walk(given):
        if isinstance(part, ast.Name) and part.id in known:
            name = known[part.id]
            node = tops.get(name.module, {}).get(name.name)
            if isinstance(node, ast.FunctionDef):
                yield name
            elif isinstance(node, ast.Dict):
                yield from (
                    known[value.id]
                    for value in node.values
                    if isinstance(value, ast.Name) and value.id in known
                )
