"""What a deal has come to everywhere, with names, ids and instants taken out: to be compared."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.ledger import adjustments, deals, invoices, reminders, subscriptions
from sandbox.company import AR, ROLES, ZONE, user_id
from sandbox.control import Obj
from sandbox.people import flat
from tests.faults.cell import Case
from tests.faults.stage import Stage

IGNORED = frozenset(
    {
        "created", "effective_at", "number", "finalized_at", "marked_uncollectible_at", "paid_at",
        "voided_at", "hosted_invoice_url", "invoice_pdf", "SystemModstamp", "LastModifiedDate",
        "CreatedDate", "Closedwon_Written_At__c", "Closedwon_At__c", "at", "lastResponse",
        "webhooks_delivered_at", "next_payment_attempt", "invoice_prefix", "next_invoice_sequence",
    }
)  # fmt: skip
"""Instants and numbers given by the vendors, which differ from deal to deal."""
_IDS = re.compile(
    r"\b[a-z]{1,14}_(?:\d+_)?(?=\w*\d)[0-9A-Za-z]{8,}\b"
    r"|\b(?:closedwon_sub_)?[0-9a-f]{16,32}(?:_[0-9a-f]{16})?\b"
    r"|\btest_[0-9A-Za-z]{16,}\b"  # of an invoice's page: it may happen to have no digit
    r"|\b(?:cus|in|il|ii|sub|si|prod|price|cn|re|ch|py|pi|dp|inpay|txi|taxid|evt)_\w{8,}\b"
    r"|\b[a-z]{1,14}_\d_\w{14,}\b"  # as Stripe makes most of them, again without a digit
)
_RECORDS = re.compile(r"\b(?:00[0-9A-Za-z]|a0[0-9A-Za-z])[0-9A-Za-z]{12,15}\b")
_TS = re.compile(r"\b\d{10}\.\d{6}\b|\bp\d{16}\b")
_NUMBERS = re.compile(r"\b[0-9A-Z]{8}-\d{4}\b")
_NOTE = "closedwon_log_"
"""Stripe's notes of what had been decided by the moment that an invoice was made."""
_SOON = re.compile(r"\((?:today|tomorrow|in \d+ days?)\)")
"""How far off a day was when it was said: a vendor that is away for hours moves that."""
_MAILER = re.compile(r"(?<=\.example by )(?:Stripe|closedwon)\b")
"""Who asked Stripe for an e-mail, which nobody is told once the answer was lost."""
_AUTO = re.compile(r"\bCW[A-Z]-\d+\b")
_LOGGED = re.compile(r"\b\d{4}-\d\d-\d\d (?=\w+: )")
_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:?\d\d)")
_DAY = re.compile(r"\b(?:Mon |Tue |Wed |Thu |Fri |Sat |Sun )?(?:Jan|Feb|Mar|Apr|May|Jun) \d{1,2}\b")
_OVERDUE = re.compile(r"\b\d+ days? overdue\b")
_NUDGE = re.compile(r"has waited for approval for \d+ hours")

BILLED = (
    "customers", "invoices", "subscriptions", "credit notes", "e-mails",
    "ledger: invoices", "ledger: reminders", "ledger: corrections", "ledger: retainers",
)  # fmt: skip
"""What customers and Stripe have to do with."""

Snapshot = dict[str, Any]


def take(stage: Stage, case: Case) -> Snapshot:
    """Return how things stand about the deal, at Stripe, in Salesforce, Slack and the ledger."""
    whole = {
        **_at_stripe(stage, case),
        **_in_salesforce(stage, case),
        **_in_slack(stage, case),
        **_in_ledger(stage, case),
        "trouble": [words for words in stage.troubles() if case.name in words],
    }
    return {name: _plain(value, case) for name, value in whole.items()}


def differences(wanted: Snapshot, found: Snapshot) -> list[str]:
    """Return in which ways `found` is not `wanted`."""
    return [
        f"{name}: {_apart(wanted.get(name), found.get(name))}"
        for name in sorted({*wanted, *found})
        if wanted.get(name) != found.get(name)
    ]


def bills(apart: Iterable[str]) -> bool:
    """Return whether customers would notice one of these differences."""
    return any(one.startswith(tuple(f"{name}: " for name in BILLED)) for one in apart)


def _apart(wanted: object, found: object) -> str:
    if isinstance(wanted, list) and isinstance(found, list):
        ours, theirs = (Counter(map(_dumped, rows)) for rows in (wanted, found))
        missing, extra = sorted((ours - theirs).elements()), sorted((theirs - ours).elements())
        if len(missing) == len(extra) == 1:
            return _first_difference(missing[0], extra[0])
        return f"missing {missing}, too many {extra}"[:1500]
    return _first_difference(_dumped(wanted), _dumped(found))


