"""What can be done to the lines a subscription itself put on its draft."""

from sandbox.stripe.errors import Obj, refuse

_MONEY = ("amount", "price_data", "pricing", "quantity", "quantity_decimal")


def require_own(line: Obj, row: Obj, param: str) -> None:
    """Refuse to change what a line of the subscription costs.

    Stripe says that changes propagate to the invoice item behind a line (invoices.update_lines);
    behind these there is a subscription item instead. What it does to them is not documented, so
    the safe way is the only one: change the subscription, or add lines of one's own.
    """
    for name in _MONEY:
        if _of_a_subscription(line) and row.get(name) is not None:
            refuse(
                f"You can't change the `{name}` of a line item that comes from a subscription:"
                " add a line item, or change the subscription.",
                code="invoice_not_editable",
                param=f"{param}[{name}]",
            )


def require_removable(line: Obj, param: str) -> None:
    """Refuse to take a line of the subscription off its draft."""
    if _of_a_subscription(line):
        refuse(
            "You can't remove a line item that comes from a subscription.",
            code="invoice_not_editable",
            param=param,
        )


def _of_a_subscription(line: Obj) -> bool:
    return bool(line["parent"]["type"] == "subscription_item_details")
