"""The front door without a running bot: its commands, and the starts that it refuses."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from dbos import DBOS
from typer.testing import CliRunner, Result

from app import checks
from bot.deps import Deps
from bot.ledger import Ledger, audit
from bot.ledger.lock import only_one
from bot.ledger.migrate import is_current
from bot.settings import Settings
from commands import cli
from sandbox.company import MORNING, environment, furnish
from sandbox.control import Control
from sandbox.process import POLICY
from sandbox.serving import serving
from sandbox.world import World
from tests.fakes.billing import FakeBilling
from tests.fakes.crm import FakeCrm
from tests.ledger.rows import NOW

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in an empty folder with the settings of a bot, and nothing of the machine's."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment(NOWHERE).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("POLICY_FILE", str(POLICY))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/var/closedwon.db")
    yield tmp_path
    DBOS.destroy(destroy_registry=True)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Control]:
    """Serve local vendors in which everything is in order."""
    with serving(World(MORNING)) as url:
        control = Control(url)
        furnish(control)
        for name, value in environment(url).items():
            monkeypatch.setenv(name, value)
        yield control


@pytest.fixture
def ledger(place: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{place}/var/closedwon.db")
    yield ledger
    ledger.close()


def closedwon(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


class TestDoctor:
    def test_finds_nothing_wrong_where_all_is_well(self, world: Control, place: Path) -> None:
        del world
        said = closedwon("doctor")
        assert said.exit_code == 0, said.output
        assert {line[:4] for line in said.output.splitlines()} == {"ok  "}
        assert "Stripe is in test mode, Salesforce is a sandbox." in said.output
        assert not (place / "var" / "closedwon.db").exists()

    def test_warns_of_what_works_less_well(self, world: Control) -> None:
        world.patch("salesforce/settings", package_installed=False)
        said = closedwon("doctor")
        assert said.exit_code == 0
        assert "warn  Salesforce package: " in said.output
        assert "      Install the closedwon package in Salesforce" in said.output

    def test_fails_for_what_cannot_work(
        self, world: Control, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del world
        monkeypatch.setenv("STRIPE_API_KEY", "rk_test_revoked_hush")
        said = closedwon("doctor")
        assert said.exit_code == 1
        assert "FAIL  Stripe key: Stripe does not accept the key." in said.output
        assert "hush" not in said.output

    def test_names_a_channel_that_the_bot_is_not_in(
        self, world: Control, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del world
        monkeypatch.setenv("AR_CHANNEL", "#elsewhere")
        said = closedwon("doctor")
        assert said.exit_code == 1
        assert "FAIL  Slack channel #elsewhere: " in said.output


class TestMisconfiguration:
    @pytest.mark.parametrize("command", ["run", "doctor"])
    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is not set. Put it into the environment"),
            ("SLACK_BOT_TOKEN", "xapp-hush", "SLACK_BOT_TOKEN is of another kind: it begins with"),
            ("POLICY_FILE", "nowhere.toml", "The policy file nowhere.toml cannot be read: No such"),
            ("SALESFORCE_CONSUMER_SECRET", "", "SALESFORCE_CONSUMER_SECRET"),
            ("SALESFORCE_PRIVATE_KEY", "hush", "The private key for Salesforce is not an RSA key"),
        ],
    )
    def test_is_said_in_a_sentence(
        self, monkeypatch: pytest.MonkeyPatch, command: str, name: str, value: str, sentence: str
    ) -> None:
        monkeypatch.setenv(name, value)
        said = closedwon(command)
        assert said.exit_code == 2
        assert sentence in said.stderr
        assert "Traceback" not in said.output
        assert "hush" not in said.output

    def test_is_said_by_every_command_that_needs_settings(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LOG_LEVEL", "LOUD")
        for command in (["migrate"], ["audit", "verify"]):
            said = closedwon(*command)
            assert said.exit_code == 2
            assert "LOG_LEVEL is not a log level" in said.stderr


class TestRun:
    def test_refuses_test_money_with_a_production_org(self, world: Control) -> None:
        world.patch("salesforce/settings", is_sandbox=False)
        said = closedwon("run")
        assert said.exit_code == 2
        assert said.stderr.splitlines() == [
            "closedwon cannot start:",
            (
                "  Stripe and Salesforce belong together: Stripe is in test mode, Salesforce is a "
                "production org. Use a live key with production, a test key with a sandbox."
            ),
        ]

    def test_refuses_a_second_bot_on_the_same_file(self, place: Path) -> None:
        with only_one(Ledger(f"sqlite:///{place}/var/closedwon.db")):
            said = closedwon("run")
        assert said.exit_code == 2
        assert "Another closedwon runs on" in said.stderr

    def test_refuses_the_ledger_of_a_later_version(self, ledger: Ledger) -> None:
        closedwon("migrate")
        with ledger.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        said = closedwon("run")
        assert said.exit_code == 2
        assert "by another version of closedwon" in said.stderr


@pytest.mark.parametrize(
    ("live", "sandbox", "ok"),
    [(True, False, True), (False, True, True), (True, True, False), (False, False, False)],
)
def test_real_money_and_a_real_org_belong_together(
    deps: Deps, billing: FakeBilling, crm: FakeCrm, *, live: bool, sandbox: bool, ok: bool
) -> None:
    billing.live, crm.sandbox = live, sandbox
    found = checks(deps)[-1]
    assert (found.ok, found.fatal) == (ok, True)
    assert bool(found.fix) is not ok


class TestMigrate:
    def test_makes_the_tables_and_may_run_again(self, ledger: Ledger) -> None:
        for _ in range(2):
            said = closedwon("migrate")
            assert (said.exit_code, said.output) == (0, "The ledger is up to date.\n")
        assert is_current(ledger)


class TestAuditVerify:
    @pytest.fixture
    def trail(self, ledger: Ledger) -> Ledger:
        closedwon("migrate")
        with ledger.transaction() as s:
            for number in range(3):
                audit.append(s, at=NOW, actor="UKIM", action="x", subject=str(number))
        return ledger

    def test_needs_a_ledger(self) -> None:
        said = closedwon("audit", "verify")
        assert said.exit_code == 2
        assert "The ledger is not up to date: run `closedwon migrate` first." in said.stderr

    def test_counts_entries_that_are_whole(self, trail: Ledger) -> None:
        with trail.reading() as s:
            _, head = audit.head(s)
        for options in ([], ["--head", head[:16]]):
            said = closedwon("audit", "verify", *options)
            assert said.exit_code == 0
            assert said.output == f"3 entries, all as they were written. Head: {head[:16]}\n"

    def test_names_the_first_that_is_not(self, trail: Ledger) -> None:
        with trail.engine.begin() as connection:
            connection.execute(sa.text("UPDATE audit SET actor = 'x' WHERE sequence = 2"))
        said = closedwon("audit", "verify")
        assert said.exit_code == 1
        assert said.stderr == (
            "Entry 2 is wrong: its content does not have its hash: it was altered.\n"
        )

    def test_notices_that_the_end_was_cut_off(self, trail: Ledger) -> None:
        del trail
        said = closedwon("audit", "verify", "--head", "f" * 16)
        assert said.exit_code == 1
        assert "Entry 4 is wrong: no entry has the published hash" in said.stderr


def test_the_salesforce_package_is_a_zip(place: Path) -> None:
    said = closedwon("salesforce", "package", "--target", "out.zip")
    assert said.exit_code == 0
    assert "package.xml" in zipfile.ZipFile(place / "out.zip").namelist()


def test_without_a_command_it_says_what_there_is() -> None:
    said = closedwon()
    for command in ("run", "doctor", "migrate", "audit", "salesforce"):
        assert command in said.output
