from datetime import date

import pytest

from bot.errors import Conflict, Invalid, Misconfigured, NotAllowed, Trouble, VendorError
from bot.readiness import Finding, Fix, Level
from bot.views import answers, direct, refusal, thread
from bot.views.ids import ActionId
from bot.views.reminder import reminder
from bot.views.state import EventLine, QuestionLine, StatusState
from bot.views.state_lists import (
    ListLine,
    ListState,
    PickOption,
    PickState,
    ReminderState,
    TroubleState,
)
from bot.views.trouble import details, trouble
from bot.views.values import parse_page, parse_pick, parse_proposal
from tests.views import samples
from tests.views.reading import action_ids, blocks_of, checked, element, elements, words
from tests.views.samples import DANA, HOSTILE, KIM, TODAY, card_state, due, hold, usd


class TestThread:
    def test_says_who_what_and_when(self) -> None:
        line = EventLine(who="Kim", what="put it on hold", detail="missing PO", date=TODAY)
        assert words(checked(thread.event(line, TODAY))) == (
            "*Kim* · put it on hold · Nov 23\n>missing PO"
        )

    def test_tells_many_events_in_one_message(self) -> None:
        lines = [
            EventLine(who=HOSTILE, what=HOSTILE, detail=HOSTILE, date=TODAY) for _ in range(200)
        ]
        message = checked(thread.events(lines, TODAY))
        assert "more entries in the thread" in words(message)
        assert "<!channel" not in str(message)


class TestReminder:
    def test_offers_all_that_can_be_done_about_one_invoice(self) -> None:
        message = checked(reminder(ReminderState(customer="Acme", invoices=(due(),), today=TODAY)))
        assert message.text == "Acme owes $9,300.00 on an invoice, 12 days overdue"
        assert action_ids(message) == {
            ActionId.INVOICE_REMIND,
            ActionId.INVOICE_PROMISE,
            ActionId.INVOICE_SNOOZE,
            ActionId.INVOICE_HOLD,
            ActionId.INVOICE_DO_NOT_CHASE,
        }

    def test_is_one_message_for_all_invoices_of_a_customer(self) -> None:
        lines = (due(1), due(2, days_past_due=30), due(3, balance=usd("1")))
        message = checked(reminder(ReminderState(customer="Acme", invoices=lines, today=TODAY)))
        assert "Acme owes $18,601.00 on 3 invoices, up to 30 days overdue" in message.text
        assert len(list(elements(message))) == 3

    def test_loses_its_buttons_once_it_is_settled(self) -> None:
        state = ReminderState(
            customer="Acme", invoices=(due(),), settled="paid on Dec 3", today=TODAY
        )
        message = checked(reminder(state))
        assert action_ids(message) == set()
        assert "paid on Dec 3" in message.text

    def test_names_who_takes_over(self) -> None:
        state = ReminderState(customer="Acme", invoices=(due(),), handed_to=KIM, today=TODAY)
        assert "That was the last step: <@UKIM> takes over." in words(reminder(state))

    def test_fits_however_much_is_overdue(self) -> None:
        lines = tuple(due(n, customer=HOSTILE, note=HOSTILE) for n in range(500))
        message = checked(reminder(ReminderState(customer=HOSTILE, invoices=lines, today=TODAY)))
        assert "more entries in `/invoice list overdue`" in words(message)


def trouble_state(**more: object) -> TroubleState:
    given: dict[str, object] = {
        "trouble_id": "trb_1",
        "kind": "write_back",
        "what_failed": "Salesforce refuses writes",
        "words": "Closed deals are locked",
        "count": 14,
        "since_date": date(2026, 11, 20),
        "today": TODAY,
    }
    return TroubleState.model_validate(given | more)


class TestTrouble:
    def test_counts_and_quotes_the_vendor(self) -> None:
        message = checked(trouble(trouble_state()))
        assert message.text == "Salesforce refuses writes: 14 cases"
        assert "since Nov 20 (3 days ago)" in words(message)
        assert element(message, "trouble.retry")["text"]["text"] == "Retry all"

    def test_closes_itself(self) -> None:
        message = checked(trouble(trouble_state(closed_date=TODAY)))
        assert action_ids(message) == set()
        assert "over (Nov 20 to Nov 23)" in words(message)

    def test_details_are_short_enough_for_a_modal(self) -> None:
        found = details(samples.trouble(words=HOSTILE), code="X")
        assert "<!channel" not in str(found)


