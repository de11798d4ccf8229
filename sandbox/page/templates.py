"""Deals that somebody could win today, each with something of its own to see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.company import ZONE, deal, email_of
from sandbox.control import Obj
from sandbox.page.paging import Row
from sandbox.salesforce import SalesforceWorld
from sandbox.salesforce.deals import ADDRESS
from sandbox.slack.values import no_lever
from sandbox.wire import Call, Refused

LAB = "accounts@labs.example"
AT_SECOND = "Accounts Payable"
"""A role of its own: two contacts in the same one would be one too many."""
QUARTER = {"percent": "25"}
TOKYO = {"BillingCity": "Tokyo", "BillingPostalCode": "100-0001", "BillingCountry": "Japan"}
KUWAIT = {"BillingCity": "Kuwait City", "BillingCountry": "Kuwait"}


@dataclass(frozen=True)
class Template:
    """A deal to win."""

    title: str
    words: str
    made: Callable[[date], Obj]
    """From today's date in the company's zone."""
    second: str = ""
    """Who pays the other part, by share."""


def _once(_today: date) -> Obj:
    lines = [
        {"product": "Platform", "unit_price": "15000", "description": "One year"},
        {"product": "Training", "quantity": "2", "unit_price": "1700"},
    ]
    po = {"Closedwon_PO_Number__c": "PO-88213"}
    return deal("Acme Corporation", None, name="Platform", lines=lines, terms="Net 30", fields=po)


def _large(_today: date) -> Obj:
    return deal("Globex Corporation", "48000", name="Enterprise license", terms="Net 30")


def _project(today: date) -> Obj:
    milestones = [
        {"description": "Deposit", **QUARTER},
        {"description": "Design", "date": _in(today, 30), **QUARTER},
        {"description": "Build", "date": _in(today, 75), **QUARTER},
        {"description": "Launch", "condition": "on acceptance", **QUARTER},
    ]
    more = {"milestones": milestones, "terms": "Net 30"}
    return deal("Stark Industries", "24000", name="Customer portal", **more)


def _retainer(today: date) -> Obj:
    support = {
        "product": "Support",
        "unit_price": "18000",
        "interval": "Monthly",
        "periods": 12,
        "start": today.isoformat(),
    }
    renews = {"Closedwon_Renews__c": "Renews"}
    more = {"lines": [support], "terms": "Net 10", "fields": renews}
    return deal("Wayne Enterprises", None, name="Care plan", **more)


def _mixed(today: date) -> Obj:
    monthly = {"interval": "Monthly", "periods": 6, "start": today.isoformat()}
    lines = [
        {"product": "Plant", "unit_price": "18000"},
        {"product": "Service", "unit_price": "6000", **monthly},
        {"product": "Hours", "unit_price": "150", "quantity": "10", "variable": True, **monthly},
    ]
    milestones = [
        {"description": "Deposit", "percent": "50"},
        {"description": "Handover", "percent": "50", "date": _in(today, 45)},
    ]
    more = {"lines": lines, "milestones": milestones, "terms": "Net 30"}
    return deal("Cyberdyne Systems", None, name="Plant and service", **more)


def _yen(_today: date) -> Obj:
    more = {"currency": "JPY", "address": TOKYO, "terms": "Net 30"}
    return deal("Sakura KK", "1250000", name="License", **more)


def _dinar(_today: date) -> Obj:
    more = {"currency": "KWD", "address": KUWAIT, "terms": "Net 30"}
    return deal("Gulf Trading", "1234.56", name="License", **more)


def _two_payers(_today: date) -> Obj:
    share = {"Closedwon_Second_Payer_Share__c": 40}
    return deal("Initrode", "12000", name="Joint study", terms="Net 30", fields=share)


def _mistake(_today: date) -> Obj:
    return deal("Umbrella Labs", "2450", name="Pilot", contact=None, contact_name="")


def _in(today: date, days: int) -> str:
    """Return the working day on or after that many days from today."""
    day = today + timedelta(days=days)
    return (day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)).isoformat()


TEMPLATES = {
    "once": Template("A one-off", "Acme Corporation: a platform and training, $18,400.00", _once),
    "large": Template("Over the limit", "Globex: $48,000.00 needs two approvers", _large),
    "project": Template("A project", "Stark Industries: $24,000.00 in four milestones", _project),
    "retainer": Template(
        "A retainer", "Wayne Enterprises: $1,500.00 a month for a year", _retainer
    ),
    "mixed": Template(
        "A bit of all", "Cyberdyne: a deposit, a handover, service and hours each month", _mixed
    ),
    "yen": Template("Yen", "Sakura KK: ¥1,250,000, no decimals", _yen),
    "dinar": Template("Dinars", "Gulf Trading: KWD 1,234.560, three decimals", _dinar),
    "payers": Template(
        "Two payers", "Initrode pays 60 %, its lab 40 %", _two_payers, "Initrode Labs"
    ),
    "mistake": Template("Something is missing", "Umbrella Labs: nobody to send it to", _mistake),
}


def listed() -> list[Row]:
    """Return what there is to choose from."""
    return [
        {"key": key, "title": template.title, "words": template.words}
        for key, template in TEMPLATES.items()
    ]


async def win(salesforce: SalesforceWorld, key: str, owner: str = "") -> Row:
    """Make a deal from a template and win it; the owner is a name such as "dana".

    Raises:
        Refused: if there is no such template, or Salesforce does not want the deal.

    """
    template = TEMPLATES.get(key)
    if template is None:
        raise no_lever(404, f"no such template: {key}")
    today = salesforce.clock.now().astimezone(ZONE).date()
    person = owner if "@" in owner else email_of(owner or "dana")
    given = template.made(today) | {"owner": person}
    contact = await _second(salesforce, template.second) if template.second else None
    if contact:
        second = {"Closedwon_Second_Payer__c": contact["AccountId"]}
        given["fields"] = {**given["fields"], **second}
    made = await _pull(salesforce, "/deals", given)
    if contact:
        role = {"OpportunityId": made["Id"], "ContactId": contact["Id"], "Role": AT_SECOND}
        await _pull(salesforce, "/records/OpportunityContactRole", {"fields": role})
    won = await _pull(salesforce, f"/deals/{made['Id']}/win", {})
    return {"id": won["Id"], "name": won["Name"]}


async def _second(salesforce: SalesforceWorld, name: str) -> Obj:
    """Return whom to write to at the second payer, an account that is made if there is none."""
    for row in salesforce.org.store.rows("Contact"):
        if row["Email"] == LAB and not row["IsDeleted"]:
            return {"Id": row["Id"], "AccountId": row["AccountId"]}
    account = await _pull(salesforce, "/records/Account", {"fields": {"Name": name, **ADDRESS}})
    said = {"FirstName": "Mika", "LastName": "Ito", "Email": LAB, "AccountId": account["Id"]}
    return await _pull(salesforce, "/records/Contact", {"fields": said})


async def _pull(salesforce: SalesforceWorld, path: str, given: Obj) -> Obj:
    body = json.dumps(given).encode()
    answer = await salesforce.control(Call(salesforce.name, "POST", path, "", {}, body))
    if answer.status >= 400:
        raise Refused(answer)
    return dict(answer.body)
