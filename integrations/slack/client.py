"""The two clients of Slack's Web API: one may repeat a call by itself, one must not."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry import RateLimitErrorRetryHandler
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.web import SlackResponse

from bot.courtesy import elsewhere
from bot.settings import Settings

TIMEOUT_SECONDS = 10

MayCall = Callable[[], None]


class AskingClient(WebClient):
    """The SDK's client, which asks before each call whether it may go out."""

    def __init__(self, may_call: MayCall, **given: Any) -> None:  # noqa: ANN401 - as the SDK
        """Ask `may_call`, which raises if not."""
        super().__init__(**given)
        self._may_call = may_call

    def api_call(self, *args: Any, **kwargs: Any) -> SlackResponse:  # noqa: ANN401 - as the SDK
        """Call a method of the API."""
        with elsewhere():
            self._may_call()
            return super().api_call(*args, **kwargs)


class AskingAgain(RateLimitErrorRetryHandler):
    """Repeats what Slack refused because of the rate, if it still may go out after the wait."""

    def __init__(self, may_call: MayCall) -> None:
        """Ask `may_call`, which raises if not."""
        super().__init__(max_retry_count=1)
        self._may_call = may_call

    def prepare_for_next_attempt(self, **about: Any) -> None:  # noqa: ANN401 - as the SDK
        """Wait as long as Slack asked for."""
        super().prepare_for_next_attempt(**about)
        self._may_call()


def reading(settings: Settings, may_call: MayCall = lambda: None) -> WebClient:
    """Return the client for what may be repeated: reads, updates, opening views."""
    client = posting(settings, may_call)
    client.retry_handlers.append(ConnectionErrorRetryHandler(max_retry_count=1))
    return client


def posting(settings: Settings, may_call: MayCall = lambda: None) -> WebClient:
    """Return the client for what happens once; `may_call` may refuse by raising.

    A connection lost after the effect would post a second time if the SDK repeated by itself; a
    refusal because of the rate had no effect.
    """
    return AskingClient(
        may_call,
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url + "/",
        timeout=TIMEOUT_SECONDS,
        retry_handlers=[AskingAgain(may_call)],
    )
