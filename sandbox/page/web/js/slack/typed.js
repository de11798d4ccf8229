/** What is typed into a modal and not submitted yet, and how Slack's state holds it. */

const HOLDS = {
  datepicker: "selected_date", timepicker: "selected_time", datetimepicker: "selected_date_time",
  checkboxes: "selected_options", radio_buttons: "selected_option",
  static_select: "selected_option", external_select: "selected_option",
  multi_static_select: "selected_options", multi_external_select: "selected_options",
  users_select: "selected_user", multi_users_select: "selected_users",
  conversations_select: "selected_conversation", multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel", multi_channels_select: "selected_channels",
  rich_text_input: "rich_text_value", file_input: "files",
};

/** Values by block and action, as the levers take them. */
export class Typed {
  constructor() {
    this.values = {};
  }

  /** Keep what was entered. */
  keep(blockId, actionId, value) {
    this.values[blockId] = { ...this.values[blockId], [actionId]: value };
  }

  /** Forget what the sandbox knows by now. */
  forget() {
    this.values = {};
  }

  /** Forget the fields that are no longer there. */
  only(blocks) {
    const fields = new Map(blocks.map((block) => [block.block_id, elementsOf(block)]));
    for (const [blockId, actions] of Object.entries(this.values)) {
      const known = (fields.get(blockId) ?? []).map((element) => element.action_id);
      const left = Object.entries(actions).filter(([actionId]) => known.includes(actionId));
      if (left.length) this.values[blockId] = Object.fromEntries(left);
      else delete this.values[blockId];
    }
  }

  /** Return `state.values` of a view with what is typed on top. */
  over(view) {
    const state = structuredClone(view.state?.values ?? {});
    const blocks = new Map(view.blocks.map((block) => [block.block_id, block]));
    for (const [blockId, actions] of Object.entries(this.values)) {
      for (const element of elementsOf(blocks.get(blockId))) {
        if (!(element.action_id in actions)) continue;
        const key = HOLDS[element.type] ?? "value";
        state[blockId] ??= {};
        state[blockId][element.action_id] = { type: element.type, [key]: held(element, key, actions[element.action_id]) };
      }
    }
    return state;
  }
}

const elementsOf = (block) =>
  !block ? [] : [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])].filter(Boolean);

function held(element, key, value) {
  if (!key.startsWith("selected_option")) return value;
  const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
  const whole = (one) => (typeof one === "string" ? options.find((option) => option.value === one) ?? null : one);
  return Array.isArray(value) ? value.map(whole).filter(Boolean) : whole(value);
}
