from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.actor import Actor
from bot.deal import Contact, Terms
from bot.deps import Deps
from bot.ledger import holds
from bot.overrides import Overrides
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.deciding import decide, revise
from bot.workflows.deciding.propose import look_around, make_proposal
from tests.fakes.deals import DEAL_ID, LEE
from tests.workflows.house import KIM, PAT, REFUSED, TWO_ABOVE_25K, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def kinds(house: House) -> set[str]:
    return {finding.kind for finding in house.latest().findings}


def modify(house: House, changes: Overrides, who: Actor = KIM) -> None:
    latest = house.latest()
    revise.modify(house.deps, latest.id, latest.content_hash, changes, who)


class TestPending:
    def test_is_refreshed_in_place_when_only_the_surroundings_changed(self, house: House) -> None:
        house.propose()
        house.change(owner=house.crm.deals[DEAL_ID].owner, terms=Terms(text="net 30 days"))
        assert house.revisions() == 1
        assert house.latest().source.terms.text == "net 30 days"

    def test_keeps_an_approval_when_it_is_refreshed(self, house: House) -> None:
        policy = with_policy(house.deps, tiers=TWO_ABOVE_25K)
        house.deps = replace(house.deps, policy=policy)
        house.propose()
        house.approve()
        house.change(terms=Terms(text="net 30 days"))
        house.approve(PAT)
        assert house.latest().status is ProposalStatus.APPROVED

    def test_shows_new_findings_at_once(self, house: House) -> None:
        house.propose()
        [card] = house.messenger.roots("#billing-approvals")
        before = card.edits
        lines = house.crm.deals[DEAL_ID].lines
        house.change(amount=Decimal(47_000), lines=lines)
        assert kinds(house) == {"amount_differs"}
        assert house.revisions() == 1
        assert card.edits > before

    def test_is_replaced_on_its_card_by_a_new_revision(self, house: House) -> None:
        house.propose()
        house.change(amount=Decimal(100), lines=())
        assert house.revision(1).status is ProposalStatus.SUPERSEDED
        [card] = house.messenger.roots("#billing-approvals")
        assert "$100.00" in card.message.text
        assert "Salesforce: The total is $100.00 instead of $48,000.00." in house.told()[-1]

    def test_gets_a_new_card_once_somebody_has_approved(self, house: House) -> None:
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
        house.propose()
        house.approve()
        house.run()
        house.change(amount=Decimal(30_000), lines=())
        old, new = house.messenger.roots("#billing-approvals")
        new_link = house.messenger.link(new.place)
        assert new_link in str(old.message.blocks)
        assert house.messenger.link(old.place) in str(new.message.blocks)

    def test_is_withdrawn_when_it_is_no_longer_won(self, house: House) -> None:
        house.propose()
        house.change(is_won=False, stage="Negotiation")
        assert house.latest().status is ProposalStatus.SUPERSEDED
        assert house.told()[-1] == "Salesforce: Withdrawn: it is no longer won (Negotiation)."

    def test_is_the_same_after_planning_twice(self, house: House) -> None:
        house.propose()
        told = house.told()
        around = look_around(house.deps, DEAL_ID)
        make_proposal(house.deps, DEAL_ID, around)
        assert house.revisions() == 1
        assert house.told() == told

    def test_comes_back_when_it_is_won_again(self, house: House) -> None:
        house.propose()
        house.change(is_won=False, stage="Negotiation")
        house.change(is_won=True, stage="Closed Won", amount=Decimal(100), lines=())
        house.clock.move(minutes=6)
        house.poll()
        assert house.latest().status is ProposalStatus.PENDING
        assert "Proposed again: $100.00. The total is $100.00 instead of" in house.told()[-1]
        assert len(house.messenger.roots("#billing-approvals")) == 1

    def test_is_not_made_for_what_is_billed_already(self, house: House) -> None:
        house.ordered()
        house.run()
        with house.deps.ledger.transaction() as s:
            s.merge(house.latest()).status = ProposalStatus.SUPERSEDED
        make_proposal(house.deps, DEAL_ID, look_around(house.deps, DEAL_ID))
        assert house.revisions() == 1


