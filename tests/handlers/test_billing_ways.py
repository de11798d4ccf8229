from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Account
from bot.deps import Deps
from bot.ledger.proposals import ProposalRow
from bot.periods import Interval, Rhythm
from bot.plan import Plan
from bot.views.ids import ActionId, BillingWay
from tests.fakes.deals import a_milestone
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.test_changes import open_modify
from tests.pending import a_pending, latest
from tests.slack_payloads import Body, choose, click, filled, submission
from tests.views.reading import checked_view

GLOBEX = Account(id="001000000000002AAA", name="Globex", email="ap@globex.example")


def chosen(desk: Desk, proposal: ProposalRow, way: BillingWay, typed: Body | None = None) -> Body:
    """Return the form of Modify with the fields of a way."""
    form = filled(open_modify(desk, proposal), typed or {})
    desk.send(choose("UKIM", ActionId.BILLING_CHOOSE, way.value, view=form))
    return checked_view(desk.window)


def review(desk: Desk, form: Body, typed: Body) -> str:
    """Return what the review shows after typing."""
    desk.send(submission("UKIM", form, typed))
    assert desk.ack["response_action"] == "push", desk.ack
    return str(checked_view(desk.ack["view"]))


def changed(desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow) -> Plan:
    """Return the plan after what was reviewed is handed in."""
    desk.send(submission("UKIM", desk.ack["view"]))
    assert desk.ack == {"response_action": "clear"}
    engine.run_all()
    return latest(deps, proposal.deal_id).plan


def shares(plan: Plan) -> list[str]:
    return [str(part.amount) for part in plan.installments]


class TestOneInvoice:
    @pytest.fixture
    def proposal(self, deps: Deps) -> ProposalRow:
        return a_pending(deps)

    def test_becomes_a_deposit_and_the_rest(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.DEPOSIT, {"memo": "Thanks"})
        assert "Thanks" in str(form)
        said = review(desk, form, {"deposit": "25 %", "rest_condition": "on acceptance"})
        assert "*1* Deposit · $12,000.00 · sent on approval" in said
        assert "*2* Rest · $36,000.00 · sent on acceptance · due Net 30" in said
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$12,000.00", "$36,000.00"]
        assert (plan.installments[1].condition, plan.memo) == ("on acceptance", "Thanks")

    def test_becomes_equal_parts_the_last_one_absorbs(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.EQUAL)
        typed = {"part_count": "7", "start_date": "2027-01-29", "net_days": "14"}
        review(desk, form, typed)
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$6,857.14"] * 6 + ["$6,857.16"]
        assert plan.installments[1].send_date == date(2027, 2, 26)  # the 28th is a Sunday
        assert {part.due.net_days for part in plan.installments} == {14}

    def test_becomes_milestones_one_by_one(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.PARTS)
        desk.send(click("UKIM", ActionId.PART_ADD, "add", view=filled(form, {})))
        typed = {
            "part_label.0": "Kick-off",
            "part_share.0": "33.33 %",
            "part_label.1": "Design",
            "part_share.1": "33.33%",
            "part_date.1": "2027-01-15",
            "part_label.2": "Launch",
            "part_share.2": "16003.20",
            "part_condition.2": "Go-live signed",
        }
        said = review(desk, desk.window, typed)
        assert "sent when “Go-live signed”" in said
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$15,998.40", "$15,998.40", "$16,003.20"]
        assert [part.label for part in plan.installments] == ["Kick-off", "Design", "Launch"]

    def test_keeps_parts_that_come_and_go(self, desk: Desk, proposal: ProposalRow) -> None:
        form = chosen(desk, proposal, BillingWay.PARTS)
        desk.send(click("UKIM", ActionId.PART_ADD, "add", view=filled(form, {})))
        more = filled(desk.window, {"part_label.2": "Handover", "part_share.1": "40 %"})
        desk.send(click("UKIM", ActionId.PART_REMOVE, "0", view=more))
        assert "part_label.0" not in str(desk.window)
        assert "Handover" in str(desk.window)
        assert "40 %" in str(desk.window)

    def test_becomes_a_retainer(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.RETAINER)
        typed = {
            "part_label": "Support",
            "period_amount": "4000",
            "interval": "quarterly",
            "periods": "12",
            "start_date": "2027-01-31",
        }
        said = review(desk, form, typed)
        assert "quarterly, 12 × $4,000.00 from Jan 31, 2027 to Jan 30, 2030" in said
        plan = changed(desk, deps, engine, proposal)
        [retainer] = plan.retainers
        assert plan.installments == ()
        assert retainer.rhythm == Rhythm(interval=Interval.MONTH, every=3)
        assert (retainer.periods, str(plan.total)) == (12, "$48,000.00")

    @pytest.mark.parametrize(
        ("way", "typed", "wrong"),
        [
            (BillingWay.DEPOSIT, {"deposit": "100 %"}, "deposit"),
            (BillingWay.DEPOSIT, {"deposit": "25 %"}, "rest_date"),
            (BillingWay.DEPOSIT, {"deposit": "much"}, "deposit"),
            (BillingWay.EQUAL, {"part_count": "1"}, "part_count"),
            (BillingWay.EQUAL, {"part_count": "2", "start_date": "2026-11-01"}, "start_date"),
            (BillingWay.PARTS, {"part_share.1": "40 %"}, "part_share.1"),
            (BillingWay.PARTS, {"part_share.1": "10"}, "part_share.1"),
            (BillingWay.PARTS, {"part_date.0": "2026-11-01"}, "part_date.0"),
            (BillingWay.RETAINER, {"part_label": "x"}, "start_date"),
            (
                BillingWay.RETAINER,
                {"part_label": "x", "start_date": "2027-01-01", "period_amount": "0"},
                "period_amount",
            ),
            (
                BillingWay.RETAINER,
                {
                    "part_label": "x",
                    "start_date": "2027-01-01",
                    "period_amount": "1.005",
                    "periods": "3",
                },
                "period_amount",
            ),
        ],
    )
    def test_says_what_is_wrong_where_it_is(
        self, desk: Desk, proposal: ProposalRow, way: BillingWay, typed: Body, wrong: str
    ) -> None:
        desk.send(submission("UKIM", chosen(desk, proposal, way), typed))
        assert wrong in desk.ack["errors"]


