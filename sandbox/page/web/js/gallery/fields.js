/** Samples of fields: modals, and menus within messages. */

import { actions, input, mrkdwn, option, plain, section } from "./words.js";

const REASONS = ["Client asked", "Missing PO", "Dispute", "Wrong terms"].map((text) => option(text));
const select = (type, more = {}) => ({ type, placeholder: plain("Choose"), ...more });
const act = (type, more = {}) => ({ type, action_id: type, ...more });

export const FIELDS = {
  "Fields of a modal": { surface: "modal",
    errors: { email: "Please enter an e-mail address.", reason: "Choose a reason.", until: "Choose a day in the future." },
    blocks: [
      { type: "alert", level: "warning", text: mrkdwn("Nothing goes to the client while it is on hold.") },
      input("reason", "Reason", select("static_select", { options: REASONS })),
      input("groups", "What to hold", select("static_select", { option_groups: [{ label: plain("Invoices"), options: [option("INV-1"), option("INV-2")] }, { label: plain("Or"), options: [option("All that is not yet paid")] }], initial_option: option("INV-2") }), { optional: true }),
      input("until", "Until", { type: "datepicker", initial_date: "2026-12-01" }, { optional: true, hint: plain("On this day Finance is asked whether to release it.") }),
      input("time", "At", { type: "timepicker", initial_time: "09:30" }),
      input("moment", "Call at", { type: "datetimepicker", initial_date_time: 1795441200 }),
      input("note", "Note", { type: "plain_text_input", multiline: true, placeholder: plain("What the client said"), max_length: 500 }, { optional: true }),
      input("po", "PO number", { type: "plain_text_input", initial_value: "PO-88213" }, { dispatch_action: true, hint: plain("Enter tells the app.") }),
      input("email", "Send to", { type: "email_text_input", initial_value: "not an address" }),
      input("link", "Contract", { type: "url_text_input" }, { optional: true }),
      input("amount", "Amount", { type: "number_input", is_decimal_allowed: true, initial_value: "1200.50" }),
      input("tell", "Deal owner", { type: "checkboxes", options: [option("Tell the deal owner", "tell", { description: plain("As a direct message") }), option("Pin it")], initial_options: [option("Tell the deal owner", "tell")] }),
      input("scope", "Scope", { type: "radio_buttons", options: [option("This invoice"), option("All remaining")], initial_option: option("This invoice") }),
    ] },
  "Menus": { surface: "modal", blocks: [
    input("several", "Several", select("multi_static_select", { options: REASONS, initial_options: REASONS.slice(0, 2), max_selected_items: 3 })),
    input("customer", "Customer", select("external_select", { min_query_length: 1 })),
    input("customers", "Customers", select("multi_external_select", { min_query_length: 0 }), { optional: true }),
    input("user", "Person", select("users_select", { initial_user: "U_DANA" })),
    input("users", "People", select("multi_users_select")),
    input("channel", "Channel", select("channels_select")),
    input("channels", "Channels", select("multi_channels_select")),
    input("place", "Conversation", select("conversations_select", { filter: { include: ["private", "im"] } })),
    input("places", "Conversations", select("multi_conversations_select")),
    input("rich", "Formatted", { type: "rich_text_input" }),
    input("files", "Files", { type: "file_input", filetypes: ["pdf", "csv"], max_files: 2 })] },
  "Fields in a message": { blocks: [
    section("Pick an invoice", { block_id: "pick", accessory: act("static_select", select("static_select", { options: [option("INV-1"), option("INV-2")] })) }),
    actions("row", act("datepicker", { initial_date: "2026-12-01" }), act("users_select", { placeholder: plain("Hand over to") }),
      act("radio_buttons", { options: [option("Open"), option("Held")] }), act("checkboxes", { options: [option("Only mine")] }),
      { type: "workflow_button", text: plain("Start a workflow"), workflow: {} })] },
};
