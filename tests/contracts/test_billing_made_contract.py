"""What a subscription ever made is found again, whatever became of it."""

from datetime import date

from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_retainers import FIRST, retainer, until


def test_lists_every_invoice_oldest_first(desk: Desk) -> None:
    fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
    other = desk.billing.subscribe(
        retainer(desk, FIRST, subscription_id="sub_other"), key="another"
    )
    assert desk.billing.invoices_of(fact.stripe_id) == []
    until(desk, FIRST)
    [first] = desk.billing.invoices_of(fact.stripe_id)
    desk.levers.pay(first.stripe_id)
    until(desk, date(2027, 1, 1))
    desk.levers.cancel(fact.stripe_id)
    seen = desk.billing.invoices_of(fact.stripe_id)
    assert [one.status for one in seen] == [InvoiceStatus.PAID, InvoiceStatus.OPEN]
    assert [one.period.start for one in seen if one.period] == [FIRST, date(2027, 1, 1)]
    assert {one.subscription_id for one in seen} == {fact.stripe_id}
    assert len(desk.billing.invoices_of(other.stripe_id)) == len(seen)
