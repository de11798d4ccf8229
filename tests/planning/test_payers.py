from decimal import Decimal

import pytest

from bot.deal import Account, Contact, Deal, Terms
from bot.finding import Level
from bot.overrides import Overrides
from bot.payer import BillTo, Share, TaxExempt, TaxMode
from bot.rules import BillingRules
from tests.fakes.deals import ACME, LEE, a_deal
from tests.fakes.findings import POLICY
from tests.planning.deals import doubtful, planned

PARTNER = Account(id="001000000000002AAA", name="Partner", email="ap@partner.example")
TAXED = POLICY.model_copy(update={"billing": BillingRules(tax=TaxMode.AUTOMATIC)})
GUESS = LEE.model_copy(update={"role": ""})


def account(**changes: object) -> Account:
    return ACME.model_copy(update=changes)


class TestBillTo:
    def test_knows_tax_and_language_of_the_account(self) -> None:
        taxed = account(
            tax_exempt="Reverse-charge", tax_id="DE1", tax_id_type="eu_vat", language="de"
        )
        payer = planned(a_deal(account=taxed)).bill_to
        assert payer is not None
        assert payer.tax_exempt is TaxExempt.REVERSE
        assert (payer.tax_id, payer.tax_id_type, payer.language) == ("DE1", "eu_vat", "de")

    @pytest.mark.parametrize(
        ("contacts", "email"),
        [
            ((LEE,), LEE.email),
            ((GUESS,), "invoices@acme.example"),
            ((), "invoices@acme.example"),
            ((LEE, LEE.model_copy(update={"id": "003B"})), "invoices@acme.example"),
        ],
    )
    def test_is_the_accounts_own_address_rather_than_a_guess(
        self, contacts: tuple[Contact, ...], email: str
    ) -> None:
        own = account(email="invoices@acme.example")
        plan = planned(a_deal(account=own, contacts=contacts))
        assert plan.bill_to is not None
        assert plan.bill_to.email == email

    def test_is_nobody_else_when_the_named_contact_is_not_there(self) -> None:
        own = account(email="invoices@acme.example")
        deal = a_deal(account=own, contacts=(), terms=Terms(bill_to_contact_id="003B"))
        assert planned(deal).bill_to is None

    def test_is_the_parent_where_it_pays(self) -> None:
        deal = a_deal(parent=PARTNER, terms=Terms(bill_parent=True), contacts=(GUESS,))
        payer = planned(deal).bill_to
        assert payer is not None
        assert (payer.account_id, payer.email) == (PARTNER.id, PARTNER.email)

    def test_is_nobody_where_the_parent_is_missing(self) -> None:
        deal = a_deal(terms=Terms(bill_parent=True))
        assert planned(deal).bill_to is None
        assert doubtful(deal)["no_parent"].sentence == (
            "The parent of Acme Corporation pays, and it has none."
        )

    def test_that_people_decided_on_keeps_what_they_did_not_say(self) -> None:
        taxed = account(tax_exempt="Exempt", language="fr", tax_id="FR1", tax_id_type="eu_vat")
        chosen = BillTo(account_id=ACME.id[:15], account_name="Acme", email="x@acme.example")
        deal = a_deal(account=taxed, terms=Terms(bill_parent=True))
        payer = planned(deal, Overrides(bill_to=chosen)).bill_to
        assert payer is not None
        assert (payer.email, payer.tax_exempt, payer.language) == (
            "x@acme.example",
            TaxExempt.EXEMPT,
            "fr",
        )
        assert doubtful(deal, Overrides(bill_to=chosen)) == {}


class TestSecondPayer:
    terms = Terms(second_share=Decimal(40))

    def test_pays_a_share(self) -> None:
        plan = planned(a_deal(second_payer=PARTNER, terms=self.terms))
        [share] = plan.shares
        assert (share.party, share.percent, share.bill_to.email) == (
            PARTNER.id,
            Decimal(40),
            PARTNER.email,
        )

    def test_is_as_people_decided(self) -> None:
        share = Share(
            bill_to=BillTo(account_id="001X", account_name="X", email="x@x.example"),
            percent=Decimal(1),
        )
        deal = a_deal(second_payer=PARTNER)
        assert planned(deal, Overrides(shares=(share,))).shares == (share,)
        assert doubtful(deal, Overrides(shares=())) == {}

    @pytest.mark.parametrize(
        ("deal", "sentence"),
        [
            (a_deal(terms=terms), "A second party pays 40 %: nobody says who."),
            (
                a_deal(second_payer=PARTNER),
                "Partner pays a part, and nothing says how much: above 0, below 100 %.",
            ),
            (
                a_deal(second_payer=PARTNER, terms=Terms(second_share=Decimal(100))),
                "Partner pays a part, and 100 % is no share: above 0, below 100 %.",
            ),
            (
                a_deal(second_payer=ACME, terms=terms),
                "Acme Corporation is both the first and the second payer.",
            ),
            (
                a_deal(second_payer=PARTNER.model_copy(update={"email": ""}), terms=terms),
                "Partner pays 40 % and has no e-mail address in Salesforce.",
            ),
        ],
    )
    def test_that_is_not_clear_blocks(self, deal: Deal, sentence: str) -> None:
        finding = doubtful(deal)["second_payer"]
        assert (finding.level, finding.sentence) == (Level.BLOCK, sentence)
        assert planned(deal).shares == ()


class TestTaxStatus:
    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({"tax_exempt": "maybe"}, "tax_status_not_understood"),
            ({"tax_exempt": "Reverse charge"}, "no_tax_id"),
            ({"tax_id": "DE1"}, "no_tax_id_type"),
        ],
    )
    def test_that_is_odd_is_told(self, changes: dict[str, object], kind: str) -> None:
        deal = a_deal(account=account(**changes))
        assert doubtful(deal)[kind].level is Level.WARN

    def test_that_is_not_understood_blocks_where_tax_is_charged(self) -> None:
        deal = a_deal(account=account(tax_exempt="maybe"))
        assert doubtful(deal, policy=TAXED)["tax_status_not_understood"].level is Level.BLOCK
        assert planned(deal, policy=TAXED).tax.mode is TaxMode.AUTOMATIC

    def test_of_the_second_payer_counts_too(self) -> None:
        partner = PARTNER.model_copy(update={"tax_exempt": "who knows"})
        deal = a_deal(second_payer=partner, terms=Terms(second_share=Decimal(5)))
        assert "Partner" in doubtful(deal)["tax_status_not_understood"].sentence


def test_the_footer_is_the_deals_or_else_the_policys() -> None:
    policy = POLICY.model_copy(update={"billing": BillingRules(footer="Seller Inc.")})
    assert planned(a_deal(), policy=policy).footer == "Seller Inc."
    own = a_deal(terms=Terms(footer="Reg. 12"))
    assert planned(own, policy=policy).footer == "Reg. 12"
    assert planned(own, Overrides(footer=""), policy).footer == ""


def test_custom_fields_are_printed() -> None:
    deal = a_deal(terms=Terms(custom_fields={"Cost center": " 4711 ", "Empty": ""}))
    assert planned(deal).custom_fields == {"Cost center": "4711"}
