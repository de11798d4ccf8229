"""What every implementation of the billing port keeps to about finding what was taken back."""

import pytest

from bot.errors import VendorError
from bot.facts import CreditOrder, CreditWay
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import PRICE, sent, usd


class TestTakenBackSince:
    def test_names_the_invoices_of_what_is_not_known(self, desk: Desk) -> None:
        since = desk.clock.now()
        first, second, third = sent(desk), sent(desk, invoice="inv_2"), sent(desk, invoice="inv_3")
        for invoice in (first, second):
            desk.levers.pay(invoice.stripe_id)
        desk.levers.refund(first.stripe_id, usd(5_000))
        desk.levers.dispute(second.stripe_id, PRICE)
        wanted = CreditOrder(stripe_id=third.stripe_id, adjustment_id="adj_1", amount=usd(5_000))
        desk.billing.credit(wanted, key="credit")
        every = sorted(invoice.stripe_id for invoice in (first, second, third))
        assert sorted(desk.billing.taken_back(since, ())) == every
        known = {
            fact.id
            for one in (first.stripe_id, second.stripe_id)
            for fact in desk.billing.back_of(one)
        }
        assert list(desk.billing.taken_back(since, known)) == [third.stripe_id]
        desk.levers.move(days=1)
        assert not desk.billing.taken_back(desk.clock.now(), ())


class TestRefundedWithoutACreditNote:
    def test_cannot_be_credited_as_well(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        desk.levers.refund(invoice.stripe_id, usd(300_000))
        wanted = CreditOrder(
            stripe_id=invoice.stripe_id,
            adjustment_id="adj_1",
            amount=usd(200_000),
            way=CreditWay.REFUND,
        )
        made = desk.billing.credit(wanted, key="credit")
        assert made.refunded == usd(200_000)
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert seen.refunded_beside == usd(300_000)
        assert seen.creditable == PRICE - usd(500_000)
        more = CreditOrder(
            stripe_id=invoice.stripe_id, adjustment_id="adj_2", amount=seen.creditable + usd(1)
        )
        with pytest.raises(VendorError):
            desk.billing.credit(more, key="more")
        all_of_it = CreditOrder(
            stripe_id=invoice.stripe_id, adjustment_id="adj_3", amount=seen.creditable
        )
        desk.billing.credit(all_of_it, key="all")
        assert desk.billing.snapshot(invoice.stripe_id).creditable == usd(0)
