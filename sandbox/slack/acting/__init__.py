"""People at work in Slack's client: what they can see, click, type, choose and submit."""
