"""The outside in our own verbs: what Salesforce, Stripe and Slack have to be able to do for us.

Every method may raise `VendorError`: DOWN (repeat later), UNKNOWN (no answer: repeat with the same
key) or REFUSED (a person has to change something first). Keys make repeating safe.
"""

from bot.ports.billing import Billing
from bot.ports.crm import Crm
from bot.ports.engine import Engine
from bot.ports.slack import Directory, Messenger

__all__ = ["Billing", "Crm", "Directory", "Engine", "Messenger"]
