"""Approved plans of which something is out already, made at random or by hand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bot.amending import Way, WayKind, ways
from bot.charges import charges
from bot.money import Money
from bot.payer import BillTo, Share
from bot.periods import Interval, Rhythm
from bot.plan import AdjustmentKind, Installment, Plan, PlanLine, Retainer
from bot.rules import BillingRules
from bot.standing import Billed, Running, Standing, to_come, wanted
from bot.status import InvoiceStatus

TODAY = date(2026, 11, 23)
ACME = BillTo(account_id="001A", account_name="Acme", email="ap@acme.example")
BETA = BillTo(account_id="001B", account_name="Beta", email="ap@beta.example")
OPEN, PAID = InvoiceStatus.OPEN, InvoiceStatus.PAID


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def part(number: int, minor: int, source: str = "", **changes: object) -> Installment:
    """Return an installment of one line."""
    lines = (PlanLine(description=f"Part {number}", amount=usd(minor)),)
    fields = {"number": number, "label": f"Part {number}", "lines": lines, "source": source}
    return Installment.model_validate(fields | changes)


def retainer(number: int, minor: int, periods: int, **changes: object) -> Retainer:
    """Return a monthly retainer that began on Sep 1."""
    lines = (PlanLine(description="Support", amount=usd(minor)),)
    fields = {"number": number, "label": "Support", "lines": lines, "periods": periods}
    fields |= {"start": date(2026, 9, 1), "rhythm": Rhythm(interval=Interval.MONTH), "source": "R"}
    return Retainer.model_validate(fields | changes)


def plan(*parts: Installment, **changes: object) -> Plan:
    """Return a plan over `parts` for Acme."""
    fields = {"deal_id": "006", "deal_name": "Deal", "currency": "USD", "bill_to": ACME}
    return Plan.model_validate(fields | {"installments": parts} | changes)


def billed(of: Plan, number: int, party: str = "", **changes: object) -> Billed:
    """Return the open invoice of a charge of `of`."""
    [charge] = [c for c in charges(of) if (c.number, c.party) == (number, party)]
    net = charge.amount_in(of.currency)
    fields = {
        "invoice_id": f"inv_{number}{party}", "number": number, "party": party, "status": OPEN,
        "net": net, "total": net, "paid": net - net, "balance": net, "credited": net - net,
        "refunded": net - net, "issue_date": date(2026, 11, 1),
    }  # fmt: skip
    return Billed.model_validate(fields | changes)


def standing(of: Plan, numbers: Mapping[int, Mapping[str, object]]) -> Standing:
    """Return what stands when these numbers of `of` are out, with such changes."""
    out = [
        billed(of, charge.number, charge.party, **numbers[charge.number])
        for charge in charges(of)
        if charge.number in numbers
    ]
    running = [
        Running(
            subscription_id=f"sub_{one.number}{party}",
            number=one.number,
            party=party,
            last_period=one.periods,
        )
        for one in of.retainers
        for party in ("", *(share.party for share in of.shares))
    ]
    last = max((charge.number for charge in charges(of)), default=0)
    return Standing(billed=tuple(out), running=tuple(running), last_number=last)


def after(stands: Standing, made: Plan) -> dict[str, int]:
    """Return, for each payer, what is billed and to come once `made` is carried out."""
    found = dict.fromkeys(wanted(made), 0)
    for one in stands.out:
        found[one.party] = found.get(one.party, 0) + one.worth.minor
    invoices = {one.invoice_id for one in stands.out}
    for adjustment in made.adjustments:
        if adjustment.subject in invoices:
            found[adjustment.party] += adjustment.amount.minor
        else:
            assert adjustment.kind in (AdjustmentKind.CHANGE_RETAINER, AdjustmentKind.END_RETAINER)
    for charge in to_come(stands, made):
        found[charge.party] += charge.amount_in(made.currency).minor
    return found


amounts = st.integers(min_value=1, max_value=10**8)
percents = st.integers(min_value=1, max_value=99).map(Decimal)


@st.composite
def plans(draw: st.DrawFn, *, shared: bool | None = None) -> Plan:
    """Return a plan of up to five milestones and perhaps a retainer, for one or two payers."""
    keys = draw(st.lists(st.sampled_from("abcde"), unique=True, min_size=1))
    parts = [part(n, draw(amounts), source=key) for n, key in enumerate(sorted(keys), start=1)]
    both = draw(st.booleans()) if shared is None else shared
    shares = (Share(bill_to=BETA, percent=draw(percents)),) if both else ()
    periods = draw(st.integers(min_value=0, max_value=6))
    repeats = (retainer(len(parts) + 1, draw(amounts), periods),) if periods else ()
    return plan(*parts, shares=shares, retainers=repeats)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Standing, Plan]:
    """Return an approved plan, and what stands of it: some open, some part paid, some paid."""
    before = draw(plans())
    numbers = [part.number for part in before.installments]
    out: dict[int, dict[str, object]] = {}
    for number in draw(st.lists(st.sampled_from(numbers), unique=True)):
        out[number] = {"status": draw(st.sampled_from([OPEN, PAID]))}
    for one in before.retainers:
        for period in range(1, min(one.periods, 3) + 1):  # Sep 1, Oct 1, Nov 1 have come
            out[one.number + period - 1] = {"by_subscription": True}
    stands = standing(before, out)
    credited = [_credited(one, draw(st.integers(0, 3))) for one in stands.billed]
    return stands.model_copy(update={"billed": tuple(credited)}), before


def _credited(one: Billed, quarters: int) -> Billed:
    less = Money(minor=one.net.minor * quarters // 4, currency=one.net.currency)
    paid = one.net - less if one.status is PAID else less - less
    return one.model_copy(update={"credited": less, "paid": paid, "balance": one.net - less - paid})


BEFORE = plan(*(part(n, 2_500_000, source=f"m{n}") for n in range(1, 5)))
MORE = plan(*(part(n, 3_000_000, source=f"m{n}") for n in range(1, 5)))
LESS = plan(*(part(n, 2_000_000, source=f"m{n}") for n in range(1, 5)))


def find(kind: WayKind, stands: Standing, now: Plan, before: Plan = BEFORE, **more: object) -> Way:
    rules = more.pop("rules", BillingRules())
    assert isinstance(rules, BillingRules)
    found = ways(stands, before, now, rules, TODAY, **more)  # type: ignore[arg-type]  # its own
    return next(way for way in found if way.kind is kind)


def out(*numbers: int, of: Plan = BEFORE, **changes: object) -> Standing:
    return standing(of, dict.fromkeys(numbers, changes))


def parts(way: Way) -> dict[int, int]:
    assert way.plan is not None, way.why_not
    return {one.number: one.amount.minor for one in way.plan.installments}
