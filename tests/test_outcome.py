import pytest

from bot.outcome import Kind, Outcome


@pytest.mark.parametrize("kind", Kind)
def test_only_done_is_done(kind: Kind) -> None:
    assert Outcome(kind=kind).done is (kind is Kind.DONE)


def test_a_refusal_keeps_the_vendors_words() -> None:
    outcome = Outcome.refused("No such customer.", vendor="Stripe", code="resource_missing")
    assert not outcome.done
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert (outcome.words, outcome.vendor, outcome.code) == (
        "No such customer.",
        "Stripe",
        "resource_missing",
    )
