"""The org: schema, records, settings and guards, and what belongs to all of them."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.salesforce import ids, package
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.guards import Guards
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.settings import Settings
from sandbox.salesforce.setup_objects import CURRENCY_TYPE
from sandbox.salesforce.standard import (
    MULTI_CURRENCY,
    SCHEDULE,
    SCHEDULED,
    currency_field,
    standard,
)
from sandbox.salesforce.store import Row, Store


@dataclass(frozen=True)
class Actor:
    """Who does something in the org."""

    user: str
    free: bool = False
    """Whether rights, sharing and approval locks do not apply: an administrator."""
    lever: bool = False
    """Whether nothing stands in the way: no rule, no lock, no other transaction."""
    allow_duplicates: bool = False
    """Sforce-Duplicate-Rule-Header: allowSave=true."""


class Org:
    """One Salesforce org, in memory."""

    def __init__(self, clock: WorldClock, changes: Changes | None = None) -> None:
        """Begin with the package installed and no record."""
        self.clock = clock
        self.settings = Settings()
        self.schema = standard()
        self.store = Store(self.schema, changes or Changes())
        self.guards = Guards()
        self.package = package.load()
        self._numbers: Counter[str] = Counter()
        self.apply_settings()

    def now(self) -> datetime:
        """Return the present in whole seconds, all that Salesforce keeps."""
        return self.clock.now().replace(microsecond=0)

    def next_id(self, entity: SObject) -> str:
        """Return the id of the next record of `entity`."""
        self._numbers[entity.prefix] += 1
        return ids.make(entity.prefix, self._numbers[entity.prefix])

    def next_number(self, entity: SObject) -> int:
        """Return the next auto-number of `entity`."""
        self._numbers[entity.name] += 1
        return self._numbers[entity.name]

    def zone(self, user: str) -> ZoneInfo:
        """Return the time zone in which `user` means "today"."""
        row = self.store.get("User", user) or {}
        return ZoneInfo(str(row.get("TimeZoneSidKey") or "UTC"))

    def entity(self, name: str) -> SObject:
        """Return the object called `name`.

        Raises:
            ApiError: NOT_FOUND, when there is none.

        """
        found = self.schema.find(name)
        if found is None:
            raise ApiError("NOT_FOUND", "The requested resource does not exist", status=404)
        return found

    def entity_of(self, key: str) -> SObject | None:
        """Return the object whose records have ids like `key`."""
        found = (one for one in self.schema.objects.values() if one.prefix == key[:3])
        return next(found, None)

    def record(self, key: object) -> Row | None:
        """Return the record with that id, of whatever object, unless it is deleted."""
        entity = self.entity_of(str(key))
        return self.store.get(entity.name, str(key)) if entity else None

    def apply_settings(self) -> None:
        """Make the schema what the settings say, as after an install or a switch in Setup."""
        self._apply_package()
        self._apply_schedules()
        self._apply_currencies()
        for row in self.store.rows("Organization"):
            changed = row | {"IsSandbox": self.settings.is_sandbox}
            self.store.put(self.schema["Organization"], changed)

    def _apply_package(self) -> None:
        for made in self.package.objects:
            if not self.settings.package_installed:
                self.schema.objects.pop(made.name.lower(), None)
                self.store.forget(made.name)
            elif self.schema.find(made.name) is None:
                self.schema.add(made)
        for name, fields in self.package.fields.items():
            known = self.schema[name].fields
            for field in fields:
                if self.settings.package_installed:
                    known[field.name.lower()] = field
                else:
                    known.pop(field.name.lower(), None)

    def _apply_schedules(self) -> None:
        if not self.settings.product_schedules:
            self.schema.objects.pop(SCHEDULE.name.lower(), None)
            self.store.forget(SCHEDULE.name)
        elif self.schema.find(SCHEDULE.name) is None:
            self.schema.add(SCHEDULE)
        for name, fields in SCHEDULED.items():
            for field in fields:
                if self.settings.product_schedules:
                    self.schema[name].fields.setdefault(field.name.lower(), field)
                else:
                    self.schema[name].fields.pop(field.name.lower(), None)

    def _apply_currencies(self) -> None:
        several = self.settings.multi_currency
        if several:
            self.schema.add(CURRENCY_TYPE)
        else:
            self.schema.objects.pop(CURRENCY_TYPE.name.lower(), None)
        for name in (*MULTI_CURRENCY, *(made.name for made in self.package.objects)):
            entity = self.schema.find(name)
            if entity is not None:
                self._set_currency(entity, several=several)

    def _set_currency(self, entity: SObject, *, several: bool) -> None:
        for key, field in list(entity.fields.items()):
            if field.kind == "currency" and not field.custom:
                # An org's several currencies have decimals of their own, up to three here.
                entity.fields[key] = replace(field, scale=3 if several else 2)
        if not several:
            entity.fields.pop("currencyisocode", None)
            return
        field = currency_field(tuple(self.settings.currencies), self.settings.currency)
        entity.fields[field.name.lower()] = field
        for row in self.store.rows(entity.name):
            if row.get(field.name) is None:
                self.store.put(entity, {**row, field.name: field.default})
