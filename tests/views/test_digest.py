import csv
import io
from datetime import date

from bot.views.digest import percent, summary
from bot.views.export import worklist
from bot.views.ids import ActionId
from bot.views.state_lists import BUCKETS, Need, NeedLine
from tests.views.reading import action_ids, blocks_of, cells, checked, words
from tests.views.samples import HOSTILE, TODAY, due, summary_state, totals

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "KWD", "SEK", "NOK", "DKK", "CAD")


class TestSummary:
    def test_shows_the_totals_of_each_currency_by_itself(self) -> None:
        message = checked(summary(summary_state(totals=(totals("USD"), totals("EUR")))))
        shown = words(message)
        assert "Accounts receivable · Mon Nov 23" in shown
        assert "Outstanding *$412,300.00* · overdue *$96,150.00* (23 %)" in shown
        assert "collected since Friday's summary *$31,000.00*" in shown
        assert "won, not yet billed *€64,000.00*" in shown

    def test_draws_the_aging_and_says_it_in_words(self) -> None:
        message = checked(summary(summary_state()))
        (chart,) = blocks_of(message, "data_visualization")
        assert chart["chart"]["axis_config"]["categories"] == list(BUCKETS)
        assert [p["value"] for p in chart["chart"]["series"][0]["data"]] == [
            316150,
            50000,
            46150,
            0,
            0,
        ]
        assert "Current: $316,150.00" in words(message)

    def test_does_without_charts(self) -> None:
        message = checked(summary(summary_state(), charts=False))
        assert not blocks_of(message, "data_visualization")
        assert "Current: $316,150.00" in words(message)

    def test_counts_what_needs_a_person(self) -> None:
        needs = (
            NeedLine(need=Need.APPROVAL, count=3),
            NeedLine(need=Need.PROMISE_BROKEN, count=1),
            NeedLine(need=Need.FIX, count=0),
        )
        said = words(checked(summary(summary_state(needs=needs))))
        assert "3 approvals waiting too long · 1 promise broken" in said
        assert "to fix" not in said

    def test_has_words_for_everything_that_needs_a_person(self) -> None:
        for need in Need:
            summary(summary_state(needs=(NeedLine(need=need, count=2),)))

    def test_lists_what_is_newly_overdue(self) -> None:
        rows = cells(checked(summary(summary_state(newly_overdue=(due(),)))))
        assert rows[1] == ["Acme Corporation", "ACME-0001", "$9,300.00", "12", "Dana"]

    def test_lists_what_is_due_and_what_is_big(self) -> None:
        soon = due(days_past_due=0, due_date=date(2026, 11, 25))
        shown = words(checked(summary(summary_state(due_this_week=(soon,), biggest=(due(),)))))
        assert "due Nov 25 (in 2 days)" in shown
        assert "*Biggest balances (1)*" in shown

    def test_can_be_worked_with(self) -> None:
        assert action_ids(summary(summary_state())) == {
            ActionId.LIST_SHOW,
            ActionId.SUMMARY_EXPORT,
        }

    def test_shows_the_head_of_the_audit_chain(self) -> None:
        shown = words(summary(summary_state()))
        assert "7 open invoices · last summary Nov 20 · audit 1,204 · abababababababab" in shown

    def test_posts_five_hundred_invoices_as_well_as_five(self) -> None:
        many = tuple(due(n, customer=HOSTILE, note=HOSTILE) for n in range(500))
        state = summary_state(
            totals=tuple(totals(c) for c in CURRENCIES),
            newly_overdue=many,
            due_this_week=many,
            biggest=many,
            open_count=1500,
        )
        message = checked(summary(state))
        assert "more: in the worklist" in words(message)
        assert "and 2 more currencies in the file" in words(message)

    def test_says_so_when_nothing_is_outstanding(self) -> None:
        assert "nothing outstanding" in checked(summary(summary_state(totals=()))).text

    def test_computes_no_share_of_nothing(self) -> None:
        assert percent(0, 0) == "0 %"


class TestWorklist:
    def test_writes_one_row_an_invoice(self) -> None:
        file = worklist([due(1), due(2)], TODAY)
        rows = list(csv.reader(io.StringIO(file.content)))
        assert file.filename == "receivables-2026-11-23.csv"
        assert rows[1][:6] == [
            "Acme Corporation",
            "ACME-0001",
            "9300.00",
            "USD",
            "2026-11-11",
            "12",
        ]

    def test_holds_no_formulas(self) -> None:
        file = worklist([due(customer='=HYPERLINK("https://evil.test")', deal_name="@x")], TODAY)
        row = list(csv.reader(io.StringIO(file.content)))[1]
        assert row[0].startswith("'=")
        assert row[6] == "'@x"
