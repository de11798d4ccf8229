"""Watching: what Salesforce and Stripe say happened since, taken into the ledger."""
