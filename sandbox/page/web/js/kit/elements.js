/** The elements that blocks hold, by their type. */

import { h } from "../dom.js";
import { button, feedbackButtons, iconButton, workflowButton } from "./button.js";
import { checkboxes, radioButtons } from "./checks.js";
import { datePicker, dateTimePicker, timePicker } from "./dates.js";
import { picture } from "./links.js";
import { overflow } from "./overflow.js";
import { channelsSelect, conversationsSelect, externalSelect, staticSelect, usersSelect } from "./selects.js";
import { email, files, number, plainText, richTextInput, url } from "./typing.js";

const ELEMENTS = {
  button, overflow, checkboxes,
  workflow_button: workflowButton,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  image: ({ element }) => picture(element, "kit-thumb"),
  radio_buttons: radioButtons,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  plain_text_input: plainText,
  email_text_input: email,
  url_text_input: url,
  number_input: number,
  rich_text_input: richTextInput,
  file_input: files,
  static_select: staticSelect(false),
  multi_static_select: staticSelect(true),
  external_select: externalSelect(false),
  multi_external_select: externalSelect(true),
  users_select: usersSelect(false),
  multi_users_select: usersSelect(true),
  conversations_select: conversationsSelect(false),
  multi_conversations_select: conversationsSelect(true),
  channels_select: channelsSelect(false),
  multi_channels_select: channelsSelect(true),
};

/**
 * Return an element, a quiet line for one that is not known, null for one that this person does
 * not see.
 * @param {Object} place  {block, element, ctx, names?}; see place.js
 */
export function renderElement(place) {
  const { element, ctx } = place;
  const seenBy = element.visible_to_user_ids;
  if (seenBy?.length && ctx.me && !seenBy.includes(ctx.me)) return null;
  if (!Object.hasOwn(ELEMENTS, element.type)) {
    return h("span", { class: "kit-unknown" }, `unsupported element: ${element.type}`);
  }
  const drawn = ELEMENTS[element.type](place);
  // Each has a place of its own for the triangle that says what went wrong.
  return element.type === "image" ? drawn : h("span", { class: ["kit-element", `is-${element.type}`] }, drawn);
}
