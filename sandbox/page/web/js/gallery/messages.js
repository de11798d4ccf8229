/** Samples of messages: the bot's own card first, then each block. */

import { actions, button, context, header, mrkdwn, option, PICTURE, plain, rich, said, section, text } from "./words.js";

const HOSTILE = "&lt;img src=x onerror=alert(1)&gt; &lt;!channel&gt;";
const confirm = { title: plain("Approve and send?"), text: mrkdwn("Sends invoice 1 of *$12,000.00* to Acme Corporation now, schedules 2."), confirm: plain("Approve & send"), deny: plain("Cancel") };
const cells = (...texts) => texts.map((words) => ({ type: "raw_text", text: words }));
const card = (title, more = {}) => ({ type: "card", icon: PICTURE, title: plain(title), subtitle: mrkdwn("Net 30 · *$4,000.00*"), body: mrkdwn("Two invoices are open."), actions: [button("Open", `open-${title}`)], ...more });
const task = (task_id, title, status, more = {}) => ({ type: "task_card", task_id, title, status, ...more });

export const MESSAGES = {
  "Approval card": { blocks: [
    header("Invoice approval · Acme Corporation"),
    section("*$48,000.00* · 3 installments · Net 30 · <https://example.test/006|Acme – Platform 2026> · won by <@U_DANA> on Nov 20"),
    { type: "section", fields: ["*Bill to*\nLee Wong · ap@acme.com", "*PO*\nPO-88213", "*Billing*\nMilestones (contract p. 3)", "*Tax*\ncomes on top, worked out by Stripe"].map(mrkdwn) },
    { type: "table", column_settings: [{ align: "left" }, { is_wrapped: true }, { align: "right" }, null, null],
      rows: [cells("#", "For", "Amount", "Send on", "Due"), cells("1", "Deposit 25 %", "$12,000.00", "on approval", "Dec 22"),
        cells("2", "Design accepted 50 %", "$24,000.00", "Jan 15", "Feb 14"), cells("3", "Launch 25 %", "$12,000.00", "Mar 1", "Mar 31")] },
    context(":warning: Line items add up to $47,500.00, the opportunity says $48,000.00"),
    context(":no_entry: No bill-to e-mail address"),
    context("Needs one approver of <!subteam^S_FINANCE> (over $25,000: two)"),
    actions("buttons", button("Approve & send", "approve", { style: "primary", confirm }), button("Modify", "modify"), button("Hold", "hold"),
      button("Reject", "reject", { style: "danger", confirm: { ...confirm, style: "danger", title: plain("Reject?"), confirm: plain("Reject") } }),
      { type: "overflow", action_id: "more", options: [option("View in Salesforce", "sf", { url: "https://example.test/sf" }), option("Ask the deal owner"), option("History", "history", { description: plain("Who did what, and when") })] }),
    actions("trouble", button("Fails", "refused"), button("Opens a page", "page", { url: "https://example.test/" })),
  ] },
  "mrkdwn": { blocks: [section(
    "*bold* _italic_ ~strike~ `code` *_both_* snake_case_stays 2 * 3 * 4\n<https://example.test/a?b=1&amp;c=2|a link>, <https://example.test>, <mailto:ap@acme.com|ap@acme.com>\n"
    + `<@U_KIM> <#C_AR> <!subteam^S_FINANCE> <!channel> <!date^1795441200^{date_short_pretty} at {time}|Nov 23> ${HOSTILE}\n`
    + ":white_check_mark: :hourglass_flowing_sand: :red_circle: :no_entry_sign: :double_vertical_bar: :calendar: :envelope: :mag: :not_an_emoji:\n>A quotation\n>of two lines\n• an item that is long enough to be broken over two lines, so that the second hangs under the first\n• another\n```\nINV-1  $12,000.00\nINV-2  <b>raw</b>\n```\nand after") ] },
  "rich_text": { blocks: [rich(
    said(text("Bold", { bold: true }), text(", "), text("struck", { strike: true }), text(" and "), text("code", { code: true }), text(" by "), { type: "user", user_id: "U_KIM" }, text(" "), { type: "emoji", name: "warning" }, text(" "), { type: "link", url: "https://example.test", text: "a link" }, text(" "), { type: "color", value: "#c8322a" }, text(" <b>not markup</b>")),
    { type: "rich_text_list", style: "ordered", elements: [said(text("first")), said(text("second"))] },
    { type: "rich_text_list", style: "bullet", indent: 1, elements: [said(text("deeper"))] },
    { type: "rich_text_quote", elements: [text("A quotation")] },
    { type: "rich_text_preformatted", elements: [text("INV-1  $12,000.00")] })] },
  "markdown": { blocks: [{ type: "markdown", text: "# Heading\n\nA **bold** word, *another*, ~~gone~~, `code` and [a link](https://example.test).\n\n- one\n- [x] two\n\n1. first\n2. second\n\n> quoted\n\n| Customer | Balance |\n| --- | --- |\n| Acme | $12 |\n\n```\n<script>text</script>\n```\n[never](javascript:alert(1))" }] },
  "Pictures and context": { blocks: [
    { type: "image", ...PICTURE, title: plain("A picture that comes with the message") },
    { type: "image", image_url: "https://example.test/far.png", alt_text: "A picture from elsewhere is not fetched" },
    { type: "context", elements: [PICTURE, mrkdwn("small print beside a picture")] },
    section("With a picture beside it", { accessory: PICTURE }), { type: "divider" },
    section("With a button beside it", { block_id: "beside", accessory: button("Look", "look") })] },
  "Card": { blocks: [card("Acme Corporation", { block_id: "one", hero_image: PICTURE })] },
  "Carousel": { blocks: [{ type: "carousel", elements: [card("Acme", { block_id: "c1" }), card("Borealis", { block_id: "c2" }), card("Café Zürich", { block_id: "c3" })] }] },
  "Container": { blocks: [
    { type: "container", title: plain("Open invoices"), subtitle: plain("3 of them"), is_collapsible: true, default_collapsed: true, child_blocks: [section("INV-1, *$12,000.00*"), section("INV-2, *$24,000.00*")] },
    { type: "container", title: plain("Standing open"), width: "narrow", has_header_divider: true, child_blocks: [section("INV-3")] }] },
  "Plan and tasks": { blocks: [
    { type: "plan", title: "Bill the deal", tasks: [task("1", "Read the contract", "complete", { output: rich(said(text("3 milestones"))), sources: [{ type: "url", url: "https://example.test/c", text: "Contract" }] }), task("2", "Make the invoices", "in_progress"), task("3", "Ask Finance", "pending")] },
    task("4", "Write back to Salesforce", "error", { details: rich(said(text("The record is locked."))) })] },
  "Video, file, call, account": { blocks: [
    { type: "video", title: plain("How approvals work"), video_url: "https://example.test/v", thumbnail_url: PICTURE.image_url, alt_text: "A still", provider_name: "Example", author_name: "Kim" },
    { type: "file", external_id: "contract-88213", source: "remote" }, { type: "call", call_id: "R1", call: { v1: { name: "Billing review", join_url: "https://example.test/join" } } },
    { type: "auth_provider", value: "sf", name: plain("Salesforce"), is_connected: true, connected_identity: plain("kim@example.test"), disconnect_url: "https://example.test/out" }] },
  "context_actions": { blocks: [{ type: "context_actions", block_id: "ca", elements: [
    { type: "feedback_buttons", action_id: "fb", positive_button: { text: plain("👍 Good"), value: "good" }, negative_button: { text: plain("👎 Bad"), value: "bad" } },
    { type: "icon_button", action_id: "bin", icon: "trash", text: plain("Remove") }] }] },
  "Not known": { blocks: [{ type: "hologram" }, actions("odd", { type: "lever", action_id: "x" })] },
};
