"""Events, customers and checks: what the local Stripe cannot be brought to show."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.money import Money
from bot.settings import Settings
from integrations.stripe import beyond
from integrations.stripe.events import TYPES
from tests.fakes.clock import FixedClock
from tests.integrations.stripe_stub import Answer, listed, refused, stubbed

DENIED = refused(
    403, "The provided key does not. Having the 'rak_event_read' permission would allow it."
)
FINE: Answer = (200, listed())
NO_SUBSCRIPTIONS = refused(
    403, "The provided key does not. Having the 'rak_subscription_write' permission would allow it."
)
KEPT_OUT = [DENIED] * (len(beyond.WRITING) + len(beyond.READING))
MISSING = refused(404, "No such thing", code="resource_missing")


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


class TestEvents:
    def test_go_back_no_further_than_stripe_keeps_them(self, settings: Settings) -> None:
        clock = FixedClock()
        billing, stub = stubbed(settings, FINE, FINE, clock=clock)
        billing.events(clock.now() - timedelta(days=90))
        billing.events(clock.now() - timedelta(hours=1))
        asked = [int(request.params["created[gte]"]) for request in stub.sent]
        oldest, recent = clock.now() - timedelta(days=29), clock.now() - timedelta(minutes=70)
        assert asked == [int(oldest.timestamp()), int(recent.timestamp())]

    def test_ask_for_no_more_types_than_stripe_takes(self) -> None:
        assert len(set(TYPES)) == len(TYPES) <= 20

    def test_name_the_invoice_of_a_payment(self, settings: Settings) -> None:
        paid = {"id": "inpay_1", "object": "invoice_payment", "invoice": "in_9"}
        event = {
            "id": "evt_1",
            "object": "event",
            "type": "invoice_payment.paid",
            "created": 1_763_900_000,
            "data": {"object": paid},
            "request": None,
        }
        clock = FixedClock()
        billing, _ = stubbed(settings, (200, listed(event)), clock=clock)
        (seen,) = billing.events(clock.now()).events
        assert (seen.stripe_id, seen.by_api) == ("in_9", False)


class TestCredit:
    @pytest.mark.parametrize(
        ("shown", "credit"),
        [
            ({"balance": -500, "currency": "usd"}, (usd(500),)),
            ({"balance": 500, "currency": "usd"}, ()),
            ({"balance": 0, "currency": None}, ()),
            (
                {"balance": -500, "currency": "usd", "invoice_credit_balance": {"usd": 500}},
                (usd(500),),
            ),
            (
                {
                    "balance": 0,
                    "currency": "usd",
                    "invoice_credit_balance": {"eur": 900, "gbp": -100},
                },
                (Money(minor=900, currency="EUR"),),
            ),
        ],
    )
    def test_is_what_the_customer_has_with_us(
        self, settings: Settings, shown: dict[str, object], credit: tuple[Money, ...]
    ) -> None:
        row = {"id": "cus_1", "object": "customer", "name": None, "email": None, **shown}
        billing, _ = stubbed(settings, (200, {"metadata": {}, **row}))
        assert billing.customer("cus_1").credit == credit


class TestFindCustomers:
    def test_asks_for_either_spelling_of_the_address(self, settings: Settings) -> None:
        row = {
            "id": "cus_1",
            "object": "customer",
            "name": "A",
            "email": "AP@acme.test",
            "balance": 0,
            "currency": None,
            "metadata": {"salesforce_account_id": "001A"},
        }
        billing, stub = stubbed(settings, (200, listed(row)), FINE)
        (found,) = billing.find_customers("001A", " AP@acme.test ")
        assert [request.params["email"] for request in stub.sent] == [
            "AP@acme.test",
            "ap@acme.test",
        ]
        assert found.account_id == "001A"

    def test_asks_nothing_without_an_address(self, settings: Settings) -> None:
        billing, stub = stubbed(settings)
        assert list(billing.find_customers("001A", "")) == []
        assert not stub.sent


class TestChecks:
    def test_name_each_permission_that_is_missing(self, settings: Settings) -> None:
        reading = (FINE, FINE, DENIED, MISSING, FINE, FINE)
        billing, _ = stubbed(
            settings, *reading, *[MISSING] * 3, NO_SUBSCRIPTIONS, MISSING, *KEPT_OUT
        )
        failed = [check for check in billing.checks() if not check.ok]
        names = ["Stripe Events: read", "Stripe Subscriptions: write"]
        assert [check.name for check in failed] == names
        for check, name in zip(failed, names, strict=True):
            right = name.removeprefix("Stripe ")
            assert right in check.sentence
            assert right in check.fix
            assert check.fatal

    def test_try_to_write_only_what_is_not_there(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, *[FINE] * 6, *[MISSING] * 5, *KEPT_OUT)
        assert all(check.ok for check in billing.checks())
        assert all("closedwon_probe" in sent.path for sent in stub.sent if sent.method == "post")

    def test_name_what_the_key_may_do_beyond_need(self, settings: Settings) -> None:
        written = [MISSING if name == "Payouts" else DENIED for name in beyond.WRITING]
        read = [FINE if name == "Files" else DENIED for name in beyond.READING if name != "Payouts"]
        billing, stub = stubbed(settings, *[FINE] * 6, *[MISSING] * 5, *written, *read)
        [bad] = [check for check in billing.checks() if not check.ok]
        assert "may also write Payouts and read Files, which" in bad.sentence
        assert "take away Payouts, Files" in bad.fix
        assert not bad.fatal
        assert not stub.answers

    def test_change_nothing_by_looking_for_more(self, settings: Settings) -> None:
        every = len(beyond.WRITING) + len(beyond.READING)
        billing, stub = stubbed(settings, *[FINE] * 6, *[MISSING] * 5, *[FINE] * every)
        billing.checks()
        for sent in stub.sent[11:]:
            assert sent.method == "get" or "closedwon_probe" in sent.path

    def test_end_with_a_key_that_is_not_accepted(self, settings: Settings) -> None:
        billing, _ = stubbed(settings, refused(401, "Invalid API Key provided: rk_test_***123"))
        (only,) = billing.checks()
        assert (only.ok, only.fatal) == (False, True)
        assert "STRIPE_API_KEY" in only.sentence

    def test_do_not_stop_the_bot_while_stripe_is_down(self, settings: Settings) -> None:
        billing, _ = stubbed(settings, (503, "<html>"))
        (only,) = billing.checks()
        assert (only.ok, only.fatal) == (False, False)

    def test_advise_against_a_full_key(self, settings: Settings) -> None:
        full = settings.model_copy(update={"stripe_api_key": SecretStr("sk_live_1")})
        billing, _ = stubbed(full, *[FINE] * 6, *[MISSING] * 5)
        checks = billing.checks()
        assert "live" in checks[0].sentence
        assert [check.name for check in checks if not check.ok] == ["Stripe key kind"]
