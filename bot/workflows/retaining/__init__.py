"""Retainers: subscriptions at Stripe, made, looked after and ended."""
