"""What each admin route does to a running server."""

from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

import orjson
import pytest
from openapi_spec_validator import validate

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.server.admin.clock import moment_of, seconds_of
from kiwoom_mockserver.server.admin.controls import MAX_BODY, PREFIX
from kiwoom_mockserver.server.admin.snapshots import MOST
from kiwoom_mockserver.server.admin.table import CONTROLS
from kiwoom_mockserver.server.runner import Runner
from kiwoom_mockserver.settings import DEFAULT_AT
from tests.server.door import Door
from tests.server.test_socket import eventually, logged_in

STOCK, ORDERS = "/api/dostk/stkinfo", "/api/dostk/ordr"
BUY = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "3", "ord_uv": "", "trde_tp": "3"}
START = "2026-09-15T10:00:00+09:00"


class Desk(Door):
    """A client that is its server's administrator too."""

    def tell(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        content = b"" if body is None else orjson.dumps(body)
        found, _, told = self.send(method, PREFIX + path, content)
        assert found == status, told
        return told

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        return self.tell("POST", path, body, status)

    def get(self, path: str, status: int = 200) -> Any:
        return self.tell("GET", path, None, status)

    def price(self) -> Any:
        return self.ask("ka10001", STOCK, b'{"stk_cd":"005930"}')[2]["cur_prc"]

    def traded(self) -> Any:
        """Shares so far: a price may be the same again later."""
        return self.ask("ka10001", STOCK, b'{"stk_cd":"005930"}')[2]["trde_qty"]

    def buy(self) -> None:
        status, _, told = self.ask("kt10000", ORDERS, orjson.dumps(BUY))
        assert (status, told["return_code"]) == (200, 0)


@pytest.fixture
def desk(server: Runner) -> Iterator[Desk]:
    """The shared server, put back to its start afterwards."""
    desk = Desk(server.address.port)
    yield desk
    desk.post("/reset")
    desk.post("/clock/run", {"speed": 0})
    desk.post("/clock/set", {"at": START})


def test_time_is_set_moved_on_stopped_and_let_run(desk: Desk) -> None:
    assert desk.get("/clock") == {"time": START, "speed": 0}
    traded = desk.traded()
    assert desk.post("/clock/advance", {"by": "1h30m"})["time"] == "2026-09-15T11:30:00+09:00"
    assert desk.post("/clock/advance", {"by": 90})["time"] == "2026-09-15T11:31:30+09:00"
    assert desk.traded() != traded
    assert desk.post("/clock/set", {"at": "10:00"})["time"] == START
    assert desk.traded() == traded
    assert desk.post("/clock/set", {"at": "2026-09-11T15:00"})["time"].startswith("2026-09-11T15")
    assert desk.post("/clock/run", {"speed": 1000})["speed"] == 1000
    assert desk.get("/clock")["time"] > "2026-09-11T15:00"
    frozen = desk.post("/clock/freeze")
    assert frozen["speed"] == 0
    assert desk.get("/clock") == frozen


def test_open_sockets_hear_a_day_at_most(desk: Desk, server: Runner) -> None:
    with logged_in(server):
        assert "of a day" in desk.post("/clock/advance", {"by": "2d"}, 400)["error"]
        desk.post("/sockets/close")
    eventually(lambda: not len(server.app.hub))
    assert desk.post("/clock/advance", {"by": "2d"})["time"].startswith("2026-09-17")


@pytest.mark.parametrize(
    ("span", "seconds"),
    [(90, 90), ("90s", 90), ("1.5s", 1.5), ("5m", 300), ("1h30m", 5400), ("1d1s", 86401), ("", 0)],
)
def test_a_span_is_read(span: float | str, seconds: float) -> None:
    if span == "":
        with pytest.raises(WorldError, match="span"):
            seconds_of(span)
    else:
        assert seconds_of(span) == seconds


@pytest.mark.parametrize("text", ["soon", "25:00", "2026-13-01", "1990-01-01", "10", ""])
def test_a_moment_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(WorldError):
        moment_of(text, DEFAULT_AT)


def test_the_world_and_its_issues_are_shown_as_the_api_shows_them(desk: Desk) -> None:
    world = desk.get("/world")
    assert (world["name"], world["time"]) == ("small", START)
    assert world["phases"] == {"KRX": "continuous", "NXT": "main"}
    assert "005930" in world["codes"]
    issue = desk.get("/world/issues/005930")
    assert issue["name"] == "삼성전자"
    assert issue["last"] == abs(int(desk.price()))
    assert "no issue" in desk.get("/world/issues/999999", 404)["error"]


def test_an_account_and_its_orders_are_shown(desk: Desk) -> None:
    desk.post("/accounts", {"appkey": "alice", "cash": 7_000_000})
    desk.buy()
    desk.post("/clock/advance", {"by": "1m"})
    told = desk.get("/orders?appkey=alice")
    assert [(one["state"], one["filled"]) for one in told["orders"]] == [("filled", 3)]
    assert sum(one["quantity"] for one in told["fills"]) == 3
    account = desk.get("/accounts?appkey=alice")
    assert (account["cash"], account["holdings"][0]["quantity"]) == (7_000_000, 3)
    assert account["due"] < 0
    assert "whose" in desk.get("/accounts", 400)["error"]


def test_a_snapshot_brings_accounts_and_time_back(desk: Desk) -> None:
    desk.post("/accounts", {"appkey": "alice", "cash": 7_000_000})
    desk.post("/snapshots", {"name": "before"})
    desk.buy()
    other = Desk(desk.port, "bob", "s")
    other.buy()
    desk.post("/clock/advance", {"by": "1m"})
    assert desk.get("/accounts?appkey=alice")["holdings"]
    told = desk.post("/snapshots/before/restore")
    assert (told["at"], told["accounts"]) == (START, 1)
    assert desk.get("/accounts?appkey=alice")["holdings"] == []
    assert desk.get("/orders?appkey=bob")["orders"] == []
    assert desk.get("/clock")["time"] == START
    desk.buy()  # its token was not touched


def test_a_snapshot_of_one_account_leaves_all_else_alone(desk: Desk) -> None:
    other = Desk(desk.port, "bob", "s")
    desk.post("/snapshots", {"name": "alice", "appkey": "alice"})
    desk.buy()
    other.buy()
    desk.post("/clock/advance", {"by": "1s"})
    desk.post("/snapshots/alice/restore")
    assert desk.get("/orders?appkey=alice")["orders"] == []
    assert len(desk.get("/orders?appkey=bob")["orders"]) == 1
    assert desk.get("/clock")["time"] != START
    assert [one["name"] for one in desk.get("/snapshots")["snapshots"]][-1] == "alice"
    desk.tell("DELETE", "/snapshots/alice")
    assert "alice" in desk.post("/snapshots/alice/restore", status=404)["error"]
    desk.tell("DELETE", "/snapshots/alice", status=404)


def test_there_is_room_for_so_many_snapshots(desk: Desk) -> None:
    for number in range(MOST - len(desk.get("/snapshots")["snapshots"])):
        desk.post("/snapshots", {"name": f"s{number}", "appkey": "alice"})
    assert "more than" in desk.post("/snapshots", {"name": "one-more"}, 400)["error"]
    desk.tell("DELETE", "/snapshots/s0")
    desk.post("/snapshots", {"name": "one-more", "appkey": "alice"})


def test_answers_do_not_outlive_the_account_they_tell_of(desk: Desk) -> None:
    asked = b'{"qry_tp":"3"}'
    deposits = [desk.ask("kt00001", "/api/dostk/acnt", asked)[2]["entr"]]
    for cash in (1_000, 2_000):
        desk.post("/accounts", {"appkey": "alice", "cash": cash})
        deposits.append(desk.ask("kt00001", "/api/dostk/acnt", asked)[2]["entr"])
    assert list(map(int, deposits[1:])) == [1_000, 2_000]
    assert int(deposits[0]) > 2_000


def test_a_forgotten_appkey_is_as_never_seen(server: Runner, desk: Desk) -> None:
    carol = Desk(server.address.port, "carol", "a secret")
    carol.buy()
    rule = {"match": {"appkey": "carol"}, "effects": {"delay": 0}}
    desk.post("/faults", {"rules": [rule, {"name": "all", "effects": {"delay": 0}}]})
    assert "ca***" in [one["appkey"] for one in desk.get("/sandboxes")["sandboxes"]]
    desk.post("/sandboxes/forget", {"appkey": "carol"})
    assert "8005" in carol.ask("ka10001", STOCK, b'{"stk_cd":"005930"}')[2]["return_msg"]
    assert [one["name"] for one in desk.get("/faults")["rules"]] == ["all"]
    again = Desk(server.address.port, "carol", "another secret")
    assert again.get("/orders?appkey=carol")["orders"] == []


def test_a_token_is_expired_alone(desk: Desk) -> None:
    other = Desk(desk.port, "bob", "s")
    desk.post("/tokens/expire", {"appkey": "alice"})
    assert "8005" in desk.ask("ka10001", STOCK, b'{"stk_cd":"005930"}')[2]["return_msg"]
    assert other.price()


def test_faults_are_added_told_and_removed(desk: Desk) -> None:
    assert "flaky-network" in desk.get("/scenarios")["scenarios"]
    rules = [{"name": "busy", "times": 1, "effects": {"error": "1700"}}]
    assert desk.post("/faults", {"rules": rules})["rules"] == ["busy"]
    ask = (b'{"stk_cd":"005930"}',)
    assert desk.ask("ka10001", STOCK, *ask)[0] == 429
    assert desk.get("/faults")["rules"][0]["bitten"] == 1
    assert desk.get("/journal?count=1")["entries"][0]["faults"] == ["busy"]
    desk.tell("DELETE", "/faults?name=busy")
    desk.tell("DELETE", "/faults?name=busy", status=404)
    named = desk.post("/faults", {"scenario": "rate-limit-hell", "appkey": "bob"})
    assert named["rules"] == ["pace"]
    assert desk.ask("ka10001", STOCK, *ask)[0] == 200
    assert Desk(desk.port, "bob", "s").ask("ka10001", STOCK, *ask)[0] == 429
    desk.tell("DELETE", "/faults?appkey=bob")
    assert desk.get("/faults")["rules"] == []
    assert "no scenario" in desk.post("/faults", {"scenario": "x.json"}, 400)["error"]
    assert "explode" in desk.post("/faults", {"rules": [{"effects": {"explode": 1}}]}, 400)["error"]


def test_an_override_says_what_an_answer_is(desk: Desk) -> None:
    rule = {"match": {"api_id": "ka10001"}, "effects": {"set": {"cur_prc": "+1"}}}
    (name,) = desk.post("/overrides", {"rules": [rule]})["rules"]
    assert desk.price() == "+1"
    assert desk.get("/overrides")["rules"][0]["name"] == name
    desk.tell("DELETE", f"/overrides?name={name}")
    assert desk.price() != "+1"
    told = desk.post("/overrides", {"rules": [{"effects": {"delay": 1}}]}, 400)
    assert told["error"] == "an override has no delay; that is a fault"


def test_requests_are_found_and_near_misses_told(desk: Desk) -> None:
    other = Desk(desk.port, "bob", "s")
    desk.price()
    other.price()
    number = desk.get("/journal")["count"]
    wanted = {"api_id": "ka10001", "body": {"stk_cd": "005930"}}
    assert desk.post("/journal/search", wanted)["count"] >= 2
    assert desk.post("/journal/search", {**wanted, "appkey": "bob"})["count"] == 1
    assert desk.post("/journal/search", {**wanted, "after": number})["count"] == 0
    wanted["body"] = {"stk_cd": "000660"}
    told = desk.post("/journal/search", wanted)
    assert told["count"] == 0
    assert told["nearest"][0]["differences"] == ["stk_cd is '005930', not '000660'"]


def test_a_request_is_waited_for(desk: Desk) -> None:
    number = desk.get("/journal")["count"]
    wanted = {"api_id": "ka10001", "after": number, "timeout": 0.05}
    assert desk.post("/journal/search", wanted)["count"] == 0
    desk.price()
    assert desk.post("/journal/search", {**wanted, "timeout": 30})["count"] == 1


def test_the_journal_is_of_one_appkey_even_when_its_token_is_gone(desk: Desk) -> None:
    other = Desk(desk.port, "bob", "s")
    other.price()
    desk.post("/tokens/wipe")
    entries = desk.get("/journal?appkey=bob")["entries"]
    assert [one["path"] for one in entries] == ["/oauth2/token", STOCK]


def test_requests_that_break_their_contract_are_told(desk: Desk) -> None:
    number = desk.get("/journal")["count"]
    desk.price()
    assert desk.get(f"/journal/violations?after={number}")["violations"] == []
    desk.ask("ka10001", STOCK, b'{"stk_cd":"5930"}')
    desk.ask("ka10001", STOCK, b'{"stk_cd":"005930","stk_cdd":"1"}')
    first, second = desk.get(f"/journal/violations?after={number}")["violations"]
    assert "pattern" in first["told"][0]
    assert "no 'stk_cdd'" in second["told"][0]


def test_metrics_count_replies_and_faults(desk: Desk, server: Runner) -> None:
    desk.price()
    desk.post("/faults", {"rules": [{"name": "busy", "effects": {"error": "1700"}}]})
    desk.ask("ka10001", STOCK, b"{}")
    response = server.app.gateway.journal.tally
    text = desk_text(desk, "/metrics")
    assert (
        f'kiwoom_replies_total{{api_id="ka10001",status="429"}} {response["ka10001", 429]}' in text
    )
    assert 'kiwoom_fault_bites_total{rule="busy"} 1' in text
    assert "\nkiwoom_sockets 0\n" in text
    assert all(line.startswith("# ") or len(line.split(" ")) == 2 for line in text.splitlines())


def desk_text(desk: Desk, path: str) -> str:
    """A reply that is no JSON."""
    with urlopen(f"http://127.0.0.1:{desk.port}{PREFIX}{path}", timeout=30) as told:
        return str(told.read().decode())


def test_an_api_id_that_is_none_is_counted_without_its_name(desk: Desk, server: Runner) -> None:
    desk.ask('x"} 1', STOCK, b"{}")
    assert '""' in desk_text(desk, "/metrics")
    assert all(name.isalnum() or not name for name, _ in server.app.gateway.journal.tally)


def test_the_catalogue_and_a_contract_are_shown(desk: Desk) -> None:
    told = desk.get("/catalogue")
    assert {"api_id": "ka10001", "title": "주식기본정보요청", "path": STOCK} in told["operations"]
    assert {"type": "0B", "title": "주식체결"} in told["realtime"]
    assert "cur_prc" in desk.get("/catalogue/ka10001")["response"]["properties"]
    desk.get("/catalogue/ka99999", 404)


def test_the_routes_are_a_valid_openapi_document(desk: Desk) -> None:
    document = desk.get("/openapi.json")
    validate(document)
    told = {(path, method.upper()) for path, row in document["paths"].items() for method in row}
    assert told == {(PREFIX + row.path, row.method) for row in CONTROLS}
    names = [one["operationId"] for row in document["paths"].values() for one in row.values()]
    assert len(set(names)) == len(names)


TAKES_BODY = [row.path for row in CONTROLS if row.body is not None]


@pytest.mark.parametrize("path", TAKES_BODY)
@pytest.mark.parametrize("content", [b"{", b"[]", b'{"x":1}', b'"' + b"x" * MAX_BODY + b'"'])
def test_a_body_that_does_not_fit_is_refused(path: str, content: bytes, door: Door) -> None:
    status, _, told = door.send("POST", PREFIX + path, content)
    assert (status, bool(told["error"])) == (400, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/journal?coutn=1"),
        ("GET", "/journal?after=x"),
        ("GET", "/clock?x=1"),
        ("DELETE", "/faults?name=" + "x" * 61),
    ],
)
def test_a_query_that_does_not_fit_is_refused(method: str, path: str, door: Door) -> None:
    assert door.send(method, PREFIX + path)[0] == 400
