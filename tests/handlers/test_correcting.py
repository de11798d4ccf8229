import pytest

from bot.deps import Deps
from bot.ledger import adjustments
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.invoices import InvoiceRow
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.views.ids import ActionId, MoreVerb
from bot.views.values import more_value
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.slack_payloads import choose, click, submission


@pytest.fixture
def row(books: Books) -> InvoiceRow:
    return books.invoice(days_late=5)


def asked(deps: Deps, row: InvoiceRow) -> list[AdjustmentRow]:
    with deps.ledger.reading() as s:
        return list(adjustments.of_subject(s, row.id))


def open_form(desk: Desk, verb: MoreVerb, row: InvoiceRow, who: str = "UALEX") -> str:
    desk.send(choose(who, ActionId.INVOICE_MORE, more_value(verb, row.id)))
    return str(desk.window)


class TestForms:
    def test_ask_for_a_credit_note(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        assert "lowers what is owed first ($48,000.00)" in open_form(desk, MoreVerb.CREDIT, row)
        desk.send(submission("UALEX", desk.window, {"amount": "100.50", "note": "One seat less"}))
        assert desk.ack == {}
        [one] = asked(deps, row)
        assert (one.kind, one.amount_minor, one.reason) == (
            AdjustmentKind.CREDIT, 10_050, "One seat less"
        )  # fmt: skip
        assert one.details["tell"] == "yes"

    def test_ask_for_a_refund(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        open_form(desk, MoreVerb.CREDIT, row)
        typed = {"amount": "100", "note": "Paid twice", "way": "refund"}
        desk.send(submission("UALEX", desk.window, typed))
        assert [one.kind for one in asked(deps, row)] == [AdjustmentKind.REFUND]

    @pytest.mark.parametrize(
        ("verb", "kind"),
        [
            (MoreVerb.VOID, AdjustmentKind.VOID),
            (MoreVerb.WRITE_OFF, AdjustmentKind.WRITE_OFF),
        ],
    )
    def test_ask_for_an_end(
        self, desk: Desk, deps: Deps, row: InvoiceRow, verb: MoreVerb, kind: AdjustmentKind
    ) -> None:
        assert "second person" in open_form(desk, verb, row)
        desk.send(submission("UALEX", desk.window, {"note": "Why not"}))
        assert [one.kind for one in asked(deps, row)] == [kind]

    def test_record_a_payment(
        self, desk: Desk, deps: Deps, row: InvoiceRow, engine: FakeEngine
    ) -> None:
        open_form(desk, MoreVerb.RECORD_PAYMENT, row)
        desk.send(submission("UALEX", desk.window, {"amount": "10000", "reference": "WIRE 1"}))
        engine.run_all()
        assert [one.status for one in asked(deps, row)] == [AdjustmentStatus.DONE]

    @pytest.mark.parametrize(
        ("verb", "typed", "field"),
        [
            (MoreVerb.CREDIT, {"amount": "0.001", "note": "x"}, "amount"),
            (MoreVerb.CREDIT, {"amount": "99000", "note": "x"}, "amount"),
            (MoreVerb.VOID, {"note": " "}, "note"),
            (MoreVerb.RECORD_PAYMENT, {"amount": "1", "reference": " "}, "reference"),
        ],
    )
    def test_say_which_field_is_wrong(
        self, desk: Desk, row: InvoiceRow, verb: MoreVerb, typed: dict[str, str], field: str
    ) -> None:
        open_form(desk, verb, row)
        desk.send(submission("UALEX", desk.window, typed))
        assert set(desk.ack["errors"]) == {field}

    def test_need_a_choice_of_what_becomes_of_it(self, desk: Desk, row: InvoiceRow) -> None:
        open_form(desk, MoreVerb.CREDIT, row)
        sent = submission("UALEX", desk.window, {"note": "x"})
        sent["view"]["state"]["values"]["way"]["input"]["selected_option"] = None
        desk.send(sent)
        assert set(desk.ack["errors"]) == {"way"}

    def test_are_not_for_everybody(self, desk: Desk, row: InvoiceRow) -> None:
        assert "only finance or ar may ask for a credit note" in open_form(
            desk, MoreVerb.CREDIT, row, "USAM"
        )

    def test_are_not_for_what_is_paid(self, desk: Desk, books: Books, row: InvoiceRow) -> None:
        with books.deps.ledger.transaction() as s:
            s.merge(row).status = InvoiceStatus.VOID
        assert "this invoice is void" in open_form(desk, MoreVerb.CREDIT, row)


class TestSecondPerson:
    @pytest.fixture
    def waiting(self, desk: Desk, deps: Deps, row: InvoiceRow) -> AdjustmentRow:
        open_form(desk, MoreVerb.VOID, row)
        desk.send(submission("UALEX", desk.window, {"note": "Wrong"}))
        return asked(deps, row)[0]

    def test_approves(
        self, desk: Desk, deps: Deps, row: InvoiceRow, waiting: AdjustmentRow, engine: FakeEngine
    ) -> None:
        desk.send(click("UKIM", ActionId.ADJUSTMENT_APPROVE, waiting.id))
        engine.run_all()
        assert [one.status for one in asked(deps, row)] == [AdjustmentStatus.DONE]

    def test_refuses(
        self, desk: Desk, deps: Deps, row: InvoiceRow, waiting: AdjustmentRow,
        messenger: FakeMessenger,
    ) -> None:  # fmt: skip
        desk.send(click("UKIM", ActionId.ADJUSTMENT_REFUSE, waiting.id))
        assert [one.status for one in asked(deps, row)] == [AdjustmentStatus.REFUSED]
        assert "refused" in messenger.whispers_to("UKIM")[0].message.text
