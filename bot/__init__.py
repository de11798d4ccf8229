"""What the bot knows and does: rules, ledger, workflows, views. It knows no vendor."""
