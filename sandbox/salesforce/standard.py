"""The standard objects, as far as billing a deal touches them."""

from sandbox.salesforce.schema import Field, Schema, fixed, reference, sobject
from sandbox.salesforce.setup_objects import ADDRESS, NAME, SETUP

OWNER = reference("OwnerId", "User")

MULTI_CURRENCY = (
    "Account",
    "Contact",
    "Opportunity",
    "OpportunityLineItem",
    "Product2",
    "PricebookEntry",
    "OpportunityLineItemSchedule",
)
"""The standard objects that get a currency of their own once the org has several."""


def currency_field(currencies: tuple[str, ...], corporate: str) -> Field:
    """Return the field that appears when the org is switched to several currencies."""
    return Field(
        "CurrencyIsoCode", "picklist", 3, values=currencies, restricted=True, default=corporate
    )


def _address(kind: str) -> tuple[Field, ...]:
    return tuple(Field(kind + part, what, length) for part, what, length in ADDRESS)


def _money(name: str, *, required: bool = False) -> Field:
    return Field(name, "currency", scale=2, required=required)


ACCOUNT = sobject(
    "Account",
    "001",
    NAME,
    OWNER,
    reference("ParentId", "Account", children="ChildAccounts"),
    fixed(reference("MasterRecordId", "Account")),
    *_address("Billing"),
    *_address("Shipping"),
    Field("Phone", "phone", 40),
    Field("Website", "url", 255),
    Field("Industry", "picklist", 255, values=("Banking", "Retail", "Technology")),
    Field("Type", "picklist", 255, values=("Customer", "Partner", "Prospect")),
    Field("AccountNumber", length=40),
    Field("Description", "longtext", 32000),
)
CONTACT = sobject(
    "Contact",
    "003",
    fixed(Field("Name", length=121)),
    Field("FirstName", length=40),
    Field("LastName", length=80, required=True),
    Field("Email", "email", 80),
    Field("Phone", "phone", 40),
    Field("Title", length=128),
    reference("AccountId", "Account", children="Contacts", cascade=True),
    OWNER,
    *_address("Mailing"),
)
OPPORTUNITY = sobject(
    "Opportunity",
    "006",
    Field("Name", length=120, required=True),
    _money("Amount"),
    Field("StageName", "picklist", 255, required=True),
    fixed(Field("IsClosed", "boolean", default=False)),
    fixed(Field("IsWon", "boolean", default=False)),
    Field("CloseDate", "date", required=True),
    fixed(Field("LastStageChangeDate", "datetime")),
    Field("Probability", "percent", scale=0),
    fixed(_money("ExpectedRevenue")),
    reference("AccountId", "Account", children="Opportunities", cascade=True),
    OWNER,
    reference("RecordTypeId", "RecordType"),
    reference("Pricebook2Id", "Pricebook2"),
    Field("Type", "picklist", 255, values=("New Business", "Existing Business", "Renewal")),
    Field("Description", "longtext", 32000),
    Field("NextStep", length=255),
    Field("LeadSource", "picklist", 255),
    fixed(Field("HasOpportunityLineItem", "boolean", default=False)),
)
PRODUCT = sobject(
    "Product2",
    "01t",
    NAME,
    Field("ProductCode", length=255),
    Field("Description", "textarea", 4000),
    Field("Family", "picklist", 255),
    Field("IsActive", "boolean", default=True),
)
PRICEBOOK = sobject(
    "Pricebook2",
    "01s",
    NAME,
    Field("IsActive", "boolean", default=True),
    fixed(Field("IsStandard", "boolean", default=False)),
)
PRICEBOOK_ENTRY = sobject(
    "PricebookEntry",
    "01u",
    reference("Pricebook2Id", "Pricebook2", children="PricebookEntries", required=True),
    reference("Product2Id", "Product2", children="PricebookEntries", required=True),
    _money("UnitPrice", required=True),
    Field("IsActive", "boolean", default=True),
)
LINE_ITEM = sobject(
    "OpportunityLineItem",
    "00k",
    reference(
        "OpportunityId",
        "Opportunity",
        children="OpportunityLineItems",
        required=True,
        cascade=True,
        update=False,
    ),
    reference("PricebookEntryId", "PricebookEntry", required=True, update=False),
    fixed(reference("Product2Id", "Product2")),
    fixed(Field("ProductCode")),
    fixed(Field("Name", length=376)),
    Field("Quantity", "double", scale=2, required=True),
    _money("UnitPrice"),
    _money("TotalPrice"),
    fixed(_money("ListPrice")),
    fixed(_money("Subtotal")),
    Field("Discount", "percent", scale=2, precision=5),
    Field("ServiceDate", "date"),
    Field("Description", length=255),
    Field("SortOrder", "int", scale=0),
)
SCHEDULE = sobject(
    "OpportunityLineItemSchedule",
    "00o",
    reference(
        "OpportunityLineItemId",
        "OpportunityLineItem",
        children="OpportunityLineItemSchedules",
        required=True,
        cascade=True,
        update=False,
    ),
    Field(
        "Type",
        "picklist",
        40,
        values=("Revenue", "Quantity", "Both"),
        restricted=True,
        required=True,
        update=False,
    ),
    Field("ScheduleDate", "date", required=True),
    _money("Revenue"),
    Field("Quantity", "double", scale=2),
    Field("Description", length=80),
)
"""An installment of a line item. The object is there only where product schedules are enabled."""
SCHEDULED = {
    "Product2": (
        Field("CanUseRevenueSchedule", "boolean", default=False),
        Field("CanUseQuantitySchedule", "boolean", default=False),
    ),
    "OpportunityLineItem": tuple(
        fixed(Field(name, "boolean", default=False))
        for name in ("HasRevenueSchedule", "HasQuantitySchedule", "HasSchedule")
    ),
}
"""The fields that come with it."""
CONTACT_ROLE = sobject(
    "OpportunityContactRole",
    "00K",
    reference(
        "OpportunityId",
        "Opportunity",
        children="OpportunityContactRoles",
        required=True,
        cascade=True,
        update=False,
    ),
    reference(
        "ContactId", "Contact", children="OpportunityContactRoles", required=True, cascade=True
    ),
    Field("Role", "picklist", 255, values=("Billing Contact", "Decision Maker", "Business User")),
    Field("IsPrimary", "boolean", default=False),
)
HISTORY = sobject(
    "OpportunityHistory",
    "008",
    reference("OpportunityId", "Opportunity", children="OpportunityHistories", cascade=True),
    Field("StageName", "picklist"),
    _money("Amount"),
    _money("ExpectedRevenue"),
    Field("CloseDate", "date"),
    Field("Probability", "percent", scale=0),
    _money("PrevAmount"),
    Field("PrevCloseDate", "date"),
    readonly=True,
)
TASK = sobject(
    "Task",
    "00T",
    Field("Subject", length=255),
    Field("Status", "picklist", 255, values=("Not Started", "Completed"), default="Not Started"),
    Field("Priority", "picklist", 255, values=("High", "Normal", "Low"), default="Normal"),
    Field("ActivityDate", "date"),
    Field("Description", "longtext", 32000),
    reference("WhatId", "Opportunity", "Account", children="Tasks"),
    reference("WhoId", "Contact", children="Tasks"),
    OWNER,
)


def standard() -> Schema:
    """Return the schema of an org with nothing installed."""
    schema = Schema()
    schema.add(*SETUP)
    schema.add(ACCOUNT, CONTACT, OPPORTUNITY, PRODUCT, PRICEBOOK, PRICEBOOK_ENTRY)
    schema.add(LINE_ITEM, CONTACT_ROLE, HISTORY, TASK)
    return schema
