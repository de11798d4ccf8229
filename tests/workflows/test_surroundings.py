from dataclasses import replace
from decimal import Decimal

import pytest

from bot.deal import Account, Terms
from bot.deps import Deps
from bot.payer import TaxMode
from bot.readiness import Level
from bot.rules import BillingRules
from tests.fakes.deals import ACME, a_line, deal_id
from tests.workflows.house import House
from tests.workflows.milestones import FOUR
from tests.workflows.retained import monthly

AUTOMATIC = BillingRules(tax=TaxMode.AUTOMATIC)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def taxed(deps: Deps) -> House:
    return House(replace(deps, policy=deps.policy.model_copy(update={"billing": AUTOMATIC})))


class TestTax:
    def test_is_shown_net_and_gross(self, taxed: House) -> None:
        taxed.billing.tax_percent = Decimal(10)
        [finding] = taxed.propose().findings
        assert (finding.kind, finding.level) == ("tax", Level.FACT)
        assert finding.sentence == "$48,000.00 net + $4,800.00 tax = $52,800.00 gross"

    def test_is_that_of_every_invoice_and_every_payer(self, taxed: House) -> None:
        taxed.billing.tax_percent = Decimal(10)
        partner = Account(id="001000000000002AAA", name="Partner", email="ap@partner.example")
        terms = Terms(text="Net 30", second_share=Decimal(40))
        found = taxed.propose(milestones=FOUR, lines=(), second_payer=partner, terms=terms).findings
        assert taxed.calls().count("preview") == 2
        rest = ", for 4 invoices by today's rates"
        assert [f.sentence for f in found if f.level is Level.FACT] == [
            f"Acme Corporation: $28,800.00 net + $2,880.00 tax = $31,680.00 gross{rest}",
            f"Partner: $19,200.00 net + $1,920.00 tax = $21,120.00 gross{rest}",
        ]

    def test_is_asked_for_as_many_lines_at_a_time_as_stripe_takes(self, taxed: House) -> None:
        found = taxed.propose(**monthly(periods=300, interval="Weekly", total=300_000)).findings
        assert taxed.calls().count("preview") == 2
        [said] = [f.sentence for f in found if f.level is Level.FACT]
        assert said == (
            "$300,000.00 net + $0.00 tax = $300,000.00 gross, for 300 invoices by today's rates"
        )

    def test_blocks_when_stripe_cannot_tell_it(self, taxed: House) -> None:
        taxed.billing.untaxable.add(ACME.name)
        [finding] = taxed.propose().findings
        assert (finding.kind, finding.level) == ("tax_failed", Level.BLOCK)
        assert "correct the billing address" in finding.sentence

    def test_is_not_asked_for_where_none_is_charged(self, house: House) -> None:
        assert house.propose().findings == ()
        assert "preview" not in house.calls()

    def test_is_not_asked_for_without_an_amount(self, taxed: House) -> None:
        assert {f.kind for f in taxed.propose(amount=None, lines=()).findings} == {"no_amount"}

    def test_is_not_asked_for_where_stripe_would_refuse(self, taxed: House) -> None:
        lines = (a_line(price=50_000), a_line("Discount", -2_000))
        assert {f.kind for f in taxed.propose(lines=lines).findings} == {"negative_line_taxed"}


class TestCopies:
    def kinds(self, house: House, number: int = 2) -> set[str]:
        return {finding.kind for finding in house.latest(deal_id(number)).findings}

    def test_are_told(self, house: House) -> None:
        house.propose()
        [finding] = house.propose(id=deal_id(2), name="Acme - Platform 2026 (Clone)").findings
        assert finding.sentence == (
            'It may be a copy of "Acme - Platform 2026", which waits for approval ($48,000.00): '
            "same account, amount and products."
        )
        house.approve()
        house.propose(id=deal_id(3))
        assert any("is approved" in f.sentence for f in house.latest(deal_id(3)).findings)

    def test_are_no_deals_of_another_amount(self, house: House) -> None:
        house.propose()
        house.propose(id=deal_id(2), amount=Decimal(5), lines=())
        assert self.kinds(house) == set()

    def test_are_no_renewals(self, house: House) -> None:
        house.propose()
        house.clock.move(days=61)
        house.propose(id=deal_id(2))
        assert self.kinds(house) == set()
