"""Issuing: an approved invoice is made, scheduled and sent at Stripe, once."""
