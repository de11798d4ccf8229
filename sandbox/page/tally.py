"""What there is of everything, so that one sees that nothing was lost and nothing doubled."""

from collections import Counter

from sandbox.world import World

Count = dict[str, object]
_APPROVE = "proposal.approve"
_INVOICE = "closedwon_invoice_id"
_GONE = ("void",)


def tally(world: World) -> Count:
    """Count the invoices, the messages and the approvals that are open.

    `doubled` names what closedwon made twice: ids of its own that stand on more than one invoice
    of Stripe that is neither void nor replaced by a revision. It is empty, or something is wrong.
    """
    stripe, slack = world.stripe.state, world.slack.workspace
    ours = [invoice for invoice in stripe.invoices.values() if _INVOICE in invoice["metadata"]]
    standing = [
        invoice
        for invoice in ours
        if invoice["status"] not in _GONE and not invoice.get("latest_revision")
    ]
    ids = Counter(invoice["metadata"][_INVOICE] for invoice in standing)
    messages = [message for channel in slack.channels.values() for message in channel.messages]
    return {
        "invoices": len(stripe.invoices),
        "ours": len(ours),
        "deals": len({invoice["metadata"].get("closedwon_deal_id") for invoice in ours}),
        "doubled": [ident for ident, times in ids.items() if times > 1],
        "emails": len(stripe.outbox),
        "messages": len(messages),
        "approvals": sum(_waits(message.blocks) for message in messages),
        "calls": len(world.recorder.calls),
    }


def _waits(blocks: object) -> bool:
    """Tell whether there is a button to approve with."""
    if isinstance(blocks, list):
        return any(map(_waits, blocks))
    if isinstance(blocks, dict):
        found = str(blocks.get("action_id", "")).startswith(_APPROVE)
        return found or any(_waits(blocks.get(name)) for name in ("elements", "accessory"))
    return False
