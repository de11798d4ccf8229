"""What happens is told as it happens."""

import asyncio
import time

import pytest
import requests

from sandbox.changes import Changes
from sandbox.page.feed import KEPT, Feed
from tests.sandbox.page.kit import House, open_house

SLACK = {"authorization": "Bearer xoxb-sandbox"}


def api(house: House, method: str, **given: object) -> dict[str, object]:
    url = f"{house.url}/slack/api/{method}"
    said: dict[str, object] = requests.post(url, json=given, headers=SLACK, timeout=5).json()
    assert said["ok"], said
    return said


class TestAMessage:
    def test_is_told_within_100_ms(self, house: House) -> None:
        ear = house.ear()
        late = []
        for number in range(10):
            before = time.monotonic()
            house.say("kim", "#ar", str(number))
            at, data = ear.timed("message")
            assert (data["message"]["text"], data["for"]) == (str(number), None)
            late.append(at - before)
        assert sorted(late)[5] < 0.1

    def test_that_is_edited_deleted_or_answered_is_told_again(self, house: House) -> None:
        posted = api(house, "chat.postMessage", channel="#ar", text="one")
        where = {"channel": posted["channel"], "ts": posted["ts"]}
        ear = house.ear()
        api(house, "chat.update", **where, text="two")
        assert ear.next("message")["message"]["edited"]
        reply = house.say("kim", "#ar", "hm", thread_ts=posted["ts"])
        assert ear.next("message")["message"]["ts"] == reply
        assert ear.next("message")["message"]["reply_count"] == 1
        house.people.delete(f"slack/messages/ar/{reply}")
        assert ear.next("gone") == {
            "channel": posted["channel"],
            "ts": reply,
            "thread_ts": posted["ts"],
        }
        assert ear.next("message")["message"]["reply_count"] == 0

    def test_for_one_person_says_for_whom(self, house: House) -> None:
        ear = house.ear()
        api(house, "chat.postEphemeral", channel="#ar", user="U_KIM", text="psst")
        assert ear.next("message")["for"] == "U_KIM"


class TestTheWorld:
    def test_is_told_row_by_row(self, house: House) -> None:
        people, ear = house.people, house.ear()
        made = people.post("page/templates/once")
        assert ear.next("deal")["id"] == made["id"]
        customer = people.post("stripe/customers", name="Acme", email="ap@acme.example")
        assert ear.next("customer") == {"id": customer["id"]}
        line = {"description": "Work", "amount": 1000}
        given = {"customer": customer["id"], "lines": [line], "days_until_due": 1}
        sent = {"collection_method": "send_invoice", "finalize": True}
        invoice = people.post("stripe/invoices", **given, **sent)
        row = ear.next("invoice")
        assert (row["id"], row["total"], row["status"]) == (invoice["id"], 1000, "open")
        people.post("page/clock/days", days=3)
        assert ear.next("clock")["next"]
        assert ear.next("invoice")["overdue"]

    def test_of_faults_calls_views_and_people(self, house: House) -> None:
        ear = house.ear()
        house.people.fault("slack", "users.info", "status_before")
        assert len(ear.next("faults")) == 1
        requests.post(f"{house.url}/slack/api/users.info", headers=SLACK, timeout=5)
        assert ear.next("faults") == []
        row = ear.next("call")
        assert (row["method"], row["status"], row["workflow"]) == ("users.info", 500, "")
        view = {"type": "home", "blocks": [{"type": "divider"}]}
        api(house, "views.publish", user_id="U_KIM", view=view)
        assert ear.next("home") == {"user": "U_KIM"}
        house.people.post("slack/users", name="new")
        assert ear.next("users")[-1]["name"] == "new"

    def test_refused_half_way_is_told_as_it_is(self, house: House) -> None:
        ear = house.ear()
        made = house.people.post("page/templates/once")
        ear.next("deal")
        answer = requests.post(
            f"{house.url}/control/salesforce/deals/{made['id']}/win",
            json={"fields": {"Name": "Other"}, "milestones": [{"nonsense": 1}]},
            timeout=5,
        )
        assert answer.status_code == 400
        assert house.people.get("page/deals")["rows"][0]["name"] == "Platform"


class TestListeners:
    def test_may_be_many_and_all_hear(self, house: House) -> None:
        ears = [house.ear() for _ in range(20)]
        house.say("kim", "#ar", "all of you")
        assert {ear.next("message")["message"]["text"] for ear in ears} == {"all of you"}

    def test_end_with_the_server(self) -> None:
        with open_house() as house:
            ear = house.ear()
            began = time.monotonic()
        assert ear.ended.wait(5)
        assert time.monotonic() - began < 1

    def test_that_are_too_slow_are_dropped_and_others_are_not(self) -> None:
        async def flood() -> None:
            changes = Changes()
            feed = Feed(changes, lambda change: [("call", change)])
            slow, quick = feed.join(), feed.join()
            heard = 0
            for number in range(KEPT + 10):
                changes.tell("call", str(number))
                if number % 500 == 0:
                    await asyncio.sleep(0.03)
                    while not quick.queue.empty():
                        quick.queue.get_nowait()
                        heard += 1
            await asyncio.sleep(0.03)
            assert slow.is_dropped
            assert not quick.is_dropped
            assert heard + quick.queue.qsize() == KEPT + 10
            assert feed.listeners == 1

        asyncio.run(flood())

    def test_that_leave_are_forgotten(self, house: House) -> None:
        answer = requests.get(f"{house.url}/control/page/live", stream=True, timeout=5)
        house.people.wait(lambda: house.page.feed.listeners == 1, "the listener")
        answer.close()

        def gone() -> bool:
            house.say("kim", "#ar", "still there?")
            return house.page.feed.listeners == 0

        house.people.wait(gone, "it to be forgotten")


@pytest.mark.parametrize("lever", ["nothing", "bot/sing", "templates/none", "files/F1", "calls/9"])
def test_what_is_not_there_is_said_with_a_sentence(house: House, lever: str) -> None:
    method = "POST" if lever.startswith(("bot", "templates")) else "GET"
    answer = requests.request(method, f"{house.url}/control/page/{lever}", json={}, timeout=5)
    assert answer.status_code == 404
    assert isinstance(answer.json()["error"], str)
