"""Who pays, as people type it: understood or sent back."""

from collections.abc import Iterator
from decimal import Decimal

from bot.deal import Account
from bot.mistakes import Mistakes, email, number
from bot.payer import WHOLE, BillTo, Share
from bot.plan import Plan
from bot.value import Value
from bot.views.ids import FieldId
from bot.views.modal import MOST_NOTE
from bot.views.text import one_line

Changes = Iterator[tuple[str, object]]


class TypedPayers(Value):
    """What stands in a form about who pays; None: it did not ask."""

    bill_to_name: str = ""
    bill_to_email: str | None = None
    share_percent: str | None = None
    """Of the second payer; "" or "0": there is none."""
    share_email: str = ""


def bill_to_from(typed: TypedPayers, plan: Plan, account: Account | None) -> Changes:
    """Yield who receives the invoices, if somebody else."""
    if typed.bill_to_email is None:
        return
    address = email(typed.bill_to_email, FieldId.BILL_TO_EMAIL)
    name = one_line(typed.bill_to_name, MOST_NOTE)
    before = plan.bill_to
    if before and (before.email, one_line(before.name, MOST_NOTE)) == (address, name):
        return
    if before is None:
        before = _of_account(account, address)
    yield "bill_to", before.model_copy(update={"email": address, "name": name, "contact_id": ""})


def _of_account(account: Account | None, address: str) -> BillTo:
    if account is None:
        raise Mistakes({FieldId.BILL_TO_EMAIL: "Add the account in Salesforce first."})
    return BillTo(
        account_id=account.id, account_name=account.name, email=address, address=account.address
    )


def shares_from(typed: TypedPayers, plan: Plan, second: Account | None) -> Changes:
    """Yield the second payer; others than the first two are left as they are."""
    if typed.share_percent is None:
        return
    text = typed.share_percent.strip().removesuffix("%")
    percent = number(text, FieldId.SHARE_PERCENT) if text else Decimal(0)
    if not 0 <= percent < WHOLE:
        raise Mistakes({FieldId.SHARE_PERCENT: "Write 0 for nobody, or less than 100 %."})
    if not percent:
        if plan.shares:
            yield "shares", plan.shares[1:]
        return
    address = email(typed.share_email, FieldId.SHARE_EMAIL)
    before = plan.shares[0] if plan.shares else None
    if before and (before.percent, before.bill_to.email) == (percent, address):
        return
    if before is not None:
        bill_to = before.bill_to.model_copy(update={"email": address})
    else:
        bill_to = _of_account(second, address)
    same = before is not None and before.bill_to.email == address
    customer_id = before.customer_id if before and same else ""
    share = Share(bill_to=bill_to, percent=percent, customer_id=customer_id)
    yield "shares", (share, *plan.shares[1:])
