from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.facts import Customer
from bot.ledger import deals
from bot.money import Money
from bot.overrides import NEW_CUSTOMER, Overrides
from bot.payer import BillTo
from bot.readiness import Fix, Level
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.customers.customers import forget, known_or_made, remember
from bot.workflows.deciding import revise
from bot.workflows.deciding.propose import propose
from tests.fakes.books import Books
from tests.fakes.deals import ACCOUNT_ID, deal_id
from tests.workflows.house import KIM, PAT, REFUSED, House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def kinds(house: House) -> set[str]:
    return {finding.kind for finding in house.latest().findings}


class TestLookAround:
    def test_finds_the_accounts_own_customer(self, house: House) -> None:
        ident = house.known_customer()
        house.billing.add_customer("Somebody", "ap@acme.example", account_id="001other")
        assert house.propose().plan.customer_id == ident
        assert kinds(house) == set()

    def test_knows_the_account_by_the_short_id_too(self, house: House) -> None:
        ident = house.billing.add_customer("A", "ap@acme.example", account_id=ACCOUNT_ID[:15])
        house.billing.add_customer("B", "ap@acme.example")
        assert house.propose().plan.customer_id == ident

    def test_takes_the_only_one_with_the_address(self, house: House) -> None:
        ident = house.billing.add_customer("Acme", "ap@acme.example")
        assert house.propose().plan.customer_id == ident

    def test_takes_none_of_another_account(self, house: House) -> None:
        for name in ("Other", "Another"):
            house.billing.add_customer(name, "ap@acme.example", account_id=f"001{name}")
        assert house.propose().plan.customer_id == ""
        assert kinds(house) == set()

    def test_lets_a_person_pick_among_several(self, house: House) -> None:
        one = house.billing.add_customer("Acme", "ap@acme.example")
        two = house.billing.add_customer("Acme Inc.", "ap@acme.example")
        [finding] = house.propose().findings
        assert (finding.kind, finding.fix) == ("several_customers", Fix.CUSTOMER)
        assert set(finding.refers_to) == {one, two}
        assert finding.level is Level.BLOCK

    def test_makes_a_new_one_when_a_person_says_so(self, house: House) -> None:
        for name in ("Acme", "Acme Inc."):
            house.billing.add_customer(name, "ap@acme.example")
        proposal = house.propose()
        with house.deps.ledger.transaction() as s:
            deals.get(s, proposal.deal_id).overrides = Overrides(customer_id=NEW_CUSTOMER).to_json()
        propose(house.deps, proposal.deal_id)
        fresh = house.latest(proposal.deal_id)
        assert (fresh.findings, fresh.plan.customer_id) == ((), NEW_CUSTOMER)

    def test_takes_the_known_one_without_searching(self, house: House) -> None:
        house.ordered()
        house.run()
        house.calls()
        house.propose(id=deal_id(2))
        assert "find_customers" not in house.calls()
        assert house.latest(deal_id(2)).plan.customer_id

    def test_forgets_one_that_was_deleted(self, house: House) -> None:
        house.ordered()
        house.run()
        house.billing.drop_customer(house.invoice().customer_id)
        house.propose(id=deal_id(2), amount=Decimal(5), lines=())
        assert house.latest(deal_id(2)).plan.customer_id == ""
        assert house.troubles() == []
        house.approve(deal_id=deal_id(2))
        house.run()
        assert house.status(deal_id(2)) is InvoiceStatus.OPEN

    def test_asks_nothing_while_nobody_is_to_be_billed(self, house: House) -> None:
        house.propose(contacts=())
        assert house.calls() == []
        assert kinds(house) == {"no_bill_to_email"}

    def test_blocks_a_customer_with_another_address(self, house: House) -> None:
        ident = house.known_customer()
        house.ordered()
        house.run()
        moved = Customer(id=ident, email="new@acme.example", account_id=ACCOUNT_ID)
        house.billing.customers[ident] = moved
        house.propose(id=deal_id(2), amount=Decimal(5), lines=())
        [finding] = house.latest(deal_id(2)).findings
        assert (finding.kind, finding.fix) == ("customer_email_differs", Fix.BILL_TO)

    def test_waits_for_a_person_when_stripe_refuses(self, house: House) -> None:
        house.billing.fail_next(REFUSED)
        house.crm.win()
        house.poll()
        house.clock.move(minutes=6)
        house.poll()
        assert house.revisions() == 0
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words) == ("propose", "Not with this account.")
        house.retry("propose")
        assert house.revisions() == 1
        assert house.troubles() == []


class TestFindings:
    def test_block_an_open_invoice_that_looks_alike(self, house: House) -> None:
        ident = house.known_customer()
        books = Books(house.deps, house.billing)
        alike = books.at_stripe(4_800_000, date(2026, 12, 30), ident)
        proposal = house.propose()
        [finding] = proposal.findings
        assert (finding.kind, finding.refers_to) == ("look_alike", (alike,))
        seen = proposal.content_hash
        changes = Overrides(dismissed=(alike,))
        revise.fix(house.deps, proposal.id, seen, changes, KIM)
        house.run()
        assert kinds(house) == set()
        house.approve(PAT)
        house.run()
        assert house.status() is InvoiceStatus.OPEN

    def test_settle_the_deal_when_the_look_alike_is_linked(self, house: House) -> None:
        ident = house.known_customer()
        alike = Books(house.deps, house.billing).at_stripe(4_800_000, date(2026, 12, 30), ident)
        proposal = house.propose()
        revise.link_look_alike(house.deps, proposal.id, proposal.content_hash, alike, KIM)
        assert house.latest().status is ProposalStatus.NOT_BILLED

    def test_warn_of_what_the_customer_owes(self, house: House) -> None:
        ident = house.known_customer()
        books = Books(house.deps, house.billing)
        books.at_stripe(930_000, house.deps.today() - timedelta(days=41), ident)
        [finding] = house.propose().findings
        assert finding.level is Level.WARN
        assert finding.sentence == "This customer owes $9,300.00, up to 41 days overdue."

    def test_warn_of_a_credit(self, house: House) -> None:
        credit = Money(minor=1_000_000, currency="USD")
        house.billing.add_customer("Acme", "ap@acme.example", account_id=ACCOUNT_ID, credit=credit)
        [finding] = house.propose().findings
        assert "of $48,000.00, $38,000.00 will be due" in finding.sentence


class TestRemember:
    def test_replaces_what_was_known(self, house: House) -> None:
        bill_to = BillTo(account_id=ACCOUNT_ID, account_name="Acme", email="AP@acme.example")
        one, two = house.known_customer(), house.known_customer()
        for ident in (one, two, two):
            with house.deps.ledger.transaction() as s:
                remember(s, bill_to, ident)
        row = house.ordered()
        house.edit(row.id, customer_id="")
        assert known_or_made(house.deps, row.id) == two

    def test_forgets_nothing_it_does_not_know(self, house: House) -> None:
        with house.deps.ledger.transaction() as s:
            forget(s, "cus_unknown")
        ident = house.known_customer()
        assert house.propose().plan.customer_id == ident
