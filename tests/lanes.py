"""Two lanes, in each of which tests that play whole bots run one after the other.

More of them at a time starve each other on two cores, and what starves looks like a fault; the
workers that have no lane run all that is quick meanwhile.
"""

import pytest

PAGES = pytest.mark.xdist_group("pages, clicks and faults")
"""The lane with the browser."""
SERVERS = pytest.mark.xdist_group("servers and journeys")
"""The lane with PostgreSQL, so that one worker starts one server."""
