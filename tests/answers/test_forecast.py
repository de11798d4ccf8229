from decimal import Decimal

import pytest

from bot.answers.forecast import forecast_now
from bot.deps import Deps
from sandbox.slack.kit.surface import message_problems
from tests.fakes.books import Books
from tests.pending import a_pending
from tests.workflows import milestones, retained
from tests.workflows.house import House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def books(house: House) -> Books:
    return Books(house.deps, house.billing)


def rows(house: House) -> dict[str, list[str]]:
    """Return the table's rows by their first column."""
    message = forecast_now(house.deps)
    assert message_problems(message.blocks) == []
    tables = [block for block in message.blocks if block["type"] == "table"]
    cells = [[cell["text"] for cell in row] for table in tables for row in table["rows"][1:]]
    return {first: rest for first, *rest in cells}


class TestForecast:
    def test_of_nothing_says_so(self, house: House) -> None:
        assert "Nothing is owed" in forecast_now(house.deps).text

    def test_what_is_owed_stands_where_it_is_due(self, house: House, books: Books) -> None:
        books.invoice(days_late=5)
        assert rows(house)["Overdue"] == ["$48,000.00", "–", "–", "$48,000.00"]

    def test_milestones_stand_in_their_months_and_conditions_apart(self, house: House) -> None:
        milestones.approved(house)
        found = rows(house)
        assert {name for name in found if "2027" in name} >= {"Feb 2027", "Mar 2027"}
        assert found["On a condition"][1] != "–"

    def test_a_retainer_is_expected_for_as_long_as_it_runs(self, house: House) -> None:
        retained.approved(house, **retained.monthly(periods=12))
        found = rows(house)
        assert "Later" in found
        expected = sum(Decimal(row[3].strip("$").replace(",", "")) for row in found.values())
        assert expected == house.latest().plan.total.amount

    def test_what_waits_for_approval_is_apart_from_what_is_approved(self, house: House) -> None:
        a_pending(house.deps)
        assert [row[2] for row in rows(house).values()] == ["$48,000.00"]
