"""The customer pays: all of it at once, or in parts and slowly."""

from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.lanes import PAGES

pytestmark = PAGES


def customers_page(desk: Desk, name: str) -> Page:
    """Open the latest invoice of a customer as they see it."""
    with desk.page.expect_popup() as opened:
        desk.invoice(name).get_by_role("link", name="Open as the customer sees it").click()
    return opened.value


def pay(desk: Desk, name: str, how: str, amount: str = "") -> None:
    """Let the customer pay by what the dialog offers."""
    desk.invoice(name).get_by_role("button", name="Pay…").click()
    dialog = desk.modal("Let the customer pay")
    dialog.get_by_label("How").select_option(how)
    if amount:
        dialog.get_by_label("Amount (USD)").fill(amount)
    dialog.get_by_role("button", name="Pay").click()
    expect(dialog).to_have_count(0)


def test_the_customer_pays_the_invoice_on_its_own_page(desk: Desk) -> None:
    name, deal_id, _ = desk.demo.sent()
    theirs = customers_page(desk, name)
    expect(theirs.get_by_role("article", name="The invoice")).to_contain_text("$1,200.00 due")
    theirs.get_by_role("button", name="Pay by card").click()
    expect(theirs.get_by_text("Paid. Thank you.")).to_be_visible()
    expect(theirs.get_by_role("button", name="Pay by card")).to_have_count(0)
    theirs.get_by_role("button", name="PDF look").click()
    expect(theirs.get_by_role("region", name="Pay this invoice")).to_be_hidden()
    expect(desk.card(name)).to_contain_text("Paid Mar")
    paid = desk.demo.invoice(deal_id, "paid")
    assert (paid["amount_paid"], paid["amount_remaining"]) == (1_200_00, 0)
    people = desk.demo.people
    people.wait(
        lambda: people.opportunity(deal_id)["Closedwon_Status__c"] == "Paid", "Salesforce to hear"
    )


def test_a_part_is_paid_and_the_rest_takes_days(desk: Desk) -> None:
    name, deal_id, _ = desk.demo.sent()
    pay(desk, name, "By bank transfer that arrives at once", "500")
    page = desk.page.get_by_role("tabpanel", name="Stripe").get_by_role("article")
    expect(page).to_contain_text("Remaining$700.00")
    expect(desk.card(name)).to_contain_text("$700.00")
    assert desk.demo.invoice(deal_id)["amount_paid"] == 500_00
    pay(desk, name, "By bank debit that takes days: settle or fail it later")
    expect(page.get_by_text("Money is on its way")).to_be_visible()
    assert desk.demo.invoice(deal_id)["amount_remaining"] == 700_00
    page.get_by_role("button", name="Settle: it arrives").click()
    expect(page.get_by_text("Money is on its way")).to_have_count(0)
    assert desk.demo.invoice(deal_id, "paid")["amount_paid"] == 1_200_00
    expect(desk.card(name)).to_contain_text("Paid Mar")
