import pytest

from bot.plan import Adjustment, AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus, SubscriptionStatus
from bot.views.card import card
from bot.views.ids import ActionId
from bot.views.state import AdjustmentLine, InvoiceLine, RetainerLine
from tests.views.mixed import JAN_31, MIXED, confirm, running
from tests.views.reading import action_ids, cells, checked, element, elements, words
from tests.views.samples import (
    HOSTILE,
    KIM,
    THREE,
    approved,
    card_state,
    hold,
    invoice,
    plan,
    usd,
)


class TestStates:
    @pytest.mark.parametrize(
        ("made", "said"),
        [
            (invoice(InvoiceStatus.APPROVED, condition="on acceptance"), "sent on acceptance"),
            (invoice(InvoiceStatus.APPROVED, issue_date=JAN_31), "approved, goes out Jan 31, 2027"),
            (invoice(InvoiceStatus.SCHEDULED, waits_for_usage=True), "waits for quantities"),
            (
                invoice(paid=usd("47985"), small_remainder=True, balance=usd("15")),
                "$15.00 left alone",
            ),
            (invoice(processing=True, days_past_due=3), "payment under way"),
            (invoice(promised_date=JAN_31), "promised for Jan 31, 2027"),
            (invoice(credited=usd("500")), "$500.00 credited"),
            (invoice(disputed=usd("48000"), dispute="needs_response"), "$48,000.00 disputed"),
            (invoice(dispute="warning_needs_response"), "the bank inquires about it"),
            (invoice(InvoiceStatus.PAID, refunded=usd("500")), "paid, $500.00 refunded"),
            (invoice(InvoiceStatus.PAID, dispute="won"), "dispute won"),
            (invoice(InvoiceStatus.PAID, dispute="lost", disputed=usd("1")), "lost in a dispute"),
            (invoice(InvoiceStatus.UNCOLLECTIBLE, paid=usd("1")), "written off, $1.00 of"),
            (invoice(replaces="ACME-0000"), "replaces ACME-0000"),
        ],
    )
    def test_are_said_in_words(self, made: InvoiceLine, said: str) -> None:
        assert said in checked(card(approved(made))).text

    @pytest.mark.parametrize(
        ("made", "said"),
        [
            (running(), "active until Jan 30, 2028, next on Jan 31, 2027"),
            (running(hold=hold()), "paused, on hold: missing PO, next on"),
            (running(waits_for_usage=True), "waits for quantities"),
            (running(status=SubscriptionStatus.APPROVED), "approved, begins Jan 31, 2027"),
            (running(status=SubscriptionStatus.ENDED), "billed until Jan 30, 2028"),
            (running(status=SubscriptionStatus.CANCELED), "canceled before it began"),
        ],
    )
    def test_of_a_retainer_too(self, made: RetainerLine, said: str) -> None:
        assert said in words(checked(card(approved(plan=MIXED, retainers=(made,)))))

    def test_count_what_is_paid_sent_and_to_come(self) -> None:
        made = (
            invoice(InvoiceStatus.PAID, disputed=usd("5"), dispute="under_review"),
            invoice(item=2, days_past_due=3),
        )
        message = checked(card(approved(*made, plan=MIXED)))
        said = "1 of 15 invoices paid · 1 sent · 13 to come · 1 disputed · one is 3 days overdue"
        assert said in message.text

    def test_show_tax_once_stripe_has_it(self) -> None:
        made = invoice(net=usd("12000"), amount=usd("14280"))
        rows = cells(card(approved(made, plan=plan(installments=THREE))))
        assert rows[0] == ["#", "For", "Net", "With tax", "State", "Due"]
        assert rows[1][2:4] == ["$12,000.00", "$14,280.00"]
        assert rows[2][2:4] == ["$24,000.00", "–"]


