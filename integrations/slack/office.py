"""Slack as the front door gets it: one connection, two ports."""

from dataclasses import dataclass

from slack_sdk import WebClient

from bot.settings import Settings
from integrations.slack import client
from integrations.slack.channels import Channels
from integrations.slack.directory import SlackDirectory
from integrations.slack.memory import Memory
from integrations.slack.messenger import SlackMessenger
from integrations.slack.pace import Pace


@dataclass(frozen=True)
class SlackOffice:
    """What Slack is to us."""

    messenger: SlackMessenger
    directory: SlackDirectory
    client: WebClient
    """For the app that listens; it may repeat a call by itself."""


def connect(settings: Settings) -> SlackOffice:
    """Return Slack; nothing is called before it is needed."""
    reading = client.reading(settings)
    messenger = SlackMessenger(
        settings=settings,
        reading=reading,
        posting=client.posting(settings),
        channels=Channels(reading),
        memory=Memory(reading),
        pace=Pace(settings.slack_seconds_apart),
    )
    return SlackOffice(messenger, SlackDirectory(reading), reading)
