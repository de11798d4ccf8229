"""Time passes: what is due is reminded of, and each morning has its summary."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.lanes import PAGES

pytestmark = PAGES


A_WEEK = 240_000
"""Milliseconds: the clock stops at each daily job until the bot rests."""


def test_a_week_brings_a_reminder_and_the_summaries_of_its_days(desk: Desk) -> None:
    name, deal_id, _ = desk.demo.sent(terms="Net 1")
    clock = desk.tab("Clock")
    following = clock.locator(".next strong")
    words = following.inner_text()
    clock.get_by_role("button", name="To the next job").click()
    face = clock.get_by_label("The time in the world")
    hour, minute = re.findall(r"(\d+):(\d+)$", words)[0]
    expect(face).to_contain_text(f"{(int(hour) + 11) % 12 + 1}:{minute}")
    expect(following).not_to_have_text(words)
    then = desk.demo.people.now() + timedelta(days=7)
    clock.get_by_role("button", name="+7 days").click()
    expect(face).to_contain_text(f"{then:%A, %B} {then.day},", timeout=A_WEEK)
    desk.go("ar")
    reminder = desk.messages.filter(has_text=f"{name} owes").last
    expect(reminder).to_contain_text("first reminder")
    summary = desk.messages.filter(has=desk.page.get_by_role("figure")).last
    expect(summary).to_contain_text("overdue")
    expect(summary.get_by_role("img").first).to_be_visible()
    assert desk.demo.invoice(deal_id)["status"] == "open"
    panel = desk.tab("Stripe")
    panel.get_by_label("Status").select_option("Overdue")
    lines = panel.get_by_role("list", name="Invoices").get_by_role("button")
    expect(lines.filter(has_text=name)).to_contain_text("Overdue")
