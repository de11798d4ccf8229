"""What people do in Salesforce in a random history."""

from datetime import date, timedelta
from decimal import Decimal

from bot.deal import Account, Deal, DealLine
from tests.fakes.deals import ACME, a_deal, deal_id
from tests.histories.shapes import ANN, HOURS, OTHER, shaped
from tests.histories.world import World, pick

FACTORS = (Decimal("0.5"), Decimal("0.9"), Decimal("1.2"), Decimal(2))


class CrmSide(World):
    """Salesforce: `n` chooses among what is there; without a bot that is up, it is seen later."""

    def win(self, shape: str, currency: str = "USD") -> None:
        """Win a deal."""
        ident = deal_id(len(self.deals) + 1)
        fields = shaped(shape, currency, self.deps.today())
        number = 1 + len(self.deals) % 2  # the third deal is the first client's
        account = Account(id=f"001{number + 10:012d}AAA", name=f"Client {number}")
        self.crm.win(a_deal(id=ident, account=account, **fields))
        self.deals.append(ident)
        self.seen()
        self.minutes(6)
        self.minutes(2)

    def scale(self, n: int, factor: int) -> None:
        """Change the amount, and the lines with it."""
        if deal := self._deal(n):
            by = FACTORS[factor % len(FACTORS)]
            amount = Decimal(round((deal.amount or Decimal(1)) * by))
            lines = tuple(_scaled(line, by) for line in deal.lines)
            if lines:
                amount = sum((line.total for line in lines), Decimal(0))
            self._change(deal, amount=amount, lines=lines)

    def shift(self, n: int, days: int) -> None:
        """Change a date: of a milestone, or the first day of what repeats."""
        if not (deal := self._deal(n)):
            return
        if any(one.date for one in deal.milestones):
            parts = tuple(
                one.model_copy(update={"date": _later(one.date, days)}) if one.date else one
                for one in deal.milestones
            )
            self._change(deal, milestones=parts)
        else:
            lines = tuple(
                line.model_copy(update={"start": _later(line.start, days)}) if line.start else line
                for line in deal.lines
            )
            self._change(deal, lines=lines)

    def split(self, n: int) -> None:
        """Change the percentages of the milestones."""
        deal = self._deal(n)
        if deal and len(deal.milestones) > 1:
            a, b, *rest = deal.milestones
            turned = (
                a.model_copy(update={"percent": b.percent}),
                b.model_copy(update={"percent": a.percent}),
            )
            self._change(deal, milestones=(*turned, *rest))

    def meet(self, n: int) -> None:
        """Tick the box of a condition."""
        if deal := self._deal(n):
            parts = tuple(
                one.model_copy(update={"met": True}) if one.condition else one
                for one in deal.milestones
            )
            self._change(deal, milestones=parts)

    def count(self, n: int, quantity: int, period: int) -> None:
        """Give the quantity of a period."""
        if deal := self._deal(n):
            starts = sorted({row.period_start for row in self.rows(deal.id) if row.period_start})
            start = pick(starts, period)
            told = {"usage": Decimal(quantity), "usage_for": start}
            lines = tuple(
                line.model_copy(update=told) if line.id == HOURS and start else line
                for line in deal.lines
            )
            self._change(deal, lines=lines)

    def rename(self, n: int) -> None:
        """Change the account's name and address."""
        if (deal := self._deal(n)) and deal.account:
            named = {"name": f"{deal.account.name} Inc", "address": ACME.address}
            self._change(deal, account=deal.account.model_copy(update=named))

    def change_contact(self, n: int) -> None:
        """Have somebody else receive the invoices."""
        if deal := self._deal(n):
            self._change(deal, contacts=(ANN,))

    def change_account(self, n: int) -> None:
        """Have another account be the customer."""
        if deal := self._deal(n):
            self._change(deal, account=OTHER)

    def merge(self, n: int) -> None:
        """Merge the account into another one."""
        if (deal := self._deal(n)) and deal.account and deal.account.id != OTHER.id:
            self.clock.move(seconds=1)
            self.crm.merge(deal.account, OTHER)
            self.seen()

    def change_currency(self, n: int, currency: str) -> None:
        """Have the deal be in another currency, the same numbers."""
        deal = self._deal(n)
        if deal and deal.amount and deal.amount == deal.amount.to_integral_value():
            self._change(deal, currency=currency)

    def lose(self, n: int) -> None:
        """Lose a won deal."""
        if deal := self._deal(n):
            self._change(deal, is_won=False, stage="Closed Lost")

    def reopen_deal(self, n: int) -> None:
        """Take a won deal back into negotiation."""
        if deal := self._deal(n):
            self.crm.reopen(deal.id)
            self.seen()

    def win_again(self, n: int) -> None:
        """Win a deal that was lost or re-opened."""
        if (deal := self._deal(n)) and not deal.is_won:
            self._change(deal, is_won=True, stage="Closed Won", won_at=self.clock.now())

    def delete(self, n: int) -> None:
        """Put a deal into the recycle bin."""
        if deal := self._deal(n):
            self._change(deal, is_deleted=True)

    def undelete(self, n: int) -> None:
        """Take it out again."""
        if (deal := self._deal(n)) and deal.is_deleted:
            self._change(deal, is_deleted=False)

    def clone(self, n: int) -> None:
        """Copy a deal: somebody has to say whether that is another one."""
        if (deal := self._deal(n)) and not deal.is_deleted:
            ident = deal_id(len(self.deals) + 1)
            self.crm.clone(deal.id, ident)
            self.deals.append(ident)
            self.seen()

    # --- inside

    def _deal(self, n: int) -> Deal | None:
        ident = pick(self.deals, n)
        return self.crm.deals[ident] if ident else None

    def _change(self, deal: Deal, **changes: object) -> None:
        self.clock.move(minutes=1)
        self.crm.change(deal.id, **changes)
        self.seen()

    def seen(self) -> None:
        """Let the bot look, if it is up."""
        self.minutes(2)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _scaled(line: DealLine, by: Decimal) -> DealLine:
    total = round(line.total * by)
    price = line.unit_price if line.variable else Decimal(total)
    return line.model_copy(update={"total": Decimal(total), "unit_price": price})
