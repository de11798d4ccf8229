"""Corrections at Stripe: what the local Stripe does not do by itself, and exact parameters."""

from datetime import date

import pytest

from bot.errors import NotFound, Trouble, VendorError
from bot.facts import CreditOrder, CreditWay, CustomerOrder, InvoiceOrder, PaymentOrder
from bot.money import Money
from bot.payer import Tax, TaxMode
from bot.plan import PlanLine
from bot.settings import Settings
from tests.fakes.clock import FixedClock
from tests.integrations.stripe_stage import staged
from tests.integrations.stripe_stub import Answer, invoice, listed, refused, stubbed
from tests.sandbox.stripe_kit import Stage

NONE: Answer = (200, listed())


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def event(kind: str, **thing: object) -> dict[str, object]:
    return {
        "id": f"evt_{kind}",
        "object": "event",
        "type": kind,
        "created": 1_763_900_000,
        "data": {"object": {"id": "thing_1", **thing}},
        "request": None,
    }


class TestUnschedule:
    @pytest.mark.parametrize(
        "still", [{"auto_advance": True}, {"automatically_finalizes_at": 1_796_000_000}]
    )
    def test_does_not_believe_a_draft_that_still_advances(
        self, settings: Settings, still: dict[str, object]
    ) -> None:
        shown = invoice(**{"status": "draft", "auto_advance": False, **still})
        billing, _ = stubbed(settings, (200, shown))
        with pytest.raises(VendorError) as refusal:
            billing.unschedule("in_1", key="k")
        assert (refusal.value.trouble, refusal.value.code) == (Trouble.REFUSED, "still_advances")


class TestSchedule:
    def test_passes_on_a_refusal_of_a_day_to_come(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, refused(400, "Not a draft."))
        with pytest.raises(VendorError, match="Not a draft"):
            billing.schedule("in_1", date(2027, 1, 5), date(2027, 2, 4), key="k")
        assert len(stub.sent) == 1

    def test_does_not_take_silence_for_a_refusal(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, (503, "<html>"))
        with pytest.raises(VendorError) as silence:
            billing.schedule("in_1", date(2026, 11, 23), date(2026, 12, 23), key="k")
        assert silence.value.trouble is Trouble.UNKNOWN
        assert len(stub.sent) == 1


