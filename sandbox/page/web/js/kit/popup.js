/** A panel over the page that belongs to a control: above modals, never cut off, gone on Escape. */

const GAP = 4;
const EDGE = 8;

/**
 * Tie `panel` (which stands in the document beside `anchor`) to it.
 * @returns {{open: Function, close: Function, isOpen: Function}} `close(true)` also tells `closed`
 */
export function popup(anchor, panel, closed = () => {}) {
  panel.setAttribute("popover", "manual");
  let open = false;

  const place = () => {
    const around = anchor.getBoundingClientRect();
    const below = innerHeight - around.bottom - GAP - EDGE;
    const above = around.top - GAP - EDGE;
    panel.style.setProperty("min-width", `${Math.min(around.width, innerWidth - 2 * EDGE)}px`);
    panel.style.setProperty("max-height", "");
    const tall = panel.offsetHeight;
    const upwards = tall > below && above > below;
    const room = Math.max(upwards ? above : below, 96);
    panel.style.setProperty("max-height", `${room}px`);
    const height = Math.min(tall, room);
    const top = upwards ? around.top - GAP - height : around.bottom + GAP;
    const left = Math.min(around.left, innerWidth - panel.offsetWidth - EDGE);
    panel.style.setProperty("top", `${Math.max(top, EDGE)}px`);
    panel.style.setProperty("left", `${Math.max(left, EDGE)}px`);
  };
  const outside = (event) => {
    if (!anchor.contains(event.target) && !panel.contains(event.target)) hide();
  };
  const moved = (event) => {
    if (!panel.contains(event.target)) place();
  };
  const hide = () => {
    if (!open) return;
    open = false;
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", moved, true);
    window.removeEventListener("resize", place);
    if (panel.isConnected) panel.hidePopover();
    closed();
  };
  const show = () => {
    if (!open) {
      open = true;
      panel.showPopover();
      document.addEventListener("pointerdown", outside, true);
      document.addEventListener("scroll", moved, true);
      window.addEventListener("resize", place);
    }
    place();
  };
  return { open: show, close: hide, isOpen: () => open };
}
