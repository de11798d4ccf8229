"""Changes afterwards: amendments, and the corrections they need at Stripe."""
