"""Lists, events, expansion and the Dashboard's levers of the local Stripe."""

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, START, Stage


class TestLists:
    def test_page_newest_first_and_back(self, stage: Stage) -> None:
        ids = [stage.customer(name=f"C{number}").id for number in range(25)]
        forward = stage.v1.customers.list({"limit": 10}).auto_paging_iter()
        assert [customer.id for customer in forward] == ids[::-1]
        since = stage.v1.customers.list({"limit": 10, "ending_before": ids[4]})
        assert [customer.id for customer in since.auto_paging_iter()] == ids[5:]
        assert since.data[-1].id == ids[5]

    def test_refuse_what_they_cannot_do(self, stage: Stage) -> None:
        ident = stage.customer().id
        for params in (
            {"limit": 0},
            {"limit": 101},
            {"starting_after": "cus_none"},
            {"starting_after": ident, "ending_before": ident},
        ):
            with pytest.raises(stripe.InvalidRequestError) as caught:
                stage.v1.customers.list(params)  # type: ignore[arg-type]  # several shapes
            assert caught.value.http_status == 400

    def test_compare_the_email_exactly(self, stage: Stage) -> None:
        stage.customer(email="AP@acme.example")
        assert stage.v1.customers.list({"email": "ap@acme.example"}).data == []
        assert len(stage.v1.customers.list({"email": "AP@acme.example"}).data) == 1

    def test_leave_out_deleted_customers(self, stage: Stage) -> None:
        ident = stage.customer().id
        stage.v1.customers.delete(ident)
        assert stage.v1.customers.list().data == []
        assert getattr(stage.v1.customers.retrieve(ident), "deleted", False) is True

    def test_filter_invoices(self, stage: Stage) -> None:
        draft, opened = stage.draft(), stage.opened(days_until_due=60)
        listed = stage.v1.invoices.list

        def ids(page: stripe.ListObject[stripe.Invoice]) -> list[str]:
            return [invoice.id for invoice in page.data]

        assert isinstance(draft.customer, str)
        assert ids(listed({"status": "open"})) == [opened.id]
        assert ids(listed({"customer": draft.customer})) == [draft.id]
        assert ids(listed({"due_date": {"lt": stage.now + 40 * DAY}})) == [draft.id]
        assert ids(listed({"created": {"gt": stage.now + DAY}})) == []
        assert ids(listed({"collection_method": "send_invoice"})) == [opened.id, draft.id]


class TestEvents:
    def test_keep_the_object_as_it_was(self, stage: Stage) -> None:
        invoice = stage.opened()
        created = stage.events("invoice.created")[0]
        assert created.data.object["status"] == "draft"
        assert created.api_version == "2026-10-28.endive"
        assert created.request is not None
        assert created.request.id is not None
        updated = stage.events("invoice.updated")[-1].data
        assert updated.previous_attributes is not None
        assert updated.previous_attributes["status"] == "draft"
        assert "payments" not in updated.object
        assert "amount_paid_off_stripe" not in updated.object
        assert stage.v1.events.retrieve(created.id).data.object["id"] == invoice.id

    def test_are_filtered_by_type(self, stage: Stage) -> None:
        stage.opened()
        some = stage.v1.events.list({"types": ["invoice.finalized", "customer.created"]}).data
        assert [event.type for event in some] == ["invoice.finalized", "customer.created"]
        with pytest.raises(stripe.InvalidRequestError, match="20"):
            stage.v1.events.list({"types": ["invoice.paid"] * 21})
        with pytest.raises(stripe.InvalidRequestError, match="not both"):
            stage.v1.events.list({"types": ["invoice.paid"], "type": "invoice.*"})

    def test_are_gone_after_thirty_days(self, stage: Stage) -> None:
        stage.customer()
        old = stage.events("*")[0].id
        stage.advance(days=31)
        assert stage.events("*") == []
        with pytest.raises(stripe.InvalidRequestError, match="No such"):
            stage.v1.events.list({"ending_before": old})

    def test_name_what_changed_in_metadata(self, stage: Stage) -> None:
        customer = stage.customer(metadata={"a": "1"})
        stage.v1.customers.update(customer.id, {"metadata": {"b": "2"}})
        data = stage.events("customer.updated")[0].data
        assert data.previous_attributes is not None
        assert data.previous_attributes.to_dict() == {"metadata": {"b": None}}


class TestExpanding:
    def test_puts_objects_in(self, stage: Stage) -> None:
        invoice = stage.opened()
        expand = ["data.customer", "data.payments", "data.lines"]
        shown = stage.v1.invoices.list({"expand": expand}).data[0]
        assert isinstance(shown.customer, stripe.Customer)
        assert shown.payments is not None
        expand = ["customer", "amount_paid_off_stripe", "confirmation_secret"]
        single = stage.v1.invoices.retrieve(invoice.id, {"expand": expand})
        assert single.confirmation_secret is not None
        assert isinstance(single.customer, stripe.Customer)
        again = stage.v1.invoices.retrieve(invoice.id)
        assert isinstance(again.customer, str)
        assert getattr(again, "payments", None) is None

    @pytest.mark.parametrize(
        "path", ["charge", "customer.name", "payments.data.payment", "data.customer", "a.b.c.d.e"]
    )
    def test_refuses_what_is_not_there(self, stage: Stage, path: str) -> None:
        before = stage.draft()
        with pytest.raises(stripe.InvalidRequestError, match="expand"):
            stage.v1.invoices.finalize_invoice(before.id, {"expand": [path]})
        assert stage.read(before.id).status == "draft"


class TestDashboard:
    def test_leaves_events_without_a_request(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/void", {})
        event = stage.events("invoice.voided")[0]
        assert event.request is not None
        assert (event.request.id, event.request.idempotency_key) == (None, None)

    def test_does_what_a_colleague_does(self, stage: Stage) -> None:
        first, second = stage.draft(), stage.opened()
        stage.lever(f"invoices/{first.id}", {"description": "By hand"})
        stage.lever(f"invoices/{first.id}/send", {})
        stage.lever(f"invoices/{second.id}/uncollectible", {})
        assert stage.read(first.id).description == "By hand"
        rows = {row["id"]: row for row in stage.seen("invoices")}
        assert (rows[first.id]["status"], rows[second.id]["status"]) == ("open", "uncollectible")
        assert rows[first.id]["payments"]["data"][0]["status"] == "open"
        assert stage.seen("events")[0]["type"].startswith("invoice.")

    def test_has_been_used_before(self, stage: Stage) -> None:
        customer = stage.lever(
            "customers",
            {"name": "Old", "email": "o@old.example", "balance": -500, "currency": "eur"},
        )
        assert (customer["balance"], customer["currency"]) == (-500, "eur")
        then = int(START.timestamp()) - 60 * DAY
        invoice = stage.lever(
            "invoices",
            {
                "customer": customer["id"],
                "collection_method": "send_invoice",
                "days_until_due": 30,
                "lines": [{"description": "Past work", "amount": 9_000}],
                "send": True,
                "at": then,
            },
        )
        seen = stage.read(invoice["id"])
        assert (seen.status, seen.amount_due, seen.currency) == ("open", 8_500, "eur")
        assert (seen.created, seen.due_date) == (then, then + 30 * DAY)
        assert stage.seen("customers")[0]["name"] == "Old"

    def test_refuses_unknown_levers(self, stage: Stage) -> None:
        assert "Settings are" in stage.refused_lever("settings", {"color": "red"})
