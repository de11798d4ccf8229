"""The policy as a TOML file: read, checked, and its mistakes named where they stand."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from bot.errors import Misconfigured
from bot.policy import Policy


def load_policy(path: Path) -> Policy:
    """Read the policy file.

    Raises:
        Misconfigured: naming the line or the entry that is wrong and what would be right.

    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(
            f"The policy file {path} cannot be read: {error.strerror}. "
            "Copy policy.example.toml there and adapt it, or set POLICY_FILE."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"The policy file {path} is not valid TOML: {error}.") from error
    return parse_policy(data, str(path))


def parse_policy(data: Mapping[str, object], where: str) -> Policy:
    """Return the policy written in `data`; see `load_policy`."""
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        lines = [f"The policy file {where} has mistakes:"]
        for problem in error.errors(include_url=False, include_context=False):
            place = ".".join(str(part) for part in problem["loc"]) or "the file"
            lines.append(f"  {place}: {_plainly(problem['type'], problem['msg'])}.")
        raise Misconfigured("\n".join(lines)) from None
    if not policy.version:
        policy = policy.model_copy(update={"version": policy.digest()[:12]})
    return policy


def _plainly(kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such entry"
    if kind == "missing":
        return "is missing"
    if kind == "string_pattern_mismatch":
        return "must be the three letters of a currency, e.g. USD"
    return said.removeprefix("Value error, ").replace("Input should be", "must be")
