"""Won, approved, sent, paid."""

from tests.faults.cell import Case
from tests.faults.stage import Stage
from tests.faults.story import Phase, Story

APPROVE = "Approve & send"


def approve(stage: Stage, case: Case) -> None:
    """Let Finance approve."""
    stage.people.click("kim", APPROVE, stage.people.card(case.name, APPROVE))


def pay(stage: Stage, case: Case) -> None:
    """Let the customer pay all of it."""
    stage.people.pay(case.deal_id)


SENT = Story("sent", (Phase(approve), Phase(pay, looks=True)))
