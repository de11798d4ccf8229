from dataclasses import replace
from datetime import date

import pytest

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import BotError, Conflict, Invalid, NotAllowed
from bot.facts import CreditWay
from bot.ledger import adjustments
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.workflows.amending import correct
from bot.workflows.amending.correct import Wish
from tests.workflows.house import ALEX, DANA, KIM, NO_ANSWER, PAT, REFUSED, House, with_policy

PAID_ON = date(2026, 11, 23)


def usd(amount: int) -> Money:
    return Money(minor=amount * 100, currency="USD")


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.ordered()
    house.run()
    return house


def ask(house: House, wish: Wish, who: Actor = ALEX) -> None:
    correct.request(house.deps, house.invoice().id, wish, who)
    house.run()


def rows(house: House) -> list[AdjustmentRow]:
    with house.deps.ledger.reading() as s:
        return list(adjustments.of_subject(s, house.invoices()[0].id))


def second(house: House, who: Actor = KIM) -> None:
    correct.approve(house.deps, rows(house)[-1].id, who)
    house.run()


CREDIT = Wish(kind=AdjustmentKind.CREDIT, amount=usd(8_000), reason="One seat less")
VOID = Wish(kind=AdjustmentKind.VOID, reason="Wrong customer")
WRITE_OFF = Wish(kind=AdjustmentKind.WRITE_OFF, reason="Insolvent")
PAYMENT = Wish(
    kind=AdjustmentKind.RECORD_PAYMENT, amount=usd(10_000), paid_on=PAID_ON, reference="WIRE 1"
)


def paid(house: House) -> str:
    stripe_id = house.invoice().stripe_id
    assert stripe_id is not None
    house.billing.pay(stripe_id)
    return stripe_id


class TestTwoPeople:
    def test_are_needed_for_a_credit_note(self, house: House) -> None:
        ask(house, CREDIT)
        assert rows(house)[0].status is AdjustmentStatus.REQUESTED
        assert house.invoice().balance == usd(48_000)
        assert "A second person has to approve it." in house.told()[-1]
        second(house)
        assert rows(house)[0].status is AdjustmentStatus.DONE
        assert house.invoice().balance == usd(40_000)
        assert "Done: Credit note of $8,000.00 on invoice" in house.told()[-1]

    def test_have_to_be_two(self, house: House) -> None:
        ask(house, CREDIT, KIM)
        with pytest.raises(NotAllowed, match="somebody else"):
            second(house, KIM)
        second(house, PAT)
        assert house.invoice().balance == usd(40_000)

    @pytest.mark.parametrize("who", [ALEX, DANA])
    def test_have_to_be_of_finance(self, house: House, who: Actor) -> None:
        ask(house, VOID, KIM)
        with pytest.raises(NotAllowed, match="only finance may approve a correction"):
            second(house, who)

    def test_can_say_no(self, house: House) -> None:
        ask(house, VOID)
        correct.refuse(house.deps, rows(house)[0].id, KIM)
        correct.refuse(house.deps, rows(house)[0].id, KIM)
        with pytest.raises(Conflict, match="refused already, by Kim"):
            second(house, PAT)
        house.run()
        assert house.status() is InvoiceStatus.OPEN
        assert house.told()[-1].startswith("Kim: Refused: Invoice")

    def test_can_take_it_back(self, house: House) -> None:
        ask(house, VOID)
        correct.refuse(house.deps, rows(house)[0].id, ALEX)
        assert house.told()[-1].startswith("Alex: Took back: Invoice")

    def test_click_twice(self, house: House) -> None:
        ask(house, CREDIT)
        ask(house, CREDIT)
        second(house)
        second(house)
        assert len(rows(house)) == 1
        assert house.invoice().balance == usd(40_000)

    def test_are_not_needed_where_the_policy_says_so(self, house: House) -> None:
        rules = {"corrections_need": 1}
        house.deps = replace(house.deps, policy=with_policy(house.deps, billing=rules))
        ask(house, CREDIT)
        assert house.invoice().balance == usd(40_000)


