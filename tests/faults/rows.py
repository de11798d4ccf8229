"""The rows of the table: every effect there is, by the story in which it meets every fault.

A line is `workflow.step port.verb vendor METHOD path…`, and what may follow the paths:
`after=PATH`: it happens only once the call to PATH in the same step has answered 500;
`alone`: the call is about no deal, or about many at once; `nth=2`: it is the second of its shape.
"""

from collections.abc import Iterator

from tests.faults.cell import Row

SHORT = {
    "SNAPSHOT": "stripe GET /v1/invoices/{} /v1/credit_notes /v1/disputes /v1/refunds",
    "TAKEN_BACK": "stripe GET /v1/credit_notes /v1/disputes /v1/refunds",
    "SUBS": "/v1/subscriptions",
    "INVOICES": "/composite/sobjects/Closedwon_Invoice__c/Closedwon_Key__c",
    "EVENTS": "/composite/sobjects/Closedwon_Event__c/Closedwon_Key__c",
}
"""What the table below says for what is too long to be said in it."""
STORIES = {
    "sent": """
watch_deals.read_unless_busy crm.changed_deals salesforce POST /composite alone
propose.look_around          billing.find_customers stripe GET /v1/customers
show_card.put_card           messenger.post slack POST /api/chat.postMessage
show_card.put_card           directory.by_email slack POST /api/users.lookupByEmail alone
show_card.put_card           messenger.update slack POST /api/chat.update
show_card.link_card          messenger.link slack POST /api/chat.getPermalink
show_card.tell_thread        messenger.post slack POST /api/chat.postMessage
issue.may_go                 crm.deal salesforce GET /queryAll/
issue.known_or_made          billing.create_customer stripe POST /v1/customers
issue.draft                  billing.draft stripe POST /v1/invoices
issue.draft                  billing.find_invoice stripe GET /v1/invoices after=/v1/invoices
issue.fill                   billing.add_lines stripe POST /v1/invoices/{}/add_lines
issue.fill                   billing.snapshot SNAPSHOT after=/v1/invoices/{}/add_lines
issue.send                   billing.send stripe POST /v1/invoices/{}/send
issue.send                   billing.snapshot SNAPSHOT after=/v1/invoices/{}/send
issue.send                   billing.was_e_mailed stripe GET /v1/events after=/v1/invoices/{}/send
write_back.write_batch       crm.write_back salesforce PATCH /composite/sobjects
write_back.write_batch       crm.write_back salesforce PATCH INVOICES
write_back.write_batch       crm.write_back salesforce PATCH EVENTS
watch_payments.read_events   billing.events stripe GET /v1/events alone
track.read_invoice           billing.snapshot SNAPSHOT
notify_paid.tell_owner       messenger.direct slack POST /api/chat.postMessage
""",
    "scheduled": """
schedule.read_deal           crm.deal salesforce GET /queryAll/
heads_up.post                messenger.post slack POST /api/chat.postMessage
heads_up.write_to_owner      messenger.direct slack POST /api/chat.postMessage
tell_held.send_held          messenger.direct slack POST /api/chat.postMessage
confirm_hold.write           billing.unschedule stripe POST /v1/invoices/{}
confirm_hold.write_notes     billing.note stripe POST /v1/invoices/{}
issue.look_first             billing.snapshot SNAPSHOT
issue.draft                  billing.snapshot SNAPSHOT
issue.draft                  billing.discard stripe DELETE /v1/invoices/{}
align.write                  billing.schedule stripe POST /v1/invoices/{}
see_sent.let_rest            billing.unschedule stripe POST /v1/invoices/{}
see_sent.e_mail              billing.was_e_mailed stripe GET /v1/events
daily_summary.list_gone_out  billing.drafts stripe GET /v1/invoices alone
sweep.list_gone_out          billing.drafts stripe GET /v1/invoices alone
""",
    "released": """
confirm_hold.write           billing.schedule stripe POST /v1/invoices/{} nth=2
see_sent.e_mail              billing.send stripe POST /v1/invoices/{}/send
""",
    "overdue": """
remind_customer.read_invoice billing.snapshot SNAPSHOT
remind_customer.mail         billing.was_e_mailed stripe GET /v1/events alone
remind_customer.mail         billing.snapshot SNAPSHOT
remind_customer.mail         billing.send stripe POST /v1/invoices/{}/send
remind_customer.post         messenger.post slack POST /api/chat.postMessage
remind_customer.retire       messenger.update slack POST /api/chat.update
show_reminder.redraw         messenger.update slack POST /api/chat.update
daily_summary.list_open      billing.open_invoices stripe GET /v1/invoices alone
daily_summary.list_taken_back billing.taken_back TAKEN_BACK alone
daily_summary.post           messenger.post slack POST /api/chat.postMessage alone
daily_summary.share          messenger.share slack POST /api/files.completeUploadExternal alone
sweep.list_open              billing.open_invoices stripe GET /v1/invoices alone
sweep.list_taken_back        billing.taken_back TAKEN_BACK alone
sweep.compare                billing.drafts stripe GET /v1/invoices alone
sweep.compare                billing.subscriptions stripe GET /v1/subscriptions alone
sweep.compare                crm.won_deals salesforce GET /query/ alone
sweep.read_again             crm.changed_deals salesforce POST /composite alone
""",
    "credited": """
adjust.look                  billing.snapshot SNAPSHOT
adjust.give_credit           billing.back_of SNAPSHOT
adjust.give_credit           billing.credit stripe POST /v1/credit_notes
adjust.look_after            billing.snapshot SNAPSHOT
notify_back.tell_owner       messenger.direct slack POST /api/chat.postMessage
""",
    "recorded": """
adjust.record                billing.snapshot SNAPSHOT
adjust.record                billing.record_payment stripe POST /v1/payment_records/report_payment
adjust.write_off             billing.snapshot SNAPSHOT
adjust.write_off             billing.write_off stripe POST /v1/invoices/{}/mark_uncollectible
note_end.write               billing.note stripe POST /v1/invoices/{}
""",
    "lowered": """
propose.look_around          billing.customer stripe GET /v1/customers/{}
propose.look_around          billing.open_invoices stripe GET /v1/invoices
note_change.write            billing.note stripe POST /v1/invoices/{}
""",
    "changed": """
adjust.change_retainer       billing.subscription stripe GET /v1/subscriptions/{}
adjust.change_retainer       billing.change_subscription stripe POST /v1/subscriptions/{}
""",
    "counted": """
subscribe.known_or_made      billing.create_customer stripe POST /v1/customers
subscribe.known_or_made      billing.find_customers stripe GET /v1/customers after=/v1/customers
ask_usage.post               messenger.post slack POST /api/chat.postMessage
ask_usage.write_to_owner     messenger.direct slack POST /api/chat.postMessage
send_period.fill             billing.add_lines stripe POST /v1/invoices/{}/add_lines
""",
    "retained": """
subscribe.read_again         crm.deal salesforce GET /queryAll/
subscribe.make               billing.subscribe stripe POST /v1/subscriptions
subscribe.make               billing.find_subscription stripe GET SUBS after=SUBS
track_retainer.read_retainer billing.subscription stripe GET /v1/subscriptions/{}
track_retainer.read_retainer billing.invoices_of stripe GET /v1/invoices
check_period.look            billing.snapshot SNAPSHOT
check_period.write           billing.note stripe POST /v1/invoices/{}
check_period.write           billing.snapshot SNAPSHOT
confirm_hold.write           billing.pause_subscription stripe POST /v1/subscriptions/{}
confirm_hold.write           billing.resume_subscription stripe POST /v1/subscriptions/{} nth=2
confirm_hold.write           billing.subscription stripe GET /v1/subscriptions/{}
send_period.is_out           billing.snapshot SNAPSHOT
send_period.fill             billing.snapshot SNAPSHOT
send_period.send             billing.send stripe POST /v1/invoices/{}/send
send_period.send             billing.snapshot SNAPSHOT after=/v1/invoices/{}/send
send_period.send             billing.was_e_mailed stripe GET /v1/events after=/v1/invoices/{}/send
""",
    "voided": """
adjust.void                  billing.snapshot SNAPSHOT
adjust.void                  billing.void stripe POST /v1/invoices/{}/void
""",
    "revised": """
adjust.draft                 billing.find_invoice stripe GET /v1/invoices
adjust.draft                 billing.draft stripe POST /v1/invoices
adjust.fill                  billing.snapshot SNAPSHOT
adjust.fill                  billing.replace_lines stripe POST /v1/invoices/{}/add_lines
adjust.fill                  billing.replace_lines stripe POST /v1/invoices/{}/remove_lines
adjust.send                  billing.send stripe POST /v1/invoices/{}/send
adjust.send                  billing.snapshot SNAPSHOT after=/v1/invoices/{}/send
adjust.send                  billing.was_e_mailed stripe GET /v1/events after=/v1/invoices/{}/send
""",
}


def _rows(story: str, table: str) -> Iterator[Row]:
    for short, whole in SHORT.items():
        table = table.replace(short, whole)
    for line in table.strip().splitlines():
        step, port, vendor, method, *rest = line.split()
        workflow, _, name = step.partition(".")
        paths = tuple(word for word in rest if word.startswith("/"))
        more = dict(word.split("=") for word in rest if "=" in word)
        yield Row(
            workflow, name, port, vendor, method, paths, story,
            after=more.get("after", ""), nth=int(more.get("nth", "1")), alone="alone" in rest,
        )  # fmt: skip


ROWS = tuple(row for story, table in STORIES.items() for row in _rows(story, table))
