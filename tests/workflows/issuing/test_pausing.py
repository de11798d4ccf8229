"""The kill switch: nothing goes out while it is on, and everything once when it is off."""

from dataclasses import replace
from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger import gate
from bot.status import InvoiceStatus
from bot.workflows.issuing import pausing
from bot.workflows.tracking.track import watch_payments
from tests.fakes.deals import a_deal, a_milestone, deal_id
from tests.workflows.house import ALEX, KIM, NO_ANSWER, PAT, House, with_policy

SENDS = {"send", "subscribe"}


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def went(house: House) -> list[str]:
    return [method for method in house.calls() if method in SENDS]


def waiting(house: House) -> list[str]:
    with house.deps.ledger.reading() as s:
        return [row.subject for row in gate.waiting(s)]


class TestAPause:
    def test_keeps_approved_invoices_and_says_so(self, house: House) -> None:
        pausing.pause(house.deps, "wrong tax", KIM)
        row = house.ordered()
        house.run()
        assert went(house) == []
        assert house.status() is InvoiceStatus.APPROVED
        assert waiting(house) == [row.id]
        assert "Kim: Approved: $48,000.00. It waits: sending is paused by Kim." in house.told()
        [card] = house.messenger.roots(house.deps.settings.approvals_channel)
        assert "waits: sending is paused by Kim" in card.message.text

    def test_lets_everything_go_on_once_and_in_order(self, house: House) -> None:
        pausing.pause(house.deps, "", KIM)
        ids = []
        for n in range(1, 9):
            house.crm.win(a_deal(id=deal_id(n)))
        house.poll()
        house.clock.move(minutes=6)
        house.poll()
        for n in (3, 1, 8, 2, 5, 4, 7, 6):
            house.approve(deal_id=deal_id(n))
            house.run()
            ids.append(house.invoice(deal_id(n)).id)
        assert waiting(house) == ids
        assert pausing.resume(house.deps, PAT) == 8
        house.run()
        again = [work.args[0] for work in house.engine.of("issue")][-8:]
        assert again == ids
        assert went(house) == ["send"] * 8
        assert not waiting(house)
        assert {house.status(deal_id(n)) for n in range(1, 9)} == {InvoiceStatus.OPEN}

    def test_comes_while_stripe_does_not_answer_the_sending(self, house: House) -> None:
        """Whether the last try went through or not, the customer gets it once."""
        for sent, n in ((False, 1), (True, 2)):
            house.crm.win(a_deal(id=deal_id(n)))
            house.poll()
            house.clock.move(minutes=6)
            house.poll()
            house.approve(deal_id=deal_id(n))

            def happen(*, sent: bool = sent) -> None:
                pausing.pause(house.deps, "", KIM)
                house.billing.fail_next(NO_ANSWER, after=sent)

            house.billing.at("send", happen)
            house.run()
            assert waiting(house) == [house.invoice(deal_id(n)).id]
            pausing.resume(house.deps, KIM)
            house.run()
            assert house.status(deal_id(n)) is InvoiceStatus.OPEN
            assert len(list(house.billing.open_invoices())) == n

    def test_stops_drafts_that_would_go_out_by_themselves(self, house: House) -> None:
        first = a_milestone(1, amount=24_000, date=date(2026, 12, 15))
        second = a_milestone(2, amount=24_000, date=date(2027, 1, 15))
        house.propose(milestones=(second, first))
        house.approve()
        house.run()
        assert {row.status for row in house.invoices()} == {InvoiceStatus.SCHEDULED}
        now = pausing.pause(house.deps, "", KIM)
        assert now.not_yet == 2
        assert now.next_on == date(2026, 12, 15)
        assert "would go out by itself on Dec 15" in pausing.words_of(house.deps, now)
        house.run()
        assert not any(row.advances for row in house.invoices())
        assert not any(draft.advances for draft in house.billing.drafts())
        later = pausing.standing(house.deps)
        assert later is not None
        assert later.not_yet == 0
        house.clock.move(days=30)  # the day of the first passes
        house.poll_stripe()
        assert {row.status for row in house.invoices()} == {InvoiceStatus.SCHEDULED}
        pausing.resume(house.deps, KIM)
        house.run()
        states = {row.item: row.status for row in house.invoices()}
        assert sorted(states.values()) == [InvoiceStatus.OPEN, InvoiceStatus.SCHEDULED]
        assert [draft.advances for draft in house.billing.drafts()] == [True]

    def test_goes_on_tracking(self, house: House) -> None:
        house.ordered()
        house.run()
        pausing.pause(house.deps, "", KIM)
        house.billing.pay(house.invoice().stripe_id or "")
        watch_payments(house.deps, "slot")
        house.run()
        assert house.status() is InvoiceStatus.PAID

    def test_is_in_the_ledger(self, house: House) -> None:
        pausing.pause(house.deps, "wrong tax", KIM)
        again = House(replace(house.deps))
        now = pausing.standing(again.deps)
        assert now is not None
        assert (now.pause.by_name, now.pause.reason) == ("Kim", "wrong tax")
        assert house.audited("sending") == [("UKIM", "sending.paused")]
        with pytest.raises(Conflict, match="paused already, by Kim"):
            pausing.pause(again.deps, "", PAT)
        pausing.resume(again.deps, PAT)
        assert house.audited("sending")[-1] == ("UPAT", "sending.resumed")
        with pytest.raises(Conflict, match="Nothing is paused"):
            pausing.resume(again.deps, KIM)

    def test_is_one_alert_that_counts(self, house: House) -> None:
        pausing.pause(house.deps, "", KIM)
        house.ordered()
        house.run()
        pausing.count_waiting(house.deps, "slot")
        house.run()
        [said] = house.messenger.roots(house.deps.settings.ops_channel)
        assert said.message.text == "Sending is paused"
        assert "1 thing waits so far" in str(said.message.blocks)
        assert "sending.resume" in str(said.message.blocks)
        pausing.resume(house.deps, KIM)
        house.run()
        [said] = house.messenger.roots(house.deps.settings.ops_channel)
        assert said.message.text == "Sending is paused: over"

    def test_is_for_those_the_policy_names(self, house: House) -> None:
        with pytest.raises(NotAllowed, match="only finance may pause"):
            pausing.pause(house.deps, "", ALEX)
        policy = with_policy(house.deps, may={"pause": ("ar",)})
        pausing.pause(replace(house.deps, policy=policy), "", ALEX)
        with pytest.raises(NotAllowed):
            pausing.resume(house.deps, ALEX)
