"""Idempotency keys: a request repeated with its key gets the first one's answer."""

from dataclasses import dataclass

from sandbox.stripe.errors import error_answer
from sandbox.wire import Answer, Call, Refused

KEPT = 86_400
LONGEST = 255


@dataclass
class _Kept:
    call: Call
    fingerprint: tuple[str, str, str]
    answer: Answer
    until: int


class IdempotencyKeys:
    """The answers kept for a day; pruned afterwards, when a key makes a new object again."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[str, _Kept] = {}

    def replay(self, call: Call, now: int) -> Answer | None:
        """Return the kept answer to `call`, refusing another request under the same key."""
        key = key_of(call)
        if len(key) > LONGEST:
            raise Refused(_refused(f"Idempotency keys can be up to {LONGEST} characters."))
        kept = self._kept.get(key)
        if kept is None or kept.until <= now:
            return None
        if kept.fingerprint != _fingerprint(call):
            raise Refused(_refused(_other(kept, call, key)))
        headers = {**kept.answer.headers, "Idempotent-Replayed": "true"}
        headers["Original-Request"] = headers.pop("Request-Id")
        return Answer(kept.answer.status, kept.answer.body, headers)

    def keep(self, call: Call, answer: Answer, now: int) -> None:
        """Keep `answer` for the repetitions of `call`."""
        if key := key_of(call):
            self._kept[key] = _Kept(call, _fingerprint(call), answer, now + KEPT)

    def spoil(self, call: Call, answer: Answer) -> None:
        """Put a server error in the place of what this very call left behind."""
        kept = self._kept.get(key_of(call))
        if kept is not None and kept.call is call:
            kept.answer = answer


def key_of(call: Call) -> str:
    """Return the key of `call`; only POST has one."""
    return call.headers.get("idempotency-key", "") if call.method == "POST" else ""


def _fingerprint(call: Call) -> tuple[str, str, str]:
    return call.method, call.path, repr(sorted(call.params() + call.form()))


def _refused(message: str) -> Answer:
    return error_answer(400, message, type_="idempotency_error")


def _other(kept: _Kept, call: Call, key: str) -> str:
    different = f"Try using a key other than '{key}' if you meant to execute a different request."
    if kept.fingerprint[1] != call.path:
        return (
            "Keys for idempotent requests can only be used for the same endpoint they were first"
            f" used for ('{call.path}' vs '{kept.fingerprint[1]}'). {different}"
        )
    return (
        "Keys for idempotent requests can only be used with the same parameters they were first"
        f" used with. {different}"
    )
