"""The nightly sweep: whether ledger, Stripe and Salesforce agree."""
