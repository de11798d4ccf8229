from datetime import date, timedelta

import pytest

from bot.deps import Deps
from bot.ledger import deals
from bot.ledger.reminders import ReminderRow
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.crm.crm_records import deal_status, event_records, invoice_records
from bot.workflows.deciding import decide
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, House
from tests.workflows.milestones import AFTER_THE_HOLIDAY, JANUARY, approved


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def billed(house: House) -> House:
    """Have an invoice that is out, due December 23."""
    house.ordered()
    house.run()
    return house


def said(house: House) -> str:
    with house.deps.ledger.reading() as s:
        return deal_status(house.deps, s, DEAL_ID).status


def record(house: House) -> dict[str, object]:
    with house.deps.ledger.reading() as s:
        [one] = invoice_records(house.deps, s, [DEAL_ID])
        return dict(one)


class TestStatus:
    def test_says_nothing_of_a_deal_that_settles(self, house: House) -> None:
        house.crm.win()
        house.poll()
        assert said(house) == ""

    def test_follows_the_proposal(self, house: House) -> None:
        proposal = house.propose()
        assert said(house) == "Awaiting approval"
        house.approve()
        assert said(house) == "Approved, being sent"
        for status, words in (
            (ProposalStatus.REJECTED, "Rejected"),
            (ProposalStatus.SUPERSEDED, "Withdrawn"),
            (ProposalStatus.NOT_BILLED, "Not billed here"),
        ):
            house.edit(house.invoice().id, status=InvoiceStatus.CANCELED)
            with house.deps.ledger.transaction() as s:
                s.merge(proposal).status = status
            assert said(house) == words

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({}, "Sent"),
            ({"paid_minor": 100}, "Partly paid"),
            ({"due_date": date(2026, 11, 1)}, "Overdue"),
            ({"due_date": date(2026, 11, 1), "paid_minor": 1}, "Partly paid, overdue"),
            ({"due_date": None}, "Sent"),
            ({"status": InvoiceStatus.PAID}, "Paid"),
            ({"status": InvoiceStatus.UNCOLLECTIBLE}, "Written off"),
            ({"status": InvoiceStatus.VOID}, "Void"),
            ({"status": InvoiceStatus.SCHEDULED}, "Scheduled for Nov 23"),
            (
                {"status": InvoiceStatus.APPROVED, "issue_date": None, "condition": "delivery"},
                "Approved, waiting: delivery",
            ),
        ],
    )
    def test_follows_the_invoice(
        self, billed: House, changes: dict[str, object], words: str
    ) -> None:
        billed.edit(billed.invoice().id, **changes)
        assert said(billed) == words

    def test_speaks_of_what_needs_somebody_first(self, house: House) -> None:
        rows = approved(house)
        assert said(house) == "Sent"
        house.edit(rows[0].id, status=InvoiceStatus.PAID, paid_minor=1_200_000)
        assert said(house) == "Scheduled for Jan 15, 2027"
        with house.deps.ledger.reading() as s:
            status = deal_status(house.deps, s, DEAL_ID)
            records = invoice_records(house.deps, s, [DEAL_ID])
        assert (str(status.scheduled), str(status.paid)) == ("$36,000.00", "$12,000.00")
        assert [(r.installment, r.send_date, r.issue_date) for r in records] == [
            ("1 of 4", date(2026, 11, 23), date(2026, 11, 23)),
            ("2 of 4", JANUARY, None),
            ("3 of 4", AFTER_THE_HOLIDAY, None),
        ]

    def test_exists_for_every_state_of_an_invoice(self, billed: House) -> None:
        for status in InvoiceStatus:
            billed.edit(billed.invoice().id, status=status)
            assert said(billed)
            assert "_" not in said(billed)

    def test_exists_for_every_state_of_a_proposal(self, house: House) -> None:
        proposal = house.propose()
        for status in ProposalStatus:
            with house.deps.ledger.transaction() as s:
                s.merge(proposal).status = status
            assert said(house)

    def test_says_first_that_it_is_on_hold(self, billed: House) -> None:
        hold_id = billed.hold(billed.invoice().id)
        assert said(billed) == "On hold: missing PO"
        billed.hold(DEAL_ID, until=date(2026, 12, 1))
        assert said(billed) == "On hold until 2026-12-01: missing PO"
        assert hold_id


