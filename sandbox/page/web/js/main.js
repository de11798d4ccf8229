/** The page: asks how things stand, draws both sides, and listens to what happens. */

import { get } from "./api.js";
import * as live from "./live.js";
import * as store from "./store.js";
import * as workspace from "./slack/workspace.js";
import * as world from "./world/world.js";
import { toast } from "./toast.js";
import { zone } from "./words.js";

const ACTING = "acting";

async function start() {
  const begun = await get("page/start");
  zone.name = begun.zone;
  for (const name of ["users", "people", "commands", "clock", "bot", "faults", "story"]) {
    store.write(name, begun[name]);
  }
  const before = sessionStorage.getItem(ACTING);
  const known = begun.people.some((person) => person.id === before);
  store.write(ACTING, known ? before : begun.people[0]?.id);
  store.watch(ACTING, (who) => sessionStorage.setItem(ACTING, who));
  for (const name of ["users", "clock", "bot", "faults", "story"]) {
    live.on(name, (data) => store.write(name, data));
  }
  workspace.mount(document.getElementById("slack"));
  world.mount(document.getElementById("world"), document.getElementById("status"));
  store.watch("story", tell);
  chooseSides();
  live.connect();
}

function tell(story) {
  const line = document.getElementById("story");
  line.hidden = !story || story.done;
  line.textContent = story?.words ?? "";
}

function chooseSides() {
  const page = document.querySelector("main.page");
  const buttons = document.querySelectorAll("[data-side]");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      page.dataset.shown = button.dataset.side;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
    });
  }
}

start().catch((error) => toast(error.message, { bad: true }));
