"""What the table has no row for: which steps reach a vendor apart from it, and where that is tried.

Whoever adds a step that calls a vendor enters it in `rows`, or says here why no story meets it.
"""

RETAINED = "tests/workflows/amending/test_adjust_retainer.py"
UNSUBSCRIBED = "tests/workflows/retaining/test_unsubscribe.py"
FORMER = "tests/workflows/customers/test_former_customer.py"
DOUBT = "a look after a doubt that no single fault brings about"
CALLED_OFF = "drafts of what was called off: tests/workflows/standing/test_placing_again.py"
PERSON = "a person is asked or told, and nothing hangs on it: tests/workflows"
CACHED = "asked once for all and kept for a while: the row of show_card.put_card has it"
SHARED = "shown by the code of a step that has a row, for another channel or list"

RESTORED = "only once an older ledger was restored: tests/workflows/test_restored*.py"

APART = {
    ("adjust_retainer.change_retainer", "billing.end_subscription"): RETAINED,
    ("adjust_retainer.end_retainer", "billing.end_subscription"): RETAINED,
    ("adjust_retainer.end_retainer", "billing.subscription"): RETAINED,
    ("recheck.may_go", "billing.customer"): RESTORED,
    ("recheck.may_go", "billing.invoices_of"): RESTORED,
    ("recheck.may_go", "billing.snapshot"): RESTORED,
    ("recheck.may_go", "billing.subscription"): RESTORED,
    ("subscribe.read_again", "billing.customer"): RESTORED,
    ("subscribe.read_again", "billing.invoices_of"): RESTORED,
    ("subscribe.read_again", "billing.snapshot"): RESTORED,
    ("subscribe.read_again", "billing.subscription"): RESTORED,
    ("subscribe_call.look_first", "billing.customer"): RESTORED,
    ("subscribe_call.look_first", "billing.invoices_of"): RESTORED,
    ("subscribe_call.look_first", "billing.snapshot"): RESTORED,
    ("subscribe_call.look_first", "billing.subscription"): RESTORED,
    ("tend.take_in", "billing.snapshot"): "tests/workflows/retaining/test_tend.py",
    ("unsubscribe.end", "billing.end_subscription"): UNSUBSCRIBED,
    ("unsubscribe.end", "billing.find_subscription"): UNSUBSCRIBED,
    ("unsubscribe.end", "billing.subscription"): UNSUBSCRIBED,
    ("adjust_revise.discard", "billing.discard"): CALLED_OFF,
    ("adjust_revise.drop", "billing.discard"): CALLED_OFF,
    ("adjust_revise.drop", "billing.find_invoice"): CALLED_OFF,
    ("adjust_status.void", "billing.write_off"): "one step for both: `write_off` has the row",
    ("adjust_status.write_off", "billing.void"): "one step for both: `void` has the row",
    ("align.look", "billing.snapshot"): DOUBT,
    ("align_retainer.write", "billing.end_subscription"): RETAINED,
    ("ask.send_answer", "messenger.direct"): PERSON,
    ("ask.send_answer", "messenger.update"): PERSON,
    ("ask.send_question", "messenger.direct"): "tests/workflows/showing/test_ask.py",
    ("away.post_away", "messenger.post"): "tests/workflows/showing/test_away.py",
    ("check_period.write", "billing.schedule"): "tests/workflows/test_last_period.py",
    ("check_period.write", "billing.unschedule"): "tests/workflows/holding/test_hold_retainer.py",
    ("clearing.delete_draft", "billing.discard"): CALLED_OFF,
    ("clearing.delete_draft", "billing.find_invoice"): CALLED_OFF,
    ("clearing.delete_draft", "billing.snapshot"): CALLED_OFF,
    ("clearing.delete_draft", "billing.unschedule"): CALLED_OFF,
    ("clearing.look_first", "billing.find_invoice"): DOUBT,
    ("customers.known_or_made", "billing.find_customers"): DOUBT,
    ("customers.known_or_made", "billing.update_customer"): FORMER,
    ("draft.discard", "billing.discard"): CALLED_OFF,
    ("draft.discard", "billing.snapshot"): CALLED_OFF,
    ("draft.discard", "billing.unschedule"): CALLED_OFF,
    ("draft.draft", "billing.note"): DOUBT,
    ("draft.draft", "billing.unschedule"): CALLED_OFF,
    ("draft.made_so_far", "billing.find_invoice"): CALLED_OFF,
    ("draft.made_so_far", "billing.snapshot"): CALLED_OFF,
    (
        "note_change.write",
        "billing.note_subscription",
    ): "tests/workflows/amending/test_note_change.py",
    ("notify.send_fix", "messenger.direct"): PERSON,
    ("notify.send_rejected", "messenger.direct"): PERSON,
    ("nudge.post", "messenger.post"): "tests/workflows/showing/test_nudge.py",
    ("nudge.write_to", "messenger.direct"): PERSON,
    ("propose.look_around", "billing.preview"): "tests/workflows/deciding/test_propose.py",
    ("propose.look_around", "crm.merged_into"): "tests/journeys/test_gone.py",
    ("remind_slack.tell_owner", "messenger.direct"): PERSON,
    ("renewing.write_to_owner", "messenger.direct"): PERSON,
    ("see_sent.let_rest", "billing.snapshot"): DOUBT,
    ("send_period.is_out", "billing.was_e_mailed"): DOUBT,
    ("show_schedule.put_pages", "messenger.post"): SHARED,
    ("show_schedule.put_pages", "messenger.update"): SHARED,
    ("subscribe.known_or_made", "billing.update_customer"): FORMER,
    ("subscribe_call.look_first", "billing.find_subscription"): DOUBT,
    ("sweep.compare", "billing.open_invoices"): "the row of `billing.drafts`: the same call",
    ("sweep.compare", "crm.differing"): "the row of `crm.won_deals`: the same call",
    ("sweep.post", "messenger.post"): SHARED,
    ("sweep.see_deal", "crm.deal"): "tests/workflows/sweeping/test_sweep.py",
    ("trouble.put_trouble", "messenger.post"): "tests/workflows/telling/test_trouble.py",
    ("trouble.put_trouble", "messenger.update"): "tests/workflows/telling/test_trouble.py",
    ("update_customer.tell_stripe", "billing.update_customer"): "tests/journeys/test_customer.py",
    (
        "watch.read_unless_busy",
        "crm.busy",
    ): "told by the answers of other calls: no call of its own",
}
"""Step and verb -> why, or which test it is tried by instead."""

NO_EFFECT = {
    "billing.checks": "`closedwon doctor` asks, no workflow",
    "billing.is_live": "the key says it: no call",
    "billing.account_id": "asked at the start, tests/test_world.py",
    "crm.checks": "`closedwon doctor` asks, no workflow",
    "crm.is_sandbox": "asked at the start, tests/test_app.py",
    "crm.org_id": "asked at the start, tests/test_world.py",
    "messenger.checks": "`closedwon doctor` asks, no workflow",
    "messenger.whisper": "answers a click, and is not tried again: tests/handlers",
    "directory.belongs": CACHED,
    "directory.by_email": CACHED,
    "directory.members": CACHED,
    "directory.person": CACHED,
}
"""Verb of a port -> why no workflow has it in the table."""
