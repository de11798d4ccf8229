"""Who caused a change: a person in Slack, a vendor, or the bot itself."""

from bot.value import Value


class Actor(Value):
    """Somebody or something that acts."""

    id: str
    """Slack user id, or the name of a vendor or of the bot."""
    name: str
    """As people know them, e.g. "Kim Lee"."""
    email: str = ""

    @property
    def shown(self) -> str:
        """Return the name as a thread line and Salesforce show it."""
        return self.name


CLOSEDWON = Actor(id="closedwon", name="closedwon")
STRIPE = Actor(id="Stripe", name="Stripe")
STRIPE_DASHBOARD = Actor(id="Stripe Dashboard", name="Stripe Dashboard")
SALESFORCE = Actor(id="Salesforce", name="Salesforce")
