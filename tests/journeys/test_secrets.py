"""What a real bot leaves behind: its log at the most talkative, ledger and the engine's rows."""

from pathlib import Path

from sandbox.company import environment
from tests.journeys.house import open_house

SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "STRIPE_API_KEY",
    "SALESFORCE_CONSUMER_SECRET",
)


def test_no_secret_is_in_the_log_or_the_database_of_a_bot_that_met_failures(
    tmp_path: Path,
) -> None:
    with open_house(tmp_path, LOG_LEVEL="DEBUG") as house:
        name, _, card = house.card()
        for kind in ("status_after", "reset_after"):
            house.people.fault("stripe", r"POST /v1/invoices$", kind)
        house.approve(card)
        house.settle(name)
        house.bot.stop()
        secrets = {what: environment(house.people.url)[what].encode() for what in SECRETS}
    left = {
        path.name: path.read_bytes() for path in (house.bot.log, *tmp_path.glob("closedwon.db*"))
    }
    assert b"DEBUG" in left["bot.log"]
    assert b"workflow_status" in b"".join(left.values())  # the engine keeps its rows there as well
    assert b"POST" in left["bot.log"]
    found = [
        (what, where)
        for where, content in left.items()
        for what, secret in secrets.items()
        if secret in content
    ]
    assert found == []
