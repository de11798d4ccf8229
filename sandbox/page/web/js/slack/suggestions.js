/** What could be meant by what is typed: commands and their words, people, groups, channels. */

import { read } from "../store.js";
import { groups } from "./kit.js";
import { nameOf, users } from "./people.js";

const MOST = 8;

/**
 * @typedef {{label: string, about: string, from: number, to: number, text: string}} Suggestion
 *   `text` takes the place of what stands from `from` to `to`
 */

/** Return what fits the text before the caret. @returns {Suggestion[]} */
export function suggestions(value, caret) {
  const typed = value.slice(0, caret);
  if (typed.startsWith("/")) return commands(typed);
  const mention = /(^|[\s(])([@#])([\w.-]*)$/.exec(typed);
  if (!mention) return [];
  const [, , sign, begun] = mention;
  const from = caret - begun.length - 1;
  const fits = sign === "@" ? people(begun.toLowerCase()) : channels(begun.toLowerCase());
  return fits.slice(0, MOST).map(([label, about]) => ({ label, about, from, to: caret, text: `${label} ` }));
}

function commands(typed) {
  const known = read("commands") ?? [];
  const space = typed.indexOf(" ");
  if (space < 0) {
    return known
      .filter((one) => one.command.startsWith(typed.toLowerCase()))
      .map((one) => ({ label: one.command, about: one.usage ?? "", from: 0, to: typed.length, text: `${one.command} ` }));
  }
  const command = known.find((one) => one.command === typed.slice(0, space));
  const begun = typed.slice(space + 1).toLowerCase();
  return (command?.words ?? [])
    .filter(({ word }) => word.startsWith(begun) && word !== begun.trimEnd())
    .map(({ word, usage, hint }) => ({ label: word, about: [usage, hint].filter(Boolean).join(" · "), from: space + 1, to: typed.length, text: `${word} ` }));
}

const called = (name, begun) =>
  name.toLowerCase().split(/[\s.-]+/).some((part) => part.startsWith(begun)) || name.toLowerCase().startsWith(begun);

function people(begun) {
  const found = [...users().values()]
    .filter((user) => !user.deleted && (called(user.name, begun) || called(nameOf(user.id), begun)))
    .map((user) => [`@${user.name}`, nameOf(user.id) === user.name ? "" : nameOf(user.id)]);
  const many = groups().filter((group) => called(group.handle, begun)).map((group) => [`@${group.handle}`, group.name]);
  const all = [["@channel", "Notify everyone in this channel"], ["@here", "Notify everyone who is here"]];
  return [...found, ...many, ...all.filter(([label]) => begun && label.slice(1).startsWith(begun))];
}

const channels = (begun) =>
  (read("channels") ?? [])
    .filter((channel) => channel.kind !== "im" && called(channel.name, begun))
    .map((channel) => [`#${channel.name}`, ""]);

/** Return what was typed as Slack sends it: names as markup, everything else escaped. */
export function marked(text) {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return plain.replace(/(?<![\w&;/])([@#])([\w.-]*\w)/g, (whole, sign, name) => {
    if (sign === "#") {
      const channel = (read("channels") ?? []).find((one) => one.kind !== "im" && one.name === name);
      return channel ? `<#${channel.id}|${name}>` : whole;
    }
    if (["channel", "here", "everyone"].includes(name)) return `<!${name}>`;
    const user = [...users().values()].find((one) => one.name === name);
    if (user) return `<@${user.id}>`;
    const group = groups().find((one) => one.handle === name);
    return group ? `<!subteam^${group.id}>` : whole;
  });
}
