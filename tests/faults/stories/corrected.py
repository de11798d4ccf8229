"""What is put right about invoices that are out, by two people: one story for each way."""

from tests.faults.cell import Case
from tests.faults.hands import (
    approve,
    approve_change,
    approve_correction,
    choose,
    pay,
    picked,
)
from tests.faults.stage import Stage
from tests.faults.story import Phase, Story


def raised(stage: Stage, case: Case) -> None:
    """Have the deal cost more."""
    stage.people.edit_deal(case.deal_id, Amount=1500)


def lowered(stage: Stage, case: Case) -> None:
    """Have the deal cost less."""
    stage.people.edit_deal(case.deal_id, Amount=1000)


HOUSE = "corrected"

CREDITED = Story(
    "credited",
    (
        Phase(approve),
        Phase(pay, looks=True),
        Phase(
            picked("kim", "Credit note", "Credit note", amount="500", way="refund", note="Less.")
        ),
        Phase(approve_correction),
    ),
    house=HOUSE,
)
RECORDED = Story(
    "recorded",
    (
        Phase(approve),
        Phase(
            picked(
                "alex", "Record payment", "Record a payment",
                amount="400", paid_on="2027-03-01", reference="BANK-77",
            )
        ),
        Phase(picked("kim", "Write off", "Write off", note="The bank's fee.")),
        Phase(approve_correction),
    ),
    house=HOUSE,
)  # fmt: skip
VOIDED = Story(
    "voided",
    (
        Phase(approve),
        Phase(picked("kim", "Void", "Void", note="Twice.")),
        Phase(approve_correction),
    ),
    house=HOUSE,
)
REVISED = Story(
    "revised",
    (
        Phase(approve),
        Phase(raised, looks=True),
        Phase(choose("revise")),
        Phase(approve_change),
    ),
    house=HOUSE,
)
LOWERED = Story(
    "lowered",
    (
        Phase(approve),
        Phase(lowered, looks=True),
        Phase(choose("credit")),
        Phase(approve_change),
    ),
    house=HOUSE,
)
