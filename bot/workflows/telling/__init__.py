"""Telling the trail, the thread and Salesforce what changed, and people what is stuck."""
