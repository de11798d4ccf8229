"""What every implementation of the billing port keeps to when one invoice replaces another."""

from datetime import timedelta

import pytest

from bot.errors import VendorError
from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import PRICE, order, sent, usd


class TestRevision:
    def test_takes_the_place_of_the_old_one_when_sent(self, desk: Desk) -> None:
        old = sent(desk)
        changes = {
            "revises": old.stripe_id,
            "due_date": desk.today + timedelta(days=45),
            "memo": "With the right PO",
        }
        wanted = order(desk, old.customer_id, "inv_2").model_copy(update=changes)
        draft = desk.billing.draft(wanted, key="revise")
        assert desk.billing.draft(wanted, key="revise") == draft
        seen = desk.billing.snapshot(draft)
        assert (seen.status, seen.total, seen.invoice_id) == (None, PRICE, "inv_2")
        assert seen.due_date == desk.today + timedelta(days=45)
        assert desk.billing.snapshot(old.stripe_id).status is InvoiceStatus.OPEN
        desk.billing.send(draft, key="send:2")
        gone = desk.billing.snapshot(old.stripe_id)
        assert (gone.status, gone.replaced_by) == (InvoiceStatus.VOID, draft)

    def test_is_refused_once_money_came_in(self, desk: Desk) -> None:
        old = sent(desk)
        desk.levers.pay(old.stripe_id, usd(100))
        wanted = order(desk, old.customer_id, "inv_2").model_copy(update={"revises": old.stripe_id})
        with pytest.raises(VendorError) as refused:
            desk.billing.draft(wanted, key="revise")
        assert not refused.value.retryable
