"""How long the sandbox's bot waits for an answer: shorter than the product does, on request.

The product waits for half a minute and more, which no test of a vendor's silence has time for. The
SDKs say so to the socket right before they read, and all of them read through `http.client`.
"""

import http.client
from functools import wraps

PATIENCE = "SANDBOX_PATIENCE"
"""The variable that says how many seconds of silence are too many; "" = what the product says."""


def lose_patience(after: float) -> None:
    """Have every HTTP request of this process time out `after` so many seconds of silence."""
    read = http.client.HTTPConnection.getresponse

    @wraps(read)
    def reading(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        if self.sock is not None:
            self.sock.settimeout(min(self.sock.gettimeout() or after, after))
        return read(self)

    http.client.HTTPConnection.getresponse = reading  # type: ignore[method-assign]  # as above
