from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Calendar
from bot.dunning import Advice, Channel, Chase, Sent, Step, advise, schedule, too_soon, why_not
from bot.money import Money
from bot.policy import CalendarRules, DunningRules

CALENDAR = Calendar(CalendarRules())
RULES = DunningRules()
MAILING = DunningRules(email_clients=True)
DUE = date(2026, 11, 2)  # a Monday


def chase(**changes: object) -> Chase:
    known = {
        "account_id": "001000000000001AAA",
        "due_date": DUE,
        "balance": Money(minor=100, currency="USD"),
        "is_open": True,
    }
    return Chase.model_validate(known | changes)


def sent(step: str, day: date, channel: Channel = Channel.SLACK) -> Sent:
    return Sent(step=step, channel=channel, date=day)


def on(day: int, rules: DunningRules = RULES, **changes: object) -> Advice:
    return advise(chase(**changes), rules, CALENDAR, date(2026, 11, day))


def name(step: Step | None) -> str:
    return "" if step is None else step.name


class TestAdvise:
    def test_says_nothing_before_the_first_step(self) -> None:
        assert on(4) == Advice()

    def test_says_the_step_on_its_day(self) -> None:
        assert name(on(5).slack) == "+3"
        assert on(5).email is None

    def test_says_each_step_once(self) -> None:
        assert on(6, sent=[sent("+3", date(2026, 11, 5))]) == Advice()

    def test_says_only_the_latest_after_a_gap(self) -> None:
        assert name(on(30).slack) == "+14"

    def test_never_goes_back_when_the_due_date_moves(self) -> None:
        assert on(6, sent=[sent("+7", date(2026, 11, 5))]).slack is None

    def test_moves_a_weekend_step_to_the_next_business_day(self) -> None:
        rules = DunningRules(steps=(5,))  # a Saturday

        assert on(7, rules) == Advice()
        assert name(on(9, rules).slack) == "+5"

    def test_says_nothing_about_an_invoice_without_a_due_date(self) -> None:
        assert on(30, due_date=None) == Advice()

    def test_hands_over_with_the_last_step_only(self) -> None:
        assert not on(5).hand_over
        assert not Advice().hand_over
        assert on(16).hand_over

    def test_sends_nothing_without_steps(self) -> None:
        assert on(30, DunningRules(steps=())) == Advice()


class TestEmail:
    def test_goes_with_the_step_when_policy_says_so(self) -> None:
        assert name(on(5, MAILING).email) == "+3"

    def test_goes_only_to_accounts_that_opted_in(self) -> None:
        some = DunningRules(email_clients=True, email_accounts=("001000000000001",))
        others = DunningRules(email_clients=True, email_accounts=("001000000000002",))

        assert name(on(5, some).email) == "+3"
        assert on(5, others).email is None

    def test_waits_for_the_smallest_gap_and_is_not_lost(self) -> None:
        by_hand = [
            sent("+3", date(2026, 11, 5)),
            sent("manual:x", date(2026, 11, 4), Channel.EMAIL),
        ]

        assert on(5, MAILING, sent=by_hand).email is None
        assert name(on(6, MAILING, sent=by_hand).email) == "+3"
        assert on(6, MAILING, sent=by_hand).slack is None

    def test_is_too_soon_within_the_gap_only(self) -> None:
        known = chase(sent=[sent("+3", date(2026, 11, 5), Channel.EMAIL)])

        assert too_soon(known, MAILING, date(2026, 11, 6))
        assert not too_soon(known, MAILING, date(2026, 11, 7))
        assert not too_soon(chase(), MAILING, date(2026, 11, 7))


class TestWarning:
    def test_tells_the_owner_on_the_business_day_before_the_last_step(self) -> None:
        rules = DunningRules(steps=(3, 14))  # the last one on Monday, November 16

        assert not on(12, rules).warn_owner
        assert on(13, rules).warn_owner

    def test_is_given_late_rather_than_never(self) -> None:
        assert on(30).warn_owner

    def test_is_given_once(self) -> None:
        assert not on(30, sent=[sent("+14", date(2026, 11, 16), Channel.OWNER)]).warn_owner

    def test_is_not_given_before_the_invoice_is_late(self) -> None:
        assert not on(2, DunningRules(steps=(1,))).warn_owner


