"""What Slack shows of a deal: its card, its thread, what is asked of people."""
