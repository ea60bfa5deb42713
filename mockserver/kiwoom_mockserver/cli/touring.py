"""Leads a fake of our own through a day, so that every realtime type has something to tell.

At one moment of a day most types are silent for good reasons: no auction runs, no phase ends,
nothing is interrupted. So the clock is set to the moments that make them speak.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.server.admin.controls import PREFIX
from kiwoom_mockserver.verify.probing import JSON
from kiwoom_mockserver.verify.transport import Http

Ask = Callable[..., dict[str, Any]]
"""Asks one operation with some values; see ``Prober.answer``."""

PART: Final = 10
"""World seconds that are told before the listener gets time to hear them."""

DAYS: Final = 60
"""Days that are gone back at most to find one with an interruption."""

_INTERRUPTED: Final = {
    "mrkt_tp": "000", "bf_mkrt_tp": "0", "stk_cd": "", "motn_tp": "0", "skip_stk": "000000000",
    "trde_qty_tp": "0", "min_trde_qty": "0", "max_trde_qty": "0", "trde_prica_tp": "0",
    "min_trde_prica": "0", "max_trde_prica": "0", "motn_drc": "0", "stex_tp": "1",
}  # fmt: skip
"""What ka10054 is asked: whatever KRX interrupted."""

_BUY: Final = {
    "dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "10", "ord_uv": "", "trde_tp": "3",
    "cond_uv": "",
}  # fmt: skip
_GOLD: Final = {"stk_cd": "M04020000", "ord_qty": "10", "trde_tp": "00"}
_PATHS: Final = {
    "kt10000": "/api/dostk/ordr",
    "kt10006": "/api/dostk/crdordr",
    "kt50000": "/api/dostk/ordr",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """From a moment on, so many seconds are lived; with an order, if it ``buys``."""

    at: datetime
    seconds: int
    buys: bool = False


@dataclass(frozen=True, slots=True)
class Tour:
    """The stops of a day, and the issue that is interrupted in it; "" when none is."""

    stops: tuple[Stop, ...]
    interrupted: str


class Guide:
    """Moves the clock of the fake at ``base_url``."""

    def __init__(self, base_url: str, token: str) -> None:
        self._base_url = base_url
        self._token = token
        self.over = threading.Event()
        """Set when there is nothing more to see."""

    def plan(self, ask: Ask) -> Tour:
        """A day's tour; the latest day on which something was interrupted, if there is one."""
        with Http(self._base_url) as http:
            begin = datetime.fromisoformat(self._steer(http, "clock/freeze")["time"])
            for back in range(DAYS):
                evening = _at(begin - timedelta(days=back), "15:30:00")
                self._steer(http, "clock/set", at=evening.isoformat())
                rows = ask("ka10054", **_INTERRUPTED).get("motn_stk")
                if isinstance(rows, list) and rows:
                    return _tour(evening, rows[0]["stk_cd"], rows[0]["trde_cntr_proc_time"])
            return Tour(tuple(_stops(begin)), "")

    def furnish(self, gold: str) -> None:
        """The account has bought what it will be asked to sell: on credit, and ``gold`` for won."""
        with Http(self._base_url) as http:
            self._order(http, "kt10006", _BUY)
            self._order(http, "kt50000", {**_GOLD, "ord_uv": gold})
            self._steer(http, "clock/advance", by=PART)

    def lead(self, stops: Sequence[Stop]) -> None:
        """Every stop was lived through; sockets have been sent what was told."""
        try:
            with Http(self._base_url) as http:
                for stop in stops:
                    self._steer(http, "clock/set", at=stop.at.isoformat())
                    if stop.buys:
                        self._order(http, "kt10000", _BUY)
                    for _ in range(0, stop.seconds, PART):
                        self._steer(http, "clock/advance", by=PART)
        finally:
            self.over.set()

    def _order(self, http: Http, api_id: str, body: dict[str, str]) -> None:
        """The order is sent; a profile that does not take it refuses it."""
        headers = {"content-type": JSON, "authorization": f"Bearer {self._token}"}
        http.post(_PATHS[api_id], {**headers, "api-id": api_id}, orjson.dumps(body))

    def _steer(self, http: Http, what: str, **body: Any) -> Any:
        told = http.post(f"{PREFIX}/{what}", {"content-type": JSON}, orjson.dumps(body))
        if told.status != 200:
            raise VerifyError(f"the fake cannot be led through a day: {told.body.decode()}")
        return orjson.loads(told.body)


@contextmanager
def led(guide: Guide, tour: Tour) -> Iterator[None]:
    """The fake is led through the day beside what is done in the ``with``."""
    thread = threading.Thread(target=guide.lead, args=(tour.stops,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _tour(day: datetime, code: str, time: str) -> Tour:
    begins = _at(day, f"{time[:2]}:{time[2:4]}:{time[4:6]}")
    stops = [*_stops(day), Stop(begins - timedelta(seconds=5), PART)]
    return Tour(tuple(sorted(stops, key=lambda stop: stop.at)), code)


def _stops(day: datetime) -> Iterator[Stop]:
    """Where a day begins, opens, trades, and closes."""
    yield Stop(_at(day, "07:59:55"), 10)
    yield Stop(_at(day, "08:59:50"), 20)
    yield Stop(_at(day, "09:30:00"), 30, buys=True)
    yield Stop(_at(day, "15:39:55"), 20)


def _at(day: datetime, time: str) -> datetime:
    return datetime.fromisoformat(f"{day:%Y-%m-%d}T{time}").replace(tzinfo=day.tzinfo)
