"""Overrides: what people decided against what Salesforce says."""

from collections.abc import Mapping
from datetime import date

from bot.due import Due
from bot.payer import BillTo, Share
from bot.plan import Installment, PlanLine, Retainer
from bot.value import Value

NEW_CUSTOMER = ""
"""In `Overrides.customer_id`: none of the customers that Stripe has; one is to be made."""


class Overrides(Value):
    """What people decided against what Salesforce says; None where they decided nothing.

    They survive the next poll; `readiness` finds where they contradict the deal.
    """

    lines: tuple[PlanLine, ...] | None = None
    """Of a deal that is one invoice."""
    due: Due | None = None
    send_date: date | None = None
    installments: tuple[Installment, ...] | None = None
    """The whole schedule of what does not repeat; goes before `lines` and `send_date`."""
    retainers: tuple[Retainer, ...] | None = None
    """All that repeats; () = nothing does."""
    dates: Mapping[str, date] = {}
    """Installment key -> the day it is sent instead ("not delivered: move the date")."""
    bill_to: BillTo | None = None
    shares: tuple[Share, ...] | None = None
    po_number: str | None = None
    memo: str | None = None
    footer: str | None = None
    customer_id: str | None = None
    dismissed: tuple[str, ...] = ()
    """Stripe ids of look-alike invoices that somebody said are not this deal's."""

    def over(self, earlier: "Overrides") -> "Overrides":
        """Return these on top of `earlier`, field by field."""
        mine = {name: getattr(self, name) for name in self.model_fields_set}
        mine["dismissed"] = tuple(dict.fromkeys(earlier.dismissed + self.dismissed))
        mine["dates"] = {**earlier.dates, **self.dates}
        return earlier.model_copy(update=mine)
