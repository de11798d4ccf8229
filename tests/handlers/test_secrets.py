"""A whole deal, with secrets that would be recognized anywhere: they are nowhere to be found."""

import logging
from pathlib import Path

import pytest
import stripe
from pydantic import SecretStr

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger.invoices import InvoiceRow
from bot.settings import Settings
from bot.views.ids import ActionId
from bot.views.values import proposal_value
from integrations.stripe.errors import as_ours
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.handlers.standing import standing
from tests.pending import a_pending
from tests.slack_payloads import click

MARK = "hunter2marker"
SECRETS = {
    "slack_bot_token": SecretStr(f"xoxb-{MARK}"),
    "slack_app_token": SecretStr(f"xapp-{MARK}"),
    "stripe_api_key": SecretStr(f"rk_test_{MARK}"),
    "salesforce_consumer_secret": SecretStr(f"secret-{MARK}"),
    "salesforce_private_key": SecretStr(f"-----BEGIN PRIVATE KEY-----{MARK}"),
    "database_url": f"postgresql://closedwon:{MARK}@db/closedwon",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update=SECRETS)


def test_a_whole_deal_leaves_no_secret_behind(
    *,
    desk: Desk,
    deps: Deps,
    crm: FakeCrm,
    billing: FakeBilling,
    engine: FakeEngine,
    messenger: FakeMessenger,
    books: Books,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    crm.put(a_deal(id=deal_id(9)))
    proposal = a_pending(deps, id=deal_id(9))
    late: InvoiceRow = books.invoice(days_late=5)
    refused = VendorError("Stripe", "No.", trouble=Trouble.REFUSED)
    billing.fail_next(refused)
    shown = proposal_value(proposal.id, proposal.content_hash)
    desk.send(click("UKIM", ActionId.PROPOSAL_APPROVE, shown))
    engine.run_all()
    desk.send(click("UALEX", ActionId.INVOICE_REMIND, late.id))
    desk.send(click("UALEX", ActionId.INVOICE_HOLD, late.id))
    engine.run_all()
    kept = f"{standing(deps)}{engine.started}{engine.dead_work}"
    said = f"{messenger.said}{messenger.whispers}{messenger.files}{desk.windows}{desk.acks}"
    assert "Acme" in kept
    assert "Acme" in said
    assert MARK not in kept + said + caplog.text


def test_settings_do_not_show_their_secrets(settings: Settings) -> None:
    for secret, value in SECRETS.items():
        if isinstance(value, SecretStr):
            assert MARK not in str(getattr(settings, secret))
    shown = repr(settings).replace(str(SECRETS["database_url"]), "")
    assert MARK not in shown


def test_an_error_of_stripes_does_not_show_the_key() -> None:
    said = as_ours(stripe.StripeError(f"Bad key rk_test_{MARK} given", http_status=400))
    assert MARK not in f"{said}{said!r}"


def test_no_code_of_ours_writes_out_a_secret() -> None:
    root = Path(__file__).parents[2]
    where = [
        file.relative_to(root).as_posix()
        for room in ("app.py", "bot", "handlers", "jobs", "integrations")
        for file in ((root / room).rglob("*.py") if (root / room).is_dir() else [root / room])
        if "get_secret_value" in file.read_text()
    ]
    assert sorted(where) == [
        "app.py",
        "bot/settings.py",
        "handlers/listening.py",
        "integrations/salesforce/client.py",
        "integrations/slack/checks.py",
        "integrations/slack/client.py",
        "integrations/stripe/billing.py",
        "integrations/stripe/client.py",
    ], "a secret is unwrapped only where it is checked or a vendor is connected"
