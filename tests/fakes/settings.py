"""The settings of a bot that reaches nobody."""

from functools import cache
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.settings import Settings


@cache
def some_settings() -> Settings:
    """Return them; they never change."""
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr("xoxb-test"),
        slack_app_token=SecretStr("xapp-test"),
        approvals_channel="#billing-approvals",
        ar_channel="#ar",
        ops_channel="#billing-ops",
        stripe_api_key=SecretStr("rk_test_123"),
        salesforce_url="https://acme.my.salesforce.com",
        salesforce_consumer_key="key",
        billing_timezone=ZoneInfo("America/New_York"),
    )
