"""What `closedwon doctor` finds."""

from bot.value import Value


class Check(Value):
    """One line of `closedwon doctor`."""

    name: str
    ok: bool
    sentence: str
    """What was found."""
    fix: str = ""
    """What to do about it; "" when all is well."""
    fatal: bool = True
    """Whether the bot may not start with it; False: it works, but less well."""
