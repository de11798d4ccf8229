"""What people see in Slack: pure functions from values of the domain to Block Kit."""
