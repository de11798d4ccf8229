from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Contact, Deal, Terms
from bot.overrides import Overrides
from bot.plan import PlanLine
from bot.readiness import Fix, Level
from tests.fakes.deals import DANA, LEE, a_deal, a_line
from tests.fakes.findings import TODAY, found, money


def test_a_complete_deal_has_no_findings() -> None:
    assert found(a_deal()) == {}


@pytest.mark.parametrize(
    ("deal", "kind", "sentence", "fix"),
    [
        (
            a_deal(is_deleted=True, is_won=False),
            "deleted",
            "The opportunity was deleted in Salesforce.",
            Fix.NONE,
        ),
        (
            a_deal(is_won=False, stage="Negotiation"),
            "not_won",
            "The opportunity is no longer won: its stage is Negotiation.",
            Fix.NONE,
        ),
        (
            a_deal(terms=Terms(no_invoice=True)),
            "no_invoice",
            "Salesforce says that this deal is not to be invoiced here.",
            Fix.NONE,
        ),
        (
            a_deal(amount=None, lines=()),
            "no_amount",
            "The opportunity has no amount and no products.",
            Fix.LINES,
        ),
        (
            a_deal(amount=Decimal("0.5"), currency="JPY", lines=()),
            "no_amount",
            "0.5 JPY cannot be invoiced: the smallest step is ¥1.",
            Fix.LINES,
        ),
        (
            a_deal(lines=(a_line(), a_line(price="0.001"))),
            "no_amount",
            "0.001 USD cannot be invoiced: the smallest step is $0.01.",
            Fix.LINES,
        ),
        (
            a_deal(lines=(a_line(price=1),) * 251),
            "too_many_lines",
            "An invoice can have 250 lines at most.",
            Fix.LINES,
        ),
        (
            a_deal(amount=Decimal(0), lines=()),
            "nothing_to_bill",
            "The lines add up to $0.00.",
            Fix.LINES,
        ),
        (
            a_deal(amount=Decimal(-5), lines=()),
            "nothing_to_bill",
            "The lines add up to -$5.00.",
            Fix.LINES,
        ),
        (
            a_deal(account=None),
            "no_account",
            "The opportunity has no account: add it in Salesforce.",
            Fix.NONE,
        ),
        (
            a_deal(contacts=()),
            "no_bill_to_email",
            "The opportunity has no contact to send the invoice to.",
            Fix.BILL_TO,
        ),
        (
            a_deal(contacts=(Contact(id="003", name="Lee"),)),
            "no_bill_to_email",
            "The contact Lee has no e-mail address.",
            Fix.BILL_TO,
        ),
        (
            a_deal(contacts=(LEE, LEE.model_copy(update={"id": "003000000000002AAA"}))),
            "no_bill_to_email",
            "Several contacts could receive the invoice, or the right one has no e-mail address.",
            Fix.BILL_TO,
        ),
        (
            a_deal(
                contacts=(LEE.model_copy(update={"role": "Buyer"}), Contact(id="003B", name="Bo")),
                terms=Terms(bill_to_contact_id="003B"),
            ),
            "no_bill_to_email",
            "The bill-to contact that Salesforce names has no e-mail address.",
            Fix.BILL_TO,
        ),
        (
            a_deal(terms=Terms(po_required=True)),
            "no_po_number",
            "The customer needs a PO number on it.",
            Fix.PO_NUMBER,
        ),
    ],
)
def test_a_deal_is_blocked_with_its_reason_and_fix(
    deal: Deal, kind: str, sentence: str, fix: Fix
) -> None:
    finding = found(deal)[kind]
    assert (finding.level, finding.sentence, finding.fix) == (Level.BLOCK, sentence, fix)


@pytest.mark.parametrize(
    ("deal", "kind", "sentence"),
    [
        (
            a_deal(amount=Decimal(50_000)),
            "amount_differs",
            "The line items add up to $48,000.00, the opportunity says $50,000.00.",
        ),
        (
            a_deal(amount=Decimal("48000.001")),
            "amount_differs",
            "The line items add up to $48,000.00, the opportunity says 48000.001 USD.",
        ),
        (
            a_deal(terms=Terms(text="when the moon is full")),
            "terms_not_understood",
            'Terms "when the moon is full" are not understood: Net 30 assumed.',
        ),
        (
            a_deal(terms=Terms(text="someday"), lines=(), amount=None),
            "terms_not_understood",
            'Terms "someday" are not understood: the usual terms assumed.',
        ),
        (
            a_deal(owner=DANA.model_copy(update={"is_active": False})),
            "owner_inactive",
            "The deal owner Dana is no longer active.",
        ),
        (
            a_deal(terms=Terms(send_date=date(2026, 11, 20))),
            "send_date_past",
            "The send date has passed: it goes out on approval.",
        ),
    ],
)
def test_a_deal_is_warned_of(deal: Deal, kind: str, sentence: str) -> None:
    finding = found(deal)[kind]
    assert (finding.level, finding.sentence, finding.fix) == (Level.WARN, sentence, Fix.NONE)


@pytest.mark.parametrize(
    "deal",
    [
        a_deal(amount=None),
        a_deal(terms=Terms(po_required=True, po_number="PO-1")),
        a_deal(terms=Terms(text="", send_date=TODAY)),
        a_deal(lines=(a_line(price=192),) * 250),
    ],
)
def test_what_is_in_order_is_no_finding(deal: Deal) -> None:
    assert found(deal) == {}


def test_lines_that_people_changed_are_called_so() -> None:
    line = PlanLine(description="All", amount=money(1))
    decided = Overrides(lines=(line,))
    assert found(a_deal(), decided)["amount_differs"].sentence == (
        "The changed lines add up to $0.01, the opportunity says $48,000.00."
    )


def test_a_deal_that_is_billed_already_is_blocked() -> None:
    assert found(a_deal(), billed_already=True)["billed_already"].level is Level.BLOCK
