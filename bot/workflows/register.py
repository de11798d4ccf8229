"""The table of workflows: under which name each can be started, and on whose queue it waits."""

from collections.abc import Callable
from typing import NamedTuple

from bot.workflows import retention
from bot.workflows.amending import adjust, note_change, renewing
from bot.workflows.crm import write_back
from bot.workflows.customers import update_customer
from bot.workflows.deciding import order, propose
from bot.workflows.dunning import remind, remind_client, remind_slack, report
from bot.workflows.gating import breaker, letting
from bot.workflows.issuing import (
    align,
    align_retainer,
    check_period,
    clearing,
    confirm_hold,
    issue,
    pausing,
    scheduling,
    see_sent,
    send_period,
)
from bot.workflows.retaining import subscribe, tend, unsubscribe
from bot.workflows.showing import ask, away, drawing, heads_up, notify, notify_back, nudge, show
from bot.workflows.standing import ripe
from bot.workflows.sweeping import sweep
from bot.workflows.telling import trouble
from bot.workflows.tracking import ask_usage, track, watch

STRIPE, SALESFORCE, SLACK, CLOCK = "stripe", "salesforce", "slack", "clock"


class Registered(NamedTuple):
    """A workflow and the queue whose limits it keeps."""

    run: Callable[..., None]
    queue: str


WORKFLOWS: dict[str, Registered] = {
    "watch_deals": Registered(watch.watch_deals, CLOCK),
    "propose": Registered(propose.propose, STRIPE),
    "show_card": Registered(show.show_card, SLACK),
    "draw_cards": Registered(drawing.draw_cards, SLACK),
    "issue": Registered(issue.issue, STRIPE),
    "issue_due": Registered(order.issue_due, CLOCK),
    "schedule": Registered(scheduling.schedule, STRIPE),
    "align": Registered(align.align, STRIPE),
    "discard_draft": Registered(clearing.discard_draft, STRIPE),
    "see_sent": Registered(see_sent.see_sent, STRIPE),
    "adjust": Registered(adjust.adjust, STRIPE),
    "adjust_due": Registered(ripe.adjust_due, CLOCK),
    "subscribe": Registered(subscribe.subscribe, STRIPE),
    "unsubscribe": Registered(unsubscribe.unsubscribe, STRIPE),
    "align_retainer": Registered(align_retainer.align_retainer, STRIPE),
    "check_period": Registered(check_period.check_period, STRIPE),
    "send_period": Registered(send_period.send_period, STRIPE),
    "ask_usage": Registered(ask_usage.ask_usage, CLOCK),
    "renew": Registered(renewing.renew, CLOCK),
    "tell_renewal": Registered(renewing.tell_renewal, SLACK),
    "tend_retainers": Registered(tend.tend_retainers, CLOCK),
    "tend_retainer": Registered(tend.tend, STRIPE),
    "track_retainer": Registered(tend.track_retainer, STRIPE),
    "confirm_hold": Registered(confirm_hold.confirm_hold, STRIPE),
    "note_change": Registered(note_change.note_change, STRIPE),
    "note_end": Registered(note_change.note_end, STRIPE),
    "tell_fix": Registered(notify.tell_fix, SLACK),
    "tell_held": Registered(notify.tell_held, SLACK),
    "tell_rejected": Registered(notify.tell_rejected, SLACK),
    "deliver_question": Registered(ask.deliver_question, SLACK),
    "deliver_answer": Registered(ask.deliver_answer, SLACK),
    "watch_payments": Registered(track.watch_payments, CLOCK),
    "track": Registered(track.track, STRIPE),
    "write_back": Registered(write_back.write_back, SALESFORCE),
    "write_back_again": Registered(write_back.write_back_again, SALESFORCE),
    "heads_up": Registered(heads_up.heads_up, CLOCK),
    "remind": Registered(remind.remind, CLOCK),
    "remind_customer": Registered(remind.remind_customer, STRIPE),
    "remind_client": Registered(remind_client.remind_client, STRIPE),
    "show_reminder": Registered(remind_slack.show_reminder, SLACK),
    "notify_paid": Registered(track.notify_paid, SLACK),
    "notify_back": Registered(notify_back.notify_back, SLACK),
    "daily_summary": Registered(report.daily_summary, CLOCK),
    "nudge": Registered(nudge.nudge, CLOCK),
    "sweep": Registered(sweep.sweep, CLOCK),
    "retention": Registered(retention.retention, CLOCK),
    "update_customer": Registered(update_customer.update_customer, STRIPE),
    "post_cards": Registered(breaker.post_cards, CLOCK),
    "let_go": Registered(letting.let_go, CLOCK),
    "follow_pause": Registered(pausing.follow_pause, CLOCK),
    "count_waiting": Registered(pausing.count_waiting, CLOCK),
    "tell_away": Registered(away.tell_away, SLACK),
    "show_trouble": Registered(trouble.show_trouble, SLACK),
}
