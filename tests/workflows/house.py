"""The money path on fakes: win a deal, let it settle, approve it, look at what became of it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.ledger import audit, deals, desk, invoices, proposals
from bot.ledger.desk import TroubleRow
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.policy import Policy, Tier
from bot.status import InvoiceStatus
from bot.workflows.crm.write_back import write_back
from bot.workflows.deciding import decide
from bot.workflows.deciding.order import issue_due
from bot.workflows.register import WORKFLOWS
from bot.workflows.telling import trouble
from bot.workflows.tracking.track import watch_payments
from bot.workflows.tracking.watch import see, watch_deals
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import ACCOUNT_ID, DEAL_ID, a_deal
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.workflows.staged import StagedBilling

KIM = Actor(id="UKIM", name="Kim", email="kim@seller.test")
PAT = Actor(id="UPAT", name="Pat", email="pat@seller.test")
ALEX = Actor(id="UALEX", name="Alex", email="alex@seller.test")
DANA = Actor(id="UDANA", name="Dana", email="dana@example.com")

STORED_500 = VendorError(
    "Stripe", "Stripe had an error of its own.", trouble=Trouble.DOWN, code="server_error"
)
NO_ANSWER = VendorError(
    "Stripe", "Stripe did not answer.", trouble=Trouble.UNKNOWN, code="no_answer"
)
REFUSED = VendorError(
    "Stripe", "Not with this account.", trouble=Trouble.REFUSED, code="invalid_request"
)

TWO_ABOVE_25K = (
    Tier(currency="USD", up_to=Decimal(25_000), approvers=1),
    Tier(currency="USD", approvers=2),
)


@dataclass
class House:
    """Everything from Salesforce to Stripe, with all workflows registered."""

    deps: Deps

    def __post_init__(self) -> None:
        self.deps = replace(self.deps, billing=StagedBilling(self.deps.clock))
        for name, known in WORKFLOWS.items():
            self.engine.register(name, known.run, self.deps, queue=known.queue)

    @property
    def engine(self) -> FakeEngine:
        assert isinstance(self.deps.engine, FakeEngine)
        return self.deps.engine

    @property
    def billing(self) -> StagedBilling:
        assert isinstance(self.deps.billing, StagedBilling)
        return self.deps.billing

    @property
    def crm(self) -> FakeCrm:
        assert isinstance(self.deps.crm, FakeCrm)
        return self.deps.crm

    @property
    def messenger(self) -> FakeMessenger:
        assert isinstance(self.deps.messenger, FakeMessenger)
        return self.deps.messenger

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.deps.clock, FixedClock)
        return self.deps.clock

    # --- what happens

    def poll(self) -> None:
        """Look at Salesforce and do all that follows."""
        watch_deals(self.deps, "slot")
        self.run()

    def run(self) -> None:
        """Run what waits."""
        self.engine.run_all()

    def propose(self, **changes: object) -> ProposalRow:
        """Win a deal and let it become a proposal."""
        deal = self.crm.win(a_deal(**changes))
        self.poll()
        self.clock.move(minutes=6)
        self.poll()
        return self.latest(deal.id)

    def change(self, **changes: object) -> ProposalRow:
        """Edit the deal in Salesforce and let the bot see it."""
        self.clock.move(minutes=1)
        self.crm.change(DEAL_ID, **changes)
        self.poll()
        return self.latest()

    def see_change(self, **changes: object) -> None:
        """Edit the deal and let the bot see it, without what follows."""
        changed = self.crm.change(DEAL_ID, **changes)
        with self.deps.ledger.transaction() as s:
            see(self.deps, s, changed)

    def approve(self, who: Actor = KIM, deal_id: str = DEAL_ID) -> None:
        """Approve what the card shows, and nothing else yet."""
        proposal = self.latest(deal_id)
        decide.approve(self.deps, proposal.id, proposal.content_hash[:16], who)

    def ordered(self, **changes: object) -> InvoiceRow:
        """Win a deal and approve it; it has not gone out yet."""
        proposal = self.propose(**changes)
        self.approve(deal_id=proposal.deal_id)
        return self.invoice(proposal.deal_id)

    def known_customer(self, email: str = "ap@acme.example") -> str:
        """Have the customer at Stripe already."""
        return self.billing.add_customer("Acme Corporation", email, account_id=ACCOUNT_ID)

    def next_day(self) -> None:
        """Let a day pass and start what is due."""
        self.clock.move(days=1)
        issue_due(self.deps, "slot")
        self.run()

    def poll_stripe(self) -> None:
        """Read what happened at Stripe and do all that follows."""
        watch_payments(self.deps, "slot")
        self.run()

    def write_round(self) -> None:
        """Let the clock start a round of writing back."""
        write_back(self.deps, "slot")

    # --- what there is

    def latest(self, deal_id: str = DEAL_ID) -> ProposalRow:
        with self.deps.ledger.reading() as s:
            latest = proposals.latest_of(s, deal_id)
        assert latest is not None
        return latest

    def revision(self, number: int, deal_id: str = DEAL_ID) -> ProposalRow:
        with self.deps.ledger.reading() as s:
            found = proposals.revision_of(s, deal_id, number)
        assert found is not None
        return found

    def revisions(self, deal_id: str = DEAL_ID) -> int:
        with self.deps.ledger.reading() as s:
            latest = proposals.latest_of(s, deal_id)
        return latest.revision if latest else 0

    def invoices(self, deal_id: str = DEAL_ID) -> list[InvoiceRow]:
        with self.deps.ledger.reading() as s:
            return list(invoices.of_deal(s, deal_id))

    def invoice(self, deal_id: str = DEAL_ID) -> InvoiceRow:
        return self.invoices(deal_id)[-1]

    def status(self, deal_id: str = DEAL_ID) -> InvoiceStatus:
        return self.invoice(deal_id).status

    def troubles(self) -> list[TroubleRow]:
        with self.deps.ledger.reading() as s:
            return list(desk.open_troubles(s))

    def told(self, deal_id: str = DEAL_ID) -> list[str]:
        """Return what the deal's thread was told, as "who: what"."""
        with self.deps.ledger.reading() as s:
            return [f"{event.who}: {event.what}" for event in deals.history(s, deal_id)]

    def audited(self, subject: str) -> list[tuple[str, str]]:
        """Return (actor, action) of the entries about `subject`."""
        with self.deps.ledger.reading() as s:
            return [(entry.actor, entry.action) for entry in audit.entries(s, subject)]

    def calls(self) -> list[str]:
        """Return the methods that were called at Stripe, and forget them."""
        made = [method for method, _ in self.billing.calls]
        self.billing.calls.clear()
        return made

    def edit(self, invoice_id: str, **changes: object) -> None:
        """Change an invoice of the ledger."""
        with self.deps.ledger.transaction() as s:
            row = invoices.get(s, invoice_id)
            for name, value in changes.items():
                setattr(row, name, value)

    def hold(self, subject: str, until: date | None = None) -> str:
        """Put the deal or an invoice of it on hold; return the hold's id."""
        now = self.deps.now()
        hold = HoldRow(
            subject=subject,
            deal_id=DEAL_ID,
            reason="missing_po",
            until_date=until,
            by="UALEX",
            by_name="Alex",
            at=now,
            confirmed_at=now,
        )
        with self.deps.ledger.transaction() as s:
            s.add(hold)
        return hold.id

    def hold_at_sending(self, invoice_id: str, *, sent: bool = False) -> None:
        """Have a hold come while Stripe does not answer the sending, which it did or did not."""

        def happen() -> None:
            self.hold(invoice_id)
            self.billing.fail_next(NO_ANSWER, after=sent)

        self.billing.at("send", happen)
        self.run()

    def retry(self, kind: str = "issue") -> None:
        """Press Retry now on the one trouble of a kind."""
        [first, *_] = [row for row in self.troubles() if row.kind == kind]
        trouble.retry(self.deps, first.id, KIM)
        self.run()


def with_policy(deps: Deps, **changes: object) -> Policy:
    """Return the policy of `deps` with these fields changed, checked like a file's."""
    return Policy.model_validate(deps.policy.model_dump() | changes)
