"""What the page's levers and events work with."""

from dataclasses import dataclass

from sandbox.page.calls import Calls
from sandbox.page.clock import Clock
from sandbox.page.deals import Deals
from sandbox.page.invoices import Invoices
from sandbox.page.keeper import Keeper
from sandbox.page.marks import Marks
from sandbox.page.rooms import Rooms
from sandbox.page.story import Story
from sandbox.world import World


@dataclass
class Kit:
    """One world, as the page shows it."""

    world: World
    rooms: Rooms
    marks: Marks
    deals: Deals
    invoices: Invoices
    calls: Calls
    clock: Clock
    bot: Keeper
    story: Story
    seen_until: int
    """Unix seconds up to which it was told which invoices fell due."""
