"""The count of everything on the page, and the life of one invoice."""

from sandbox.control import Obj
from tests.sandbox.page.kit import House

OURS = "closedwon_invoice_id"


def bill(house: House, ours: str) -> Obj:
    """Let there be an open invoice that closedwon calls `ours`."""
    customer = house.people.post("stripe/customers", name="Acme", email="a@acme.example")
    made: Obj = house.people.post(
        "stripe/invoices",
        customer=customer["id"],
        collection_method="send_invoice",
        days_until_due=30,
        lines=[{"description": "Work", "amount": 5_000}],
        metadata={OURS: ours},
        send=True,
    )
    return made


class TestTally:
    def test_names_what_is_doubled_until_one_of_them_is_void(self, house: House) -> None:
        bill(house, "inv_1")
        second = bill(house, "inv_2")
        assert house.people.get("page/tally")["doubled"] == []
        again = bill(house, "inv_2")
        counted = house.people.get("page/tally")
        assert (counted["invoices"], counted["emails"]) == (3, 3)
        assert counted["doubled"] == ["inv_2"]
        house.people.post(f"stripe/invoices/{again['id']}/void")
        assert house.people.get("page/tally")["doubled"] == []
        assert house.people.get(f"stripe/invoices/{second['id']}")["status"] == "open"

    def test_a_revision_stands_for_what_it_replaces(self, house: House) -> None:
        made = bill(house, "inv_1")
        house.people.post(f"stripe/invoices/{made['id']}/revise", finalize=True)
        counted = house.people.get("page/tally")
        assert (counted["invoices"], counted["doubled"]) == (2, [])

    def test_counts_messages(self, house: House) -> None:
        before = house.people.get("page/tally")["messages"]
        house.say("dana", "#sales", "Won one.")
        assert house.people.get("page/tally")["messages"] == before + 1


class TestLife:
    def test_tells_what_happened_to_one_invoice_and_no_other(self, house: House) -> None:
        made, other = bill(house, "inv_1"), bill(house, "inv_2")
        path = f"stripe/invoices/{made['id']}"
        house.people.post(f"{path}/pay", kind="bank_debit", amount=2_000, processing=True)
        house.people.post(f"stripe/invoices/{other['id']}/pay")
        life = house.people.get(f"{path}/life")
        kinds = [event["type"] for event in life["events"]]
        assert kinds[0] == "invoice.created"
        assert "payment_intent.processing" in kinds
        assert "invoice.paid" not in kinds
        assert "processing" in [payment["intent_status"] for payment in life["payments"]]
        house.people.post(f"{path}/settle")
        house.people.post(f"{path}/dispute", kind="inquiry")
        house.people.post(f"{path}/credit", amount=500)
        life = house.people.get(f"{path}/life")
        assert [mail["kind"] for mail in life["mails"]] == ["invoice", "credit_note"]
        assert [note["amount"] for note in life["credit_notes"]] == [500]
        assert [dispute["amount"] for dispute in life["disputes"]] == [2_000]
        assert {event["api"] for event in life["events"]} == {False}
