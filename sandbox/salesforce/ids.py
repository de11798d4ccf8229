"""Record ids: fifteen case-sensitive characters, and three more that save the case."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
POD = "Hs0000"


def suffix(fifteen: str) -> str:
    """Return the three characters that say which of the fifteen are capitals."""
    chunks = (fifteen[start : start + 5] for start in (0, 5, 10))
    return "".join(
        SUFFIX[sum(1 << place for place, letter in enumerate(chunk) if letter.isupper())]
        for chunk in chunks
    )


def make(prefix: str, number: int) -> str:
    """Return the 18-character id of the `number`th record whose object has `prefix`."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = DIGITS[rest] + digits
    fifteen = prefix + POD + digits.rjust(6, "0")
    return fifteen + suffix(fifteen)


def full(text: str) -> str | None:
    """Return the 18-character form of a 15- or 18-character id, None if it is neither."""
    if len(text) not in (15, 18) or not (text.isascii() and text.isalnum()):
        return None
    if len(text) == 15:
        return text + suffix(text)
    return text if suffix(text[:15]) == text[15:] else None
