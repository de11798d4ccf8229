"""Payment terms as people write them."""

import re

from bot.due import Due

_NET = re.compile(
    r"^(?:net|n)(?:\s|[/-]|\s?[/-]\s)?(\d{1,3})(?:\s*days?)?$|^(\d{1,3})\s*days?(?:\s*net)?$"
)
_ON_RECEIPT = frozenset(
    {"due on receipt", "on receipt", "upon receipt", "due upon receipt", "immediate", "immediately"}
)
LONGEST_NET = 365


def parse_terms(text: str) -> Due | None:
    """Return what `text` means, e.g. "Net 30" or "due on receipt"; None: not understood."""
    said = " ".join(text.lower().strip().rstrip(".").split())
    if said in _ON_RECEIPT:
        return Due(net_days=0)
    match = _NET.match(said)
    if match is None:
        return None
    days = int(match[1] or match[2])
    return Due(net_days=days) if days <= LONGEST_NET else None
