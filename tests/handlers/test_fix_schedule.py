"""What goes out when, or what repeats, is not clear: Fix leads to the form of Modify."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.finding import Fix, Level
from bot.readiness import blocks
from bot.views import direct
from bot.views.ids import ActionId, BillingWay, ModalId
from bot.workflows.showing.card_state import card_state
from tests.fakes.deals import a_milestone
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.test_billing_ways import review
from tests.handlers.test_changes import open_fix
from tests.pending import a_pending, latest
from tests.planning.deals import recurring
from tests.slack_payloads import Body, choose, filled, submission
from tests.views.reading import action_ids, checked, words

TOO_MUCH = {
    "milestones": (
        a_milestone(1, percent=Decimal(60)),
        a_milestone(2, percent=Decimal(60), date=date(2027, 1, 15)),
    )
}
NO_END = {"amount": Decimal(12_000), "lines": (recurring(periods=None),)}


@pytest.mark.parametrize(
    ("deal", "way", "typed"),
    [
        (TOO_MUCH, BillingWay.PARTS, {"part_share.0": "60 %", "part_share.1": "40 %"}),
        (TOO_MUCH, BillingWay.ONE, {}),
        (
            NO_END,
            BillingWay.RETAINER,
            {"part_label": "Support", "period_amount": "1000", "periods": "12"},
        ),
    ],
    ids=["milestones", "one invoice", "retainer"],
)
def test_fix_leads_to_modify_and_mends_it(
    desk: Desk, deps: Deps, engine: FakeEngine, deal: Body, way: BillingWay, typed: Body
) -> None:
    proposal = a_pending(deps, **deal)
    blocking = [f for f in proposal.findings if f.level is Level.BLOCK]
    assert {f.fix for f in blocking} == {Fix.SCHEDULE}

    form = open_fix(desk, proposal)
    assert form["callback_id"] == ModalId.MODIFY
    desk.send(choose("UKIM", ActionId.BILLING_CHOOSE, way.value, view=filled(form, {})))
    review(desk, desk.window, typed)
    desk.send(submission("UKIM", desk.ack["view"]))
    engine.run_all()

    now = latest(deps, proposal.deal_id)
    assert now.revision == 2
    assert not blocks(now.findings)


def test_the_owner_is_told_where_it_is_mended(desk: Desk, deps: Deps) -> None:
    proposal = a_pending(deps, **TOO_MUCH)
    assert "only finance may modify this" in str(open_fix(desk, proposal, "UDANA"))
    with deps.ledger.reading() as s:
        message = checked(direct.fix_needed(card_state(deps, s, proposal.id)))
    assert action_ids(message) == set()
    assert "Correct it in Salesforce, or have Finance say it by Modify" in words(message)
