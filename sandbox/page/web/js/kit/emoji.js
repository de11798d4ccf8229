/** Emoji by their names in Slack: those that the bot uses are drawn, so that no font is needed. */

import { h } from "../dom.js";
import { drawing } from "./emoji_drawn.js";

/** `:name:` within text. */
export const EMOJI_NAME = /:([a-z0-9_+'-]+):/;

const SIGNS = new Map(
  Object.entries({
    "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", ok_hand: "👌", clap: "👏", wave: "👋",
    raised_hands: "🙌", pray: "🙏", muscle: "💪", eyes: "👀", tada: "🎉", rocket: "🚀", fire: "🔥",
    star: "⭐", sparkles: "✨", heart: "❤️", "100": "💯", smile: "😄", grinning: "😀", wink: "😉",
    thinking_face: "🤔", cry: "😢", joy: "😂", sweat_smile: "😅", sunglasses: "😎",
    slightly_smiling_face: "🙂", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌",
    question: "❓", exclamation: "❗", information_source: "ℹ️", bulb: "💡", bell: "🔔", lock: "🔒",
    no_bell: "🔕", unlock: "🔓", key: "🔑", link: "🔗", paperclip: "📎", pushpin: "📌", memo: "📝",
    page_facing_up: "📄", clipboard: "📋", file_folder: "📁", inbox_tray: "📥", outbox_tray: "📤",
    package: "📦", email: "✉️", incoming_envelope: "📨", phone: "☎️", telephone_receiver: "📞",
    speech_balloon: "💬", moneybag: "💰", money_with_wings: "💸", dollar: "💵", euro: "💶",
    yen: "💴", pound: "💷", credit_card: "💳", bank: "🏦", receipt: "🧾", chart: "💹",
    chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", date: "📅",
    spiral_calendar_pad: "🗓️", clock1: "🕐", clock9: "🕘", alarm_clock: "⏰", stopwatch: "⏱️",
    hourglass: "⌛", zap: "⚡", construction: "🚧", rotating_light: "🚨", octagonal_sign: "🛑",
    scales: "⚖️", balance_scale: "⚖️", wastebasket: "🗑️", wrench: "🔧", gear: "⚙️", robot_face: "🤖",
    handshake: "🤝", white_circle: "⚪", black_circle: "⚫", large_blue_circle: "🔵", repeat: "🔁",
    arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_left: "⬅️", arrow_forward: "▶️",
    point_right: "👉", point_left: "👈", crown: "👑", trophy: "🏆", us: "🇺🇸", jp: "🇯🇵", kw: "🇰🇼",
  }),
);

/** Return an emoji as a picture with its name, or null when no such name is known. */
export function emoji(name) {
  const drawn = drawing(name);
  const sign = SIGNS.get(name);
  if (!drawn && !sign) return null;
  const words = `${name.replaceAll("_", " ")} emoji`;
  return h("span", { class: "kit-emoji", role: "img", "aria-label": words, title: `:${name}:` },
    drawn ?? sign);
}

/** Return `text` as nodes, the emoji names in it that are known as emoji. */
export function withEmoji(text) {
  const nodes = [];
  let rest = text;
  let kept = "";
  for (let match = EMOJI_NAME.exec(rest); match; match = EMOJI_NAME.exec(rest)) {
    const found = emoji(match[1]);
    // An unknown name may end with the colon that begins a known one.
    const until = found ? match.index + match[0].length : match.index + match[0].length - 1;
    kept += rest.slice(0, found ? match.index : until);
    if (found) {
      nodes.push(kept, found);
      kept = "";
    }
    rest = rest.slice(until);
  }
  return [...nodes, kept + rest].filter((node) => node !== "");
}
