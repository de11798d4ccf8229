"""A Stripe whose calls can be told apart: what happens at the next one of a kind."""

from collections import defaultdict, deque
from collections.abc import Callable
from typing import TypeVar

from bot.clock import Clock
from bot.errors import VendorError
from bot.value import digest
from tests.fakes.billing import FakeBilling

_R = TypeVar("_R")


class StagedBilling(FakeBilling):
    """Runs what a test laid ready right before a call; stores a 500 without an effect too."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._ready: dict[str, deque[Callable[[], None]]] = defaultdict(deque)
        self._fatal: dict[str, BaseException] = {}

    def at(self, method: str, *happens: Callable[[], None]) -> None:
        """Have one of `happens` happen at each of the next calls of `method`."""
        self._ready[method] += happens

    def fail_at(
        self, method: str, error: VendorError, *, after: bool = False, times: int = 1
    ) -> None:
        """Make the next calls of `method` fail."""
        self.at(method, *[lambda: self.fail_next(error, after=after)] * times)

    def finalize_only(self, error: VendorError) -> None:
        """Make the next sending finalize the invoice, and fail before the e-mail."""

        def half_way() -> None:
            for draft in list(self.invoices.values()):
                self._finalize(draft)
            self.fail_next(error)

        self.at("send", half_way)

    def die_after(self, method: str, crash: BaseException) -> None:
        """Let the process die after the effect of the next call of `method`."""
        self._fatal[method] = crash

    def failures_are_over(self) -> None:
        """Forget what was laid ready and did not happen."""
        self._ready.clear()
        self._failures.clear()

    def _do(
        self,
        method: str,
        about: str,
        effect: Callable[[], _R],
        key: str = "",
        sent: object = None,
    ) -> _R:
        if self._ready[method]:
            self._ready[method].popleft()()
        try:
            result = super()._do(method, about, effect, key, sent)
        except VendorError as error:
            if key and error.code == "server_error":
                self._kept.setdefault(key, (digest([method, sent]), error))
            raise
        if crash := self._fatal.pop(method, None):
            raise crash
        return result
