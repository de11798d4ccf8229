"""The names by which Slack hands clicks and forms back to us, each written once."""

from enum import StrEnum


class ActionId(StrEnum):
    """Ids of buttons, menus and pick lists: noun.verb."""

    PROPOSAL_APPROVE = "proposal.approve"
    PROPOSAL_MODIFY = "proposal.modify"
    PROPOSAL_HOLD = "proposal.hold"
    PROPOSAL_RELEASE = "proposal.release"
    PROPOSAL_REJECT = "proposal.reject"
    PROPOSAL_REOPEN = "proposal.reopen"
    PROPOSAL_NOT_BILLED = "proposal.not_billed"
    PROPOSAL_ASK = "proposal.ask"
    PROPOSAL_FIX = "proposal.fix"
    PROPOSAL_MORE = "proposal.more"
    """The overflow menu; which entry was picked is a `MoreVerb` in its value."""

    INVOICE_HOLD = "invoice.hold"
    INVOICE_RELEASE = "invoice.release"
    INVOICE_REFRESH = "invoice.refresh"
    INVOICE_REMIND = "invoice.remind"
    INVOICE_SNOOZE = "invoice.snooze"
    INVOICE_PROMISE = "invoice.promise"
    INVOICE_DO_NOT_CHASE = "invoice.do_not_chase"
    INVOICE_MORE = "invoice.more"
    """The overflow menu of one invoice among several; a `MoreVerb` in its value."""

    TROUBLE_RETRY = "trouble.retry"
    TROUBLE_DETAILS = "trouble.details"
    QUESTION_ANSWER = "question.answer"

    ANSWER_SHARE = "answer.share"
    LIST_PAGE = "list.page"
    """Next page; `PageValue` in its value."""
    LIST_BACK = "list.back"
    """Previous page; `PageValue` in its value."""
    LIST_SHOW = "list.show"
    """A list from its beginning; `PageValue` in its value."""
    PICK_SUBJECT = "pick.subject"
    """One of several matches of a command; `PickValue` in the chosen option."""
    SUMMARY_EXPORT = "summary.export"

    LINK_OPEN = "link.open"
    """Buttons that only open an address: Slack reports them too, nothing is to be done."""

    LINE_ADD = "line.add"
    LINE_REMOVE = "line.remove"
    """In the modal of `MODIFY`; which line is in its value."""
    INPUT = "input"
    """The element of every input block: the block id names the field."""


class MoreVerb(StrEnum):
    """Entries of the overflow menus."""

    SALESFORCE = "salesforce"
    """Opens an address; nothing is to be done."""
    STRIPE_PAGE = "page"
    """Opens the hosted invoice; nothing is to be done."""
    ASK = "ask"
    NOT_BILLED = "not_billed"
    HISTORY = "history"
    REFRESH = "refresh"
    HOLD = "hold"
    RELEASE = "release"
    REMIND = "remind"
    SNOOZE = "snooze"
    PROMISE = "promise"
    DO_NOT_CHASE = "do_not_chase"


class ModalId(StrEnum):
    """Callback ids of modals."""

    HOLD = "modal.hold"
    RELEASE = "modal.release"
    MODIFY = "modal.modify"
    MODIFY_REVIEW = "modal.modify_review"
    REJECT = "modal.reject"
    NOT_BILLED = "modal.not_billed"
    REOPEN = "modal.reopen"
    FIX = "modal.fix"
    ASK = "modal.ask"
    ANSWER = "modal.answer"
    PROMISE = "modal.promise"
    SNOOZE = "modal.snooze"
    DO_NOT_CHASE = "modal.do_not_chase"
    NOTICE = "modal.notice"
    """Loading, results and refusals: nothing to submit."""


class FieldId(StrEnum):
    """Block ids of input fields; errors of a form stand under these."""

    REASON = "reason"
    NOTE = "note"
    UNTIL = "until"
    SCOPE = "scope"
    TELL_OWNER = "tell_owner"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    """Those three once a line: see `values.line_block`."""
    SEND_DATE = "send_date"
    NET_DAYS = "net_days"
    DUE_DATE = "due_date"
    BILL_TO_NAME = "bill_to_name"
    BILL_TO_EMAIL = "bill_to_email"
    PO_NUMBER = "po_number"
    MEMO = "memo"
    CUSTOMER = "customer"
    LOOK_ALIKE = "look_alike"
    QUESTION = "question"
    ANSWER = "answer"
    PROMISED_DATE = "promised_date"
    PROMISED_AMOUNT = "promised_amount"
    PROMISED_BY = "promised_by"


class HoldReason(StrEnum):
    """Why something waits."""

    CLIENT_ASKED = "client_asked"
    MISSING_PO = "missing_po"
    DISPUTE = "dispute"
    WRONG_TERMS = "wrong_terms"
    OTHER = "other"


class RejectReason(StrEnum):
    """Why a proposal is not to be sent."""

    WRONG_AMOUNT = "wrong_amount"
    WRONG_CUSTOMER = "wrong_customer"
    WRONG_TERMS = "wrong_terms"
    NOT_CLOSED = "not_closed"
    OTHER = "other"


class NotBilledReason(StrEnum):
    """Why a won deal is not billed from here."""

    BILLED_ELSEWHERE = "billed_elsewhere"
    FREE = "free"
    MERGED = "merged"
    OTHER = "other"


LOOK_ALIKE_LINK = "link"
"""Prefix of an option's value: this invoice is the deal's."""
LOOK_ALIKE_DISMISS = "dismiss"
"""Prefix of an option's value: it is not."""
ALL_INVOICES = "all"
"""In `FieldId.SCOPE`: everything of the deal that is not yet paid."""
