from datetime import date

import pytest

from bot.readiness import Finding, Fix, Level
from bot.views import collect, fix, forms, modify
from bot.views.ids import ALL_INVOICES, ActionId, BillingWay, FieldId, ModalId
from bot.views.modal import loading, notice
from bot.views.state import QuestionLine
from bot.views.state_forms import (
    BillingForm,
    CustomerChoice,
    FixState,
    FormLine,
    FormPart,
    ModifyState,
    ReviewState,
    ShareForm,
)
from bot.views.values import ModalContext, line_block, parse_context
from tests.views.reading import action_ids, blocks_of, checked_view, words
from tests.views.samples import DANA, HOSTILE, KIM, TODAY, usd

ABOUT = ModalContext(proposal_id="prop_1", content_hash="ab" * 32, channel="C1")
THREE = {"inv_1": "1 · Deposit", "inv_2": "2 · Design", "inv_3": "3 · Launch"}
ASKED = QuestionLine(id="qst_1", asked_by=KIM, asked_of=DANA, text=HOSTILE)


def modify_state(*lines: FormLine, customer: str = "Acme") -> ModifyState:
    return ModifyState(
        customer=customer,
        currency="USD",
        way="Before approval: the card changes.",
        lines=lines or (FormLine(description="Platform", unit_price="48000.00", key="a"),),
        due_date=date(2026, 12, 31),
        bill_to_email="ap@acme.com",
        today=TODAY,
    )


def blocking(*fixes: Fix) -> tuple[Finding, ...]:
    return tuple(
        Finding(kind=f"k{n}", level=Level.BLOCK, sentence="Missing.", fix=one)
        for n, one in enumerate(fixes)
    )


def fix_state(*fixes: Fix) -> FixState:
    return FixState(
        customer=HOSTILE,
        findings=blocking(*fixes),
        customers=(
            CustomerChoice(id="cus_1", label=HOSTILE),
            CustomerChoice(id="cus_2", label="b"),
        ),
        look_alikes=(CustomerChoice(id="in_1", label="ACME-7", detail="$48,000.00"),),
        lines=(FormLine(key="a"),),
    )


EVERY = {
    "hold": forms.hold(ABOUT, HOSTILE, THREE),
    "hold one": forms.hold(ABOUT, HOSTILE, {}),
    "release": forms.release(ABOUT, HOSTILE, HOSTILE, HOSTILE),
    "reject": forms.reject(ABOUT, HOSTILE),
    "not billed": forms.not_billed(ABOUT, HOSTILE),
    "reopen": forms.reopen(ABOUT, HOSTILE),
    "ask": forms.ask(ABOUT, HOSTILE, HOSTILE),
    "answer": forms.answer(ABOUT, ASKED),
    "promise": collect.promise(ABOUT, HOSTILE, usd("93.50")),
    "snooze": collect.snooze(ABOUT, HOSTILE, TODAY),
    "do not chase": collect.do_not_chase(ABOUT, HOSTILE),
    "modify": modify.modify(ABOUT, modify_state(customer=HOSTILE)),
    "modify much": modify.modify(
        ABOUT,
        modify_state(*(FormLine(description=HOSTILE, key=str(n)) for n in range(99))),
    ),
    **{
        f"modify {way}": modify.modify(
            ABOUT,
            modify_state(
                *(FormLine(description=HOSTILE, key=str(n)) for n in range(99))
            ).model_copy(
                update={
                    "billing": BillingForm(
                        way=way,
                        keeps=(HOSTILE[:200].replace("<", ""),) * 10,
                        total=HOSTILE,
                        label=HOSTILE,
                        rest_condition=HOSTILE,
                        interval="every 2 months",
                        parts=tuple(
                            FormPart(key=str(n), label=HOSTILE, condition=HOSTILE)
                            for n in range(12)
                        ),
                    ),
                    "share": ShareForm(name=HOSTILE, percent="30", email="a@b.test"),
                    "footer": HOSTILE,
                }
            ),
        )
        for way in BillingWay
    },
    "review much": modify.review(
        ABOUT,
        ReviewState(
            customer=HOSTILE,
            before=usd("1"),
            after=usd("2"),
            changes=(HOSTILE,) * 99,
            schedule=("x" * 400,) * 46,
            way=HOSTILE,
        ),
    ),
    "fix": fix.fix(ABOUT, fix_state(*Fix)),
    "nothing to fix": fix.fix(ABOUT, fix_state(Fix.NONE)),
    "review": modify.review(
        ABOUT,
        ReviewState(
            customer=HOSTILE,
            before=usd("1"),
            after=usd("2"),
            changes=(HOSTILE,) * 99,
            way=HOSTILE,
        ),
    ),
    "loading": loading("A title that is longer than Slack takes"),
    "notice": notice("Not done", HOSTILE),
}


