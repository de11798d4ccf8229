"""Slack, behind the ports `Messenger` and `Directory`."""

from integrations.slack.office import SlackOffice, connect

__all__ = ["SlackOffice", "connect"]
