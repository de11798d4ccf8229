"""Telling the deal owner that a retainer ends and another term is up for approval."""

from datetime import date

from bot.facts import Message
from bot.value import Value
from bot.views.blocks import section
from bot.views.fit import message
from bot.views.text import counted, day, escape, joined, link


class Renewal(Value):
    """A retainer that ends, and what is proposed after it."""

    deal_name: str
    deal_url: str = ""
    label: str
    starts_on: date
    """First day of the further term."""
    periods: int
    card_link: str = ""
    today: date


def renewal(about: Renewal) -> Message:
    """Return the message to the owner."""
    deal = link(about.deal_url, about.deal_name) if about.deal_url else escape(about.deal_name)
    ends = day(about.starts_on, about.today)
    where = link(about.card_link, "Open the card") if about.card_link else ""
    words = (
        f"*{escape(about.label, 80)}* of {deal} ends before {ends}. Another "
        f"term of {counted(about.periods, 'period')} on the same terms is up for approval by "
        "Finance. If the client does not go on, tell them: without approval it just ends."
    )
    text = f"The retainer of {escape(about.deal_name)} ends before {ends}"
    return message(text, [section(joined((words, where), "\n"))])
