"""The one door to Salesforce: signs in when first needed, translates errors, counts calls."""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from bot.courtesy import elsewhere
from bot.deal import short_id
from bot.settings import Settings
from integrations.salesforce.client import API_VERSION, Client, credentials
from integrations.salesforce.errors import call_error, translated
from integrations.salesforce.session import Session

log = logging.getLogger(__name__)

SLOW_DOWN_AT = 0.8
"""The share of the day's calls from which on room is left for others."""

Row = dict[str, Any]
"""A record as the API's JSON has it; numbers with a fraction are Decimal."""

T = TypeVar("T")

TOGETHER = 5
"""Queries in one call: the most that the composite resource takes."""
UNANSWERED: Mapping[str, Any] = {"httpStatusCode": HTTPStatus.BAD_GATEWAY, "body": None}
"""What a question came to that the answer leaves out."""


class Usage(NamedTuple):
    """How many calls everybody made to the org in the last 24 hours, and how many there are."""

    used: int
    limit: int

    @property
    def share(self) -> float:
        """Return how much of the limit is used, from 0."""
        return self.used / self.limit if self.limit else 0.0


class Connection:
    """Salesforce's REST API as far as we use it; every method may raise `VendorError`."""

    def __init__(self, settings: Settings, session: Session | None = None) -> None:
        """Prepare to sign in; nothing is sent yet.

        Raises:
            Misconfigured: if the settings cannot do to sign in.

        """
        self._session = session or Session(settings.salesforce_url)
        self._credentials = credentials(settings)
        self._own_limit = settings.salesforce_daily_calls
        self._client: Client | None = None
        self._signing_in = threading.Lock()
        self._warned = False

    def sign_in(self) -> None:
        """Sign in if nobody did yet."""
        with translated():
            self._signed_in()

    @property
    def user_id(self) -> str:
        """Return as whom we work; "" before the first call."""
        return self._session.user_id

    def org_id(self) -> str:
        """Return the id of the org, 15 characters; "" if it was not told at the sign-in."""
        self.sign_in()
        return short_id(self._session.org_id)

    def rows(self, soql: str, *, deleted: bool = False) -> Iterator[Row]:
        """Yield what a query finds, page by page; those in the recycle bin too if `deleted`."""
        page = self._call(lambda client: client.query(soql, include_deleted=deleted))
        yield from self._pages(page)

    def answers(self, questions: Sequence[str]) -> list[list[Row]]:
        """Return what each query finds, those in the recycle bin too; five queries are one call."""
        found: list[list[Row]] = []
        for start in range(0, len(questions), TOGETHER):
            found += map(list, map(self._pages, self._together(questions[start:][:TOGETHER])))
        return found

    def _together(self, questions: Sequence[str]) -> list[Mapping[str, Any]]:
        requests = [
            {
                "method": "GET",
                "url": f"/services/data/v{API_VERSION}/queryAll?{urlencode({'q': soql})}",
                "referenceId": f"q{number}",
            }
            for number, soql in enumerate(questions)
        ]
        data = json.dumps({"allOrNone": False, "compositeRequest": requests})
        said = self._call(lambda client: client.restful("composite", method="POST", data=data))
        answers = {one["referenceId"]: one for one in (said or {}).get("compositeResponse", ())}
        found = [answers.get(request["referenceId"], UNANSWERED) for request in requests]
        for one in found:
            if one["httpStatusCode"] >= HTTPStatus.MULTIPLE_CHOICES:
                raise call_error(one["httpStatusCode"], one["body"])
        return [one["body"] for one in found]

    def children(self, found: Mapping[str, Any] | None) -> Iterator[Row]:
        """Yield the rows of a sub-query, further pages included; none if there are none."""
        if found:
            yield from self._pages(found)

    def describe(self, name: str) -> Row:
        """Return what the org says about an object."""
        return self._dict(f"sobjects/{name}/describe")

    def versions(self) -> tuple[str, ...]:
        """Return the versions of the API that the org speaks."""
        found = self._call(lambda client: client.restful("../"))
        return tuple(str(one["version"]) for one in found or ())

    def patch(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> list[Row]:
        """Send rows to a collection; return what became of each, in order."""
        data = json.dumps(body, default=_exact)

        def send(client: Client) -> Any:  # noqa: ANN401 - as the SDK says
            return client.restful(path, method="PATCH", data=data, headers=dict(headers))

        return list(self._call(send, writing=True) or ())

    def usage(self) -> Usage | None:
        """Return the day's calls as last told; None before the first answer."""
        told = self._client.api_usage.get("api-usage") if self._client else None
        return Usage(told.used, self._own_limit or told.total) if told else None

    @property
    def slow_down(self) -> bool:
        """Return whether so many of the day's calls are used that polling should be rarer."""
        usage = self.usage()
        return usage is not None and usage.share >= SLOW_DOWN_AT

    def _pages(self, page: Mapping[str, Any]) -> Iterator[Row]:
        yield from page["records"]
        while not page["done"]:
            page = self._more(str(page["nextRecordsUrl"]))
            yield from page["records"]

    def _more(self, url: str) -> Mapping[str, Any]:
        return self._call(lambda client: client.query_more(url, identifier_is_url=True))

    def _dict(self, path: str) -> Row:
        found = self._call(lambda client: client.restful(path))
        return dict(found or {})

    def _call(self, ask: Callable[[Client], T], *, writing: bool = False) -> T:
        with translated(writing=writing):
            answer = ask(self._signed_in())
        if self.slow_down and not self._warned:
            log.warning(
                "80 %% of the day's Salesforce calls are used: deals are read more rarely (%s)",
                self.usage(),
            )
        self._warned = self.slow_down
        return answer

    def _signed_in(self) -> Client:
        if self._client is not None:
            return self._client
        with elsewhere(), self._signing_in:
            if self._client is None:
                self._client = Client(self._session, **self._credentials)
            return self._client


def _exact(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)  # exact for the 15 digits that a Salesforce number keeps
    raise TypeError(f"{type(value).__name__} is not JSON")
