"""The endpoints of what corrects an invoice afterwards: credit notes, refunds, disputes."""

from collections.abc import Callable

from sandbox.stripe import credit_notes, disputes, refunds
from sandbox.stripe.errors import Obj

ROWS: tuple[tuple[str, str, Callable[..., Obj], str, str], ...] = (
    ("POST", "/v1/credit_notes", credit_notes.create_note, "CreditNoteCreate", "credit_note"),
    ("GET", "/v1/credit_notes", credit_notes.list_notes, "CreditNoteList", "list:credit_note"),
    (
        "GET",
        "/v1/credit_notes/preview",
        credit_notes.preview_note,
        "CreditNotePreview",
        "credit_note",
    ),
    (
        "GET",
        "/v1/credit_notes/preview/lines",
        credit_notes.list_preview_lines,
        "CreditNotePreviewLinesList",
        "list:credit_note_line_item",
    ),
    (
        "GET",
        "/v1/credit_notes/{}",
        credit_notes.retrieve_note,
        "CreditNoteRetrieve",
        "credit_note",
    ),
    (
        "POST",
        "/v1/credit_notes/{}",
        credit_notes.update_note,
        "CreditNoteUpdate",
        "credit_note",
    ),
    (
        "GET",
        "/v1/credit_notes/{}/lines",
        credit_notes.list_note_lines,
        "CreditNoteLineItemList",
        "list:credit_note_line_item",
    ),
    (
        "POST",
        "/v1/credit_notes/{}/void",
        credit_notes.void_note,
        "CreditNoteVoidCreditNote",
        "credit_note",
    ),
    ("POST", "/v1/refunds", refunds.create_refund, "RefundCreate", "refund"),
    ("GET", "/v1/refunds", refunds.list_refunds, "RefundList", "list:refund"),
    ("GET", "/v1/refunds/{}", refunds.retrieve_refund, "RefundRetrieve", "refund"),
    ("POST", "/v1/refunds/{}", refunds.update_refund, "RefundUpdate", "refund"),
    ("GET", "/v1/disputes", disputes.list_disputes, "DisputeList", "list:dispute"),
    ("GET", "/v1/disputes/{}", disputes.retrieve_dispute, "DisputeRetrieve", "dispute"),
    ("POST", "/v1/disputes/{}", disputes.update_dispute, "DisputeUpdate", "dispute"),
    ("POST", "/v1/disputes/{}/close", disputes.close_dispute, "DisputeClose", "dispute"),
)
"""Rows of `routes`; a fixed address stands before the one with an id in its place."""