class TestWhyNot:
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"is_open": False}, "Nothing is owed"),
            ({"balance": Money.zero("USD")}, "Nothing is owed"),
            ({"processing": True}, "under way"),
            ({"held": True}, "on hold"),
            ({"do_not_chase": True}, "not to chase it"),
            ({"promised_date": date(2026, 11, 21)}, "promised for Nov 21"),
            ({"snoozed_until": date(2026, 11, 24)}, "snoozed until Nov 24"),
        ],
    )
    def test_names_what_is_in_the_way(self, changes: dict[str, object], reason: str) -> None:
        advice = advise(chase(**changes), RULES, CALENDAR, date(2026, 11, 23))

        assert reason in advice.suppressed
        assert advice.slack is None

    def test_names_the_policy_for_accounts_never_chased(self) -> None:
        never = DunningRules(never_accounts=("001000000000001",))

        assert "policy" in why_not(chase(), never, CALENDAR, date(2026, 11, 23))

    def test_ends_with_the_snooze(self) -> None:
        assert name(on(24, snoozed_until=date(2026, 11, 24)).slack) == "+14"

    def test_gives_a_promise_for_a_weekend_until_its_next_business_day(self) -> None:
        saturday = date(2026, 11, 21)

        assert on(23, promised_date=saturday).suppressed
        assert name(on(24, promised_date=saturday).slack) == "+14"


class TestStep:
    def test_has_words(self) -> None:
        assert Step(days=7, number=2, of=3).words == "second reminder"
        assert Step(days=14, number=3, of=3).words == "last reminder"
        assert Step(days=30, number=6, of=8).words == "reminder 6"


ladders = st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True).map(
    lambda steps: DunningRules(steps=tuple(sorted(steps)))
)
days = st.dates(date(2026, 1, 1), date(2027, 6, 30))


class TestLadder:
    @given(ladders, days)
    def test_rises_over_business_days_and_loses_no_step(
        self, rules: DunningRules, due: date
    ) -> None:
        planned = schedule(due, rules, CALENDAR)

        assert len(planned) == len(rules.steps)
        assert list(planned) == sorted(set(planned))
        assert all(CALENDAR.is_business_day(day) for day in planned)
        assert all(
            day >= due + timedelta(days=step)
            for day, step in zip(planned, rules.steps, strict=True)
        )

    @given(ladders, days, st.sets(st.integers(0, 120)), st.sets(st.integers(0, 120)))
    def test_sends_each_step_at_most_once_the_latest_only_and_none_while_suppressed(
        self, rules: DunningRules, due: date, down: set[int], held: set[int]
    ) -> None:
        done: list[Sent] = []
        for offset in range(120):
            today = due + timedelta(days=offset)
            if offset in down or not CALENDAR.is_business_day(today):
                continue
            now = chase(due_date=due, held=offset in held, sent=done)
            advice = advise(now, rules, CALENDAR, today)
            if offset in held:
                assert advice.slack is None
                assert advice.suppressed
            if advice.slack:
                reached = [day for day in schedule(due, rules, CALENDAR) if day <= today]
                assert advice.slack.number == len(reached)
                done.append(sent(advice.slack.name, today))
        names = [one.step for one in done]
        assert len(names) == len(set(names))
        assert names == sorted(names, key=int)

    @given(ladders, days)
    def test_sends_every_step_when_nothing_is_in_the_way(
        self, rules: DunningRules, due: date
    ) -> None:
        done: list[Sent] = []
        for offset in range(90):
            today = due + timedelta(days=offset)
            advice = advise(chase(due_date=due, sent=done), rules, CALENDAR, today)
            if advice.slack:
                done.append(sent(advice.slack.name, today))
        assert len(done) == len(rules.steps)
