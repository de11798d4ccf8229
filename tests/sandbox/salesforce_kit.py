"""An org for the tests of the local Salesforce: the real SDK against a served world."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceError

from sandbox.salesforce.oauth import CONSUMER_KEY, CONSUMER_SECRET
from sandbox.serving import serving
from sandbox.world import World

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
INVOICES = "composite/sobjects/Closedwon_Invoice__c/Closedwon_Key__c"


class Redirect(HTTPAdapter):
    """Sends what is meant for Salesforce to the local one, whatever the host."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(
        self,
        request: requests.PreparedRequest,
        *args: Any,
        **kwargs: Any,
    ) -> requests.Response:
        parts = urlsplit(request.url or "")
        request.url = self._base + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().send(request, *args, **kwargs)


@dataclass
class House:
    """A world with an org, its address, and the SDK signed in as the integration user."""

    world: World
    address: str
    session: requests.Session
    sf: Any
    """The SDK's own types are wider than what it returns."""

    def lever(self, method: str, path: str, body: object = None) -> Any:
        address = f"{self.address}/control/salesforce/{path}"
        answer = requests.request(method, address, json=body, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def deal(self, **deal: object) -> str:
        made = self.lever("POST", "deals", {"account": "Acme", "amount": 1000, **deal})
        return str(made["Id"])

    def settings(self, **changed: object) -> None:
        self.lever("PATCH", "settings", changed)

    def advance(self, **by: float) -> None:
        self.world.clock.advance(timedelta(**by))

    def rows(self, soql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.sf.query_all(soql)["records"]]

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        data = None if body is None else json.dumps(body)
        return self.sf.restful(path, method=method, data=data, headers=headers)

    def collection(self, method: str, path: str, *records: object, together: bool = False) -> Any:
        return self.send(method, path, {"allOrNone": together, "records": list(records)})

    def refusal(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> dict[str, Any]:
        """Return the one error a call is refused with."""
        with pytest.raises(SalesforceError) as caught:
            self.send(method, path, body, **headers)
        errors: Any = caught.value.content
        return dict(errors[0])

    def query_refusal(self, soql: str) -> dict[str, Any]:
        with pytest.raises(SalesforceError) as caught:
            self.sf.query(soql)
        errors: Any = caught.value.content
        return dict(errors[0])


def invoice(key: str, **fields: object) -> dict[str, object]:
    """Return a record of a collection."""
    return {"attributes": {"type": "Closedwon_Invoice__c"}, "Closedwon_Key__c": key, **fields}


@contextlib.contextmanager
def at_home() -> Iterator[House]:
    world = World(START)
    with serving(world) as address, requests.Session() as session:
        session.mount("https://", Redirect(f"{address}/salesforce"))
        sf = Salesforce(
            consumer_key=CONSUMER_KEY,
            consumer_secret=CONSUMER_SECRET,
            domain="acme.my",
            version="68.0",
            session=session,
        )
        yield House(world, address, session, sf)
