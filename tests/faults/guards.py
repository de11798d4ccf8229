"""What stands in the way of single records in Salesforce: other writers, the company's rules."""

from tests.faults.cell import Case, Cell
from tests.faults.columns import ROW_LOCKED, RULE
from tests.faults.stage import Stage

OPPORTUNITY, PARENT = "Opportunity", "Closedwon_Opportunity__c"
MESSAGE = "Not while the quarter is being closed."


def put_up(stage: Stage, case: Case, cell: Cell) -> None:
    """Lock the record that the cell's row writes once, or forbid that it is written."""
    object_ = _object(cell.row.paths[0])
    if cell.column == ROW_LOCKED:
        which = {"id": case.deal_id} if object_ == OPPORTUNITY else {}
        stage.people.post("salesforce/row-locks", object=object_, times=1, **which)
    elif cell.column == RULE:
        theirs = {"Id": case.deal_id} if object_ == OPPORTUNITY else {PARENT: case.deal_id}
        stage.people.post("salesforce/rules", object=object_, message=MESSAGE, equals=theirs)


def left(stage: Stage) -> bool:
    """Return whether something that was put up stood in nobody's way."""
    guards = stage.people.get("salesforce/guards")
    return bool(guards["rules"] or guards["row_locks"])


def _object(path: str) -> str:
    """Return what is written at `path`."""
    return next((part for part in path.split("/") if part.endswith("__c")), OPPORTUNITY)
