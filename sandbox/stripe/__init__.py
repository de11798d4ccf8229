"""The local Stripe: enough of its v1 API for the unmodified SDK, strict where Stripe is strict."""

from sandbox.stripe.world import StripeWorld

__all__ = ["StripeWorld"]
