"""Nothing real near the sandbox."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.company import environment
from sandbox.live_keys import LiveKey, refuse_live_keys

ROOT = Path(__file__).parents[2]
REAL = (
    ("STRIPE_API_KEY", "sk_live_123"),
    ("ANY_NAME", " rk_live_123"),
    ("SLACK_BOT_TOKEN", "xoxb-123-456"),
    ("SLACK_APP_TOKEN", "xapp-1-A1"),
    ("SLACK_API_URL", "https://slack.com/api"),
    ("STRIPE_API_URL", "https://api.stripe.com"),
    ("SALESFORCE_URL", "https://acme.my.salesforce.com"),
    ("SALESFORCE_URL", "http://127.0.0.1.evil.example"),
)


@pytest.mark.parametrize(("name", "value"), REAL)
def test_what_is_real_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(LiveKey, match=name) as refused:
        refuse_live_keys({**environment("http://127.0.0.1:8900"), name: value})
    assert value.strip() not in str(refused.value)


def test_the_settings_of_the_sandbox_are_fine() -> None:
    refuse_live_keys(environment("http://127.0.0.1:8900"))
    refuse_live_keys(environment("http://localhost:8900"))


@pytest.mark.parametrize("module", ["sandbox", "sandbox.bot"])
def test_nothing_starts_with_a_live_key(module: str) -> None:
    env = {**os.environ, "STRIPE_API_KEY": "sk_live_123", "SANDBOX_URL": "http://127.0.0.1:1"}
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith("STRIPE_API_KEY holds a live key")
    assert "sk_live_123" not in done.stderr
