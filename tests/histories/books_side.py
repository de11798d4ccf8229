"""The books are closed through a day that moves on, in a random history."""

from datetime import date, datetime, timedelta

from bot.clock import date_in
from bot.facts import Snapshot
from bot.status import InvoiceStatus
from tests.histories.world import NEW_YORK, World


class BooksSide(World):
    """The policy's closed-through date, and who changes what lies before it all the same."""

    def close_books(self, days_ago: int) -> None:
        """Close the books through a day; a day that was closed stays so."""
        through = self.deps.today() - timedelta(days=days_ago)
        before = self.deps.policy.billing.closed_through
        if before is None or through > before:
            self.under(closed_through=through)
        self.billing.about_to_void = self._void

    def _void(self, one: Snapshot) -> None:
        """Note it if the bot voids, or replaces, what lies in closed books."""
        through, issued = self.deps.policy.billing.closed_through, _issued(one.finalized_at)
        asked = one.total and one.status is not InvoiceStatus.VOID
        if through and issued and issued <= through and asked:
            self.wrong.append(f"{one.number} of {issued} was voided; closed through {through}")


def _issued(at: datetime | None) -> date | None:
    return date_in(NEW_YORK, at) if at else None
