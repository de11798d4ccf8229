import pytest

from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import deals
from bot.payer import BillTo
from bot.workflows.issuing.draft import draft, fill
from bot.workflows.issuing.sending import send
from bot.workflows.standing import attempt
from bot.workflows.standing.issue_order import charge_for, invoice_order, mismatch, payer
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import NO_ANSWER, REFUSED, STORED_500, House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def claim(house: House) -> str:
    with house.deps.ledger.transaction() as s:
        return attempt.claim(s, house.invoice())


class TestClaim:
    def test_is_the_latest_runs(self, house: House) -> None:
        row = house.ordered()
        first, second = claim(house), claim(house)
        with house.deps.ledger.reading() as s:
            assert attempt.is_ours(s, row.id, second)
            with pytest.raises(Conflict, match="later run"):
                attempt.check(s, row.id, first)

    def test_guards_every_step_that_has_an_effect(self, house: House) -> None:
        row = house.ordered()
        claim(house)
        for step in (
            lambda: draft(house.deps, row.id, "earlier", "cus_1"),
            lambda: fill(house.deps, row.id, "earlier", "in_1"),
            lambda: send(house.deps, row.id, "earlier", "in_1"),
        ):
            with pytest.raises(Conflict, match="later run"):
                step()
        assert house.invoice().stripe_id is None

    def test_ends_with_the_invoice(self, house: House) -> None:
        row = house.ordered()
        run = claim(house)
        for _ in range(2):
            with house.deps.ledger.transaction() as s:
                attempt.finish(s, row.id)
        with house.deps.ledger.reading() as s:
            assert not attempt.is_ours(s, row.id, run)


class TestKey:
    def test_changes_with_the_attempt_only(self, house: House) -> None:
        row = house.ordered()
        before = attempt.key(row, "create")
        assert attempt.key(row, "create") == before
        assert attempt.key(row, "send") != before
        assert attempt.key(attempt.renew(house.deps, row.id), "create") != before


class TestDoubt:
    @pytest.mark.parametrize(("hours", "doubtful"), [(0, False), (19.9, False), (20.1, True)])
    def test_grows_with_the_age_of_the_key(
        self, house: House, hours: float, *, doubtful: bool
    ) -> None:
        row = attempt.renew(house.deps, house.ordered().id)
        house.clock.move(hours=hours)
        assert attempt.is_doubtful(house.deps, row) is doubtful

    def test_comes_with_a_refusal_until_a_new_attempt(self, house: House) -> None:
        house.known_customer()
        house.ordered()
        house.billing.fail_next(REFUSED)
        house.run()
        assert house.invoice().in_doubt
        assert not attempt.renew(house.deps, house.invoice().id).in_doubt


class TestOrder:
    def test_says_at_stripe_who_approved_it_and_what_was_done_before(self, house: House) -> None:
        row = house.ordered()
        house.run()
        [seen] = house.billing.invoices.values()
        assert seen.notes["closedwon_approved_by"] == "Kim"
        assert seen.notes["sf_opportunity_id"] == row.deal_id

    def test_says_the_same_when_it_is_repeated(self, house: House) -> None:
        """Else Stripe would refuse the key as used for something else."""
        house.known_customer()
        house.ordered()
        house.clock.move(minutes=1)

        def fail_and_tell() -> None:
            house.clock.move(minutes=1)
            with house.deps.ledger.transaction() as s:
                deals.tell(s, DEAL_ID, at=house.deps.now(), who="Kim", what="Held.")
            house.billing.fail_next(STORED_500)

        def no_answer() -> None:
            house.clock.move(minutes=1)
            house.billing.fail_next(NO_ANSWER, after=True)

        house.billing.at("draft", fail_and_tell, no_answer)
        house.run()
        assert house.troubles() == []
        assert len(house.billing.mails) == 1

    def test_needs_a_due_date_and_somebody_to_pay(self, house: House) -> None:
        row = house.ordered()
        row.due_date = None
        with house.deps.ledger.reading() as s, pytest.raises(ValueError, match="due date"):
            invoice_order(s, row, "cus_1", house.deps.today())
        with house.deps.ledger.reading() as s:
            charge = charge_for(s, row)
        assert isinstance(payer(charge), BillTo)
        with pytest.raises(ValueError, match="without a bill-to"):
            payer(charge.model_copy(update={"bill_to": None}))


class TestMismatch:
    def test_names_what_differs(self, house: House) -> None:
        house.ordered()
        house.run()
        row, [seen] = house.invoice(), house.billing.invoices.values()
        assert mismatch(row, seen) == ""
        other = seen.model_copy(update={"customer_id": "cus_9"})
        assert "another customer (cus_9)" in mismatch(row, other)
        nobody = seen.model_copy(update={"customer_email": ""})
        assert "Stripe would send it to nobody" in mismatch(row, nobody)
        euros = seen.total.model_copy(update={"currency": "EUR"})
        in_euros = seen.model_copy(update={"net": euros, "total": euros})
        assert "but $48,000.00 was approved" in mismatch(row, in_euros)

    def test_compares_what_is_net_and_wants_the_tax_worked_out(self, house: House) -> None:
        house.ordered()
        house.run()
        row, [seen] = house.invoice(), house.billing.invoices.values()
        taxed = seen.model_copy(update={"total": seen.total + seen.total})
        assert mismatch(row, taxed) == ""
        untaxed = seen.model_copy(update={"tax_problem": "The customer's location isn't known."})
        assert "location isn't known" in mismatch(row, untaxed)