class TestDirect:
    def test_asks_the_owner_to_fix_with_the_button_of_the_card(self) -> None:
        missing = Finding(kind="x", level=Level.BLOCK, sentence="No e-mail.", fix=Fix.BILL_TO)
        state = card_state(findings=(missing,))
        message = checked(direct.fix_needed(state))
        assert "• No e-mail." in words(message)
        value = parse_proposal(element(message, "proposal.fix")["value"])
        assert value.matches(state.content_hash)

    def test_lets_the_owner_answer_until_they_have(self) -> None:
        asked = QuestionLine(id="q", asked_by=KIM, asked_of=DANA, text="PO?")
        assert action_ids(checked(direct.question(card_state(), asked))) == {
            ActionId.QUESTION_ANSWER
        }
        answered = asked.model_copy(update={"answer": "PO-1"})
        assert action_ids(checked(direct.question(card_state(), answered))) == set()
        shown = words(checked(direct.answered(card_state(), answered, DANA)))
        assert "<@UDANA> answered" in shown

    def test_tells_what_became_of_the_deal(self) -> None:
        state = card_state(reason="wrong_terms")
        assert "wrong terms" in words(checked(direct.rejected(state, KIM, HOSTILE)))
        assert "on hold: missing PO" in words(checked(direct.on_hold(state, hold())))
        assert "$48,000.00" in words(checked(direct.fully_paid(state, usd("48000"), TODAY)))
        for where in ("https://x.test/1", ""):
            waits = words(checked(direct.approval_waits(state, 24, where)))
            assert "24 hours" in waits
            assert ("Open the card" in waits) is bool(where)

    def test_warns_before_a_firm_reminder(self) -> None:
        message = checked(direct.before_firm_reminder(card_state(), due(), date(2026, 11, 25)))
        assert "A firm reminder follows on Nov 25." in words(message)
        assert ActionId.INVOICE_PROMISE in action_ids(message)


def list_state(count: int, **more: object) -> ListState:
    line = ListLine(title="Acme", amount=usd("9300"), words="12 days overdue", url="https://x.test")
    given = {"which": "overdue", "lines": (line,) * count, "count": count, "totals": (usd("1"),)}
    return ListState.model_validate(given | more)


class TestAnswers:
    def test_status_leads_to_the_card(self) -> None:
        state = StatusState(card=card_state(), card_link="https://x.test/1", may_share=True)
        message = checked(answers.status(state))
        assert "<https://x.test/1|Open the card>" in words(message)
        assert ActionId.ANSWER_SHARE in action_ids(message)

    def test_list_turns_its_pages(self) -> None:
        message = checked(answers.listing(list_state(20, page=1, pages=3, query="ac")))
        assert parse_page(element(message, "list.page")["value"]).page == 2
        assert parse_page(element(message, "list.back")["value"]).page == 0
        assert parse_page(element(message, "list.back")["value"]).query == "ac"
        assert "Page 2 of 3" in words(message)

    def test_list_of_nothing_says_so(self) -> None:
        assert checked(answers.listing(list_state(0))).text == "Overdue invoices: none"

    def test_list_fits_however_long(self) -> None:
        checked(answers.listing(list_state(500, query=HOSTILE)))

    def test_picks_offer_each_match(self) -> None:
        options = tuple(PickOption(id=f"006{n}", label=HOSTILE) for n in range(40))
        message = checked(answers.picks(PickState(command="hold", query="ac", options=options)))
        first = element(message, "pick.subject")["options"][0]
        assert parse_pick(first["value"]) == ("hold", "0060")
        assert "and 15 more" in words(message)

    def test_help_fits_one_screen(self) -> None:
        shown = words(checked(answers.help_()))
        assert len(shown.splitlines()) <= 15
        assert "`/invoice status &lt;customer, deal or invoice number&gt;`" in shown

    def test_unknown_commands_get_the_nearest_one(self) -> None:
        assert "`/invoice list`" in checked(answers.unknown_command("lits", "list")).text
        checked(answers.nothing_found(HOSTILE))


class TestRefusal:
    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (Conflict("Already approved by Kim."), "Nothing was changed. Already approved by Kim."),
            (NotAllowed("Nothing was changed: ask Kim."), "Nothing was changed: ask Kim."),
            (Misconfigured("X is not set."), "This is not set up. X is not set."),
            (Invalid("The date is over.", "until"), "The date is over."),
            (VendorError("Stripe", "No.", trouble=Trouble.DOWN), "Stripe did not do this: No."),
        ],
    )
    def test_says_what_was_not_done_and_why(self, error: Exception, said: str) -> None:
        assert isinstance(error, Conflict | NotAllowed | Misconfigured | Invalid | VendorError)
        message = checked(refusal.refusal(error, "https://x.test/1"))
        assert message.text == said
        assert "See how it stands now" in blocks_of(message, "section")[0]["text"]["text"]

    def test_puts_an_error_under_its_field(self) -> None:
        assert refusal.form_errors(Invalid("No.", "until"), "note") == {"until": "No."}
        assert refusal.form_errors(Invalid("No."), "note") == {"note": "No."}

    def test_gives_a_reference_when_the_bot_failed(self) -> None:
        assert "E42" in checked(refusal.unexpected("E42")).text
