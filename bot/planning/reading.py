"""From a deal to its plan: the sources in their order, with what people decided before all."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.calendar import Calendar
from bot.deal import Deal
from bot.due import Due
from bot.finding import Finding
from bot.overrides import Overrides
from bot.payer import Tax
from bot.plan import Assumed, Installment, Plan, Retainer
from bot.planning.currencies import in_currency
from bot.planning.dated import from_dates, is_dated
from bot.planning.doubts import about_both, about_one_decided, about_the_model
from bot.planning.lines import is_expressible, lines_of, plan_line
from bot.planning.milestones import deposit_of, from_milestones
from bot.planning.numbering import after, clash, numbered, on_business_days
from bot.planning.parts import Found, base_of
from bot.planning.payers import payers_of
from bot.planning.printed import about_what_is_printed, custom_fields_of
from bot.planning.retaining import Repeating, repeating
from bot.planning.single import from_deposit, one_invoice
from bot.planning.words import Model, model_of
from bot.policy import Policy
from bot.rules import DealRules, Proration
from bot.terms import parse_terms

DECIDED = "changed in Slack"
ASSUMED = "one invoice (assumed)"


class Reading(NamedTuple):
    """A plan, and what about its sources is doubtful."""

    plan: Plan
    doubts: tuple[Finding, ...]


class Parts(NamedTuple):
    """What goes out: once and repeatedly."""

    installments: tuple[Installment, ...] = ()
    retainers: tuple[Retainer, ...] = ()
    words: tuple[str, ...] = ()
    doubts: tuple[Finding, ...] = ()


def read(deal: Deal, decided: Overrides, policy: Policy) -> Reading:
    """Return the plan of `deal` and what its sources leave in doubt.

    What the day is makes no difference: a late approval is no changed deal.
    """
    decided, foreign = in_currency(decided, deal.currency)
    due, terms_assumed = _due(deal, decided, policy.deals)
    payers = payers_of(deal, decided, policy)
    parts = _parts(deal, decided, due, Calendar(policy.calendar), policy)
    billing = policy.billing
    assumed = {
        Assumed.TERMS: terms_assumed,
        Assumed.BILL_TO: payers.assumed,
        Assumed.MODEL: parts.words == (ASSUMED,),
    }
    plan = Plan(
        deal_id=deal.id,
        deal_name=deal.name,
        account_name=deal.account.name if deal.account else "",
        currency=deal.currency,
        bill_to=payers.bill_to,
        customer_id=decided.customer_id or "",
        shares=payers.shares,
        installments=parts.installments,
        retainers=parts.retainers,
        po_number=deal.terms.po_number if decided.po_number is None else decided.po_number,
        memo=deal.terms.memo if decided.memo is None else decided.memo,
        footer=(deal.terms.footer or billing.footer) if decided.footer is None else decided.footer,
        custom_fields=custom_fields_of(deal),
        tax=Tax(mode=billing.tax, rates=billing.tax_rates),
        sources=parts.words,
        assumed=frozenset(what for what, is_so in assumed.items() if is_so),
    )
    doubts = (*foreign, *payers.doubts, *parts.doubts, *about_what_is_printed(deal, due))
    return Reading(plan, doubts)


def _due(deal: Deal, decided: Overrides, rules: DealRules) -> tuple[Due, bool]:
    if decided.due is not None:
        return decided.due, False
    if understood := parse_terms(deal.terms.text):
        return understood, False
    return Due(net_days=rules.default_net_days), True


def _parts(deal: Deal, decided: Overrides, due: Due, calendar: Calendar, policy: Policy) -> Parts:
    if decided.installments is None and not _expressible(deal, decided):
        return Parts()
    repeats = _repeating(deal, decided, policy.billing.proration)
    once = _once(deal, decided, repeats)
    if decided.installments is None:
        installments = numbered(once.parts, due)
    else:
        installments = decided.installments
    retainers = repeats.retainers
    if decided.retainers is None or clash(installments, retainers):
        retainers = after(installments, retainers, due if decided.retainers is None else None)
    roll = policy.billing.roll
    words = tuple(dict.fromkeys((*once.words, *repeats.words)))
    return Parts(
        on_business_days(installments, decided.dates, calendar, roll),
        retainers,
        (*words, DECIDED) if decided.dates and DECIDED not in words else words,
        (*repeats.doubts, *once.doubts, *_about_sources(deal, decided, repeats)),
    )


def _expressible(deal: Deal, decided: Overrides) -> bool:
    """Return whether all that counts can be invoiced in the deal's currency."""
    if decided.lines is not None:
        return True
    return all(is_expressible(line, deal.currency) for line in lines_of(deal))


def _repeating(deal: Deal, decided: Overrides, proration: Proration) -> Repeating:
    """Return what repeats; with what people decided, their retainers in place of the deal's."""
    said = repeating(deal, proration)
    if decided.retainers is None:
        return said
    if not decided.retainers:
        return Repeating((), lines_of(deal), words=(DECIDED,))
    knows = bool(said.retainers or said.unclear) or decided.installments is not None
    doubts = () if knows else said.doubts
    return Repeating(decided.retainers, said.once, words=(DECIDED,), doubts=doubts)


def _once(deal: Deal, decided: Overrides, repeats: Repeating) -> Found:
    """Return what is billed once, by the first source that says anything."""
    if decided.installments is not None:
        return Found(words=(DECIDED,))
    if decided.lines is not None:
        found = one_invoice(deal, decided.lines, deal.terms.send_date, (DECIDED,))
        return _moved(found._replace(doubts=tuple(about_one_decided(deal))), decided)
    return _moved(_from_the_deal(deal, decided, repeats), decided)


def _moved(found: Found, decided: Overrides) -> Found:
    """Return the only invoice there is on the day that people decided on."""
    if decided.send_date is None or len(found.parts) != 1:
        return found
    part = found.parts[0]._replace(send_date=decided.send_date, condition="")
    return found._replace(parts=(part,))


def _from_the_deal(deal: Deal, decided: Overrides, repeats: Repeating) -> Found:
    once = [*repeats.once, *repeats.unclear]
    lines = [plan_line(line, deal.currency) for line in once]
    model = model_of(deal.terms.model)
    if deal.milestones:
        return from_milestones(deal, base_of(lines, deal.currency))
    if is_dated(once) and model is not Model.ONE:
        return from_dates(deal, once)
    if deposit_of(deal):
        rest_on = decided.send_date or deal.terms.send_date
        return from_deposit(deal, base_of(lines, deal.currency), rest_on)
    words = "one invoice (opportunity)" if model is Model.ONE else ASSUMED
    has_words = bool(lines) and not (repeats.retainers and words == ASSUMED)
    return one_invoice(deal, lines, deal.terms.send_date, (words,) if has_words else ())


def _about_sources(deal: Deal, decided: Overrides, repeats: Repeating) -> Iterator[Finding]:
    if decided.installments is None and decided.lines is None:
        yield from about_both(deal, repeats)
        if decided.retainers is None:
            yield from about_the_model(deal, repeats)
