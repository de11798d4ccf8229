"""What travels with a button or a modal and comes back: small, versioned by content, no secrets."""

import base64
import zlib
from typing import NamedTuple

from pydantic import Field, ValidationError

from bot.errors import Invalid
from bot.value import Value
from bot.views.ids import FieldId, MoreVerb

HASH_LENGTH = 16
"""Characters of the content hash that a button carries."""
MOST_METADATA = 3000
"""Characters of private_metadata."""
MOST_UNPACKED = 500_000
PACKED = "z:"
"""Begins what was packed: no JSON does."""


class ProposalValue(NamedTuple):
    """Which proposal a button is of, and the content that its reader saw."""

    proposal_id: str
    content_hash: str
    """The first `HASH_LENGTH` characters."""

    def matches(self, content_hash: str) -> bool:
        """Return whether the card showed the content with this (whole) hash."""
        return content_hash[:HASH_LENGTH] == self.content_hash


def proposal_value(proposal_id: str, content_hash: str) -> str:
    """Return the value of a proposal's button: "{proposal id}:{first 16 of the hash}"."""
    return f"{proposal_id}:{content_hash[:HASH_LENGTH]}"


def parse_proposal(value: str) -> ProposalValue:
    """Return what `proposal_value` wrote.

    Raises:
        Invalid: if it did not write this.

    """
    proposal_id, colon, content_hash = value.rpartition(":")
    if not (proposal_id and colon and len(content_hash) == HASH_LENGTH):
        raise Invalid("This button is not one of ours.")
    return ProposalValue(proposal_id, content_hash)


class MoreValue(NamedTuple):
    """An entry of an overflow menu."""

    verb: MoreVerb
    rest: str
    """A proposal's value or an invoice's id."""


def more_value(verb: MoreVerb, rest: str) -> str:
    """Return the value of an overflow entry: "{verb}|{rest}"."""
    return f"{verb}|{rest}"


def parse_more(value: str) -> MoreValue:
    """Return what `more_value` wrote.

    Raises:
        Invalid: if it did not write this.

    """
    verb, _, rest = value.partition("|")
    try:
        return MoreValue(MoreVerb(verb), rest)
    except ValueError:
        raise Invalid("This menu entry is not one of ours.") from None


class PageValue(Value):
    """A page of a list, as its buttons carry it."""

    which: str
    query: str = Field(default="", max_length=200)
    page: int = Field(default=0, ge=0)

    def dumped(self) -> str:
        """Return it as a button's value."""
        return self.model_dump_json()


def parse_page(value: str) -> PageValue:
    """Return what `PageValue.dumped` wrote.

    Raises:
        Invalid: if it did not write this.

    """
    try:
        return PageValue.model_validate_json(value)
    except ValidationError:
        raise Invalid("This button is not one of ours.") from None


class PickValue(NamedTuple):
    """The chosen match of a command."""

    command: str
    id: str


def pick_value(command: str, subject_id: str) -> str:
    """Return the value of an option: "{command}|{id}"."""
    return f"{command}|{subject_id}"


def parse_pick(value: str) -> PickValue:
    """Return what `pick_value` wrote.

    Raises:
        Invalid: if it did not write this.

    """
    command, bar, subject_id = value.partition("|")
    if not (command and bar and subject_id):
        raise Invalid("This entry is not one of ours.")
    return PickValue(command, subject_id)


def line_block(field: FieldId, key: str) -> str:
    """Return the block id of one field of one line: "{field}.{key}"."""
    return f"{field}.{key}"


class ModalContext(Value):
    """What a modal is about: its private_metadata."""

    proposal_id: str = ""
    content_hash: str = ""
    """Whole; what the person saw when the modal was opened."""
    invoice_id: str = ""
    subscription_id: str = ""
    adjustment_id: str = ""
    question_id: str = ""
    trouble_id: str = ""
    deal_id: str = ""
    channel: str = ""
    """Where it was opened from, for a private answer."""
    message_ts: str = ""
    billing: str = ""
    """Of `MODIFY`: the `BillingWay` that the form shows."""
    retainer: str = ""
    """Of `MODIFY`: the number of the retainer that the form changes."""
    part_keys: tuple[str, ...] = ()
    line_keys: tuple[str, ...] = ()
    """Of `MODIFY`: the lines in the order shown."""
    overrides: str = ""
    """Of `MODIFY_REVIEW`: what was typed, understood, as JSON of `plan.Overrides`."""

    def dumped(self) -> str:
        """Return it as private_metadata.

        Raises:
            Invalid: if it is more than Slack keeps for us.

        """
        text = self.model_dump_json(exclude_defaults=True)
        if len(text) > MOST_METADATA and self.overrides:
            packed = {"overrides": packed_text(self.overrides)}
            text = self.model_copy(update=packed).model_dump_json(exclude_defaults=True)
        if len(text) > MOST_METADATA:
            raise Invalid(
                "These are more changes than one form can carry: shorten the descriptions, "
                "or change the products in Salesforce."
            )
        return text


def packed_text(text: str) -> str:
    """Return `text` in less room, where it repeats itself."""
    return PACKED + base64.b85encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> str:
    """Return what `packed_text` was given; anything else as it is.

    Raises:
        Invalid: if it did not write this.

    """
    if not text.startswith(PACKED):
        return text
    try:
        data = base64.b85decode(text.removeprefix(PACKED))
        return zlib.decompressobj().decompress(data, MOST_UNPACKED).decode()
    except (ValueError, zlib.error):
        raise Invalid("This form is not one of ours. Open it again.") from None


def parse_context(private_metadata: str) -> ModalContext:
    """Return what `ModalContext.dumped` wrote.

    Raises:
        Invalid: if it did not write this.

    """
    if len(private_metadata) > MOST_METADATA:
        raise Invalid("This form is not one of ours. Open it again.")
    try:
        return ModalContext.model_validate_json(private_metadata or "{}")
    except ValidationError:
        raise Invalid("This form is not one of ours. Open it again.") from None
