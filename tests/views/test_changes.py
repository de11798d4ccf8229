from datetime import date

from bot.amending import ways
from bot.money import Money
from bot.rules import BillingRules
from bot.views import amend, correction
from bot.views.values import ModalContext
from tests.amending.kit import LESS, MORE, TODAY, out, part, plan, retainer, standing
from tests.views.reading import checked_view

ABOUT = ModalContext(proposal_id="prop_1", content_hash="0" * 64)
OWED = Money(minor=4_800_000, currency="USD")


class TestAmend:
    def test_shows_ways_with_their_money_and_the_rest_with_why(self) -> None:
        before = plan(*(part(n, 2_500_000, source=f"m{n}") for n in range(1, 5)))
        found = ways(out(1), before, MORE, BillingRules(), TODAY)
        view = checked_view(
            amend.amend(ABOUT, "Acme · Deal", ["The total is more."], found, repeats=False)
        )
        shown = str(view)
        assert "The customer owes $25,000.00 now, $30,000.00 then" in shown  # revised
        assert "to come $75,000.00 now, $95,000.00 then" in shown
        assert "Leave it as it is" in shown

    def test_fits_with_sixty_installments_and_hostile_words(self) -> None:
        before = plan(
            *(
                part(n, 2_500_000 + n, source=f"m{n}", label="<!channel>" * 40)
                for n in range(1, 61)
            ),
            retainers=(retainer(61, 100, 60, label="*" * 300),),
        )
        now = LESS.model_copy(update={"retainers": (retainer(9, 90, 40),)})
        stands = standing(before, {n: {"name": "<@U1>" * 50} for n in range(1, 40)})
        found = ways(stands, before, now, BillingRules(), TODAY)
        said = ["<!channel> & all " * 30] * 40
        view = checked_view(amend.amend(ABOUT, "<!here>" * 90, said, found, repeats=True))
        assert "<!channel>" not in str(view)
        assert "<@U1>" not in str(view)


class TestCorrections:
    def test_say_what_they_do(self) -> None:
        credit = checked_view(correction.credit(ABOUT, "Invoice 1", OWED, OWED, alone=False))
        void = checked_view(correction.void(ABOUT, "Invoice <!here>", alone=True))
        off = checked_view(correction.write_off(ABOUT, "Invoice 1", OWED, alone=False))
        paid = checked_view(correction.payment(ABOUT, "Invoice 1", OWED, date(2026, 11, 23)))
        assert "A second person has to approve it" in str(credit)
        assert "It happens at once" in str(void)
        assert "<!here>" not in str(void)
        assert "can still pay it" in str(off)
        assert "$48,000.00" in str(paid)
