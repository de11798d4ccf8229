"""Sources that contradict each other: said by their names, never guessed away."""

from collections.abc import Iterator

from bot.deal import Deal
from bot.finding import Finding, Fix, block, warn
from bot.planning.milestones import deposit_of
from bot.planning.parts import counted
from bot.planning.retaining import Repeating
from bot.planning.words import Model, model_of


def about_the_model(deal: Deal, repeats: Repeating) -> Iterator[Finding]:
    """Yield where the billing model and the records of the deal do not agree."""
    model = model_of(deal.terms.model)
    if model is None:
        yield warn(
            "model_not_understood", f'The billing model "{deal.terms.model}" is not understood.'
        )
    elif model is Model.ONE:
        yield from _about_one(deal, repeats)
    elif model is Model.MILESTONES:
        yield from _about_milestones(deal, repeats)
    elif model is Model.RETAINER and (repeats.once or deal.milestones):
        yield warn(
            "model_differs",
            "The billing model is Retainer, and not everything of the deal repeats.",
        )
    elif model is Model.MIXED and not (repeats.retainers or repeats.unclear):
        yield _wrong("The billing model is Mixed, and no line item says that it repeats.")
    if not (repeats.retainers or repeats.unclear or repeats.doubts):
        yield from _about_unused(deal)


def about_both(deal: Deal, repeats: Repeating) -> Iterator[Finding]:
    """Yield where two records of the deal say when the same money is billed."""
    schedules = [line.description for line in repeats.once if line.schedule]
    if deal.milestones and schedules:
        yield warn(
            "milestones_and_schedule",
            f"The deal has {counted(len(deal.milestones), 'milestone')} and a revenue schedule "
            f"({', '.join(schedules[:3])}): the milestones are used.",
        )
    if deal.milestones and deal.terms.send_date:
        yield warn(
            "send_date_unused",
            "The opportunity has a send date and milestones: the dates of the milestones are used.",
        )
    for line in deal.lines:
        if line.schedule and (line.interval or line.variable):
            yield warn(
                "interval_and_schedule",
                f'"{line.description}" repeats: its revenue schedule is not used.',
            )


def about_one_decided(deal: Deal) -> Iterator[Finding]:
    """Yield what of the deal is set aside where people made it one invoice of their own lines."""
    unused = []
    if deal.milestones:
        unused.append(counted(len(deal.milestones), "milestone"))
    if deposit_of(deal):
        unused.append("a deposit")
    if any(line.schedule for line in deal.lines):
        unused.append("a revenue schedule")
    if unused:
        yield warn(
            "sources_unused",
            f"The lines were changed in Slack and are one invoice: the deal has "
            f"{' and '.join(unused)}, which is not used.",
        )


def _about_one(deal: Deal, repeats: Repeating) -> Iterator[Finding]:
    against = []
    if deal.milestones:
        against.append(counted(len(deal.milestones), "milestone"))
    if repeats.retainers or repeats.unclear:
        against.append("line items that repeat")
    if deposit_of(deal):
        against.append("a deposit")
    if any(line.schedule for line in repeats.once):
        against.append("a revenue schedule")
    if against:
        yield _wrong(
            f"The billing model is {deal.terms.model}, and the deal has {' and '.join(against)}."
        )


def _about_milestones(deal: Deal, repeats: Repeating) -> Iterator[Finding]:
    if not deal.milestones and not any(line.schedule or line.start for line in repeats.once):
        yield _wrong(f"The billing model is {deal.terms.model}, and the deal has no milestones.")
    if repeats.retainers:
        yield warn(
            "model_differs",
            f"The billing model is {deal.terms.model}, and some of the deal repeats.",
        )


def _about_unused(deal: Deal) -> Iterator[Finding]:
    said = [
        words
        for words, value in (
            ("an interval", deal.terms.interval.strip()),
            ("a number of periods", deal.terms.periods),
        )
        if value
    ]
    if said:
        yield warn(
            "interval_unused",
            f"The opportunity has {' and '.join(said)}, and nothing of the deal repeats.",
        )


def _wrong(sentence: str) -> Finding:
    return block("model_contradicts", sentence, Fix.SCHEDULE)
