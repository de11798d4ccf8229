"""`python -m sandbox`, as people start it."""

import re
import subprocess
import sys
from pathlib import Path

import requests


class TestTheSandbox:
    def test_says_where_it_is_and_how_to_put_a_bot_on_it(self) -> None:
        command = [sys.executable, "-m", "sandbox", "--port", "0"]
        root = Path(__file__).parents[2]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as served:
            assert served.stdout is not None
            said = ""
            while "-m sandbox.bot" not in said:
                said += served.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert found
            groups = requests.get(f"{found.group()}/control/slack/usergroups", timeout=10).json()
            served.terminate()
        assert {group["handle"] for group in groups} == {"finance", "ar"}
        assert f"export STRIPE_API_URL='{found.group()}/stripe'" in said
        assert "export APPROVALS_CHANNEL='#billing-approvals'" in said
