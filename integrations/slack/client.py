"""The two clients of Slack's Web API: one may repeat a call by itself, one must not."""

from slack_sdk import WebClient
from slack_sdk.http_retry import RateLimitErrorRetryHandler
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler

from bot.settings import Settings

TIMEOUT_SECONDS = 10


def reading(settings: Settings) -> WebClient:
    """Return the client for what may be repeated: reads, updates, opening views."""
    client = posting(settings)
    client.retry_handlers.append(ConnectionErrorRetryHandler(max_retry_count=1))
    return client


def posting(settings: Settings) -> WebClient:
    """Return the client for what happens once.

    A connection lost after the effect would post a second time if the SDK repeated by itself; a
    refusal because of the rate had no effect.
    """
    return WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url + "/",
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)],
    )
