import pytest

from bot.deps import Deps
from bot.due import Due
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.status import ProposalStatus
from bot.views.ids import ActionId
from bot.views.values import proposal_value
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.deals import ACCOUNT_ID
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import a_pending, latest, told
from tests.slack_payloads import Body, click, filled, submission


def value_of(proposal: ProposalRow) -> str:
    return proposal_value(proposal.id, proposal.content_hash)


def open_modify(desk: Desk, proposal: ProposalRow, user: str = "UKIM") -> Body:
    desk.send(click(user, ActionId.PROPOSAL_MODIFY, value_of(proposal)))
    assert "looking this up" in str(desk.windows[-2])
    return desk.window


def open_fix(desk: Desk, proposal: ProposalRow, user: str = "UKIM") -> Body:
    desk.send(click(user, ActionId.PROPOSAL_FIX, value_of(proposal)))
    return desk.window


class TestModify:
    @pytest.fixture
    def proposal(self, deps: Deps) -> ProposalRow:
        return a_pending(deps)

    def test_shows_a_review_before_anything_changes(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        form = open_modify(desk, proposal)
        typed = {"net_days": "60", "unit_price.1": "10000"}
        desk.send(submission("UKIM", form, typed))
        assert desk.ack["response_action"] == "push"
        review = desk.ack["view"]
        assert "$46,000.00" in str(review)
        assert "The terms are Net 60 instead of Net 30." in str(review)
        engine.run_all()
        assert latest(deps, proposal.deal_id).revision == 1
        desk.send(submission("UKIM", review))
        assert desk.ack == {"response_action": "clear"}
        engine.run_all()
        now = latest(deps, proposal.deal_id)
        assert (now.revision, now.changed_by) == (2, ["UKIM"])
        assert now.plan.installments[0].due == Due(net_days=60)

    def test_puts_mistakes_under_their_fields(self, desk: Desk, proposal: ProposalRow) -> None:
        form = open_modify(desk, proposal)
        typed = {"unit_price.0": "much", "bill_to_email": "nobody"}
        desk.send(submission("UKIM", form, typed))
        assert set(desk.ack["errors"]) == {"unit_price.0", "bill_to_email"}

    def test_says_when_nothing_is_different(self, desk: Desk, proposal: ProposalRow) -> None:
        desk.send(submission("UKIM", open_modify(desk, proposal)))
        assert "Nothing is different" in str(desk.ack["errors"])

    def test_adds_and_removes_lines_with_everything_typed_kept(
        self, desk: Desk, proposal: ProposalRow
    ) -> None:
        typed = filled(open_modify(desk, proposal), {"memo": "Thanks", "net_days": "x"})
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=typed))
        assert "description.2" in str(desk.window)
        assert "Thanks" in str(desk.window)
        more = filled(desk.window, {"description.2": "Training", "net_days": "45"})
        desk.send(click("UKIM", ActionId.LINE_REMOVE, "0", view=more))
        assert "description.0" not in str(desk.window)
        assert "Training" in str(desk.window)
        desk.send(submission("UKIM", desk.window, {"unit_price.2": "500"}))
        assert "$12,500.00" in str(desk.ack["view"])

    def test_refuses_a_stale_form_with_the_difference_and_keeps_the_typing(
        self, desk: Desk, deps: Deps, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        kims = open_modify(desk, proposal)
        pats = open_modify(desk, proposal, "UPAT")
        desk.send(submission("UKIM", kims, {"net_days": "60"}))
        desk.send(submission("UKIM", desk.ack["view"]))
        engine.run_all()
        desk.send(submission("UPAT", pats, {"memo": "From Pat", "net_days": "60"}))
        assert desk.ack["response_action"] == "update"
        again = desk.ack["view"]
        assert "Net 60 instead of Net 30" in str(again)
        assert "From Pat" in str(again)
        desk.send(submission("UPAT", again))
        desk.send(submission("UPAT", desk.ack["view"]))
        engine.run_all()
        now = latest(deps, proposal.deal_id)
        assert (now.revision, now.plan.memo) == (3, "From Pat")

    def test_refuses_at_the_review_what_changed_meanwhile(
        self, desk: Desk, engine: FakeEngine, proposal: ProposalRow
    ) -> None:
        reviews = []
        for user in ("UKIM", "UPAT"):
            desk.send(submission(user, open_modify(desk, proposal, user), {"memo": user}))
            reviews.append(desk.ack["view"])
        desk.send(submission("UKIM", reviews[0]))
        engine.run_all()
        desk.send(submission("UPAT", reviews[1]))
        assert desk.ack["view"]["callback_id"] == "modal.notice"
        assert "UKIM" in str(desk.ack["view"])

    def test_says_why_it_is_not_possible(self, desk: Desk, proposal: ProposalRow) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, value_of(proposal)))
        assert "credit note" in str(open_modify(desk, proposal))

    def test_works_on_a_plan_without_an_invoice(self, desk: Desk, deps: Deps) -> None:
        proposal = a_pending(deps, amount=None, lines=(), contacts=())
        form = open_modify(desk, proposal)
        typed = {
            "description.0": "Platform",
            "unit_price.0": "500",
            "bill_to_email": "ap@acme.example",
        }
        edited = filled(form, {**typed, "net_days": "x"})
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=edited))
        desk.send(submission("UKIM", form, typed))
        assert "$500.00" in str(desk.ack["view"])


