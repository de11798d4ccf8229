"""The front door: settings become connections, connections become the bot."""

import logging
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from slack_bolt import App
from slack_sdk import WebClient

import handlers
from bot.clock import Clock, SystemClock
from bot.deps import Deps
from bot.durable import Durable, exit_now
from bot.errors import Misconfigured, VendorError
from bot.facts import Check
from bot.ledger import Ledger
from bot.ledger.lock import only_one
from bot.ledger.migrate import migrate
from bot.ledger.moving import refuse_moved
from bot.ledger.unfinished import told, unfinished
from bot.policy import Policy
from bot.policy_file import load_policy
from bot.settings import Settings
from bot.workflows.register import WORKFLOWS
from bot.workflows.showing.show import show_all_open
from bot.workflows.telling.trouble import LedgerWatcher
from bot.world import pin
from handlers.listening import Listening
from integrations import salesforce, slack, stripe
from jobs import schedule

log = logging.getLogger(__name__)

TURN_SECONDS = 0.0005
"""How long a thread may keep the others waiting. A click asks the database dozens of small things,
and after each it waits for its turn behind whatever work is going on: 5 ms, if Python decides."""
LOOK_EVERY = 0.5
"""Seconds between two looks at what is still under way."""
SLACK_SECONDS = 20.0
"""How long the start waits for Slack; later it connects by itself."""
LISTENERS = 12
"""Threads for clicks: an acknowledgment never waits behind a few slow ones."""


@dataclass(frozen=True)
class House:
    """The bot, built and not yet running."""

    deps: Deps
    engine: Durable


def build(settings: Settings, policy: Policy, clock: Clock) -> House:
    """Return the bot with its connections; nothing is running yet."""
    ledger = Ledger(settings.database_url, stands_still=settings.replica_lost_after_seconds)
    engine = Durable(ledger, settings)
    share, may_call = engine.share, engine.lease.check
    office = slack.connect(settings, share=share, may_call=may_call)
    deps = Deps(
        settings=settings,
        policy=policy,
        clock=clock,
        ledger=ledger,
        engine=engine,
        crm=salesforce.connect(settings, policy, may_call=may_call),
        billing=stripe.connect(settings, clock=clock, share=share, may_call=may_call),
        messenger=office.messenger,
        directory=office.directory,
    )
    for name, (workflow, queue) in WORKFLOWS.items():
        engine.register(name, workflow, deps, queue=queue)
    engine.watch(LedgerWatcher(deps))
    return House(deps, engine)


def slack_app(deps: Deps) -> App:
    """Return the Bolt app with every listener of ours."""
    settings = deps.settings
    client = WebClient(
        token=settings.slack_bot_token.get_secret_value(), base_url=f"{settings.slack_api_url}/"
    )
    bolt = App(client=client, listener_executor=ThreadPoolExecutor(LISTENERS))
    handlers.register(bolt, deps)
    return bolt


def checks(deps: Deps) -> list[Check]:
    """Return everything `doctor` can find out."""
    found: list[Check] = []
    for port in (deps.messenger, deps.billing, deps.crm):
        found += port.checks()
    if all(check.ok for check in found if check.fatal):
        found.append(_same_world(deps))
    return found


def _same_world(deps: Deps) -> Check:
    """Refuse real money with a sandbox org, and the reverse: one of them is a mistake."""
    live, sandbox = deps.billing.is_live(), deps.crm.is_sandbox()
    return Check(
        name="Stripe and Salesforce belong together",
        ok=live != sandbox,
        sentence=f"Stripe is {'live' if live else 'in test mode'}, "
        f"Salesforce is {'a sandbox' if sandbox else 'a production org'}.",
        fix="" if live != sandbox else "Use a live key with production, a test key with a sandbox.",
    )


def serve(settings: Settings, clock: Clock | None = None) -> None:
    """Run the bot until it is told to stop; does not return.

    Raises:
        Misconfigured: if a setting, token, scope, field or policy line is wrong; it says which.

    """
    with _at_work(settings, clock) as house:
        deps = house.deps
        listening = Listening(deps, lambda: slack_app(deps), workers=LISTENERS)
        is_connected = listening.start(wait_seconds=SLACK_SECONDS)
        clockwork = schedule.start(deps)
        show_all_open(deps)
        log.info("closedwon is connected" if is_connected else "closedwon waits for Slack")
        _told_to_end().wait()
        clockwork.stop()
        listening.stop()
    exit_now()


def drain(settings: Settings, clock: Clock | None = None) -> Counter[str]:
    """Finish what is under way and begin nothing: no click is heard, and no clock ticks.

    Returns when nothing is left, or what is left when it is told to stop.

    Raises:
        Misconfigured: as above.

    """
    with _at_work(settings, clock) as house:
        ended, said = _told_to_end(), Counter[str]()
        while (left := unfinished(house.deps.ledger)) and not ended.wait(LOOK_EVERY):
            if left != said:
                log.info("under way: %s", told(left))
                said = left
    return left


@contextmanager
def _at_work(settings: Settings, clock: Clock | None) -> Iterator[House]:
    """Carry on what is under way until the block ends."""
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for chatty in ("apscheduler", "dbos"):  # a line or two a tick: nobody would find ours
        logging.getLogger(chatty).setLevel(logging.WARNING)
    policy = load_policy(settings.policy_file)
    sys.setswitchinterval(TURN_SECONDS)
    house = build(settings, policy, clock or SystemClock())
    ledger = house.deps.ledger
    with only_one(ledger):
        migrate(ledger)
        refuse_moved(ledger)
        _refuse_what_cannot_work(house.deps)
        house.engine.launch()
        yield house
        house.engine.stop()


def _refuse_what_cannot_work(deps: Deps) -> None:
    """Check what has to be right; a vendor that is away now is no reason not to start."""
    try:
        wrong = [check for check in checks(deps) if not check.ok and check.fatal]
        if not wrong:
            pin(deps)
    except VendorError as error:
        if not error.retryable:
            raise Misconfigured(str(error)) from error
        log.warning("started without checking the set-up: %s", error)
        return
    if wrong:
        lines = [f"  {check.name}: {check.sentence} {check.fix}" for check in wrong]
        raise Misconfigured("closedwon cannot start:\n" + "\n".join(lines))


def _told_to_end() -> threading.Event:
    """Return what is set by Ctrl-C or a SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    return ended
