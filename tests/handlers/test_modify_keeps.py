"""What was typed into Modify stays when the form is shown again."""

from decimal import Decimal

from bot.deal import Terms
from bot.deps import Deps
from bot.views.ids import ActionId, BillingWay, FieldId
from tests.fakes.engine import FakeEngine
from tests.handlers.conftest import Desk
from tests.handlers.test_billing_ways import GLOBEX, chosen
from tests.handlers.test_changes import open_modify
from tests.pending import a_pending
from tests.planning.deals import recurring
from tests.slack_payloads import Body, click, filled, submission


def share_of(form: Body) -> list[str]:
    """Return what the fields about the second payer show."""
    fields = (FieldId.SHARE_PERCENT, FieldId.SHARE_EMAIL)
    shown = {block["block_id"]: block["element"] for block in form["blocks"] if "element" in block}
    return [shown[field.value].get("initial_value", "") for field in fields]


def test_the_share_of_the_second_payer(desk: Desk, deps: Deps) -> None:
    terms = {"text": "Net 30", "second_share": Decimal(30)}
    form = open_modify(desk, a_pending(deps, second_payer=GLOBEX, terms=terms))
    typed = {"share_percent": "45", "share_email": "new@globex.example"}
    desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=filled(form, typed)))
    assert share_of(desk.window) == ["45", "new@globex.example"]


def test_that_a_retainer_is_not_to_be_renewed(desk: Desk, deps: Deps, engine: FakeEngine) -> None:
    """Somebody else changed the plan first, so the form comes back."""
    line = recurring("48000", 12)
    proposal = a_pending(deps, lines=(line,), terms=Terms(text="Net 30", renews=True))
    assert proposal.plan.retainers[0].renews
    mine = chosen(desk, proposal, BillingWay.RETAINER)
    desk.send(submission("UKIM", open_modify(desk, proposal), {"memo": "Thanks"}))
    desk.send(submission("UKIM", desk.ack["view"]))
    engine.run_all()
    desk.send(submission("UPAT", mine, {"renews": "off"}))
    assert desk.ack["response_action"] == "update"
    desk.send(submission("UPAT", desk.ack["view"]))
    assert "It is not to be renewed." in str(desk.ack["view"])
