"""What the local Stripe's subscriptions do by themselves as time passes."""

import itertools

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage
from tests.sandbox.subscription_kit import (
    HOUR,
    again,
    at,
    change,
    days,
    first_item,
    invoices,
    item,
    subscribe,
    until,
)


def finalized(invoice: stripe.Invoice) -> int:
    moment = invoice.status_transitions.finalized_at
    assert moment is not None
    return moment


class TestMonths:
    def test_of_the_31st_end_with_short_months_and_come_back(self, stage: Stage) -> None:
        until(stage, at(2027, 1, 31))
        made = subscribe(stage)
        until(stage, at(2028, 3, 20))
        bills = invoices(stage, made)
        assert days([bill.created for bill in bills]) == [
            *("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"),
            *("2027-06-30", "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31"),
            *("2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29"),
        ]
        for bill, following in itertools.pairwise(bills):
            assert bill.lines.data[0].period.end == following.created
            assert following.lines.data[0].period.start == following.created
            assert (following.period_start, following.period_end) == (
                bill.created,
                following.created,
            )

    def test_each_go_out_at_their_own_moment(self, stage: Stage) -> None:
        made = subscribe(stage)
        until(stage, made.created + 95 * DAY)
        bills = invoices(stage, made)
        assert [bill.billing_reason for bill in bills] == [
            "subscription_create",
            *["subscription_cycle"] * 3,
        ]
        for bill in bills:
            assert finalized(bill) == bill.created + HOUR
            assert bill.due_date == finalized(bill) + 10 * DAY
        numbers = [str(bill.number)[-4:] for bill in bills]
        assert numbers == ["0001", "0002", "0003", "0004"]
        mails = [(mail["invoice"], mail["at"]) for mail in stage.seen("outbox")]
        assert mails == [(bill.id, finalized(bill)) for bill in bills]
        assert again(stage, made).latest_invoice == bills[-1].id
        assert first_item(again(stage, made)).current_period_start == bills[-1].created

    def test_are_told_in_order_and_by_nobody(self, stage: Stage) -> None:
        made = subscribe(stage, billing_cycle_anchor=at(2026, 12, 1))
        until(stage, at(2026, 12, 1, 12))
        told = [event for event in stage.events("*") if event.created >= at(2026, 12, 1)]
        assert [event.type for event in told] == [
            "invoice.created",
            "customer.subscription.updated",
            "invoice.finalized",
            "invoice.updated",
            "payment_intent.created",
            "invoice.sent",
        ]
        assert all(event.request is not None and event.request.id is None for event in told)
        [bill] = invoices(stage, made)
        assert (bill.created, bill.billing_reason) == (at(2026, 12, 1), "subscription_cycle")
        assert bill.period_start == made.created

    def test_follow_the_configured_day(self, stage: Stage) -> None:
        config = {"day_of_month": 31, "hour": 8, "minute": 30, "second": 0}
        made = subscribe(stage, billing_cycle_anchor_config=config)
        assert made.billing_cycle_anchor == at(2026, 11, 30, 8) + HOUR // 2
        until(stage, at(2027, 3, 31))
        assert days([bill.created for bill in invoices(stage, made)]) == [
            *("2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"),
        ]

    @pytest.mark.parametrize(
        ("interval", "count", "dates"),
        [
            ("week", 2, ["2026-11-22", "2026-12-06", "2026-12-20", "2027-01-03"]),
            ("month", 3, ["2026-11-22", "2027-02-22", "2027-05-22", "2027-08-22"]),
            ("year", 1, ["2026-11-22", "2027-11-22", "2028-11-22", "2029-11-22"]),
            ("day", 30, ["2026-11-22", "2026-12-22", "2027-01-21", "2027-02-20"]),
        ],
    )
    def test_can_be_other_intervals(
        self, stage: Stage, interval: str, count: int, dates: list[str]
    ) -> None:
        made = subscribe(stage, item(stage, interval=interval, count=count))
        last = dates[-1].split("-")
        until(stage, at(int(last[0]), int(last[1]), int(last[2]), 12))
        assert days([bill.created for bill in invoices(stage, made)]) == dates

    def test_of_a_leap_day_come_back_too(self, stage: Stage) -> None:
        until(stage, at(2028, 2, 29))
        made = subscribe(stage, item(stage, interval="year"))
        until(stage, at(2032, 3, 1))
        assert days([bill.created for bill in invoices(stage, made)]) == [
            *("2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"),
        ]


class TestLate:
    def test_comes_at_once_when_due_on_receipt(self, stage: Stage) -> None:
        made = subscribe(stage, days_until_due=0)
        stage.advance(hours=2)
        [bill] = invoices(stage, made)
        assert (bill.status, bill.due_date) == ("open", finalized(bill))
        assert again(stage, made).status == "past_due"

    def test_is_not_forgotten_while_paused(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.advance(days=15)
        change(stage, made, pause_collection={"behavior": "void"})
        stage.advance(days=20)
        assert [bill.status for bill in invoices(stage, made)] == ["open", "void"]
        assert again(stage, made).status == "past_due"

    def test_makes_it_past_due_until_it_is_paid(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.advance(days=10)
        assert again(stage, made).status == "active"
        stage.advance(days=1)
        assert again(stage, made).status == "past_due"
        [bill] = invoices(stage, made)
        stage.lever(f"invoices/{bill.id}/pay", {})
        assert again(stage, made).status == "active"

    def test_goes_on_billing(self, stage: Stage) -> None:
        made = subscribe(stage)
        stage.advance(days=70)
        assert again(stage, made).status == "past_due"
        assert len(invoices(stage, made)) == 3
        stage.lever(f"invoices/{invoices(stage, made)[0].id}/pay", {})
        assert again(stage, made).status == "past_due"
        for bill in invoices(stage, made)[1:]:
            stage.v1.invoices.void_invoice(bill.id)
        assert again(stage, made).status == "active"


class TestTax:
    def test_goes_onto_every_invoice_by_rates(self, stage: Stage) -> None:
        rate = stage.v1.tax_rates.create(
            {"display_name": "VAT", "percentage": 19, "inclusive": False}
        )
        made = subscribe(stage, default_tax_rates=[rate.id])
        stage.advance(days=40)
        assert [bill.total for bill in invoices(stage, made)] == [119_000, 119_000]

    def test_wants_to_know_whether_it_is_in_the_price(self, stage: Stage) -> None:
        stage.lever("settings", {"tax_behavior": None})
        customer = stage.customer(address={"country": "DE"})
        with pytest.raises(stripe.InvalidRequestError) as caught:
            subscribe(stage, customer=customer.id, automatic_tax={"enabled": True})
        assert caught.value.param == "items[0][price_data][tax_behavior]"

    def test_is_given_up_when_the_customer_is_nowhere(self, stage: Stage) -> None:
        customer = stage.customer(address={"country": "DE"})
        made = subscribe(stage, customer=customer.id, automatic_tax={"enabled": True})
        assert [bill.total for bill in invoices(stage, made)] == [119_000]
        stage.v1.customers.update(customer.id, {"address": ""})
        stage.advance(hours=2)
        [bill] = invoices(stage, made)
        assert (bill.status, bill.total) == ("open", 100_000)
        assert bill.automatic_tax.disabled_reason == "finalization_requires_location_inputs"
        assert again(stage, made).automatic_tax.disabled_reason == "requires_location_inputs"
