"""The commands: what a person types to run the bot, and to look after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app import build, checks, drain, serve
from bot.clock import SystemClock
from bot.durable import exit_now
from bot.errors import BotError, Misconfigured
from bot.ledger import Ledger, audit
from bot.ledger.migrate import is_current, migrate
from bot.ledger.moving import check_address, move
from bot.ledger.unfinished import told
from bot.policy_file import load_policy
from bot.settings import Settings
from integrations.salesforce.package_zip import write_package

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="From Closed Won to paid.")
audit_cli = typer.Typer(no_args_is_help=True, help="The audit trail.")
salesforce_cli = typer.Typer(no_args_is_help=True, help="The Salesforce side.")
cli.add_typer(audit_cli, name="audit")
cli.add_typer(salesforce_cli, name="salesforce")


@contextmanager
def _plainly() -> Iterator[None]:
    """Say what a person can mend in a sentence, without a traceback."""
    try:
        yield
    except BotError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@cli.command()
def run() -> None:
    """Run the bot with the settings of the environment and of .env."""
    with _plainly():
        serve(Settings.load())


@cli.command()
def doctor() -> None:
    """Check settings, tokens, scopes, channels, fields, rights and policy; change nothing."""
    with _plainly():
        settings = Settings.load()
        deps = build(settings, load_policy(settings.policy_file), SystemClock()).deps
        found = checks(deps)
    for check in found:
        mark = "ok  " if check.ok else ("FAIL" if check.fatal else "warn")
        typer.echo(f"{mark}  {check.name}: {check.sentence}")
        if not check.ok and check.fix:
            typer.echo(f"      {check.fix}")
    raise typer.Exit(1 if any(not check.ok and check.fatal for check in found) else 0)


@cli.command("migrate")
def migrate_command() -> None:
    """Bring the ledger's tables up to date."""
    with _plainly(), _ledger() as ledger:
        migrate(ledger)
    typer.echo("The ledger is up to date.")


@contextmanager
def _ledger(url: str = "") -> Iterator[Ledger]:
    """Open the ledger at `url`, that of the settings if there is none."""
    ledger = Ledger(url or Settings.load().database_url)
    try:
        yield ledger
    finally:
        ledger.close()


@cli.command("drain")
def drain_command() -> None:
    """Finish what is under way and begin nothing, before a move or an upgrade. Ctrl-C stops it."""
    with _plainly():
        left = drain(Settings.load())
    if not left:
        typer.echo("Nothing is under way.")
        return
    typer.echo(f"Still under way: {told(left)}. It goes on at the next start.", err=True)
    exit_now(1)


Target = Annotated[
    str, typer.Argument(envvar="MIGRATE_TO", help="postgresql://… or sqlite:///…, empty.")
]
LeaveFailed = Annotated[
    bool, typer.Option(help="Go without the Retry now of work that stopped by an error.")
]


@cli.command()
def migrate_to(target: Target, *, leave_failed: LeaveFailed = False) -> None:
    """Move the ledger into another, empty database; the old one is kept, and refused from then on.

    Stop the bot first. The address may stand in MIGRATE_TO, so that its password is in no history.
    """
    with _plainly(), _ledger() as old, _ledger(check_address(target)) as new:
        moved = move(old, new, leave_failed=leave_failed)
    typer.echo(
        f"The ledger has moved, with {moved.entries} entries of its audit trail. "
        f"Head: {moved.head[:16]}\n"
        "Give DATABASE_URL the new address and start the bot. Keep the old database as a backup: "
        "closedwon refuses to start on it."
    )


@audit_cli.command()
def verify(head: str = typer.Option("", help="A hash published in a daily summary.")) -> None:
    """Check every entry of the audit trail; name the first that is not as it was written."""
    with _plainly(), _ledger() as ledger:
        if not is_current(ledger):
            raise Misconfigured("The ledger is not up to date: run `closedwon migrate` first.")
        with ledger.reading() as s:
            broken = audit.verify(s, expected_head=head)
            count, latest = audit.head(s)
    if broken is not None:
        typer.echo(f"Entry {broken.sequence} is wrong: {broken.reason}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{count} entries, all as they were written. Head: {latest[:16]}")


@salesforce_cli.command()
def package(target: Path = Path("closedwon-salesforce.zip")) -> None:
    """Write the zip of fields, objects and permission set, to be deployed to the org."""
    typer.echo(f"Wrote {write_package(target)}.")
