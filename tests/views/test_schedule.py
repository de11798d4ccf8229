from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import Message
from bot.payer import BillTo, Share
from bot.periods import Interval, Rhythm, add_months
from bot.plan import Plan
from bot.status import InvoiceStatus
from bot.views.card import card
from bot.views.schedule import whole_schedule
from bot.views.state import CardState
from tests.views.mixed import HOURS, MIXED, retainer, running
from tests.views.reading import cells, checked, words
from tests.views.samples import (
    HOSTILE,
    approved,
    card_state,
    invoice,
    part,
    plan,
)


def pages(state: CardState) -> list[Message]:
    return [checked(page) for page in whole_schedule(state)]


def many(count: int, label: str = "Month") -> Plan:
    start = date(2026, 12, 15)
    parts = tuple(part(n, "800", label, send_date=add_months(start, n)) for n in range(count))
    return plan(
        installments=tuple(
            one.model_copy(update={"number": n}) for n, one in enumerate(parts, start=1)
        )
    )


class TestLong:
    @pytest.mark.parametrize("count", [60, 250])
    def test_schedules_are_whole_in_the_thread(self, count: int) -> None:
        state = card_state(plan=many(count))
        message = checked(card(state))
        assert f"{count - 24} later: the whole schedule is in the thread" in words(message)
        numbers = [row[0] for page in pages(state) for row in cells(page)[1:]]
        assert numbers == [str(n) for n in range(1, count + 1)]

    def test_schedules_that_fit_have_no_thread(self) -> None:
        assert whole_schedule(card_state(plan=MIXED)) == ()

    def test_cards_begin_where_it_goes_on(self) -> None:
        made = tuple(invoice(InvoiceStatus.PAID, item=n) for n in range(1, 31))
        rows = cells(checked(card(approved(*made, plan=many(60)))))
        assert [row[0] for row in rows[1:3]] == ["30", "31"]
        said = words(card(approved(*made, plan=many(60))))
        assert "29 earlier, 7 later" in said

    @settings(deadline=None, max_examples=20)
    @given(
        count=st.integers(min_value=0, max_value=130),
        periods=st.integers(min_value=1, max_value=120),
        every=st.sampled_from([Rhythm(), Rhythm(interval=Interval.WEEK, every=2)]),
        text=st.text(max_size=200) | st.just(HOSTILE),
        payers=st.booleans(),
        amends=st.booleans(),
    )
    def test_cards_and_threads_always_fit(
        self,
        count: int,
        periods: int,
        every: Rhythm,
        text: str,
        payers: bool,  # noqa: FBT001 - drawn
        amends: bool,  # noqa: FBT001 - drawn
    ) -> None:
        repeats = retainer(
            count + 1, label=text, rhythm=every, periods=periods, variable=(HOURS,) * (count % 9)
        )
        evil = BillTo(account_id="9", account_name=text, name=text, email=text)
        shares = (Share(bill_to=evil, percent=Decimal(30)),) if payers else ()
        shown = many(count, text).model_copy(
            update={
                "retainers": (repeats,) * (1 + count % 7),
                "shares": shares,
                "footer": text,
                "sources": (text,) * 3,
                "custom_fields": {text[:40]: text},
            }
        )
        made = tuple(invoice(item=n, label=text, payer=text) for n in range(1, count, 3))
        state = card_state(plan=shown, amends=amends, invoices=made if amends else ())
        for message in (card(state), *whole_schedule(state)):
            checked(message)
        lines = tuple(running(item=count + 1, label=text, payer=text) for _ in range(3))
        after = approved(*made, plan=shown, retainers=lines)
        for message in (card(after), *whole_schedule(after)):
            checked(message)
            for block in message.blocks:
                if block["type"] not in ("table", "header", "actions"):
                    assert "<!channel" not in str(block)
