"""Who pays: the customer at Stripe, made once, kept up to date."""
