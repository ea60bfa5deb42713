"""A session of what a world's market told of some issues, to compare answers made from it with."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.vocabulary.ratios import strength
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.prints import AUCTION, BUY, SELL
from kiwoom_mockserver.world.world import World
from tests.recordings.making import manifest, writer

SPLIT = frozenset({"005930"})
"""Issues whose frames tell shares sold and bought too, as the live server's do."""


def broadcast(
    folder: Path, world: World, codes: tuple[str, ...], begin: datetime, seconds: int
) -> Path:
    """Trades and books of ``codes`` in every second, told as the second begins."""
    made = writer(folder)
    made.manifest = manifest(origin=begin)
    for second in range(seconds):
        for code in codes:
            frame(made, world, code, begin + timedelta(seconds=second), second * SECOND)
    made.close()
    return folder


def frame(made: SessionWriter, world: World, code: str, moment: datetime, at: int) -> None:
    """One frame with the trades of a second and, where prices moved, the book after them."""
    instant, place = world.instant(moment), world.instruments.place(code)
    assert place is not None
    market = world.market
    before = market.issue_state(place, instant.day, instant.second - 1)
    after = market.issue_state(place, instant.day, instant.second)
    told = market.tape(place, instant.day, instant.second, instant.second + 1)
    volume, value, bought = (int(one[0]) for one in (before.volume, before.value, before.bought))
    opened, high, low = (int(one[0]) for one in (before.open, before.high, before.low))
    met = int(market.met(np.array([place]), instant.day, instant.second - 1)[0])
    base, entries = int(after.base[0]), []
    for price, shares, side in zip(*(one.tolist() for one in told[1:]), strict=True):
        volume, value = volume + shares, value + shares * price
        bought, met = bought + shares * (side == BUY), met + shares * (side == AUCTION)
        opened, high, low = opened or price, max(high, price), min(low or price, price)
        sold = volume - bought - met
        told_strength = int(strength(np.array([bought]), np.array([sold]))[0])
        values = {
            "20": f"{moment:%H%M%S}", "10": signed(price, base), "11": f"{price - base:+d}",
            "12": f"{ticks.change_rate(price, base) / 100:+.2f}", "27": str(int(after.ask[0])),
            "28": str(int(after.bid[0])), "15": f"{'-' if side == SELL else '+'}{shares}",
            "13": str(volume), "14": str(value // 1_000_000), "16": signed(opened, base),
            "17": signed(high, base), "18": signed(low, base),
            "228": f"{told_strength // 100}.{told_strength % 100:02}",
        }  # fmt: skip
        if code in SPLIT:
            values |= {"1030": str(-sold), "1031": str(bought)}
        entries.append(entry("0B", code, values))
    book = market.book(np.array([place]), instant.day, instant.second, after)
    sides = ((41, book.ask), (51, book.bid), (61, book.ask_size), (71, book.bid_size))
    levels = {
        str(first + level): str(number)
        for first, column in sides
        for level, number in enumerate(column[0].tolist())
    }
    entries.append(entry("0D", code, {"21": f"{moment:%H%M%S}", **levels}))
    made.append(at, 1, "s", {}, orjson.dumps({"trnm": "REAL", "data": entries}))


def entry(type_: str, code: str, values: dict[str, str]) -> dict[str, Any]:
    return {"type": type_, "item": code, "name": "x", "values": values}


def signed(price: int, base: int) -> str:
    return f"{'+' if price > base else '-' if price < base else ''}{price}"
