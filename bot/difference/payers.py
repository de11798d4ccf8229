"""What differs between who pays, and how it is taxed."""

from collections.abc import Iterator

from bot.difference.words import words
from bot.payer import BillTo, Share, Tax, TaxExempt, TaxMode
from bot.plan import Plan

EXEMPT = {
    TaxExempt.NONE: "taxed",
    TaxExempt.EXEMPT: "exempt from tax",
    TaxExempt.REVERSE: "taxed by reverse charge",
}
MODES = {
    TaxMode.NONE: "not added",
    TaxMode.AUTOMATIC: "worked out by Stripe",
    TaxMode.RATES: "added by rates",
}


def payers(before: Plan, after: Plan) -> Iterator[str]:
    """Yield what became of the payers and of their shares."""
    yield from _payer(before.bill_to, after.bill_to)
    was = {share.party: share for share in before.shares}
    now = {share.party: share for share in after.shares}
    for party, share in now.items():
        name = share.bill_to.account_name
        if party not in was:
            yield f"{_share(share)}: they paid nothing of it."
            continue
        if was[party].percent != share.percent:
            yield f"{_share(share)} instead of {was[party].percent.normalize():f} %."
        yield from (f"{name}: {said}" for said in _payer(was[party].bill_to, share.bill_to))
        chosen = was[party].customer_id, share.customer_id
        yield from (f"{name}: {said}" for said in words("Stripe customer", *chosen))
    for party, share in was.items():
        if party not in now:
            yield f"{share.bill_to.account_name} pays no share any more."


def _share(share: Share) -> str:
    who = f"{share.bill_to.account_name} <{share.bill_to.email}>"
    return f"{who} pays {share.percent.normalize():f} % of each invoice"


def taxed(before: Tax, after: Tax) -> Iterator[str]:
    """Yield what became of the tax."""
    if before.mode != after.mode:
        yield f"Tax is {MODES[after.mode]} instead of {MODES[before.mode]}."
    elif before.rates != after.rates:
        yield "Tax is added by other rates."


def _payer(before: BillTo | None, after: BillTo | None) -> Iterator[str]:
    if before is None or after is None:
        if before != after:
            yield f"It goes to {_payee(after)} instead of {_payee(before)}."
        return
    if _payee(before) != _payee(after) or before.contact_id != after.contact_id:
        yield f"It goes to {_payee(after)} instead of {_payee(before)}."
    yield from words("customer", before.account_name, after.account_name)
    if before.account_id != after.account_id and before.account_name == after.account_name:
        yield "The customer is another account of the same name."
    if before.address != after.address:
        yield "The address is another one."
    yield from _tax_facts(before, after)
    yield from words("language", before.language, after.language)


def _tax_facts(before: BillTo, after: BillTo) -> Iterator[str]:
    if before.tax_exempt != after.tax_exempt:
        was, now = EXEMPT[before.tax_exempt], EXEMPT[after.tax_exempt]
        yield f"The customer is {now} instead of {was}."
    was, now = (f"{one.tax_id} {one.tax_id_type}".strip() for one in (before, after))
    yield from words("tax id", was, now)


def _payee(bill_to: BillTo | None) -> str:
    if bill_to is None:
        return "nobody"
    return f"{bill_to.name} <{bill_to.email}>" if bill_to.name else bill_to.email
