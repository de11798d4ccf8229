/** Blocks that stand for something outside the message: videos, files, calls, other accounts. */

import { h } from "../dom.js";
import { renderElement } from "./elements.js";
import { link, picture, safeAddress } from "./links.js";
import { textOf } from "./text.js";

/** Return a video: its picture, title and where it comes from; it plays nowhere but there. */
export function video(block, ctx) {
  const still = { image_url: block.thumbnail_url, alt_text: block.alt_text };
  const title = textOf(block.title, ctx);
  return h("div", { class: "kit-card kit-video" },
    h("div", { class: "kit-card-title" }, link(block.title_url ?? block.video_url, title, ctx)),
    (block.author_name || block.provider_name) && h("div", { class: "kit-small" },
      [block.author_name, block.provider_name].filter(Boolean).join(" · ")),
    block.description && h("div", { class: "kit-text" }, textOf(block.description, ctx)),
    h("div", { class: "kit-still" }, picture(still, "kit-picture"), h("span", { class: "kit-play", "aria-hidden": "true" }, "▶")));
}

/** Return a file that lives elsewhere. */
export const file = (block) => thing("File", block.external_id, "shared from elsewhere");

/** Return a call. */
export function call(block, ctx) {
  const about = block.call?.v1 ?? {};
  const join = safeAddress(about.join_url ?? "");
  return thing("Call", about.name || block.call_id, join && link(join, "Join", ctx));
}

const thing = (kind, name, more) => h("div", { class: "kit-thing" },
  h("span", { class: "badge" }, kind), h("span", {}, name), more && h("span", { class: "kit-small" }, more));

/** Return whether a person has connected an account, and how to. */
export function authProvider(block, ctx) {
  const about = [block.connected_identity, block.connected_context].filter(Boolean)
    .flatMap((words, n) => [n ? " · " : "", ...textOf(words, ctx)]);
  const [words, url] = block.is_connected ? ["Disconnect", block.disconnect_url] : ["Connect", block.auth_url];
  const address = safeAddress(url ?? "");
  return h("div", { class: "kit-card kit-provider" },
    h("div", { class: "kit-main" }, h("div", { class: "kit-card-title" }, textOf(block.name, ctx)),
      block.description && h("div", { class: "kit-text" }, textOf(block.description, ctx)),
      h("div", { class: "kit-small" }, block.is_connected ? ["Connected ", about] : "Not connected")),
    address && h("a", { class: "kit-button", href: address, target: "_blank", rel: "noopener noreferrer" }, words),
    block.is_connected && block.accessory && renderElement({ block, element: block.accessory, ctx }));
}
