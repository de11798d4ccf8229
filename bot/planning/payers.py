"""Payers: the account, its parent, or two parties by share, with what invoices to them need."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.deal import Account, Contact, Deal, short_id
from bot.finding import Finding, Fix, block, warn
from bot.overrides import Overrides
from bot.payer import WHOLE, BillTo, Share, TaxExempt, TaxMode
from bot.planning.contacts import choose_contact
from bot.planning.parts import percent
from bot.planning.words import exempt_of
from bot.policy import Policy


class Payers(NamedTuple):
    """Who pays, and whether that was our choice."""

    bill_to: BillTo | None
    assumed: bool
    shares: tuple[Share, ...]
    doubts: tuple[Finding, ...]


def payers_of(deal: Deal, decided: Overrides, policy: Policy) -> Payers:
    """Return who receives the invoices of `deal`; what is not clear is left out, with a doubt."""
    main = deal.parent if deal.terms.bill_parent else deal.account
    doubts: list[Finding] = []
    bill_to, assumed = _bill_to(main, deal, policy)
    if decided.bill_to is not None:
        bill_to, assumed = _completed(decided.bill_to, deal), False
    elif deal.terms.bill_parent and main is None and deal.account is not None:
        doubts.append(
            block("no_parent", f"The parent of {deal.account.name} pays, and it has none.")
        )
    if decided.shares is not None:
        shares = decided.shares
    else:
        shares, about = _shares(deal, main)
        doubts += about
    accounts = [main, deal.second_payer if shares else None]
    doubts += [d for account in accounts if account for d in _about_tax(account, policy)]
    return Payers(bill_to, assumed, shares, tuple(doubts))


def _bill_to(account: Account | None, deal: Deal, policy: Policy) -> tuple[BillTo | None, bool]:
    """Return who receives the invoice: a contact that is named, the account's address, a guess."""
    if account is None:
        return None, False
    chosen, assumed = choose_contact(deal, policy.deals)
    if account.email and (assumed or chosen is None) and not deal.terms.bill_to_contact_id:
        return as_bill_to(account), False
    if chosen is None or not chosen.email:
        return None, False
    return as_bill_to(account, chosen), assumed


def as_bill_to(account: Account, contact: Contact | None = None) -> BillTo:
    """Return `account` as a payer, at its own e-mail address if no contact is given."""
    return BillTo(
        account_id=account.id,
        account_name=account.name,
        contact_id=contact.id if contact else "",
        name=contact.name if contact else "",
        email=contact.email if contact else account.email,
        address=account.address,
        tax_exempt=exempt_of(account.tax_exempt) or TaxExempt.NONE,
        tax_id=account.tax_id,
        tax_id_type=account.tax_id_type,
        language=account.language,
    )


def _completed(bill_to: BillTo, deal: Deal) -> BillTo:
    """Return who people decided on, with what they did not decide as the account has it."""
    accounts = (deal.account, deal.parent, deal.second_payer)
    known = next(
        (a for a in accounts if a and short_id(a.id) == short_id(bill_to.account_id)), None
    )
    if known is None:
        return bill_to
    said = as_bill_to(known)
    names = ("tax_exempt", "tax_id", "tax_id_type", "language")
    left = [name for name in names if getattr(bill_to, name) in ("", TaxExempt.NONE)]
    return bill_to.model_copy(update={name: getattr(said, name) for name in left})


def _shares(deal: Deal, main: Account | None) -> tuple[tuple[Share, ...], list[Finding]]:
    second, share = deal.second_payer, deal.terms.second_share
    if second is None and not share:
        return (), []
    if second is None:
        return (), [_wrong(f"A second party pays {percent(share or Decimal(0))}: nobody says who.")]
    if share is None or not 0 < share < WHOLE:
        said = "nothing says how much" if share is None else f"{percent(share)} is no share"
        return (), [_wrong(f"{second.name} pays a part, and {said}: above 0, below 100 %.")]
    if main is not None and short_id(main.id) == short_id(second.id):
        return (), [_wrong(f"{second.name} is both the first and the second payer.")]
    if not second.email:
        return (), [
            _wrong(f"{second.name} pays {percent(share)} and has no e-mail address in Salesforce.")
        ]
    return (Share(bill_to=as_bill_to(second), percent=share),), []


def _about_tax(account: Account, policy: Policy) -> Iterator[Finding]:
    level = warn if policy.billing.tax is TaxMode.NONE else block
    said = exempt_of(account.tax_exempt)
    if said is None:
        yield level(
            "tax_status_not_understood",
            f'The tax status of {account.name} is not understood: "{account.tax_exempt}". Use '
            '"Exempt", "Reverse charge" or nothing.',
        )
    if said is TaxExempt.REVERSE and not account.tax_id:
        yield warn(
            "no_tax_id", f"{account.name} accounts for the tax itself and has no tax id to print."
        )
    if account.tax_id and not account.tax_id_type:
        yield warn(
            "no_tax_id_type",
            f"The kind of the tax id {account.tax_id} of {account.name} is not known: it is not "
            "printed.",
        )


def _wrong(sentence: str) -> Finding:
    return block("second_payer", sentence, Fix.NONE)
