from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from pydantic import ValidationError

from bot.value import Value, digest


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(Value):
    name: str = "x"
    price: Decimal = Decimal(1)
    day: date = date(2026, 1, 1)
    at: datetime = datetime(2026, 1, 1, 12, tzinfo=UTC)
    colors: frozenset[Color] = frozenset()
    part: "Thing | None" = None


class TestValue:
    def test_cannot_be_changed(self) -> None:
        with pytest.raises(ValidationError):
            Thing().name = "y"  # type: ignore[misc]  # that is the point

    def test_refuses_fields_it_does_not_know(self) -> None:
        with pytest.raises(ValidationError):
            Thing.from_json({"nmae": "y"})

    def test_travels_as_json(self) -> None:
        thing = Thing(price=Decimal("1.50"), colors=frozenset(Color), part=Thing())
        assert Thing.from_json(thing.to_json()) == thing


class TestDigest:
    def test_is_equal_for_equal_content(self) -> None:
        assert Thing().digest() == Thing.from_json(Thing().to_json()).digest()

    @pytest.mark.parametrize(
        ("one", "other"), [("48000", "48000.00"), ("1E+3", "1000"), ("0", "0.0")]
    )
    def test_does_not_mind_how_a_decimal_is_written(self, one: str, other: str) -> None:
        assert Thing(price=Decimal(one)).digest() == Thing(price=Decimal(other)).digest()

    @pytest.mark.parametrize(
        "other",
        [
            Thing(name="y"),
            Thing(price=Decimal(10)),
            Thing(day=date(2026, 1, 2)),
            Thing(at=datetime(2026, 1, 1, 13, tzinfo=UTC)),
            Thing(colors=frozenset({Color.RED})),
            Thing(part=Thing()),
        ],
    )
    def test_differs_with_every_field(self, other: Thing) -> None:
        assert other.digest() != Thing().digest()

    def test_leaves_out_what_is_named(self) -> None:
        assert Thing(name="y").digest(without={"name"}) == Thing().digest(without={"name"})

    def test_is_of_canonical_json(self) -> None:
        # The hash of {"a":1,"b":"é"}, so that other programs can check it.
        assert digest({"b": "é", "a": 1}) == digest({"a": 1, "b": "é"})
        assert digest(1) == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"

    def test_refuses_what_it_has_no_form_for(self) -> None:
        with pytest.raises(TypeError, match="object has no canonical form"):
            digest(object())
