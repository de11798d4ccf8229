"""What is printed beside the lines: custom fields, as many and as long as Stripe takes."""

from collections.abc import Iterator, Mapping

from bot.deal import Deal
from bot.due import Due
from bot.finding import Finding, warn
from bot.planning.lines import lines_of, service_period
from bot.planning.parts import percent
from bot.rules import MOST_CUSTOM_FIELDS

LONGEST_NAME, LONGEST_VALUE = 40, 140


def custom_fields_of(deal: Deal) -> Mapping[str, str]:
    """Return name -> value of what is printed, cut to what Stripe takes; nothing that is empty."""
    said = [(name.strip(), value.strip()) for name, value in deal.terms.custom_fields.items()]
    some = [(name, value) for name, value in said if name and value][:MOST_CUSTOM_FIELDS]
    return {name[:LONGEST_NAME]: value[:LONGEST_VALUE] for name, value in some}


def about_what_is_printed(deal: Deal, due: Due) -> Iterator[Finding]:
    """Yield what an approver should know about fields, service periods and the discount."""
    if discount := due.discount:
        yield warn(
            "discount",
            f"{percent(discount.percent)} off within {discount.days} days is shown on the terms "
            "and not applied: credit it when it is taken.",
        )
    asked = {n.strip(): v.strip() for n, v in deal.terms.custom_fields.items() if v.strip()}
    if custom_fields_of(deal) != asked:
        yield warn(
            "custom_fields_cut",
            f"An invoice has room for {MOST_CUSTOM_FIELDS} custom fields of {LONGEST_NAME} and "
            f"{LONGEST_VALUE} characters: the rest is left out.",
        )
    for line in lines_of(deal):
        if line.start and line.end and service_period(line) is None:
            yield warn(
                "service_period",
                f'"{line.description}" ends before it begins: no service period is printed.',
            )
