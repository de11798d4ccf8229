"""A local Slack, Stripe and Salesforce: one world, one movable clock, one control API.

Production code never imports this package. The servers speak the vendors' real protocols, so the
unmodified SDKs run against them; where a vendor refuses something, the sandbox refuses it too.
"""
