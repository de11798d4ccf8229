"""What the payer reads: fields, memo, footer, periods, language, and lines of retainers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.deal import Address
from bot.due import Due
from bot.errors import VendorError
from bot.facts import CustomerOrder, InvoiceLines, InvoiceOrder, SubscriptionOrder
from bot.money import Money
from bot.payer import Tax, TaxExempt, TaxMode
from bot.periods import Period, Rhythm
from bot.plan import PlanLine
from bot.settings import Settings
from integrations.stripe import StripeBilling
from tests.integrations.stripe_stage import invoice, lines, staged
from tests.sandbox.stripe_kit import Stage

DUE = date(2026, 12, 23)
FIRST = date(2026, 12, 1)
FIELDS = {"Project": "Apollo", "Cost center": "77"}
HERE = Address(street="1 Main St", city="New York", state="NY", postal_code="10001", country="US")
ACME = CustomerOrder(account_id="001A", name="Acme", email="ap@acme.test", address=HERE)
PRINTED = {
    "memo": "Thank you.",
    "footer": "Registered in Delaware.",
    "po_number": "PO-7",
    "custom_fields": FIELDS,
}
AUTOMATIC = Tax(mode=TaxMode.AUTOMATIC)
SHOWN = [
    {"name": "PO number", "value": "PO-7"},
    {"name": "Project", "value": "Apollo"},
    {"name": "Cost center", "value": "77"},
]


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def line(text: str = "Work", minor: int = 10_000, **changes: object) -> PlanLine:
    return PlanLine(description=text, amount=usd(minor)).model_copy(update=changes)


@pytest.fixture
def on_stage(settings: Settings) -> Iterator[tuple[StripeBilling, Stage]]:
    with staged(settings) as both:
        yield both


def order(billing: StripeBilling, **changes: object) -> InvoiceOrder:
    customer = billing.create_customer(ACME, key="customer").id
    plain = InvoiceOrder(
        invoice_id="inv_1", deal_id="006A", customer_id=customer, currency="USD", due_date=DUE
    )
    return plain.model_copy(update=changes)


def retainer(billing: StripeBilling, **changes: object) -> SubscriptionOrder:
    plain = SubscriptionOrder(
        subscription_id="sub_ours",
        deal_id="006A",
        customer_id=billing.create_customer(ACME, key="customer").id,
        currency="USD",
        lines=(line(),),
        starts_on=FIRST,
        anchor_day=1,
        rhythm=Rhythm(),
        ends_on=date(2027, 3, 1),
        due=Due(net_days=10),
    )
    return plain.model_copy(update=changes)


class TestInvoice:
    def test_shows_fields_memo_and_footer(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        ident = billing.draft(order(billing, **PRINTED), key="k")
        shown = invoice(stage, ident)
        assert shown["custom_fields"] == SHOWN
        assert (shown["description"], shown["footer"]) == ("Thank you.", "Registered in Delaware.")

    def test_says_when_the_service_was_given(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        period = Period(start=date(2026, 10, 15), end=date(2026, 11, 14))
        ident = billing.draft(order(billing), key="k1")
        billing.add_lines(ident, InvoiceLines(lines=(line(period=period),)), key="k2")
        (row,) = lines(invoice(stage, ident))
        for name, day in (("start", period.start), ("end", period.end)):
            assert datetime.fromtimestamp(row["period"][name], UTC).date() == day

    def test_is_revised_with_its_own_terms(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        first = order(billing, memo="Old")
        old = billing.draft(first, key="k1")
        billing.add_lines(old, InvoiceLines(lines=(line(),)), key="k2")
        billing.send(old, key="k3")
        again = first.model_copy(update={**PRINTED, "revises": old, "invoice_id": "inv_2"})
        ident = billing.draft(again, key="k4")
        shown = invoice(stage, ident)
        assert (shown["description"], shown["custom_fields"]) == ("Thank you.", SHOWN)
        assert shown["metadata"]["closedwon_invoice_id"] == "inv_2"
        billing.replace_lines(ident, InvoiceLines(lines=(line("New", 9_000),)), key="k5")
        billing.send(ident, key="k6")
        assert billing.snapshot(ident).total == usd(9_000)

    def test_of_250_lines_is_exchanged_whole(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        ident = billing.draft(order(billing), key="k1")
        many = InvoiceLines(lines=tuple(line(f"Part {n}") for n in range(250)))
        assert billing.add_lines(ident, many, key="k2").total == usd(2_500_000)
        fewer = InvoiceLines(lines=many.lines[:200])
        assert billing.replace_lines(ident, fewer, key="k3").total == usd(2_000_000)
        assert len(lines(invoice(stage, ident))) == 200


class TestTax:
    @pytest.mark.parametrize("habit", ["inclusive", None])
    def test_is_on_top_whatever_the_account_is_used_to(
        self, on_stage: tuple[StripeBilling, Stage], habit: str | None
    ) -> None:
        billing, stage = on_stage
        stage.lever("settings", {"tax_behavior": habit})
        wanted = order(billing, tax=AUTOMATIC)
        ident = billing.draft(wanted, key="k1")
        seen = billing.add_lines(ident, InvoiceLines(lines=(line(),)), key="k2")
        assert (seen.net, seen.total) == (usd(10_000), usd(10_888))
        assert billing.preview(ACME, wanted, (line(),)).gross == usd(10_888)

    def test_is_asked_about_by_a_process_that_did_not_make_the_draft(
        self, on_stage: tuple[StripeBilling, Stage], settings: Settings
    ) -> None:
        billing, stage = on_stage
        stage.lever("settings", {"tax_behavior": "inclusive"})
        ident = billing.draft(order(billing, tax=AUTOMATIC), key="k1")
        fresh = StripeBilling(billing._client, settings, stage.world.clock)
        seen = fresh.add_lines(ident, InvoiceLines(lines=(line(),)), key="k2")
        assert seen.total == usd(10_888)


class TestRetainer:
    def test_prints_its_lines_and_wishes(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        hours = line("Hours", 100_000, quantity=Decimal(5), unit_price=Decimal(200))
        fact = billing.subscribe(
            retainer(billing, lines=(line(), hours, line()), **PRINTED), key="k"
        )
        assert fact.amount == usd(120_000)
        stage.advance(days=9)
        (shown,) = [row for row in stage.seen("invoices") if row["total"]]
        assert (shown["description"], shown["footer"]) == ("Thank you.", "Registered in Delaware.")
        assert shown["custom_fields"] == SHOWN
        texts = [row["description"] for row in lines(shown)]
        assert sum("Work" in text for text in texts) == 2
        assert sum("Hours (5 × $200.00)" in text for text in texts) == 1

    def test_without_fixed_lines_says_what_is_to_come(
        self, on_stage: tuple[StripeBilling, Stage]
    ) -> None:
        billing, stage = on_stage
        billing.subscribe(retainer(billing, lines=(), waits=True), key="k")
        stage.advance(days=9)
        (shown,) = stage.seen("invoices")
        (row,) = lines(shown)
        assert "Services billed by quantity" in row["description"]
        assert (row["amount"], shown["status"]) == (0, "draft")

    def test_that_began_late_ends_with_a_period(
        self, on_stage: tuple[StripeBilling, Stage]
    ) -> None:
        billing, stage = on_stage
        today = stage.world.clock.now().date()
        late = retainer(billing, starts_on=today, anchor_day=today.day, ends_on=date(2027, 4, 23))
        fact = billing.subscribe(late, key="k")
        assert (fact.next_on, fact.ends_on) == (today, date(2027, 4, 23))
        ends = date(2027, 1, 23)
        assert billing.end_subscription(fact.stripe_id, ends, key="end").ends_on == ends
        stage.advance(days=1)
        assert billing.subscription(fact.stripe_id).next_on == date(2026, 12, 23)

    def test_cannot_begin_on_a_day_that_is_over(
        self, on_stage: tuple[StripeBilling, Stage]
    ) -> None:
        billing, stage = on_stage
        yesterday = stage.world.clock.now().date() - timedelta(days=1)
        with pytest.raises(VendorError):
            billing.subscribe(
                retainer(billing, starts_on=yesterday, anchor_day=yesterday.day), key="k"
            )


class TestCustomer:
    def test_keeps_one_tax_id_of_a_kind(self, on_stage: tuple[StripeBilling, Stage]) -> None:
        billing, stage = on_stage
        german = ACME.model_copy(
            update={"tax_id": "DE123456789", "tax_id_type": "eu_vat", "language": "de"}
        )
        ident = billing.create_customer(german, key="k1").id
        customers = stage.v1.customers
        assert [row.value for row in customers.tax_ids.list(ident).data] == ["DE123456789"]
        assert customers.retrieve(ident).preferred_locales == ["de"]
        moved = german.model_copy(
            update={"tax_id": "AT U12345678", "tax_exempt": TaxExempt.REVERSE, "language": "fr"}
        )
        moved = moved.model_copy(update={"tax_id": "ATU12345678"})
        for key in ("k2", "k2", "k3"):
            billing.update_customer(ident, moved, key=key)
        assert [row.value for row in customers.tax_ids.list(ident).data] == ["ATU12345678"]
        seen = customers.retrieve(ident)
        assert (seen.tax_exempt, seen.preferred_locales) == ("reverse", ["fr"])

    def test_loses_the_part_of_an_address_that_is_gone(
        self, on_stage: tuple[StripeBilling, Stage]
    ) -> None:
        billing, stage = on_stage
        floor = HERE.model_copy(update={"street": "1 Main St\nFloor 2"})
        ident = billing.create_customer(ACME.model_copy(update={"address": floor}), key="k1").id
        billing.update_customer(ident, ACME, key="k2")
        address = stage.v1.customers.retrieve(ident).address
        assert address is not None
        assert (address.line1, address.line2) == ("1 Main St", None)

    def test_with_a_wrong_tax_id_is_refused_in_words(
        self, on_stage: tuple[StripeBilling, Stage]
    ) -> None:
        billing, _ = on_stage
        wrong = ACME.model_copy(update={"tax_id": "nonsense", "tax_id_type": "eu_vat"})
        with pytest.raises(VendorError) as refused:
            billing.create_customer(wrong, key="k1")
        assert refused.value.code == "tax_id_invalid"
