"""The book of both exchanges against the two books it is made of, at every turn of a day."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of
from tests.handlers.asking import book_of_both, number, request, rows_of

CLOCKS = [
    "08:45:00", "08:50:00", "08:55:00", "08:59:59", "09:00:00", "09:00:10", "10:30:00",
    "15:25:00", "15:29:59", "15:30:00", "15:33:00", "15:39:59", "15:40:00", "15:45:00",
]  # fmt: skip
"""Until KRX's after-market, which codes of KRX alone do not speak of."""

Side = Mapping[int, int]
"""Shares by price, the best first."""


@cache
def at(clock: str) -> Caller:
    moment = datetime.fromisoformat(f"2026-09-15T{clock}").replace(tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, at=moment)).login()


def codes(caller: Caller) -> list[str]:
    return [one.code for one in caller.gateway.world.instruments.listed if one.on_nxt]


def sides(caller: Caller, code: str) -> tuple[Side, Side]:
    """What is offered and what is bid: of one exchange as ka10004 says, of both as 0D does."""
    if code.endswith("_AL"):
        told = book_of_both(caller, code.removesuffix("_AL"))
        columns = [range(first, first + 10) for first in (41, 61, 51, 71)]
        names = [[str(fid) for fid in column] for column in columns]
        totals = ["121", "125"]
    else:
        told = caller.data("ka10004", {"stk_cd": code})
        names = [
            [f"{side}_fpr_{kind}", *(f"{side}_{level}th_pre_{kind}" for level in range(2, 11))]
            for side in ("sel", "buy")
            for kind in ("bid", "req")
        ]
        totals = ["tot_sel_req", "tot_buy_req"]
    found = []
    for prices, sizes, total in zip(names[::2], names[1::2], totals, strict=True):
        book = {
            number(told, price): int(told[size])
            for price, size in zip(prices, sizes, strict=True)
            if int(told[price])
        }
        # Its totals are the sums.
        assert int(told[total]) == sum(book.values()), (code, total)
        found.append(book)
    return found[0], found[1]


def best(book: tuple[Side, Side]) -> tuple[int, int]:
    return next(iter(book[0]), 0), next(iter(book[1]), 0)


def told_until(book: Side, price: int, way: int) -> bool:
    """Whether a book's ten levels reach a price; what lies beyond them is not told."""
    return len(book) < 10 or (list(book)[-1] - price) * way >= 0


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_book_of_both_is_made_of_the_two(clock: str) -> None:
    caller = at(clock)
    for code in codes(caller):
        krx, nxt, both = (sides(caller, code + ending) for ending in ("", "_NX", "_AL"))
        assert best(both) in {best(krx), best(nxt)}, code
        for book, one, two, way in zip(both, krx, nxt, (1, -1), strict=True):
            for price, size in book.items():
                sum_of_parts = one.get(price, 0) + two.get(price, 0)
                known = told_until(one, price, way) and told_until(two, price, way)
                assert size == sum_of_parts if known else size > sum_of_parts, (code, price)


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("exchange", ["1", "2", "3"])
def test_a_book_is_the_same_in_every_answer(clock: str, exchange: str) -> None:
    caller = at(clock)
    body = request("ka10020", {"mrkt_tp": "001", "sort_tp": "1", "stex_tp": exchange})
    rows = rows_of(caller, "ka10020", {**body, "trde_qty_tp": "0000"})
    assert len(rows) > 3
    listed = caller.data("ka10095", {"stk_cd": "|".join(row["stk_cd"] for row in rows)})
    for row, quote in zip(rows, listed["atn_stk_infr"], strict=True):
        asks, bids = book = sides(caller, row["stk_cd"])
        assert best(book) == (number(quote, "sel_bid"), number(quote, "buy_bid")), row["stk_cd"]
        totals = sum(asks.values()), sum(bids.values())
        assert totals == (int(quote["tot_sel_req"]), int(quote["tot_buy_req"]))
        assert totals == (int(row["tot_sel_req"]), int(row["tot_buy_req"]))


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_ranking_of_both_tells_the_quotes_of_its_codes(clock: str) -> None:
    caller = at(clock)
    rows = rows_of(caller, "ka10032", request("ka10032", {"stex_tp": "3"}))
    assert len(rows) > 3
    for row in rows:
        quotes = number(row, "sel_bid"), number(row, "buy_bid")
        assert quotes == best(sides(caller, row["stk_cd"])), row["stk_cd"]


def test_the_ratio_told_falls_as_more_is_offered_for_what_is_bid() -> None:
    caller = Caller(gateway_of(limits=False, world="default")).login()
    asked = {"mrkt_tp": "001", "sort_tp": "4", "stex_tp": "1", "trde_qty_tp": "0000"}
    rows = rows_of(caller, "ka10020", request("ka10020", asked))
    ratios = [float(row["buy_rt"]) for row in rows if int(row["tot_sel_req"])]
    assert len(ratios) > 500
    assert ratios == sorted(ratios)
