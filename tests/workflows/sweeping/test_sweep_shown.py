from datetime import timedelta

import pytest

from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import deals, desk
from bot.ledger.desk import TroubleRow
from bot.workflows.crm.write_back import write_back
from bot.workflows.sweeping.sweep import Kind, check, sweep
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.slack import FakeMessenger
from tests.workflows.reminding import text


@pytest.fixture
def deal_id(deps: Deps, books: Books, crm: FakeCrm) -> str:
    """Return a deal with an open invoice, of which Salesforce shows what it should."""
    deal = crm.put(books.deal())
    books.invoice(deal=deal, days_late=-5)
    with deps.ledger.transaction() as s:
        long_ago = deps.now() - timedelta(days=300)
        desk.set_cursor(s, "salesforce_deals", {"cut_over": long_ago.isoformat()})
        deals.get(s, deal.id).write_back_due = True
    write_back(deps)
    return deal.id


def overwrite(crm: FakeCrm, deal_id: str) -> None:
    shown = crm.statuses[deal_id]
    crm.statuses[deal_id] = shown.model_copy(update={"status": "Paid, says Sam"})


def troubles(deps: Deps) -> list[TroubleRow]:
    with deps.ledger.reading() as s:
        return list(desk.open_troubles(s))


class TestWhatSalesforceShows:
    def test_is_compared_with_the_ledger(self, deps: Deps, deal_id: str, crm: FakeCrm) -> None:
        assert check(deps) == []
        overwrite(crm, deal_id)
        [found] = check(deps)
        assert (found.kind, found.subject) == (Kind.SHOWN_OTHERWISE, deal_id)
        assert found.words.endswith('Status is "Paid, says Sam" instead of "Sent"')

    def test_is_reported_and_written_again(
        self, deps: Deps, deal_id: str, crm: FakeCrm, messenger: FakeMessenger, clock: FixedClock
    ) -> None:
        overwrite(crm, deal_id)
        sweep(deps, "2026-11-24")
        [said] = messenger.roots("#billing-ops")
        assert "1 × deal of which Salesforce shows something else" in text(said.message)
        [row] = troubles(deps)
        assert row.retry == {"workflow": "write_back_again", "args": [deal_id]}
        write_back(deps)
        assert crm.statuses[deal_id].status == "Sent"
        clock.move(days=1)
        sweep(deps, "2026-11-25")
        assert troubles(deps) == []

    def test_stays_open_while_it_is_so(
        self, deps: Deps, deal_id: str, crm: FakeCrm, clock: FixedClock
    ) -> None:
        for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
            overwrite(crm, deal_id)
            sweep(deps, day)
            write_back(deps)
            clock.move(days=1)
            assert [row.count for row in troubles(deps)] == [int(day[-2:]) - 23]

    @pytest.mark.parametrize("why", ["due", "unheard", "refused", "deleted"])
    def test_is_no_news_where_it_is_on_its_way_or_refused(
        self, why: str, deps: Deps, deal_id: str, crm: FakeCrm
    ) -> None:
        overwrite(crm, deal_id)
        with deps.ledger.transaction() as s:
            row = deals.get(s, deal_id)
            row.is_deleted = why == "deleted"
            if why == "unheard":
                deals.tell(s, deal_id, at=deps.now(), who="Kim", what="Held.")
            if why == "refused":
                desk.open_trouble(
                    s, subject=deal_id, kind="write_back", words="no", now=deps.now(),
                    deal_id=deal_id,
                )  # fmt: skip
            row.write_back_due = why == "due"
        assert Kind.SHOWN_OTHERWISE not in [drift.kind for drift in check(deps)]

    def test_that_changes_by_time_alone_is_written_without_a_word(
        self, deps: Deps, deal_id: str, crm: FakeCrm, clock: FixedClock, messenger: FakeMessenger
    ) -> None:
        sweep(deps, "2026-11-23")
        clock.move(days=9)  # away for some days
        sweep(deps, "2026-12-02")
        assert messenger.said == []
        write_back(deps)
        assert crm.statuses[deal_id].status == "Overdue"
        written = len(crm.writes)
        sweep(deps, "2026-12-02")
        write_back(deps)
        assert len(crm.writes) == written

    def test_is_not_asked_of_an_org_that_cannot_be_read(
        self, deps: Deps, deal_id: str, crm: FakeCrm, messenger: FakeMessenger
    ) -> None:
        overwrite(crm, deal_id)
        refused = VendorError("Salesforce", "no", trouble=Trouble.REFUSED)
        crm.fail_next(refused, method="differing")
        sweep(deps, "2026-11-24")
        assert messenger.said == []
