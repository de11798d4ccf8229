"""The modal in which people choose how an approved plan follows a deal that changed."""

from collections.abc import Sequence

from bot.amending import Effect, Way, WayKind
from bot.views.blocks import Block, context, divider, section
from bot.views.ids import FieldId, ModalId
from bot.views.modal import choice_input, date_input, modal, note_input
from bot.views.text import escape, joined
from bot.views.values import ModalContext

MOST_CHANGES = 10
MOST_WORDS = 900


def amend(
    about: ModalContext, what: str, changes: Sequence[str], ways: Sequence[Way], *, repeats: bool
) -> Block:
    """Return the form: what changed, each way with its consequence in money, and a reason."""
    blocks = [section(f"*{escape(what)}* changed after something was sent. {_changes(changes)}")]
    possible = [way for way in ways if way.plan is not None]
    blocks += [block for way in possible for block in _way(way)]
    if hopeless := [way for way in ways if way.plan is None]:
        said = [f"*{way.title}*: {escape(way.why_not, 300)}" for way in hopeless]
        blocks += [divider(), context("Not possible here:\n" + "\n".join(said))]
    choices = {way.kind.value: way.title for way in possible}
    blocks += [divider(), choice_input(FieldId.WAY, "What to do", choices)]
    if repeats:
        hint = "Retainers change with the first period from this day on; empty: the next one."
        blocks.append(date_input(FieldId.FROM_DATE, "Retainers from", optional=True, hint=hint))
    blocks.append(note_input("Why", optional=False))
    blocks.append(context("Nothing happens yet: it needs approval like the plan itself did."))
    return modal(ModalId.AMEND, "Choose what to do", blocks, about, submit="Ask for approval")


def _changes(changes: Sequence[str]) -> str:
    said = " ".join(changes[:MOST_CHANGES])
    return escape(said, MOST_WORDS)


def _way(way: Way) -> list[Block]:
    effect = money(way.effect) if way.effect else ""
    text = f"*{way.title}*\n{escape(way.words, MOST_WORDS)}"
    if way.kind is WayKind.LEAVE:
        return [section(text)]
    return [section(text), *([context(effect)] if effect else [])]


def money(effect: Effect) -> str:
    """Return what a way does in money, before and after."""
    owed = f"The customer owes {effect.owed_before} now, {effect.owed_after} then"
    to_come = f"to come {effect.to_come_before} now, {effect.to_come_after} then"
    back = f"{effect.back} becomes credit of the customer" if effect.back else ""
    return joined((owed, to_come, back))
