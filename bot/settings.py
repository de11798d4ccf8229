"""Settings: secrets and addresses, from the environment or .env; rules are in policy.toml."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import Misconfigured

FEWEST_BEATS = 3
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _safe_url(url: str) -> str:
    """Accept https anywhere and plain http on loopback only."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not an address: write it in full, e.g. https://example.com")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("uses plain http; only https is accepted outside this machine")
    return url.rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _token(*prefixes: str) -> AfterValidator:
    """Accept secrets that begin like this; the value itself is never repeated."""

    def check(secret: SecretStr) -> SecretStr:
        if not secret.get_secret_value().startswith(prefixes):
            raise ValueError(f"is of another kind: it begins with {' or '.join(prefixes)}")
        return secret

    return AfterValidator(check)


def _time_of_day(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("is not a time of day: write e.g. 08:30")
    return text


def _level(text: str) -> str:
    if text.upper() not in LOG_LEVELS:
        raise ValueError(f"is not a log level: write one of {', '.join(LOG_LEVELS)}")
    return text.upper()


def _currency(text: str) -> str:
    if not re.fullmatch("[A-Za-z]{3}", text):
        raise ValueError("is not a currency: write its three letters, e.g. USD")
    return text.upper()


Url = Annotated[str, AfterValidator(_safe_url)]
Channel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]


class Settings(BaseSettings):
    """What differs between installations. Each field is the variable of that name."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # Slack
    slack_bot_token: Annotated[SecretStr, _token("xoxb-")]
    """xoxb-…, from "OAuth & Permissions"."""
    slack_app_token: Annotated[SecretStr, _token("xapp-")]
    """xapp-…, with connections:write."""
    slack_api_url: Url = "https://slack.com/api"
    approvals_channel: Channel
    """Private channel for approval cards: "#name" or id."""
    ar_channel: Channel
    """Private channel for reminders and the daily summary."""
    ops_channel: Channel
    """Channel for trouble."""

    # Stripe
    stripe_api_key: Annotated[SecretStr, _token("rk_", "sk_")]
    """A restricted key, rk_…"""
    stripe_api_url: Url = "https://api.stripe.com"

    # Salesforce
    salesforce_url: Url
    """My Domain, e.g. https://acme.my.salesforce.com"""
    salesforce_consumer_key: str
    salesforce_consumer_secret: SecretStr | None = None
    """For the client-credentials flow."""
    salesforce_username: str = ""
    salesforce_private_key: SecretStr | None = None
    """PEM text, for the JWT bearer flow."""
    salesforce_private_key_file: Path | None = None
    salesforce_is_sandbox: bool | None = None
    """Asked of the org when not set."""
    salesforce_currency: Annotated[str, AfterValidator(_currency)] = "USD"
    """Currency of an org without multiple currencies: its API does not tell."""
    salesforce_daily_calls: int = Field(default=0, ge=0)
    """Slow down at 80 % of this many calls a day; 0: of what Salesforce says is the limit."""

    # The house
    database_url: str = Field(default="sqlite:///var/closedwon.db", repr=False)
    """sqlite:///path or postgresql://…, which may hold a password."""
    policy_file: Path = Path("policy.toml")
    billing_timezone: ZoneInfo = ZoneInfo("America/New_York")
    """Due dates, days past due and business mornings are those of this zone."""
    log_level: Annotated[str, AfterValidator(_level)] = "INFO"

    # Pace
    tick_seconds: float = Field(default=5.0, gt=0)
    """How often the timetable is looked at."""
    deals_every_minutes: int = Field(default=1, ge=1, le=59)
    payments_every_minutes: int = Field(default=10, ge=1, le=59)
    """Stripe allows few reads: 10 minutes are 4,320 a month of 10,000."""
    summary_at: TimeOfDay = "08:30"
    remind_at: TimeOfDay = "09:00"
    sweep_at: TimeOfDay = "05:15"
    retry_first_seconds: float = Field(default=5.0, gt=0)
    retry_longest_seconds: float = Field(default=300.0, gt=0)
    retry_for_hours: float = Field(default=72.0, gt=0)
    trouble_after_tries: int = Field(default=4, ge=1)
    """How often a vendor may fail before people hear of it."""
    queue_poll_seconds: float = Field(default=0.4, gt=0)
    slack_seconds_apart: float = Field(default=1.0, ge=0)
    """Between two messages in one channel; Slack asks for about a second."""
    keep_workflows_days: int = Field(default=30, ge=2)
    replica_beat_seconds: float = Field(default=5.0, gt=0)
    """How often one of several bots on a ledger says that it lives."""
    replica_lost_after_seconds: float = Field(default=30.0, gt=0, validate_default=True)
    """Without a heartbeat for so long its work is taken over."""

    @field_validator("billing_timezone", mode="before")
    @classmethod
    def _known_zone(cls, name: object) -> object:
        if isinstance(name, str):
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ValueError("is not a time zone; write e.g. Europe/Berlin") from error
        return name

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("replica_lost_after_seconds")
    @classmethod
    def _patient(cls, seconds: float, info: ValidationInfo) -> float:
        if seconds < FEWEST_BEATS * info.data.get("replica_beat_seconds", 0):
            raise ValueError(
                f"must be at least {FEWEST_BEATS} times REPLICA_BEAT_SECONDS: a bot whose "
                "heartbeat comes late is not lost"
            )
        return seconds

    @property
    def stripe_is_live(self) -> bool:
        """Return whether the key moves real money."""
        return self.stripe_api_key.get_secret_value().startswith(("sk_live_", "rk_live_"))

    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read the environment and `env_file`.

        Raises:
            Misconfigured: naming every variable that is missing or wrong, never its value.

        """
        try:
            return cls(_env_file=env_file)
        except ValidationError as error:
            raise Misconfigured(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = ["The settings are not complete:"]
    for problem in error.errors(include_input=False, include_context=False, include_url=False):
        name = "_".join(str(part) for part in problem["loc"]).upper()
        if problem["type"] == "missing":
            lines.append(f"  {name} is not set. Put it into the environment or into .env.")
        else:
            said = problem["msg"].removeprefix("Value error, ")
            said = said.replace("Input should be", "must be").replace("String should", "must")
            lines.append(f"  {name} {said}.")
    return "\n".join(lines)
