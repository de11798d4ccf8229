"""One cell of the table: one effect, one fault, and the deal that meets it."""

import re
from dataclasses import dataclass, field
from itertools import count

_NUMBERS = count(1)


@dataclass(frozen=True)
class Row:
    """One effect: what a step of a workflow asks of a vendor by one verb of a port."""

    workflow: str
    step: str
    """The function given to `durably`, which is what the sandbox is told with the call."""
    port: str
    """Our own verb for it, e.g. "billing.send"."""
    vendor: str
    method: str
    paths: tuple[str, ...]
    """As `shape` has them; several when one verb reads several things."""
    story: str = ""
    """In which story it happens; "" = see `why`."""
    after: str = ""
    """It happens only once the call to this path in the same step has failed at Stripe."""
    nth: int = 1
    """Which of the calls of its shape it is."""
    alone: bool = False
    """Whether the call is about no deal in particular."""
    why: str = ""
    """Why no story has it."""

    @property
    def name(self) -> str:
        """Return what the table calls it."""
        path = self.paths[0].removeprefix("/composite/sobjects/") or self.paths[0]
        return f"{self.workflow}.{self.step}: {self.port}, {self.method} {path}"

    @property
    def calls(self) -> tuple[str, ...]:
        """Return "METHOD path" of each call that it makes."""
        return tuple(f"{self.method} {path}" for path in self.paths)

    @property
    def is_write(self) -> bool:
        """Return whether it changes something at the vendor."""
        return self.method != "GET" and self.paths[0] not in READS

    @property
    def where(self) -> str:
        """Return a regular expression for "METHOD path" of the call."""
        return where(self.method, self.paths)

    @property
    def cause(self) -> str:
        """Return a regular expression for "workflow;step" of the call."""
        return f"^{self.workflow}:.*;{self.step}$"


def where(method: str, paths: tuple[str, ...]) -> str:
    """Return a regular expression for such calls."""
    either = "|".join(re.escape(path).replace(r"\{\}", "[^/]+") for path in paths)
    return rf"^{method} (/services/data/v[\d.]+)?({either})$"


READS = (
    "/v1/invoices/create_preview",
    "/composite",
    "/api/users.info",
    "/api/users.lookupByEmail",
    "/api/chat.getPermalink",
    "/api/conversations.history",
    "/api/conversations.replies",
    "/api/conversations.list",
    "/api/usergroups.list",
    "/api/usergroups.users.list",
)
"""Calls that change nothing though they are posted."""


@dataclass(frozen=True)
class Cell:
    """An effect and a fault."""

    row: Row
    column: str

    @property
    def name(self) -> str:
        """Return by what it is known."""
        return f"{self.row.name} × {self.column}"


@dataclass
class Case:
    """A deal in a story, with the faults it meets; the one without is what others end like."""

    cells: tuple[Cell, ...] = ()
    name: str = field(default_factory=lambda: f"Firm{next(_NUMBERS):05}")
    """Of the customer: one word that is nobody else's."""
    deal_id: str = ""

    @property
    def place(self) -> str:
        """Return the name as it stands in e-mail addresses."""
        return self.name.lower()


_SHAPES = (
    (re.compile(r"/services/data/v[\d.]+"), ""),
    (re.compile(r"/00[0-9A-Za-z]{13,16}(?=/|$)"), "/{}"),
    (re.compile(r"/(?:cus|in|sub|si|cn|il|prod|price|txi|evt|pi|ch|inv|py|re|dp)_\w+"), "/{}"),
)


def shape(method: str, path: str) -> str:
    """Return "METHOD path" with version, ids and query taken out."""
    path = path.partition("?")[0]
    for pattern, instead in _SHAPES:
        path = pattern.sub(instead, path)
    return f"{method} {path}"
