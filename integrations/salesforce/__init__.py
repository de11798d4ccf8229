"""Salesforce: deals are read from it, and what became of them is written back."""

from bot.policy import Policy
from bot.settings import Settings
from integrations.salesforce.connection import Connection
from integrations.salesforce.crm import SalesforceCrm

__all__ = ["SalesforceCrm", "connect"]


def connect(settings: Settings, policy: Policy) -> SalesforceCrm:
    """Return the CRM port over the org of `settings`; it signs in when first asked something.

    Raises:
        Misconfigured: if the settings or the policy cannot do, as far as they alone can tell.

    """
    return SalesforceCrm(Connection(settings), settings, policy)