class TestChangedPlan:
    def test_names_who_changed_it_whoever_plans_first(self, house: House) -> None:
        house.propose()
        modify(house, Overrides(po_number="PO-1"))
        make_proposal(house.deps, DEAL_ID, look_around(house.deps, DEAL_ID))  # a poll was faster
        assert house.latest().changed_by == ["UKIM"]
        house.run()
        assert house.latest().changed_by == ["UKIM"]

    def test_is_told_as_a_persons_every_time(self, house: House) -> None:
        house.propose()
        for number in ("PO-1", "PO-2"):
            modify(house, Overrides(po_number=number))
            house.run()
            assert house.told()[-1] == "closedwon: Up for approval as changed: $48,000.00."
        assert house.latest().changed_by == ["UKIM"]

    def test_stays_theirs_through_rejection_and_re_opening(self, house: House) -> None:
        house.propose()
        modify(house, Overrides(po_number="PO-1"))
        house.run()
        modify(house, Overrides(memo="Thanks"), PAT)
        house.run()
        latest = house.latest()
        decide.reject(house.deps, latest.id, latest.content_hash, KIM, reason="no", note="")
        decide.reopen(house.deps, latest.id, KIM)
        house.run()
        assert house.latest().changed_by == ["UKIM", "UPAT"]

    def test_can_be_approved_even_if_the_change_came_to_nothing(self, house: House) -> None:
        house.known_customer()
        house.propose()
        modify(house, Overrides(customer_id="cus_gone"))
        house.run()
        assert house.latest().content_hash == house.revision(1).content_hash
        house.approve(PAT)
        assert house.latest().status is ProposalStatus.APPROVED

    def test_survives_the_next_poll(self, house: House) -> None:
        house.propose()
        modify(house, Overrides(po_number="PO-1"))
        house.run()
        house.change(terms=Terms(text="Net 45", po_number="PO-9"))
        assert house.latest().plan.po_number == "PO-1"
        assert house.latest().plan.installments[0].due.net_days == 45


class TestLateChange:
    def test_asks_again_at_once_while_nothing_was_begun(self, house: House) -> None:
        row = house.ordered(terms=Terms(text="Net 30", send_date=date(2027, 4, 1)))
        house.run()
        house.change(amount=Decimal(100), lines=())
        assert house.invoices()[0].status is InvoiceStatus.CANCELED
        assert house.latest().status is ProposalStatus.PENDING
        assert [finding.kind for finding in house.latest().findings] == []
        assert "Nothing was sent: the deal changed" in house.told()[-2]
        assert row.stripe_id is None

    def test_keeps_the_hold_of_what_it_calls_off(self, house: House) -> None:
        row = house.ordered()
        house.hold(row.id)
        house.change(amount=Decimal(100), lines=())
        with house.deps.ledger.reading() as s:
            assert holds.open_on(s, DEAL_ID) is not None
            assert holds.open_on(s, row.id) is None

    def test_releases_the_hold_when_the_deal_is_held_already(self, house: House) -> None:
        row = house.ordered()
        house.hold(row.id)
        house.hold(DEAL_ID)
        house.change(amount=Decimal(100), lines=())
        with house.deps.ledger.reading() as s:
            assert [hold.subject for hold in holds.all_open(s)] == [DEAL_ID]

    def test_of_what_was_sent_is_told_once(self, house: House) -> None:
        house.ordered()
        house.run()
        house.change(amount=Decimal(100), lines=())
        told = house.told()
        assert "The deal changed after something was sent." in told[-1]
        assert "The total is $100.00 instead of $48,000.00." in told[-1]
        house.change()
        house.poll()
        assert house.told() == told

    def test_does_not_mention_the_customer_made_meanwhile(self, house: House) -> None:
        house.ordered()
        house.run()
        told = house.told()
        house.change(contacts=(LEE, Contact(id="x", name="Second", email="b@acme.example")))
        for _ in range(2):
            make_proposal(house.deps, DEAL_ID, look_around(house.deps, DEAL_ID))
        assert house.told() == told

    def test_of_what_is_on_its_way_says_that_it_is_looked_at_again(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_next(REFUSED)
        house.run()
        house.change(amount=Decimal(100), lines=())
        assert house.told()[-1].endswith("It is looked at again before it goes out.")
        house.retry()
        assert house.billing.mails == []
        assert house.latest().status is ProposalStatus.PENDING

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"is_won": False, "stage": "Lost"}, "The opportunity is no longer won (Lost)."),
            ({"is_deleted": True}, "The opportunity was deleted."),
        ],
    )
    def test_of_the_deal_itself_is_told_too(
        self, house: House, changes: dict[str, object], words: str
    ) -> None:
        house.ordered()
        house.run()
        house.change(**changes)
        assert words in house.told()[-1]

    def test_of_a_rejected_one_says_what_can_be_done(self, house: House) -> None:
        proposal = house.propose()
        decide.reject(house.deps, proposal.id, proposal.content_hash, KIM, reason="no", note="")
        house.change(amount=Decimal(100), lines=())
        assert house.told()[-1].endswith("Re-open it if it counts.")
