from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.deal import Terms, short_id
from tests.fakes.deals import ACME, DANA, LEE, a_deal, a_line

LATER = datetime(2027, 1, 1, tzinfo=UTC)


class TestSourceHash:
    @pytest.mark.parametrize(
        "change",
        [
            {"url": "https://elsewhere.example"},
            {"stage": "Invoiced"},
            {"modified_at": LATER},
            {"won_at": LATER},
            {"close_date": date(2027, 1, 1)},
            {"owner": DANA.model_copy(update={"name": "Dana Scully"})},
            {"amount": Decimal("48000.00")},
        ],
    )
    def test_stays_when_nothing_for_billing_changed(self, change: dict[str, object]) -> None:
        assert a_deal(**change).source_hash == a_deal().source_hash

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "Renamed"},
            {"is_won": False},
            {"is_deleted": True},
            {"amount": Decimal(47_999)},
            {"amount": None},
            {"currency": "EUR"},
            {"record_type": "Renewal"},
            {"account": None},
            {"account": ACME.model_copy(update={"name": "Acme Inc."})},
            {"contacts": (LEE, LEE)},
            {"contacts": ()},
            {"lines": (a_line(),)},
            {"terms": Terms(text="Net 45")},
            {"terms": Terms(text="Net 30", no_invoice=True)},
        ],
    )
    def test_tells_a_changed_deal(self, change: dict[str, object]) -> None:
        assert a_deal(**change).source_hash != a_deal().source_hash


def test_short_id_is_the_same_for_both_forms_of_an_id() -> None:
    assert short_id("006000000000001AAA") == short_id("006000000000001") == "006000000000001"
