/** Links: only to where a browser may safely go, and never with this page in their hands. */

import { h } from "../dom.js";

const SAFE = new Set(["http:", "https:", "mailto:", "tel:", "sms:"]);
const PICTURES = /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i;
const HERE = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Return the address if a link may lead there, else "". */
export function safeAddress(url) {
  try {
    return SAFE.has(new URL(url).protocol) ? url : "";
  } catch {
    return "";
  }
}

/**
 * Return an address as a link around `words`, or the words alone if it may not be followed.
 * `ctx.follow(url)` may return true to say that it has gone there itself.
 */
export function link(url, words, ctx) {
  if (!safeAddress(url)) return h("span", {}, words);
  const node = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
  node.addEventListener("click", (event) => {
    if (ctx.follow?.(url)) event.preventDefault();
  });
  return node;
}

/** Return whether a picture comes with the message itself or from this machine. */
export function isNear(url) {
  if (PICTURES.test(url ?? "")) return true;
  try {
    const { protocol, hostname } = new URL(url);
    return protocol.startsWith("http") && HERE.has(hostname);
  } catch {
    return false;
  }
}

/** Return a picture; one that would have to be fetched from elsewhere is told in words. */
export function picture(image, kind) {
  const url = image.image_url ?? image.slack_file?.url ?? "";
  const words = image.alt_text || "picture";
  if (!isNear(url)) {
    return h("span", { class: ["kit-no-picture", kind], role: "img", "aria-label": words, title: words },
      kind === "kit-picture" ? words : (words[0] ?? "").toUpperCase());
  }
  const node = h("img", { class: kind, src: url, alt: words, loading: "lazy", decoding: "async" });
  node.addEventListener("error", () => {
    node.replaceWith(h("span", { class: ["kit-no-picture", kind] }, words));
  });
  return node;
}
