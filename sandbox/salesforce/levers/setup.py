"""Levers about how the org is set up, and what stands in the way of writing."""

from sandbox.salesforce import ids
from sandbox.salesforce.guards import DuplicateRule, Guards, RowLock, ValidationRule
from sandbox.salesforce.levers.kit import Body, Kit, Table
from sandbox.salesforce.settings import Settings


def table(kit: Kit) -> Table:
    """Return the levers of this file."""
    setup = _Setup(kit)
    return [
        ("GET", "settings", setup.settings),
        ("PATCH", "settings", setup.change),
        ("POST", "sessions/expire", setup.expire),
        ("GET", "guards", setup.guards),
        ("DELETE", "guards", setup.clear),
        ("POST", "rules", setup.rule),
        ("POST", "duplicate-rules", setup.duplicate_rule),
        ("POST", "row-locks", setup.row_lock),
        ("POST", "locks", setup.lock),
    ]


class _Setup:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._org = kit.org

    def settings(self, _parts: list[str], _body: Body) -> object:
        return self._org.settings.model_dump()

    def change(self, _parts: list[str], body: Body) -> object:
        self._org.settings = Settings.model_validate(self._org.settings.model_dump() | body)
        self._org.apply_settings()
        return self._org.settings.model_dump()

    def expire(self, _parts: list[str], _body: Body) -> object:
        return {"expired": self._kit.sessions.expire()}

    def guards(self, _parts: list[str], _body: Body) -> object:
        guards = self._org.guards
        return {
            "rules": [one.model_dump() for one in guards.rules],
            "duplicates": [one.model_dump() for one in guards.duplicates],
            "row_locks": [one.model_dump() for one in guards.row_locks],
            "locked": sorted(guards.locked),
        }

    def clear(self, parts: list[str], body: Body) -> object:
        self._org.guards = Guards()
        return self.guards(parts, body)

    def rule(self, parts: list[str], body: Body) -> object:
        rule = ValidationRule.model_validate(body)
        self._org.entity(rule.object)
        self._org.guards.rules.append(rule)
        return self.guards(parts, {})

    def duplicate_rule(self, parts: list[str], body: Body) -> object:
        self._org.guards.duplicates.append(DuplicateRule.model_validate(body))
        return self.guards(parts, {})

    def row_lock(self, parts: list[str], body: Body) -> object:
        self._org.guards.row_locks.append(RowLock.model_validate(body))
        return self.guards(parts, {})

    def lock(self, parts: list[str], body: Body) -> object:
        key = ids.full(body["id"]) or body["id"]
        if body.get("locked", True):
            self._org.guards.locked.add(key)
        else:
            self._org.guards.locked.discard(key)
        return self.guards(parts, {})
