"""What people do with a deal of a story: verbs over the card, as they find it."""

from collections.abc import Callable

from sandbox.company import APPROVALS, user_id
from sandbox.control import LeverError, Obj, wait_for
from tests.faults.cell import Case
from tests.faults.stage import Stage

APPROVE = "Approve & send"
CHANGE = "Approve the change"
CORRECTION = "Approve the correction"
CHOOSE = "Choose what to do"


def approve(stage: Stage, case: Case) -> None:
    """Let Finance approve."""
    press(stage, case, "kim", APPROVE)


def press(stage: Stage, case: Case, who: str, label: str) -> None:
    """Press a button of the card."""
    stage.people.click(who, label, stage.people.card(case.name, label))


def pay(stage: Stage, case: Case) -> None:
    """Let the customer pay all of it."""
    stage.people.pay(case.deal_id)


def pick(stage: Stage, case: Case, who: str, entry: str, menu: str = "") -> None:
    """Pick from the first menu of the card that has the entry, and is a `menu` of that name."""

    def where() -> Obj | None:
        for card in stage.people.cards(case.name)[-1:]:
            for block in card["blocks"]:
                parts = [block.get("accessory") or {}, *block.get("elements", ())]
                for element in parts:
                    options = element.get("options", ())
                    found = [one for one in options if str(one["text"]["text"]).endswith(entry)]
                    if found and str(element.get("action_id")).startswith(menu):
                        return {
                            "user": user_id(who),
                            "channel": card["channel"],
                            "ts": card["ts"],
                            "block_id": block["block_id"],
                            "action_id": element["action_id"],
                            "option": found[0]["value"],
                        }
        return None

    stage.people.press(where, f"{entry!r} on the card of {case.name}")


def filled(stage: Stage, who: str, title: str, **given: object) -> None:
    """Fill in a form and submit it, when it can be; it has to be taken."""

    def submitted() -> Obj | None:
        try:
            return stage.people.submit(who, title, **given)
        except LeverError as error:
            if "no submit button" not in str(error):
                raise
            return None  # it is being drawn

    answer = wait_for(submitted, f"{who}'s {title!r} to be submitted")
    assert not answer.get("errors"), answer["errors"]


def picked(
    who: str, entry: str, title: str, menu: str = "", **given: object
) -> Callable[[Stage, Case], None]:
    """Return what picks an entry, and fills in the form that it opens."""

    def act(stage: Stage, case: Case) -> None:
        pick(stage, case, who, entry, menu)
        filled(stage, who, title, **given)

    return act


def pressed(who: str, label: str, title: str, **given: object) -> Callable[[Stage, Case], None]:
    """Return what presses a button, and fills in the form that it opens."""

    def act(stage: Stage, case: Case) -> None:
        press(stage, case, who, label)
        filled(stage, who, title, **given)

    return act


def press_in_thread(who: str, label: str) -> Callable[[Stage, Case], None]:
    """Return what presses a button of the latest reply in the thread that has it."""

    def act(stage: Stage, case: Case) -> None:
        people = stage.people

        def found() -> list[Obj]:
            said = [r for card in people.cards(case.name) for r in people.replies(card)]
            return [one for one in said if label in str(one["blocks"])]

        reply = wait_for(found, f"{label!r} in the thread of {case.name}")[-1]
        people.click(who, label, {"ts": reply["ts"]}, APPROVALS)

    return act


def approve_change(stage: Stage, case: Case) -> None:
    """Let a second person approve what was chosen."""
    press(stage, case, "pat", CHANGE)


def approve_correction(stage: Stage, case: Case) -> None:
    """Let a second person approve the correction."""
    press(stage, case, "pat", CORRECTION)


def choose(way: str, **more: object) -> Callable[[Stage, Case], None]:
    """Return what chooses how a changed deal goes on."""
    return pressed("kim", CHOOSE, CHOOSE, way=way, note="As agreed by phone", **more)
