"""The calls by which an approved invoice has its effects, as the sandbox sees them."""

EFFECTS = {
    "the last look at the deal": ("salesforce", "GET .*/queryAll"),
    "making the customer": ("stripe", "POST /v1/customers$"),
    "making the draft": ("stripe", "POST /v1/invoices$"),
    "adding the lines": ("stripe", "POST /v1/invoices/[^/]+/add_lines"),
    "sending": ("stripe", "POST /v1/invoices/[^/]+/send"),
    "writing to the opportunity": ("salesforce", "PATCH .*/composite/sobjects$"),
    "writing the invoice's record": ("salesforce", "PATCH .*/Closedwon_Invoice__c/"),
    "writing the events' records": ("salesforce", "PATCH .*/Closedwon_Event__c/"),
    "updating the card": ("slack", "POST /api/chat.update"),
    "telling the thread": ("slack", "POST /api/chat.postMessage"),
}
"""What it is for -> vendor, and which call."""
AT_STRIPE = [name for name, (vendor, _) in EFFECTS.items() if vendor == "stripe"]
