"""Writing back: batches, what each row came to, and orgs that stand in the way."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.errors import VendorError
from bot.money import Money
from integrations.salesforce.records import EVENT, INVOICE
from sandbox.faults import FaultKind
from tests.integrations.salesforce_org import (
    START,
    ServedOrg,
    a_status,
    an_event,
    an_invoice,
    served,
    usd,
)

PATCH = "PATCH /services"


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestWriteBack:
    def test_shows_on_the_opportunity_where_billing_stands(self, org: ServedOrg) -> None:
        ident = org.won()
        status = a_status(
            ident,
            invoiced=usd(4_800_000),
            paid=usd(10),
            balance=usd(4_799_990),
            due_date=date(2026, 12, 23),
            invoice_url="https://invoice.stripe.com/i/1",
        )
        assert [one.ok for one in org.crm().write_back([status], [], [])] == [True]
        shown = org.shown(ident)
        assert shown["Closedwon_Status__c"] == "Sent"
        assert shown["Closedwon_Amount_Invoiced__c"] == 48_000
        assert shown["Closedwon_Amount_Paid__c"] == 0.1
        assert shown["Closedwon_Balance__c"] == 47_999.9
        assert shown["Closedwon_Due_Date__c"] == "2026-12-23"
        assert shown["Closedwon_Paid_Date__c"] is None
        assert shown["Closedwon_Invoice_Url__c"] == "https://invoice.stripe.com/i/1"

    def test_clears_what_no_longer_holds(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        crm.write_back([a_status(ident, invoiced=usd(100), due_date=START.date())], [], [])
        crm.write_back([a_status(ident, status="Rejected")], [], [])
        shown = org.shown(ident)
        assert shown["Closedwon_Amount_Invoiced__c"] is None
        assert shown["Closedwon_Due_Date__c"] is None

    def test_keeps_one_record_for_each_invoice_and_event(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        crm.write_back([], [an_invoice(ident)], [an_event(ident)])
        crm.write_back([], [an_invoice(ident, status="paid")], [an_event(ident)])
        shown = org.shown(ident)
        [invoice] = shown["Closedwon_Invoices__r"]
        [event] = shown["Closedwon_Events__r"]
        assert (invoice["Closedwon_Status__c"], invoice["Closedwon_Currency__c"]) == ("paid", "USD")
        assert invoice["Closedwon_Number__c"] == "ACME-0001"
        assert (event["Closedwon_Who__c"], event["Closedwon_What__c"]) == ("Kim", "approved")
        assert event["Closedwon_At__c"].startswith("2026-11-23T09:00:00")

    def test_tells_what_stayed_and_what_is_still_to_come(self, org: ServedOrg) -> None:
        ident = org.won()
        status = a_status(ident, paid=usd(1_000), scheduled=usd(2_500))
        invoice = an_invoice(
            ident,
            paid=usd(900),
            net=usd(1_000),
            tax=usd(190),
            credited=usd(10),
            refunded=usd(100),
            disputed=usd(5),
            installment="2 of 4, revised and replaced",
            period_start=date(2027, 1, 31),
            period_end=date(2027, 2, 27),
            send_date=date(2027, 1, 29),
        )
        assert all(one.ok for one in org.crm().write_back([status], [invoice], []))
        shown = org.shown(ident)
        amounts = ("Amount_Paid", "Kept", "Scheduled")
        assert [shown[f"Closedwon_{name}__c"] for name in amounts] == [10, 10, 25]
        [row] = shown["Closedwon_Invoices__r"]
        names = ("Net", "Tax", "Credited", "Refunded", "Disputed", "Kept")
        assert [row[f"{name}__c"] for name in names] == [10, 1.9, 0.1, 1, 0.05, 9]
        assert (row["Period_Start__c"], row["Period_End__c"]) == ("2027-01-31", "2027-02-27")
        assert (row["Send_Date__c"], row["Installment__c"]) == (
            "2027-01-29",
            "2 of 4, revised and…",
        )

    def test_gives_the_records_their_currency_where_there_are_several(self, org: ServedOrg) -> None:
        org.set_up(multi_currency=True)
        ident = org.won(currency="KWD")
        fils = Money(minor=5_120, currency="KWD")
        invoice = an_invoice(ident, amount=fils, paid=fils, balance=Money.zero("KWD"))
        assert org.crm().write_back([], [invoice], [])[0].ok
        [shown] = org.shown(ident)["Closedwon_Invoices__r"]
        assert (shown["CurrencyIsoCode"], shown["Closedwon_Paid__c"]) == ("KWD", 5.12)

    def test_sends_two_hundred_rows_at_a_time(self, org: ServedOrg) -> None:
        ident = org.won()
        events = [an_event(ident, key=f"event-{number}") for number in range(201)]
        written = org.crm().write_back([], [], [*events, events[0]])
        assert sum(one.ok for one in written) == 201
        assert len(org.called(PATCH)) == 2

    def test_cuts_what_is_longer_than_the_field(self, org: ServedOrg) -> None:
        ident = org.won()
        status = a_status(ident, status="x" * 81, invoice_url="https://a.example/" + "y" * 255)
        assert org.crm().write_back([status], [], [])[0].ok
        shown = org.shown(ident)
        assert shown["Closedwon_Status__c"] == "x" * 79 + "…"
        assert shown["Closedwon_Invoice_Url__c"] is None

    def test_asks_nothing_when_there_is_nothing_to_write(self, org: ServedOrg) -> None:
        assert org.crm().write_back([], [], []) == []
        assert org.called("GET") == []


class TestARowThatIsRefused:
    def test_has_the_rules_own_words_and_the_others_are_written(self, org: ServedOrg) -> None:
        rule = {"object": "Opportunity", "message": "Closed deals are locked.", "changed": ["*"]}
        org.lever("POST", "rules", rule)
        ident = org.won()
        told, billed = org.crm().write_back([a_status(ident)], [an_invoice(ident)], [])
        assert (told.key, told.ok, told.retryable) == (ident, False, False)
        assert told.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        assert told.words == "Closed deals are locked."
        assert (billed.key, billed.ok) == ("invoice-1", True)

    def test_because_of_an_approval_process_waits_for_a_person(self, org: ServedOrg) -> None:
        ident = org.won()
        org.lever("POST", "locks", {"id": ident})
        [told] = org.crm().write_back([a_status(ident)], [], [])
        assert (told.code, told.retryable) == ("ENTITY_IS_LOCKED", False)

    def test_because_others_hold_it_may_be_repeated(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        org.lever("POST", "row-locks", {"id": ident})
        [told] = crm.write_back([a_status(ident)], [], [])
        assert (told.code, told.retryable) == ("UNABLE_TO_LOCK_ROW", True)
        assert crm.write_back([a_status(ident)], [], [])[0].ok

    def test_because_the_deal_was_deleted_says_so(self, org: ServedOrg) -> None:
        ident = org.won()
        org.lever("DELETE", f"records/Opportunity/{ident}")
        [told] = org.crm().write_back([a_status(ident)], [], [])
        assert (told.ok, told.retryable) == (False, False)
        assert told.code == "ENTITY_IS_DELETED"

    def test_passes_a_duplicate_rule_that_only_asks(self, org: ServedOrg) -> None:
        rule = {"object": INVOICE, "field": "Closedwon_Number__c", "action": "alert"}
        org.lever("POST", "duplicate-rules", rule)
        ident, crm = org.won(), org.crm()
        for key in ("invoice-1", "invoice-2"):
            assert crm.write_back([], [an_invoice(ident, key=key)], [])[0].ok

    def test_does_not_pass_a_duplicate_rule_that_blocks(self, org: ServedOrg) -> None:
        rule = {"object": INVOICE, "field": "Closedwon_Number__c", "action": "block"}
        org.lever("POST", "duplicate-rules", rule)
        ident, crm = org.won(), org.crm()
        crm.write_back([], [an_invoice(ident)], [])
        [billed] = crm.write_back([], [an_invoice(ident, key="invoice-2")], [])
        assert (billed.ok, billed.code) == (False, "DUPLICATES_DETECTED")


class TestACallThatFails:
    def test_for_now_is_raised(self, org: ServedOrg) -> None:
        org.fail(PATCH, FaultKind.STATUS_BEFORE, status=503)
        with pytest.raises(VendorError) as caught:
            org.crm().write_back([a_status(org.won())], [], [])
        assert caught.value.retryable

    def test_for_good_is_told_of_each_of_its_rows(self, org: ServedOrg) -> None:
        where = f"{PATCH}.*{EVENT}"
        org.fail(where, FaultKind.STATUS_BEFORE, status=400, code="X_Y", message="No.")
        ident = org.won()
        written = org.crm().write_back([a_status(ident)], [], [an_event(ident)])
        assert [(one.ok, one.words) for one in written] == [(True, ""), (False, "No.")]


class TestAnOrgThatLacks:
    def test_the_package_names_the_fix(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        org.set_up(package_installed=False)
        told = crm.write_back([a_status(ident)], [an_invoice(ident)], [an_event(ident)])
        assert {(one.ok, one.retryable, one.code) for one in told} == {
            (False, False, "package_missing")
        }
        assert "Install the closedwon package" in told[0].words
        assert org.called(PATCH) == []
        org.set_up(package_installed=True)
        assert crm.write_back([], [], [an_event(ident)])[0].ok

    def test_the_permission_set_names_the_fix(self, org: ServedOrg) -> None:
        ident = org.won()
        org.set_up(package_assigned=False)
        [told] = org.crm().write_back([a_status(ident)], [], [])
        assert told.code == "package_missing"
        assert "closedwon integration" in told.words

    def test_a_field_is_written_the_others(self, org: ServedOrg) -> None:
        org.hide("Opportunity.Closedwon_Status__c", writable_only=True)
        org.hide("Opportunity.Closedwon_Balance__c", "Closedwon_Invoice__c.Net__c")
        ident, crm = org.won(), org.crm()
        told = crm.write_back([a_status(ident, paid=usd(100))], [an_invoice(ident, net=usd(1))], [])
        assert all(one.ok for one in told)
        shown = org.shown(ident)
        assert shown["Closedwon_Amount_Paid__c"] == 1
        assert shown["Closedwon_Invoices__r"][0].get("Net__c") is None

    def test_a_field_since_we_looked_recovers(self, org: ServedOrg) -> None:
        ident, crm = org.won(), org.crm()
        crm.write_back([a_status(ident)], [], [])
        org.hide("Opportunity.Closedwon_Status__c")
        assert not crm.write_back([a_status(ident)], [], [])[0].ok
        assert crm.write_back([a_status(ident, paid=usd(100))], [], [])[0].ok
