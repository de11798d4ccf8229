"""The lease, and that no call goes out to a vendor without it."""

import threading

import pytest

from bot.errors import Trouble, VendorError
from bot.lease import Lease, Stopped, clocks

LONG = 3600.0


class TestLease:
    def test_of_one_that_is_alone_lasts(self) -> None:
        lease = Lease()
        lease.wait()
        lease.check()
        assert lease.holds()

    def test_lasts_from_when_the_heartbeat_was_asked_for(self) -> None:
        lease = Lease()
        lease.renew(clocks(), LONG)
        assert lease.holds()
        since_boot, real = clocks()
        lease.renew((since_boot - LONG, real - LONG), LONG - 1)
        assert not lease.holds()

    @pytest.mark.parametrize("stood_still", [0, 1])
    def test_is_over_when_one_of_the_clocks_says_so(self, stood_still: int) -> None:
        lease, asked = Lease(), list(clocks())
        asked[1 - stood_still] -= LONG
        lease.renew((asked[0], asked[1]), 1)
        assert not lease.holds()

    def test_refuses_calls_when_it_is_over(self) -> None:
        lease = Lease()
        lease.renew(clocks(), -1)
        with pytest.raises(VendorError, match="stood still") as refused:
            lease.check()
        assert refused.value.trouble is Trouble.DOWN

    def test_lets_steps_wait_until_it_is_renewed(self) -> None:
        lease, went_on = Lease(), threading.Event()
        lease.renew(clocks(), -1)

        def step() -> None:
            lease.wait()
            went_on.set()

        thread = threading.Thread(target=step)
        thread.start()
        assert not went_on.wait(0.05)
        lease.renew(clocks(), LONG)
        thread.join(30)
        assert went_on.is_set()

    def test_lets_nobody_begin_once_it_is_closed(self) -> None:
        lease = Lease()
        lease.renew(clocks(), LONG)
        lease.close()
        with pytest.raises(Stopped):
            lease.wait()
        with pytest.raises(VendorError):
            lease.check()
