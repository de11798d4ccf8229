"""The fields of the package, and what of our records goes into each."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter

from bot import facts
from bot.money import Money
from integrations.salesforce.schema import DEAL, Field, SObject

INVOICE, EVENT, KEY = "Closedwon_Invoice__c", "Closedwon_Event__c", "Closedwon_Key__c"

Record = facts.DealStatus | facts.InvoiceRecord | facts.EventRecord
Json = str | Decimal | None

FIELDS: Mapping[str, Mapping[str, str]] = {
    DEAL: {
        "Closedwon_Status__c": "status",
        "Closedwon_Amount_Invoiced__c": "invoiced",
        "Closedwon_Amount_Paid__c": "paid",
        "Closedwon_Kept__c": "paid",
        "Closedwon_Balance__c": "balance",
        "Closedwon_Scheduled__c": "scheduled",
        "Closedwon_Due_Date__c": "due_date",
        "Closedwon_Paid_Date__c": "paid_date",
        "Closedwon_Invoice_Url__c": "invoice_url",
    },
    INVOICE: {
        KEY: "key",
        "Closedwon_Opportunity__c": "deal_id",
        "Closedwon_Number__c": "number",
        "Closedwon_Stripe_Id__c": "stripe_id",
        "Closedwon_Status__c": "status",
        "Closedwon_Amount__c": "amount",
        "Closedwon_Paid__c": "paid",
        "Closedwon_Balance__c": "balance",
        "Closedwon_Currency__c": "amount.currency",
        "Closedwon_Issue_Date__c": "issue_date",
        "Closedwon_Due_Date__c": "due_date",
        "Closedwon_Paid_Date__c": "paid_date",
        "Closedwon_Url__c": "url",
        "Closedwon_Hold__c": "hold",
        "Closedwon_Dunning__c": "dunning",
        "Net__c": "net",
        "Tax__c": "tax",
        "Credited__c": "credited",
        "Refunded__c": "refunded",
        "Disputed__c": "disputed",
        "Kept__c": "paid",
        "Installment__c": "installment",
        "Period_Start__c": "period_start",
        "Period_End__c": "period_end",
        "Send_Date__c": "send_date",
    },
    EVENT: {
        KEY: "key",
        "Closedwon_Opportunity__c": "deal_id",
        "Closedwon_At__c": "at",
        "Closedwon_Who__c": "who",
        "Closedwon_What__c": "what",
        "Closedwon_Detail__c": "detail",
    },
}
"""Object -> field of the package -> attribute of our record."""

CURRENCY = {INVOICE: {"CurrencyIsoCode": "amount.currency"}}
"""Salesforce's own field, there only in an org of several currencies."""


def content(target: SObject, record: Record) -> dict[str, Json]:
    """Return what of `record` the org has a writable field for, no longer than it takes."""
    wanted = {**FIELDS[target.name], **CURRENCY.get(target.name, {})}
    found = {name: target.field(name) for name in wanted}
    return {
        name: _json(field, attrgetter(wanted[name])(record))
        for name, field in found.items()
        if field and field.writable
    }


def lacking(target: SObject | None, name: str) -> list[str]:
    """Return the fields of the package that cannot be written on this object."""
    found = {each: target.field(each) if target else None for each in FIELDS[name]}
    return [each for each, field in found.items() if field is None or not field.writable]


def _json(field: Field, value: str | Money | date | datetime | None) -> Json:
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    if not value:
        return None
    if len(value) <= field.length or not field.length:
        return value
    # Half a link leads nowhere, half an id elsewhere; half a sentence still says something.
    is_prose = field.kind in ("string", "textarea")
    return value[: field.length - 1] + "…" if is_prose else None
