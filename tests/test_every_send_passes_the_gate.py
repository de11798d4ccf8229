"""What reaches customers has one way out: each place that sends asks at the gate right before."""

import ast
from pathlib import Path

WORKFLOWS = Path("bot/workflows")
SENDS = {"send", "subscribe", "credit"}
"""What Stripe finalizes, e-mails or begins to bill at once."""


def functions_that_send() -> dict[str, set[str]]:
    """Return "module.function" -> the names called in it, for each that sends."""
    found = {}
    for path in WORKFLOWS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
            vendor = {
                call.attr
                for call in calls
                if isinstance(call, ast.Attribute)
                and isinstance(call.value, ast.Attribute)
                and call.value.attr == "billing"
            }
            if vendor & SENDS:
                names = {call.id for call in calls if isinstance(call, ast.Name)}
                found[f"{path.stem}.{node.name}"] = names
    return found


def test_every_send_passes_the_gate() -> None:
    found = functions_that_send()
    asked_just_before = {"see_sent._send"}  # by its only caller, `e_mail`
    assert asked_just_before <= found.keys()
    assert {where for where, names in found.items() if "is_stopped" not in names} == (
        asked_just_before
    )
    assert len(found) == 7
