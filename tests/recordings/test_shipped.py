"""The sessions that come with the fake: whole, small, replayed to the byte, traded against."""

import http.client
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.sync.client import connect

from kiwoom_mockserver import resources
from kiwoom_mockserver.recordings.matching import header
from kiwoom_mockserver.recordings.record import Record, request_of
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.replay import replay_gateway
from kiwoom_mockserver.server.runner import Address, running
from kiwoom_mockserver.wire.messages import Request
from kiwoom_mockserver.world.notices import News
from scripts import make_sessions
from tests.server.door import Door, small

FOLDER = resources.data_folder("fixtures") / "sessions"
NAMES = sorted(path.name for path in FOLDER.iterdir())
MOST = 1_000_000
ACCOUNT = "/api/dostk/acnt"
HELD = {"qry_tp": "1", "dmst_stex_tp": "KRX"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_small_and_holds_no_secret(name: str) -> None:
    session = Session(FOLDER / name)
    assert session.manifest.closed
    assert session.manifest.title
    assert [path.suffix for path in session.segments] == [".jsonl"]
    assert sum(path.stat().st_size for path in (FOLDER / name).iterdir()) < MOST
    assert verify(session).well
    assert {"q", "r", "s", "k"} <= {one.kind for one in session.records()}


def test_there_are_three_at_least() -> None:
    assert {"calm-day", "upper-limit", "vi-morning", "bot-orders"} <= set(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_is_made_anew_to_the_byte(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is what the world says today: when the market changes, scripts/make_sessions.py runs."""
    monkeypatch.setattr(make_sessions, "FOLDER", tmp_path)
    make_sessions.MADE[name]()
    made = {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
    assert made == {path.name: path.read_bytes() for path in (FOLDER / name).iterdir()}


def asked(address: Address, records: list[Record]) -> list[tuple[int, bytes, list[list[str]]]]:
    """What a server answers to the recorded requests, one after the other."""
    got = []
    with closing(http.client.HTTPConnection("127.0.0.1", address.port, timeout=60)) as line:
        for one in records:
            line.request(
                one.meta["method"], one.meta["path"], one.payload, dict(one.meta["headers"])
            )
            reply = line.getresponse()
            headers = [[n, v] for n, v in reply.getheaders() if n != "content-length"]
            got.append((reply.status, reply.read(), headers))
    return got


@pytest.mark.parametrize("name", NAMES)
def test_it_is_replayed_to_the_byte(name: str) -> None:
    records = list(Session(FOLDER / name).records())
    requests = [one for one in records if one.kind == "q"]
    replies = {request_of(one): one for one in records if one.kind == "r"}
    with running(small(session=name, mode="strict", speed=1_000_000.0)) as runner:
        got = asked(runner.address, requests)
        with connect(runner.address.ws_url, compression=None, max_size=None) as socket:
            for one in (one for one in records if one.connection == 1):
                if one.kind == "k":
                    socket.send(one.payload.decode())
                elif one.kind == "s":
                    assert str(socket.recv(timeout=30)).encode() == one.payload
        gateway = runner.app.gateway
        assert isinstance(gateway, ReplayGateway)
        assert (gateway.failure, gateway.answered) == ("", len(requests))
    expected = [replies[one.seq] for one in requests]
    assert got == [(one.meta["status"], one.payload, one.meta["headers"]) for one in expected]


class Trader:
    """A client of a shipped day that runs, in this process."""

    def __init__(self, name: str) -> None:
        gateway = replay_gateway(small(session=name, mode="timeline", speed=0.0, check=True))
        assert isinstance(gateway, ReplayGateway)
        self.gateway = gateway
        keys = {"appkey": "bot", "secretkey": "s", "grant_type": "client_credentials"}
        reply = gateway.answer(Request("POST", "/oauth2/token", body=orjson.dumps(keys), at=1e9))
        self._token = orjson.loads(reply.body)["token"]

    def at(self, second: float) -> "Trader":
        self.gateway.seek(int(second * SECOND))
        return self

    def ask(self, api_id: str, path: str, **body: str) -> Any:
        bearer = f"Bearer {self._token}"
        request = Request("POST", path, api_id, bearer, body=orjson.dumps(body), at=1e9)
        return orjson.loads(self.gateway.answer(request).body)

    def order(self, api_id: str, **changes: str) -> str:
        order = {
            "dmst_stex_tp": "KRX",
            "stk_cd": "005930",
            "trde_tp": "3",
            "ord_uv": "",
            "cond_uv": "",
        }
        body = self.ask(api_id, "/api/dostk/ordr", **{**order, **changes})
        assert body["return_code"] == 0, body
        return str(body["ord_no"])

    def fills(self, number: str) -> list[tuple[int, int]]:
        """Price and shares of each fill of an order."""
        world = self.gateway.world
        told = world.broker(world.sandboxes.open("bot")).bulletin.after(0)
        filled = (one for one in told if one.news is News.FILLED and one.order == int(number))
        return [(one.price, one.quantity) for one in filled]


def frames(name: str, type_: str) -> list[tuple[int, dict[str, str]]]:
    """When and what a type was told."""
    found = []
    for one in Session(FOLDER / name).records():
        if one.kind == "s" and b'"REAL"' in one.payload:
            rows = orjson.loads(one.payload)["data"]
            found += [(one.at, row["values"]) for row in rows if row["type"] == type_]
    return found


def best(name: str, second: int, side: int) -> int:
    """The best offer (41) or bid (51) that was told until a second."""
    told = [values for at, values in frames(name, "0D") if at <= second * SECOND]
    return abs(int(told[-1][str(side)]))


def test_a_day_is_traded_from_the_first_order_to_the_account() -> None:
    trader, name = Trader("bot-orders").at(100), "bot-orders"
    offer = best(name, 100, 41)
    bought = trader.order("kt10000", ord_qty="100")
    trader.at(100.5)
    assert trader.fills(bought) == [(offer, 100)]
    waits = trader.order("kt10000", trde_tp="0", ord_qty="5", ord_uv=str(offer - 4000))
    amend = {"mdfy_qty": "5", "mdfy_uv": str(offer - 3500), "mdfy_cond_uv": ""}
    amended = trader.order("kt10002", orig_ord_no=waits, **amend)
    trader.at(101)
    (row,) = trader.ask("kt00018", ACCOUNT, **HELD)["acnt_evlt_remn_indv_tot"]
    assert (int(row["rmnd_qty"]), int(row["pur_pric"])) == (100, offer)
    open_orders = {"all_stk_tp": "0", "trde_tp": "0", "stk_cd": "", "stex_tp": "0"}
    rows = trader.ask("ka10075", ACCOUNT, **open_orders)["oso"]
    assert {r["ord_no"]: int(r["ord_pric"]) for r in rows}[amended] == offer - 3500
    assert sum(int(row["oso_qty"]) for row in rows) == 5
    trader.at(200)
    trader.order("kt10003", orig_ord_no=amended, cncl_qty="0")
    sold = trader.order("kt10001", ord_qty="100")
    trader.at(200.5)
    assert trader.fills(sold) == [(best(name, 200, 51), 100)]
    assert trader.fills(amended) == []
    rows = trader.ask("ka10075", ACCOUNT, **open_orders)["oso"]
    assert sum(int(row["oso_qty"]) for row in rows) == 0
    held = trader.ask("kt00018", ACCOUNT, **HELD)["acnt_evlt_remn_indv_tot"]
    assert sum(int(one["rmnd_qty"]) for one in held) == 0


def notices(name: str) -> list[bytes]:
    """The recorded frames that tell of the account."""
    records = Session(FOLDER / name).records()
    told = [one.payload for one in records if one.kind == "s" and b'"REAL"' in one.payload]
    return [
        one for one in told if {"00", "04"} & {row["type"] for row in orjson.loads(one)["data"]}
    ]


def test_a_recorded_account_is_told_of_its_orders_until_one_trades() -> None:
    expected = notices("bot-orders")
    assert {row["type"] for one in expected for row in orjson.loads(one)["data"]} == {"00", "04"}
    day = small(session="bot-orders", mode="timeline", speed=0.0)
    with running(day) as runner, connect(runner.address.ws_url, compression=None) as socket:
        door = Door(runner.address.port)
        data = [{"item": [""], "type": ["00", "04"]}]
        for frame in (
            {"trnm": "LOGIN", "token": door.token},
            {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data},
        ):
            socket.send(orjson.dumps(frame).decode())
            socket.recv(timeout=30)
        door.send("POST", "/__admin/clock/advance", b'{"by": 250}')
        heard = [str(socket.recv(timeout=30)).encode() for _ in range(3)]
        assert heard == expected[:3]
        while True:
            try:
                heard.append(str(socket.recv(timeout=0.3)).encode())
            except TimeoutError:
                break
        assert len(heard) < len(expected)
        order = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "1", "trde_tp": "3"}
        asked = orjson.dumps({**order, "ord_uv": "", "cond_uv": ""})
        number = door.ask("kt10000", "/api/dostk/ordr", asked)[2]["ord_no"]
        door.send("POST", "/__admin/clock/advance", b'{"by": 120}')
        own = []
        while True:
            try:
                own.append(orjson.loads(socket.recv(timeout=0.5)))
            except TimeoutError:
                break
        told = [row["values"] for one in own for row in one["data"] if row["type"] == "00"]
        assert {row["9203"] for row in told} == {number}


def test_nothing_is_for_sale_at_the_upper_limit() -> None:
    trader = Trader("upper-limit").at(300)
    quote = trader.ask("ka10006", "/api/dostk/mrkcond", stk_cd="830020")
    standing = trader.ask("ka10007", "/api/dostk/mrkcond", stk_cd="830020")
    assert quote["close_pric"].lstrip("+") == standing["upl_pric"].lstrip("+")
    bought = trader.order("kt10000", stk_cd="830020", ord_qty="10")
    trader.at(301)
    assert trader.fills(bought) == []


def test_nothing_trades_while_trading_is_interrupted() -> None:
    marks = {one.name: one.at for one in Session(FOLDER / "vi-morning").marks()}
    trader = Trader("vi-morning").at(marks["vi"] / SECOND + 20)
    bought = trader.order("kt10000", stk_cd="012450", ord_qty="1")
    dear = trader.order("kt10000", stk_cd="012450", ord_qty="2", trde_tp="0", ord_uv="1400000")
    trader.at(marks["vi-end"] / SECOND - 1)
    assert trader.fills(bought) == trader.fills(dear) == []
    told = [at for at, _ in frames("vi-morning", "0B")]
    assert not [at for at in told if marks["vi"] + 2 * SECOND < at < marks["vi-end"]]
    assert [at for at in told if at >= marks["vi-end"]]
    trader.at(340)
    met = next(row for at, row in frames("vi-morning", "0B") if at >= marks["vi-end"])
    price = int(met["10"])
    assert trader.fills(bought) == [(price, 1)]
    assert trader.fills(dear) == [(price, 2)]


@pytest.mark.parametrize("code", ["005930", "000660", "373220", "293490", "069500"])
def test_frames_alone_give_the_quote_that_was_recorded(code: str) -> None:
    records = list(Session(FOLDER / "calm-day").records())
    body = b'{"stk_cd":"%b"}' % code.encode()
    asked = [one for one in records if one.kind == "q" and one.payload == body]
    question = [one for one in asked if header(one.meta, "api-id") == "ka10001"][-1]
    answer = next(one for one in records if one.kind == "r" and request_of(one) == question.seq)
    trader = Trader("calm-day").at(question.at / SECOND)
    # With one member more it is a question that nobody asked.
    rebuilt = trader.ask("ka10001", "/api/dostk/stkinfo", stk_cd=code, more="")
    assert rebuilt["return_code"] == 0, rebuilt
    recorded, told = orjson.loads(answer.payload), {n: v for n, v in rebuilt.items() if v != ""}
    assert len(told) > 14
    assert told == {name: recorded[name] for name in told}


def test_a_bundled_name_gives_way_to_a_folder(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert resources.session_folder("calm-day") == FOLDER / "calm-day"
    (tmp_path / "calm-day").mkdir()
    assert resources.session_folder("calm-day") == Path("calm-day")
    assert resources.session_folder("../calm-day") == Path("../calm-day")
