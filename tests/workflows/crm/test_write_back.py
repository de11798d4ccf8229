from decimal import Decimal

import pytest

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.facts import EventRecord, Written
from bot.ledger import deals
from bot.ledger.deals import DealRow
from bot.workflows.crm import write_back as module
from bot.workflows.crm.write_back import MOST_TRIES, mark_due, note_written, take_batch
from bot.workflows.telling.telling import tell
from tests.fakes.deals import DEAL_ID, deal_id
from tests.workflows.house import House

LOCKED_RULE = "Closed deals are locked."


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def row_of(house: House, ident: str = DEAL_ID) -> DealRow:
    with house.deps.ledger.reading() as s:
        return deals.get(s, ident)


def say(house: House, what: str, ident: str = DEAL_ID) -> None:
    with house.deps.ledger.transaction() as s:
        tell(house.deps, s, ident, by=CLOSEDWON, action="deal.noted", what=what)


def writes(house: House) -> int:
    return house.crm.calls.count("write_back")


class TestRound:
    def test_tells_salesforce_all_that_happened(self, house: House) -> None:
        house.ordered()
        house.run()
        status = house.crm.statuses[DEAL_ID]
        assert (status.status, str(status.invoiced), str(status.balance)) == (
            "Sent",
            "$48,000.00",
            "$48,000.00",
        )
        [invoice] = house.crm.invoices.values()
        assert (invoice.key, invoice.status) == (house.invoice().id, "Sent")
        said = [event.what for event in house.crm.events.values()]
        assert said[:2] == ["Proposed: $48,000.00.", "Approved: $48,000.00."]

    def test_writes_each_event_once(self, house: House) -> None:
        house.ordered()
        house.run()
        mark_due(house.deps, DEAL_ID)
        house.write_round()
        events = [record.key for record in house.crm.writes if isinstance(record, EventRecord)]
        assert len(events) == len(set(events))

    def test_does_nothing_when_nothing_is_due(self, house: House) -> None:
        house.propose()
        before = writes(house)
        house.write_round()
        assert writes(house) == before

    def test_takes_a_batch_at_a_time(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "BATCH", 2)
        for number in range(1, 6):
            house.propose(id=deal_id(number))
        with house.deps.ledger.transaction() as s:
            for number in range(1, 6):
                deals.get(s, deal_id(number)).write_back_due = True
        before = writes(house)
        house.write_round()
        assert writes(house) - before == 3
        assert take_batch(house.deps, []) == []

    def test_writes_in_the_next_round_what_changed_during_a_write(self, house: House) -> None:
        house.propose()
        say(house, "One.")
        batch = take_batch(house.deps, [])
        results = module.write_batch(house.deps, batch)
        say(house, "Two.")
        outcome = {"kind": "done"}
        assert note_written(house.deps, batch, results, outcome) == [DEAL_ID]
        house.run()
        assert [e.what for e in house.crm.events.values()][-2:] == ["One.", "Two."]
        assert not row_of(house).write_back_due


class TestRefused:
    def test_opens_trouble_with_the_rules_words_and_closes_when_mended(self, house: House) -> None:
        house.crm.refuse_writes(LOCKED_RULE)
        house.propose()
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words, trouble.vendor) == (
            "write_back",
            LOCKED_RULE,
            "Salesforce",
        )
        assert "whoever owns the rule" in trouble.who_can_mend
        house.crm.accept_writes()
        house.retry("write_back")
        assert house.troubles() == []
        assert house.crm.statuses[DEAL_ID].status == "Awaiting approval"

    def test_is_not_repeated_blindly(self, house: House) -> None:
        house.crm.refuse_writes(LOCKED_RULE)
        house.propose()
        before = writes(house)
        house.write_round()
        assert writes(house) == before

    def test_closes_by_itself_with_the_next_change(self, house: House) -> None:
        house.crm.refuse_writes(LOCKED_RULE)
        house.propose()
        house.crm.accept_writes()
        say(house, "One.")
        house.run()
        assert house.troubles() == []
        assert "Proposed: $48,000.00." in [e.what for e in house.crm.events.values()]

    def test_of_one_record_keeps_the_others(self, house: House) -> None:
        house.propose(id=deal_id(1))
        house.propose(id=deal_id(2))
        for number in (1, 2):
            say(house, "One.", deal_id(number))
        batch = take_batch(house.deps, [])
        results = module.write_batch(house.deps, batch)
        for result in results:
            if result["key"] == deal_id(2):
                result.update(ok=False, words="No.", code="X")
        note_written(house.deps, batch, results, {"kind": "done"})
        [trouble] = house.troubles()
        assert (trouble.subject, trouble.words) == (deal_id(2), "No.")
        with house.deps.ledger.reading() as s:
            assert deals.unwritten(s, batch) == []

    def test_as_a_whole_opens_trouble_for_each_deal(self, house: House) -> None:
        refused = VendorError("Salesforce", "No access.", trouble=Trouble.REFUSED)
        house.crm.fail_next(refused, method="write_back")
        house.propose()
        assert [row.words for row in house.troubles()] == ["No access."]
        assert not row_of(house).write_back_due


class TestBusy:
    def test_is_tried_once_a_round_and_waited_out(self, house: House) -> None:
        house.propose()
        house.crm.lock_rows(1)
        before = writes(house)
        say(house, "One.")
        house.run()
        assert writes(house) - before == 1
        assert row_of(house).write_back_due
        assert house.troubles() == []
        house.write_round()
        assert not row_of(house).write_back_due
        assert row_of(house).write_back_tries == 0

    def test_for_long_is_told_and_tried_on(self, house: House) -> None:
        house.propose()
        house.crm.lock_rows(100)
        say(house, "One.")
        for _ in range(MOST_TRIES):
            assert house.troubles() == []
            house.write_round()
        assert house.troubles()[0].code == "UNABLE_TO_LOCK_ROW"
        house.crm.lock_rows(0)
        house.write_round()
        assert house.troubles() == []

    def test_does_not_hide_a_refusal(self, house: House) -> None:
        house.propose()
        rows = [
            Written(key=DEAL_ID, ok=False, retryable=True, words="locked"),
            *(Written(key=key, ok=False, words="Never.") for key in list(house.crm.events)[:1]),
        ]
        batch = [DEAL_ID]
        results = [row.to_json() for row in rows]
        assert note_written(house.deps, batch, results, {"kind": "done"}) == []
        assert house.troubles()[0].words == "Never."

    def test_salesforce_is_tried_again_by_the_clock(self, house: House) -> None:
        down = VendorError("Salesforce", "Not now.", trouble=Trouble.DOWN)
        house.crm.fail_next(down, times=3, method="write_back")
        house.propose()
        assert row_of(house).write_back_due
        assert house.troubles()[0].words == "Not now."
        house.write_round()
        assert house.troubles() == []


class TestDeleted:
    def test_is_left_alone(self, house: House) -> None:
        house.ordered()
        house.run()
        house.crm.delete(DEAL_ID)
        say(house, "One.")
        house.run()
        assert house.troubles()[0].code == "ENTITY_IS_DELETED"
        before = writes(house)
        house.change(is_deleted=True)
        assert house.troubles() == []
        assert writes(house) == before

    def test_is_told_all_of_it_when_it_comes_back(self, house: House) -> None:
        house.propose()
        house.change(is_deleted=True)
        house.change(is_deleted=False, amount=Decimal(5), lines=())
        house.write_round()
        assert "Withdrawn: the opportunity was deleted." in [
            event.what for event in house.crm.events.values()
        ]
