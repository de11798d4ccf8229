"""A bot moves from its file to PostgreSQL with money on the way, and goes on as if nothing was."""

from pathlib import Path

import pytest

from bot.ledger import Ledger
from bot.ledger.moving import move
from bot.ledger.unfinished import unfinished
from tests.fakes.postgres import POSTGRES, Postgres
from tests.journeys.house import open_house

pytestmark = list(POSTGRES.marks)


def test_a_bot_goes_on_where_its_ledger_went(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.database() as url, open_house(tmp_path) as house:
        sent, sent_id, card = house.card()
        house.approve(card)
        house.settle(sent)
        waiting, _, its_card = house.card()
        begun, _, its_own = house.card()
        house.approve(its_own)

        old = house.bot.database_url
        house.bot.drain()
        here, there = Ledger(old), Ledger(url)
        assert not unfinished(here)
        move(here, there)
        here.close()
        there.close()
        with pytest.raises(
            RuntimeError, match=r"has moved to postgresql://.*send everything twice"
        ):
            house.bot.start()

        house.bot.database_url = url
        house.bot.start()
        house.settle(begun)
        house.approve(its_card)
        house.settle(waiting)
        house.people.pay(sent_id)
        house.people.next_minute()
        house.people.card(sent, "paid")
        house.agreed()
        assert len(house.people.invoices()) == 3
