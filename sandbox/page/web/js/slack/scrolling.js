/** Scrolling that stays where somebody reads, whatever comes and goes around it. */

const NEAR = 48;

/** Return how far below the window the end of a list is, in pixels. */
export const below = (box) => box.scrollHeight - box.scrollTop - box.clientHeight;
/** Return whether the end of a list is in sight. */
export const atEnd = (box) => below(box) <= NEAR;
/** Go to the end of a list. */
export const toEnd = (box) => { box.scrollTop = box.scrollHeight; };

/** Carry out `change` so that what is in sight does not move; at the end, stay at the end. */
export function steadily(box, change, { stick = true } = {}) {
  if (stick && atEnd(box)) {
    change();
    toEnd(box);
    return;
  }
  const top = box.getBoundingClientRect().top;
  const anchors = [...box.querySelectorAll("article")]
    .filter((one) => one.getBoundingClientRect().bottom > top)
    .slice(0, 3)
    .map((node) => ({ node, was: node.getBoundingClientRect().top }));
  change();
  const anchor = anchors.find(({ node }) => node.isConnected);
  if (anchor) box.scrollTop += anchor.node.getBoundingClientRect().top - anchor.was;
}

/** Keep the end in sight while content grows by itself (pictures, previews, another width). */
export function stickToEnd(box, content, wanted) {
  new ResizeObserver(() => { if (wanted()) toEnd(box); }).observe(content);
  new ResizeObserver(() => { if (wanted()) toEnd(box); }).observe(box);
}

/** Show one message in the middle of the window and make it stand out for a moment. */
export function highlight(box, node) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = node.offsetHeight > box.clientHeight - 48 ? "start" : "center";
  node.scrollIntoView({ block, behavior: "instant" });
  node.classList.remove("found");
  requestAnimationFrame(() => node.classList.add("found"));
  setTimeout(() => node.classList.remove("found"), calm ? 4000 : 3000);
  node.focus({ preventScroll: true });
}
