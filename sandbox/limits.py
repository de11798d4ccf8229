"""The levers of the vendors' limits: all on, all off, and how often somebody was refused.

GET  /control/limits    {vendor: {what: how often it was refused since they were switched on}}
POST /control/limits    {"enforce": bool, "slack_second"?: 1.0} -> the same, which then is empty;
                        Slack's second may last less, for those who have not the time to wait

Salesforce's are always on: what they are is set by PATCH /control/salesforce/settings.
"""

from sandbox.wire import Call
from sandbox.world import World


def refused(world: World, _call: Call) -> object:
    """Return what was refused for its rate."""
    return {
        name: dict(counted)
        for name, vendor in world.vendors.items()
        if (counted := vendor.refused_by_rate)
    }


def enforce(world: World, call: Call) -> object:
    """Switch all limits on or off."""
    asked = call.json()
    for vendor in world.vendors.values():
        vendor.refused_by_rate.clear()
    is_on = bool(asked["enforce"])
    world.stripe.state.settings.enforce_limits = is_on
    world.slack.workspace.rates.enforce(float(asked.get("slack_second", 1)) if is_on else 0)
    return refused(world, call)
