"""A recorded day that runs: frames for who registers, answers by time, a market to trade in."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.sync.client import ClientConnection, connect

from kiwoom_mockserver.feeds.recorded import RecordedTape
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.world.notices import News
from tests.recordings.making import ask, tick, writer
from tests.server.door import Door, small

ORDERS = "/api/dostk/ordr"
BUY = {
    "dmst_stex_tp": "KRX",
    "stk_cd": "005930",
    "ord_qty": "7",
    "ord_uv": "",
    "trde_tp": "3",
    "cond_uv": "",
}


def real(*entries: tuple[str, str, dict[str, str]]) -> bytes:
    data = [
        {"values": values, "type": type_, "name": "x", "item": item}
        for type_, item, values in entries
    ]
    return orjson.dumps({"data": data, "trnm": "REAL"})


def trade(price: int, shares: int, volume: int, ask_price: int, bid_price: int) -> dict[str, str]:
    prices = {
        "10": f"+{price}",
        "11": str(price - 70000),
        "27": str(ask_price),
        "28": f"-{bid_price}",
    }
    return {**prices, "15": f"-{shares}", "13": str(volume)}


def book(*levels: tuple[int, int, int, int]) -> dict[str, str]:
    """Levels as (ask, its quantity, bid, its quantity), the best first."""
    found: dict[str, str] = {}
    for at, (asked, offered, bid, wanted) in enumerate(levels):
        found |= {str(41 + at): f"+{asked}", str(61 + at): str(offered)}
        found |= {str(51 + at): f"-{bid}", str(71 + at): str(wanted)}
    return found


def day(folder: Path) -> Path:
    """From 09:00: a book, trades of two issues told to two sockets, an answer at 0 and at 10 s."""
    made = writer(folder)
    ask(made, 0, b'{"stk_cd":"005930"}', b'{"n":1,"return_code":0}')
    for number in (1, 2):
        made.append(SECOND, number, "o", {"path": "/api/dostk/websocket"})
    depth = book((70100, 5, 70000, 50), (70200, 100, 69900, 50))
    happenings = [
        (1, real(("0B", "005930", trade(70000, 900, 900, 70100, 70000)))),
        (2, real(("0D", "005930", depth))),
        (
            4,
            real(
                ("0B", "000660", trade(70000, 1, 1, 0, 0)),
                ("0B", "005930", trade(70000, 1, 901, 70100, 70000)),
            ),
        ),
        (12, real(("0B", "005930", trade(69800, 400, 1301, 69900, 69800)))),
        (20, real(("0B", "005930", trade(70300, 2, 1303, 70300, 70200)))),
    ]
    for second, frame in happenings:
        if second == 12:
            ask(made, 10 * SECOND, b'{"stk_cd":"005930"}', b'{"n":2,"return_code":0}')
        for number in (1, 2):
            made.append(second * SECOND, number, "s", {}, frame)
    made.append(21 * SECOND, 1, "s", {}, real(("00", "", {"9201": "9990000000"})))
    made.mark(15 * SECOND, "late")
    made.close()
    return folder


@contextmanager
def replaying(folder: Path, **changes: Any) -> Iterator["Trader"]:
    with running(
        small(**{"session": str(folder), "mode": "timeline", "speed": 0.0, **changes})
    ) as runner:
        yield Trader(runner)


class Trader(Door):
    """A client of a timeline, and its hand on the controls."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        super().__init__(runner.address.port)

    def steer(self, what: str) -> Any:
        return self.send("POST", f"/__admin/replay/{what}")[2]

    def post(self, api_id: str, path: str, **body: str) -> Any:
        return self.ask(api_id, path, orjson.dumps(body))[2]

    def price(self) -> tuple[int, Any]:
        status, _, body = self.ask("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"005930"}')
        return status, body.get("n") or body["return_msg"]

    def tape(self) -> RecordedTape:
        tape = self.runner.app.gateway.world.venue.tape
        assert isinstance(tape, RecordedTape)
        return tape

    @contextmanager
    def listening(self, *pairs: tuple[str, str]) -> Iterator[ClientConnection]:
        with connect(self.runner.address.ws_url) as socket:
            data = [{"item": [item], "type": [type_]} for type_, item in pairs]
            for frame in (
                {"trnm": "LOGIN", "token": self.token},
                {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data},
            ):
                socket.send(orjson.dumps(frame).decode())
                assert '"return_code":0' in str(socket.recv(timeout=30))
            yield socket


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return day(tmp_path / "s")


def test_answers_are_those_recorded_until_the_markets_time(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.steer("seek?to=1")
        assert trader.price() == (200, 1)
        trader.steer("seek?to=9.9")
        assert trader.price() == (200, 1)
        trader.steer("seek?to=late")
        assert trader.price() == (200, 2)
        trader.steer("seek?to=1")
        assert trader.price() == (200, 1)
        status, _, body = trader.ask("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"000660"}')
        assert status == 404
        assert 'stk_cd is "000660", recorded "005930"' in body["return_msg"]


def test_before_the_first_answer_there_is_none(folder: Path) -> None:
    with replaying(folder) as trader:
        assert trader.price() == (
            404,
            "[replay] no trade of 005930 was recorded by now; "
            "the recording has 2 such requests, none of them by now",
        )


def test_tokens_are_the_replays_own_and_wrong_ones_refused(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.token = "scrubbed-t"
        assert "8005" in trader.price()[1]


def test_the_world_fills_in_when_asked_to(folder: Path) -> None:
    with replaying(folder, missing="simulate") as trader:
        body = trader.ask("ka10001", "/api/dostk/stkinfo", b'{"stk_cd":"000660"}')[2]
        assert body["return_code"] == 0


def test_a_client_hears_what_it_registered_once_and_byte_by_byte(folder: Path) -> None:
    told = Session(folder).records()
    frames = [one.payload for one in told if one.kind == "s" and one.connection == 1]
    pairs = (("0B", "005930"), ("0D", "005930"), ("00", ""))
    with replaying(folder) as trader, trader.listening(*pairs) as socket:
        trader.steer("speed?x=100")
        trader.steer("resume")
        heard = [str(socket.recv(timeout=30)).encode() for _ in range(6)]
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.1)
    assert heard[:2] == frames[:2]
    assert orjson.loads(heard[2])["data"] == orjson.loads(frames[2])["data"][1:]
    assert heard[3:] == frames[3:6]


def test_steps_tell_one_frame_each(folder: Path) -> None:
    with (
        replaying(folder) as trader,
        trader.listening(("0B", "005930"), ("0D", "005930")) as socket,
    ):
        for position in (1.0, 2.0, 4.0):
            trader.steer("step")
            assert orjson.loads(socket.recv(timeout=30))["trnm"] == "REAL"
            assert trader.send("GET", "/__admin/replay")[2]["position"] == position
            with pytest.raises(TimeoutError):
                socket.recv(timeout=0.08)


def test_an_advanced_clock_tells_what_was_told_meanwhile(folder: Path) -> None:
    with replaying(folder) as trader, trader.listening(("0B", "005930")) as socket:
        trader.send("POST", "/__admin/clock/advance", b'{"by":"13s"}')
        heard = [orjson.loads(socket.recv(timeout=30)) for _ in range(3)]
        assert [one["data"][-1]["values"]["13"] for one in heard] == ["900", "901", "1301"]
        trader.send("POST", "/__admin/clock/set", b'{"at":"2026-09-16T09:30"}')
        assert f"{trader.runner.app.gateway.world.now():%Y-%m-%d %H:%M}" == "2026-09-16 09:30"


def test_silence_is_skipped_and_a_loop_begins_again(folder: Path) -> None:
    quick = {"speed": 1.0, "max_gap": 0.01, "loop": True}
    with replaying(folder, **quick) as trader, trader.listening(("0B", "000660")) as socket:
        started = time.monotonic()
        heard = [socket.recv(timeout=30) for _ in range(2)]
        assert heard[0] == heard[1]
        assert time.monotonic() - started < 4


def placed(trader: Trader, api_id: str = "kt10000", **changes: str) -> str:
    body = trader.post(api_id, ORDERS, **{**BUY, **changes})
    assert body["return_code"] == 0, body
    return str(body["ord_no"])


def executions(trader: Trader) -> list[tuple[int, int]]:
    """Price and shares of each fill of the account, in order."""
    world = trader.runner.app.gateway.world
    broker = world.broker(world.sandboxes.open("alice"))
    told = broker.bulletin.after(0)
    return [(one.price, one.quantity) for one in told if one.news is News.FILLED]


def test_a_market_order_takes_the_recorded_book(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.steer("seek?to=3")
        placed(trader)
        trader.steer("seek?to=4")
        assert executions(trader) == [(70100, 5), (70200, 2)]


def test_an_account_is_told_of_its_own_orders_and_not_of_the_recorded_ones(folder: Path) -> None:
    with replaying(folder) as trader, trader.listening(("00", "")) as socket:
        trader.steer("seek?to=3")
        number = placed(trader)
        trader.steer("seek?to=22")
        said: list[tuple[str, str]] = []
        while len(said) < 3:
            frame = orjson.loads(socket.recv(timeout=30))
            values = [entry["values"] for entry in frame["data"]]
            said += [(one["9203"], one["913"]) for one in values]
        assert said == [(number, "접수"), (number, "체결"), (number, "체결")]


def test_a_limit_order_waits_for_the_recorded_trade_through_it(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.steer("seek?to=3")
        placed(trader, trde_tp="0", ord_uv="69900")
        trader.steer("seek?to=11.5")
        assert executions(trader) == []
        trader.steer("seek?to=12.5")
        assert executions(trader) == [(69900, 7)]


def test_an_order_outside_of_the_recorded_limits_never_fills(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.steer("seek?to=3")
        placed(trader, trde_tp="0", ord_uv="91100")
        placed(trader, trde_tp="0", ord_uv="91000")
        trader.steer("seek?to=5")
        assert [shares for _, shares in executions(trader)] == [5, 2]
        assert trader.tape().band("005930", 0) == (70000, 49000, 91000)


def test_what_was_not_recorded_does_not_trade(folder: Path) -> None:
    with replaying(folder) as trader:
        trader.steer("seek?to=3")
        trader.post("kt10000", ORDERS, **{**BUY, "stk_cd": "035420"})
        trader.steer("seek?to=19")
        assert executions(trader) == []
        assert trader.tape().codes == ("000660", "005930")


def test_an_account_question_is_recorded_until_one_trades(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    meta = {"method": "POST", "path": "/api/dostk/acnt", "headers": [["api-id", "ka00001"]]}
    seq = made.append(0, 0, "q", meta, b"{}")
    made.append(1, 0, "r", {"to": seq, "status": 200}, b'{"acctNo":"9991234567","return_code":0}')
    made.append(SECOND, 1, "s", {}, real(("0B", "005930", trade(70000, 1, 5, 70100, 70000))))
    made.close()
    with replaying(tmp_path / "s") as trader:
        trader.steer("seek?to=2")
        assert trader.post("ka00001", "/api/dostk/acnt")["acctNo"] == "9991234567"
        placed(trader)
        assert trader.post("ka00001", "/api/dostk/acnt")["acctNo"] != "9991234567"


def test_frames_that_are_none_hurt_nobody(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    for frame in (
        b'{"trnm":"REAL"}',
        b'{"trnm":"REAL","data":{}}',
        b'{"trnm":"REAL","data":[1,{"values":[]},{"values":{},"type":1,"item":""}]}',
        b'[{"trnm":"REAL"}]',
        b'"REAL" {',
        real(
            ("0B", "005930", {"10": "1e9", "15": "--"}),
            ("0B", "005930", {"10": "9" * 5000, "15": "1"}),
        ),
        real(("0D", "005930", {"41": "x"})),
        tick(1),
    ):
        made.append(SECOND, 1, "s", {}, frame)
    made.close()
    with replaying(tmp_path / "s") as trader:
        trader.steer("seek?to=3")
        assert trader.tape().codes == ("005930",)
        placed(trader, trde_tp="0", ord_uv="60000")
