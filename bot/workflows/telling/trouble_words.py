"""Words for trouble: what failed, and who can mend it."""

WHAT_FAILED = {
    "watch": "Salesforce cannot be read",
    "issue": "Sending an invoice failed",
    "write_back": "Salesforce refuses writes",
    "stuck": "A vendor does not answer",
    "failed": "An error of closedwon stopped its work",
    "drift": "The books do not agree",
    "hold": "A hold could not be confirmed",
    "align": "A scheduled invoice could not be changed at Stripe",
    "schedule": "Later invoices could not be scheduled",
    "see_sent": "An invoice that went out by itself could not be e-mailed",
    "discard_draft": "The draft of a canceled invoice could not be deleted",
    "doubled": "Two invoices are out for the same installment",
    "subscribe": "A retainer could not be started",
    "unsubscribe": "A retainer could not be ended",
    "retainer": "A retainer is not at Stripe as approved",
    "period": "The invoice of a retainer's period does not go out",
    "otherwise": "An invoice went out over another amount than approved",
    "ask_usage": "Quantities of a period could not be asked for",
    "renew": "A renewal could not be announced",
    "heads_up": "A heads-up could not be posted",
    "adjust": "A correction could not be carried out",
    "note": "A decision could not be noted at Stripe",
    "remind": "A reminder could not be sent",
    "update_customer": "A customer at Stripe could not be brought up to date",
    "tax": "An invoice went out without its tax",
    "track": "Stripe does not show an invoice",
    "summary": "The daily summary could not be posted",
    "propose": "A deal could not be made into a proposal",
    "card": "A card could not be shown",
    "question": "A question could not be delivered",
    "breaker": "Too many deals were won at once",
    "limit": "More is to go out than the policy lets go",
    "paused": "Sending is paused",
}
"""Kind -> what failed, in plain words."""

WHO_CAN_MEND = {
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": "a Salesforce admin, or whoever owns the rule",
    "ENTITY_IS_LOCKED": "whoever can unlock the record in Salesforce",
    "INSUFFICIENT_ACCESS_OR_READONLY": "a Salesforce admin",
    "DUPLICATES_DETECTED": "a Salesforce admin",
    "customer_tax_location_invalid": "whoever keeps the account's address in Salesforce",
    "package_missing": "a Salesforce admin",
}
"""The vendor's code -> who can change it; the vendor's admin otherwise."""
