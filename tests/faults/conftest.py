"""Prints the table at the end of a run of the whole, which fails if a cell was not run."""

import json
from collections.abc import Iterator

import pytest

from tests.faults.lots import databases, is_whole
from tests.faults.table import RESULTS, Result, drawn, failures, hidden, missing


def _results(config: pytest.Config) -> Iterator[Result]:
    """Yield what came of the cells, also of those that other processes tried: each once."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") != "call":  # its end is reported as well
                continue
            for name, value in getattr(report, "user_properties", ()):
                if name == RESULTS:
                    yield from (Result(*one) for one in json.loads(value))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if a cell that ought to be there was not run."""
    config = session.config
    asked = is_whole() and not hasattr(config, "workerinput") and not config.option.keyword
    if asked and missing(_results(config), databases()) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table."""
    results = list(_results(config))
    if not is_whole() or not results:
        return
    terminalreporter.section("every effect, every fault")
    for line in drawn(results, databases()):
        terminalreporter.write_line(line)
    for line in (*hidden(results), *failures(results)):
        terminalreporter.write_line(line[:600])
    left = missing(results, databases())
    clean = sum(not one.apart for one in results)
    terminalreporter.write_line(f"{clean} of {len(results)} cells clean, {len(left)} not run")
    for cell in left[:20]:
        terminalreporter.write_line(f"not run: {cell}")
