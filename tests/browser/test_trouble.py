"""A bot that is killed and a vendor that is silent: nothing is lost, nothing is doubled."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo import APPROVE, Demo
from tests.browser.desk import SENT, Desk
from tests.lanes import PAGES

pytestmark = PAGES


def switch_on(panel: Locator, what: str, **fields: str) -> None:
    """Put a fault of Stripe together."""
    panel.get_by_text("Put one together").click()
    panel.get_by_label("What happens").select_option(what)
    for label, value in fields.items():
        panel.get_by_label(label.replace("_", " ")).fill(value)
    panel.get_by_role("button", name="Switch it on").click()
    expect(panel.get_by_role("list", name="Trouble that is switched on")).to_contain_text("left")


def test_a_bot_killed_while_it_makes_an_invoice_goes_on_with_it(own_demo: Demo, page: Page) -> None:
    page.goto(own_demo.url)
    desk, people = Desk(page, own_demo), own_demo.people
    deal_id = desk.win("Dinars")
    card = desk.card("Gulf Trading")
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()
    panel = desk.tab("Trouble")
    switch_on(panel, "It is slow", How_many_calls="20", Which_calls="invoices", For_how_long="3")
    desk.approve(card)
    people.wait(lambda: people.invoices(deal_id), "the invoice to be begun")
    before = people.get("page/bot")["pid"]
    panel.get_by_role("button", name="Kill it: SIGKILL").click()
    expect(panel.get_by_text("Bot was killed")).to_be_visible()
    assert people.invoices(deal_id)[0]["status"] == "draft"
    panel.get_by_role("button", name="Clear all").click()
    panel.get_by_role("button", name="Start it again").click()
    expect(panel.get_by_text("Bot runs")).to_be_visible()
    expect(card).to_contain_text(SENT)
    invoice = own_demo.invoice(deal_id)
    assert (invoice["total"], own_demo.mails(invoice)) == (1_234_560, 1)
    expect(panel.get_by_text("Nothing is doubled")).to_be_visible()
    expect(panel.get_by_role("row", name="Invoices in Stripe")).to_contain_text("the same")
    expect(panel.get_by_role("row", name="E-mails sent")).to_contain_text("1 more")
    after = people.get("page/bot")["pid"]
    assert before != after


def test_a_call_that_times_out_after_it_was_done_is_not_done_twice(desk: Desk) -> None:
    name, deal_id = desk.demo.won()
    card = desk.card(name)
    expect(card.get_by_role("button", name=APPROVE)).to_be_visible()
    panel = desk.tab("Trouble")
    what = "It never answers, but it was done"
    switch_on(panel, what, How_many_calls="2", Which_calls="^POST", For_how_long="1")
    desk.approve(card)
    expect(card).to_contain_text(SENT)
    expect(panel.get_by_text("None: every vendor is well.")).to_be_visible()
    invoice = desk.demo.invoice(deal_id)
    assert (invoice["total"], desk.demo.mails(invoice)) == (1_200_00, 1)
    expect(panel.get_by_text("Nothing is doubled")).to_be_visible()
    calls = desk.tab("Traffic")
    calls.get_by_label("Errors only").check()
    expect(calls.get_by_role("list", name="Calls").get_by_role("listitem").first).to_contain_text(
        "Stripe"
    )
