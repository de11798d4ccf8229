"""What Salesforce's codes mean for the caller."""

import pytest

from bot.errors import Trouble
from integrations.salesforce.errors import (
    LIMIT_RETRY_AFTER,
    LONGEST,
    call_error,
    row_error,
    sign_in_error,
)

RULE = "Closed deals are locked. Ask RevOps."


def _said(code: str, message: str = "words") -> list[dict[str, str]]:
    return [{"errorCode": code, "message": message}]


class TestARefusedCall:
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (400, "UNABLE_TO_LOCK_ROW"),
            (400, "QUERY_TIMEOUT"),
            (403, "REQUEST_LIMIT_EXCEEDED"),
            (503, "SERVER_UNAVAILABLE"),
            (500, "UNKNOWN_EXCEPTION"),
            (502, ""),
        ],
    )
    def test_passes_by_itself(self, status: int, code: str) -> None:
        error = call_error(status, _said(code))
        assert error.trouble is Trouble.DOWN
        assert error.retryable
        assert error.code == (code or str(status))

    @pytest.mark.parametrize(
        ("limit", "pause"),
        [
            ("TotalRequests", LIMIT_RETRY_AFTER),
            ("ConcurrentRequests (Concurrent API Requests)", None),
            ("ConcurrentPerOrgLongTxn", None),
            ("Some new", LIMIT_RETRY_AFTER),
        ],
    )
    def test_for_a_limit_waits_long_only_for_the_day(self, limit: str, pause: float | None) -> None:
        error = call_error(403, _said("REQUEST_LIMIT_EXCEEDED", f"{limit} Limit exceeded."))
        assert (error.trouble, error.retry_after) == (Trouble.DOWN, pause)

    def test_may_have_happened_when_a_write_failed_inside(self) -> None:
        assert call_error(500, "<html>", writing=True).trouble is Trouble.UNKNOWN
        assert call_error(400, _said("UNABLE_TO_LOCK_ROW"), writing=True).trouble is Trouble.DOWN

    @pytest.mark.parametrize(
        "code",
        [
            "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "ENTITY_IS_LOCKED",
            "INSUFFICIENT_ACCESS_OR_READONLY",
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "DUPLICATES_DETECTED",
            "INVALID_FIELD",
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "REQUIRED_FIELD_MISSING",
            "STRING_TOO_LONG",
        ],
    )
    def test_waits_for_a_person_in_salesforces_own_words(self, code: str) -> None:
        error = call_error(400, _said(code, RULE))
        assert (error.trouble, error.code, str(error)) == (Trouble.REFUSED, code, RULE)

    def test_that_says_nothing_readable_gives_its_status(self) -> None:
        error = call_error(404, "<html>\n<body>Not here</body>")
        assert str(error) == "Salesforce answered with status 404"


class TestARefusedRow:
    def test_has_its_code_under_another_name(self) -> None:
        row = [{"statusCode": "ENTITY_IS_LOCKED", "message": "locked", "fields": []}]
        assert row_error(row) == ("ENTITY_IS_LOCKED", "locked")

    def test_is_cut_and_put_on_one_line(self) -> None:
        _, words = row_error([{"statusCode": "X", "message": "a\n b" + "c" * 2_000}])
        assert words.startswith("a bccc")
        assert len(words) == LONGEST

    @pytest.mark.parametrize("content", [None, [], "text", [None]])
    def test_may_say_nothing(self, content: object) -> None:
        assert row_error(content) == ("", "")


class TestARefusedSignIn:
    @pytest.mark.parametrize(
        ("description", "fix"),
        [
            ("user hasn't approved this consumer", "Pre-authorize"),
            ("audience is invalid", "SALESFORCE_IS_SANDBOX"),
            ("invalid assertion", "SALESFORCE_PRIVATE_KEY"),
            ("client identifier invalid", "SALESFORCE_CONSUMER_KEY"),
            ("no client credentials user enabled", "Run As"),
            ("request not supported on this domain", "SALESFORCE_URL"),
            ("something new", "Login History"),
        ],
    )
    def test_names_its_fix(self, description: str, fix: str) -> None:
        error = sign_in_error(400, "invalid_grant", description)
        assert error.trouble is Trouble.REFUSED
        assert description in error.said
        assert fix in error.fix
        assert fix in str(error)

    def test_passes_when_it_was_too_often(self) -> None:
        error = sign_in_error(400, "invalid_grant", "login rate exceeded")
        assert error.trouble is Trouble.DOWN
