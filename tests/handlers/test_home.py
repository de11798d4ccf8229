"""The Home tab: what waits for whoever opens it, and what can be done from there."""

import pytest

from bot.deps import Deps
from bot.policy import Policy
from bot.status import ProposalStatus
from bot.views.home import MOST_CARDS, SEARCH
from bot.views.ids import ActionId, FieldId, HoldReason
from bot.views.values import PageValue, pick_value, proposal_value
from sandbox.slack.kit.surface import view_problems
from tests.fakes.books import Books
from tests.fakes.deals import deal_id
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import a_pending, latest
from tests.slack_payloads import Body, click, opened_home, submission


@pytest.fixture
def policy() -> Policy:
    people = {"finance": ("@finance",), "ar": ("@ar",)}
    return Policy(version="test", people=people)


def said(view: Body) -> str:
    return str(view["blocks"])


def opened(desk: Desk, user: str) -> Body:
    desk.send(opened_home(user))
    view = desk.homes[-1]
    assert view_problems(view, "home") == []
    return {**view, "id": "VHOME"}


class TestOpening:
    def test_finance_sees_what_to_decide_with_the_buttons_of_the_card(
        self, desk: Desk, deps: Deps
    ) -> None:
        a_pending(deps)
        view = opened(desk, "UKIM")
        assert "1 to decide or fix" in said(view)
        assert "Acme Corporation" in said(view)
        for action_id in (ActionId.PROPOSAL_APPROVE, ActionId.PROPOSAL_HOLD):
            assert action_id.value in said(view)

    def test_finance_sees_receivables_and_what_is_overdue(self, desk: Desk, books: Books) -> None:
        row = books.invoice(days_late=5)
        view = opened(desk, "UKIM")
        assert "Nothing waits for you" in said(view)
        assert "Outstanding *$48,000.00*" in said(view)
        assert "1–30: $48,000.00" in said(view)
        assert "Overdue (1)" in said(view)
        assert row.number in said(view)

    def test_others_see_neither_totals_nor_deals_of_others(
        self, desk: Desk, deps: Deps, books: Books
    ) -> None:
        books.invoice(days_late=5)
        a_pending(deps, id=deal_id(7))
        view = opened(desk, "USAM")
        assert "Nothing waits for you" in said(view)
        assert "Acme" not in said(view)
        assert "Receivables" not in said(view)

    def test_an_owner_is_not_asked_to_approve_their_own_deal(self, desk: Desk, deps: Deps) -> None:
        a_pending(deps)
        assert "Nothing waits for you" in said(opened(desk, "UDANA"))

    def test_an_owner_is_asked_to_fix_their_own_deal(self, desk: Desk, deps: Deps) -> None:
        a_pending(deps, contacts=())
        view = opened(desk, "UDANA")
        assert "1 to decide or fix" in said(view)
        assert ActionId.PROPOSAL_FIX.value in said(view)

    def test_the_messages_tab_draws_nothing(self, desk: Desk) -> None:
        desk.send(opened_home("UKIM", tab="messages"))
        assert desk.homes == []

    def test_what_was_searched_since_it_was_opened_stays(self, desk: Desk) -> None:
        desk.send(opened_home("UKIM", stood=desk.home_hash))
        desk.home_hash = "2.b"
        desk.send(opened_home("UKIM", stood="1.a"))
        assert len(desk.homes) == 1

    def test_many_are_counted_not_dropped(self, desk: Desk, deps: Deps) -> None:
        for number in range(1, MOST_CARDS + 3):
            a_pending(deps, id=deal_id(number))
        view = opened(desk, "UKIM")
        assert f"{MOST_CARDS + 2} to decide" in said(view)
        assert "and 2 more" in said(view)


class TestActing:
    def test_an_approval_counts_and_the_tab_shows_it(self, desk: Desk, deps: Deps) -> None:
        row = a_pending(deps)
        view = opened(desk, "UKIM")
        value = proposal_value(row.id, row.content_hash)
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, value, view=view))
        assert latest(deps, row.deal_id).status is ProposalStatus.APPROVED
        assert "Nothing waits for you" in said(desk.homes[-1])

    def test_a_form_opened_here_comes_back_here(self, desk: Desk, deps: Deps) -> None:
        row = a_pending(deps)
        view = opened(desk, "UKIM")
        value = proposal_value(row.id, row.content_hash)
        desk.send(click("UKIM", ActionId.PROPOSAL_HOLD, value, view=view))
        form = {**desk.window, "id": "V1"}
        desk.send(submission("UKIM", form, {FieldId.REASON: HoldReason.MISSING_PO}))
        assert "Nothing waits for you" in said(desk.homes[-1])
        assert "On hold (1)" in said(desk.homes[-1])

    def test_a_refusal_comes_as_a_direct_message(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger
    ) -> None:
        row = a_pending(deps)
        view = opened(desk, "USAM")
        value = proposal_value(row.id, row.content_hash)
        desk.send(click("USAM", ActionId.PROPOSAL_APPROVE, value, view=view))
        assert latest(deps, row.deal_id).status is ProposalStatus.PENDING
        assert "USAM" in str([one for one in messenger.said if one.user])


class TestLooking:
    def test_search_finds_and_shows(
        self, desk: Desk, books: Books, messenger: FakeMessenger
    ) -> None:
        row = books.invoice()
        view = opened(desk, "UKIM")
        typed = {**click("UKIM", ActionId.HOME_SEARCH, "acme", block_id=SEARCH, view=view)}
        desk.send(typed)
        assert "1 match for “acme”" in said(desk.homes[-1])
        show = click("UKIM", ActionId.HOME_SHOW, pick_value("status", row.deal_id), view=view)
        desk.send(show)
        assert "Messages tab" in said(desk.window)
        assert "sent Nov 23" in str([one for one in messenger.said if one.user])

    def test_what_is_not_there_is_said(self, desk: Desk) -> None:
        view = opened(desk, "UKIM")
        desk.send(click("UKIM", ActionId.HOME_SEARCH, "<!here>", block_id=SEARCH, view=view))
        assert "Nothing for “&lt;!here&gt;”" in said(desk.homes[-1])

    def test_lists_open_in_a_window(self, desk: Desk, books: Books) -> None:
        row = books.invoice()
        view = opened(desk, "UKIM")
        desk.send(click("UKIM", ActionId.HOME_LIST, PageValue(which="open").dumped(), view=view))
        assert row.number in said(desk.window)

    def test_the_forecast_is_told_beside(
        self, desk: Desk, books: Books, messenger: FakeMessenger
    ) -> None:
        books.invoice()
        view = opened(desk, "UKIM")
        desk.send(click("UKIM", ActionId.HOME_FORECAST, view=view))
        assert "$48,000.00" in str([one for one in messenger.said if one.user])
