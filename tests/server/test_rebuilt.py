"""Questions nobody asked while it was recorded: frames answer them as the recorded server would."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.replay import replay_gateway
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world
from tests.recordings.broadcasting import broadcast
from tests.server.door import small

BEGIN = datetime(2026, 9, 15, 8, 59, 58, tzinfo=SEOUL)
LENGTH = 65
CODES = ("000660", "005930", "035420", "069500")
STOCK, CHART, RANK = "/api/dostk/stkinfo", "/api/dostk/chart", "/api/dostk/rkinfo"
BOOK, ORDERS, ACCOUNT = "/api/dostk/mrkcond", "/api/dostk/ordr", "/api/dostk/acnt"


class Teller:
    """A client of a gateway in this process."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        keys = {"appkey": "bot", "secretkey": "s", "grant_type": "client_credentials"}
        reply = self.send(Request("POST", "/oauth2/token", body=orjson.dumps(keys)))
        self.token = orjson.loads(reply.body)["token"]

    def send(self, request: Request) -> Reply:
        return self.gateway.answer(request._replace(at=1_789_434_000.0))

    def ask(self, api_id: str, path: str, key: str = "", **body: str) -> tuple[Reply, Any]:
        reply = self.send(
            Request(
                "POST", path, api_id, f"Bearer {self.token}", "Y" if key else None, key or None,
                body=orjson.dumps(body),
            )
        )  # fmt: skip
        return reply, orjson.loads(reply.body)


class Pair:
    """The recorded server and the replay of what it told, at the same instant."""

    def __init__(
        self,
        folder: Path,
        begin: datetime = BEGIN,
        length: int = LENGTH,
        codes: tuple[str, ...] = CODES,
    ) -> None:
        self.begin = begin
        settings = small(at=begin, speed=0.0)
        self.clock = VirtualClock(begin)
        world = load_world(settings, self.clock)
        broadcast(folder, world, codes, begin, length)
        self.server = Teller(Gateway(settings, load_catalogue(), world))
        gateway = replay_gateway(small(session=str(folder), mode="timeline", speed=0.0, check=True))
        self.replay = Teller(gateway)

    @property
    def gateway(self) -> ReplayGateway:
        assert isinstance(self.replay.gateway, ReplayGateway)
        return self.replay.gateway

    def at(self, second: float) -> "Pair":
        """Both stand at this second of the session."""
        self.clock._now = self.begin + timedelta(seconds=second)
        self.gateway.seek(int(second * SECOND))
        return self

    def both(self, api_id: str, path: str, **body: str) -> tuple[Any, Any]:
        return self.server.ask(api_id, path, **body)[1], self.replay.ask(api_id, path, **body)[1]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("rebuilt") / "s")


def agree(theirs: Any, ours: Any, blank: set[str]) -> None:
    """Every field is the recorded server's, but for those that frames do not tell: empty."""
    assert theirs.keys() == ours.keys()
    empty = {name for name, value in ours.items() if value == "" != theirs[name]}
    assert empty == blank
    assert {name: theirs[name] for name in ours if name not in blank} == {
        name: value for name, value in ours.items() if name not in blank
    }


COMPANY = {
    "setl_mm", "fav", "cap", "flo_stk", "crd_rt", "oyr_hgst", "oyr_lwst", "mac", "for_exh_rt",
    "repl_pric", "per", "eps", "roe", "pbr", "ev", "bps", "sale_amt", "bus_pro", "cup_nga",
    "250hgst", "250lwst", "250hgst_pric_dt", "250hgst_pric_pre_rt", "250lwst_pric_dt",
    "250lwst_pric_pre_rt", "trde_pre", "fav_unit", "dstr_stk", "dstr_rt", "exp_cntr_pric",
    "exp_cntr_qty",
}  # fmt: skip


@pytest.mark.parametrize("second", [2, 3, 61, 64])
@pytest.mark.parametrize("code", ["005930", "069500"])
def test_a_quote_is_the_recorded_servers(pair: Pair, second: int, code: str) -> None:
    theirs, ours = pair.at(second).both("ka10001", STOCK, stk_cd=code)
    agree(theirs, ours, {name for name in COMPANY if theirs[name] != ""})
    agree(*pair.both("ka10006", BOOK, stk_cd=code), set())


def test_the_closing_auctions_shares_are_neither_bought_nor_sold(tmp_path: Path) -> None:
    begin = datetime(2026, 9, 15, 15, 19, 57, tzinfo=SEOUL)
    closing = Pair(tmp_path / "s", begin, 640, ("005930",)).at(639)
    theirs, ours = closing.both("ka10006", BOOK, stk_cd="005930")
    agree(theirs, ours, set())
    ask = {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}
    last = closing.both("ka10079", CHART, **ask)[1]["stk_tic_chart_qry"][0]
    assert last["cntr_tm"] == "20260915153000"


def test_a_book_is_the_recorded_servers(pair: Pair) -> None:
    theirs, ours = pair.at(50).both("ka10004", BOOK, stk_cd="000660")
    assert "" != ours["sel_10th_pre_bid"] == theirs["sel_10th_pre_bid"]
    differences = {name for name in theirs if name.endswith("req_pre")}
    agree(theirs, ours, {name for name in theirs if ours[name] == ""})
    told = {name for name in theirs if ours[name] != ""}
    assert len(told) > 44
    assert differences.isdisjoint(told)


