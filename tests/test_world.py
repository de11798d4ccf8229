from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.deps import Deps
from bot.errors import Misconfigured, Trouble, VendorError
from bot.ledger import Ledger, LostRace, Session, desk
from bot.world import pin
from tests.fakes.billing import FakeBilling
from tests.fakes.crm import FakeCrm


def pinned(deps: Deps) -> object:
    with deps.ledger.reading() as s:
        return desk.cursor(s, "world")


class TestPin:
    def test_remembers_the_world_of_the_first_start(self, deps: Deps) -> None:
        for _ in range(2):
            pin(deps)
        assert pinned(deps) == {"org": "00D000000000001", "account": "acct_fake", "mode": "test"}

    def test_refuses_another_org(self, deps: Deps, crm: FakeCrm) -> None:
        pin(deps)
        crm.org = "00D000000000002"
        with pytest.raises(Misconfigured) as refusal:
            pin(deps)
        assert str(refusal.value) == (
            "This ledger belongs to the Salesforce org 00D000000000001, and the settings lead to "
            "00D000000000002. Point SALESFORCE_URL to the first one (a refreshed sandbox counts "
            "as another org), or give DATABASE_URL a new, empty ledger."
        )

    def test_refuses_another_account(self, deps: Deps, billing: FakeBilling) -> None:
        pin(deps)
        billing.account = "acct_other"
        with pytest.raises(Misconfigured, match=r"Stripe account acct_fake.*STRIPE_API_KEY"):
            pin(deps)

    def test_refuses_real_money_where_there_was_none(
        self, deps: Deps, billing: FakeBilling
    ) -> None:
        pin(deps)
        billing.live = True
        with pytest.raises(Misconfigured, match="Stripe mode test, and the settings lead to live"):
            pin(deps)

    def test_learns_later_what_was_not_told_at_first(
        self, deps: Deps, billing: FakeBilling
    ) -> None:
        billing.account = ""
        pin(deps)
        assert pinned(deps) == {"org": "00D000000000001", "mode": "test"}
        for account in ("acct_fake", ""):
            billing.account = account
            pin(deps)
        assert pinned(deps) == {"org": "00D000000000001", "account": "acct_fake", "mode": "test"}

    def test_remembers_nothing_while_a_vendor_is_away(self, deps: Deps, crm: FakeCrm) -> None:
        crm.fail_next(VendorError("Salesforce", "No.", trouble=Trouble.DOWN), method="org_id")
        with pytest.raises(VendorError):
            pin(deps)
        assert pinned(deps) is None


class Beaten(Ledger):
    """Loses its first transaction to another process, which remembers its own world."""

    first = True

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as s:
            if self.first:
                self.first = False
                raise LostRace("Somebody else changed this at the same moment.")
            yield s


def test_of_several_that_start_for_the_first_time_all_remember(deps: Deps) -> None:
    beaten = Beaten(deps.ledger.url)
    pin(replace(deps, ledger=beaten))
    beaten.close()
    assert pinned(deps) is not None