@pytest.mark.parametrize("name", EVERY)
def test_every_modal_is_one_that_slack_takes(name: str) -> None:
    view = checked_view(EVERY[name])
    assert len(view["blocks"]) <= 100
    for kind in ("section", "context"):
        assert "<!channel" not in str(blocks_of(view, kind))


@pytest.mark.parametrize("name", EVERY)
def test_every_modal_knows_what_it_is_about(name: str) -> None:
    view = EVERY[name]
    context = parse_context(view["private_metadata"])
    if view["callback_id"] != ModalId.NOTICE:
        assert context.proposal_id == ABOUT.proposal_id
        assert context.content_hash == ABOUT.content_hash


class TestHold:
    def test_offers_all_or_one_of_several_invoices(self) -> None:
        (scope,) = [b for b in EVERY["hold"]["blocks"] if b.get("block_id") == FieldId.SCOPE]
        assert [option["value"] for option in scope["element"]["options"]] == [
            ALL_INVOICES,
            *THREE,
        ]
        assert scope["element"]["initial_option"]["value"] == ALL_INVOICES

    def test_chooses_the_invoice_whose_button_was_clicked(self) -> None:
        view = forms.hold(ABOUT.model_copy(update={"invoice_id": "inv_2"}), "Acme", THREE)
        (scope,) = [b for b in view["blocks"] if b.get("block_id") == FieldId.SCOPE]
        assert scope["element"]["initial_option"]["value"] == "inv_2"


class TestModify:
    def test_has_three_fields_a_line_and_remembers_the_lines(self) -> None:
        lines = (FormLine(key="a"), FormLine(key="b", description="Extra"))
        view = checked_view(modify.modify(ABOUT, modify_state(*lines)))
        ids = {block.get("block_id") for block in view["blocks"]}
        for field in (FieldId.DESCRIPTION, FieldId.QUANTITY, FieldId.UNIT_PRICE):
            assert {line_block(field, "a"), line_block(field, "b")} <= ids
        assert parse_context(view["private_metadata"]).line_keys == ("a", "b")

    def test_offers_no_removal_of_the_last_line(self) -> None:
        assert ActionId.LINE_REMOVE not in action_ids(modify.modify(ABOUT, modify_state()))

    def test_says_which_way_it_goes(self) -> None:
        assert "Before approval: the card changes." in words(EVERY["modify"])

    @pytest.mark.parametrize(
        ("after", "said"),
        [
            ("48500", "$500.00 more than before"),
            ("47500", "$500.00 less than before"),
            ("48000", "as before"),
        ],
    )
    def test_shows_the_difference_before_anything_changes(self, after: str, said: str) -> None:
        state = ReviewState(
            customer="Acme", before=usd("48000"), after=usd(after), changes=("x",), way="y"
        )
        assert said in words(modify.review(ABOUT, state))


class TestFix:
    def test_asks_for_exactly_what_is_missing(self) -> None:
        view = checked_view(fix.fix(ABOUT, fix_state(Fix.PO_NUMBER)))
        assert [block["block_id"] for block in blocks_of(view, "input")] == [FieldId.PO_NUMBER]

    def test_lets_one_link_or_dismiss_a_look_alike(self) -> None:
        (block,) = blocks_of(fix.fix(ABOUT, fix_state(Fix.LOOK_ALIKE)), "input")
        values = [option["value"] for option in block["element"]["options"]]
        assert values == ["link|in_1", "dismiss|in_1"]

    def test_has_nothing_to_save_when_nothing_can_be_fixed_here(self) -> None:
        assert "submit" not in EVERY["nothing to fix"]


class TestPromise:
    def test_proposes_the_balance_as_people_type_it(self) -> None:
        (amount,) = [
            block
            for block in blocks_of(EVERY["promise"], "input")
            if block["block_id"] == FieldId.PROMISED_AMOUNT
        ]
        assert amount["element"]["initial_value"] == "93.50"
