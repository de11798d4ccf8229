import pytest

from bot.errors import NotFound
from bot.ledger import Ledger, subscriptions


def test_a_retainer_that_is_not_there_is_said_to_be_unknown(ledger: Ledger) -> None:
    with ledger.reading() as s, pytest.raises(NotFound, match="This retainer is not known here"):
        subscriptions.get(s, "ret_x")
