"""What the load asks: one question again and again, or thousands that no cache can answer."""

from itertools import product

import orjson

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.annotations import request_example
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import load_world

SINGLE = ("/api/dostk/stkinfo", "ka10001")
"""One object of 47 fields, most of them the market's."""

ORDER_BOOK = ("/api/dostk/mrkcond", "ka10004")
"""One object of 71 fields, the market's at one instant."""

TABLE = ("/api/dostk/stkinfo", "ka10059")
"""A hundred days of twenty fields, some of them the market's."""

NUMBER = ("/api/dostk/acnt", "ka00001")
"""One field that is looked up: what every request costs at least."""

MARGINS = ("/api/dostk/acnt", "kt00011")
"""One object of 38 fields."""

EXECUTIONS = ("/api/dostk/acnt", "kt00007")
"""A hundred rows of 22 fields."""


def codes() -> list[str]:
    """The stock codes of the default world that both exchanges trade."""
    settings = Settings.load(environment={})
    listed = load_world(settings, VirtualClock(settings.at)).instruments.listed
    return [issue.code for issue in listed if issue.on_nxt]


def singles() -> list[bytes]:
    """One request for each code and exchange."""
    suffixes = ("", "_NX", "_AL")
    return [orjson.dumps({"stk_cd": code + suffix}) for suffix, code in product(suffixes, codes())]


def tables() -> list[bytes]:
    """One request for each code, day, kind of amount and side."""
    days = [f"202609{day:02}" for day in range(1, 16)]
    return [
        orjson.dumps(
            {"dt": day, "stk_cd": code, "amt_qty_tp": amount, "trde_tp": side, "unit_tp": "1000"}
        )
        for day, code, amount, side in product(days, codes(), "12", "012")
    ]


def numbers() -> list[bytes]:
    """Requests that mean the same, but not to a cache: a value more than is documented."""
    return [orjson.dumps({"bench": str(place)}) for place in range(5_000)]


def margins() -> list[bytes]:
    """One request for each code and price."""
    return [
        orjson.dumps({"stk_cd": code, "uv": str(price)})
        for price, code in product(range(10_000, 12_000, 50), codes())
    ]


def executions() -> list[bytes]:
    """One request for each day and code."""
    days = [f"2026{month:02}{day:02}" for month, day in product(range(1, 9), range(1, 29))]
    common = {
        "qry_tp": "1",
        "stk_bond_tp": "0",
        "sell_tp": "0",
        "fr_ord_no": "",
        "dmst_stex_tp": "%",
    }
    return [
        orjson.dumps({**common, "ord_dt": day, "stk_cd": code})
        for day, code in product(days, codes())
    ]


def request(route: tuple[str, str], token: str, body: bytes) -> str:
    """The bytes of one request, as text, with all headers a client of Kiwoom sends."""
    path, api_id = route
    lines = (
        f"POST {path} HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json;charset=UTF-8",
        f"authorization: Bearer {token}",
        f"api-id: {api_id}",
        "cont-yn: N",
        "next-key: ",
        f"content-length: {len(body)}",
        "",
        body.decode(),
    )
    return "\r\n".join(lines)


def every_operation() -> list[tuple[tuple[str, str], bytes]]:
    """Route and body of one request for every operation that needs a token."""
    return [
        ((one.path, one.api_id), orjson.dumps(request_example(one.request_schema)))
        for one in load_catalogue().operations.values()
        if not one.is_oauth
    ]
