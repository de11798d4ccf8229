"""Salesforce: deals are read from it, and what became of them is written back."""

from collections.abc import Callable

from bot.policy import Policy
from bot.settings import Settings
from integrations.salesforce.connection import Connection
from integrations.salesforce.crm import SalesforceCrm
from integrations.salesforce.session import Session

__all__ = ["SalesforceCrm", "connect"]


def connect(
    settings: Settings, policy: Policy, *, may_call: Callable[[], None] = lambda: None
) -> SalesforceCrm:
    """Return the CRM port over the org of `settings`; it signs in when first asked something.

    `may_call`, asked right before each call, may raise `VendorError` instead.

    Raises:
        Misconfigured: if the settings or the policy cannot do, as far as they alone can tell.

    """
    session = Session(settings.salesforce_url, may_call)
    return SalesforceCrm(Connection(settings, session), settings, policy)