class TestMilestones:
    @pytest.fixture
    def proposal(self, deps: Deps) -> ProposalRow:
        some = (
            a_milestone(1, percent=Decimal(25)),
            a_milestone(2, percent=Decimal(75), date=date(2027, 1, 15)),
        )
        return a_pending(deps, milestones=some)

    def test_are_kept_unless_something_else_is_chosen(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = open_modify(desk, proposal)
        assert "*2* Phase 2 · $36,000.00 · sent Fri Jan 15, 2027" in str(form)
        review(desk, form, {"footer": "Pay by wire", "net_days": "60"})
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$12,000.00", "$36,000.00"]
        assert plan.footer == "Pay by wire"
        assert {part.due.net_days for part in plan.installments} == {60}

    def test_become_one_invoice_with_the_products_on_it(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.ONE)
        review(desk, form, {})
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$48,000.00"]
        assert "Phase" not in str(plan.installments[0].lines)

    def test_are_edited_one_by_one(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = chosen(desk, proposal, BillingWay.PARTS)
        review(desk, form, {"part_share.0": "50 %", "part_share.1": "50 %"})
        plan = changed(desk, deps, engine, proposal)
        assert shares(plan) == ["$24,000.00"] * 2
        assert [part.source for part in plan.installments] == [
            part.source for part in proposal.plan.installments
        ]
        form = open_modify(desk, latest(deps, proposal.deal_id))
        review(desk, form, {"net_days": "10"})  # what was decided before follows the new terms
        plan = changed(desk, deps, engine, proposal)
        assert {part.due.net_days for part in plan.installments} == {10}


class TestSecondPayer:
    def test_pays_the_share_that_was_typed(
        self, desk: Desk, deps: Deps, engine: FakeEngine
    ) -> None:
        terms = {"text": "Net 30", "second_share": Decimal(30)}
        proposal = a_pending(deps, second_payer=GLOBEX, terms=terms)
        form = open_modify(desk, proposal)
        said = review(desk, form, {"share_percent": "40", "share_email": "pay@globex.example"})
        assert "Globex" in said
        plan = changed(desk, deps, engine, proposal)
        [share] = plan.shares
        assert (share.percent, share.bill_to.email) == (Decimal(40), "pay@globex.example")
        review(desk, open_modify(desk, latest(deps, proposal.deal_id)), {"share_percent": "0"})
        assert changed(desk, deps, engine, proposal).shares == ()

    def test_is_not_asked_for_where_there_is_none(self, desk: Desk, deps: Deps) -> None:
        assert "share_percent" not in str(open_modify(desk, a_pending(deps)))

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [({"share_percent": "100"}, "share_percent"), ({"share_email": "x"}, "share_email")],
    )
    def test_is_sent_back_if_it_makes_no_sense(
        self, desk: Desk, deps: Deps, typed: Body, wrong: str
    ) -> None:
        terms = {"text": "Net 30", "second_share": Decimal(30)}
        form = open_modify(desk, a_pending(deps, second_payer=GLOBEX, terms=terms))
        desk.send(submission("UKIM", form, typed))
        assert wrong in desk.ack["errors"]
