"""The levers of the local Salesforce, all under /control/salesforce. JSON in, JSON out.

A person (`as`, `owner`) is named by e-mail address or id; nobody named = the administrator. Levers
act above rules, locks and permissions. Trouble is {"error": sentence, "code": ...} with 4xx, and
then nothing has changed.

Look and furnish:
    GET    org                          organization, users, stages, consumer key, user names
    POST   seed        {}               a small pipeline, nothing won yet -> {"deals": [id]}
    GET    deals                        all deals, oldest first; each with Account, Owner,
                                        OpportunityLineItems, OpportunityContactRoles,
                                        OpportunityHistories, Tasks, Closedwon_Invoices__r, ...
    GET    deals/<id>                   each line item with its OpportunityLineItemSchedules
    POST   deals       `NewDeal`: {account, contact?, amount?, currency?, lines?, milestones?,
                       owner?, name?, terms?, stage?, close_date?, fields?, ...}  -> the deal
    DELETE deals/<id>?as=               into the recycle bin, with all its parts -> {"ok": true}
    POST   deals/<id>/undelete   {as?}  -> the deal
    POST   deals/<id>/win | lose | reopen   {as?, lines?, milestones?, fields?}   -> the deal; what
                       is given besides is added first. The owner does it unless `as`
    POST   deals/<id>/clone      {name?, stage?, milestones?: false, fields?, as?}  -> the clone,
                       won if the deal is; with its products and every field the bot wrote
    POST   deals/<id>/currency   {currency, as?}    the same figures in it -> the deal; its
                       products are new records, as the currency stays while there are products
Parts of a deal (shapes in said.py: `Line`, `Milestone`; the owner does it unless `as`):
    POST   deals/<id>/lines      {product, unit_price, quantity?, discount?, code?, description?,
                       service_date?, period_end?, interval?, periods?, start?, variable?, usage?,
                       usage_period?, schedule?: [{date, revenue?, quantity?, description?}],
                       fields?, as?}    -> the line item with its OpportunityLineItemSchedules
    PATCH  lines/<id>            some of them; `schedule` as a whole -> the line item
    DELETE lines/<id>?as=        -> {"ok": true}
    POST   deals/<id>/milestones {description?, percent?, amount?, date?, condition?, met?,
                       met_date?, sequence?, currency?, fields?, as?}   -> the milestone
    PATCH  milestones/<id>       some of them       -> the milestone
    DELETE milestones/<id>?as=   -> {"ok": true}
Clients (`AccountEdit`, `ContactEdit` in said.py; their deals do not change with them):
    PATCH  accounts/<id>         {name?, address?: {BillingCity, ...}, parent?, tax_exempt?,
                       tax_id?, tax_id_type?, language?, bill_parent?, fields?, as?}
                       -> the account
    PATCH  contacts/<id>         {email?, first_name?, last_name?, fields?, as?}  -> the contact
    POST   accounts/merge        {winner, loser, as?} or {master, duplicates: [id], as?}
                       -> the winner; the loser is deleted and names it as MasterRecordId
People and stages:
    POST   users       {email}          -> the user, made if there is none
    POST   stages      {label, is_won?, is_closed?, probability?}   -> the stage
    PATCH  stages/<label>  {label}      rename it; its deals follow -> the stage
Records of any object:
    GET    records/<object>?<field>=<value>...&deleted=true   -> [record]
    GET    records/<object>/<id>
    POST   records/<object>             {fields, as?}   -> the record
    PATCH  records/<object>/<id>        {fields, as?}   -> the record
    DELETE records/<object>/<id>?as=    into the recycle bin -> {"ok": true}
    POST   records/<object>/<id>/undelete   {as?}       -> the record
Set up (`Settings`: multi_currency, currency, currencies, is_sandbox, product_schedules,
lines_stamp_deals, package_installed, package_assigned, view_all, approved, public_key, usage,
usage_limit, long_calls, long_after, batch_size,
fields {"Object.Field": {readable, writable}}, objects {"Object": {read, create, edit, delete}});
what is sent replaces what was, so send `fields` and `objects` whole:
    GET    settings
    PATCH  settings    some of them     -> all of them
    POST   sessions/expire              -> {"expired": n}
Make trouble:
    GET    guards                       {rules, duplicates, row_locks, locked}
    DELETE guards                       none of them any more
    POST   rules       {object, message, field?, changed?: [field | "*"], equals?: {field: value},
                        was?: {field: value}, empty?: [field], filled?: [field]}
    POST   duplicate-rules  {object, field, action?: "alert" | "block", name?, message?}
    POST   row-locks   {times?: 1, object?, id?}   the next writes there: UNABLE_TO_LOCK_ROW
    POST   locks       {id, locked?: true}         as an approval process does
"""

import re

from pydantic import ValidationError

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.levers import clients, deals, parts, records, setup
from sandbox.salesforce.levers.kit import Kit
from sandbox.wire import Answer, Call


class Control:
    """Pulls the levers."""

    def __init__(self, kit: Kit) -> None:
        """Pull them on what `kit` holds."""
        self._store = kit.org.store
        files = (deals, parts, clients, records, setup)
        every = [lever for file in files for lever in file.table(kit)]
        self._table = [(method, re.compile("/" + path), lever) for method, path, lever in every]

    def answer(self, call: Call) -> Answer:
        """Pull the lever a call names; one that is refused half-way changes nothing."""
        before = None if call.method == "GET" else self._store.snapshot()
        answer = self._pull(call)
        if before is not None and answer.status >= 400:
            self._store.restore(before)
        return answer

    def _pull(self, call: Call) -> Answer:
        try:
            for method, pattern, lever in self._table:
                match = pattern.fullmatch(call.path)
                if match and method == call.method:
                    parts = list(match.groups())
                    return Answer(200, lever(parts, dict(call.params()) | (call.json() or {})))
        except ApiError as error:
            status = 404 if error.status == 404 else 400
            return Answer(status, {"error": error.message, "code": error.code})
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            return Answer(400, {"error": f"{type(error).__name__}: {error}", "code": "BAD_LEVER"})
        return Answer(404, {"error": f"no such lever: {call.method} {call.path}"})
