import logging
import socket
import traceback

import pytest

from bot.errors import NotFound, Trouble, VendorError
from bot.settings import Settings
from integrations.stripe import connect
from tests.integrations.stripe_stub import Answer, refused, stubbed

KEY = "rk_test_51AbCdEfGhIjKlMnOp"


def error_from(settings: Settings, answer: Answer) -> VendorError:
    billing, _ = stubbed(settings, answer)
    with pytest.raises(VendorError) as raised:
        billing.find_customers("001", "ap@acme.test")
    return raised.value


class TestErrors:
    @pytest.mark.parametrize(
        ("answer", "trouble", "code"),
        [
            (refused(400, "No.", code="email_invalid"), Trouble.REFUSED, "email_invalid"),
            (refused(400, "No."), Trouble.REFUSED, "invalid_request"),
            (
                refused(400, "Other.", type="idempotency_error"),
                Trouble.REFUSED,
                "idempotency_error",
            ),
            (refused(401, "Invalid API Key"), Trouble.REFUSED, "authentication"),
            (refused(402, "Declined.", code="card_declined"), Trouble.REFUSED, "card_declined"),
            (refused(403, "Not allowed."), Trouble.REFUSED, "permission"),
            (refused(409, "Busy.", code="lock_timeout"), Trouble.DOWN, "lock_timeout"),
            (refused(429, "Slow down.", code="rate_limit"), Trouble.DOWN, "rate_limit"),
            (refused(500, "Oops.", type="api_error"), Trouble.DOWN, "server_error"),
            ((502, "<html>Bad gateway</html>"), Trouble.UNKNOWN, "no_answer"),
            ((503, {"message": "unavailable"}), Trouble.UNKNOWN, "no_answer"),
            ((200, "not json"), Trouble.UNKNOWN, "no_answer"),
        ],
    )
    def test_say_what_they_mean(
        self, settings: Settings, answer: Answer, trouble: Trouble, code: str
    ) -> None:
        error = error_from(settings, answer)
        assert (error.vendor, error.trouble, error.code) == ("Stripe", trouble, code)
        assert str(error).endswith(".")

    def test_carry_the_words_of_a_refusal(self, settings: Settings) -> None:
        answer = refused(400, "Due date must be in the future.", param="due_date")
        assert str(error_from(settings, answer)) == "Due date must be in the future."

    def test_name_the_missing_permission_and_its_fix(self, settings: Settings) -> None:
        words = (
            f"The provided key '{KEY}' does not have the required permissions for this endpoint"
            " on account 'acct_1'. Having the 'rak_invoice_write' permission would allow this"
            " request to continue."
        )
        sentence = str(error_from(settings, refused(403, words)))
        assert "lacks the permission Invoices: write" in sentence
        assert "Dashboard" in sentence

    def test_keep_nobody_from_working_who_may_not_read_the_account(
        self, settings: Settings
    ) -> None:
        billing, _ = stubbed(settings, refused(403, "Not allowed."))
        assert billing.account_id() == ""
        billing, _ = stubbed(settings, refused(401, "Invalid API Key"))
        with pytest.raises(VendorError):
            billing.account_id()

    def test_say_how_long_to_wait(self, settings: Settings) -> None:
        billing, stub = stubbed(settings, refused(429, "Slow down."))
        stub.headers["Retry-After"] = "3"
        with pytest.raises(VendorError) as raised:
            billing.snapshot("in_1")
        assert raised.value.retry_after == 3

    def test_are_unknown_when_nobody_answers(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        nowhere = {"stripe_api_url": f"http://127.0.0.1:{port}"}
        with pytest.raises(VendorError) as raised:
            connect(settings.model_copy(update=nowhere)).find_customers("001", "ap@acme.test")
        assert raised.value.trouble is Trouble.UNKNOWN
        assert "acme" not in caplog.text

    def test_never_show_a_key(self, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "integrations.stripe")
        caplog.set_level(logging.WARNING, "stripe")
        answer = refused(400, f"The key {KEY} and rk_test_*********mnOp are wrong.")
        error = error_from(settings, answer)
        told = "".join(traceback.format_exception(error)) + caplog.text + repr(error)
        assert "51AbCd" not in told
        assert "mnOp" not in told
        assert str(error) == "The key rk_test_… and rk_test_… are wrong."

    def test_of_a_missing_object_are_not_found_where_one_is_read(self, settings: Settings) -> None:
        gone = refused(404, "No such invoice: 'in_1'", code="resource_missing", param="id")
        billing, _ = stubbed(settings, gone, gone)
        with pytest.raises(NotFound):
            billing.snapshot("in_1")
        with pytest.raises(VendorError) as raised:
            billing.note("in_1", {"a": "b"}, key="k")
        assert raised.value.code == "resource_missing"


class TestConnect:
    def test_shows_no_key(self, settings: Settings) -> None:
        billing = connect(settings)
        shown = repr(billing) + repr(vars(billing))
        assert settings.stripe_api_key.get_secret_value() not in shown

    def test_knows_test_from_live(self, settings: Settings) -> None:
        assert not connect(settings).is_live()
