"""Rankings by how issues stand at the instant: change, volume, value, book, ratios, limits."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.rankings import Filter, Key, Order, Ranking, by, everything
from kiwoom_mockserver.handlers.runs import direction_runs, limit_runs
from kiwoom_mockserver.handlers.selecting import Mask
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.world import LAST_SECOND, Instant

MOST_RUNS: Final = 100
"""Issues a ranking by runs of days has."""


def word(name: str) -> Key:
    """Ranks by the column of a word, highest first."""
    return lambda listed: listed[name]


def lowest(name: str) -> Key:
    """Ranks by the column of a word, lowest first."""
    return lambda listed: -listed[name]


def signed(*signs: int) -> Filter:
    """Issues whose change has one of the signs of ``ticks``."""

    def only(listed: Listed) -> Mask:
        mask: Mask = np.isin(listed["change-sign"], signs)
        return mask

    return only


_UPPER, _LOWER = signed(ticks.AT_UPPER), signed(ticks.AT_LOWER)
_RISING, _FALLING = signed(ticks.AT_UPPER, ticks.UP), signed(ticks.AT_LOWER, ticks.DOWN)
_UNCHANGED = signed(ticks.SAME)


def _waits(listed: Listed) -> Mask:
    """Issues in whose book something stands; before the opening none has traded."""
    return (listed["ask-total"] > 0) | (listed["bid-total"] > 0)


def _yesterday(call: Call, issues: Issues) -> dict[str, I64]:
    """Shares and money of the whole day before."""
    before = issues.at(Instant(call.instant.day - 1, LAST_SECOND)).state
    return {"previous-volume": before.volume, "previous-turnover": before.value}


def _ranked_yesterday(call: Call, issues: Issues) -> dict[str, I64]:
    """The day before, and which rank each issue of the list had then."""
    columns = _yesterday(call, issues)
    order = np.argsort(-columns["previous-turnover"], kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return {**columns, "previous-rank": rank}


def _ratio(call: Call, issues: Issues) -> dict[str, I64]:
    """The ratio asked for, hundredths; the live server shows it under ``per`` whichever it is."""
    name = _RATIOS.get(call.values.get("pertp", ""), "pbr")
    # Of a loss there is no price-earnings ratio to be high or low.
    least = 0 if name == "per" else _NONE
    hundredths = []
    for one in issues.answer(name) or ():
        found = int(one * 100) if isinstance(one, Decimal) else _NONE
        hundredths.append(found if found >= least else _NONE)
    return {"per": np.array(hundredths, dtype=np.int64)}


_RATIOS: Final = {"1": "pbr", "2": "pbr", "3": "per", "4": "per", "5": "roe", "6": "roe"}
_NONE: Final = -(1 << 62)
"""Stands for a ratio an issue does not have; such issues are not listed."""


def _has_ratio(listed: Listed) -> Mask:
    return listed["per"] > _NONE


def _from(reference: str) -> Key:
    """Ranks by the change from an open, high, low or base price."""
    return lambda listed: ticks.change_rate(listed.state.last, listed[reference])


def _both_ways(key: Key) -> tuple[Key, Key]:
    return key, lambda listed: -key(listed)


def _near(call: Call, issues: Issues) -> dict[str, I64]:
    """How far each price is from the day's high or low, hundredths of a per cent of that."""
    state = issues.state
    edge = state.high if call.values.get("high_low_tp") != "2" else state.low
    code = call.values.get("alacc_rt", "")
    # The code is the distance in tenths of a per cent: 05 is 0.5 %.
    known = len(code) <= 2 and code.isascii() and code.isdecimal()
    most = int(code) * 10 if known else 0
    distance = np.abs(state.last - edge)
    return {
        "distance": distance * 10_000 // np.maximum(edge, 1),
        "near": (distance * 10_000 <= most * edge).astype(np.int64),
    }


def _near_enough(listed: Listed) -> Mask:
    return listed["near"] > 0


def _limits(call: Call, issues: Issues) -> dict[str, I64]:
    """For how many days in a row an issue has closed as it stands now, or did the day before."""
    asked, state = call.values.get("updown_tp", ""), issues.state
    if asked not in {"1", "4", "6", "7"}:
        return _runs(call, issues)
    market, day, up = call.world.market, call.instant.day, asked in {"1", "6"}
    before = issues.chosen({
        where: limit_runs(market, issues.places, day, up=up, where=where)
        for where in issues.venues
    })  # fmt: skip
    if asked in {"6", "7"}:
        return {"run-length": before}
    at_limit = (state.last >= state.upper) if up else (state.last <= state.lower)
    return {"run-length": np.where(at_limit, before + 1, 0)}


