import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

import bot.workflows
from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Conflict, NotAllowed, NotFound
from bot.ledger import audit
from bot.outcome import Outcome
from bot.watching import Stuck
from bot.workflows.telling import trouble
from bot.workflows.telling.trouble import LedgerWatcher, close_trouble, open_trouble
from bot.workflows.telling.trouble_words import WHAT_FAILED
from tests.fakes.deals import DEAL_ID
from tests.fakes.slack import Said
from tests.workflows.house import ALEX, KIM, REFUSED, House

SAM = Actor(id="USAM", name="Sam")
RULE = Outcome.refused(
    "Closed deals are locked.", vendor="Salesforce", code="FIELD_CUSTOM_VALIDATION_EXCEPTION"
)
STUCK = Stuck(workflow_id="issue:1", step="send", vendor="Stripe", words="Stripe is busy.")


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def happen(
    house: House,
    subject: str = "x",
    kind: str = "write_back",
    retry: dict[str, object] | None = None,
) -> None:
    with house.deps.ledger.transaction() as s:
        open_trouble(house.deps, s, RULE, subject=subject, kind=kind, retry=retry)
    house.run()


def end(house: House, subject: str = "x", kind: str = "write_back") -> None:
    with house.deps.ledger.transaction() as s:
        close_trouble(house.deps, s, subject=subject, kind=kind)
    house.run()


def lines(house: House) -> list[Said]:
    return house.messenger.roots("#billing-ops")


class TestLine:
    def test_is_one_for_each_kind_and_counts(self, house: House) -> None:
        for subject in ("a", "b", "b"):
            happen(house, subject)
        happen(house, "c", "issue")
        first, second = lines(house)
        assert first.message.text == "Salesforce refuses writes: 2 cases"
        assert "Closed deals are locked." in str(first.message.blocks)
        assert "a Salesforce admin, or whoever owns the rule" in str(first.message.blocks)
        assert second.message.text == "Sending an invoice failed: 1 case"

    def test_closes_itself_when_it_is_over(self, house: House) -> None:
        for subject in ("a", "b"):
            happen(house, subject)
        end(house, "a")
        [line] = lines(house)
        assert line.message.text == "Salesforce refuses writes: 1 case"
        end(house, "b")
        assert line.message.text == "Salesforce refuses writes: over"
        assert house.troubles() == []

    def test_begins_anew_for_new_trouble_where_it_is_seen(self, house: House) -> None:
        happen(house)
        end(house)
        happen(house)
        old, new = lines(house)
        assert "over" in old.message.text
        assert new.message.text == "Salesforce refuses writes: 1 case"

    def test_is_posted_anew_if_somebody_deleted_it(self, house: House) -> None:
        happen(house, "a")
        house.messenger.delete(lines(house)[0].place)
        happen(house, "b")
        [line] = lines(house)
        assert "2 cases" in line.message.text
        house.messenger.delete(line.place)
        end(house, "a")
        end(house, "b")
        assert len(lines(house)) == 1

    def test_is_not_made_for_what_was_over_at_once(self, house: House) -> None:
        with house.deps.ledger.transaction() as s:
            open_trouble(house.deps, s, RULE, subject="x", kind="issue")
            close_trouble(house.deps, s, subject="x", kind="issue")
            close_trouble(house.deps, s, subject="x", kind="issue")
        house.run()
        assert lines(house) == []

    def test_waits_while_slack_does_not_take_it(self, house: House) -> None:
        house.messenger.fail_next(REFUSED)
        happen(house, "a")
        assert lines(house) == []
        happen(house, "b")
        assert "2 cases" in lines(house)[0].message.text

    def test_of_a_deal_stands_on_its_card_too(self, house: House) -> None:
        house.propose()
        with house.deps.ledger.transaction() as s:
            open_trouble(house.deps, s, RULE, subject=DEAL_ID, kind="write_back", deal_id=DEAL_ID)
            open_trouble(house.deps, s, RULE, subject="y", kind="drift", deal_id="unknown")
        house.run()
        [card] = house.messenger.roots("#billing-approvals")
        assert "needs attention: Salesforce refuses writes" in card.message.text


