from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger.proposals import QuestionRow
from bot.outcome import Outcome
from bot.policy import OWNER, Action, Tier
from bot.status import InvoiceStatus
from bot.views.state import CardState, Who
from bot.workflows.showing.card_state import card_state
from bot.workflows.telling.trouble import open_trouble
from tests.fakes.deals import DANA, DEAL_ID
from tests.fakes.slack import FakeDirectory
from tests.workflows.house import TWO_ABOVE_25K, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def state(house: House, proposal_id: str = "") -> CardState:
    with house.deps.ledger.reading() as s:
        return card_state(house.deps, s, proposal_id or house.latest().id)


class TestPending:
    def test_shows_the_plan_and_who_may_approve(self, house: House) -> None:
        proposal = house.propose()
        shown = state(house)
        assert shown.plan == proposal.plan
        assert (shown.needed, shown.tier_words, shown.who_may_approve) == (1, "", "finance")
        assert shown.won_date == date(2026, 11, 23)
        assert shown.owner == Who(name="Dana", slack_id="UDANA")

    def test_says_why_more_than_one_has_to_agree(self, house: House) -> None:
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
        house.propose()
        house.approve()
        shown = state(house)
        assert (shown.needed, shown.tier_words) == (2, "over $25,000.00: 2 approvers of finance")
        assert [decision.who.name for decision in shown.decisions] == ["Kim"]

    def test_says_so_where_no_limit_is_below(self, house: House) -> None:
        only = (Tier(currency="USD", approvers=2),)
        may = {Action.APPROVE: ("finance", OWNER)}
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=only, may=may))
        house.propose()
        assert state(house).tier_words == "2 approvers of finance or the deal owner"

    @pytest.mark.parametrize("email", ["", "gone@example.com"])
    def test_names_an_owner_who_is_not_in_slack(self, house: House, email: str) -> None:
        house.propose(owner=DANA.model_copy(update={"email": email}))
        assert state(house).owner == Who(name="Dana")

    def test_shows_a_hold_questions_and_trouble(
        self, house: House, directory: FakeDirectory
    ) -> None:
        house.propose()
        house.hold(DEAL_ID)
        now = house.deps.now()
        question = QuestionRow(
            deal_id=DEAL_ID, asked_by="UKIM", asked_of="UDANA", text="Which PO?", asked_at=now
        )
        refused = Outcome.refused("No.", vendor="Stripe")
        with house.deps.ledger.transaction() as s:
            s.add(question)
            open_trouble(house.deps, s, refused, subject="x", kind="odd", deal_id=DEAL_ID)
        del directory.people["UKIM"]
        shown = state(house)
        assert shown.hold is not None
        assert (shown.hold.by.name, shown.hold.confirmed) == ("Alex", True)
        [asked] = shown.questions
        assert (asked.asked_by, asked.asked_of.name) == (Who(name="UKIM"), "Dana")
        [trouble] = shown.troubles
        assert (trouble.what_failed, trouble.retryable) == ("odd", False)


class TestApproved:
    def test_shows_the_invoice_as_it_stands(self, house: House) -> None:
        house.ordered()
        house.run()
        [line] = state(house).invoices
        assert (line.status, line.sent_date) == (InvoiceStatus.OPEN, date(2026, 11, 23))
        assert (line.days_past_due, line.paid_date, line.hold) == (-30, None, None)

    def test_counts_days_past_due_of_what_is_owed_only(self, house: House) -> None:
        row = house.ordered()
        house.run()
        house.hold(row.id)
        house.clock.move(days=33)
        [line] = state(house).invoices
        assert line.days_past_due == 3
        assert line.hold is not None
        house.edit(row.id, status=InvoiceStatus.PAID, paid_at=house.deps.now())
        [line] = state(house).invoices
        assert (line.days_past_due, line.paid_date) == (0, date(2026, 12, 26))


class TestReplaced:
    def test_shows_where_the_next_card_is_and_nothing_to_do(self, house: House) -> None:
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
        first = house.propose()
        house.approve()
        house.run()
        house.hold(DEAL_ID)
        for amount in (30_000, 31_000):
            house.change(amount=Decimal(amount), lines=())
        old, new = state(house, first.id), state(house)
        assert old.replaced_by_link
        assert old.replaced_by_link != new.replaces_link
        assert new.replaces_link
        assert (old.hold, old.troubles, old.questions) == (None, (), ())

    def test_has_no_link_when_nothing_follows(self, house: House) -> None:
        house.propose()
        house.change(is_won=False)
        assert state(house).replaced_by_link == ""
