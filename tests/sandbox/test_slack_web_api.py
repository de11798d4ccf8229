from collections.abc import Iterator

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from sandbox.slack.values import Obj
from tests.sandbox.slack_house import House, open_house

SECTION: Obj = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


@pytest.fixture(scope="module")
def shared() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    yield shared
    shared.act("rate", off=True)


def refused(call: str, house: House, **arguments: object) -> Obj:
    """Return Slack's refusal of a call."""
    with pytest.raises(SlackApiError) as caught:
        house.client.api_call(call, json=arguments)
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


def post(house: House, channel: str = "C_APPROVALS", **arguments: object) -> str:
    answer = house.client.api_call("chat.postMessage", json={"channel": channel, **arguments})
    return str(answer["ts"])


class TestACall:
    def test_says_who_the_bot_is(self, house: House) -> None:
        answer = house.client.auth_test()
        assert (answer["user_id"], answer["team_id"]) == ("U_BOT", "T_SANDBOX")
        assert "chat:write" in answer.headers["x-oauth-scopes"]

    @pytest.mark.parametrize(
        ("token", "error"),
        [("xoxb-wrong", "invalid_auth"), ("xapp-sandbox", "not_allowed_token_type")],
    )
    def test_with_another_token_is_refused(self, house: House, token: str, error: str) -> None:
        client = WebClient(token, base_url=f"{house.url}/slack/api/")
        with pytest.raises(SlackApiError, match=error):
            client.auth_test()

    def test_without_a_token_is_refused(self, house: House) -> None:
        answer = requests.post(f"{house.url}/slack/api/auth.test", timeout=5)
        assert answer.json() == {"ok": False, "error": "not_authed"}

    def test_of_a_method_that_does_not_exist_is_refused(self, house: House) -> None:
        assert refused("chat.shout", house)["error"] == "unknown_method"

    def test_with_an_argument_that_does_not_exist_is_refused(self, house: House) -> None:
        answer = refused("chat.postMessage", house, channel="C_GENERAL", text="x", txet="y")
        assert answer["error"] == "invalid_arguments"
        assert answer["response_metadata"]["messages"] == ["[ERROR] unknown argument: txet"]

    def test_without_its_scope_is_refused(self, house: House) -> None:
        scopes = house.look("settings")["scopes"]
        house.act("scopes", scopes=["chat:write"])
        answer = refused("users.info", house, user="U_KIM")
        house.act("scopes", scopes=scopes)
        assert answer == {
            "ok": False,
            "error": "missing_scope",
            "needed": "users:read",
            "provided": "chat:write",
        }


