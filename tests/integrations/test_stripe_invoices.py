import pytest

from bot.errors import VendorError
from bot.facts import PaymentFact
from bot.money import Money
from bot.settings import Settings
from integrations.stripe.translate import known_instant
from tests.integrations.stripe_stub import Sent, invoice, listed, payment, refused, stubbed

NOT_FINAL = refused(400, "You can only send invoices that are finalized; this one is a draft.")
OPEN = (200, invoice())
NONE = (200, listed())


def steps(sent: list[Sent]) -> list[tuple[str, str]]:
    return [(request.path.rpartition("/")[2], request.key) for request in sent]


class TestSend:
    def test_is_one_call_where_stripe_finalizes(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, OPEN)
        assert billing.send("in_1", key="k").sent
        assert steps(stub.sent) == [("send", "k")]

    def test_finalizes_first_where_stripe_insists(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, NOT_FINAL, OPEN, OPEN)
        assert billing.send("in_1", key="k").sent
        assert steps(stub.sent) == [("send", "k"), ("finalize", "k:finalize"), ("send", "k")]
        assert stub.sent[1].params["auto_advance"] == "false"

    def test_uses_another_key_only_where_the_refusal_was_kept(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, NOT_FINAL, OPEN, NOT_FINAL, OPEN)
        assert billing.send("in_1", key="k").sent
        assert steps(stub.sent)[-1] == ("send", "k:finalized")

    @pytest.mark.parametrize("before", [[], [NOT_FINAL, OPEN]])
    def test_passes_on_any_other_refusal(
        self, settings: Settings, before: list[tuple[int, dict[str, object]]]
    ) -> None:
        billing, stub = stubbed(settings, *before, refused(400, "You can't send that."))
        with pytest.raises(VendorError, match="You can't send that"):
            billing.send("in_1", key="k")
        assert not stub.answers


class TestSnapshot:
    def test_of_a_draft_is_one_read(self, settings: Settings) -> None:
        moments = {"finalized_at": None, "paid_at": None}
        draft = invoice(status="draft", status_transitions=moments, payments=listed())
        billing, stub = stubbed(settings, (200, draft))
        billing.snapshot("in_1")
        assert [request.path for request in stub.sent] == ["/v1/invoices/in_1"]

    def test_of_an_open_invoice_asks_for_its_credit_notes(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, (200, invoice(payments=listed())), NONE)
        billing.snapshot("in_1")
        assert [r.path for r in stub.sent] == ["/v1/invoices/in_1", "/v1/credit_notes"]

    def test_asks_once_for_the_refunds_of_each_payment(self, settings: Settings) -> None:
        twice = listed(payment("inpay_1"), payment("inpay_2"))
        billing, stub = stubbed(settings, (200, invoice(payments=twice)), NONE, NONE, NONE)
        billing.snapshot("in_1")
        asked = [(r.path, r.params["payment_intent"]) for r in stub.sent[2:]]
        assert asked == [("/v1/refunds", "pi_1"), ("/v1/disputes", "pi_1")]

    def test_reads_on_only_where_there_are_many_payments(self, settings: Settings) -> None:
        shown = invoice(amount_paid=8_000, payments=listed(payment("inpay_2"), has_more=True))
        rest = listed(payment("inpay_2"), payment("inpay_1"))
        billing, stub = stubbed(settings, (200, shown), (200, rest), NONE, NONE, NONE)
        facts = billing.snapshot("in_1").payments
        assert [fact.id for fact in facts] == ["inpay_1", "inpay_2"]
        assert stub.sent[1].params["invoice"] == "in_1"

    def test_explains_what_was_marked_as_paid_by_hand(self, settings: Settings) -> None:
        paid = {"finalized_at": 1_763_900_000, "paid_at": 1_763_900_300}
        shown = invoice(
            status="paid",
            amount_paid=10_000,
            amount_remaining=0,
            status_transitions=paid,
            payments=listed(payment("inpay_1")),
        )
        billing, _ = stubbed(settings, (200, shown), NONE, NONE, NONE)
        assert billing.snapshot("in_1").payments[1] == PaymentFact(
            id="in_1:out_of_band",
            amount=Money(minor=6_000, currency="USD"),
            kind="out_of_band",
            paid_at=known_instant(1_763_900_300),
        )

    def test_calls_a_payment_online_where_the_method_is_not_shown(self, settings: Settings) -> None:
        unexpanded = {"type": "payment_intent", "payment_intent": "pi_1"}
        shown = invoice(amount_paid=4_000, payments=listed(payment("inpay_1", payment=unexpanded)))
        billing, _ = stubbed(settings, (200, shown), NONE, NONE, NONE)
        assert billing.snapshot("in_1").payments[0].kind == "online"

    def test_refuses_a_status_it_does_not_know(self, settings: Settings) -> None:
        billing, _ = stubbed(settings, (200, invoice(status="frozen")), NONE)
        with pytest.raises(VendorError, match="'frozen'"):
            billing.snapshot("in_1")