class TestFix:
    def test_asks_for_exactly_what_is_missing(
        self, desk: Desk, deps: Deps, engine: FakeEngine
    ) -> None:
        proposal = a_pending(deps, terms={"text": "Net 30", "po_required": True})
        form = open_fix(desk, proposal, "UDANA")
        inputs = [block["block_id"] for block in form["blocks"] if block["type"] == "input"]
        assert inputs == ["po_number"]
        desk.send(submission("UDANA", form, {"po_number": "PO-7"}))
        assert desk.ack == {}
        engine.run_all()
        assert latest(deps, proposal.deal_id).plan.po_number == "PO-7"
        assert "Dana: The deal owner fixed it, please check." in told(deps, proposal.deal_id)

    def test_fills_in_a_bill_to(self, desk: Desk, deps: Deps, engine: FakeEngine) -> None:
        proposal = a_pending(deps, contacts=())
        form = open_fix(desk, proposal)
        desk.send(submission("UKIM", form, {"bill_to_email": "nobody"}))
        assert set(desk.ack["errors"]) == {"bill_to_email"}
        desk.send(submission("UKIM", form, {"bill_to_email": "ap@acme.example"}))
        engine.run_all()
        bill_to = latest(deps, proposal.deal_id).plan.bill_to
        assert bill_to
        assert bill_to.email == "ap@acme.example"

    def test_offers_lines_that_come_and_go(
        self, desk: Desk, deps: Deps, engine: FakeEngine
    ) -> None:
        proposal = a_pending(deps, amount=None, lines=())
        typed = filled(open_fix(desk, proposal), {"description.0": "All of it"})
        desk.send(click("UKIM", ActionId.LINE_ADD, "add", view=typed))
        both = filled(desk.window, {"description.1": "More"})
        desk.send(click("UKIM", ActionId.LINE_REMOVE, "1", view=both))
        desk.send(submission("UKIM", desk.window, {"unit_price.0": "250"}))
        engine.run_all()
        assert str(latest(deps, proposal.deal_id).plan.total) == "$250.00"

    def test_lets_people_pick_the_customer(
        self, desk: Desk, deps: Deps, billing: FakeBilling, engine: FakeEngine
    ) -> None:
        ids = [billing.add_customer(f"Acme {n}", "ap@acme.example") for n in (1, 2, 3)]
        proposal = a_pending(deps)
        billing.drop_customer(ids[2])
        form = open_fix(desk, proposal)
        assert "Acme 1" in str(form)
        assert "deleted at Stripe" in str(form)
        desk.send(submission("UKIM", form, {"customer": ids[1]}))
        engine.run_all()
        assert latest(deps, proposal.deal_id).plan.customer_id == ids[1]

    def test_lets_people_want_a_new_customer(
        self, desk: Desk, deps: Deps, billing: FakeBilling
    ) -> None:
        for number in (1, 2):
            billing.add_customer(f"Acme {number}", "ap@acme.example")
        proposal = a_pending(deps)
        desk.send(submission("UKIM", open_fix(desk, proposal), {"customer": "new"}))
        assert "Kim: Fixed it." in told(deps, proposal.deal_id)

    def test_says_when_nothing_is_missing(self, desk: Desk, deps: Deps) -> None:
        assert "Nothing is missing any more" in str(open_fix(desk, a_pending(deps)))

    def test_may_not_be_for_everybody(self, desk: Desk, deps: Deps) -> None:
        form = open_fix(desk, a_pending(deps), "USAM")
        assert "only finance or the deal owner may fix this" in str(form)


class TestLookAlikes:
    @pytest.fixture
    def alike(self, deps: Deps, books: Books, billing: FakeBilling) -> str:
        customer = billing.add_customer("Acme", "ap@acme.example", account_id=ACCOUNT_ID)
        return books.at_stripe(4_800_000, deps.today(), customer)

    def test_can_be_dismissed(self, desk: Desk, deps: Deps, engine: FakeEngine, alike: str) -> None:
        proposal = a_pending(deps)
        form = open_fix(desk, proposal)
        assert alike in str(form)
        desk.send(submission("UKIM", form, {"look_alike": f"dismiss|{alike}"}))
        engine.run_all()
        assert latest(deps, proposal.deal_id).findings == ()

    def test_can_be_linked(
        self, desk: Desk, deps: Deps, messenger: FakeMessenger, alike: str
    ) -> None:
        with deps.ledger.transaction() as s:
            s.add(
                OutsideInvoiceRow(
                    stripe_id=alike,
                    number="OLD-7",
                    customer_id="cus_1",
                    currency="USD",
                    balance_minor=4_800_000,
                    seen_at=deps.now(),
                )
            )
        proposal = a_pending(deps)
        form = open_fix(desk, proposal)
        assert "OLD-7 · $48,000.00" in str(form)
        desk.send(submission("UDANA", form, {"look_alike": f"link|{alike}"}))
        assert "only finance" in desk.ack["errors"]["look_alike"]
        desk.send(submission("UKIM", form, {"look_alike": f"link|{alike}"}))
        assert latest(deps, proposal.deal_id).status is ProposalStatus.NOT_BILLED
        assert not messenger.whispers

    def test_need_a_choice(self, desk: Desk, deps: Deps, alike: str) -> None:
        form = open_fix(desk, a_pending(deps))
        strange = submission("UKIM", form, {"look_alike": f"link|{alike}"})
        chosen = strange["view"]["state"]["values"]["look_alike"]["input"]
        chosen["selected_option"] = {"value": "else|in_1"}
        desk.send(strange)
        assert desk.ack["errors"] == {"look_alike": "Choose one."}
