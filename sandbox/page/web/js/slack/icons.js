/** The few signs of the workspace, drawn. */

import { svg } from "../dom.js";

const PATHS = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2M3.5 7h9v7h-9z",
  hash: "M6.5 2 5 14M11 2 9.5 14M2.5 5.5h11M2.5 10.5h11",
  home: "M2.5 7.5 8 3l5.5 4.5V14h-4v-4h-3v4h-4z",
  menu: "M2 4h12M2 8h12M2 12h12",
  back: "M10 3 5 8l5 5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  send: "M2.5 8 13.5 3 11 13.5 8 9zM8 9l5.5-6",
  reply: "M2.5 3h11v8H7l-3 3v-3H2.5z",
  choose: "M5 6l3-3 3 3M5 10l3 3 3-3",
  down: "M8 2.5v11M3.5 9 8 13.5 12.5 9",
  eye: "M1.5 8c3-5.5 10-5.5 13 0-3 5.5-10 5.5-13 0ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  warning: "M8 2 15 14H1zM8 6.5v3.5M8 12v.2",
  file: "M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13",
  link: "M6.5 9.5 9.5 6.5M7 4.5 8.5 3a3 3 0 0 1 4.5 4.5L11.5 9M4.5 7 3 8.5a3 3 0 0 0 4.5 4.5L9 11.5",
};

/** Return a sign; what it means is said in words beside it or on its button. */
export function icon(name) {
  return svg(
    "svg",
    { class: ["icon", `icon-${name}`], viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}
