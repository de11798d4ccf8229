from hypothesis import given
from hypothesis import strategies as st

from bot.answers.reading import Wanted, fold
from bot.money import Money
from bot.views.state_lists import ListLine

LINES = st.builds(
    ListLine,
    title=st.sampled_from(("Acme · A-1", "Globex · A-2", "acme ltd")),
    amount=st.none()
    | st.builds(Money, minor=st.integers(-5, 99), currency=st.sampled_from(("USD", "EUR"))),
)


@given(
    lines=st.lists(LINES, max_size=40),
    page=st.integers(0, 6),
    query=st.sampled_from(("", "ACME", "nobody")),
    size=st.integers(1, 12),
)
def test_a_page_is_what_all_lines_would_have_there(
    lines: list[ListLine], page: int, query: str, size: int
) -> None:
    wanted = Wanted(page=page, query=query, size=size)
    found = fold(iter(lines), wanted)

    fit = [line for line in lines if query.casefold() in line.title.casefold()]
    start = wanted.page_of(len(fit)) * size
    assert found.count == len(fit)
    assert list(found.lines) == fit[start : start + size]
    money = [line.amount for line in fit if line.amount is not None]
    assert {one.currency: one for one in found.money} == {
        currency: Money.total((one for one in money if one.currency == currency), currency)
        for currency in {one.currency for one in money}
    }
