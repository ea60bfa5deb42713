"""A whole small world asked issue by issue, to compare lists with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import orjson

from kiwoom_mockserver.realtime.encode import EntryWriter
from kiwoom_mockserver.realtime.standing import Standing
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.world.instruments import Instrument
from tests.gateway.caller import Caller, contracts, gateway_of, header, read

Row = Mapping[str, Any]

YESTERDAY = datetime(2026, 9, 14, 20, 0, tzinfo=SEOUL)
"""After all trading of the day before the default instant."""

LISTED = {"ELW", "GOLD", "WARRANT"}
"""Markets stock rankings leave out."""


def number(row: Row, name: str) -> int:
    """The size of a whole number, whatever its sign says."""
    return abs(int(row[name]))


def hundredths(row: Row, name: str) -> int:
    return round(float(row[name]) * 100)


@dataclass(frozen=True)
class Alone:
    """What single-issue answers say of an issue."""

    issue: Instrument
    code: str
    """With the ending it was asked for."""
    quote: Row
    info: Row

    @property
    def traded(self) -> bool:
        return number(self.quote, "trde_qty") > 0

    @property
    def change(self) -> int:
        return int(self.quote["pred_pre"])


ENDINGS = {"1": "", "2": "_NX", "3": "_AL"}
"""What a code ends with by ``stex_tp``, where NXT has the issue."""


def book_of_both(caller: Caller, code: str) -> Row:
    """The book of both exchanges, which REST does not tell, as frames of 0D would by FID."""
    world, at = caller.gateway.world, caller.gateway.world.now()
    issue = world.find(code)
    assert issue is not None
    places = np.array([world.instruments.place(issue.code)])
    standing = Standing(world, places, world.instant(at), [f"{code}_AL"])
    (entry,) = EntryWriter(contracts().realtime["0D"], paper=False).entries(standing, [code])
    values: Row = orjson.loads(entry)["values"]
    return values


def everyone(caller: Caller, exchange: str = "1") -> list[Alone]:
    """Every issue stock rankings may speak of, in the world's order, asked for one by one."""
    issues = [
        one
        for one in caller.gateway.world.instruments.all
        if one.market not in LISTED and not one.suspended and one.board in {"KOSPI", "KOSDAQ"}
        and (exchange != "2" or one.on_nxt)
    ]  # fmt: skip
    codes = [one.code + ENDINGS[exchange] * one.on_nxt for one in issues]
    quotes = caller.data("ka10095", {"stk_cd": "|".join(codes)})
    return [
        Alone(one, code, quote, caller.data("ka10001", {"stk_cd": code}))
        for one, code, quote in zip(issues, codes, quotes["atn_stk_infr"], strict=True)
    ]


@cache
def caller_at(seconds: int) -> Caller:
    """A caller of the small world so many seconds after ten o'clock."""
    moment = Settings().at + timedelta(seconds=seconds)
    return Caller(gateway_of(limits=False, at=moment)).login()


@cache
def at(seconds: int, exchange: str = "1") -> tuple[Caller, list[Alone]]:
    """That caller, and what it is told of the issues of an exchange."""
    caller = caller_at(seconds)
    return caller, everyone(caller, exchange)


def rows_of(caller: Caller, api_id: str, body: Mapping[str, str]) -> list[Row]:
    """All rows of all pages."""
    table = contracts().operations[api_id].tables[0].name
    reply = caller.ask(api_id, body)
    rows = list(read(reply)[table])
    while header(reply, "cont-yn") == "Y":
        key = header(reply, "next-key")
        reply = caller.ask(api_id, body, cont_yn="Y", next_key=key)
        rows += read(reply)[table]
    return rows


ALL = {
    "mrkt_tp": "000", "stk_cnd": "0", "crd_cnd": "0", "crd_tp": "0", "updown_incls": "1",
    "trde_qty_tp": "0", "trde_qty_cnd": "0", "pric_cnd": "0", "pric_tp": "0",
    "trde_prica_cnd": "0", "trde_prica_tp": "0", "trde_gold_tp": "0", "mang_stk_incls": "0",
    "mrkt_open_tp": "0", "rank_strt": "1", "rank_end": "100", "stex_tp": "1",
}  # fmt: skip
"""What asks every ranking for everything; each takes the fields it has."""


def request(api_id: str, asked: Mapping[str, str]) -> dict[str, str]:
    fields = {one.name for one in contracts().operations[api_id].request}
    body = {name: code for name, code in (ALL | dict(asked)).items() if name in fields}
    if api_id == "ka10032" and "mang_stk_incls" not in asked:
        body["mang_stk_incls"] = "1"
    return body


def volume(one: Alone) -> int:
    return number(one.quote, "trde_qty")
