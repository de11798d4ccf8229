from datetime import date
from decimal import Decimal

from bot.due import Discount, Due
from bot.finding import fact
from bot.payer import BillTo, Tax, TaxExempt, TaxMode
from bot.plan import Assumed
from bot.views.card import card
from bot.views.ids import ActionId
from tests.views.mixed import GLOBEX, HOURS, JAN_31, MIXED, confirm, retainer
from tests.views.reading import action_ids, cells, checked, words
from tests.views.samples import (
    THREE,
    TODAY,
    card_state,
    line,
    part,
    plan,
)


class TestMixed:
    def test_has_a_row_for_everything_that_goes_out(self) -> None:
        rows = cells(checked(card(card_state(plan=MIXED))))
        assert len(rows) == 1 + 3 + 12
        assert rows[3] == ["3", "Acceptance", "$12,000.00", "when “Acceptance signed”", "Net 30"]
        assert rows[4][1:4] == ["Support, Jan 31 to Feb 27, 2027", "$1,000.00", "Sun Jan 31, 2027"]

    def test_says_how_it_is_billed_and_where_that_comes_from(self) -> None:
        said = words(card(card_state(plan=MIXED)))
        assert "3 installments and a monthly retainer" in said
        assert "Support*: monthly, 12 × $1,000.00 from Jan 31, 2027 to Jan 30, 2028" in said
        assert "*Billing*\n3 milestones" in said

    def test_says_before_approval_what_happens_now_and_later(self) -> None:
        said = confirm(card_state(plan=MIXED))
        assert (
            "Sends invoice 1 now, schedules 1 invoice, keeps 1 invoice back, sent when "
            "“Acceptance signed”, starts a monthly retainer on Sun Jan 31, 2027." in said
        )

    def test_goes_on_with_a_retainer_that_has_begun(self) -> None:
        begun = plan(installments=(), retainers=(retainer(start=date(2026, 10, 1)),))
        said = confirm(card_state(plan=begun))
        assert "Sends invoice 1, 2 now, goes on with a monthly retainer." in said

    def test_shows_what_each_payer_pays(self) -> None:
        state = card_state(plan=plan(installments=THREE, shares=(GLOBEX,)))
        rows = cells(checked(card(state)))
        assert rows[1][:4] == ["1", "Deposit 25 %", "Acme Corporation", "$8,400.00"]
        assert rows[2][:4] == ["1", "Deposit 25 %", "Globex", "$3,600.00"]
        assert "70 % Acme Corporation\n30 % Globex, pay@globex.test" in words(card(state))
        assert "Sends invoice 1 now to each payer, schedules 4 invoices." in confirm(state)

    def test_says_what_is_billed_by_quantity(self) -> None:
        both = card_state(plan=plan(installments=(), retainers=(retainer(variable=(HOURS,)),)))
        assert "$12,000.00 + what is billed by quantity" in card(both).text
        assert "+ Hours at $150.00 each, by quantity" in words(card(both))
        assert cells(card(both))[1][2:] == [
            "$1,000.00 + by quantity",
            "once its quantities are known",
            "Net 30",
        ]
        none = retainer(lines=(), variable=(HOURS,), periods=3)
        only = card(card_state(plan=plan(installments=(), retainers=(none,))))
        assert "By quantity" in words(only)
        assert "monthly, 3 periods from" in words(only)

    def test_says_what_a_last_period_or_part_absorbs(self) -> None:
        last = retainer(last=(line("Support", "1000.04"),))
        said = words(card(card_state(plan=plan(installments=(), retainers=(last,)))))
        assert "11 × $1,000.00, then $1,000.04, from" in said
        thirds = tuple(part(n, "33.33", "x", send_date=JAN_31) for n in (1, 2))
        uneven = card_state(plan=plan(installments=(*thirds, part(3, "33.34", "x"))))
        assert "The last part is $0.01 more, so that all 3 add up" in words(card(uneven))
        assert "add up" not in words(card(card_state(plan=plan(installments=THREE))))

    def test_shows_tax_discount_and_what_is_printed(self) -> None:
        known = BillTo(
            account_id="1", account_name="Acme", email="a@b.test", tax_exempt=TaxExempt.REVERSE
        )
        offer = Due(net_days=30, discount=Discount(percent=Decimal(2), days=10))
        shown = plan(
            bill_to=known,
            installments=(part(due=offer, condition="on acceptance"),),
            tax=Tax(mode=TaxMode.AUTOMATIC),
            footer="Pay by wire",
            custom_fields={"Project": "P-7"},
            assumed=frozenset({Assumed.MODEL}),
        )
        sums = (fact("tax", "$100.00 net + $8.25 tax = $108.25 gross"),)
        message = checked(card(card_state(plan=shown, findings=sums)))
        said = words(message)
        assert "$100.00 net + $8.25 tax = $108.25 gross" in said
        assert ":warning:" not in said
        assert ActionId.PROPOSAL_APPROVE in action_ids(message)
        assert "before tax" in said
        assert "comes on top, worked out by Stripe; reverse charge" in said
        assert "2 % within 10 days: said in the terms, not deducted" in said
        assert "Project: P-7" in said
        assert "one invoice (assumed)" in said
        assert "Sent on acceptance, not before; terms from then: 2/10 net 30" in said


def test_today_is_a_day_on_approval() -> None:
    state = card_state(plan=plan(installments=(part(1, send_date=TODAY), part(2, label="b"))))
    assert [row[3] for row in cells(card(state))[1:]] == ["on approval"] * 2
