"""The gate: what may reach a customer, how much of it an hour, and when nothing may."""
