"""Levers about deals, the people who make them and the stages they go through."""

from sandbox.salesforce.deals import SEED
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.ids import full
from sandbox.salesforce.levers.kit import Body, Kit, Table, shown
from sandbox.salesforce.levers.parts import said
from sandbox.salesforce.oauth import CONSUMER_KEY
from sandbox.salesforce.org import Actor
from sandbox.salesforce.people import (
    ADMIN_EMAIL,
    INTEGRATION_EMAIL,
    add_stage,
    as_person,
    rename_stage,
    user_for,
)
from sandbox.salesforce.said import Copy, NewDeal, Terms
from sandbox.salesforce.store import Row


def table(kit: Kit) -> Table:
    """Return the levers of this file."""
    deals = _Deals(kit)
    return [
        ("GET", "org", deals.about),
        ("POST", "seed", deals.seed),
        ("GET", "deals", deals.every),
        ("POST", "deals", deals.create),
        ("GET", r"deals/(\w+)", deals.get),
        ("DELETE", r"deals/(\w+)", deals.delete),
        ("POST", r"deals/(\w+)/undelete", deals.undelete),
        ("POST", r"deals/(\w+)/(win|lose|reopen)", deals.move),
        ("POST", r"deals/(\w+)/clone", deals.clone),
        ("POST", r"deals/(\w+)/currency", deals.recast),
        ("POST", "users", deals.user),
        ("POST", "stages", deals.stage),
        ("PATCH", "stages/([^/]+)", deals.rename),
    ]


class _Deals:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def about(self, _parts: list[str], _body: Body) -> object:
        rows = self._kit.org.store.rows
        return {
            "organization": shown(rows("Organization")[0]),
            "users": [shown(row) for row in rows("User")],
            "stages": [shown(row) for row in rows("OpportunityStage")],
            "consumer_key": CONSUMER_KEY,
            "integration_user": INTEGRATION_EMAIL,
            "administrator": ADMIN_EMAIL,
        }

    def seed(self, _parts: list[str], _body: Body) -> object:
        return {"deals": [self._kit.deals.create(deal) for deal in SEED]}

    def every(self, _parts: list[str], _body: Body) -> object:
        return [self._kit.deals.show(row) for row in self._kit.org.store.rows("Opportunity")]

    def create(self, _parts: list[str], body: Body) -> object:
        key = self._kit.deals.create(NewDeal.model_validate(body))
        return self._kit.deals.show(self._row(key))

    def get(self, parts: list[str], _body: Body) -> object:
        return self._kit.deals.show(self._row(parts[0]))

    def _row(self, key: str) -> Row:
        return self._kit.writer.existing(self._kit.org.schema["Opportunity"], key)

    def move(self, parts: list[str], body: Body) -> object:
        key, actor = self._key_and_actor(parts, body)
        terms = Terms.model_validate(said(body))
        self._kit.deals.add(key, terms, actor)
        self._kit.deals.move(key, parts[1], actor)
        return self._kit.deals.show(self._row(key))

    def _key_and_actor(self, parts: list[str], body: Body) -> tuple[str, Actor]:
        """Return the deal's full id, and who does it: the owner unless `as` says otherwise."""
        row = self._row(parts[0])
        who = str(body.get("as") or row["OwnerId"])
        return str(row["Id"]), as_person(self._kit.org, who)

    def clone(self, parts: list[str], body: Body) -> object:
        key, actor = self._key_and_actor(parts, body)
        made = self._kit.deals.clone(key, Copy.model_validate(said(body)), actor)
        return self._kit.deals.show(self._row(made))

    def recast(self, parts: list[str], body: Body) -> object:
        key, actor = self._key_and_actor(parts, body)
        self._kit.deals.recast(key, body["currency"], actor)
        return self._kit.deals.show(self._row(key))

    def delete(self, parts: list[str], body: Body) -> object:
        key, actor = self._key_and_actor(parts, body)
        self._kit.writer.delete(self._kit.org.schema["Opportunity"], key, actor)
        return {"ok": True}

    def undelete(self, parts: list[str], body: Body) -> object:
        key = full(parts[0]) or parts[0]
        self._kit.writer.undelete(key, self._kit.actor(body))
        return self._kit.deals.show(self._row(key))

    def user(self, _parts: list[str], body: Body) -> object:
        return shown(user_for(self._kit.org, self._kit.writer, body["email"]))

    def stage(self, _parts: list[str], body: Body) -> object:
        org = self._kit.org
        key = add_stage(
            org,
            self._kit.writer,
            body["label"],
            chance=int(body.get("probability", 100 if body.get("is_won") else 50)),
            closed=bool(body.get("is_closed") or body.get("is_won")),
            won=bool(body.get("is_won")),
            place=len(org.store.rows("OpportunityStage")) + 1,
        )
        return shown(org.store.get("OpportunityStage", key) or {})

    def rename(self, parts: list[str], body: Body) -> object:
        found = rename_stage(self._kit.org, self._kit.writer, parts[0], body["label"])
        if found is None:
            raise not_found(f"no stage {parts[0]}")
        return shown(found)