class TestEffects:
    def test_void(self, house: House) -> None:
        ask(house, VOID)
        second(house)
        assert house.status() is InvoiceStatus.VOID

    def test_write_off(self, house: House) -> None:
        ask(house, WRITE_OFF)
        second(house)
        assert house.status() is InvoiceStatus.UNCOLLECTIBLE

    def test_refund(self, house: House) -> None:
        stripe_id = paid(house)
        house.edit(house.invoice().id, status=InvoiceStatus.PAID, paid_minor=4_800_000,
                   balance_minor=0)  # fmt: skip
        ask(house, CREDIT.model_copy(update={"kind": AdjustmentKind.REFUND,
                                             "way": CreditWay.REFUND}))  # fmt: skip
        second(house)
        back = house.billing.invoices[stripe_id].back or ()
        assert {(one.kind.value, one.amount) for one in back} == {
            ("credit_note", usd(8_000)), ("refund", usd(8_000))
        }  # fmt: skip

    def test_payment_in_part_needs_nobody_else(self, house: House) -> None:
        ask(house, PAYMENT)
        ask(house, PAYMENT)
        assert house.invoice().balance == usd(38_000)
        assert rows(house)[0].status is AdjustmentStatus.DONE
        with pytest.raises(Invalid, match="recorded already"):
            ask(house, PAYMENT, KIM)

    def test_is_given_up_if_it_is_not_possible_any_more(self, house: House) -> None:
        ask(house, VOID)
        paid(house)
        second(house)
        assert rows(house)[0].status is AdjustmentStatus.REFUSED
        assert house.status() is InvoiceStatus.PAID
        assert "Not done: Invoice" in house.told()[-1]
        assert house.troubles() == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            (CREDIT.model_copy(update={"amount": usd(48_001)}), "can be credited"),
            (CREDIT.model_copy(update={"amount": usd(0)}), "more than zero"),
            (CREDIT.model_copy(update={"reason": " "}), "Say why"),
            (PAYMENT.model_copy(update={"amount": usd(48_001)}), "is owed"),
            (PAYMENT.model_copy(update={"reference": " "}), "reference"),
            (PAYMENT.model_copy(update={"paid_on": date(2026, 11, 24)}), "at the latest today"),
            (CREDIT.model_copy(update={"kind": AdjustmentKind.REFUND, "amount": usd(48_001)}),
             "can be credited"),
        ],
    )  # fmt: skip
    def test_say_what_is_wrong(self, house: House, wish: Wish, words: str) -> None:
        with pytest.raises(BotError, match=words):
            ask(house, wish)
        assert rows(house) == []

    def test_name_the_state(self, house: House) -> None:
        house.edit(house.invoice().id, status=InvoiceStatus.VOID)
        with pytest.raises(Conflict, match="this invoice is void"):
            ask(house, CREDIT)

    def test_wait_for_money_under_way(self, house: House) -> None:
        house.edit(house.invoice().id, processing=True)
        with pytest.raises(Conflict, match="bank payment"):
            ask(house, VOID)

    def test_wait_for_another_correction(self, house: House) -> None:
        ask(house, CREDIT)
        with pytest.raises(Conflict, match="Wait until this is done: Credit note"):
            ask(house, VOID, KIM)

    def test_keep_to_closed_books(self, house: House) -> None:
        rules = {"closed_through": house.deps.today()}
        house.deps = replace(house.deps, policy=with_policy(house.deps, billing=rules))
        with pytest.raises(Conflict, match="books are closed"):
            ask(house, VOID)
        ask(house, CREDIT)
        house.edit(house.invoice().id, credited_minor=100)
        with pytest.raises(Conflict, match="Wait"):
            ask(house, VOID)

    def test_do_not_void_what_is_part_paid(self, house: House) -> None:
        house.edit(house.invoice().id, paid_minor=100)
        with pytest.raises(Conflict, match="Part of it is paid"):
            ask(house, VOID)

    def test_refund_no_more_than_came_in(self, house: House) -> None:
        house.edit(house.invoice().id, balance_minor=0, paid_minor=100)
        with pytest.raises(Invalid, match=r"Only \$1.00"):
            ask(house, CREDIT.model_copy(update={"kind": AdjustmentKind.REFUND}))


@pytest.fixture
def row(house: House) -> InvoiceRow:
    return house.invoice()


class TestTrouble:
    @pytest.mark.parametrize("wish", [CREDIT, VOID, WRITE_OFF])
    def test_waits_for_a_person_and_is_retried_once(self, house: House, wish: Wish) -> None:
        ask(house, wish)
        house.billing.fail_at(wish.kind.value, REFUSED)
        second(house)
        assert [row.kind for row in house.troubles()] == ["adjust"]
        house.retry("adjust")
        assert house.troubles() == []
        assert rows(house)[0].status is AdjustmentStatus.DONE

    @pytest.mark.parametrize("wish", [CREDIT, PAYMENT, VOID])
    def test_without_an_answer_does_nothing_twice(self, house: House, wish: Wish) -> None:
        house.billing.fail_at(wish.kind.value, NO_ANSWER, after=True, times=3)
        ask(house, wish)
        if wish is not PAYMENT:
            second(house)
        house.billing.failures_are_over()
        if house.troubles():
            house.billing.forget_keys()
            house.retry("adjust")
        assert rows(house)[0].status is AdjustmentStatus.DONE
        want = {CREDIT: usd(40_000), PAYMENT: usd(38_000)}
        if wish is not VOID:
            assert house.invoice().balance == want[wish]
