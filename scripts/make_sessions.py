#!/usr/bin/env python3
"""Make the sessions in ``fixtures/sessions`` from the fake's own world, anew when that changes.

``.venv/bin/python scripts/make_sessions.py [NAME ...]``. The clock is moved by hand, so the same
code makes the same bytes.
"""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson

from kiwoom_mockserver import __version__
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.accounts import HOLDINGS, ORDERS, AccountEncoder
from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.recordings.manifest import Manifest
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.messages import Reply, Request
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "sessions"
MOST = 1_000_000
"""Bytes of a shipped session at most."""

APPKEY = "recorded-bot-appkey"
STOCK, CHART, RANK = "/api/dostk/stkinfo", "/api/dostk/chart", "/api/dostk/rkinfo"
BOOK, ORDER, ACCOUNT = "/api/dostk/mrkcond", "/api/dostk/ordr", "/api/dostk/acnt"
TRADES, BOOKS = "0B", "0D"
LATENCY = 4_000_000
"""Nanoseconds between a request and its reply."""


class Bot:
    """A client of a world whose clock it moves, and the session of what both say."""

    def __init__(self, name: str, title: str, at: datetime) -> None:
        folder = FOLDER / name
        shutil.rmtree(folder, ignore_errors=True)
        self.clock = VirtualClock(at)
        self.begin = at
        settings = Settings(world="small", limits=False, at=at)
        catalogue = load_catalogue()
        self.world = load_world(settings, self.clock)
        self._gateway = Gateway(settings, catalogue, self.world)
        self._stream = Stream(settings, catalogue, self.world)
        self._notices = AccountEncoder(settings, catalogue, self.world)
        self._noticed = 0
        self._pairs: list[tuple[str, str]] = []
        manifest = Manifest(
            origin=at,
            source="fake",
            title=title,
            redaction="",
            tool=f"kiwoom-mockserver {__version__}",
            storage="plain",
        )
        self.writer = SessionWriter(folder, manifest, redaction=Scrubber(b"shipped"))
        self._token = ""
        keys = {"appkey": APPKEY, "secretkey": "recorded-bot-secretkey"}
        granted = self._send(
            "/oauth2/token", {}, orjson.dumps({"grant_type": "client_credentials", **keys})
        )
        self._token = orjson.loads(granted.body)["token"]

    @property
    def now(self) -> int:
        """Nanoseconds since the session began."""
        return (self.clock.now() - self.begin) // timedelta(microseconds=1) * 1000

    def ask(self, api_id: str, path: str, **body: str) -> Any:
        """The decoded answer; what is asked and answered is recorded."""
        headers = {"api-id": api_id, "authorization": f"Bearer {self._token}"}
        return orjson.loads(self._send(path, headers, orjson.dumps(body)).body)

    def listen(self, *wanted: tuple[str, Sequence[str]]) -> None:
        """A socket is open, logged in, and registered for items by type."""
        self.writer.append(self.now, 1, "o", {"path": "/api/dostk/websocket"})
        data = [{"item": list(items), "type": [type_]} for type_, items in wanted]
        register = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data}
        for said, answered in (
            ({"trnm": "LOGIN", "token": self._token}, frames.LOGIN_ACK),
            (register, frames.REG_ACK),
        ):
            self.writer.append(self.now, 1, "k", {}, orjson.dumps(said))
            self.writer.append(self.now + LATENCY, 1, "s", {}, answered)
        self._pairs = [(type_, item) for type_, items in wanted for item in items]

    def live(self, seconds: int) -> Iterator[int]:
        """The market goes on; each second's frames are recorded, then it is the caller's turn."""
        for second in range(seconds):
            self.clock.advance(1)
            at = self.world.instant(self.clock.now())
            entries = [one for _, told in self._stream.entries(self._pairs, at) for one in told]
            self._tell(entries)
            self._tell(self._news())
            yield second

    def end(self) -> None:
        """The socket is closed, and the session is whole."""
        self.writer.append(self.now, 1, "c", {"code": 1000, "reason": "", "by": "client"})
        self.writer.close()

    def _tell(self, entries: Sequence[bytes]) -> None:
        for first in range(0, len(entries), frames.REAL_ENTRIES):
            frame = frames.real(entries[first : first + frames.REAL_ENTRIES])
            self.writer.append(self.now, 1, "s", {}, frame)

    def _news(self) -> list[bytes]:
        """What the bot's account is told, when it listens to that."""
        types = {type_ for type_, _ in self._pairs} & {ORDERS, HOLDINGS}
        if not types:
            return []
        broker = self.world.broker(self.world.sandboxes.open(APPKEY))
        news = broker.bulletin.after(self._noticed)
        self._noticed = broker.bulletin.next - 1
        told = self._notices.entries(broker.account, news)
        return [entry for type_, entry in told if type_ in types]

    def _send(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        kept = [["content-type", "application/json;charset=UTF-8"], *map(list, headers.items())]
        meta = {"method": "POST", "path": path, "headers": kept}
        asked = self.writer.append(self.now, 0, "q", meta, body)
        at = self.clock.now().timestamp()
        request = Request(
            "POST", path, headers.get("api-id"), headers.get("authorization"), body=body, at=at
        )
        reply = self._gateway.answer(request)
        told = [[name.decode(), value.decode()] for name, value in reply.headers]
        answered = {"to": asked, "status": reply.status, "reason": reply.reason or "OK"}
        answered |= {"headers": told, "took": LATENCY}
        self.writer.append(self.now + LATENCY, 0, "r", answered, reply.body)
        return reply


def calm_day() -> None:
    """Ten minutes of five issues at noon on a Tuesday, watched and asked for."""
    at = datetime(2026, 9, 15, 12, 20, tzinfo=SEOUL)
    bot = Bot("calm-day", "ten minutes of five issues on a calm day at noon", at)
    items = ("005930", "000660", "373220", "293490", "069500")
    bot.listen((TRADES, items))
    for second in bot.live(600):
        if second % 180 == 0:
            for item in items:
                bot.ask("ka10001", STOCK, stk_cd=item)
        if second == 30:
            bot.ask("ka10086", BOOK, stk_cd="005930", qry_dt="20260915", indc_tp="0")
        if second % 120 == 45:
            bot.ask("ka10004", BOOK, stk_cd="005930")
        if second == 300:
            bot.writer.mark(bot.now, "half")
    bot.end()


def upper_limit() -> None:
    """The minutes around an issue's rise to its upper limit."""
    code, day = "830020", datetime(2023, 11, 2, tzinfo=SEOUL)
    at = _reached(code, day) - timedelta(minutes=4)
    bot = Bot("upper-limit", "an issue rises to its upper limit and stays there", at)
    bot.listen((TRADES, (code,)), (BOOKS, (code,)))
    for second in bot.live(420):
        if second % 60 == 5:
            bot.ask("ka10001", STOCK, stk_cd=code)
            bot.ask("ka10004", BOOK, stk_cd=code)
        if second == 239:
            bot.writer.mark(bot.now, "limit")
        if second == 300:
            limits = {"mrkt_tp": "000", "updown_tp": "1", "sort_tp": "1", "stk_cnd": "0"}
            conditions = {"trde_qty_tp": "00000", "crd_cnd": "0", "trde_gold_tp": "0"}
            bot.ask("ka10017", STOCK, **limits, **conditions, stex_tp="1")
    bot.end()


def vi_morning() -> None:
    """An interruption of trading: the minute before it, its two minutes, and the minutes after."""
    code, at = "012450", datetime(2026, 7, 27, 9, 18, 0, tzinfo=SEOUL)
    bot = Bot("vi-morning", "a price runs up until its trading is interrupted", at)
    bot.listen((TRADES, (code,)), (BOOKS, (code,)))
    place, day = bot.world.instruments.place(code), bot.world.instant(at).day
    halts = bot.world.market.interruptions(day)
    (halt,) = [row for row in range(len(halts.issue)) if halts.issue[row] == place]
    clock = at.hour * 3600 + at.minute * 60 + at.second
    begin, end = (int(column[halt]) - clock for column in (halts.begin, halts.end))
    for second in bot.live(360):
        if second % 60 == 5:
            bot.ask("ka10001", STOCK, stk_cd=code)
            bot.ask("ka10004", BOOK, stk_cd=code)
        if second + 1 in (begin, end):
            bot.writer.mark(bot.now, "vi" if second + 1 == begin else "vi-end")
        if second == begin + 30:
            amounts = {"min_trde_qty": "0", "max_trde_qty": "0"}
            amounts |= {"min_trde_prica": "0", "max_trde_prica": "0"}
            kinds = {"bf_mkrt_tp": "0", "motn_tp": "0", "motn_drc": "0", "skip_stk": "000000000"}
            asked = {"mrkt_tp": "000", "stk_cd": "", "trde_qty_tp": "0", "trde_prica_tp": "0"}
            bot.ask("ka10054", STOCK, **asked, **kinds, **amounts, stex_tp="1")
    bot.end()


def _reached(code: str, day: datetime) -> datetime:
    """When the issue first traded at its upper limit on a day."""
    clock = VirtualClock(day)
    world = load_world(Settings(world="small", at=day), clock)
    place = world.instruments.place(code)
    assert place is not None
    for second in range(9 * 3600, 15 * 3600 + 1200):
        moment = datetime.combine(day.date(), time(), SEOUL) + timedelta(seconds=second)
        at = world.instant(moment)
        state = world.market.issue_state(place, at.day, at.second)
        if state.volume[0] and state.last[0] >= state.upper[0]:
            return moment
    raise SystemExit(f"{code} does not reach its upper limit on {day:%Y-%m-%d} any more")


def bot_orders() -> None:
    """Seven minutes of one issue: a bot buys, amends, cancels, sells, and looks at its account."""
    at = datetime(2026, 9, 15, 9, 29, 40, tzinfo=SEOUL)
    bot = Bot("bot-orders", "a bot buys, amends, cancels and sells", at)
    code = "005930"
    order = {"dmst_stex_tp": "KRX", "stk_cd": code, "cond_uv": ""}
    market, limit = {"trde_tp": "3", "ord_uv": ""}, {"trde_tp": "0"}
    bot.listen((TRADES, (code,)), (BOOKS, (code,)), (ORDERS, ("",)), (HOLDINGS, ("",)))
    price, waits = 0, ""

    def look() -> None:
        bot.ask("ka10075", ACCOUNT, all_stk_tp="0", trde_tp="0", stk_cd="", stex_tp="0")
        bot.ask("kt00018", ACCOUNT, qry_tp="1", dmst_stex_tp="KRX")

    for second in bot.live(420):
        if second == 10:
            price = abs(int(bot.ask("ka10004", BOOK, stk_cd=code)["buy_fpr_bid"]))
            look()
        if second == 20:
            bot.ask("kt10000", ORDER, **order, **market, ord_qty="10")
            bot.writer.mark(bot.now, "buys")
        if second == 60:
            placed = bot.ask(
                "kt10000", ORDER, **order, **limit, ord_qty="5", ord_uv=str(price - 2000)
            )
            waits = placed["ord_no"]
            look()
        if second == 120:
            amended = {"mdfy_qty": "5", "mdfy_uv": str(price - 1500), "mdfy_cond_uv": ""}
            named = {"dmst_stex_tp": "KRX", "orig_ord_no": waits, "stk_cd": code}
            waits = bot.ask("kt10002", ORDER, **named, **amended)["ord_no"]
            look()
        if second == 240:
            named = {"dmst_stex_tp": "KRX", "orig_ord_no": waits, "stk_cd": code}
            bot.ask("kt10003", ORDER, **named, cncl_qty="0")
            bot.writer.mark(bot.now, "cancels")
        if second == 300:
            bot.ask("kt10001", ORDER, **order, **market, ord_qty="10")
            bot.writer.mark(bot.now, "sells")
        if second == 360:
            look()
            bot.ask(
                "ka10076", ACCOUNT, stk_cd=code, qry_tp="0", sell_tp="0", ord_no="", stex_tp="0"
            )
    bot.end()


MADE: dict[str, Callable[[], None]] = {
    "calm-day": calm_day,
    "upper-limit": upper_limit,
    "vi-morning": vi_morning,
    "bot-orders": bot_orders,
}


def main(names: Sequence[str]) -> None:
    """Make the named sessions, or all."""
    for name in names or MADE:
        MADE[name]()
        size = sum(path.stat().st_size for path in (FOLDER / name).iterdir())
        print(f"{name}: {size:,} bytes")
        if size > MOST:
            raise SystemExit(f"{name} is larger than {MOST:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
