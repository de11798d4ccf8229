/** People, channels, groups and moments within text. */

import { h } from "../dom.js";
import { instant, zone } from "../words.js";

const named = (map, id) => map?.get?.(id);

/** Return a person's name as it stands in text, marked when it is the one who looks. */
export function person(id, ctx, label = "") {
  const user = named(ctx.users, id);
  const name = user?.profile?.display_name || user?.name || label || id;
  return h("span", { class: ["kit-mention", ctx.me === id && "me"], dataset: { user: id } }, `@${name}`);
}

/** Return a channel's name as it stands in text. */
export function channel(id, ctx, label = "") {
  const name = named(ctx.channels, id)?.name || label || id;
  return h("span", { class: "kit-mention", dataset: { channel: id } }, `#${name}`);
}

/** Return a group of people as it stands in text. */
export function group(id, ctx, label = "") {
  const name = named(ctx.usergroups, id)?.handle || label.replace(/^@/, "") || id;
  return h("span", { class: "kit-mention", dataset: { group: id } }, `@${name}`);
}

/** Return @channel, @here or @everyone: these call many people. */
export function broadcast(range) {
  return h("span", { class: "kit-mention all" }, `@${range}`);
}

const shown = (at, options) =>
  new Intl.DateTimeFormat("en-US", { timeZone: zone.name, ...options }).format(at);
const ORDINALS = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinal = (number) =>
  `${number}${ORDINALS[new Intl.PluralRules("en-US", { type: "ordinal" }).select(number)]}`;

function long(at, weekday) {
  const month = shown(at, { month: "long" });
  const day = ordinal(Number(shown(at, { day: "numeric" })));
  const words = `${month} ${day}, ${shown(at, { year: "numeric" })}`;
  return weekday ? `${shown(at, { weekday: "long" })}, ${words}` : words;
}

function pretty(at, now, otherwise) {
  const day = (moment) => Date.parse(`${shown(moment, { year: "numeric" })}-${
    shown(moment, { month: "2-digit" })}-${shown(moment, { day: "2-digit" })}`);
  const apart = Math.round((day(at) - day(now)) / 86_400_000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[apart] ?? otherwise;
}

const SHORT = { month: "short", day: "numeric", year: "numeric" };
const TOKENS = {
  date_num: (at) => `${shown(at, { year: "numeric" })}-${shown(at, { month: "2-digit" })}-${shown(at, { day: "2-digit" })}`,
  date: (at) => long(at, false),
  date_slash: (at) => shown(at, { month: "2-digit", day: "2-digit", year: "numeric" }),
  date_short: (at) => shown(at, SHORT),
  date_long: (at) => long(at, true),
  date_pretty: (at, now) => pretty(at, now, long(at, false)),
  date_short_pretty: (at, now) => pretty(at, now, shown(at, SHORT)),
  date_long_pretty: (at, now) => pretty(at, now, long(at, true)),
  time: (at) => shown(at, { hour: "numeric", minute: "2-digit" }),
  time_secs: (at) => shown(at, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (at, now) => ago((at - now) / 1000),
};

function ago(seconds) {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86_400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(Math.round(seconds), "second");
}

/** Return a moment in the words of Slack's date format, `fallback` if it cannot be told. */
export function momentWords(timestamp, format, fallback, now = new Date()) {
  const at = instant(timestamp);
  if (Number.isNaN(at.getTime())) return fallback;
  const words = format.replace(/\{(\w+)\}/g, (whole, token) =>
    Object.hasOwn(TOKENS, token) ? TOKENS[token](at, now) : whole);
  // What stands first in the text begins with a capital, as in Slack.
  return /^\{date\w*_pretty\}/.test(format) ? words[0].toUpperCase() + words.slice(1) : words;
}
