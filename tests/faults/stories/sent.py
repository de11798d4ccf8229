"""Won, approved, sent, paid."""

from tests.faults.hands import approve, pay
from tests.faults.story import Phase, Story

SENT = Story("sent", (Phase(approve), Phase(pay, looks=True)))
