import pytest

from bot.deps import Deps
from bot.ledger import deals, holds, invoices
from bot.ledger import desk as tables
from bot.ledger.invoices import InvoiceRow
from bot.views.ids import ActionId, MoreVerb
from bot.views.values import more_value, proposal_value
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.pending import latest
from tests.slack_payloads import choose, click, submission


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


def now(deps: Deps, row: InvoiceRow) -> InvoiceRow:
    with deps.ledger.reading() as s:
        return invoices.get(s, row.id)


class TestPromise:
    def test_is_noted(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        desk.send(click("UDANA", ActionId.INVOICE_PROMISE, row.id))
        typed = {"promised_date": "2026-12-01", "promised_by": "Lee"}
        desk.send(submission("UDANA", desk.window, typed))
        assert desk.ack == {}
        assert str(now(deps, row).promised_date) == "2026-12-01"

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({}, "promised_date"),
            ({"promised_date": "2026-12-01", "promised_amount": "0"}, "promised_amount"),
            ({"promised_date": "2026-12-01", "promised_amount": "0.001"}, "promised_amount"),
            ({"promised_date": "2026-12-01", "promised_amount": "all"}, "promised_amount"),
        ],
    )
    def test_has_to_make_sense(
        self, desk: Desk, row: InvoiceRow, typed: dict[str, str], field: str
    ) -> None:
        desk.send(click("UKIM", ActionId.INVOICE_PROMISE, row.id))
        desk.send(submission("UKIM", desk.window, typed))
        assert set(desk.ack["errors"]) == {field}


class TestSnoozeAndCall:
    def test_pause_the_reminders(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        desk.send(click("UALEX", ActionId.INVOICE_SNOOZE, row.id))
        desk.send(submission("UALEX", desk.window))
        assert str(now(deps, row).snoozed_until) == "2026-11-30"

    def test_need_a_day(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(click("UALEX", ActionId.INVOICE_SNOOZE, row.id))
        form = desk.window
        empty = submission("UALEX", form)
        empty["view"]["state"]["values"]["until"]["input"]["selected_date"] = None
        desk.send(empty)
        assert desk.ack["errors"] == {"until": "Choose a day."}

    def test_hand_it_to_a_person(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        desk.send(choose("UALEX", ActionId.INVOICE_MORE, more_value(MoreVerb.DO_NOT_CHASE, row.id)))
        desk.send(submission("UALEX", desk.window))
        assert now(deps, row).do_not_chase

    def test_are_for_finance_and_ar(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(click("UDANA", ActionId.INVOICE_SNOOZE, row.id))
        assert "only finance or ar may pause the reminders" in str(desk.window)


class TestAtOnce:
    def test_reminds_the_client(
        self, desk: Desk, engine: FakeEngine, billing: FakeBilling, messenger: FakeMessenger,
        row: InvoiceRow,
    ) -> None:  # fmt: skip
        desk.send(click("UALEX", ActionId.INVOICE_REMIND, row.id))
        engine.run_all()
        assert billing.mails == [(row.stripe_id, "ap@acme.example")]
        assert "being reminded" in messenger.whispers_to("UALEX")[0].message.text

    def test_looks_again(self, desk: Desk, engine: FakeEngine, row: InvoiceRow) -> None:
        desk.send(choose("UKIM", ActionId.INVOICE_MORE, more_value(MoreVerb.REFRESH, row.id)))
        assert engine.of("track")[0].args[0] == row.stripe_id

    def test_looks_at_all_invoices_of_a_card(
        self, desk: Desk, deps: Deps, engine: FakeEngine, row: InvoiceRow
    ) -> None:
        proposal = latest(deps, row.deal_id)
        value = proposal_value(proposal.id, proposal.content_hash)
        desk.send(choose("UKIM", ActionId.PROPOSAL_MORE, more_value(MoreVerb.REFRESH, value)))
        assert engine.of("track")
        assert not engine.of("propose")


class TestHoldingInvoices:
    def test_offers_the_choice_among_several(
        self, desk: Desk, deps: Deps, books: Books, row: InvoiceRow
    ) -> None:
        with deps.ledger.reading() as s:
            deal = deals.get(s, row.deal_id).deal
        second = books.invoice(deal=deal, item=2)
        desk.send(click("UKIM", ActionId.INVOICE_HOLD, row.id))
        typed = {"reason": "dispute", "scope": second.id}
        desk.send(submission("UKIM", desk.window, typed))
        desk.send(click("UKIM", ActionId.INVOICE_RELEASE, second.id))
        assert "Reminders start again" in str(desk.window)
        desk.send(submission("UKIM", desk.window))
        assert desk.ack == {}
        desk.send(click("UKIM", ActionId.INVOICE_HOLD, row.id))
        desk.send(submission("UKIM", desk.window, {"reason": "dispute", "scope": "all"}))
        with deps.ledger.reading() as s:
            assert len(holds.all_open(s)) == 2


class TestTrouble:
    @pytest.fixture
    def trouble_ids(self, deps: Deps, row: InvoiceRow) -> list[str]:
        with deps.ledger.transaction() as s:
            return [
                tables.open_trouble(
                    s,
                    subject=f"subject {number}",
                    kind="write_back",
                    words="FIELD_CUSTOM_VALIDATION: closed deals are locked",
                    now=deps.now(),
                    deal_id=row.deal_id if number else "",
                    retry={"workflow": "write_back", "args": [str(number)]},
                ).id
                for number in range(2)
            ]

    def test_is_explained(self, desk: Desk, deps: Deps, trouble_ids: list[str]) -> None:
        desk.send(click("UKIM", ActionId.TROUBLE_DETAILS, trouble_ids[1]))
        assert "closed deals are locked" in str(desk.window)
        assert "Acme Corporation" in str(desk.window)
        with deps.ledger.transaction() as s:
            tables.close_trouble(s, "subject 0", "write_back", deps.now())
        desk.send(click("UKIM", ActionId.TROUBLE_DETAILS, trouble_ids[0]))
        assert "It is over." in str(desk.window)

    def test_is_retried_one_by_one_from_its_card(
        self, desk: Desk, engine: FakeEngine, messenger: FakeMessenger, trouble_ids: list[str]
    ) -> None:
        block = f"trouble.{trouble_ids[0]}"
        desk.send(click("UKIM", ActionId.TROUBLE_RETRY, trouble_ids[0], block_id=block))
        assert [start.args for start in engine.of("write_back")] == [("0",)]
        assert "Trying again now." in messenger.whispers_to("UKIM")[0].message.text

    def test_is_retried_by_kind_from_the_channel(
        self, desk: Desk, deps: Deps, engine: FakeEngine, messenger: FakeMessenger,
        trouble_ids: list[str],
    ) -> None:  # fmt: skip
        for _ in range(2):
            desk.send(click("UKIM", ActionId.TROUBLE_RETRY, trouble_ids[0], block_id="trouble"))
            with deps.ledger.transaction() as s:
                for number in range(2):
                    tables.close_trouble(s, f"subject {number}", "write_back", deps.now())
        assert len(engine.of("write_back")) == 2
        texts = [said.message.text for said in messenger.whispers_to("UKIM")]
        assert texts == ["Trying again now: 2.", "It is over already."]

    def test_is_for_finance_and_ar(
        self, desk: Desk, messenger: FakeMessenger, trouble_ids: list[str]
    ) -> None:
        desk.send(click("USAM", ActionId.TROUBLE_RETRY, trouble_ids[0]))
        assert "only finance or ar may retry this" in messenger.whispers_to("USAM")[0].message.text
