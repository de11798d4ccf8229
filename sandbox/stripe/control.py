"""Stripe's levers: what a customer, a colleague in the Dashboard or the account's owner does.

All under /control/stripe; what is done here leaves events whose `request.id` is null, as the
Dashboard's do. A refusal has Stripe's own error shape.

    GET  /customers                   [customer]
    POST /customers                   {name, email, metadata?, address?, currency?, balance?, ...}
                                      -> customer; any parameter of the API's create
    GET  /invoices                    [invoice + payments, all lines, amount_paid_off_stripe]
    GET  /invoices/{id}               one of these
    GET  /invoices/{id}/life          {events, payments, credit_notes, refunds, disputes, mails} of
                                      one invoice, oldest first; see life.py
    POST /invoices                    {customer, currency?, collection_method?, due_date?, lines:
                                      [{description, amount | price_data, ...}], finalize?, send?,
                                      at? (Unix seconds, to have been made in the past)} -> invoice
    POST /invoices/{id}/pay           {amount?, kind?: card | bank_transfer | bank_debit |
                                      out_of_band, processing?: bool} -> invoice; the amount is in
                                      minor units, by default what remains; too much overpays
    POST /invoices/{id}/settle        {} -> invoice: what is processing arrives
    POST /invoices/{id}/fail          {message?} -> invoice: what is processing bounces, or a card
                                      is declined
    POST /invoices/{id}/send          {} -> invoice, as by hand; likewise /finalize, /void,
                                      /uncollectible and /delete (drafts)
    POST /invoices/{id}               {description?, metadata?, due_date?, auto_advance?, ...}
                                      -> invoice: edited by hand
    POST /invoices/{id}/credit        {amount, how?: balance | refund | out_of_band, memo?, reason?,
                                      email_type?, lines?} -> credit note; what is unpaid is lowered
                                      first, the rest goes back as `how` says (balance)
    POST /invoices/{id}/refund        {amount?, reason?} -> refund of a payment; else all of it
    POST /invoices/{id}/dispute       {amount?, reason?, kind?: inquiry | chargeback} -> dispute of
                                      the latest charge; /dispute/escalate, /dispute/win and
                                      /dispute/lose {} -> dispute
    POST /invoices/{id}/revise        {lines?: [all of them], finalize?, send?, description?,
                                      due_date?, ...} -> invoice: the revision, a draft if neither
    GET  /credit_notes                [credit note], oldest first; likewise /refunds and /disputes
    POST /credit_notes/{id}/void      {} -> credit note
    POST /refunds/{id}/succeed        {} -> refund: one that is pending arrives before its time
    POST /refunds/{id}/fail           {reason?} -> refund: it comes back
    GET  /subscriptions               [subscription], oldest first, canceled ones too
    POST /subscriptions               {customer, items, days_until_due, ...} -> subscription: any
                                      parameter of the API's create
    POST /subscriptions/{id}          {items?, cancel_at?, metadata?, ...} -> subscription: edited
    POST /subscriptions/{id}/cancel   {at_period_end?: bool} -> subscription: ended, now if not said
    POST /subscriptions/{id}/pause    {behavior?: keep_as_draft | void | mark_uncollectible,
                                      resumes_at?} -> subscription: collection paused
    POST /subscriptions/{id}/resume   {} -> subscription; drafts kept by the pause stay drafts
    GET  /events                      [event], newest first
    GET  /outbox                      [{to, invoice, number, kind: invoice | again | paid,
                                      amount_due, currency, hosted_invoice_url, language, at}],
                                      oldest first; kind credit_note has {credit_note, amount} as
                                      well; the language is the customer's first one, or "auto"
    GET  /settings                    {email_finalized, enforce_limits, permissions, tax_behavior,
                                      tax_fails}
    POST /settings                    any of these -> all: whether Stripe e-mails what it finalizes
                                      by itself; whether tax is in prices that do not say so
                                      ("exclusive" | "inclusive" | "inferred_by_currency" | null:
                                      undecided); whether the tax service is out of order
    POST /limits                      {"enforce": bool} -> settings
    POST /permissions                 {"allowed": {resource: "read" | "write"} | null} -> settings:
                                      what the restricted key may do; null lifts the restriction; a
                                      resource is named as in its address, e.g. "invoice_payments"
"""

import re
from collections.abc import Callable
from dataclasses import asdict

from sandbox.stripe import corrections
from sandbox.stripe.by_hand import add_customer, add_invoice, edit, fail, pay, settle
from sandbox.stripe.credit_notes import void_note
from sandbox.stripe.customers import rendered_customer
from sandbox.stripe.ending import mark_uncollectible, void_invoice
from sandbox.stripe.errors import Obj, refuse, unrecognized
from sandbox.stripe.expanding import expanded
from sandbox.stripe.finalizing import finalize_invoice, send_invoice
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.invoices import delete_invoice
from sandbox.stripe.life import life
from sandbox.stripe.state import TAX_BEHAVIORS, Settings, State
from sandbox.stripe.subscription_by_hand import (
    add_subscription,
    all_subscriptions,
    cancel_by_hand,
    edit_subscription,
    pause_by_hand,
    resume_by_hand,
)
from sandbox.wire import Answer, Call

