import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payer import TaxExempt
from bot.periods import Interval, Rhythm
from bot.planning.words import LONGEST, Model, exempt_of, model_of, rhythm_of


@pytest.mark.parametrize(
    ("text", "interval", "every"),
    [
        ("Monthly", Interval.MONTH, 1),
        ("per month", Interval.MONTH, 1),
        ("every 3 months", Interval.MONTH, 3),
        ("Quarterly.", Interval.MONTH, 3),
        ("every quarter", Interval.MONTH, 3),
        ("every 2 quarters", Interval.MONTH, 6),
        ("Semi-annual", Interval.MONTH, 6),
        ("Annually", Interval.YEAR, 1),
        ("a year", Interval.YEAR, 1),
        ("weekly", Interval.WEEK, 1),
        ("  Every  2 Weeks ", Interval.WEEK, 2),
        ("Fortnightly", Interval.WEEK, 2),
        ("monatlich", Interval.MONTH, 1),
        ("vierteljährlich", Interval.MONTH, 3),
        ("trimestriel", Interval.MONTH, 3),
    ],
)
def test_how_often_is_understood(text: str, interval: Interval, every: int) -> None:
    assert rhythm_of(text) == Rhythm(interval=interval, every=every)


@pytest.mark.parametrize(
    "text", ["", "bi-weekly", "bimonthly", "daily", "every 0 months", "every 37 months", "often"]
)
def test_how_often_is_never_guessed(text: str) -> None:
    assert rhythm_of(text) is None


@given(st.sampled_from(Interval), st.integers(1, 156))
def test_what_we_say_is_understood(interval: Interval, every: int) -> None:
    rhythm = Rhythm(interval=interval, every=min(every, LONGEST[interval]))
    assert rhythm_of(str(rhythm)) == rhythm


@given(st.text(max_size=20))
def test_no_text_is_too_odd(text: str) -> None:
    rhythm_of(text)
    model_of(text)
    exempt_of(text)


def test_models_are_understood() -> None:
    assert [model_of(text) for text in ("", "One Invoice", "Milestones", "retainer", "MIXED")] == [
        Model.UNSAID,
        Model.ONE,
        Model.MILESTONES,
        Model.RETAINER,
        Model.MIXED,
    ]
    assert model_of("whatever") is None


def test_tax_words_are_understood() -> None:
    said = ("", "None", "Exempt", "reverse-charge", "Reverse charge")
    assert [exempt_of(text) for text in said] == [
        TaxExempt.NONE,
        TaxExempt.NONE,
        TaxExempt.EXEMPT,
        TaxExempt.REVERSE,
        TaxExempt.REVERSE,
    ]
    assert exempt_of("maybe") is None
