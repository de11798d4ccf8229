from bot.payer import BillTo
from bot.readiness import Finding, Level
from bot.views.card import card
from bot.views.state import QuestionLine
from tests.views.reading import checked, words
from tests.views.samples import DANA, HOSTILE, KIM, card_state, part, plan, trouble

OWES = Finding(kind="overdue", level=Level.WARN, sentence="This customer owes $9,300.00.")


class TestHostileText:
    def test_pings_nobody_and_fits(self) -> None:
        evil = BillTo(account_id="1", account_name=HOSTILE, name=HOSTILE, email=HOSTILE)
        state = card_state(
            plan=plan(
                deal_name=HOSTILE,
                bill_to=evil,
                po_number=HOSTILE,
                memo=HOSTILE,
                installments=tuple(part(n, label=HOSTILE) for n in range(1, 121)),
            ),
            findings=tuple(OWES.model_copy(update={"sentence": HOSTILE}) for _ in range(40)),
            questions=tuple(
                QuestionLine(id="q", asked_by=KIM, asked_of=DANA, text=HOSTILE, answer=HOSTILE)
                for _ in range(9)
            ),
            troubles=tuple(trouble(id=f"t{n}", words=HOSTILE) for n in range(9)),
            deal_url="javascript:alert(1)",
        )
        message = checked(card(state))
        for block in message.blocks:
            if block["type"] not in ("table", "header"):
                assert "<!channel" not in str(block)
        assert "<!channel" not in message.text
        assert "javascript" not in words(message)
