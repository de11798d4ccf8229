"""Fields of modals: labels, errors, what is chosen and typed, by mouse and by keys."""

from playwright.sync_api import expect

from tests.browser.kit import Kit, Obj, actions, field, option, plain
from tests.lanes import PAGES

pytestmark = PAGES

REASONS = [option("Client asked"), option("Missing PO"), option("Dispute")]
SELECT: Obj = {"type": "static_select", "options": REASONS, "placeholder": plain("Choose")}


def test_an_error_is_tied_to_its_field(kit: Kit) -> None:
    shown = kit.show(
        field("mail", "Send to", {"type": "email_text_input"}, hint=plain("Where bills go")),
        field("po", "PO", {"type": "plain_text_input"}, optional=True),
        surface="modal",
        errors={"mail": "Please enter an email."},
    )
    mail = shown.get_by_role("textbox", name="Send to")
    expect(mail).to_have_attribute("aria-invalid", "true")
    expect(mail).to_have_attribute("aria-required", "true")
    expect(mail).to_have_accessible_description("Where bills go Please enter an email.")
    fine = shown.get_by_role("textbox", name="PO (optional)")
    expect(fine).not_to_have_attribute("aria-invalid", "true")


def test_what_was_entered_before_is_still_there(kit: Kit) -> None:
    typed = {"type": "plain_text_input", "value": "typed"}
    emptied = {"type": "static_select", "selected_option": None}
    text: Obj = {"type": "plain_text_input", "initial_value": "initial"}
    shown = kit.show(
        field("a", "Kept", text),
        field("b", "Fresh", text),
        field("c", "Emptied", SELECT | {"initial_option": REASONS[0]}),
        surface="modal",
        values={"a": {"field": typed}, "c": {"field": emptied}},
    )
    expect(shown.get_by_label("Kept")).to_have_value("typed")
    expect(shown.get_by_label("Fresh")).to_have_value("initial")
    expect(shown.get_by_role("combobox", name="Emptied")).to_have_value("")


def test_typing_waits_for_the_submission(kit: Kit) -> None:
    shown = kit.show(field("po", "PO", {"type": "plain_text_input"}), surface="modal")
    shown.get_by_label("PO").fill("PO-1")
    assert kit.told == [["type", "po", "field", "PO-1"]]


def test_a_field_that_dispatches_tells_on_enter(kit: Kit) -> None:
    text = {"type": "plain_text_input"}
    shown = kit.show(field("po", "PO", text, dispatch_action=True), surface="modal")
    shown.get_by_label("PO").fill("PO-1")
    shown.get_by_label("PO").press("Enter")
    assert kit.acted() == [["po", "field", {"value": "PO-1"}]]


def test_one_is_chosen_by_keys(kit: Kit) -> None:
    shown = kit.show(field("why", "Reason", SELECT), surface="modal")
    box = shown.get_by_role("combobox", name="Reason")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press_sequentially("miss")
    expect(shown.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("Missing PO")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    box.press("Escape")
    expect(shown.get_by_role("listbox")).to_be_hidden()
    assert kit.told == [["type", "why", "field", "missing po"]]


def test_several_are_chosen_and_taken_back(kit: Kit) -> None:
    element = SELECT | {"type": "multi_static_select", "max_selected_items": 2}
    shown = kit.show(field("why", "Reasons", element), surface="modal")
    box = shown.get_by_role("combobox", name="Reasons")
    box.click()
    for name in ("Client asked", "Dispute", "Missing PO"):
        shown.get_by_role("option", name=name).click()
    shown.get_by_role("button", name="Remove Client asked").click()
    expect(shown.locator(".kit-chip")).to_have_text(["Dispute×"])
    assert [line[3] for line in kit.told] == [
        ["client asked"],
        ["client asked", "dispute"],
        ["dispute"],
    ]


def test_the_app_offers_while_one_types(kit: Kit) -> None:
    element: Obj = {"type": "external_select", "min_query_length": 2}
    offers = [option("Acme", "acme"), option("Borealis", "borealis")]
    shown = kit.show(field("who", "Customer", element), surface="modal", offers=offers)
    box = shown.get_by_role("combobox", name="Customer")
    box.click()
    expect(shown.get_by_role("listbox")).to_have_text("Type 2 letters to search")
    box.press_sequentially("bor")
    box.press("Enter")  # what is offered now was offered for less
    shown.get_by_role("option", name="Borealis").click()
    chosen = {"text": plain("Borealis"), "value": "borealis"}
    assert kit.told == [["type", "who", "field", chosen]]


def test_people_and_days_are_told_at_once_in_a_message(kit: Kit) -> None:
    shown = kit.show(
        actions(
            {"type": "users_select", "action_id": "who", "placeholder": plain("Hand over")},
            {"type": "datepicker", "action_id": "day", "placeholder": plain("Until")},
            {"type": "checkboxes", "action_id": "boxes", "options": REASONS},
        )
    )
    shown.get_by_role("combobox", name="Hand over").click()
    shown.get_by_role("option", name="Dana Reyes").click()
    day = shown.get_by_label("Until")
    day.fill("2027-03-01")
    day.press("Enter")
    shown.get_by_label("Dispute").check()
    assert kit.acted() == [
        ["row", "who", {"value": "U_DANA"}],
        ["row", "day", {"date": "2027-03-01"}],
        ["row", "boxes", {"option": ["dispute"]}],
    ]


def test_radio_buttons_move_with_the_arrows(kit: Kit) -> None:
    element = {"type": "radio_buttons", "options": REASONS, "initial_option": REASONS[0]}
    shown = kit.show(field("why", "Reason", element), surface="modal")
    expect(shown.get_by_role("radiogroup", name="Reason")).to_be_visible()
    shown.get_by_label("Client asked").press("ArrowDown")
    expect(shown.get_by_label("Missing PO")).to_be_checked()
    assert kit.told == [["type", "why", "field", "missing po"]]


def test_a_moment_is_told_in_seconds(kit: Kit) -> None:
    element = {"type": "datetimepicker", "initial_date_time": 1795441200}
    shown = kit.show(field("at", "Call at", element), surface="modal")
    at = shown.get_by_label("Call at")
    before = at.input_value()
    at.fill("2026-12-01T09:30")
    at.fill(before)
    assert [line[3] for line in kit.told] == [1796117400, 1795441200]


def test_only_a_field_that_may_stay_empty_is_emptied(kit: Kit) -> None:
    chosen = SELECT | {"initial_option": REASONS[0]}
    shown = kit.show(
        field("must", "Reason", chosen),
        field("may", "Why", chosen, optional=True),
        actions(chosen | {"action_id": "now"}),
        surface="modal",
    )
    expect(shown.get_by_role("button", name="Clear")).to_have_count(1)
    shown.get_by_role("button", name="Clear").click()
    expect(shown.get_by_role("combobox", name="Why")).to_have_value("")
    assert kit.told == [["type", "may", "field", None]]
