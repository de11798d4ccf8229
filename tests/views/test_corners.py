from datetime import date, timedelta

from bot.money import Money
from bot.readiness import Finding, Level
from bot.status import InvoiceStatus
from bot.views import answers, forms, modify, thread
from bot.views.blocks import section
from bot.views.card import card
from bot.views.fit import size
from bot.views.heads_up import HeadsUp, Unpaid, heads_up
from bot.views.ids import ActionId, MoreVerb
from bot.views.modal import MOST_VIEW_CHARACTERS, notice
from bot.views.reminder import reminder
from bot.views.state import EventLine
from bot.views.state_lists import ListLine, ListState, PickOption, PickState, ReminderState
from bot.views.trouble import trouble
from bot.views.values import ModalContext, parse_more
from tests.views.reading import action_ids, checked, checked_view, element, elements, words
from tests.views.samples import (
    TODAY,
    approved,
    card_state,
    due,
    hold,
    invoice,
    part,
    plan,
    usd,
)
from tests.views.samples import (
    trouble as failed,
)
from tests.views.test_messages import trouble_state

LATER = TODAY + timedelta(days=30)


class TestHeadsUp:
    def about(self, unpaid: int) -> HeadsUp:
        late = Unpaid(number="ACME-0001", balance=usd("100"), days_past_due=3)
        return HeadsUp(
            invoice_id="inv_2",
            item=2,
            of=4,
            label="Design",
            amount=usd("12000"),
            customer="Acme",
            email="ap@acme.example",
            deal_name="Platform",
            on=LATER,
            due=None,
            unpaid=(late,) * unpaid,
            today=TODAY,
        )

    def test_says_that_nothing_is_unpaid(self) -> None:
        said = words(checked(heads_up(self.about(0))))
        assert "Nothing that was sent before is unpaid." in said

    def test_counts_what_it_does_not_name(self) -> None:
        said = words(checked(heads_up(self.about(7))))
        assert said.count("ACME-0001") == 5
        assert "… and 2 more invoices" in said


class TestCard:
    def test_offers_nothing_to_fix_what_only_a_change_can_mend(self) -> None:
        blocked = Finding(kind="x", level=Level.BLOCK, sentence="The amount is 10.5 JPY.")
        ids = action_ids(card(card_state(findings=(blocked,))))
        assert not {ActionId.PROPOSAL_FIX, ActionId.PROPOSAL_APPROVE} & ids
        assert ActionId.PROPOSAL_MODIFY in ids

    def test_says_that_approving_only_schedules(self) -> None:
        state = card_state(plan=plan(installments=(part(send_date=LATER),)))
        message = checked(card(state))
        dialog = element(message, "proposal.approve")["confirm"]["text"]["text"]
        assert "Schedules 1 invoice; nothing is sent today." in dialog
        assert "Sent on Wed Dec 23, due Jan 22, 2027" in words(message)

    def test_shows_what_else_is_true_beside_a_trouble(self) -> None:
        message = checked(card(approved(invoice(), troubles=(failed(),))))
        assert "Sending invoice 1 failed · sent Nov 22, due Dec 22" in words(message)

    def test_offers_to_look_again_only_once(self) -> None:
        message = checked(card(approved(invoice())))
        menu = element(message, "proposal.more")
        verbs = [parse_more(option["value"]).verb for option in menu["options"]]
        assert ActionId.INVOICE_REFRESH in action_ids(message)
        assert verbs == [MoreVerb.SALESFORCE, MoreVerb.HISTORY]

    def test_opens_no_page_before_there_is_one(self) -> None:
        made = (
            invoice(InvoiceStatus.SCHEDULED, item=1, url="", hold=hold()),
            invoice(InvoiceStatus.SCHEDULED, item=2, url=""),
        )
        message = checked(card(approved(*made, hold=hold())))
        menus = [one for one in elements(message) if one["action_id"] == ActionId.INVOICE_MORE]
        verbs = [[parse_more(option["value"]).verb for option in m["options"]] for m in menus]
        assert verbs == [[MoreVerb.RELEASE, MoreVerb.REFRESH], [MoreVerb.HOLD, MoreVerb.REFRESH]]
        assert "on hold: missing PO" in words(message)


class TestOthers:
    def test_share_a_list(self) -> None:
        line = ListLine(title="Acme")
        state = ListState(which="open", lines=(line,), count=1, may_share=True)
        assert ActionId.ANSWER_SHARE in action_ids(checked(answers.listing(state)))

    def test_describe_a_match(self) -> None:
        one = PickOption(id="006", label="Acme", detail="$9,300.00")
        state = PickState(command="hold", query="a", options=(one,))
        menu = element(checked(answers.picks(state)), "pick.subject")
        assert menu["options"][0]["description"]["text"] == "$9,300.00"

    def test_release_without_knowing_why_it_was_held(self) -> None:
        view = checked_view(forms.release(ModalContext(), "Acme", "It goes out today."))
        assert len(view["blocks"]) == 2

    def test_cut_a_notice_that_is_too_long(self) -> None:
        view = checked_view(notice("Details", "x", [section("y" * 3000)] * 90))
        assert size(view["blocks"]) <= MOST_VIEW_CHARACTERS

    def test_never_add_up_two_currencies(self) -> None:
        euro = Money(minor=100, currency="EUR")
        assert modify.difference(euro, usd("1")) == "before €1.00"

    def test_show_an_invoice_that_the_bot_did_not_make(self) -> None:
        lines = (due(1, invoice_id=""), due(2, invoice_id="", url=""))
        one = reminder(ReminderState(customer="Acme", invoices=lines[:1], today=TODAY))
        both = reminder(ReminderState(customer="Acme", invoices=lines, today=TODAY))
        assert action_ids(checked(one)) == action_ids(checked(both)) == set()

    def test_tell_one_event_by_itself(self) -> None:
        line = EventLine(who="Kim", what="approved it", date=date(2025, 12, 1))
        assert "Dec 1, 2025" in words(checked(thread.events([line], TODAY)))

    def test_do_not_offer_to_retry_in_vain(self) -> None:
        message = checked(trouble(trouble_state(retryable=False)))
        assert action_ids(message) == {ActionId.TROUBLE_DETAILS}
