"""Lists that look back over days: new highs and lows, busiest days, prices where shares pile up."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.rankings import Order, Ranking, by, page_of, traded
from kiwoom_mockserver.handlers.selecting import Mask, candidates, codes_of, kept
from kiwoom_mockserver.handlers.standings import lowest, word
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import Where
from kiwoom_mockserver.world.stretches import Bands, Stretch, bands, stretch

MOST_DAYS: Final = 300
MOST_BANDS: Final = 99
LOWS, CLOSES = "2", "2"
"""Codes of ``ntl_tp`` and ``high_low_close_tp``."""


def number(call: Call, field: str, least: int, most: int) -> int:
    """A whole number of the request; raises WireError 1517 for one out of bounds, or none."""
    text = call.values.get(field, "")
    if not text.isascii() or not text.isdecimal() or not least <= int(text[:4]) <= most:
        raise WireError("1517", parameter=field, reason=f"{least}에서 {most}까지의 숫자입니다")
    return int(text)


def _before(call: Call, issues: Issues, days: int) -> Stretch:
    """The days before, of each issue on the exchange its code names."""
    market, day = call.world.market, call.instant.day
    runs = {where: stretch(market, day, days, where) for where in issues.venues}
    return Stretch(*_columns(issues, runs, Stretch.__slots__))


def _bands(call: Call, issues: Issues, days: int, count: int) -> Bands:
    """The same days by price."""
    market, day = call.world.market, call.instant.day
    runs = {where: bands(market, day, days, count, where) for where in issues.venues}
    return Bands(*_columns(issues, runs, Bands.__slots__))


def _columns(
    issues: Issues, runs: Mapping[Where, Stretch | Bands], names: Iterable[str]
) -> Iterator[I64]:
    """Columns of runs of days by place of trade, of the issues alone."""
    for name in names:
        columns = {where: getattr(run, name)[issues.places] for where, run in runs.items()}
        yield issues.chosen(columns)


def _extremes(call: Call, issues: Issues) -> dict[str, I64]:
    """Extremes of the days asked for, today's included, and by how much today's are beyond."""
    run = _before(call, issues, number(call, "dt", 1, MOST_DAYS))
    state, high, low = issues.state, run.high, run.low
    closes = call.values.get("high_low_close_tp") == CLOSES
    if call.values.get("ntl_tp") == LOWS:
        reached, before = (state.last, run.lowest_close) if closes else (state.low, low)
        beyond = before - reached
    else:
        reached, before = (state.last, run.highest_close) if closes else (state.high, high)
        beyond = reached - before
    some = state.volume > 0
    return {
        "high-price": np.where(some, np.maximum(high, state.high), high),
        "low-price": np.where(some, np.minimum(low, state.low), low),
        "beyond": beyond,
    }


def _beyond(listed: Listed) -> Mask:
    return traded(listed) & (listed["beyond"] > 0)


def _busiest(call: Call, issues: Issues) -> dict[str, I64]:
    """The most shares of one of the days asked for, and how today's compare."""
    run = _before(call, issues, number(call, "cycle_tp", 1, MOST_DAYS))
    most, now = run.most_volume, issues.state.volume
    return {
        "reference-quantity": most,
        "surge-quantity": now - most,
        "surge-rate": ticks.change_rate(now, most),
    }


def _busier(listed: Listed) -> Mask:
    return traded(listed) & (listed["surge-quantity"] > 0)


STRETCHES: Final[Mapping[str, Ranking]] = {
    "ka10016": Ranking(*by("ntl_tp", {
        "1": Order(word("change-rate")), "2": Order(lowest("change-rate")),
    }), _extremes, _beyond),
    "ka10024": Ranking((), {(): Order(word("surge-rate"))}, _busiest, _busier),
}  # fmt: skip
"""Rankings by api-id."""


def piled(call: Call, settings: Settings) -> Draft:
    """A page of the bands of price that hold enough of an issue's shares, the fullest first."""
    share = number(call, "prps_cnctr_rt", 0, 100)
    count = number(call, "prpscnt", 1, MOST_BANDS)
    days = number(call, "cycle_tp", 1, MOST_DAYS)
    chosen = candidates(call)
    issues = Issues(call.world, chosen, call.instant, codes_of(call, chosen))
    found, places = _bands(call, issues, days, count), issues.places
    total = np.maximum(found.volume.sum(axis=1), 1)[:, None]
    rate = found.volume * 10_000 // total
    start = found.start[:, None] + np.arange(count) * found.width[:, None]
    end = start + found.width[:, None] - 1
    last = issues.state.last[:, None]
    mask = (found.volume > 0) & (rate >= share * 100) & kept(call, issues)[:, None]
    if call.values.get("cur_prc_entry") == "0":
        mask &= (last < start) | (last > end)
    rows, band = np.nonzero(mask)
    order = np.argsort(-rate[rows, band], kind="stable")
    rows, band = rows[order], band[order]
    return page_of(call, places[rows], {
        "band-start": start[rows, band], "band-end": end[rows, band],
        "band-volume": found.volume[rows, band], "band-rate": rate[rows, band],
    })  # fmt: skip
