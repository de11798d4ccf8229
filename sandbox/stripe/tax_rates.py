"""Tax rates: those people define, and those Stripe makes for the taxes it writes on invoices."""

from copy import deepcopy

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import State, new_id

_LENGTHS = {"display_name": 50, "jurisdiction": 50, "state": 2, "country": 2}
_PLAIN = ("active", "country", "description", "display_name", "jurisdiction", "state", "tax_type")
_ALIKE = (
    *("country", "description", "display_name", "inclusive", "jurisdiction"),
    *("jurisdiction_level", "percentage", "state", "tax_type"),
)


def create_tax_rate(state: State, params: Obj) -> Obj:
    """Answer POST /v1/tax_rates."""
    _check(params)
    if not 0 <= params["percentage"] <= 100:
        refuse("Invalid percentage: must be between 0 and 100.", param="percentage")
    rate = _new(state, params)
    rate["metadata"] = merged({}, params.get("metadata", {}))
    state.tax_rates[rate["id"]] = rate
    emit(state, "tax_rate.created", rate)
    return deepcopy(rate)


def retrieve_tax_rate(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/tax_rates/{id}."""
    return deepcopy(state.tax_rates.get(ident) or missing("tax rate", ident))


def update_tax_rate(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/tax_rates/{id}; what it comes to stays as it is."""
    rate: Obj = state.tax_rates.get(ident) or missing("tax rate", ident)
    _check(params)
    before = deepcopy(rate)
    rate["metadata"] = merged(rate["metadata"], params.get("metadata", {}))
    rate |= {name: params[name] for name in _PLAIN if name in params}
    if previous := difference(before, rate):
        emit(state, "tax_rate.updated", rate, previous)
    return deepcopy(rate)


def list_tax_rates(state: State, params: Obj) -> Obj:
    """Answer GET /v1/tax_rates."""

    def wanted(rate: Obj) -> bool:
        same = all(params.get(name) in (None, rate[name]) for name in ("active", "inclusive"))
        return same and in_range(rate["created"], params.get("created"))

    return deepcopy(page(state.tax_rates.values(), params, "/v1/tax_rates", wanted))


def usable_rates(
    state: State, ids: list[str] | None, param: str, kept: list[str] | None = None
) -> list[Obj]:
    """Return the rates named in `param`, refusing unknown ones and archived ones.

    An archived rate stays where it was (`kept`), but is not taken anew.
    """
    rates: list[Obj] = []
    for number, ident in enumerate(ids or []):
        rate: Obj = state.tax_rates.get(ident) or missing(
            "tax rate", ident, f"{param}[{number}]", in_path=False
        )
        if not rate["active"] and ident not in (kept or []):
            refuse(f"The tax rate {ident} has been archived.", param=f"{param}[{number}]")
        if rate in rates:
            refuse(f"The tax rate {ident} is listed twice.", param=f"{param}[{number}]")
        rates.append(rate)
    return deepcopy(rates)


def made_rate(state: State, described: Obj) -> Obj:
    """Return the rate Stripe makes itself for `described`: found again, archived from the start.

    As documented for `tax_amounts[tax_rate_data]`.
    """
    rate = _new(state, described) | {"active": False}
    for known in state.tax_rates.values():
        if not known["active"] and all(known[name] == rate[name] for name in _ALIKE):
            return known
    state.tax_rates[rate["id"]] = rate
    return rate


def _check(params: Obj) -> None:
    for name, most in _LENGTHS.items():
        if len(params.get(name) or "") > most:
            refuse(f"Invalid string: must be at most {most} characters", param=name)


def _new(state: State, params: Obj) -> Obj:
    percentage = float(params["percentage"])
    return {
        "id": new_id("txr_1", 23),
        "object": "tax_rate",
        "active": params.get("active", True),
        "country": params.get("country"),
        "created": state.now(),
        "description": params.get("description"),
        "display_name": params["display_name"],
        "effective_percentage": params.get("effective_percentage"),
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction": params.get("jurisdiction"),
        "jurisdiction_level": params.get("jurisdiction_level"),
        "livemode": False,
        "metadata": {},
        "percentage": int(percentage) if percentage.is_integer() else percentage,
        "rate_type": params.get("rate_type"),
        "state": params.get("state"),
        "tax_type": params.get("tax_type"),
    }
