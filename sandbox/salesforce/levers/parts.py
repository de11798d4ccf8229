"""Levers about the parts of a deal: products with their schedules, and milestones."""

from typing import Any

from sandbox.salesforce import ids
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.levers.kit import Body, Kit, Table, shown
from sandbox.salesforce.org import Actor
from sandbox.salesforce.parts import LINE, MILESTONE
from sandbox.salesforce.said import Line, LineEdit, Milestone
from sandbox.salesforce.store import Row


def table(kit: Kit) -> Table:
    """Return the levers of this file."""
    parts = _Parts(kit)
    return [
        ("POST", r"deals/(\w+)/lines", parts.add_line),
        ("PATCH", r"lines/(\w+)", parts.change_line),
        ("DELETE", r"lines/(\w+)", parts.delete_line),
        ("POST", r"deals/(\w+)/milestones", parts.add_milestone),
        ("PATCH", r"milestones/(\w+)", parts.change_milestone),
        ("DELETE", r"milestones/(\w+)", parts.delete_milestone),
    ]


class _Parts:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._org = kit.org
        self._parts = kit.deals.parts

    def _row(self, name: str, key: str) -> Row:
        row = self._org.store.get(self._org.entity(name).name, ids.full(key) or key)
        if row is None:
            raise not_found(f"no {name} {key}")
        return row

    def _deal_and_actor(self, key: str, body: Body) -> tuple[str, Actor]:
        row = self._row("Opportunity", key)
        return str(row["Id"]), self._kit.actor({"as": body.get("as") or row["OwnerId"]})

    def _of(self, deal: object, body: Body) -> Actor:
        return self._deal_and_actor(str(deal), body)[1]

    def _line(self, key: str) -> dict[str, Any]:
        schedule = [shown(one) for one in self._parts.schedule(key)]
        return shown(self._row(LINE, key)) | {"OpportunityLineItemSchedules": schedule}

    def add_line(self, parts: list[str], body: Body) -> object:
        deal, actor = self._deal_and_actor(parts[0], body)
        return self._line(self._parts.add_line(deal, Line.model_validate(said(body)), actor))

    def change_line(self, parts: list[str], body: Body) -> object:
        row = self._row(LINE, parts[0])
        edit, key = LineEdit.model_validate(said(body)), str(row["Id"])
        self._parts.change_line(key, edit, self._of(row["OpportunityId"], body))
        return self._line(key)

    def delete_line(self, parts: list[str], body: Body) -> object:
        row = self._row(LINE, parts[0])
        actor = self._of(row["OpportunityId"], body)
        self._kit.writer.delete(self._org.schema[LINE], str(row["Id"]), actor)
        return {"ok": True}

    def add_milestone(self, parts: list[str], body: Body) -> object:
        deal, actor = self._deal_and_actor(parts[0], body)
        key = self._parts.add_milestone(deal, Milestone.model_validate(said(body)), actor)
        return shown(self._row(MILESTONE, key))

    def change_milestone(self, parts: list[str], body: Body) -> object:
        row = self._row(MILESTONE, parts[0])
        actor = self._of(row["Opportunity__c"], body)
        values = Milestone.model_validate(said(body)).values()
        self._kit.writer.update(self._org.schema[MILESTONE], str(row["Id"]), values, actor)
        return shown(self._row(MILESTONE, str(row["Id"])))

    def delete_milestone(self, parts: list[str], body: Body) -> object:
        row = self._row(MILESTONE, parts[0])
        actor = self._of(row["Opportunity__c"], body)
        self._kit.writer.delete(self._org.schema[MILESTONE], str(row["Id"]), actor)
        return {"ok": True}


def said(body: Body) -> Body:
    """Return what a lever says besides who pulls it."""
    return {name: value for name, value in body.items() if name != "as"}
