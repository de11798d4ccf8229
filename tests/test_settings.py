import re
from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.settings import Settings

EXAMPLE = Path(__file__).parent.parent / ".env.example"
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-hush",
    "SLACK_APP_TOKEN": "xapp-hush",
    "STRIPE_API_KEY": "rk_test_hush",
    "SALESFORCE_CONSUMER_SECRET": "hush",
    "SALESFORCE_PRIVATE_KEY": "-----BEGIN PRIVATE KEY-----hush",
    "DATABASE_URL": "postgresql://bot:hush@db.example/closedwon",
}
GOOD = {
    **SECRETS,
    "APPROVALS_CHANNEL": "#approvals",
    "AR_CHANNEL": "#ar",
    "OPS_CHANNEL": "C0123",
    "SALESFORCE_URL": "https://acme.my.salesforce.com/",
    "SALESFORCE_CONSUMER_KEY": "key",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the machine's environment in."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def load(tmp_path: Path, **changes: str | None) -> Settings:
    values = {name: text for name, text in (GOOD | changes).items() if text is not None}
    file = tmp_path / ".env"
    file.write_text("".join(f"{name}='{text}'\n" for name, text in values.items()))
    return Settings.load(file)


class TestLoad:
    def test_reads_the_file(self, tmp_path: Path) -> None:
        settings = load(tmp_path, BILLING_TIMEZONE="Europe/Berlin", LOG_LEVEL="debug")
        assert settings.slack_bot_token.get_secret_value() == "xoxb-hush"
        assert settings.salesforce_url == "https://acme.my.salesforce.com"
        assert settings.billing_timezone.key == "Europe/Berlin"
        assert settings.log_level == "DEBUG"

    def test_prefers_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AR_CHANNEL", "#receivables")
        assert load(tmp_path).ar_channel == "#receivables"

    def test_takes_what_is_left_empty_for_not_set(self, tmp_path: Path) -> None:
        settings = load(tmp_path, SALESFORCE_PRIVATE_KEY_FILE="", SALESFORCE_IS_SANDBOX="")
        assert settings.salesforce_private_key_file is None
        assert settings.salesforce_is_sandbox is None

    def test_ignores_what_belongs_to_others(self, tmp_path: Path) -> None:
        assert load(tmp_path, PATH_OF_ANOTHER_PROGRAM="x") == load(tmp_path)

    def test_names_everything_that_is_missing(self) -> None:
        with pytest.raises(Misconfigured) as refusal:
            Settings.load(None)
        said = str(refusal.value)
        required = [name for name, field in Settings.model_fields.items() if field.is_required()]
        assert said.startswith("The settings are not complete:\n")
        for name in required:
            assert f"{name.upper()} is not set. Put it into the environment or into .env." in said
        assert len(said.splitlines()) == len(required) + 1


WRONG = [
    ("REPLICA_LOST_AFTER_SECONDS", "14", "must be at least 3 times REPLICA_BEAT_SECONDS"),
    ("SLACK_BOT_TOKEN", "xapp-hush", "is of another kind: it begins with xoxb-"),
    ("SLACK_APP_TOKEN", "xoxb-hush", "is of another kind: it begins with xapp-"),
    ("STRIPE_API_KEY", "pk_live_hush", "is of another kind: it begins with rk_ or sk_"),
    ("APPROVALS_CHANNEL", " ", "must have at least 2 characters"),
    ("SALESFORCE_URL", "acme.my.salesforce.com", "is not an address: write it in full"),
    ("SALESFORCE_URL", "https://", "is not an address: write it in full"),
    ("STRIPE_API_URL", "http://stripe.example", "uses plain http; only https is accepted"),
    ("SLACK_API_URL", "http://10.0.0.1/api", "uses plain http; only https is accepted"),
    ("DATABASE_URL", "mysql://bot:hush@db/x", "must begin with sqlite:/// or postgresql://"),
    ("BILLING_TIMEZONE", "Eastern", "is not a time zone; write e.g. Europe/Berlin"),
    ("BILLING_TIMEZONE", "America", "is not a time zone; write e.g. Europe/Berlin"),
    ("BILLING_TIMEZONE", "../etc/passwd", "is not a time zone; write e.g. Europe/Berlin"),
    ("LOG_LEVEL", "LOUD", "is not a log level: write one of DEBUG, INFO, WARNING, ERROR"),
    ("SALESFORCE_CURRENCY", "DOLLAR", "is not a currency: write its three letters, e.g. USD"),
    ("SUMMARY_AT", "8:30", "is not a time of day: write e.g. 08:30"),
    ("REMIND_AT", "24:00", "is not a time of day: write e.g. 08:30"),
    ("SWEEP_AT", "05:60", "is not a time of day: write e.g. 08:30"),
    ("DEALS_EVERY_MINUTES", "60", "must be less than or equal to 59"),
    ("TICK_SECONDS", "0", "must be greater than 0"),
    ("RETRY_FOR_HOURS", "long", "must be a valid number"),
    ("SALESFORCE_IS_SANDBOX", "perhaps", "must be a valid boolean"),
]


class TestAWrongValue:
    @pytest.mark.parametrize(("name", "value", "fix"), WRONG)
    def test_is_named_with_its_fix(self, tmp_path: Path, name: str, value: str, fix: str) -> None:
        with pytest.raises(Misconfigured) as refusal:
            load(tmp_path, **{name: value})
        _, line = str(refusal.value).splitlines()
        assert line.startswith(f"  {name} {fix}")
        assert "hush" not in str(refusal.value)
        assert refusal.value.__suppress_context__  # the traceback would show the values

    def test_does_not_hide_another(self, tmp_path: Path) -> None:
        with pytest.raises(Misconfigured) as refusal:
            load(tmp_path, LOG_LEVEL="LOUD", SUMMARY_AT="noon", AR_CHANNEL=None)
        named = {line.split()[0] for line in str(refusal.value).splitlines()[1:]}
        assert named == {"LOG_LEVEL", "SUMMARY_AT", "AR_CHANNEL"}


class TestSettings:
    def test_never_show_a_secret(self, tmp_path: Path) -> None:
        settings = load(tmp_path)
        assert "hush" not in f"{settings!r} {settings}"
        assert "hush" not in settings.model_dump_json(exclude={"database_url"})

    @pytest.mark.parametrize(
        "address",
        ["http://localhost:8080/x", "http://127.0.0.1:1", "http://[::1]:1", "https://a.example"],
    )
    def test_accept_plain_http_on_this_machine_only(self, tmp_path: Path, address: str) -> None:
        assert load(tmp_path, STRIPE_API_URL=address).stripe_api_url == address

    @pytest.mark.parametrize(
        ("key", "live"),
        [("rk_live_x", True), ("sk_live_x", True), ("rk_test_x", False), ("sk_test_x", False)],
    )
    def test_know_whether_real_money_moves(self, tmp_path: Path, key: str, *, live: bool) -> None:
        assert load(tmp_path, STRIPE_API_KEY=key).stripe_is_live is live


class TestTheExample:
    def test_names_every_setting_and_no_other(self) -> None:
        named = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE))
        named.add("SALESFORCE_PRIVATE_KEY")  # shown beside the file that is to be preferred
        assert named == {name.upper() for name in Settings.model_fields}

    def test_shows_the_defaults(self, tmp_path: Path) -> None:
        shown = re.findall(r"^# ([A-Z_]+=\S+)", EXAMPLE.read_text(), re.MULTILINE)
        assert "LOG_LEVEL=INFO" in shown
        shown_values = dict(line.split("=", 1) for line in shown)
        assert load(tmp_path, **{"DATABASE_URL": None} | shown_values) == load(
            tmp_path, DATABASE_URL=None
        )

    def test_can_be_filled_in(self, tmp_path: Path) -> None:
        text = EXAMPLE.read_text()
        for name, value in GOOD.items():
            text = re.sub(rf"^{name}=$", f"{name}={value}", text, flags=re.MULTILINE)
        (tmp_path / ".env").write_text(text)
        settings = Settings.load(tmp_path / ".env")
        assert settings.slack_bot_token.get_secret_value() == "xoxb-hush"
        assert settings.salesforce_private_key_file is None
        assert settings.salesforce_username == ""