class TestRetry:
    def test_starts_the_workflow_once_for_two_clicks(self, house: House) -> None:
        happen(house, retry={"workflow": "retried", "args": ["x"]})
        [row] = house.troubles()
        for _ in range(2):
            trouble.retry(house.deps, row.id, ALEX)
        [started] = house.engine.of("retried")
        assert started.args == ("x",)
        with house.deps.ledger.reading() as s:
            assert [e.actor for e in audit.entries(s, "x")] == ["UALEX", "UALEX"]

    def test_wakes_what_waits(self, house: House) -> None:
        LedgerWatcher(house.deps).stuck(STUCK)
        trouble.retry(house.deps, house.troubles()[0].id, KIM)
        assert house.engine.woken == ["issue:1"]

    def test_is_for_those_who_may(self, house: House) -> None:
        happen(house, retry={"workflow": "retried", "args": ["x"]})
        with pytest.raises(NotAllowed):
            trouble.retry(house.deps, house.troubles()[0].id, SAM)
        assert house.engine.of("retried") == []

    def test_comes_too_late_when_it_is_over(self, house: House) -> None:
        happen(house, retry={"workflow": "retried", "args": ["x"]})
        [row] = house.troubles()
        end(house)
        with pytest.raises(Conflict, match="over already"):
            trouble.retry(house.deps, row.id, KIM)

    def test_starts_nothing_it_does_not_know(self, house: House) -> None:
        happen(house, retry={"by_hand": "x"})
        started = len(house.engine.started)
        trouble.retry(house.deps, house.troubles()[0].id, KIM)
        assert len(house.engine.started) == started

    def test_says_when_there_is_nothing_to_retry(self, house: House) -> None:
        happen(house)
        with pytest.raises(Conflict, match="cannot be retried from here"):
            trouble.retry(house.deps, house.troubles()[0].id, KIM)

    def test_is_of_a_trouble(self, house: House) -> None:
        with pytest.raises(NotFound):
            trouble.retry(house.deps, "trb_x", KIM)

    def test_of_all_takes_those_of_the_kind_that_can_be(self, house: House) -> None:
        for subject in ("a", "b"):
            happen(house, subject, retry={"workflow": "retried", "args": [subject]})
        happen(house, "c")
        happen(house, "d", "issue", retry={"workflow": "retried", "args": ["d"]})
        assert trouble.retry_all(house.deps, "write_back", KIM) == 2
        assert {work.args for work in house.engine.of("retried")} == {("a",), ("b",)}

    def test_of_all_goes_on_after_one_that_is_gone(self, house: House) -> None:
        happen(house, "a", retry={"wake": "gone"})
        happen(house, "b", retry={"workflow": "retried", "args": ["b"]})
        house.engine.unknown.add("gone")
        assert trouble.retry_all(house.deps, "write_back", KIM) == 1
        assert {work.args for work in house.engine.of("retried")} == {("b",)}


class TestWatcher:
    def test_opens_and_closes_what_is_stuck_or_failed(self, house: House) -> None:
        watcher = LedgerWatcher(house.deps)
        watcher.stuck(STUCK)
        watcher.failed(STUCK)
        house.run()
        assert {row.kind for row in house.troubles()} == {"stuck", "failed"}
        assert "Stripe is busy." in str(lines(house)[0].message.blocks)
        watcher.relieved("issue:1")
        house.run()
        assert house.troubles() == []


class TestWords:
    def test_exist_for_every_kind(self) -> None:
        """A kind without words would be shown by its name."""
        modules = pkgutil.walk_packages(bot.workflows.__path__, "bot.workflows.")
        kinds = {kind for module in modules for kind in kinds_of(module.name)}
        assert kinds >= {"issue", "write_back", "card", "propose", "track", "hold"}
        assert kinds - set(WHAT_FAILED) == set()
        assert all(words[0].isupper() for words in WHAT_FAILED.values())


def kinds_of(module_name: str) -> Iterator[str]:
    """Yield the kinds of trouble that a module opens, its constants looked up."""
    module = importlib.import_module(module_name)
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for keyword in node.keywords if node.func.id == "open_trouble" else ():
                if keyword.arg == "kind":
                    name = ast.unparse(keyword.value)
                    yield getattr(module, name, "failed")