def test_charts_so_far_are_the_recorded_servers(pair: Pair) -> None:
    ask = {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}
    for api_id, table in (
        ("ka10080", "stk_min_pole_chart_qry"),
        ("ka10079", "stk_tic_chart_qry"),
    ):
        theirs, ours = pair.at(63).both(api_id, CHART, **ask)
        today = [row for row in theirs[table] if row["cntr_tm"].startswith("20260915")]
        assert ours[table] == today[: len(ours[table])]
        assert len(ours[table]) in (len(today), 900)
    theirs, ours = pair.both(
        "ka10081", CHART, stk_cd="005930", base_dt="20260915", upd_stkpc_tp="1"
    )
    (row,) = ours["stk_dt_pole_chart_qry"]
    agree(theirs["stk_dt_pole_chart_qry"][0], row, {"trde_tern_rt"})


def test_trades_are_the_recorded_servers_page_by_page(pair: Pair) -> None:
    theirs, ours = pair.at(64).both("ka10003", STOCK, stk_cd="035420")
    blank = {"pri_sel_bid_unit", "pri_buy_bid_unit", "cntr_str"}
    for their, own in zip(theirs["cntr_infr"], ours["cntr_infr"], strict=False):
        agree(their, own, blank)
    told: list[Any] = []
    ask = {"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"}
    reply, page = pair.replay.ask("ka10079", CHART, **ask)
    told += page["stk_tic_chart_qry"]
    while dict(reply.headers)[b"cont-yn"] == b"Y":
        key = dict(reply.headers)[b"next-key"].decode()
        reply, page = pair.replay.ask("ka10079", CHART, key, **ask)
        told += page["stk_tic_chart_qry"]
    volume = sum(int(row["trde_qty"]) for row in told)
    assert volume == int(pair.replay.ask("ka10001", STOCK, stk_cd="005930")[1]["trde_qty"])


RANKING = {
    "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0",
    "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0", "stex_tp": "1",
}  # fmt: skip


def test_rankings_are_of_the_recorded_issues_in_the_recorded_servers_order(pair: Pair) -> None:
    table = "tdy_trde_qty_upper"
    ask = {
        "mrkt_tp": "000", "sort_tp": "1", "mang_stk_incls": "0", "crd_tp": "0", "trde_qty_tp": "0",
        "pric_tp": "0", "trde_prica_tp": "0", "mrkt_open_tp": "0", "stex_tp": "1",
    }  # fmt: skip
    theirs, ours = pair.at(62).both("ka10030", RANK, **ask)
    expected = [row for row in theirs[table] if row["stk_cd"] in CODES]
    assert [row["stk_cd"] for row in ours[table]] == [row["stk_cd"] for row in expected]
    assert len(expected) == len(CODES)
    for their, own in zip(expected, ours[table], strict=True):
        assert own["trde_qty"] == their["trde_qty"]
        assert own["cur_prc"] == their["cur_prc"]
    theirs, ours = pair.both("ka10027", RANK, **RANKING)
    (name,) = (one for one, value in ours.items() if isinstance(value, list))
    expected = [row for row in theirs[name] if row["stk_cd"] in CODES]
    assert [row["flu_rt"] for row in ours[name]] == [row["flu_rt"] for row in expected]
    for changes in ({"stex_tp": "2"}, {"mrkt_open_tp": "2"}):
        reply, told = pair.replay.ask("ka10030", RANK, **{**ask, **changes})
        assert (reply.status, "cannot be answered" in told["return_msg"]) == (404, True)


def test_nothing_is_known_before_it_was_told(pair: Pair) -> None:
    reply, told = pair.at(1.9).replay.ask("ka10001", STOCK, stk_cd="005930")
    assert reply.status == 404
    assert "no trade of 005930 was recorded by now" in told["return_msg"]
    pair.at(30)
    early = pair.replay.ask("ka10001", STOCK, stk_cd="005930")[1]["trde_qty"]
    late = pair.at(64).replay.ask("ka10001", STOCK, stk_cd="005930")[1]["trde_qty"]
    assert int(early) < int(late)
    for body in ({"stk_cd": "005380"}, {"stk_cd": "005930_NX"}, {"stk_cd": "999999"}):
        assert pair.replay.ask("ka10001", STOCK, **body)[0].status == 404
    day = {"stk_cd": "005930", "base_dt": "20260914", "upd_stkpc_tp": "1"}
    assert (
        "2026-09-14 was not recorded" in pair.replay.ask("ka10081", CHART, **day)[1]["return_msg"]
    )
    assert pair.replay.ask("ka10059", STOCK, stk_cd="005930")[0].status == 404


def test_holdings_are_worth_what_the_recording_says(pair: Pair) -> None:
    pair.at(20)
    order = {
        "dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "3", "ord_uv": "", "trde_tp": "3",
        "cond_uv": "",
    }  # fmt: skip
    assert pair.replay.ask("kt10000", ORDERS, **order)[1]["return_code"] == 0
    pair.at(63)
    held = pair.replay.ask("kt00018", ACCOUNT, qry_tp="1", dmst_stex_tp="KRX")[1]
    (row,) = held["acnt_evlt_remn_indv_tot"]
    last = pair.server.ask("ka10006", BOOK, stk_cd="005930")[1]["close_pric"]
    assert int(row["rmnd_qty"]) == 3
    assert int(row["cur_prc"]) == abs(int(last))
