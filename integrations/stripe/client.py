"""The SDK's client: explicit timeouts, our pace, and no retries of its own."""

import logging
from collections.abc import Callable, Mapping

import stripe

from bot.settings import Settings
from bot.turnstile import ALONE, Share
from integrations.stripe.pacing import Pacing

CONNECT_SECONDS, READ_SECONDS = 5, 30


class PacedClient(stripe.RequestsClient):
    """HTTP at our pace; connections are kept per thread, so threads may share it."""

    def __init__(self, pacing: Pacing, may_call: Callable[[], None]) -> None:
        """Ask `pacing` when, and `may_call` right before, each request goes out."""
        super().__init__(timeout=(CONNECT_SECONDS, READ_SECONDS))
        self._pacing = pacing
        self._may_call = may_call

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: object = None,
        max_network_retries: int | None = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Send one request (the name is the SDK's) when it may go out."""
        with self._pacing.turn(method, url):
            self._may_call()
            return super().request_with_retries(
                method, url, headers, post_data, max_network_retries, _usage=_usage
            )


def make_client(
    settings: Settings,
    share: Callable[[], Share] = lambda: ALONE,
    may_call: Callable[[], None] = lambda: None,
) -> stripe.StripeClient:
    """Return a client for the account of `settings`; nothing is sent yet.

    Of the account's limits, our `share` is kept to; `may_call` may refuse a call. It
    never repeats a request: the durable engine does, with the same idempotency key.
    """
    # Both are the SDK's only switches: there are none on the client.
    stripe.enable_telemetry = False
    logging.getLogger("stripe").setLevel(logging.WARNING)  # below, it logs addresses and bodies
    return stripe.StripeClient(
        settings.stripe_api_key.get_secret_value(),
        base_addresses={"api": settings.stripe_api_url},
        max_network_retries=0,
        http_client=PacedClient(Pacing(is_live=settings.stripe_is_live, share=share), may_call),
    )
