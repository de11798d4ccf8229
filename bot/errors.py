"""The errors a person may meet, drawn as one small tree.

BotError                 a sentence fit for a finance person
├── NotFound             no such deal, proposal, invoice
├── Conflict             somebody or something was faster
├── NotAllowed           policy says no, and who may instead
├── Invalid              what was typed does not make sense; names the field
├── Misconfigured        a setting, token, field or policy line; names its fix
└── VendorError          Slack, Stripe or Salesforce said no, or nothing
"""

from enum import StrEnum


class BotError(Exception):
    """Something a person should read; `str()` of it is the sentence to show."""


class NotFound(BotError):
    """There is no such thing."""


class Conflict(BotError):
    """The race was lost: the sentence says who won, or what changed."""


class NotAllowed(BotError):
    """The person may not do this; the sentence says who may."""


class Invalid(BotError):
    """What was typed does not make sense."""

    def __init__(self, sentence: str, field: str = "") -> None:
        """Say what is wrong, and in which field of the form ("" = the whole form)."""
        super().__init__(sentence)
        self.field = field


class Misconfigured(BotError):
    """The set-up is wrong; the sentence names the setting and its fix."""


class Trouble(StrEnum):
    """What a vendor's refusal means for the caller."""

    DOWN = "down"
    """Not now: the same call may be repeated later, unchanged."""
    UNKNOWN = "unknown"
    """No answer: the effect may or may not have happened. Repeat with the same key."""
    REFUSED = "refused"
    """Never, as things are: a person has to change something first."""


class VendorError(BotError):
    """A vendor refused or did not answer."""

    def __init__(
        self,
        vendor: str,
        sentence: str,
        *,
        trouble: Trouble,
        code: str = "",
        retry_after: float | None = None,
    ) -> None:
        """Carry the vendor's own words.

        `vendor` is "Slack", "Stripe" or "Salesforce"; `code` is the vendor's code, e.g.
        FIELD_CUSTOM_VALIDATION_EXCEPTION; `retry_after` is in seconds.
        """
        super().__init__(sentence)
        self.vendor = vendor
        self.trouble = trouble
        self.code = code
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """Whether repeating the same call may help."""
        return self.trouble is not Trouble.REFUSED