class TestAPost:
    def test_shows_refused_blocks_as_slack_does(self, house: House) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
        answer = refused("chat.postMessage", house, channel="C_GENERAL", text="x", blocks=[block])
        said = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
        assert answer == {
            "ok": False,
            "error": "invalid_blocks",
            "errors": [said],
            "response_metadata": {"messages": [f"[ERROR] {said}"]},
        }

    def test_is_refused_above_the_budget_of_all_text(self, house: House) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2001}}
        answer = refused("chat.postMessage", house, channel="C_GENERAL", blocks=[block] * 5)
        assert answer["error"] == "msg_blocks_too_long"

    def test_with_two_tables_has_an_error_of_its_own(self, house: House) -> None:
        table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
        answer = refused("chat.postMessage", house, channel="C_GENERAL", blocks=[table, table])
        assert answer["errors"] == ["only_one_table_allowed"]

    def test_without_text_is_warned(self, house: House) -> None:
        answer = house.client.api_call(
            "chat.postMessage", json={"channel": "C_GENERAL", "blocks": [SECTION]}
        )
        assert answer["response_metadata"]["warnings"] == ["missing_text_in_message"]

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"channel": "C_NOWHERE", "text": "x"}, "channel_not_found"),
            ({"channel": "C_GENERAL"}, "no_text"),
            ({"channel": "C_GENERAL", "text": "x", "thread_ts": "1.0"}, "thread_not_found"),
            ({"channel": "C_GENERAL", "text": "x" * 40_001}, "msg_too_long"),
            ({"channel": "C_GENERAL", "text": "x", "metadata": {"a": 1}}, "invalid_metadata"),
            ({"channel": "C_GENERAL", "text": "x", "blocks": "no"}, "invalid_blocks_format"),
        ],
    )
    def test_is_refused_with_slacks_word(self, house: House, given: Obj, error: str) -> None:
        assert refused("chat.postMessage", house, **given)["error"].startswith(error)

    def test_needs_the_bot_in_an_open_channel(self, house: House) -> None:
        house.act("channels", id="C_OUT", name="out", bot_is_member=False)
        house.act("channels", id="C_SECRET", name="secret", is_private=True, bot_is_member=False)
        house.act("channels", id="C_OLD", name="old", archived=True)
        errors = [
            refused("chat.postMessage", house, channel=channel, text="x")["error"]
            for channel in ("C_OUT", "C_SECRET", "C_OLD")
        ]
        assert errors == ["not_in_channel", "channel_not_found", "is_archived"]

    def test_records_whom_it_pings(self, house: House) -> None:
        hostile = "Deal <!channel> for <@U_KIM> &lt;!here&gt;"
        plain = {"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}
        block = {"type": "section", "text": {"type": "mrkdwn", "text": hostile}}
        ts = post(house, text="card", blocks=[plain, block])
        found = [m for m in house.look("messages", channel="approvals") if m["ts"] == ts]
        assert found[0]["pings"] == ["<!channel>", "<@U_KIM>"]

    def test_is_slowed_down_on_demand(self, house: House) -> None:
        house.act("rate", per_second=2, burst=1)
        post(house, text="one")
        with pytest.raises(SlackApiError) as caught:
            post(house, text="two")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        house.client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
        assert post(house, text="three")
        house.client.retry_handlers.pop()


class TestAMessage:
    def test_is_changed_found_and_removed(self, house: House) -> None:
        metadata = {"event_type": "card", "event_payload": {"id": "1"}}
        ts = post(house, text="a", blocks=[SECTION], metadata=metadata)
        house.client.chat_postMessage(channel="C_APPROVALS", text="reply", thread_ts=ts)
        house.client.chat_update(channel="C_APPROVALS", ts=ts, text="b")
        found = house.client.conversations_history(
            channel="C_APPROVALS", oldest=ts, inclusive=True, limit=1, include_all_metadata=True
        )
        message = found["messages"][0]
        assert (message["text"], message["reply_count"]) == ("b", 1)
        assert message["metadata"] == metadata
        assert message["blocks"][0]["text"] == SECTION["text"]
        replies = house.client.conversations_replies(channel="C_APPROVALS", ts=ts)
        assert [reply["text"] for reply in replies["messages"]] == ["b", "reply"]
        link = house.client.chat_getPermalink(channel="C_APPROVALS", message_ts=ts)
        assert link["permalink"] == (
            f"https://sandbox.slack.test/archives/C_APPROVALS/p{ts.replace('.', '')}"
        )
        alone = post(house, text="alone")
        house.client.chat_delete(channel="C_APPROVALS", ts=alone)
        gone = refused("chat.update", house, channel="C_APPROVALS", ts=alone, text="x")
        assert gone["error"] == "message_not_found"

    def test_that_is_ephemeral_is_seen_by_one_and_not_in_the_history(self, house: House) -> None:
        house.client.chat_postEphemeral(channel="C_GENERAL", user="U_KIM", text="psst")
        history = house.client.conversations_history(channel="C_GENERAL")
        assert "psst" not in [message["text"] for message in history["messages"]]
        seen = [m["text"] for m in house.look("messages", channel="general", user="kim")]
        assert "psst" in seen
        assert "psst" not in str(house.look("messages", channel="general", user="lee"))
        error = refused("chat.postEphemeral", house, channel="C_GENERAL", user="U_EVE", text="x")
        assert error["error"] == "user_not_in_channel"

    def test_history_comes_in_pages(self, house: House) -> None:
        channel = house.act("channels", name="paged")["id"]
        for number in range(5):
            post(house, channel, text=str(number))
        pages = house.client.conversations_history(channel=channel, limit=2)
        texts = [[message["text"] for message in page["messages"]] for page in pages]
        assert texts == [["4", "3"], ["2", "1"], ["0"]]


class TestPeople:
    def test_are_found_by_email_unless_deactivated(self, house: House) -> None:
        assert house.client.users_lookupByEmail(email="KIM@example.com")["user"]["id"] == "U_KIM"
        house.act("users", name="max", email="max@example.com", deleted=True)
        answer = refused("users.lookupByEmail", house, email="max@example.com")
        assert answer["error"] == "users_not_found"

    def test_of_other_teams_are_strangers(self, house: House) -> None:
        user = house.client.users_info(user="U_EVE")["user"]
        assert (user["team_id"], user["is_stranger"]) == ("T_OTHER", True)

    def test_of_a_group_are_listed(self, house: House) -> None:
        groups = house.client.usergroups_list()["usergroups"]
        assert [group["handle"] for group in groups] == ["finance"]
        users = house.client.usergroups_users_list(usergroup="S_FIN")["users"]
        assert users == ["U_KIM", "U_LEE"]
        assert refused("usergroups.users.list", house, usergroup="S1")["error"] == "no_such_subteam"

    def test_get_direct_messages(self, house: House) -> None:
        channel = house.client.conversations_open(users=["U_LEE"])["channel"]["id"]
        assert channel.startswith("D")
        post(house, "U_LEE", text="hello")
        assert house.look("messages", user="lee")[-1]["channel"] == channel


class TestAFile:
    def test_goes_up_in_three_steps_and_is_shared(self, house: House) -> None:
        house.client.files_upload_v2(
            content="a,b\n1,2\n", filename="ar.csv", title="AR", channel="C_GENERAL"
        )
        (file,) = house.look("files")
        assert (file["content"], file["channels"]) == ("a,b\n1,2\n", ["C_GENERAL"])
        last = house.look("messages", channel="general")[-1]
        assert last["files"][0]["name"] == "ar.csv"


class TestTheRecord:
    def test_shows_arguments_decoded_and_no_token(self, house: House) -> None:
        post(house, text="for the record", blocks=[SECTION])
        row = house.calls()[-1]
        assert row["method"] == "chat.postMessage"
        assert row["request"]["blocks"] == [SECTION]
        assert "xoxb" not in str(house.calls())
        assert "xapp" not in str(house.calls())
