from datetime import date

import pytest

from bot.plan import Assumed
from bot.readiness import Finding, Fix, Level
from bot.status import InvoiceStatus, ProposalStatus
from bot.views.card import card
from bot.views.ids import ActionId, MoreVerb
from bot.views.state import CardState, DecisionLine, QuestionLine
from bot.views.values import parse_more, parse_proposal
from tests.views.reading import action_ids, blocks_of, cells, checked, element, elements, words
from tests.views.samples import (
    DANA,
    KIM,
    THREE,
    TODAY,
    approved,
    card_state,
    hold,
    invoice,
    plan,
    trouble,
    usd,
)

NO_EMAIL = Finding(
    kind="no_bill_to_email",
    level=Level.BLOCK,
    sentence="No bill-to e-mail.",
    fix=Fix.BILL_TO,
)
OWES = Finding(kind="overdue", level=Level.WARN, sentence="This customer owes $9,300.00.")


class TestPending:
    def test_shows_amount_customer_terms_and_deal(self) -> None:
        shown = words(checked(card(card_state(plan=plan(installments=THREE)))))
        assert "Invoice approval · Acme Corporation" in shown
        assert "*$48,000.00* · 3 installments · Net 30" in shown
        assert "won by <@UDANA> on Nov 20" in shown

    def test_shows_one_row_an_installment(self) -> None:
        rows = cells(card(card_state(plan=plan(installments=THREE))))
        assert rows[1] == ["1", "Deposit 25 %", "$12,000.00", "on approval", "Dec 23"]
        assert rows[2][3:] == ["Fri Jan 15, 2027", "Feb 14, 2027"]

    def test_shows_the_lines_of_a_single_installment(self) -> None:
        assert cells(card(card_state()))[1] == ["Platform", "1", "$48,000.00"]

    def test_says_when_it_is_due_in_words_that_stay_true_tomorrow(self) -> None:
        shown = words(card(card_state()))
        assert "Sent on approval; approved on Nov 23, it is due Dec 23" in shown

    def test_marks_what_was_assumed(self) -> None:
        both = frozenset({Assumed.TERMS, Assumed.BILL_TO})
        shown = words(card(card_state(plan=plan(assumed=both))))
        assert "Net 30 (assumed)" in shown
        assert "ap@acme.com (assumed)" in shown

    def test_asks_before_sending_naming_amount_customer_and_what_happens(self) -> None:
        approve = element(card(card_state(plan=plan(installments=THREE))), "proposal.approve")
        text = approve["confirm"]["text"]["text"]
        assert "$48,000.00 to Acme Corporation (ap@acme.com)" in text
        assert "Sends invoice 1 now, schedules 2 invoices." in text

    def test_carries_the_content_that_was_read(self) -> None:
        state = card_state()
        value = parse_proposal(element(card(state), "proposal.approve")["value"])
        assert value.proposal_id == state.proposal_id
        assert value.matches(state.content_hash)

    def test_shows_how_many_have_approved(self) -> None:
        first = DecisionLine(who=KIM, verdict="approve", date=TODAY)
        message = card(card_state(needed=2, decisions=(first,)))
        assert "1 of 2 approvals: <@UKIM>" in words(message)

    def test_says_that_the_first_of_two_approvals_sends_nothing(self) -> None:
        text = element(card(card_state(needed=2)), "proposal.approve")["confirm"]["text"]["text"]
        assert "nothing is sent before the last" in text

    def test_offers_to_fix_instead_of_approving_what_is_blocked(self) -> None:
        message = checked(card(card_state(plan=plan(bill_to=None), findings=(OWES, NO_EMAIL))))
        assert ActionId.PROPOSAL_FIX in action_ids(message)
        assert ActionId.PROPOSAL_APPROVE not in action_ids(message)

    def test_shows_each_finding_blocking_ones_first(self) -> None:
        small = [
            block["elements"][0]["text"]
            for block in blocks_of(card(card_state(findings=(OWES, NO_EMAIL))), "context")
        ]
        assert ":no_entry: No bill-to e-mail." in small
        assert small.index(":no_entry: No bill-to e-mail.") < small.index(
            "! This customer owes $9,300.00."
        )

    def test_cannot_be_approved_on_hold(self) -> None:
        message = checked(card(card_state(hold=hold(until_date=date(2026, 12, 1)))))
        assert ActionId.PROPOSAL_RELEASE in action_ids(message)
        assert ActionId.PROPOSAL_APPROVE not in action_ids(message)
        assert "On hold until Dec 1: missing PO" in words(message)

    def test_shows_a_question_and_its_answer(self) -> None:
        asked = QuestionLine(
            id="q", asked_by=KIM, asked_of=DANA, text="Which PO?", answer="PO-1\n<!here>"
        )
        shown = words(card(card_state(questions=(asked,))))
        assert "<@UKIM> asked <@UDANA>: Which PO?" in shown
        assert ">&lt;!here&gt;" in shown

    def test_has_a_menu_with_all_that_is_rare(self) -> None:
        menu = element(card(card_state()), "proposal.more")
        verbs = [parse_more(option["value"]).verb for option in menu["options"]]
        assert verbs == [
            MoreVerb.SALESFORCE,
            MoreVerb.HISTORY,
            MoreVerb.ASK,
            MoreVerb.NOT_BILLED,
            MoreVerb.REFRESH,
        ]


