"""The validation rules of the package, as far as the local org can work them out."""

import shutil
from pathlib import Path

import pytest

from sandbox.salesforce.package import PACKAGE, load

FORMULA = "AND(NOT(ISBLANK(Percent__c)), NOT(ISBLANK(Amount__c)))"


def with_formula(root: Path, formula: str) -> Path:
    shutil.copytree(PACKAGE, root, dirs_exist_ok=True)
    path = root / "objects" / "Closedwon_Milestone__c.object"
    text = path.read_text()
    assert FORMULA in text
    path.write_text(text.replace(FORMULA, formula))
    return root


def test_a_rule_says_what_is_empty_and_what_is_not(tmp_path: Path) -> None:
    root = with_formula(tmp_path, "AND(ISBLANK(Date__c), NOT(ISBLANK(Met_Date__c)))")
    rule = load(root).rules[0]
    assert (rule.empty, rule.filled) == (["Date__c"], ["Met_Date__c"])
    assert rule.refuses(None, {"Met_Date__c": "2027-01-01"})
    assert not rule.refuses(None, {"Met_Date__c": "2027-01-01", "Date__c": "2027-01-01"})
    assert not rule.refuses(None, {})


@pytest.mark.parametrize(
    "formula", ["Percent__c > 100", "AND(ISBLANK(Date__c), Met__c)", "NOT(ISBLANK(Date__c))"]
)
def test_a_rule_it_cannot_work_out_is_not_passed_over(tmp_path: Path, formula: str) -> None:
    escaped = formula.replace(">", "&gt;")
    with pytest.raises(ValueError, match="cannot work out"):
        load(with_formula(tmp_path, escaped))
