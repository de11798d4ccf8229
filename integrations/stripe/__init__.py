"""Stripe: customers and invoices, behind the core's `Billing` port."""

from integrations.stripe.billing import StripeBilling, connect

__all__ = ["StripeBilling", "connect"]
