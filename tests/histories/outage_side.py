"""Slack, Salesforce and Stripe fail in a random history, for a call or for days."""

from tests.histories.outages import VENDORS, WAYS, Outage
from tests.histories.world import World

FOREVER = 10**6


class OutageSide(World):
    """What vendors do to the bot; customers and colleagues notice nothing of it."""

    def outages(self) -> dict[str, tuple[Outage, ...]]:
        """Return where each vendor's failures are made."""
        slack = (self.messenger.outage, self.directory.outage)
        return dict(zip(VENDORS, (slack, (self.crm.outage,), (self.billing.outage,)), strict=True))

    def trip(self, vendor: str, how: str, skip: int, calls: int) -> None:
        """Have some of the next calls of a vendor fail."""
        for one in self.outages()[vendor]:
            one.begin(how, skip=skip, calls=calls)

    def lose_vendor(self, vendor: str) -> None:
        """Have a vendor be away until further notice."""
        self.trip(vendor, WAYS[0], 0, FOREVER)

    def all_is_back(self) -> None:
        """Have all vendors answer again."""
        for outages in self.outages().values():
            for one in outages:
                one.over()