class TestCorrections:
    def test_of_a_change_are_shown_with_their_money(self) -> None:
        less = Adjustment(
            kind=AdjustmentKind.CREDIT,
            subject="inv_1",
            number=1,
            amount=usd("-2000"),
            words="Credit note on invoice ACME-0001",
            from_date=JAN_31,
        )
        made = (
            invoice(InvoiceStatus.PAID, label="Deposit"),
            invoice(InvoiceStatus.SCHEDULED, item=2, amount=usd("20000")),
            invoice(InvoiceStatus.SCHEDULED, item=9),
        )
        changed = plan(installments=THREE, adjustments=(less,))
        state = card_state(plan=changed, invoices=made, amends=True)
        said = words(checked(card(state)))
        assert "Change approval · Acme Corporation" in said
        assert "from Sun Jan 31, 2027 · $2,000.00 less" in said
        states = [row[3] for row in cells(card(state))]
        assert states[1:] == [
            "paid",
            "planned for Fri Jan 15, 2027, was $20,000.00",
            "planned for Mon Mar 1, 2027",
            "not sent any more",
        ]
        assert ActionId.PROPOSAL_AMEND in action_ids(card(state))
        assert ActionId.PROPOSAL_MODIFY not in action_ids(card(state))
        assert "Makes 1 correction, has 2 invoices to come." in confirm(state)

    def test_of_a_term_that_ends_are_a_renewal(self) -> None:
        message = checked(card(card_state(plan=MIXED, amends=True, renews=True)))
        assert "Renewal approval · Acme Corporation" in words(message)
        assert ActionId.PROPOSAL_AMEND not in action_ids(message)
        assert element(message, "proposal.approve")["text"]["text"] == "Approve the renewal"

    def test_wait_for_a_second_person(self) -> None:
        asked = AdjustmentLine(
            adjustment_id="adj_1",
            words=HOSTILE,
            status=AdjustmentStatus.REQUESTED,
            requested_by=KIM,
        )
        done = asked.model_copy(update={"status": AdjustmentStatus.APPROVED})
        message = checked(card(approved(invoice(), adjustments=(asked, done))))
        assert {ActionId.ADJUSTMENT_APPROVE, ActionId.ADJUSTMENT_REFUSE} <= action_ids(message)
        assert "asked for by <@UKIM>" in words(message)
        assert "being carried out" in words(message)

    def test_that_are_many_are_counted(self) -> None:
        asked = AdjustmentLine(
            adjustment_id="adj_1",
            words="Credit note",
            status=AdjustmentStatus.APPROVED,
            requested_by=KIM,
        )
        said = words(checked(card(approved(invoice(), adjustments=(asked,) * 10))))
        assert said.count("• Credit note") == 8
        assert "and 2 more corrections" in said

    def test_are_to_be_chosen_when_the_deal_changed(self) -> None:
        message = checked(card(approved(invoice(), may_amend=True)))
        assert ActionId.PROPOSAL_AMEND in action_ids(message)


class TestMenus:
    def test_are_buttons_where_only_one_invoice_waits(self) -> None:
        waits = invoice(InvoiceStatus.APPROVED, condition="on acceptance", issue_date=None)
        ids = action_ids(checked(card(approved(waits))))
        assert {ActionId.INVOICE_DELIVERED, ActionId.INVOICE_MOVE} <= ids

    def test_offer_what_fits_the_state(self) -> None:
        made = (
            invoice(InvoiceStatus.APPROVED, item=1, condition="on acceptance"),
            invoice(InvoiceStatus.SCHEDULED, item=2, issue_date=JAN_31),
            invoice(InvoiceStatus.SCHEDULED, item=3, waits_for_usage=True, by_subscription=True),
            invoice(item=4, paid=usd("1")),
            invoice(InvoiceStatus.UNCOLLECTIBLE, item=5),
        )
        message = checked(card(approved(*made, retainers=(running(waits_for_usage=True),))))
        offered = {
            option["text"]["text"]
            for menu in elements(message)
            for option in menu.get("options", [])
        }
        assert {
            "Delivered: send it",
            "Give it a date",
            "Not delivered: move the date",
            "Give quantities",
            "Record payment",
            "Credit note",
            "Write off",
            "5 · ACME-0001: Record payment",
        } <= offered
        assert "Void" not in offered  # money came in
        assert ActionId.RETAINER_MORE in action_ids(message)
