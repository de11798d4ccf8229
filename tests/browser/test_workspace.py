"""The rest of Slack: App Home, slash commands, threads, and what a stranger gets to see."""

import re
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Request, Route, expect

from tests.browser.demo import APPROVE
from tests.browser.desk import SENT, Desk
from tests.lanes import PAGES

pytestmark = PAGES


def test_app_home_has_what_waits_and_finds_what_is_looked_for(desk: Desk) -> None:
    name, _ = desk.demo.won()
    expect(desk.card(name).get_by_role("button", name=APPROVE)).to_be_visible()
    desk.go("closedwon , Home tab")
    home = desk.page.get_by_role("tabpanel", name="Home")
    find = home.get_by_label("Find")
    find.fill(name)
    find.press("Enter")
    expect(home).to_contain_text(f"1 match for “{name}”")
    home.get_by_role("button", name="Show", exact=True).click()
    notice = desk.modal("Status")
    expect(notice).to_contain_text("It is in the Messages tab")
    desk.page.keyboard.press("Escape")
    expect(notice).to_have_count(0)
    row = home.locator(".kit-actions").filter(has_text=APPROVE).first
    first = row.locator("xpath=preceding::strong[1]").inner_text()
    (deal,) = desk.demo.people.get("page/deals", q=first)["rows"]
    desk.approve(row)
    assert desk.demo.mails(desk.demo.invoice(deal["id"])) == 1
    desk.page.get_by_role("tab", name="Messages").click()
    expect(desk.messages.filter(has_text=f"{name} deal").last).to_be_visible()
    desk.go("billing-approvals")
    expect(desk.card(first)).to_contain_text(SENT)


def test_a_command_is_completed_while_it_is_typed(desk: Desk) -> None:
    name, _, _ = desk.demo.sent()
    field = desk.page.get_by_role("combobox", name="Message #billing-approvals")
    field.press_sequentially("/inv")
    options = desk.page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("/invoice")
    field.press("Tab")
    field.press_sequentially("sta")
    expect(options).to_have_count(1)
    field.press("Tab")
    expect(field).to_have_value("/invoice status ")
    field.press_sequentially(name)
    field.press("Enter")
    answer = desk.told(f"{name} deal")
    expect(answer).to_contain_text("$1,200.00")
    answer.get_by_role("button", name="Dismiss").click()
    expect(desk.told(f"{name} deal")).to_have_count(0)
    desk.write("/nothing")
    expect(desk.told("/nothing is not a valid command")).to_be_visible()


def test_a_thread_is_read_and_answered(desk: Desk) -> None:
    name, _, _ = desk.demo.sent()
    desk.card(name).get_by_role("button", name="open the thread").click()
    replies = desk.thread.get_by_role("article")
    expect(replies.filter(has_text="was sent to")).to_be_visible()
    answer = desk.thread.get_by_role("combobox", name="Reply in #billing-approvals")
    expect(answer).to_be_focused()
    answer.fill("@alex please *watch* this one")
    answer.press("Enter")
    said = replies.last
    expect(said).to_contain_text("@alex please watch this one")
    expect(said.locator(".kit-mention")).to_have_text("@alex")
    desk.close_thread()
    desk.act_as("alex")
    expect(desk.card(name).get_by_role("button", name="open the thread")).to_contain_text("replies")


HEAR = """() => new Promise((listening) => {
  const live = new EventSource("/control/page/live");
  window.said = new Promise((said) => live.addEventListener("message", (event) => {
    if (event.data.includes("said meanwhile")) said(true);
  }));
  live.addEventListener("open", () => listening(true));
})"""
"""Listens beside the page; `said` holds once the page has been told as well."""


def test_a_reply_that_comes_while_a_thread_is_loaded_is_shown(desk: Desk) -> None:
    name, _, _ = desk.demo.sent()
    people = desk.demo.people
    people.told(name, "was sent to")
    opener = desk.card(name).get_by_role("button", name="open the thread")
    expect(opener).to_be_visible()
    desk.page.evaluate(HEAR)

    def load_late(route: Route, request: Request) -> None:
        asked = dict(parse_qsl(urlsplit(request.url).query))
        answer = route.fetch()
        thread = {"channel": asked["channel"], "thread_ts": asked["ts"]}
        people.post("slack/act/message", user="U_ALEX", text="said meanwhile", **thread)
        desk.page.evaluate("window.said")
        route.fulfill(response=answer)

    desk.page.route("**/page/thread?*", load_late, times=1)
    opener.click()
    expect(desk.thread.get_by_role("article").filter(has_text="was sent to")).to_be_visible()
    expect(desk.thread.get_by_role("article").filter(has_text="said meanwhile")).to_be_visible()


def test_a_stranger_sees_nothing_of_it(desk: Desk) -> None:
    name, deal_id, _ = desk.demo.sent()
    desk.act_as("jo")
    side = desk.page.get_by_role("navigation", name="Channels and messages")
    expect(side.get_by_role("button", name="billing-approvals")).to_have_count(0)
    desk.go("sales")
    desk.write(f"/invoice status {name}")
    refusal = desk.messages.filter(has_text="Only visible to you")
    expect(refusal).to_have_count(1)
    expect(refusal).not_to_contain_text(re.compile(r"\$|Sent|waits"))
    desk.write(f"/invoice hold {name}")
    expect(desk.page.get_by_role("dialog").or_(refusal.nth(1))).to_be_visible()
    assert "hold" not in str(desk.demo.people.opportunity(deal_id)["Closedwon_Status__c"]).lower()
    desk.act_as("dana")
    desk.go("sales")
    expect(refusal).to_have_count(0)
