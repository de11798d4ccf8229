"""Text for Slack: escaped, cut to length, dates and amounts as people read them."""

from collections.abc import Iterable
from datetime import date

from bot.views.state import Who

ELLIPSIS = "…"
WARNING = "!"
_INVISIBLE = dict.fromkeys(
    [*range(0x20), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " "
)
"""Control characters, and those that turn the direction of writing."""
_LOOK_ALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})  # noqa: RUF001 - meant
"""What would break the formatting around it; "_" stays, e-mail addresses are copied from here."""


def cut(text: str, most: int) -> str:
    """Return `text` with at most `most` characters, the last an ellipsis if it was longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def one_line(text: str, most: int = 150) -> str:
    """Return outside text for plain_text: on one line, without control characters, cut."""
    return cut(" ".join(text.translate(_INVISIBLE).split()), most)


def escape(text: str, most: int = 150) -> str:
    """Return outside text for mrkdwn: it mentions nobody, links nowhere and formats nothing."""
    return _entities(one_line(text, most).translate(_LOOK_ALIKES))


def escape_lines(text: str, most: int = 1000) -> str:
    """Return longer outside text for mrkdwn, its line breaks kept as a quotation."""
    kept = [escape(line, most) for line in text.splitlines() if line.strip()]
    return "\n".join(f">{line}" for line in _within(kept, most))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _within(lines: Iterable[str], most: int) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) > most:
            return [*kept, ELLIPSIS]
        kept.append(line)
    return kept


def link(url: str, words: str) -> str:
    """Return outside `words` as a link, or as they are if `url` is not an address."""
    if not url.startswith(("https://", "http://")):
        return escape(words)
    address = url.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"<{one_line(address, 2000)}|{escape(words)}>"


def mention(who: Who) -> str:
    """Return how to name somebody in mrkdwn: mentioned if their id is known."""
    if who.slack_id.isalnum():
        return f"<@{who.slack_id}>"
    return escape(who.name) or "somebody"


def day(date_: date, today: date) -> str:
    """Return "Dec 22", with the year when it is not this one."""
    said = f"{date_:%b} {date_.day}"
    return said if date_.year == today.year else f"{said}, {date_.year}"


def weekday(date_: date) -> str:
    """Return "Mon Nov 23"."""
    return f"{date_:%a %b} {date_.day}"


def relative(date_: date, today: date) -> str:
    """Return "today", "in 8 days", "12 days ago"."""
    days = (date_ - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def day_and_distance(date_: date, today: date) -> str:
    """Return "Dec 22 (in 8 days)"."""
    return f"{day(date_, today)} ({relative(date_, today)})"


def counted(count: int, one: str, many: str = "") -> str:
    """Return "1 invoice", "2,000 invoices"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def overdue(days: int) -> str:
    """Return "12 days overdue"."""
    return f"{counted(days, 'day')} overdue"


def joined(parts: Iterable[str], sign: str = " · ") -> str:
    """Return the parts that say something, joined."""
    return sign.join(part for part in parts if part)
