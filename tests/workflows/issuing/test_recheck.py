from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import proposals
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.issuing.call_off import call_off
from bot.workflows.issuing.issue import issue
from bot.workflows.issuing.sending import sent
from tests.workflows.house import NO_ANSWER, REFUSED, House


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.known_customer()
    return house


def call_it_off(house: House) -> None:
    with house.deps.ledger.transaction() as s:
        call_off(house.deps, s, proposals.get(s, house.revision(1).id), "somebody said so")


def shown(house: House, **changes: object) -> Snapshot:
    """Return the one invoice at Stripe."""
    [seen] = house.billing.invoices.values()
    return seen.model_copy(update=changes)


class TestWhileItIsMade:
    def test_a_change_that_the_poll_saw_stops_it(self, house: House) -> None:
        house.ordered()
        house.billing.at("add_lines", lambda: house.see_change(amount=Decimal(5), lines=()))
        house.run()
        assert house.billing.invoices == {}
        assert house.status() is InvoiceStatus.CANCELED
        assert house.latest().status is ProposalStatus.PENDING

    def test_a_cancellation_leaves_no_draft(self, house: House) -> None:
        house.ordered()
        house.billing.at("add_lines", lambda: call_it_off(house))
        house.run()
        assert house.billing.invoices == {}
        assert house.billing.mails == []
        assert sum("Nothing was sent" in line for line in house.told()) == 1

    def test_salesforce_hears_what_became_of_a_draft_it_knew(self, house: House) -> None:
        row = house.ordered()

        def told_and_called_off() -> None:
            house.write_round()
            assert house.crm.invoices[row.id].stripe_id
            call_it_off(house)

        house.billing.at("add_lines", told_and_called_off)
        house.run()
        house.write_round()
        told = house.crm.invoices[row.id]
        assert (told.stripe_id, told.status, told.balance.minor) == ("", "Canceled", 0)

    def test_somebody_in_the_dashboard_is_faster(self, house: House) -> None:
        row = house.ordered()
        house.billing.at("add_lines", lambda: house.edit(row.id, status=InvoiceStatus.OPEN))
        house.run()
        assert house.billing.mails == []
        assert house.troubles() == []

    def test_a_change_comes_too_late_for_what_was_sent(self, house: House) -> None:
        house.ordered()

        def change_too_late() -> None:
            house.see_change(amount=Decimal(5), lines=())
            house.billing.fail_next(NO_ANSWER, after=True)

        house.billing.at("send", change_too_late)
        house.run()
        assert house.status() is InvoiceStatus.OPEN
        assert len(house.billing.mails) == 1
        house.poll()
        assert "The deal changed after something was sent." in house.told()[-1]


class TestCallOff:
    def test_leaves_what_has_gone_out(self, house: House) -> None:
        house.ordered()
        house.run()
        call_it_off(house)
        assert house.status() is InvoiceStatus.OPEN

    def test_is_told_once(self, house: House) -> None:
        house.ordered()
        call_it_off(house)
        call_it_off(house)
        assert sum("Nothing was sent" in line for line in house.told()) == 1

    def test_closes_the_trouble_of_what_it_cancels(self, house: House) -> None:
        row = house.ordered()
        house.billing.fail_next(REFUSED)
        house.run()
        call_it_off(house)
        house.run()
        assert house.troubles() == []
        issue(house.deps, row.id)
        assert house.billing.mails == []


class TestSent:
    def test_keeps_what_was_observed_meanwhile(self, house: House) -> None:
        row = house.ordered()
        house.run()
        seen = shown(house)
        house.edit(row.id, status=InvoiceStatus.PAID, sent_at=None, balance_minor=0)
        sent(house.deps, row.id, seen.to_json())
        assert (house.status(), house.invoice().balance_minor) == (InvoiceStatus.PAID, 0)

    def test_is_noted_once(self, house: House) -> None:
        row = house.ordered()
        house.run()
        told = house.told()
        sent(house.deps, row.id, shown(house).to_json())
        assert house.told() == told

    def test_notes_what_was_voided_in_the_dashboard_meanwhile(self, house: House) -> None:
        house.ordered()

        def send_and_void() -> None:
            house.billing.fail_next(REFUSED, after=True)

        house.billing.at("send", send_and_void)
        house.run()
        house.billing.void(shown(house).stripe_id)
        house.retry()
        assert house.status() is InvoiceStatus.VOID
        assert house.troubles() == []
        assert house.told()[-1].endswith("$48,000.00 is void at Stripe.")

    def test_says_on_receipt_without_a_due_date(self, house: House) -> None:
        row = house.ordered()
        house.run()
        house.edit(row.id, status=InvoiceStatus.APPROVED, sent_at=None, due_date=None)
        sent(house.deps, row.id, shown(house, due_date=None).to_json())
        assert house.told()[-1].endswith("due on receipt.")