_SHOWN = ("payments", "amount_paid_off_stripe")


def pull(state: State, call: Call) -> Answer:
    """Pull the lever `call` names."""
    sent = call.json() or {}
    for method, pattern, lever in LEVERS:
        found = re.fullmatch(pattern, call.path)
        if found and method == call.method:
            return Answer(200, lever(state, sent, *found.groups()))
    return unrecognized(call.method, f"/control/stripe{call.path}")


def _whole(state: State, ident: str) -> Obj:
    shown = expanded(state, rendered(state, state.invoice(ident)), _SHOWN)
    shown["lines"]["data"] = state.lines[ident]
    shown["lines"]["has_more"] = False
    return shown


def _customers(state: State, _: Obj) -> list[Obj]:
    return [rendered_customer(state, customer) for customer in state.customers.values()]


def _invoices(state: State, _: Obj) -> list[Obj]:
    return [_whole(state, ident) for ident in state.invoices]


def _invoice(state: State, _: Obj, ident: str) -> Obj:
    return _whole(state, ident)


def _settings(state: State, sent: Obj) -> Obj:
    known = asdict(state.settings)
    for name in sent:
        if name not in known:
            refuse(f"Settings are {', '.join(known)}; not {name}.", param=name)
    if sent.get("tax_behavior") not in TAX_BEHAVIORS:
        refuse(f"A tax behavior is one of {TAX_BEHAVIORS}.", param="tax_behavior")
    state.settings = Settings(**{**known, **sent})
    return asdict(state.settings)


def _limits(state: State, sent: Obj) -> Obj:
    return _settings(state, {"enforce_limits": bool(sent["enforce"])})


def _permissions(state: State, sent: Obj) -> Obj:
    return _settings(state, {"permissions": sent["allowed"]})


LEVERS: list[tuple[str, str, Callable[..., "Obj | list[Obj]"]]] = [
    ("GET", "/customers", _customers),
    ("POST", "/customers", add_customer),
    ("GET", "/invoices", _invoices),
    ("POST", "/invoices", add_invoice),
    ("GET", "/invoices/([^/]+)", _invoice),
    ("GET", "/invoices/([^/]+)/life", life),
    ("POST", "/invoices/([^/]+)", edit),
    ("POST", "/invoices/([^/]+)/pay", pay),
    ("POST", "/invoices/([^/]+)/settle", settle),
    ("POST", "/invoices/([^/]+)/fail", fail),
    ("POST", "/invoices/([^/]+)/send", send_invoice),
    ("POST", "/invoices/([^/]+)/finalize", finalize_invoice),
    ("POST", "/invoices/([^/]+)/void", void_invoice),
    ("POST", "/invoices/([^/]+)/uncollectible", mark_uncollectible),
    ("POST", "/invoices/([^/]+)/delete", delete_invoice),
    ("POST", "/invoices/([^/]+)/credit", corrections.credit),
    ("POST", "/invoices/([^/]+)/refund", corrections.refund),
    ("POST", "/invoices/([^/]+)/dispute", corrections.dispute),
    ("POST", "/invoices/([^/]+)/dispute/escalate", corrections.escalate_dispute),
    ("POST", "/invoices/([^/]+)/dispute/win", corrections.win_dispute),
    ("POST", "/invoices/([^/]+)/dispute/lose", corrections.lose_dispute),
    ("POST", "/invoices/([^/]+)/revise", corrections.revise),
    ("GET", "/credit_notes", corrections.all_notes),
    ("POST", "/credit_notes/([^/]+)/void", void_note),
    ("GET", "/refunds", corrections.all_refunds),
    ("POST", "/refunds/([^/]+)/succeed", corrections.succeed_refund),
    ("POST", "/refunds/([^/]+)/fail", corrections.fail_refund),
    ("GET", "/disputes", corrections.all_disputes),
    ("GET", "/subscriptions", all_subscriptions),
    ("POST", "/subscriptions", add_subscription),
    ("POST", "/subscriptions/([^/]+)", edit_subscription),
    ("POST", "/subscriptions/([^/]+)/cancel", cancel_by_hand),
    ("POST", "/subscriptions/([^/]+)/pause", pause_by_hand),
    ("POST", "/subscriptions/([^/]+)/resume", resume_by_hand),
    ("GET", "/events", lambda state, _: state.events[::-1]),
    ("GET", "/outbox", lambda state, _: state.outbox),
    ("GET", "/settings", _settings),
    ("POST", "/settings", _settings),
    ("POST", "/limits", _limits),
    ("POST", "/permissions", _permissions),
]