def _runs(call: Call, issues: Issues) -> dict[str, I64]:
    """For how many days in a row an issue has risen, fallen or stood still, today included."""
    direction, day = np.sign(issues.state.last - issues.base), call.instant.day
    runs = {
        where: direction_runs(call.world.market, issues.places, day, direction, where)
        for where in issues.venues
    }
    return {"run-length": issues.chosen(runs)}


def _ran(listed: Listed) -> Mask:
    return listed["run-length"] > 0


def _by_code(listed: Listed) -> I64:
    codes = [one.code for one in listed.issues.instruments]
    place = np.empty(len(codes), dtype=np.int64)
    place[sorted(range(len(codes)), key=codes.__getitem__)] = np.arange(len(codes))
    return -place


def _limit_orders() -> dict[tuple[str, ...], Order]:
    """Orders of ka10017 by what is listed and how it is sorted."""
    listed: Mapping[str, tuple[Filter, Key]] = {
        "1": (_UPPER, word("change-rate")),
        "2": (_RISING, word("change-rate")),
        "3": (_UNCHANGED, word("volume")),
        "4": (_LOWER, lowest("change-rate")),
        "5": (_FALLING, lowest("change-rate")),
        "6": (_ran, word("change-rate")),
        "7": (_ran, word("change-rate")),
    }
    orders: dict[tuple[str, ...], Order] = {}
    for what, (only, rate) in listed.items():
        orders[what, "1"] = Order(_by_code, only)
        orders[what, "2"] = Order(word("run-length"), only, MOST_RUNS)
        orders[what, "3"] = Order(rate, only)
    return orders


def _opening_orders() -> dict[tuple[str, ...], Order]:
    """Orders of ka10028 by what the price is compared with, and the way."""
    references = {"1": "open-price", "2": "high-price", "3": "low-price", "4": "base-price"}
    return {
        (code, way): Order(key)
        for code, name in references.items()
        for way, key in zip("12", _both_ways(_from(name)), strict=True)
    }


def _session_orders() -> dict[tuple[str, ...], Order]:
    """Orders of ka10030 by part of the day and what is counted."""
    parts = {"0": "", "1": "regular-", "2": "before-", "3": "after-"}
    counted = {"1": "volume", "2": "turnover-rate", "3": "turnover"}

    def only(part: str) -> Filter:
        return lambda listed: listed[f"{part}volume"] > 0

    return {
        (session, code): Order(word(part + name), only(part))
        for session, part in parts.items()
        for code, name in counted.items()
    }


_FINE: Final = 10_000_000


def _most_offered(listed: Listed) -> I64:
    """Offers in per cent of bids, highest first; of the same, as bids in per cent of offers say."""
    bids = np.minimum(listed["bid-ratio"], _FINE - 1)
    order: I64 = listed["ask-ratio"] * _FINE - bids
    return order


STANDINGS: Final[Mapping[str, Ranking]] = {
    "ka10017": Ranking(("updown_tp", "sort_tp"), _limit_orders(), _limits),
    "ka10018": Ranking((), {(): Order(lowest("distance"), _near_enough)}, _near),
    "ka10020": Ranking(*by("sort_tp", {
        "1": Order(word("net-bid-total")), "2": Order(lowest("net-bid-total")),
        "3": Order(word("bid-ratio")), "4": Order(_most_offered),
    }), only=_waits),
    "ka10026": Ranking(*by("pertp", {
        code: Order((word if code in "246" else lowest)("per"), _has_ratio) for code in _RATIOS
    }), _ratio, everything),
    "ka10027": Ranking(*by("sort_tp", {
        "1": Order(word("change-rate"), _RISING), "2": Order(word("change"), _RISING),
        "3": Order(lowest("change-rate"), _FALLING), "4": Order(lowest("change"), _FALLING),
        "5": Order(word("volume"), _UNCHANGED),
    }), _runs),
    "ka10028": Ranking(("sort_tp", "flu_cnd"), _opening_orders()),
    "ka10030": Ranking(("mrkt_open_tp", "sort_tp"), _session_orders(), only=everything),
    "ka10031": Ranking(*by("qry_tp", {
        "1": Order(word("previous-volume"), most=100),
        "2": Order(word("previous-turnover"), most=100),
    }), _yesterday, everything),
    "ka10032": Ranking((), {(): Order(word("turnover"))}, _ranked_yesterday),
}  # fmt: skip
"""Rankings by api-id."""
