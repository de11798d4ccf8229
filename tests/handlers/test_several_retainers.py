"""Modify of a deal with several retainers: one at a time, whichever it is."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger.proposals import ProposalRow
from bot.plan import Plan
from bot.views.ids import ActionId, BillingWay
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.test_billing_ways import changed, chosen, review
from tests.pending import a_pending
from tests.planning.deals import recurring
from tests.slack_payloads import Body, choose, filled, submission
from tests.views.reading import checked_view

THREE = tuple(
    recurring(
        str(1_200 * n), 12 // n, rhythm, id=f"00k{n:012d}AAA", description=name,
        start=date(2027, 1, 1),
    )
    for n, rhythm, name in ((1, "Monthly", "Support"), (3, "Quarterly", "Review"),
                            (6, "Half-yearly", "Audit"))
)  # fmt: skip


@pytest.fixture
def proposal(deps: Deps) -> ProposalRow:
    return a_pending(deps, lines=THREE, amount=Decimal(12_000))


def numbers(proposal: ProposalRow) -> list[str]:
    return [str(one.number) for one in proposal.plan.retainers]


def picked(desk: Desk, form: Body, number: str, typed: Body | None = None) -> Body:
    """Return the form with another retainer in it."""
    desk.send(choose("UKIM", ActionId.RETAINER_CHOOSE, number, view=filled(form, typed or {})))
    return checked_view(desk.window)


def amounts(plan: Plan) -> list[str]:
    return [str(sum((x.amount.amount for x in one.lines), Decimal())) for one in plan.retainers]


def test_any_of_them_is_changed_and_the_others_stay(
    desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
) -> None:
    before = proposal.plan.retainers
    form = chosen(desk, proposal, BillingWay.RETAINER)
    assert "Which of 3 retainers" in str(form)
    assert "One is changed at a time" in str(form)
    second = numbers(proposal)[1]
    form = picked(desk, form, second, {f"part_label.{numbers(proposal)[0]}": "Not kept"})
    assert before[1].label in str(form["blocks"])
    assert "Not kept" not in str(form["blocks"])
    review(desk, form, {f"period_amount.{second}": "950"})
    plan = changed(desk, deps, engine, proposal)
    assert [one.label for one in plan.retainers] == [one.label for one in before]
    assert amounts(plan)[1] == "950.00"
    assert plan.retainers[0].lines == before[0].lines
    assert plan.retainers[2].lines == before[2].lines
    assert [one.due for one in plan.retainers] == [one.due for one in before]


def test_a_mistake_is_said_at_its_field(desk: Desk, proposal: ProposalRow) -> None:
    last = numbers(proposal)[2]
    form = picked(desk, chosen(desk, proposal, BillingWay.RETAINER), last)
    desk.send(submission("UKIM", form, {f"period_amount.{last}": "0"}))
    assert list(desk.ack["errors"]) == [f"period_amount.{last}"]
