"""Levers about the companies and people that deals are made with."""

from sandbox.salesforce import ids
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.levers.kit import Body, Kit, Table, shown
from sandbox.salesforce.levers.parts import said
from sandbox.salesforce.org import Actor
from sandbox.salesforce.said import AccountEdit, ContactEdit
from sandbox.salesforce.store import Row


def table(kit: Kit) -> Table:
    """Return the levers of this file."""
    clients = _Clients(kit)
    return [
        ("POST", "accounts/merge", clients.merge),
        ("PATCH", r"accounts/(\w+)", clients.account),
        ("PATCH", r"contacts/(\w+)", clients.contact),
    ]


class _Clients:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._org = kit.org

    def _row(self, name: str, key: str) -> Row:
        row = self._org.store.get(name, ids.full(key) or key, deleted=True)
        if row is None:
            raise not_found(f"no {name} {key}")
        return row

    def account(self, parts: list[str], body: Body) -> object:
        return self._change("Account", parts[0], AccountEdit.model_validate(said(body)), body)

    def contact(self, parts: list[str], body: Body) -> object:
        return self._change("Contact", parts[0], ContactEdit.model_validate(said(body)), body)

    def _change(self, name: str, key: str, edit: AccountEdit | ContactEdit, body: Body) -> object:
        ident, actor = str(self._row(name, key)["Id"]), self._kit.actor(body)
        self._kit.writer.update(self._org.schema[name], ident, edit.values(), actor)
        return shown(self._row(name, ident))

    def merge(self, _parts: list[str], body: Body) -> object:
        """Give what the losers have to the winner, and delete the losers."""
        actor = self._kit.actor(body)
        losers = [body["loser"]] if "loser" in body else body["duplicates"]
        winner = str(self._row("Account", body.get("winner") or body["master"])["Id"])
        for given in losers:
            loser = str(self._row("Account", given)["Id"])
            if loser == winner:
                raise ValueError("an account cannot be merged into itself")
            self._hand_over(loser, winner, actor)
            self._kit.writer.delete(self._org.schema["Account"], loser, actor)
            merged = self._row("Account", loser) | {"MasterRecordId": winner}
            self._org.store.put(self._org.schema["Account"], merged)
        return shown(self._row("Account", winner))

    def _hand_over(self, loser: str, winner: str, actor: Actor) -> None:
        for child, field in self._org.schema.referring("Account"):
            for row in self._org.store.by(child.name, field, loser):
                if field.update and not row["IsDeleted"]:
                    # The winner does not become its own parent.
                    new = None if row["Id"] == winner else winner
                    self._kit.writer.update(child, str(row["Id"]), {field.name: new}, actor)