class TestApproved:
    def test_says_that_it_is_sending(self) -> None:
        assert "Approved by <@UKIM> on Nov 23, sending…" in words(checked(card(approved())))

    def test_says_until_when_it_is_due(self) -> None:
        shown = words(checked(card(approved(invoice()))))
        assert "Sent Nov 22, due Dec 22" in shown
        assert "<https://invoice.stripe.com/i/1|ACME-0001>" in shown

    def test_shows_what_is_paid_with_a_bar(self) -> None:
        partly = invoice(paid=usd("12000"), balance=usd("36000"))
        assert "▰▰▱▱▱▱▱▱▱▱ $12,000.00 paid, $36,000.00 open" in words(card(approved(partly)))

    def test_says_how_long_it_is_overdue(self) -> None:
        message = checked(card(approved(invoice(days_past_due=12))))
        assert "12 days overdue" in message.text
        assert ActionId.INVOICE_REMIND in action_ids(message)

    def test_has_no_button_for_what_is_paid(self) -> None:
        paid = invoice(InvoiceStatus.PAID, paid_date=TODAY, paid=usd("48000"), balance=usd("0"))
        message = checked(card(approved(paid)))
        assert action_ids(message) == {ActionId.INVOICE_MORE, ActionId.PROPOSAL_MORE}
        menu = element(message, "invoice.more")
        assert [option["text"]["text"] for option in menu["options"]] == [
            "1 · ACME-0001: Credit note"
        ]
        assert ":white_check_mark: *Now:* Paid Nov 23" in words(message)

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (InvoiceStatus.VOID, "voided"),
            (InvoiceStatus.UNCOLLECTIBLE, "written off"),
            (InvoiceStatus.CANCELED, "canceled"),
        ],
    )
    def test_says_how_it_ended(self, status: InvoiceStatus, said: str) -> None:
        assert said in checked(card(approved(invoice(status)))).text

    def test_says_holding_until_the_vendor_knows(self) -> None:
        message = card(approved(invoice(hold=hold(confirmed=False))))
        assert "Holding…" in words(message)
        assert ActionId.INVOICE_RELEASE in action_ids(message)

    def test_shows_each_installment_with_its_state(self) -> None:
        made = (
            invoice(InvoiceStatus.PAID, paid_date=TODAY, amount=usd("12000"), paid=usd("12000")),
            invoice(InvoiceStatus.SCHEDULED, item=2, issue_date=date(2027, 1, 15)),
        )
        message = checked(card(approved(*made, plan=plan(installments=THREE))))
        assert [row[3] for row in cells(message)] == [
            "State",
            "paid Nov 23",
            "goes out Jan 15, 2027 (in 53 days)",
            "planned for Mon Mar 1, 2027",
        ]

    def test_has_a_menu_for_each_of_several_open_invoices(self) -> None:
        made = tuple(invoice(item=n) for n in range(1, 31))
        message = checked(card(approved(*made)))
        menus = [one for one in elements(message) if one["action_id"] == ActionId.INVOICE_MORE]
        assert len(menus) == 6
        assert menus[-1]["placeholder"]["text"] == "Another invoice"
        assert ActionId.PROPOSAL_HOLD in action_ids(message)

    def test_says_what_failed_and_offers_to_try_again(self) -> None:
        message = checked(card(approved(troubles=(trouble(),))))
        assert "needs attention: Sending invoice 1 failed" in message.text
        assert {ActionId.TROUBLE_RETRY, ActionId.TROUBLE_DETAILS} <= action_ids(message)

    def test_does_not_offer_to_retry_in_vain(self) -> None:
        message = card(approved(troubles=(trouble(retryable=False),)))
        assert ActionId.TROUBLE_RETRY not in action_ids(message)


class TestEnded:
    @pytest.mark.parametrize(
        ("status", "verdict"),
        [(ProposalStatus.REJECTED, "reject"), (ProposalStatus.NOT_BILLED, "not_billed")],
    )
    def test_can_be_reopened(self, status: ProposalStatus, verdict: str) -> None:
        by = (DecisionLine(who=KIM, verdict=verdict, date=TODAY),)
        message = checked(card(card_state(status=status, decisions=by, reason="wrong_amount")))
        assert action_ids(message) == {ActionId.PROPOSAL_REOPEN, ActionId.PROPOSAL_MORE}
        assert "by <@UKIM> on Nov 23: wrong amount" in message.text

    def test_leads_from_a_replaced_card_to_the_new_one(self) -> None:
        state = card_state(
            status=ProposalStatus.SUPERSEDED, replaced_by_link="https://x.slack.com/1"
        )
        message = checked(card(state))
        assert action_ids(message) == set()
        assert "<https://x.slack.com/1|Open the new card>" in words(message)


def every_card() -> list[CardState]:
    return [
        card_state(),
        card_state(plan=plan(installments=(), bill_to=None), findings=(NO_EMAIL,)),
        card_state(plan=plan(installments=THREE), replaces_link="https://x.slack.com/0"),
        approved(),
        *(approved(invoice(status)) for status in InvoiceStatus),
        *(card_state(status=status) for status in ProposalStatus),
    ]


@pytest.mark.parametrize("state", every_card())
def test_every_card_is_one_that_slack_takes(state: CardState) -> None:
    checked(card(state))
