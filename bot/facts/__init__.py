"""What the outside tells us and what we tell it, as values of our own: no vendor's types."""

from bot.facts.billing import (
    GIVEN,
    ISSUED,
    BackFact,
    BackKind,
    BillingEvent,
    Customer,
    EventPage,
    PaymentFact,
    Snapshot,
    SubscriptionFact,
    TaxPreview,
)
from bot.facts.check import Check
from bot.facts.orders import (
    CreditOrder,
    CreditWay,
    CustomerOrder,
    InvoiceLines,
    InvoiceOrder,
    PaymentOrder,
    SubscriptionOrder,
)
from bot.facts.salesforce import DealPage, DealStatus, EventRecord, InvoiceRecord, Written
from bot.facts.slack import Attachment, Message, Person, Place, Urgency

__all__ = [
    "GIVEN",
    "ISSUED",
    "Attachment",
    "BackFact",
    "BackKind",
    "BillingEvent",
    "Check",
    "CreditOrder",
    "CreditWay",
    "Customer",
    "CustomerOrder",
    "DealPage",
    "DealStatus",
    "EventPage",
    "EventRecord",
    "InvoiceLines",
    "InvoiceOrder",
    "InvoiceRecord",
    "Message",
    "PaymentFact",
    "PaymentOrder",
    "Person",
    "Place",
    "Snapshot",
    "SubscriptionFact",
    "SubscriptionOrder",
    "TaxPreview",
    "Urgency",
    "Written",
]
