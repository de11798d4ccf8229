from bot.difference import in_full, in_short

CHANGES = [f"Line {number} is dearer." for number in range(1, 8)]


class TestManyChanges:
    def test_are_said_up_to_three_and_counted(self) -> None:
        said = in_short(CHANGES)
        assert said == "Line 1 is dearer. Line 2 is dearer. Line 3 is dearer. And 4 more."

    def test_are_all_said_below(self) -> None:
        assert in_full(CHANGES).splitlines() == [f"• {change}" for change in CHANGES]

    def test_are_said_at_once_where_they_are_few(self) -> None:
        for count in range(5):
            assert in_short(CHANGES[:count]) == " ".join(CHANGES[:count])
            assert in_full(CHANGES[:count]) == ""
