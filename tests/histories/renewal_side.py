"""Terms of retainers that end, and another one, in a random history; quantities that come late."""

from datetime import timedelta

from bot.ledger import proposals
from bot.renewal import end_of
from tests.histories.crm_side import CrmSide
from tests.histories.people_side import PeopleSide

ASKED_BEFORE = 30


class RenewalSide(CrmSide, PeopleSide):
    """What is proposed of itself, and what becomes of it."""

    def renews(self, n: int) -> None:
        """Have what repeats be renewed, by a box in Salesforce."""
        if deal := self._deal(n):
            terms = deal.terms.model_copy(update={"renews": not deal.terms.renews})
            self._change(deal, terms=terms)

    def near_the_end(self, n: int) -> None:
        """Let the time pass until another term has been proposed."""
        with self.ledger.reading() as s:
            bases = [proposals.in_force(s, one) for one in self.deals]
        ends = [
            end_of(part) for base in bases if base for part in base.plan.retainers if part.renews
        ]
        asks = [end - timedelta(days=ASKED_BEFORE) for end in ends]
        waits = sorted((day - self.deps.today()).days for day in asks)
        left = [days for days in waits if days > 0]
        if left:
            self.days(left[n % len(left)] + 1, every=4)

    def renewal(self, n: int, answers: tuple[str, ...]) -> None:
        """Decide on another term: in turn, as often as there are answers."""
        for answer in answers:
            if answer == "approve":
                self.approve_by_both(n)
            elif answer == "reject":
                self.reject(n)
            elif answer == "reopen":
                self.reopen(n)
                self.minutes(2)

    def count_late(self, n: int, days: int, quantity: int, *, in_slack: bool) -> None:
        """Give the quantities of a period days after they were asked for."""
        self.days(days, every=4)
        if in_slack:
            self.give_usage(n, quantity)
        else:
            self.count(n, quantity, n)
