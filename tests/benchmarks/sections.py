"""Every section of the table, in its order."""

from tests.benchmarks import burst, growth, living, recovery, scaling
from tests.benchmarks.page import page
from tests.benchmarks.planning import planning
from tests.benchmarks.section import NEITHER, Section

PAGE = "The sandbox's page, with 5,000 messages and 5,000 invoices"
SECTIONS = (
    Section("planning", lambda _: iter([("Planning", planning)]), 60, NEITHER),
    Section("page", lambda _: iter([(PAGE, page)]), 180, NEITHER),
    Section("bot", living.parts, 300),
    Section("clicks", living.clicking, 240),
    Section("burst", burst.parts, 1200),
    Section("recovery", recovery.parts, 300),
    Section("growth", growth.parts, 300),
    Section("ledger", scaling.parts, 900),
)
