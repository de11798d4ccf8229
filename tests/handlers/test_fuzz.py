"""Whatever comes in over Slack's wire: a person reads a sentence, and nothing changes by it."""

import contextlib
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.deps import Deps
from bot.ledger import audit
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.views.ids import ActionId, BillingWay, FieldId, ModalId, MoreVerb
from bot.views.values import ModalContext, more_value, packed_text, pick_value, proposal_value
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.handlers.conftest import Desk
from tests.handlers.standing import standing
from tests.pending import a_pending
from tests.slack_payloads import Body, choose, click, command, message, submission

few = settings(
    max_examples=100 if os.environ.get("CLOSEDWON_SOAK") else 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
PEOPLE = st.sampled_from(["USAM", "UKIM", "UDANA"])
"""Who may do nothing, nearly everything, and something."""

NASTY = st.sampled_from(
    ["", "0", "-1", "x\x00y", "\ud800", "9" * 400, "NaN", "1e999", "٣", "' OR 1=1 --", "<!channel>",
     "{}", "[]", "null", "z:0", packed_text("x" * 600_000), "|", ":", "2026-02-30", "z" * 5000]
)  # fmt: skip
text = NASTY | st.text(max_size=20)


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, id=deal_id(9))


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


def ids_of(proposal: ProposalRow, row: InvoiceRow) -> list[str]:
    """Return what is known here, and so is worth a forger's while."""
    return [
        proposal.id,
        proposal.content_hash,
        proposal.deal_id,
        row.id,
        row.deal_id,
        row.number,
    ]


@st.composite
def values(draw: st.DrawFn, known: list[str]) -> str:
    """Draw what a button may carry: of ours, of ours in the wrong place, and of nobody's."""
    one = draw(st.sampled_from(known) | text)
    return draw(
        st.sampled_from(
            [
                one,
                proposal_value(one, draw(st.sampled_from(known) | text)),
                more_value(draw(st.sampled_from(MoreVerb)), one),
                pick_value(draw(st.sampled_from(["status", "hold", "remind"]) | text), one),
                json.dumps({"which": draw(text), "query": one, "page": draw(st.integers())}),
            ]
        )
    )


@st.composite
def contexts(draw: st.DrawFn, known: list[str]) -> str:
    """Draw a private_metadata: ours with strange entries, or nothing of ours."""
    names = [name for name, field in ModalContext.model_fields.items() if field.annotation is str]
    some = st.dictionaries(st.sampled_from(names), st.sampled_from(known) | text, max_size=5)
    keys = st.fixed_dictionaries({}, optional={
        "line_keys": st.lists(text, max_size=3), "part_keys": st.lists(text, max_size=3),
        "billing": st.sampled_from(BillingWay) | text,
    })  # fmt: skip
    whole = st.builds(lambda a, b: json.dumps(a | b), some, keys)
    return draw(whole | text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def states(draw: st.DrawFn) -> Any:
    """Draw what stands in the fields of a form."""
    element = st.fixed_dictionaries({}, optional={
        "value": st.none() | text, "selected_date": st.none() | text,
        "selected_option": st.none() | st.fixed_dictionaries({"value": text}),
        "selected_options": st.none() | st.lists(json_values, max_size=2),
    })  # fmt: skip
    inputs = st.fixed_dictionaries({"input": element | json_values})
    return draw(st.dictionaries(st.sampled_from([*FieldId]).map(str) | text, inputs, max_size=6))


@contextlib.contextmanager
def whole(deps: Deps, user: str) -> Iterator[None]:
    """Check that what is done within is done whole, on the record, or not at all."""
    before = standing(deps)
    yield
    after = standing(deps)
    if user == "USAM":
        assert after == before
    with deps.ledger.reading() as s:
        assert audit.verify(s) is None
    assert after == before or len(after["audit"]) > len(before["audit"])


class TestNothingOfOurs:
    @pytest.mark.parametrize("action_id", list(ActionId))
    def test_that_is_clicked_is_a_traceback(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, row: InvoiceRow, action_id: ActionId
    ) -> None:
        known = ids_of(proposal, row)
        view: st.SearchStrategy[Body | None] = st.none() | st.builds(
            a_view, st.sampled_from(ModalId), contexts(known), states()
        )

        @few
        @given(user=PEOPLE, value=values(known), view=view, chosen=st.booleans())
        def fuzzed(user: str, value: str, view: Body | None, *, chosen: bool) -> None:
            make = choose if chosen else click
            with whole(deps, user):
                desk.send(make(user, action_id, value, view=view))

        fuzzed()

    @pytest.mark.parametrize("modal_id", list(ModalId))
    def test_that_is_handed_in_is_a_traceback(
        self, desk: Desk, deps: Deps, proposal: ProposalRow, row: InvoiceRow, modal_id: ModalId
    ) -> None:
        known = ids_of(proposal, row)

        @few
        @given(user=PEOPLE, about=contexts(known), state=states())
        def fuzzed(user: str, about: str, state: Any) -> None:
            body = submission(user, a_view(modal_id, about, {}))
            body["view"] = a_view(modal_id, about, state)
            with whole(deps, user):
                desk.send(body)

        fuzzed()

    def test_that_is_typed_is_a_traceback(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        words = ["status", "list", "hold", "release", "remind", "promise", "modify", "summary", ""]

        @few
        @given(user=PEOPLE, word=st.sampled_from(words) | text, rest=text | st.just(row.number))
        def fuzzed(user: str, word: str, rest: str) -> None:
            with whole(deps, user):
                desk.send(command(user, f"{word} {rest}"))

        fuzzed()

    def test_that_is_written_is_a_traceback(self, desk: Desk, deps: Deps) -> None:
        @few
        @given(said=text, ts=text)
        def fuzzed(said: str, ts: str) -> None:
            with whole(deps, "USAM"):
                desk.send(message("USAM", "D1", said, thread_ts=ts))

        fuzzed()


def a_view(modal_id: ModalId, about: str, state: Any) -> Body:
    return {
        "id": "V1",
        "hash": "1",
        "type": "modal",
        "callback_id": modal_id.value,
        "blocks": [],
        "private_metadata": about,
        "state": {"values": state},
    }
