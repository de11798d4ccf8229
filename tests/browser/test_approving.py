"""From a deal that is won to an invoice that is sent, by clicking."""

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import Windows
from tests.browser.demo import APPROVE, Demo
from tests.browser.desk import SENT, Desk
from tests.lanes import PAGES

pytestmark = PAGES

PRESS_AT = """at => setTimeout(
  () => document.querySelector("[role=alertdialog] .primary").click(), at - Date.now())"""
"""Press what confirms at a moment that two windows agreed on."""


def test_a_deal_is_won_approved_and_sent(desk: Desk) -> None:
    deal_id = desk.win("A one-off")
    card = desk.card("Acme Corporation")
    expect(card).to_contain_text("$18,400.00")
    confirm = desk.ask_for(card)
    expect(desk.asked).to_contain_text("$18,400.00 to Acme Corporation (billing@acme.example)")
    desk.asked.get_by_role("button", name="Cancel").click()
    assert desk.demo.people.invoices(deal_id) == []
    desk.ask_for(card)
    confirm.click()
    expect(card).to_contain_text(SENT)
    invoice = desk.demo.invoice(deal_id)
    assert (invoice["total"], desk.demo.mails(invoice)) == (18_400_00, 1)
    deal = desk.page.get_by_role("tabpanel", name="Salesforce")
    expect(deal.get_by_text("Invoiced")).to_be_visible()


def test_over_the_limit_two_have_to_agree(desk: Desk) -> None:
    deal_id = desk.win("Over the limit")
    card = desk.card("Globex Corporation")
    desk.approve(card)
    expect(card).to_contain_text("1 of 2")
    assert desk.demo.people.invoices(deal_id) == []
    desk.act_as("pat")
    desk.approve(card)
    expect(card).to_contain_text(SENT)
    assert desk.demo.invoice(deal_id)["total"] == 48_000_00


def test_a_stranger_is_refused_in_private(desk: Desk) -> None:
    name, deal_id = desk.demo.won()
    desk.act_as("alex")
    desk.approve(desk.card(name))
    expect(desk.told("only finance may approve this")).to_be_visible()
    desk.act_as("kim")
    expect(desk.card(name).get_by_role("button", name=APPROVE)).to_be_visible()
    expect(desk.messages.filter(has_text="only finance may approve")).to_have_count(0)
    assert desk.demo.people.invoices(deal_id) == []


def test_of_two_who_approve_in_one_moment_one_wins(demo: Demo, windows: Windows) -> None:
    name, deal_id = demo.won("4999.90")
    kim, pat = (Desk(windows(), demo) for _ in range(2))
    for desk, who in ((kim, "kim"), (pat, "pat")):
        desk.page.goto(demo.url)
        desk.act_as(who)
        expect(desk.ask_for(desk.card(name))).to_be_visible()
    soon = time.time() * 1000 + 300
    for desk in (kim, pat):
        desk.page.evaluate(PRESS_AT, soon)
    for desk in (kim, pat):
        expect(desk.card(name)).to_contain_text(SENT)
    loser = pat if "Approved by kim" in kim.card(name).inner_text() else kim
    winner = kim if loser is pat else pat
    expect(loser.told(re.compile("approved this already"))).to_be_visible()
    expect(winner.told(re.compile("approved this already"))).to_have_count(0)
    assert demo.mails(demo.invoice(deal_id)) == 1
