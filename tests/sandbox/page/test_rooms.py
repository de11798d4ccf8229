"""What people see of the workspace on the page."""

import requests

from tests.sandbox.page.kit import House

AR = "#ar"


def names(house: House, who: str) -> dict[str, tuple[int, int]]:
    rows = house.people.get("page/channels", user=who)
    return {row["name"]: (row["unread"], row["mentions"]) for row in rows}


def texts(house: House, who: str, **asked: object) -> list[str]:
    page = house.people.get("page/messages", user=who, channel=AR, **asked)
    return [message["text"] for message in page["messages"]]


class TestChannels:
    def test_are_those_a_person_is_in_or_may_join_and_the_bot(self, house: House) -> None:
        assert set(names(house, "kim")) == {
            *("billing-approvals", "ar", "billing-ops", "sales", "closedwon")
        }
        assert set(names(house, "jo")) == {"sales", "closedwon"}

    def test_count_what_others_said_and_who_is_meant(self, house: House) -> None:
        house.say("alex", AR, "Who has seen this?")
        ts = house.say("alex", AR, "<@U_KIM>, you?")
        house.say("kim", AR, "No.")
        assert names(house, "kim")["ar"] == (2, 1)
        assert names(house, "pat")["ar"] == (3, 0)
        house.people.post("page/read", user="kim", channel=AR, ts=ts)
        assert names(house, "kim")["ar"] == (0, 0)
        assert names(house, "pat")["ar"] == (3, 0)

    def test_count_a_reply_only_for_whom_it_names(self, house: House) -> None:
        root = house.say("alex", AR, "Acme?")
        for who in ("kim", "pat"):
            house.people.post("page/read", user=who, channel=AR)
        house.say("robin", AR, "<!subteam^S_AR> and <@U_PAT>", thread_ts=root)
        assert names(house, "kim")["ar"] == (0, 0)
        assert names(house, "pat")["ar"] == (1, 1)
        assert names(house, "alex")["ar"] == (1, 1)

    def test_are_read_as_far_as_they_ever_were(self, house: House) -> None:
        first, last = (house.say("alex", AR, text) for text in ("one", "two"))
        house.people.post("page/read", user="kim", channel=AR, ts=last)
        house.people.post("page/read", user="kim", channel=AR, ts=first)
        assert names(house, "kim")["ar"] == (0, 0)

    def test_can_begin_as_read(self, house: House) -> None:
        ts = house.say("alex", AR, "long ago")
        house.page.kit.marks.all_read(ts)
        house.say("alex", AR, "now")
        assert names(house, "kim")["ar"] == (1, 0)


class TestMessages:
    def test_come_in_pages_from_the_newest_back(self, house: House) -> None:
        said = [house.say("alex", AR, f"{number}") for number in range(7)]
        newest = house.people.get("page/messages", user="kim", channel=AR, limit=3)
        assert [m["text"] for m in newest["messages"]] == ["4", "5", "6"]
        assert newest["more"]
        assert texts(house, "kim", limit=3, before=said[4]) == ["1", "2", "3"]
        last = house.people.get("page/messages", user="kim", channel=AR, limit=3, before=said[1])
        assert ([m["text"] for m in last["messages"]], last["more"]) == (["0"], False)

    def test_come_in_pages_after_a_moment(self, house: House) -> None:
        said = [house.say("alex", AR, f"{number}") for number in range(5)]
        asked = {"user": "kim", "channel": AR, "limit": 2}
        page = house.people.get("page/messages", after=said[0], **asked)
        assert ([m["text"] for m in page["messages"]], page["more"]) == (["1", "2"], True)
        page = house.people.get("page/messages", after=said[2], **asked)
        assert ([m["text"] for m in page["messages"]], page["more"]) == (["3", "4"], False)

    def test_show_how_many_answered_and_threads_show_them(self, house: House) -> None:
        root = house.say("alex", AR, "Acme?")
        house.say("kim", AR, "Paid.", thread_ts=root)
        last = house.say("kim", AR, "Yesterday.", thread_ts=root)
        (message,) = house.people.get("page/messages", user="pat", channel=AR)["messages"]
        assert (message["reply_count"], message["reply_users"]) == (2, ["U_KIM"])
        assert message["latest_reply"] == last
        thread = house.people.get("page/thread", user="pat", channel=AR, ts=root)
        assert [one["text"] for one in thread] == ["Acme?", "Paid.", "Yesterday."]

    def test_for_one_person_are_seen_by_that_person(self, house: House) -> None:
        given = {"channel": "#sales", "user": "U_KIM", "text": "Only you"}
        requests.post(
            f"{house.url}/slack/api/chat.postEphemeral",
            json=given,
            headers={"authorization": "Bearer xoxb-sandbox"},
            timeout=5,
        )
        seen = {
            who: house.people.get("page/messages", user=who, channel="#sales")["messages"]
            for who in ("kim", "pat")
        }
        assert [one["visible_to"] for one in seen["kim"]] == ["U_KIM"]
        assert seen["pat"] == []

    def test_of_a_private_channel_are_not_for_strangers(self, house: House) -> None:
        house.say("alex", AR, "secret")
        assert texts(house, "jo") == []


class TestHome:
    def test_is_nothing_before_it_is_published(self, house: House) -> None:
        assert house.people.get("page/home", user="kim") == {"view": None}


class TestFiles:
    def test_are_kept_and_never_shown_as_a_page(self, house: House) -> None:
        slack = {"authorization": "Bearer xoxb-sandbox"}
        api = f"{house.url}/slack/api/files"
        content = b"<script>alert(1)</script>"
        asked = {"filename": 'a"b.html', "length": len(content)}
        given = requests.post(
            f"{api}.getUploadURLExternal", data=asked, headers=slack, timeout=5
        ).json()
        requests.post(given["upload_url"], data=content, timeout=5)
        answer = requests.get(f"{house.url}/control/page/files/{given['file_id']}", timeout=5)
        assert answer.content == content
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
