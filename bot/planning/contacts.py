"""The bill-to contact: who at the customer receives invoices; never a guess."""

from collections.abc import Sequence

from bot.deal import Contact, Deal, short_id
from bot.rules import DealRules


def choose_contact(deal: Deal, rules: DealRules) -> tuple[Contact | None, bool]:
    """Return the bill-to contact and whether it was assumed.

    First the one contact in the first configured role that anybody holds, then who the configured
    field names, then the only primary contact, or the only contact there is (both assumed).
    Several candidates of the same rank are nobody: a person has to say. Nor is anybody else asked
    to pay when the field names somebody who is not there.
    """
    holders = _holders(deal, rules)
    if in_role := _only(holders):
        return in_role, False
    if named := deal.terms.bill_to_contact_id:
        return _first([c for c in deal.contacts if short_id(c.id) == short_id(named)]), False
    if holders:
        return None, False
    primary = [c for c in deal.contacts if c.is_primary]
    chosen = _only(primary or deal.contacts)
    return chosen, chosen is not None


def _holders(deal: Deal, rules: DealRules) -> list[Contact]:
    """Return the contacts in the first of the roles that anybody holds."""
    for role in rules.bill_to_roles:
        if holders := [c for c in deal.contacts if c.role.casefold() == role.casefold()]:
            return holders
    return []


def _first(contacts: Sequence[Contact]) -> Contact | None:
    return contacts[0] if contacts else None


def _only(contacts: Sequence[Contact]) -> Contact | None:
    """Return the one person among `contacts`, who may be there in several roles."""
    return contacts[0] if len({contact.id for contact in contacts}) == 1 else None