class TestAmounts:
    def test_are_none_before_there_is_an_invoice(self, house: House) -> None:
        proposal = house.propose()
        with house.deps.ledger.reading() as s:
            shown = deal_status(house.deps, s, DEAL_ID)
        assert (shown.invoiced, shown.balance, shown.due_date) == (None, None, None)
        decide.reject(house.deps, proposal.id, proposal.content_hash, KIM, reason="x", note="")

    def test_are_those_of_the_invoice(self, billed: House) -> None:
        with billed.deps.ledger.reading() as s:
            shown = deal_status(billed.deps, s, DEAL_ID)
        assert (str(shown.invoiced), str(shown.paid)) == ("$48,000.00", "$0.00")
        assert shown.due_date == date(2026, 12, 23)
        assert shown.paid_date is None
        assert shown.invoice_url.startswith("https://")

    def test_never_show_more_paid_than_invoiced(self, billed: House) -> None:
        """A validation rule of the org may compare the two."""
        billed.edit(
            billed.invoice().id,
            status=InvoiceStatus.PAID,
            paid_minor=5_000_000,
            balance_minor=0,
            paid_at=billed.deps.now() + timedelta(hours=15),  # the next day in UTC and New York
        )
        with billed.deps.ledger.reading() as s:
            shown = deal_status(billed.deps, s, DEAL_ID)
        assert str(shown.paid) == "$48,000.00"
        assert shown.paid_date == date(2026, 11, 24)

    def test_count_what_was_finalized_by_hand(self, billed: House) -> None:
        billed.edit(billed.invoice().id, sent_at=None)
        with billed.deps.ledger.reading() as s:
            assert str(deal_status(billed.deps, s, DEAL_ID).invoiced) == "$48,000.00"


class TestInvoiceRecord:
    def test_is_made_once_it_is_at_stripe(self, house: House) -> None:
        house.ordered()
        with house.deps.ledger.reading() as s:
            assert invoice_records(house.deps, s, [DEAL_ID]) == []

    def test_shows_what_is_true_of_it(self, billed: House) -> None:
        row = billed.invoice()
        shown = record(billed)
        assert (shown["key"], shown["number"]) == (row.id, row.number)
        assert (shown["issue_date"], shown["paid_date"]) == (date(2026, 11, 23), None)
        assert (shown["hold"], shown["dunning"]) == ("", "")
        billed.hold(row.id)
        billed.edit(row.id, paid_at=billed.deps.now())
        assert record(billed)["hold"] == "On hold: missing PO"
        assert record(billed)["paid_date"] == date(2026, 11, 23)

    @pytest.mark.parametrize(("sent", "words"), [(1, "reminded 1 time"), (2, "reminded 2 times")])
    def test_counts_reminders_that_went_out(self, billed: House, sent: int, words: str) -> None:
        now = billed.deps.now()
        with billed.deps.ledger.transaction() as s:
            for step in range(3):
                s.add(
                    ReminderRow(
                        invoice_id=billed.invoice().id,
                        step=f"+{step}",
                        channel="slack",
                        at=now,
                        sent_at=now if step < sent else None,
                    )
                )
        assert record(billed)["dunning"] == words

    def test_says_what_was_agreed_about_collecting(self, billed: House) -> None:
        billed.edit(
            billed.invoice().id,
            promised_date=date(2026, 12, 1),
            promises_broken=1,
            snoozed_until=date(2026, 12, 2),
            do_not_chase=True,
        )
        assert record(billed)["dunning"] == (
            "promised for 2026-12-01, 1 broken, snoozed until 2026-12-02, not to be chased"
        )


class TestEventRecord:
    def test_is_made_of_what_salesforce_has_not_heard(self, house: House) -> None:
        with house.deps.ledger.reading() as s:
            assert event_records(s, [DEAL_ID]) == []
        house.propose()
        with house.deps.ledger.transaction() as s:
            event = deals.tell(
                s, DEAL_ID, at=house.deps.now(), who="Kim", what="Said.", detail="More."
            )
            [made] = event_records(s, [DEAL_ID])
        assert (made.key, made.who, made.what, made.detail) == (event.id, "Kim", "Said.", "More.")
