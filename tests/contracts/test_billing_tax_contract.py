"""What every implementation of the billing port keeps to about tax, and who is taxed."""

import pytest

from bot.deal import Address
from bot.errors import VendorError
from bot.facts import CustomerOrder, InvoiceLines, InvoiceOrder, Snapshot
from bot.payer import Tax, TaxExempt, TaxMode
from bot.plan import PlanLine
from bot.readiness.limits import MOST_LINES
from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import ACCOUNT, EMAIL, order, usd
from tests.contracts.billing_retainers import FIRST, made, retainer, until

AUTOMATIC = Tax(mode=TaxMode.AUTOMATIC)
HERE = Address(street="1 Main St", city="New York", state="NY", postal_code="10001", country="US")
ACME = CustomerOrder(account_id=ACCOUNT, name="Acme", email=EMAIL, address=HERE)
WORK = PlanLine(description="Work", amount=usd(10_000))
LINES = InvoiceLines(lines=(WORK,))
TAXED = (usd(10_000), usd(888), usd(10_888))


def located(desk: Desk) -> str:
    return desk.billing.create_customer(ACME, key="customer").id


def taxed(desk: Desk, customer: str, tax: Tax = AUTOMATIC) -> InvoiceOrder:
    return order(desk, customer).model_copy(update={"tax": tax})


def sums(invoice: Snapshot) -> tuple[object, ...]:
    return invoice.net, invoice.tax, invoice.total


class TestAutomaticTax:
    def test_comes_on_top_of_what_was_approved(self, desk: Desk) -> None:
        stripe_id = desk.billing.draft(taxed(desk, located(desk)), key="k1")
        draft = desk.billing.add_lines(stripe_id, LINES, key="k2")
        assert sums(draft) == TAXED
        assert draft.tax_problem == ""
        assert sums(desk.billing.send(stripe_id, key="k3")) == TAXED

    def test_comes_on_top_of_lines_that_replace_others(self, desk: Desk) -> None:
        stripe_id = desk.billing.draft(taxed(desk, located(desk)), key="k1")
        desk.billing.add_lines(stripe_id, InvoiceLines(lines=(WORK, WORK)), key="k2")
        assert sums(desk.billing.replace_lines(stripe_id, LINES, key="k3")) == TAXED

    def test_names_a_place_it_does_not_know(self, desk: Desk) -> None:
        customer = located(desk)
        stripe_id = desk.billing.draft(taxed(desk, customer), key="k1")
        desk.levers.unlocate(customer)
        draft = desk.billing.draft(
            taxed(desk, customer).model_copy(update={"invoice_id": "inv_2"}), key="k3"
        )
        seen = desk.billing.add_lines(draft, LINES, key="k4")
        assert "location" in seen.tax_problem
        assert seen.net == usd(10_000)
        with pytest.raises(VendorError) as refused:
            desk.billing.send(draft, key="k5")
        assert refused.value.code == "customer_tax_location_invalid"
        assert desk.billing.snapshot(draft).status is None
        assert desk.billing.snapshot(stripe_id).status is None
        desk.billing.update_customer(customer, ACME, key="mend")
        assert sums(desk.billing.send(draft, key="k6")) == TAXED

    def test_is_on_each_period_of_a_retainer(self, desk: Desk) -> None:
        customer = located(desk)
        wanted = retainer(desk, FIRST, lines=(WORK,), tax=AUTOMATIC, customer_id=customer)
        assert desk.billing.subscribe(wanted, key="k").amount == usd(10_000)
        until(desk, FIRST)
        (only,) = made(desk)
        assert sums(only) == TAXED

    def test_that_fails_lets_a_retainer_go_out_without(self, desk: Desk) -> None:
        customer = located(desk)
        wanted = retainer(desk, FIRST, lines=(WORK,), tax=AUTOMATIC, customer_id=customer)
        desk.billing.subscribe(wanted, key="k")
        desk.levers.unlocate(customer)
        until(desk, FIRST)
        (only,) = made(desk)
        assert (only.status, only.tax) == (InvoiceStatus.OPEN, usd(0))
        assert "location" in only.tax_problem


