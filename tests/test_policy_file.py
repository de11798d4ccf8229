import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.calendar import Calendar
from bot.errors import Misconfigured
from bot.policy import DEFAULT_MAY, Action, Policy
from bot.policy_file import load_policy, parse_policy

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "policy.example.toml"
PEOPLE = '[people]\nfinance = ["@finance"]\nar = ["@ar"]\n'


def load(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return load_policy(path)


def mistakes(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(Misconfigured) as refusal:
        load(tmp_path, text)
    head, *lines = str(refusal.value).splitlines()
    assert head.startswith("The policy file ")
    assert "policy.toml" in head
    return lines


class TestLoadPolicy:
    def test_needs_nothing_but_people(self, tmp_path: Path) -> None:
        policy = load(tmp_path, PEOPLE)
        assert policy.people == {"finance": ("@finance",), "ar": ("@ar",)}
        assert policy.dunning.steps == (3, 7, 14)

    def test_reads_amounts_exactly(self, tmp_path: Path) -> None:
        policy = load(tmp_path, PEOPLE + '[[tiers]]\ncurrency = "USD"\nup_to = 9999.99\n')
        assert policy.tiers[0].up_to == Decimal("9999.99")

    def test_versions_by_content_unless_it_is_named(self, tmp_path: Path) -> None:
        one, same = load(tmp_path, PEOPLE), load(tmp_path, "# a remark\n" + PEOPLE)
        other = load(tmp_path, PEOPLE + "[dunning]\nsteps = [5]\n")
        assert one.version == same.version != other.version
        assert len(one.version) == 12
        assert load(tmp_path, 'version = "v7"\n' + PEOPLE).version == "v7"

    def test_says_where_to_begin_when_there_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(Misconfigured) as refusal:
            load_policy(tmp_path / "policy.toml")
        assert str(refusal.value).endswith(
            "cannot be read: No such file or directory. "
            "Copy policy.example.toml there and adapt it, or set POLICY_FILE."
        )

    def test_names_the_line_that_is_no_toml(self, tmp_path: Path) -> None:
        with pytest.raises(Misconfigured, match=r"is not valid TOML: .*line 2"):
            load(tmp_path, "[people]\nfinance = [@finance]\n")

    def test_refuses_what_is_not_text(self, tmp_path: Path) -> None:
        path = tmp_path / "policy.toml"
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(Misconfigured, match="is not valid TOML"):
            load_policy(path)


TIER = '[[tiers]]\ncurrency = "USD"\n'


class TestAMistake:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", "  people: is missing."),
            (PEOPLE + "[dunnning]\n", "  dunnning: there is no such entry."),
            ('[people]\nfinance = ["@f"]\n', "  the file: [people] has no ar."),
            (
                PEOPLE + '[may]\napprove = ["fiance"]\n',
                "  the file: [people] has no fiance.",
            ),
            (PEOPLE + TIER + 'who = ["cfo"]\n', "  the file: [people] has no cfo."),
            ('fallback = "ops"\n' + PEOPLE, "  the file: [people] has no ops."),
            ('fallback = "owner"\n' + PEOPLE, "  the file: [people] has no owner."),
            ('escalate_to = "boss"\n' + PEOPLE, "  the file: [people] has no boss."),
            (PEOPLE + "cfo = []\n", "  the file: [people] has nobody in cfo."),
            (
                PEOPLE + 'owner = ["@sales"]\n',
                '  the file: "owner" stands for the deal\'s owner: name the group otherwise.',
            ),
            (
                PEOPLE + TIER + "up_to = 5\n" + TIER + "up_to = 5.00\napprovers = 2\n",
                "  the file: two [[tiers]] for USD have the same up_to.",
            ),
            (
                PEOPLE + TIER + TIER + "approvers = 2\n",
                "  the file: two [[tiers]] for USD have the same up_to.",
            ),
            (
                PEOPLE + TIER + "up_to = 5\napprovers = 2\n" + TIER,
                "  the file: [[tiers]] for USD ask fewer to approve more.",
            ),
            (
                PEOPLE + TIER + "up_to = 5.001\n",
                "  tiers.0: up_to is no amount in this currency: 5.001 USD cannot be invoiced",
            ),
            (PEOPLE + TIER + "up_to = 0\n", "  tiers.0.up_to: must be greater than 0."),
            (
                PEOPLE + '[[tiers]]\ncurrency = "usd"\n',
                "  tiers.0.currency: must be the three letters of a currency, e.g. USD.",
            ),
            (PEOPLE + TIER + "approvers = 0\n", "  tiers.0.approvers: must be greater than"),
            (
                PEOPLE + "[dunning]\nsteps = [7, 3]\n",
                "  dunning: steps must be days past due that rise, e.g. [3, 7, 14].",
            ),
            (
                PEOPLE + "[dunning]\nsteps = [0, 3]\n",
                "  dunning: steps must be days past due that rise, e.g. [3, 7, 14].",
            ),
            (PEOPLE + '[may]\nfly = ["finance"]\n', "  may.fly.[key]: must be 'approve'"),
            (
                PEOPLE + '[[deals.skip]]\nfield = "Type"\nvalues = []\n',
                "  deals.skip.0.values: ",
            ),
            (PEOPLE + "[deals]\nsettle_minutes = -1\n", "  deals.settle_minutes: must be greater"),
            (PEOPLE + '[billing]\ntax = "rates"\n', '  billing: tax_rates go with tax = "rates"'),
            (PEOPLE + '[billing]\ntax_rates = ["txr_1"]\n', "  billing: tax_rates go with tax"),
            (
                PEOPLE + '[billing.custom_fields]\na = "A"\nb = "B"\nc = "C"\nd = "D"\n',
                "  billing: an invoice has room for three custom fields beside the PO number",
            ),
        ],
    )
    def test_is_named_where_it_stands(self, tmp_path: Path, text: str, line: str) -> None:
        [said] = mistakes(tmp_path, text)
        assert said.startswith(line)

    def test_does_not_hide_another(self, tmp_path: Path) -> None:
        text = PEOPLE + "[dunning]\nsteps = [0]\n[deals]\nsettle_minutes = 5000\n"
        assert len(mistakes(tmp_path, text)) == 2


class TestTheExample:
    def test_is_a_policy(self) -> None:
        policy = load_policy(EXAMPLE)
        assert [tier.approvers for tier in policy.tiers] == [1, 2]
        assert Calendar(policy.calendar).is_business_day(date(2026, 11, 23))

    def test_shows_the_defaults(self) -> None:
        shown = load_policy(EXAMPLE).model_copy(update={"version": "", "tiers": ()})
        default = Policy(people=shown.people, may=DEFAULT_MAY)
        assert shown == default
        assert set(shown.may) == set(Action)

    def test_is_a_policy_with_every_example_uncommented(self) -> None:
        lines = [line.removeprefix("# ") for line in EXAMPLE.read_text().splitlines()]
        assignments = [line for line in lines if "=" in line.split("#")[0] or line.startswith("[")]
        policy = parse_policy(tomllib.loads("\n".join(assignments)), "the example")
        assert policy.version == "2026-12-01"
        assert policy.deals.only
        assert policy.deals.skip
        assert policy.deals.fields
        assert policy.dunning.hand_to
