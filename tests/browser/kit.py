"""Showing blocks in the browser, and what their elements told the app."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

Obj = dict[str, Any]
"""A JSON object."""

BLANK = "/blank"
SHOW = """async ([blocks, given]) => {
  const { renderBlocks } = await import("/page/js/kit/render.js");
  const byId = (list) => new Map(list.map((one) => [one.id, one]));
  window.told = [];
  const ctx = {
    surface: given.surface ?? "message", me: "U_KIM", values: given.values ?? {},
    errors: given.errors ?? {}, now: new Date("2026-11-23T15:00:00Z"),
    users: byId([{ id: "U_KIM", name: "kim", real_name: "Kim Okafor" },
      { id: "U_DANA", name: "dana", real_name: "Dana Reyes" }]),
    channels: byId([{ id: "C_AR", name: "ar", kind: "public_channel" }]),
    act: async (block, action, value) => {
      window.told.push(["act", block, action, value]);
      if (given.slow) await new Promise((resolve) => { window.answer = resolve; });
      if (given.refuses) throw new Error(given.refuses);
    },
    type: (block, action, value) => window.told.push(["type", block, action, value]),
    suggest: async (block, action, typed) => (given.offers ?? []).filter(
      (one) => one.value.toLowerCase().includes(typed.toLowerCase())),
  };
  document.querySelector("main").replaceChildren(renderBlocks(blocks, ctx));
}"""


@dataclass(frozen=True)
class Kit:
    """A page with nothing on it but blocks."""

    page: Page

    def show(self, *blocks: Obj, **given: object) -> Locator:
        """Draw blocks; `given` has surface, values, errors, offers, refuses (words), slow."""
        self.page.evaluate(SHOW, [list(blocks), given])
        return self.page.locator("main")

    @property
    def told(self) -> list[list[object]]:
        """Return what was told so far: ["act" | "type", block, action, what]."""
        told: list[list[object]] = self.page.evaluate("window.told")
        return told

    def acted(self) -> list[list[object]]:
        """Return the acts among what was told, without the word."""
        return [line[1:] for line in self.told if line[0] == "act"]


def plain(text: str) -> Obj:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Obj:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str, **more: object) -> Obj:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action_id: str = "go", **more: object) -> Obj:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Obj) -> Obj:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def option(text: str, value: str = "", **more: object) -> Obj:
    return {"text": plain(text), "value": value or text.lower(), **more}


def field(block_id: str, label: str, element: Obj, **more: object) -> Obj:
    whole = {"action_id": "field", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": whole,
        **more,
    }
