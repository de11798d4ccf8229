from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.errors import VendorError
from bot.ledger import adjustments
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import InvoiceStatus
from bot.workflows.amending import correct
from bot.workflows.amending.correct import Wish
from bot.workflows.amending.marks import CHANGES_KEPT
from bot.workflows.telling import trouble
from tests.workflows.amended import approve, choose, first, four, milestones
from tests.workflows.house import ALEX, KIM, NO_ANSWER, REFUSED, STORED_500, House, with_policy
from tests.workflows.retained import approved, live_until, monthly

REASON = "they pay the rest in January " * 30


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    return house


def shown(house: House, prefix: str = "change") -> list[dict[str, str]]:
    """Return what each invoice at Stripe says of changes, oldest first."""
    return [
        {name: text for name, text in seen.notes.items() if name.startswith(prefix)}
        for seen in house.billing.invoices.values()
    ]


class TestAChange:
    def test_that_leaves_everything_is_noted_on_all_that_stays(self, house: House) -> None:
        choose(house, WayKind.LEAVE, reason=REASON)
        approve(house)
        notes = shown(house)
        assert len(notes) == 4
        for said in notes:
            assert said["change_2"] == "Leave it as it is"
            assert said["change_2_by"] == "Pat, approved by Kim"
            assert said["change_2_on"] == house.deps.today().isoformat()
            assert said["change_2_reason"].startswith("they pay the rest")
            assert len(said["change_2_reason"]) <= 500

    def test_that_cancels_the_rest_is_noted_on_what_is_out(self, house: House) -> None:
        choose(house, WayKind.CANCEL_REST, reason="project stopped")
        approve(house)
        [said] = shown(house)
        assert said["change_2"] == "Cancel what is not yet sent"
        assert said["change_2_reason"] == "project stopped"

    def test_is_not_noted_on_what_it_makes_or_replaces(self, house: House) -> None:
        old = first(house)
        house.clock.move(minutes=1)
        choose(house, WayKind.REVISE, reason="another price")
        house.clock.move(minutes=1)
        approve(house)
        assert house.billing.invoices[old].status is InvoiceStatus.VOID
        assert "change_2" not in house.billing.invoices[old].notes
        [new] = [i for i in house.billing.invoices.values() if "closedwon_replaces" in i.notes]
        assert new.notes["closedwon_by"] == "Pat, approved by Kim"
        assert new.notes["closedwon_reason"] == "another price"

    def test_forgets_those_of_long_ago(self, house: House) -> None:
        for turn in range(CHANGES_KEPT + 2):
            if turn:
                amount = Decimal(120_000 + turn)
                house.change(amount=amount, milestones=milestones(25, 25, 25, 25))
            choose(house, WayKind.LEAVE, reason=f"turn {turn}")
            approve(house)
        kept = [name for name in shown(house)[0] if name.count("_") == 1]
        assert kept == [f"change_{n}" for n in range(4, CHANGES_KEPT + 4)]

    def test_that_is_refused_is_trouble_until_it_is_written(self, house: House) -> None:
        choose(house, WayKind.LEAVE)
        house.run()
        house.billing.fail_at("note", REFUSED, times=100)  # for as long as it lasts
        approve(house)
        [row] = [one for one in house.troubles() if one.kind == "note"]
        assert (row.kind, row.words) == ("note", "Not with this account.")
        assert shown(house)[0] == {}
        house.billing.failures_are_over()
        trouble.retry(house.deps, row.id, KIM)
        house.run()
        assert [one for one in house.troubles() if one.kind == "note"] == []
        assert shown(house)[0]["change_2_by"] == "Pat, approved by Kim"

    @pytest.mark.parametrize("failure", [NO_ANSWER, STORED_500])
    def test_is_written_although_stripe_fails(self, house: House, failure: VendorError) -> None:
        choose(house, WayKind.LEAVE)
        house.run()
        house.billing.fail_at("note", failure, after=True)
        approve(house)
        assert all("change_2" in said for said in shown(house))
        assert house.troubles() == []

    def test_does_not_mind_a_draft_deleted_meanwhile(self, house: House) -> None:
        gone = list(house.billing.invoices)[-1]
        choose(house, WayKind.LEAVE)
        house.run()
        del house.billing.invoices[gone]
        approve(house)
        assert [row for row in house.troubles() if row.kind == "note"] == []
        assert "change_2" in shown(house)[0]


class TestARetainer:
    def test_names_the_change_too_even_when_it_ends_it(self, deps: Deps) -> None:
        house = House(deps)
        approved(house, **monthly())
        live_until(house, date(2026, 12, 25))
        [ident] = house.billing.subs
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.CANCEL_REST, reason="they left")
        approve(house)
        notes = house.billing.subs[ident].notes
        assert notes["change_2"] == "Cancel what is not yet sent"
        assert notes["change_2_reason"] == "they left"


class TestByHand:
    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            (AdjustmentKind.VOID, InvoiceStatus.VOID),
            (AdjustmentKind.WRITE_OFF, InvoiceStatus.UNCOLLECTIBLE),
        ],
    )
    def test_what_ends_an_invoice_names_who_and_why(
        self, deps: Deps, kind: AdjustmentKind, status: InvoiceStatus
    ) -> None:
        house = House(deps)
        house.ordered()
        house.run()
        invoice = house.invoice()
        correct.request(house.deps, invoice.id, Wish(kind=kind, reason="Insolvent"), ALEX)
        with house.deps.ledger.reading() as s:
            [row] = adjustments.of_subject(s, invoice.id)
        correct.approve(house.deps, row.id, KIM)
        house.run()
        seen = house.billing.invoices[invoice.stripe_id or ""]
        assert seen.status is status
        assert seen.notes[f"{kind.value}_by"] == "Alex, approved by Kim"
        assert seen.notes[f"{kind.value}_reason"] == "Insolvent"
        assert seen.notes[f"{kind.value}_on"] == house.deps.today().isoformat()

    def test_what_makes_something_marks_that(self, deps: Deps) -> None:
        house = House(deps)
        house.deps = replace(house.deps, policy=with_policy(deps, billing={"corrections_need": 1}))
        house.ordered()
        house.run()
        amount = Money(minor=100_000, currency="USD")
        credit = Wish(kind=AdjustmentKind.CREDIT, amount=amount, reason="One seat less")
        payment = Wish(kind=AdjustmentKind.RECORD_PAYMENT, amount=amount,
                       paid_on=date(2026, 11, 23), reference="WIRE 1")  # fmt: skip
        for wish in (credit, payment):
            correct.request(house.deps, house.invoice().id, wish, ALEX)
            house.run()
        assert [*house.billing.marks.values()] == [
            {"closedwon_by": "Alex", "closedwon_reason": "One seat less"},
            {"closedwon_by": "Alex"},
        ]
