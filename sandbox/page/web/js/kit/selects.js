/** The menus to choose from: fixed options, the app's, people, channels and conversations. */

import { combobox } from "./combobox.js";
import { entered, held } from "./place.js";
import { wordsOf } from "./text.js";

const PAUSE = 250;
const PLAIN = (text) => ({ type: "plain_text", text, emoji: false });

const optional = ({ block }) => block.type === "input" && block.optional === true;
const fits = (typed) => (option) =>
  `${wordsOf(option.text)} ${wordsOf(option.description)}`.toLowerCase().includes(typed.trim().toLowerCase());

function filtered(groups) {
  return (typed) => groups.map((group) => ({ ...group, options: group.options.filter(fits(typed)) }));
}

function of(place, { several, offer, pause, chosen, value, given }) {
  return combobox(place, {
    several, offer, pause, chosen: chosen.filter(Boolean), optional: optional(place),
    most: place.element.max_selected_items,
    changed: (options, control) => {
      const kept = several ? options.map(value) : options[0] ? value(options[0]) : null;
      return entered(place, control, kept, given(kept));
    },
  });
}

const chosenOptions = (place, several) => several
  ? held(place, "selected_options", "initial_options") ?? []
  : [held(place, "selected_option", "initial_option")];

/** Return a menu of fixed options. */
export const staticSelect = (several) => (place) => {
  const { options, option_groups: groups } = place.element;
  return of(place, {
    several,
    offer: filtered(groups ?? [{ options: options ?? [] }]),
    chosen: chosenOptions(place, several),
    value: (option) => option.value,
    given: (kept) => ({ option: kept }),
  });
};

/** Return a menu whose options the app offers while one types. */
export const externalSelect = (several) => (place) => {
  const { block, element, ctx } = place;
  const least = element.min_query_length ?? 3;
  return of(place, {
    several,
    pause: PAUSE,
    offer: async (typed) => {
      if (typed.trim().length < least) throw new Error(`Type ${least === 1 ? "a letter" : `${least} letters`} to search`);
      const found = await ctx.suggest(block.block_id, element.action_id, typed);
      return groupsOf(found);
    },
    chosen: chosenOptions(place, several),
    value: ({ text, value }) => ({ text, value }),
    given: (kept) => ({ option: kept }),
  });
};

const groupsOf = (found) => {
  const list = Array.isArray(found) ? found : found?.option_groups ?? found?.options ?? [];
  return list.some((one) => one.options) ? list : [{ options: list }];
};

const asUser = (user) => ({
  value: user.id,
  text: PLAIN(user.real_name || user.profile?.real_name || user.name),
  description: PLAIN(`@${user.name}`),
});
const asChannel = (channel) => ({ value: channel.id, text: PLAIN(`${channel.kind === "im" ? "" : "#"}${channel.name}`) });

const people = (ctx) => [...(ctx.users?.values() ?? [])].filter((user) => !user.deleted).map(asUser);
const KINDS = { im: "im", mpim: "mpim", private_channel: "private", public_channel: "public" };
const channels = (ctx, include) =>
  [...(ctx.channels?.values() ?? [])].filter((one) => !include || include.includes(KINDS[one.kind])).map(asChannel);

/** Return a menu of people. */
export const usersSelect = (several) => (place) => byId(place, several, people(place.ctx), "user");
/** Return a menu of public channels. */
export const channelsSelect = (several) => (place) => byId(place, several, channels(place.ctx, ["public"]), "channel");
/** Return a menu of channels and direct messages. */
export const conversationsSelect = (several) => (place) =>
  byId(place, several, channels(place.ctx, place.element.filter?.include), "conversation");

function byId(place, several, options, kind) {
  const ids = several
    ? held(place, `selected_${kind}s`, `initial_${kind}s`) ?? []
    : [held(place, `selected_${kind}`, `initial_${kind}`)];
  const known = (id) => id && (options.find((option) => option.value === id) ?? { value: id, text: PLAIN(id) });
  return of(place, {
    several,
    offer: filtered([{ options }]),
    chosen: ids.map(known),
    value: (option) => option.value,
    given: (kept) => ({ value: kept }),
  });
}