class TestEvents:
    def test_of_money_lead_to_the_invoice(self, settings: Settings) -> None:
        rows = listed(
            event("charge.refunded", payment_intent="pi_1"),
            event("refund.updated", payment_intent="pi_1"),
            event("charge.dispute.created", payment_intent="pi_2"),
            event("charge.dispute.closed", payment_intent=None),
            event("credit_note.created", invoice="in_7"),
        )
        paid = {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_9"}
        clock = FixedClock()
        billing, stub = stubbed(settings, (200, rows), NONE, (200, listed(paid)), clock=clock)
        seen = billing.events(clock.now()).events
        about = {found.type: found.stripe_id for found in seen}
        assert about == {
            "charge.refunded": "in_9",
            "refund.updated": "in_9",
            "credit_note.created": "in_7",
        }
        assert len(stub.sent) == 3


class TestCredit:
    @pytest.mark.parametrize(
        ("way", "name"),
        [
            (CreditWay.BALANCE, "credit_amount"),
            (CreditWay.REFUND, "refund_amount"),
            (CreditWay.OUT_OF_BAND, "out_of_band_amount"),
        ],
    )
    def test_gives_back_what_is_not_owed(
        self, settings: Settings, way: CreditWay, name: str
    ) -> None:
        made = {
            "id": "cn_1",
            "object": "credit_note",
            "refunds": [],
            "amount": 6_000,
            "currency": "usd",
            "status": "issued",
            "number": "CN-1",
            "memo": None,
            "reason": "order_change",
            "created": 1_763_900_000,
        }
        owed = invoice(amount_remaining=4_000)
        billing, stub = stubbed(settings, NONE, (200, owed), (200, made))
        order = CreditOrder(
            stripe_id="in_1",
            adjustment_id="adj_1",
            amount=usd(6_000),
            way=way,
            tell_customer=False,
            notes={"closedwon_by": "Alex, approved by Kim"},
        )
        assert billing.credit(order, key="k").reason == "order_change"
        params = stub.sent[2].params
        assert (params["amount"], params[name], params["email_type"]) == ("6000", "2000", "none")
        assert params["metadata[closedwon_adjustment_id]"] == "adj_1"
        assert params["metadata[closedwon_by]"] == "Alex, approved by Kim"
        assert stub.sent[2].key == "k"

    def test_cannot_refund_several_payments_at_once(self, settings: Settings) -> None:
        with staged(settings) as (billing, stage):
            ident = paid_twice(stage)
            order = CreditOrder(
                stripe_id=ident, adjustment_id="adj_1", amount=usd(6_000), way=CreditWay.REFUND
            )
            with pytest.raises(VendorError) as refusal:
                billing.credit(order, key="k")
            assert refusal.value.trouble is Trouble.REFUSED
            assert billing.snapshot(ident).back == ()


def paid_twice(stage: Stage) -> str:
    ident = stage.opened(10_000).id
    for amount in (4_000, 6_000):
        stage.lever(f"invoices/{ident}/pay", {"kind": "card", "amount": amount})
    return ident


class TestRecordedPayment:
    def test_may_be_of_another_day(self, settings: Settings) -> None:
        with staged(settings) as (billing, stage):
            ident = stage.opened(10_000).id
            order = PaymentOrder(
                stripe_id=ident,
                adjustment_id="adj_1",
                amount=usd(10_000),
                paid_on=date(2026, 11, 20),
                reference="R" * 600,
            )
            assert not billing.record_payment(order, key="k").balance
            (payment,) = billing.snapshot(ident).payments
            assert payment.reference == "R" * 500


class TestEnd:
    def test_passes_on_what_stripe_says(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, refused(400, "Not now."))
        with pytest.raises(VendorError, match="Not now"):
            billing.end_subscription("sub_1", None, key="k")
        assert len(stub.sent) == 1

    def test_of_one_that_never_was_is_not_found(self, settings: Settings) -> None:
        with staged(settings) as (billing, _), pytest.raises(NotFound):
            billing.end_subscription("sub_never", None, key="k")


class TestPreview:
    def test_says_when_the_tax_service_is_out_of_order(self, settings: Settings) -> None:
        with staged(settings) as (billing, stage):
            stage.lever("settings", {"tax_fails": True})
            address = {"country": "DE", "postal_code": "10115", "city": "Berlin"}
            customer = stage.customer(address=address).id
            order = InvoiceOrder(
                invoice_id="inv_1",
                deal_id="006A",
                customer_id=customer,
                currency="EUR",
                due_date=date(2026, 12, 23),
                tax=Tax(mode=TaxMode.AUTOMATIC),
            )
            line = PlanLine(description="Work", amount=Money(minor=100, currency="EUR"))
            wanted = CustomerOrder(account_id="001A", name="Acme", email="ap@acme.test")
            shown = billing.preview(wanted, order, (line,))
            assert (shown.tax.minor, shown.code) == (0, "taxes_calculation_failed")
            assert shown.problem


class TestPermissions:
    def test_that_are_missing_are_each_named(self, settings: Settings) -> None:
        with staged(settings) as (billing, stage):
            allowed = {"customers": "write", "invoices": "read", "events": "read"}
            stage.lever("permissions", {"allowed": allowed})
            lacking = {check.name for check in billing.checks() if not check.ok}
            assert lacking == {
                "Stripe Charges and Refunds: read",
                "Stripe Credit notes: write",
                "Stripe Disputes: read",
                "Stripe Invoices: write",
                "Stripe PaymentIntents: read",
                "Stripe Products: write",
                "Stripe Subscriptions: write",
            }
