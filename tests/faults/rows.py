"""The rows of the table: every effect there is, by the story in which it meets every fault."""

from collections.abc import Iterator

from tests.faults.cell import Row

_SNAPSHOT = "stripe GET /v1/invoices/{} /v1/credit_notes /v1/disputes /v1/refunds"
_SENT = """
propose.look_around   billing.find_customers   stripe GET /v1/customers
issue.read_again      crm.deal                 salesforce GET /queryAll/
issue.make_customer   billing.create_customer  stripe POST /v1/customers
issue.draft           billing.draft            stripe POST /v1/invoices
issue.fill            billing.add_lines        stripe POST /v1/invoices/{}/add_lines
issue.send            billing.send             stripe POST /v1/invoices/{}/send
show_card.put_card    messenger.post           slack POST /api/chat.postMessage
show_card.put_card    messenger.update         slack POST /api/chat.update
show_card.link_card   messenger.link           slack POST /api/chat.getPermalink
show_card.tell_thread messenger.post           slack POST /api/chat.postMessage
track.read_invoice    billing.snapshot         SNAPSHOT
notify_paid.tell_owner messenger.direct        slack POST /api/chat.postMessage
"""


def _rows(story: str, table: str) -> Iterator[Row]:
    for line in table.strip().splitlines():
        step, port, vendor, method, *paths = line.replace("SNAPSHOT", _SNAPSHOT).split()
        workflow, _, name = step.partition(".")
        yield Row(workflow, name, port, vendor, method, tuple(paths), story)


ROWS = (*_rows("sent", _SENT),)
