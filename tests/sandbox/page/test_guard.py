"""Who may use the sandbox: programs here and its own page, and no page from elsewhere."""

from typing import Any

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.sandbox.page.kit import House

EVIL = "http://evil.example"
FEED = "/control/page/live"


def ask(house: House, method: str, path: str, **given: Any) -> requests.Response:
    return requests.request(method, house.url + path, timeout=5, **given)


class TestThePage:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/", "text/html"),
            ("/page/js/main.js", "text/javascript"),
            ("/page/style/tokens.css", "text/css"),
            ("/page/icon.svg", "image/svg+xml"),
        ],
    )
    def test_is_served_as_what_it_is_and_loads_nothing_from_elsewhere(
        self, house: House, path: str, kind: str
    ) -> None:
        answer = ask(house, "GET", path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("path", ["/page/%2e%2e/app.py", "/page/js/", "/page/nothing.js"])
    def test_gives_away_nothing_but_its_own_files(self, house: House, path: str) -> None:
        assert ask(house, "GET", path).status_code == 404

    def test_can_be_reached_by_a_link_but_not_be_framed(self, house: House) -> None:
        there = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        linked = ask(house, "GET", "/", headers={**there, "sec-fetch-dest": "document"})
        framed = ask(house, "GET", "/", headers={**there, "sec-fetch-dest": "iframe"})
        assert (linked.status_code, framed.status_code) == (200, 403)
        assert "frame-ancestors 'none'" in linked.headers["content-security-policy"]


class TestAPageFromElsewhere:
    @pytest.mark.parametrize("path", ["/", "/control/clock", FEED, "/stripe/v1/customers"])
    def test_whose_name_was_made_to_lead_here_gets_nothing(self, house: House, path: str) -> None:
        port = house.url.rpartition(":")[2]
        for host in (f"evil.example:{port}", "127.0.0.1:1", "127.0.0.1"):
            assert ask(house, "GET", path, headers={"host": host}).status_code == 403

    @pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:1", "https://localhost"])
    @pytest.mark.parametrize("path", ["/control/clock", FEED, "/slack/api/auth.test"])
    def test_can_neither_drive_nor_read(self, house: House, path: str, origin: str) -> None:
        for method in ("GET", "POST"):
            answer = ask(house, method, path, json={}, headers={"origin": origin})
            assert answer.status_code == 403
            assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_cannot_read_where_no_origin_is_sent(self, house: House, site: str) -> None:
        for path in ("/control/slack/users", FEED):
            headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
            assert ask(house, "GET", path, headers=headers).status_code == 403

    def test_gets_no_leave_to_ask_with_json(self, house: House) -> None:
        asked = {"origin": EVIL, "access-control-request-method": "POST"}
        answer = ask(house, "OPTIONS", "/control/clock", headers=asked)
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
    def test_cannot_pull_a_lever_with_a_form(self, house: House, kind: str) -> None:
        headers = {"content-type": kind} if kind else {}
        answer = ask(house, "POST", "/control/clock", data=b'{"a":1}', headers=headers)
        assert answer.status_code == 403
        assert "JSON" in answer.json()["error"]

    def test_cannot_listen_to_slacks_web_socket(self, house: House) -> None:
        opened = requests.post(
            f"{house.url}/slack/api/apps.connections.open",
            headers={"authorization": "Bearer xapp-sandbox"},
            timeout=5,
        ).json()
        with pytest.raises(InvalidStatus, match="403"):
            connect(opened["url"], origin=Origin(EVIL), proxy=None)
        with connect(opened["url"], proxy=None) as ours:
            assert '"hello"' in str(ours.recv(timeout=5))


class TestOurs:
    def test_may_do_all(self, house: House) -> None:
        port = house.url.rpartition(":")[2]
        for name in ("127.0.0.1", "localhost", "[::1]"):
            headers = {"host": f"{name}:{port}", "origin": f"http://{name}:{port}"}
            same = {**headers, "sec-fetch-site": "same-origin"}
            moved = ask(house, "POST", "/control/clock", json={"advance_seconds": 1}, headers=same)
            assert moved.status_code == 200
        assert ask(house, "DELETE", "/control/faults").status_code == 200
