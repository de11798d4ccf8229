"""Block Kit as the page shows it: nothing from outside is markup, what is pressed is told."""

import re

from playwright.sync_api import expect

from tests.browser.kit import Kit, Obj, actions, button, field, mrkdwn, option, plain, section
from tests.lanes import PAGES

pytestmark = PAGES

IMAGE = "<img src=x onerror=alert(1)>"
HOSTILE = f"{IMAGE} <!channel>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt; &lt;!channel&gt;"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
CONFIRM: Obj = {
    "title": plain("Approve?"),
    "text": mrkdwn(f"Sends *$12* to {ESCAPED}"),
    "confirm": plain("Approve"),
    "deny": plain("Cancel"),
}


def test_what_a_deal_is_called_is_never_markup(kit: Kit) -> None:
    cell = {"type": "raw_text", "text": HOSTILE}
    shown = kit.show(
        {"type": "header", "text": plain(HOSTILE)},
        section(f"*{ESCAPED}*"),
        {"type": "table", "rows": [[cell], [cell]]},
        {"type": "data_table", "caption": HOSTILE, "rows": [[cell], [cell]]},
        {"type": "markdown", "text": IMAGE},
        field("b", HOSTILE, {"type": "plain_text_input", "initial_value": HOSTILE}),
        actions(button(HOSTILE)),
        surface="modal",
        errors={"b": HOSTILE},
    )
    expect(shown.locator("img, script, .kit-mention")).to_have_count(0)
    expect(shown.get_by_text(HOSTILE, exact=True)).to_have_count(9)
    expect(shown.get_by_role("textbox")).to_have_value(HOSTILE)


def test_an_image_that_nobody_escaped_is_text_too(kit: Kit) -> None:
    shown = kit.show(section(f"{IMAGE} <javascript:alert(1)|click> <b>x</b>"))
    expect(shown.locator("img, a, b")).to_have_count(0)
    expect(shown).to_have_text(f"{IMAGE} <javascript:alert(1)|click> <b>x</b>")


def test_slack_markup_is_shown_as_people_know_it(kit: Kit) -> None:
    shown = kit.show(
        section(
            "*bold* _it_ ~gone~ `a<b` snake_case_name 2 * 3 * 4\n>said\n"
            "<https://example.test/?a=1&amp;b=2|a *link*> <@U_DANA> <#C_AR> <!here>\n"
            "<!date^1795441200^{date_num} {time}|then> :white_check_mark: :nothing_such: "
            "```*pre*```"
        )
    )
    assert [shown.locator(tag).inner_text() for tag in ("strong", "em", "s", "blockquote")] == [
        "bold",
        "it",
        "gone",
        "said",
    ]
    link = shown.get_by_role("link")
    assert link.get_attribute("href") == "https://example.test/?a=1&b=2"
    assert shown.locator(".kit-mention").all_inner_texts() == ["@dana", "#ar", "@here"]
    expect(shown.locator("pre")).to_have_text("*pre*")
    expect(shown.get_by_role("img", name="white check mark emoji")).to_be_visible()
    expect(shown).to_contain_text("snake_case_name 2 * 3 * 4")
    expect(shown).to_contain_text(re.compile(r"2026-11-2\d \d+:\d\d [AP]M"))
    expect(shown).to_contain_text(":nothing_such:")


def test_a_button_is_busy_until_the_app_has_answered(kit: Kit) -> None:
    go = kit.show(actions(button("Go")), slow=True).get_by_role("button", name="Go")
    go.click()
    expect(go).to_have_attribute("aria-busy", "true")
    go.click()
    kit.page.evaluate("window.answer()")
    expect(go).not_to_have_attribute("aria-busy", "true")
    assert kit.acted() == [["row", "go", {}]]


def test_what_the_app_refuses_stands_beside_the_button(kit: Kit) -> None:
    shown = kit.show(actions(button("Go")), refuses="The app did not answer.")
    shown.get_by_role("button", name="Go").press("Enter")
    expect(shown.get_by_role("alert")).to_have_text("The app did not answer.")
    expect(shown.locator(".kit-triangle")).to_be_visible()


def test_a_confirm_dialog_asks_first(kit: Kit) -> None:
    shown = kit.show(actions(button("Send", style="primary", confirm=CONFIRM)))
    send = shown.get_by_role("button", name="Send")
    dialog = kit.page.get_by_role("alertdialog", name="Approve?")
    send.click()
    expect(dialog).to_contain_text(f"Sends $12 to {HOSTILE}")
    kit.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(send).to_be_focused()
    send.press("Enter")
    dialog.get_by_role("button", name="Cancel").click()
    expect(kit.page.locator("dialog")).to_have_count(0)
    assert kit.acted() == []
    send.press("Enter")
    kit.page.keyboard.press("Enter")
    expect(kit.page.locator("dialog")).to_have_count(0)
    assert kit.acted() == [["row", "go", {}]]


def test_an_overflow_menu_is_worked_by_keys(kit: Kit) -> None:
    menu: Obj = {"type": "overflow", "action_id": "more"}
    options = [option("One"), option("Two"), option("Three")]
    more = kit.show(actions(menu | {"options": options})).get_by_role("button", name="More actions")
    more.press("ArrowDown")
    expect(kit.page.get_by_role("menuitem", name="One")).to_be_focused()
    kit.page.keyboard.press("ArrowUp")
    expect(kit.page.get_by_role("menuitem", name="Three")).to_be_focused()
    kit.page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(kit.page.get_by_role("menu")).to_be_hidden()
    more.press("Enter")
    kit.page.keyboard.press("ArrowDown")
    kit.page.keyboard.press("Enter")
    expect(kit.page.get_by_role("menu")).to_be_hidden()
    assert kit.acted() == [["row", "more", {"option": "two"}]]


def test_pictures_come_with_the_message_or_are_told_in_words(kit: Kit) -> None:
    near = {
        "type": "image",
        "image_url": PIXEL,
        "alt_text": "near",
    }
    far = {"type": "image", "image_url": "https://example.test/x.png", "alt_text": "far away"}
    shown = kit.show(near, far)
    expect(shown.locator("img")).to_have_count(1)
    expect(shown.get_by_role("img", name="far away")).to_have_text("far away")


def test_what_is_not_known_is_named(kit: Kit) -> None:
    shown = kit.show({"type": "hologram"}, actions({"type": "lever"}), {"type": "table"})
    assert [line.split(":")[0] for line in shown.locator(".kit-unknown").all_inner_texts()] == [
        "unsupported block",
        "unsupported element",
        "block of type table cannot be shown",
    ]


def test_the_gallery_shows_everything_in_light_and_dark(kit: Kit, files: str) -> None:
    kit.page.set_viewport_size({"width": 360, "height": 800})
    kit.page.goto(f"{files}/page/gallery.html")
    expect(kit.page.locator(".kit-unknown")).to_have_count(2)
    wide = kit.page.evaluate("document.documentElement.scrollWidth")
    assert wide == 360
    kit.page.get_by_role("button", name="dark", exact=True).click()
    paper = "getComputedStyle(document.querySelector('.gallery-sample')).backgroundColor"
    assert kit.page.evaluate(paper) == "rgb(26, 29, 27)"