class TestRates:
    def test_come_on_top_too(self, desk: Desk) -> None:
        rates = Tax(mode=TaxMode.RATES, rates=(desk.levers.tax_rate("20"),))
        stripe_id = desk.billing.draft(taxed(desk, located(desk), rates), key="k1")
        seen = desk.billing.add_lines(stripe_id, LINES, key="k2")
        assert sums(seen) == (usd(10_000), usd(2_000), usd(12_000))
        preview = desk.billing.preview(ACME, taxed(desk, located(desk), rates), (WORK,))
        assert (preview.net, preview.tax, preview.gross) == sums(seen)

    def test_that_are_not_there_are_refused(self, desk: Desk) -> None:
        rates = Tax(mode=TaxMode.RATES, rates=("txr_never",))
        wanted = taxed(desk, located(desk), rates)
        with pytest.raises(VendorError) as refused:
            desk.billing.draft(wanted, key="k1")
        assert not refused.value.retryable


class TestPreview:
    def test_tells_the_tax_of_a_customer(self, desk: Desk) -> None:
        shown = desk.billing.preview(ACME, taxed(desk, located(desk)), (WORK,))
        assert (shown.net, shown.tax, shown.gross) == TAXED
        assert (shown.problem, shown.code) == ("", "")
        assert list(desk.billing.drafts()) == []

    def test_takes_as_many_lines_as_an_invoice(self, desk: Desk) -> None:
        even = WORK.model_copy(update={"amount": usd(40_000)})
        whole = taxed(desk, located(desk))
        shown = desk.billing.preview(ACME, whole, (even,) * MOST_LINES)
        assert (shown.net, shown.tax) == (usd(40_000 * MOST_LINES), usd(3_550 * MOST_LINES))

    def test_tells_it_of_somebody_not_on_file(self, desk: Desk) -> None:
        nobody = taxed(desk, located(desk)).model_copy(update={"customer_id": ""})
        shown = desk.billing.preview(ACME, nobody, (WORK,))
        assert (shown.net, shown.tax, shown.gross) == TAXED

    def test_says_what_is_wrong_with_the_place(self, desk: Desk) -> None:
        customer = located(desk)
        desk.levers.unlocate(customer)
        shown = desk.billing.preview(ACME, taxed(desk, customer), (WORK,))
        assert (shown.net, shown.tax, shown.gross) == (usd(10_000), usd(0), usd(10_000))
        assert shown.problem
        assert shown.code == "customer_tax_location_invalid"

    def test_of_what_is_not_taxed_is_net(self, desk: Desk) -> None:
        shown = desk.billing.preview(ACME, order(desk), (WORK,))
        assert (shown.net, shown.tax, shown.gross) == (usd(10_000), usd(0), usd(10_000))


class TestUpdatedCustomer:
    def test_has_the_new_name_and_address(self, desk: Desk) -> None:
        customer = located(desk)
        moved = ACME.model_copy(
            update={"name": "Acme Inc", "email": "pay@acme.test", "language": "de"}
        )
        for _ in range(2):
            seen = desk.billing.update_customer(customer, moved, key="move")
            assert (seen.id, seen.name, seen.email) == (customer, "Acme Inc", "pay@acme.test")
            assert seen.account_id == ACCOUNT

    def test_is_exempt_when_told_so(self, desk: Desk) -> None:
        customer = located(desk)
        exempt = ACME.model_copy(update={"tax_exempt": TaxExempt.EXEMPT})
        desk.billing.update_customer(customer, exempt, key="exempt")
        stripe_id = desk.billing.draft(taxed(desk, customer), key="k1")
        seen = desk.billing.add_lines(stripe_id, LINES, key="k2")
        assert sums(seen) == (usd(10_000), usd(0), usd(10_000))
        nobody = taxed(desk, customer).model_copy(update={"customer_id": ""})
        assert desk.billing.preview(exempt, nobody, (WORK,)).tax == usd(0)

    def test_needs_to_be_there(self, desk: Desk) -> None:
        with pytest.raises(VendorError) as refused:
            desk.billing.update_customer("cus_never", ACME, key="k")
        assert not refused.value.retryable