def _first_difference(wanted: str, found: str) -> str:
    at = next((i for i, pair in enumerate(zip(wanted, found, strict=False)) if len({*pair}) > 1), 0)
    begin = max(0, at - 80)
    return f"…{found[begin : at + 120]}… instead of …{wanted[begin : at + 120]}…"


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _at_stripe(stage: Stage, case: Case) -> Snapshot:
    state = stage.people
    customers = [one for one in state.get("stripe/customers") if case.place in _dumped(one).lower()]
    mine = {one["id"] for one in customers}

    def theirs(rows: Iterable[Obj]) -> list[Obj]:
        return [one for one in rows if one["customer"] in mine]

    mails = [mail for mail in state.outbox() if case.place in str(mail["to"])]
    return {
        "customers": customers,
        "invoices": theirs(state.invoices()),
        "subscriptions": theirs(state.get("stripe/subscriptions")),
        "credit notes": theirs(state.get("stripe/credit_notes")),
        "e-mails": mails,
    }


def _in_salesforce(stage: Stage, case: Case) -> Snapshot:
    seen = stage.people.opportunity(case.deal_id)
    return {
        "opportunity": {key: value for key, value in seen.items() if key.startswith("Closedwon_")},
    }


def _in_slack(stage: Stage, case: Case) -> Snapshot:
    people = stage.people
    cards = people.cards(case.name)
    owners = [people.get("slack/messages", user=user_id(one)) for one in ROLES]
    return {
        "cards": [flat(card) for card in cards],
        "threads": [line for card in cards for reply in people.replies(card)
                    for line in _lines(reply)],
        "reminders": [said for card in people.cards(case.name, AR) for said in _owed(card)],
        "told": [flat(said) for rows in owners for said in rows if case.name in flat(said)],
    }  # fmt: skip


def _owed(card: Obj) -> list[str]:
    """Return what a reminder says; the daily summary, which names everybody, is nobody's."""
    return [] if "Accounts receivable" in flat(card) else [flat(card)]


def _lines(message: Obj) -> list[str]:
    return [line for line in str(message["words"] or message["text"]).splitlines() if line.strip()]


def _in_ledger(stage: Stage, case: Case) -> Snapshot:
    with stage.ledger.reading() as s:
        rows = invoices.of_deal(s, case.deal_id)
        deal = deals.get(s, case.deal_id)
        return {
            "ledger: invoices": [
                {
                    "item": row.item, "party": row.party, "status": row.status,
                    "total": row.total_minor, "paid": row.paid_minor,
                    "balance": row.balance_minor, "sent": row.sent_at is not None,
                    "due": row.due_date, "issued": row.issue_date, "advances": row.advances,
                    "made": row.stripe_id is not None,
                }
                for row in rows
            ],
            "ledger: reminders": [
                {"step": one.step, "channel": one.channel, "sent": one.sent_at is not None}
                for row in rows
                for one in reminders.reminders_of(s, row.id)
            ],
            "ledger: events": [event.what for event in deals.history(s, case.deal_id)],
            "ledger: untold": [e.what for e in deals.untold(s, case.deal_id)],
            "ledger: due": deal.write_back_due,
            "ledger: corrections": [
                (one.kind, one.status) for one in adjustments.of_deal(s, case.deal_id)
            ],
            "ledger: retainers": [
                (one.item, one.status) for one in subscriptions.of_deal(s, case.deal_id)
            ],
        }  # fmt: skip


def _plain(value: Any, case: Case) -> Any:
    """Return `value` without what names this deal, or an instant; lists in one order."""
    match value:
        case dict():
            return {
                _text(str(key), case): _plain(one, case)
                for key, one in value.items()
                if key not in IGNORED and not str(key).startswith(_NOTE)
            }
        case list() | tuple():
            return sorted((_plain(one, case) for one in value), key=_dumped)
        case bool() | None:
            return value
        case int() if value > 1_500_000_000:
            return f"day {datetime.fromtimestamp(value, ZONE):%Y-%m-%d}"
        case int() | float():
            return value
    return _text(str(value), case)


def _text(text: str, case: Case) -> str:
    text = text.replace(case.name, "NAME").replace(case.place, "name")
    for pattern, instead in (
        (_CLOCK, "<instant>"),
        (_IDS, "<id>"),
        (_TS, "<ts>"),
        (_NUMBERS, "<number>"),
        (_RECORDS, "<record>"),
        (_AUTO, "<auto>"),
        (_SOON, "<soon>"),
        (_MAILER, "<mailer>"),
    ):
        text = pattern.sub(instead, text)
    return text


def dateless(snapshot: Snapshot) -> Snapshot:
    """Return it without what time brings: where a vendor was away for a day, that is otherwise."""
    text = _LOGGED.sub("<day> ", _DAY.sub("<day>", _dumped(snapshot)))
    cut: Snapshot = json.loads(_OVERDUE.sub("<days> overdue", text))
    cut["threads"] = [words for words in cut["threads"] if not _NUDGE.search(str(words))]
    return cut
