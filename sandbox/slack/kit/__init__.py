"""Block Kit as strictly as Slack reads it: every limit, every required key, every unknown type."""
