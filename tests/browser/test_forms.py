"""Modals: what is wrong stands under its field, and what was typed is reviewed before it counts."""

import re

from playwright.sync_api import expect

from tests.browser.demo import APPROVE
from tests.browser.desk import SENT, Desk
from tests.lanes import PAGES

pytestmark = PAGES


def test_a_hold_says_what_is_wrong_and_is_sent_when_mended(desk: Desk) -> None:
    deal_id = desk.win("Yen")
    card = desk.card("Sakura KK")
    card.get_by_role("button", name="Hold").click()
    form = desk.modal("Hold")
    send, reason = form.get_by_role("button", name="Hold"), form.get_by_label("Reason")
    send.click()
    expect(reason).to_have_accessible_description("Please complete this required field.")
    expect(reason).to_be_focused()
    reason.click()
    form.page.get_by_role("option", name="Missing PO").click()
    until = form.get_by_label("Until")
    until.fill("2027-02-01")
    send.click()
    expect(until).to_have_accessible_description(re.compile("Choose a day after today, or none.$"))
    until.fill("2027-04-01")
    form.get_by_label("Note").fill("They send the PO <b>this</b> week.")
    send.click()
    expect(form).to_have_count(0)
    expect(card).to_contain_text("On hold until Apr 1: missing PO")
    expect(card.get_by_role("button", name=APPROVE)).to_have_count(0)
    expect(card).to_contain_text("They send the PO <b>this</b> week.")
    assert desk.demo.people.invoices(deal_id) == []


def test_what_is_missing_is_asked_for(desk: Desk) -> None:
    deal_id = desk.win("Something is missing")
    card = desk.card("Umbrella Labs")
    card.get_by_role("button", name="Fix").click()
    form = desk.modal("Fix")
    email = form.get_by_label("Send invoices to")
    email.fill("nobody")
    form.get_by_role("button", name="Save").click()
    expect(email).to_have_accessible_description("Please enter an email.")
    email.fill("books@umbrella.example")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    desk.act_as("pat")
    desk.approve(card)
    expect(card).to_contain_text(SENT)
    assert desk.demo.invoice(deal_id)["customer_email"] == "books@umbrella.example"


def test_a_change_is_reviewed_and_approved_by_somebody_else(desk: Desk) -> None:
    name, deal_id = desk.demo.won("9000")
    card = desk.card(name)
    card.get_by_role("button", name="Modify").click()
    form = desk.modal("Modify")
    form.get_by_label("Unit price").fill("8500")
    form.get_by_label("PO number").fill("VI-7")
    form.get_by_role("button", name="Review").click()
    review = desk.modal("Review the change")
    expect(review).to_contain_text("New total $8,500.00, $500.00 less than before")
    review.get_by_role("button", name="Back").click()
    expect(form.get_by_label("PO number")).to_have_value("VI-7")
    form.get_by_role("button", name="Review").click()
    review.get_by_role("button", name="Change it").click()
    expect(review).to_have_count(0)
    expect(card).to_contain_text("$8,500.00")
    desk.approve(card)
    expect(desk.told("somebody else has to approve")).to_be_visible()
    desk.act_as("pat")
    desk.approve(card)
    expect(card).to_contain_text(SENT)
    invoice = desk.demo.invoice(deal_id)
    assert (invoice["total"], desk.demo.mails(invoice)) == (8_500_00, 1)
