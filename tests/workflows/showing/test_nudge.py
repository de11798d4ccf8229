from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import desk
from bot.ledger.holds import HoldRow
from bot.ledger.proposals import DecisionRow, ProposalRow, Verdict
from bot.policy import Policy
from bot.readiness import Finding, Level
from bot.status import ProposalStatus
from bot.workflows.showing.nudge import nudge, post
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.slack import FakeDirectory, FakeMessenger
from tests.workflows.reminding import text


@pytest.fixture
def deal_id(deps: Deps, books: Books) -> str:
    """Return a deal whose card waits for approval."""
    deal = books.deal()
    with deps.ledger.transaction() as s:
        s.get_one(ProposalRow, f"prop_{deal.id}").status = ProposalStatus.PENDING
        desk.shown(s, "card", f"prop_{deal.id}", channel="CBILLINGAPPROVALS", ts="17.1")
    return deal.id


def hold(deps: Deps, deal_id: str, **changes: object) -> None:
    fields: dict[str, object] = {
        "id": f"hold_{deal_id}", "subject": deal_id, "deal_id": deal_id, "reason": "other",
        "by": "UALEX", "by_name": "Alex", "at": deps.now(),
    }  # fmt: skip
    with deps.ledger.transaction() as s:
        s.add(HoldRow(**fields | changes))


class TestNudge:
    def test_mentions_the_approvers_in_the_thread_once_a_day(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        nudge(deps, "too early")
        assert messenger.said == []
        clock.move(hours=24)
        for _ in range(3):
            nudge(deps, "now")
            clock.move(hours=1)

        [said] = messenger.said
        assert (said.place.channel, said.thread) == ("CBILLINGAPPROVALS", "17.1")
        assert "<@UKIM> <@UPAT>" in text(said.message)
        assert "has waited for approval for 24 hours" in said.message.text
        clock.move(days=1)
        nudge(deps, "tomorrow")
        assert len(messenger.said) == 2
        assert deal_id in messenger.said[1].key

    def test_escalates_after_three_reminders_and_writes_once_to_each(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger,
        directory: FakeDirectory,
    ) -> None:  # fmt: skip
        directory.add("UBOSS", "Bo")
        policy = Policy.model_validate(
            deps.policy.model_dump() | {"escalate_to": "bosses"}
            | {"people": {**deps.policy.people, "bosses": ("UBOSS",)}}
        )  # fmt: skip
        deps = replace(deps, policy=policy)
        hold(deps, deal_id, subject="an invoice", until_date=deps.today())
        for _ in range(8):  # a week with a holiday and a weekend
            clock.move(days=1)
            nudge(deps, "now")

        told = [text(s.message) for s in messenger.said if "prop_" in s.key and s.thread]
        assert ["<@UBOSS>" in said for said in told] == [False] * 3 + [True] * 2
        assert all("<@UKIM>" in said for said in told)
        [written] = messenger.directs("UBOSS")
        assert "has waited for approval by finance for 168 hours" in text(written.message)
        with deps.ledger.reading() as s:
            assert s.get_one(ProposalRow, f"prop_{deal_id}").status is ProposalStatus.PENDING

    def test_goes_on_reminding_where_nobody_is_named_to_escalate_to(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        del deal_id
        for _ in range(8):
            clock.move(days=1)
            nudge(deps, "now")

        assert [said.thread for said in messenger.said] == ["17.1"] * 5
        assert not any("somebody decides" in text(said.message) for said in messenger.said)

    def test_leaves_out_who_has_decided(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        with deps.ledger.transaction() as s:
            decision = DecisionRow(
                proposal_id=f"prop_{deal_id}", actor="UKIM", actor_name="Kim", group="finance",
                verdict=Verdict.APPROVE, content_hash="", policy_version="", at=deps.now(),
            )  # fmt: skip
            s.add(decision)
        clock.move(hours=24)
        nudge(deps, "now")

        assert "<@UKIM>" not in text(messenger.said[0].message)

    @pytest.mark.parametrize(
        "when",
        [datetime(2026, 11, 28, 15, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)],
        ids=["Saturday", "night"],
    )
    def test_lets_people_sleep(
        self, when: datetime, deps: Deps, deal_id: str, clock: FixedClock,
        messenger: FakeMessenger,
    ) -> None:  # fmt: skip
        del deal_id
        clock.set(when)
        nudge(deps, "now")

        assert messenger.said == []

    def test_leaves_alone_what_is_held_or_has_to_be_fixed_first(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger, books: Books
    ) -> None:
        hold(deps, deal_id)
        broken = books.deal()
        finding = Finding(kind="no_bill_to_email", level=Level.BLOCK, sentence="No e-mail.")
        with deps.ledger.transaction() as s:
            row = s.get_one(ProposalRow, f"prop_{broken.id}")
            row.status, row.findings_json = ProposalStatus.PENDING, [finding.to_json()]
        clock.move(hours=24)
        nudge(deps, "now")

        assert messenger.said == []

    def test_asks_about_a_hold_past_its_date(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        hold(deps, deal_id, until_date=deps.today())
        nudge(deps, "on its date")
        assert messenger.said == []
        clock.move(days=1)
        nudge(deps, "after")
        nudge(deps, "again")

        [said] = messenger.said
        assert "<@UALEX>" in text(said.message)
        assert "on hold past its date, Nov 23" in said.message.text

    def test_says_nothing_where_there_is_no_card_or_nothing_waits_any_more(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger, books: Books
    ) -> None:
        bare = books.deal()
        with deps.ledger.transaction() as s:
            s.get_one(ProposalRow, f"prop_{bare.id}").status = ProposalStatus.PENDING
        hold(deps, deal_id, until_date=deps.today() - timedelta(days=1), released_at=deps.now())
        clock.move(hours=24)

        assert post(deps, f"prop_{bare.id}") is None
        assert post(deps, f"hold_{deal_id}") is None
        nudge(deps, "now")
        assert len(messenger.said) == 1

    def test_tries_again_later_when_slack_refuses(
        self, deps: Deps, deal_id: str, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        del deal_id
        clock.move(hours=24)
        messenger.fail_next(VendorError("Slack", "no", trouble=Trouble.REFUSED))
        nudge(deps, "now")
        assert messenger.said == []
        nudge(deps, "later")
        assert len(messenger.said) == 1
