"""A scheduled invoice that was paid before we first saw it open."""

import pytest

from bot.deps import Deps
from bot.status import InvoiceStatus
from bot.workflows.issuing.see_sent import see_sent
from tests.workflows.house import House
from tests.workflows.milestones import JANUARY, approved


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def paid_unseen(house: House, *, mailed: bool) -> None:
    """Let the second invoice go out and be paid while we are down."""
    approved(house)
    house.billing.mails.clear()
    house.billing.mails_by_itself = mailed
    house.clock.move(days=60)  # January 22
    house.billing.pay(house.invoices()[1].stripe_id or "")


def test_is_noted_as_mailed_by_stripe_on_its_day(house: House) -> None:
    paid_unseen(house, mailed=True)
    house.poll_stripe()
    row = house.invoices()[1]
    assert (row.status, row.issue_date) == (InvoiceStatus.PAID, JANUARY)
    assert row.sent_at is not None
    assert row.sent_at.date() == JANUARY  # not when we came to know of it
    assert not row.advances
    assert house.billing.mails == [(row.stripe_id, "ap@acme.example")]
    [said] = [what for what in house.told() if "went out" in what]
    assert "went out on Jan 15 as scheduled and was e-mailed" in said
    assert "by Stripe" in said


def test_is_never_mailed_by_us(house: House) -> None:
    paid_unseen(house, mailed=False)
    house.calls()
    house.poll_stripe()
    row = house.invoices()[1]
    assert (row.status, row.issue_date) == (InvoiceStatus.PAID, JANUARY)
    assert (row.sent_at, row.advances) == (None, False)
    assert house.billing.mails == []
    assert not {"send", "unschedule"} & set(house.calls())
    [said] = [what for what in house.told() if "went out" in what]
    assert "was paid before anybody e-mailed it" in said
    assert house.troubles() == []


def test_is_not_mailed_when_it_was_paid_as_we_were_about_to(house: House) -> None:
    approved(house)
    house.billing.mails.clear()
    house.clock.move(days=60)
    stripe_id = house.invoices()[1].stripe_id or ""
    house.billing.at("unschedule", lambda: house.billing.pay(stripe_id))
    house.poll_stripe()
    house.poll_stripe()
    assert house.billing.mails == []
    assert house.invoices()[1].sent_at is None
    see_sent(house.deps, house.invoices()[1].id)
    assert house.billing.mails == []
    assert sum("before anybody e-mailed it" in what for what in house.told()) == 1
