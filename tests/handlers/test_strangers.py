"""Of another company, deactivated, a bot, unknown: they see and change nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.deps import Deps
from bot.errors import NotAllowed
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.views.ids import ActionId, ModalId, MoreVerb
from bot.views.values import ModalContext, PageValue, more_value, pick_value, proposal_value
from handlers import parsing
from handlers.request import Request
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.handlers.conftest import Desk
from tests.handlers.standing import standing
from tests.pending import a_pending
from tests.slack_payloads import (
    TEAM,
    Body,
    choose,
    click,
    command,
    message,
    opened_home,
    submission,
)

SECRETS = ("Acme", "48,000", "dana@example.com")
NEED_NOBODY = {ActionId.LINK_OPEN, ActionId.INPUT, ModalId.NOTICE}
"""What only acknowledges."""


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, id=deal_id(9))


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


def everything(proposal: ProposalRow, row: InvoiceRow, user: str) -> list[Body]:
    """Return every click, form, command and event, each with what would make it work."""
    shown = proposal_value(proposal.id, proposal.content_hash)
    about = ModalContext(
        proposal_id=proposal.id, content_hash=proposal.content_hash, line_keys=("0",)
    )
    of_invoice = ModalContext(invoice_id=row.id, deal_id=row.deal_id)
    carried = [shown, row.id, PageValue(which="open").dumped(), pick_value("status", row.deal_id)]
    sent = [
        click(user, action, value, view=view)
        for action in ActionId
        for value in carried
        for view in (None, window(ModalId.MODIFY, about))
    ]
    sent += [choose(user, ActionId.PROPOSAL_MORE, more_value(verb, shown)) for verb in MoreVerb]
    sent += [choose(user, ActionId.INVOICE_MORE, more_value(verb, row.id)) for verb in MoreVerb]
    sent += [
        submission(user, window(modal, context))
        for modal in ModalId
        for context in (about, of_invoice)
    ]
    words = (
        "status",
        "list",
        "hold",
        "release",
        "remind",
        "promise",
        "summary",
        "forecast",
        "help",
    )
    sent += [command(user, f"{word} {row.number}") for word in words]
    return [*sent, message(user, "D1", "Yes", thread_ts="1700000000.000001"), opened_home(user)]


def window(modal: ModalId, about: ModalContext) -> Body:
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": modal.value,
        "blocks": [],
        "private_metadata": about.dumped(),
    }


def of_another_team(body: Body) -> Body:
    """Return the payload as it comes for somebody of a company we share a channel with."""
    if "event" in body:
        return body | {"event": body["event"] | {"user_team": "TOTHER"}}
    if "command" in body:
        return body | {"team_id": "TOTHER"}
    return body | {"user": body["user"] | {"team_id": "TOTHER"}}


def as_it_is(body: Body) -> Body:
    return body


CASES: Mapping[str, tuple[str, Callable[[Body], Body]]] = {
    "of another company": ("UKIM", of_another_team),
    "deactivated": ("UGONE", as_it_is),
    "a bot, or unknown": ("UROBO", as_it_is),
}


class TestAStranger:
    @pytest.mark.parametrize("case", CASES)
    def test_sees_and_changes_nothing(
        self, desk: Desk, deps: Deps, directory: FakeDirectory, messenger: FakeMessenger,
        proposal: ProposalRow, row: InvoiceRow, case: str,
    ) -> None:  # fmt: skip
        user, disguise = CASES[case]
        directory.add("UGONE", "Gone", "@finance", "@ar", email="dana@example.com")
        directory.leave("UGONE")
        before, posted = standing(deps), list(messenger.said)
        for body in everything(proposal, row, user):
            desk.send(disguise(body))
            assert not desk.windows, body
            assert not desk.homes, body
        assert standing(deps) == before
        told = [said for said in messenger.said if said not in posted] + messenger.whispers
        shown = f"{[said.message for said in told]}{desk.answers}{desk.acks}"
        assert not [secret for secret in SECRETS if secret in shown]
        assert not messenger.files


def asked(own_team: str = TEAM, own_enterprise: str = "", **body: Any) -> Request:
    return Request(
        body=body, client=Desk(app=None), respond=print, own_team=own_team,  # type: ignore[arg-type]  # no app
        own_enterprise=own_enterprise, _ack=lambda **_: None,
    )  # fmt: skip


class TestAnEnterprise:
    """A grid has many workspaces: which one somebody is in, the directory knows."""

    @pytest.mark.parametrize(
        ("body", "may"),
        [
            ({"user": {"id": "UKIM", "team_id": "T1"}}, True),
            ({"user": {"id": "UKIM", "team_id": "T2"}, "enterprise": {"id": "E1"}}, True),
            ({"user_id": "UKIM", "team_id": "T2", "enterprise_id": "E1"}, True),
            ({"event": {"user": "UKIM", "user_team": "E1"}, "team_id": "T1"}, True),
            ({"user": {"id": "UKIM", "team_id": "T2"}, "enterprise": {"id": "E2"}}, False),
            ({"user": {"id": "UKIM", "team_id": "T1"}, "team": {"id": "T2"}}, False),
            ({"user": {"id": "UKIM"}, "team": {"id": "T2"}}, False),
            ({"user": {"id": "UKIM"}}, False),
            ({"user": {"id": "UEVE", "team_id": "T2"}, "enterprise": {"id": "E1"}}, False),
        ],
    )
    def test_is_one_home(self, deps: Deps, body: Body, *, may: bool) -> None:
        request = asked(own_enterprise="E1", **body)
        if may:
            assert parsing.actor(deps, request).id == "UKIM"
            return
        with pytest.raises(Exception, match=r"this workspace") as refused:
            parsing.actor(deps, request)
        assert type(refused.value).__name__ in ("NotAllowed", "NotFound")

    def test_of_none_is_not_one_of_all(self, deps: Deps) -> None:
        nobody: Body = {"user": {"id": "UKIM", "team_id": "T2"}, "enterprise": {"id": ""}}
        with pytest.raises(NotAllowed):
            parsing.actor(deps, asked(**nobody))
