"""Slack as the front door gets it: one connection, two ports."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.settings import Settings
from bot.turnstile import ALONE, Share
from integrations.slack import client
from integrations.slack.channels import Channels
from integrations.slack.directory import SlackDirectory
from integrations.slack.memory import Memory
from integrations.slack.messenger import SlackMessenger
from integrations.slack.pace import shared


@dataclass(frozen=True)
class SlackOffice:
    """What Slack is to us."""

    messenger: SlackMessenger
    directory: SlackDirectory
    client: WebClient
    """For the app that listens; it may repeat a call by itself."""


def connect(
    settings: Settings,
    *,
    share: Callable[[], Share] = lambda: ALONE,
    may_call: Callable[[], None] = lambda: None,
) -> SlackOffice:
    """Return Slack, of whose pace only our `share` is used; nothing is called yet.

    `may_call`, asked right before each call, may raise `VendorError` instead.
    """
    reading = client.reading(settings, may_call)
    pace = shared(settings.slack_seconds_apart, share)
    messenger = SlackMessenger(
        settings=settings,
        reading=reading,
        posting=client.posting(settings, may_call),
        channels=Channels(reading),
        memory=Memory(reading, pace),
        pace=pace,
    )
    return SlackOffice(messenger, SlackDirectory(reading), reading)
