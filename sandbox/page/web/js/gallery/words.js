/** Small builders for the samples of the gallery. */

export const plain = (text) => ({ type: "plain_text", text, emoji: true });
export const mrkdwn = (text) => ({ type: "mrkdwn", text, verbatim: true });
export const section = (text, more = {}) => ({ type: "section", text: mrkdwn(text), ...more });
export const context = (...texts) => ({ type: "context", elements: texts.map(mrkdwn) });
export const header = (text) => ({ type: "header", text: plain(text) });
export const button = (text, action_id, more = {}) => ({ type: "button", text: plain(text), action_id, ...more });
export const option = (text, value = text, more = {}) => ({ text: plain(text), value, ...more });
export const actions = (block_id, ...elements) => ({ type: "actions", block_id, elements });
export const input = (block_id, label, element, more = {}) =>
  ({ type: "input", block_id, label: plain(label), element: { action_id: `${block_id}_field`, ...element }, ...more });
export const rich = (...elements) => ({ type: "rich_text", elements });
export const said = (...elements) => ({ type: "rich_text_section", elements });
export const text = (words, style) => ({ type: "text", text: words, ...(style ? { style } : {}) });
const SQUARE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 60'><rect width='80' height='60' fill='%234f8f7b'/><circle cx='40' cy='30' r='16' fill='%23fff'/></svg>";
export const PICTURE = { type: "image", image_url: `data:image/svg+xml,${SQUARE}`, alt_text: "A white disc on green" };
