"""When a subscription bills, is paused and ends, checked as Stripe checks them."""

from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.state import State
from sandbox.stripe.subscription_object import period
from sandbox.stripe.subscription_periods import (
    is_boundary,
    next_occurrence,
    recurring_of,
    shifted,
)

UNSUPPORTED = (
    *("add_invoice_items", "application_fee_percent", "backdate_start_date"),
    *("billing_schedules", "billing_thresholds", "discounts", "on_behalf_of"),
    *("pending_invoice_item_interval", "proration_date", "transfer_data", "trial_end"),
    *("trial_from_plan", "trial_period_days", "trial_settings"),
)
_ABSENT = {
    "customer_account": "account",
    "default_payment_method": "PaymentMethod",
    "default_source": "source",
}
"""Things a subscription can refer to that this sandbox has none of."""
_RANGES = {
    "day_of_month": (1, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "month": (1, 12),
    "second": (0, 59),
}


def check(params: Obj) -> None:
    """Refuse what this sandbox has none of, and what Stripe does not take together."""
    for name, kind in _ABSENT.items():
        if params.get(name):
            missing(kind, str(params[name]), name, in_path=False)
    for name in UNSUPPORTED:
        if params.get(name):
            refuse(f"This sandbox does not know `{name}` yet.", param=name)
    if params.get("cancel_at") is not None and params.get("cancel_at_period_end"):
        _only_one("cancel_at", "cancel_at_period_end")
    if params.get("billing_mode", {}).get("type") == "classic":
        refuse("This sandbox models the flexible billing mode only.", param="billing_mode[type]")


def days(params: Obj) -> int:
    """Return the days customers have to pay, which a subscription that sends invoices needs."""
    if params.get("collection_method") != "send_invoice":
        refuse(
            "This customer has no attached payment source or default payment method. Please"
            " consider adding a default payment method. For more information, visit"
            " https://stripe.com/docs/billing/payment-methods#setting-default.",
            code="resource_missing",
        )
    given: int | None = params.get("days_until_due")
    if given is None:
        parameter_missing("days_until_due")
    if given < 0:
        refuse("This value must be greater than or equal to 0.", param="days_until_due")
    return given


def anchor(state: State, subscription: Obj, params: Obj) -> int:
    """Return the moment the first full period starts: now, or the one asked for.

    It must be in the future and not after the next natural billing date
    (docs.stripe.com/billing/subscriptions/billing-cycle).
    """
    config, asked = params.get("billing_cycle_anchor_config"), params.get("billing_cycle_anchor")
    if config is not None and asked is not None:
        _only_one("billing_cycle_anchor", "billing_cycle_anchor_config")
    now, param = state.now(), "billing_cycle_anchor"
    recurring = recurring_of(subscription)
    if config is not None:
        param = "billing_cycle_anchor_config"
        _check_config(config, recurring, param)
        asked = next_occurrence(config, now)
    if asked is None:
        return now
    if asked <= now:
        refuse("`billing_cycle_anchor` must be a timestamp in the future.", param=param)
    natural = shifted(now, recurring)
    if asked > natural:
        price = subscription["items"]["data"][0]["price"]["id"]
        refuse(
            "billing_cycle_anchor cannot be later than next natural billing date"
            f" ({natural}) for plan: {price}",
            param=param,
        )
    if params.get("proration_behavior") != "none":
        refuse_prorations("the time before `billing_cycle_anchor`")
    return int(asked)


def _check_config(config: Obj, recurring: Obj, param: str) -> None:
    if recurring["interval"] not in ("month", "year"):
        refuse(f"`{param}` is only valid with monthly and yearly price intervals.", param=param)
    for name, (least, most) in _RANGES.items():
        value = config.get(name)
        if value is not None and not least <= value <= most:
            refuse(f"Invalid {name}: must be between {least} and {most}.", param=f"{param}[{name}]")


def cancellation(state: State, subscription: Obj, params: Obj) -> Obj:
    """Return the changed end of the subscription: `cancel_at` and what goes with it."""
    _, period_end = period(subscription)
    at, by_period = params.get("cancel_at"), params.get("cancel_at_period_end")
    if by_period or at in ("min_period_end", "max_period_end"):
        return _ends(state, period_end, at_period_end=bool(by_period))
    if isinstance(at, int):
        _check_end(state, subscription, params)
        return _ends(state, at)
    if isinstance(at, str):
        refuse(f"This sandbox does not know `{at}` yet.", param="cancel_at")
    cleared = "cancel_at" in params or (by_period is False and subscription["cancel_at_period_end"])
    return _ends(state, None) if cleared else {}


def _check_end(state: State, subscription: Obj, params: Obj) -> None:
    at = params["cancel_at"]
    if at <= state.now():
        refuse("`cancel_at` must be a timestamp in the future.", param="cancel_at")
    if is_boundary(subscription, at):
        return
    _, period_end = period(subscription)
    if at > period_end or params.get("proration_behavior") != "none":
        # In a period to come Stripe always prorates; in this one, unless it is told not to.
        refuse_prorations("a `cancel_at` inside of a period", "cancel_at")


def _ends(state: State, at: int | None, *, at_period_end: bool = False) -> Obj:
    return {
        "cancel_at": at,
        "cancel_at_period_end": at_period_end,
        "canceled_at": None if at is None else state.now(),
    }


def pause(state: State, params: Obj) -> Obj:
    """Return the changed pause of collection; it touches no invoice made before."""
    if "pause_collection" not in params:
        return {}
    asked = params["pause_collection"]
    if asked is None:
        return {"pause_collection": None}
    resumes_at = asked.get("resumes_at")
    if resumes_at is not None and resumes_at <= state.now():
        refuse(
            "`resumes_at` must be a timestamp in the future.", param="pause_collection[resumes_at]"
        )
    return {"pause_collection": {"behavior": asked["behavior"], "resumes_at": resumes_at}}


def refuse_prorations(what: str, param: str = "proration_behavior") -> None:
    """Refuse what Stripe would prorate: this sandbox does not, and will not guess."""
    refuse(
        f"This sandbox does not model prorations, and Stripe would make one for {what}: pass"
        " `proration_behavior` none and stay on the boundaries of periods.",
        param=param,
    )


def _only_one(*names: str) -> None:
    refuse(f"You may only specify one of these parameters: {', '.join(names)}.", param=names[0])
