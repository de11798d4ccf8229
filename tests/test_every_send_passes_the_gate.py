"""What reaches customers has one way out: each place that sends asks at the gate right before."""

import ast
from pathlib import Path

WORKFLOWS = Path("bot/workflows")
SENDS = {"send", "subscribe", "credit"}
"""What Stripe finalizes, e-mails or begins to bill at once."""
FOR_THEIR_CALLERS = {"_e_mailed_once", "sent_once"}
"""Functions that send and leave the gate to those who call them, who then count as sending."""


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
            names = {call.id for call in calls if isinstance(call, ast.Name)}
            if vendor & SENDS or names & FOR_THEIR_CALLERS:
                found[f"{path.stem}.{node.name}"] = names
    return found


def test_every_send_passes_the_gate() -> None:
    found = functions_that_send()
    leave_it = {where for where in found if where.partition(".")[2] in FOR_THEIR_CALLERS}
    assert len(leave_it) == len(FOR_THEIR_CALLERS)
    assert {where for where, names in found.items() if "is_stopped" not in names} == leave_it
