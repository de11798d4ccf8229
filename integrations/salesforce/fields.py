"""Our names of the fields that say how a deal is billed, and what the package calls them.

The policy's [deals.fields] may name others. A field that is named is there and of the right kind,
or the policy is refused; one of the package that is missing is read as empty.
"""

from collections.abc import Mapping

from bot.errors import Misconfigured
from bot.policy import DealRules
from integrations.salesforce.schema import Column, Field

TERMS: Mapping[str, str] = {
    "terms": "Closedwon_Terms__c",
    "po_number": "Closedwon_PO_Number__c",
    "po_required": "Closedwon_PO_Required__c",
    "bill_to": "Closedwon_Bill_To__c",
    "send_date": "Closedwon_Send_Date__c",
    "memo": "Closedwon_Memo__c",
    "no_invoice": "Closedwon_No_Invoice__c",
    "model": "Closedwon_Billing_Model__c",
    "start": "Closedwon_Start__c",
    "interval": "Closedwon_Interval__c",
    "periods": "Closedwon_Periods__c",
    "renews": "Closedwon_Renews__c",
    "deposit_percent": "Closedwon_Deposit_Percent__c",
    "second_payer": "Closedwon_Second_Payer__c",
    "second_share": "Closedwon_Second_Payer_Share__c",
    "footer": "Closedwon_Footer__c",
    "custom_1": "Closedwon_Custom_1__c",
    "custom_2": "Closedwon_Custom_2__c",
    "bill_parent": "Account.Closedwon_Bill_Parent__c",
}
"""Seen from the opportunity."""

ACCOUNT: Mapping[str, str] = {
    "account_tax_exempt": "Closedwon_Tax_Exempt__c",
    "account_tax_id": "Closedwon_Tax_Id__c",
    "account_tax_id_type": "Closedwon_Tax_Id_Type__c",
    "account_language": "Closedwon_Language__c",
    "account_email": "PersonEmail",
}
"""Seen from an account: the client's, its parent, the second payer. A standard field is the e-mail
address: there only where clients are people."""

LINE: Mapping[str, str] = {
    "line_start": "Closedwon_Start__c",
    "line_end": "Closedwon_Period_End__c",
    "line_interval": "Closedwon_Interval__c",
    "line_periods": "Closedwon_Periods__c",
    "line_variable": "Closedwon_Variable__c",
    "line_usage": "Closedwon_Usage__c",
    "line_usage_period": "Closedwon_Usage_Period__c",
}
"""Seen from a product line."""

MILESTONE: Mapping[str, str] = {
    "milestone_sequence": "Sequence__c",
    "milestone_description": "Description__c",
    "milestone_percent": "Percent__c",
    "milestone_amount": "Amount__c",
    "milestone_date": "Date__c",
    "milestone_condition": "Condition__c",
    "milestone_met": "Met__c",
}
"""Seen from a milestone."""

MILESTONES = "milestones"
"""Our name of the relationship from a deal to its milestones."""
MILESTONE_OBJECT, RELATIONSHIP = "Closedwon_Milestone__c", "Closedwon_Milestones__r"

EVERY: Mapping[str, str] = {
    **TERMS,
    **ACCOUNT,
    **LINE,
    MILESTONES: RELATIONSHIP,
    **MILESTONE,
}

_DATES = ("date", "datetime")
_NUMBERS = ("currency", "double", "int", "long", "percent")
_KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("send_date", "start", "line_start", "line_end", "line_usage_period", "milestone_date"),
        _DATES,
    ),
    **dict.fromkeys(("periods", "deposit_percent", "second_share"), _NUMBERS),
    **dict.fromkeys(("line_periods", "line_usage"), _NUMBERS),
    **dict.fromkeys(("milestone_sequence", "milestone_percent", "milestone_amount"), _NUMBERS),
}
_REFERS = {"bill_to": "Contact", "second_payer": "Account"}


def check_names(rules: DealRules) -> None:
    """Refuse names in `deals.fields` that mean nothing to us.

    Raises:
        Misconfigured: naming them, and the names there are.

    """
    if unknown := sorted(set(rules.fields) - set(EVERY)):
        raise Misconfigured(
            f"The policy's [deals.fields] names {', '.join(unknown)}; "
            f"the names it may have are {', '.join(EVERY)}."
        )


def check_kind(name: str, column: Column) -> None:
    """Refuse a field that cannot hold what we read from it, before it spoils every deal.

    Raises:
        Misconfigured: naming both.

    """
    wanted = _wanted(name, column.field)
    if wanted:
        raise Misconfigured(
            f'The policy\'s [deals.fields] says {name} = "{column.path}", which is not {wanted}.'
        )


def _wanted(name: str, field: Field) -> str:
    """Return what the field should have been, "" when it is."""
    target = _REFERS.get(name)
    if target is not None and target not in field.refers:
        return f"a look-up to {'an' if target[0] in 'AEIOU' else 'a'} {target.lower()}"
    kinds = _KINDS.get(name)
    if kinds is None or field.kind in kinds:
        return ""
    return "a date" if kinds is _DATES else "a number"
