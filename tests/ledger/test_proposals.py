from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.ledger import Ledger, LostRace, proposals
from bot.ledger.proposals import DecisionRow, QuestionRow, Verdict
from bot.overrides import Overrides
from bot.planning import plan_invoices
from bot.readiness import Finding, Level
from bot.status import ProposalStatus
from tests.fakes.deals import a_deal, deal_id
from tests.fakes.findings import POLICY
from tests.ledger.rows import NOW, deal_row, proposal_row

ONE = deal_id(1)
PLAN = plan_invoices(a_deal(id=ONE), Overrides(), POLICY)
FOUND = Finding(kind="x", level=Level.WARN, sentence="Look.")


@pytest.fixture(autouse=True)
def three_revisions(ledger: Ledger) -> None:
    old = ProposalStatus.SUPERSEDED
    with ledger.transaction() as s:
        s.add_all([deal_row(1), deal_row(2)])
        s.flush()
        s.add(proposal_row(1, 1, status=old))
        s.add(proposal_row(1, 2, status=old))
        s.add(
            proposal_row(
                1,
                3,
                plan_json=PLAN.to_json(),
                findings_json=[FOUND.to_json()],
                created_at=NOW + timedelta(seconds=1),
            )
        )
        s.add(proposal_row(2, 1))


def decision(actor: str, seconds: int = 0) -> DecisionRow:
    return DecisionRow(
        proposal_id="prop_1_3",
        actor=actor,
        actor_name=actor,
        verdict=Verdict.APPROVE,
        content_hash="c",
        policy_version="v",
        group="finance",
        at=NOW + timedelta(seconds=seconds),
    )


class TestProposals:
    def test_give_back_their_content(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            row = proposals.get(s, "prop_1_3")
        assert row.plan == PLAN
        assert row.plan.content_hash == PLAN.content_hash
        assert row.findings == (FOUND,)
        assert row.source == a_deal(id=ONE)

    def test_are_not_found_when_there_are_none(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            with pytest.raises(NotFound, match="This proposal is not known here"):
                proposals.get(s, "prop_x")
            assert proposals.pending_of(s, "006X") is None
            assert proposals.latest_of(s, "006X") is None

    def test_are_found_by_deal(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            pending, latest = proposals.pending_of(s, ONE), proposals.latest_of(s, ONE)
            assert pending is latest
            assert pending is not None
            assert pending.revision == 3
            assert [p.revision for p in proposals.earlier_of(s, ONE, 3)] == [1, 2]
            second = proposals.revision_of(s, ONE, 2)
            assert second is not None
            assert second.id == "prop_1_2"
            assert proposals.revision_of(s, ONE, 4) is None

    def test_that_wait_come_oldest_first(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            assert [row.id for row in proposals.pending(s)] == ["prop_2_1", "prop_1_3"]

    def test_read_under_a_lock_are_as_the_last_one_left_them(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            proposals.get(s, "prop_1_3", lock=True).reason = "first"
        with ledger.transaction() as s:
            assert proposals.get(s, "prop_1_3", lock=True).reason == "first"


class TestDecisions:
    def test_come_oldest_first(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add_all([decision("UPAT", 5), decision("UKIM")])
        with ledger.reading() as s:
            assert [row.actor for row in proposals.decisions(s, "prop_1_3")] == ["UKIM", "UPAT"]

    def test_are_one_a_person(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(decision("UKIM"))
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(decision("UKIM", 5))


def test_questions_are_open_until_they_are_answered(ledger: Ledger) -> None:
    def question(name: str, seconds: int, **more: object) -> QuestionRow:
        at = NOW + timedelta(seconds=seconds)
        return QuestionRow(
            id=name, deal_id=ONE, asked_by="UKIM", asked_of="UDANA", text="?", asked_at=at, **more
        )

    with ledger.transaction() as s:
        s.add(question("b", 2))
        s.add(question("a", 1))
        s.add(question("c", 0, answered_at=NOW))
    with ledger.reading() as s:
        assert [row.id for row in proposals.open_questions(s, ONE)] == ["a", "b"]
        assert proposals.count_unanswered(s) == 2
        assert proposals.get_question(s, "c").answered_at == NOW
        with pytest.raises(NotFound, match="This question is not known here"):
            proposals.get_question(s, "x")
