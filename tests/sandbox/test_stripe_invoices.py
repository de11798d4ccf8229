"""The life of an invoice at the local Stripe, up to open."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage


def refused(stage: Stage, **params: object) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stage.draft(None, **params)
    return caught.value


class TestDraft:
    def test_has_no_number_and_no_page_yet(self, stage: Stage) -> None:
        draft = stage.draft()
        assert (draft.status, draft.number, draft.hosted_invoice_url) == ("draft", None, None)
        assert (draft.total, draft.amount_due, draft.amount_paid) == (100_000, 100_000, 0)
        assert draft.due_date == draft.created + 30 * DAY
        assert draft.auto_advance is False
        assert stage.kinds() == ["invoice.created", "invoice.updated"]

    def test_charges_automatically_unless_told(self, stage: Stage) -> None:
        invoice = stage.v1.invoices.create({"customer": stage.customer().id})
        assert (invoice.collection_method, invoice.due_date) == ("charge_automatically", None)
        assert invoice.currency == "usd"

    def test_follows_its_customer(self, stage: Stage) -> None:
        draft = stage.draft()
        assert isinstance(draft.customer, str)
        stage.v1.customers.update(draft.customer, {"email": "new@acme.example"})
        assert stage.read(draft.id).customer_email == "new@acme.example"

    def test_is_edited_and_deleted(self, stage: Stage) -> None:
        draft = stage.draft()
        due = stage.now + 5 * DAY
        edited = stage.v1.invoices.update(draft.id, {"due_date": due, "description": "Thanks"})
        assert (edited.due_date, edited.description) == (due, "Thanks")
        stage.v1.invoices.delete(draft.id)
        with pytest.raises(stripe.InvalidRequestError, match="No such invoice"):
            stage.v1.invoices.retrieve(draft.id)
        assert stage.kinds()[-1] == "invoice.deleted"


class TestTerms:
    def test_want_one_due_date(self, stage: Stage) -> None:
        assert refused(stage, days_until_due=None).code == "parameter_missing"
        assert refused(stage, due_date=stage.now + DAY).param == "due_date"

    def test_want_it_in_the_future(self, stage: Stage) -> None:
        error = refused(stage, days_until_due=None, due_date=stage.now - 1)
        assert error.param == "due_date"

    def test_of_a_charge_have_no_due_date(self, stage: Stage) -> None:
        assert refused(stage, collection_method="charge_automatically").param == "days_until_due"

    def test_want_an_address_to_send_to(self, stage: Stage) -> None:
        customer = stage.customer(email=None)
        assert "Missing email" in str(refused(stage, customer=customer.id))

    def test_schedule_only_what_advances_by_itself(self, stage: Stage) -> None:
        at = stage.now + DAY
        assert refused(stage, automatically_finalizes_at=at).param == "automatically_finalizes_at"
        draft = stage.draft(automatically_finalizes_at=at, auto_advance=True)
        assert draft.automatically_finalizes_at == at
        held = stage.v1.invoices.update(draft.id, {"auto_advance": False})
        assert held.automatically_finalizes_at is None

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"currency": "xyz"}, "currency"),
            ({"default_payment_method": "pm_1"}, "default_payment_method"),
            ({"custom_fields": [{"name": "PO", "value": "1"}] * 5}, "custom_fields"),
            ({"custom_fields": [{"name": "x" * 41, "value": "1"}]}, "custom_fields[0][name]"),
        ],
    )
    def test_are_refused_when_wrong(self, stage: Stage, params: dict[str, Any], param: str) -> None:
        assert refused(stage, **params).param == param


class TestFinalizing:
    def test_numbers_freezes_and_opens(self, stage: Stage) -> None:
        first = stage.opened()
        assert isinstance(first.customer, str)
        second = stage.opened(customer=first.customer)
        assert first.number is not None
        assert second.number == first.number[:-1] + "2"
        stage.v1.customers.update(first.customer, {"email": "late@acme.example"})
        seen = stage.read(first.id)
        assert (seen.status, seen.customer_email) == ("open", "ap@acme.example")
        assert seen.hosted_invoice_url is not None
        assert seen.status_transitions.finalized_at == seen.effective_at

    def test_happens_once(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="already finalized"):
            stage.v1.invoices.finalize_invoice(stage.opened().id)

    def test_leaves_little_to_edit(self, stage: Stage) -> None:
        opened = stage.opened()
        edited = stage.v1.invoices.update(opened.id, {"metadata": {"a": "1"}})
        assert edited.metadata is not None
        assert edited.metadata["a"] == "1"
        sent: Any = {"lines": [{"description": "More", "amount": 1}]}
        attempts: list[Callable[[], object]] = [
            lambda: stage.v1.invoices.update(opened.id, {"due_date": stage.now + DAY}),
            lambda: stage.v1.invoices.add_lines(opened.id, sent),
            lambda: stage.v1.invoices.delete(opened.id),
        ]
        for attempt in attempts:
            with pytest.raises(stripe.InvalidRequestError) as caught:
                attempt()
            assert caught.value.code == "invoice_not_editable"

    def test_of_nothing_is_paid_at_once(self, stage: Stage) -> None:
        assert stage.opened(0).status == "paid"
        assert "invoice.paid" in stage.kinds()

    def test_of_too_little_is_paid_and_owed(self, stage: Stage) -> None:
        invoice = stage.opened(49)
        assert (invoice.status, invoice.amount_due, invoice.ending_balance) == ("paid", 0, 49)
        assert isinstance(invoice.customer, str)
        assert stage.v1.customers.retrieve(invoice.customer).balance == 49

    def test_of_less_than_nothing_becomes_a_credit(self, stage: Stage) -> None:
        invoice = stage.opened(-5_000)
        assert (invoice.status, invoice.amount_due, invoice.ending_balance) == ("paid", 0, -5_000)

    def test_takes_the_customers_credit(self, stage: Stage) -> None:
        customer = stage.customer(balance=-30_000)
        draft = stage.draft(customer=customer.id)
        assert (draft.starting_balance, draft.ending_balance) == (-30_000, None)
        invoice = stage.v1.invoices.finalize_invoice(draft.id)
        assert (invoice.total, invoice.amount_due) == (100_000, 70_000)
        assert (invoice.starting_balance, invoice.ending_balance) == (-30_000, 0)
        other = stage.opened(customer=customer.id, currency="eur")
        assert other.amount_due == 100_000

    def test_fails_without_a_place_to_tax(self, stage: Stage) -> None:
        draft = stage.draft(automatic_tax={"enabled": True})
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.invoices.finalize_invoice(draft.id)
        assert caught.value.code == "customer_tax_location_invalid"
        seen = stage.read(draft.id)
        assert (seen.status, seen.automatic_tax.status) == ("draft", "requires_location_inputs")
        assert "invoice.finalization_failed" in stage.kinds()
        assert isinstance(draft.customer, str)
        stage.v1.customers.update(draft.customer, {"address": {"country": "DE"}})
        assert stage.v1.invoices.finalize_invoice(draft.id).automatic_tax.status == "complete"


class TestByItself:
    def test_finalizes_at_its_moment_and_sends(self, stage: Stage) -> None:
        at = stage.now + 2 * DAY
        draft = stage.draft(auto_advance=True, automatically_finalizes_at=at)
        stage.advance(days=1)
        assert stage.read(draft.id).status == "draft"
        stage.advance(days=3)
        seen = stage.read(draft.id)
        assert (seen.status, seen.status_transitions.finalized_at) == ("open", at)
        sent = [event for event in stage.events() if event.type == "invoice.sent"]
        assert [event.created for event in sent] == [at]
        assert sent[0].request is not None
        assert sent[0].request.id is None

    def test_sends_only_if_the_account_does(self, stage: Stage) -> None:
        stage.lever("settings", {"email_finalized": False})
        draft = stage.draft(auto_advance=True)
        stage.advance(hours=2)
        assert stage.read(draft.id).status == "open"
        assert stage.seen("outbox") == []

    def test_stays_a_draft_when_it_cannot(self, stage: Stage) -> None:
        draft = stage.draft(auto_advance=True, automatic_tax={"enabled": True})
        stage.advance(hours=2)
        assert stage.read(draft.id).status == "draft"


class TestSending:
    def test_finalizes_and_mails(self, stage: Stage) -> None:
        sent = stage.v1.invoices.send_invoice(stage.draft().id)
        assert sent.status == "open"
        [mail] = stage.seen("outbox")
        assert (mail["to"], mail["invoice"], mail["kind"]) == (
            "ap@acme.example",
            sent.id,
            "invoice",
        )

    def test_again_mails_again(self, stage: Stage) -> None:
        invoice = stage.v1.invoices.send_invoice(stage.draft().id)
        stage.v1.invoices.send_invoice(invoice.id)
        assert [mail["kind"] for mail in stage.seen("outbox")] == ["invoice", "again"]
        assert stage.kinds().count("invoice.sent") == 2

    def test_is_for_invoices_that_are_sent(self, stage: Stage) -> None:
        invoice = stage.v1.invoices.create({"customer": stage.customer().id})
        with pytest.raises(stripe.InvalidRequestError, match="collection method"):
            stage.v1.invoices.send_invoice(invoice.id)
        void = stage.v1.invoices.void_invoice(stage.opened().id)
        with pytest.raises(stripe.InvalidRequestError, match="void"):
            stage.v1.invoices.send_invoice(void.id)

    def test_needs_the_customer(self, stage: Stage) -> None:
        draft = stage.draft()
        assert isinstance(draft.customer, str)
        stage.v1.customers.delete(draft.customer)
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            stage.v1.invoices.send_invoice(draft.id)
        assert stage.read(draft.id).status == "draft"
