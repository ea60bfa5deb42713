"""Rankings by what has changed since an earlier moment: prices, volumes, sizes of the book."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.rankings import Order, Ranking, by, traded
from kiwoom_mockserver.handlers.selecting import Mask
from kiwoom_mockserver.handlers.standings import lowest, word
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.listed import Listed
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.session import LAST_SECOND, Where
from kiwoom_mockserver.world.world import Instant

MINUTES, DAYS = "1", "2"
"""Codes of ``tm_tp``."""


def _ago(call: Call, field: str = "tm") -> int:
    """How many minutes or days back a call looks, 1 to 99; 1 where it does not say.

    Raises WireError 1517 for what is no such number.
    """
    text = call.values.get(field) or "1"
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:3]) <= 99:
        raise WireError("1517", parameter=field, reason="값의 형식이 맞지 않습니다")
    return int(text)


def _earlier(call: Call, issues: Issues, minutes: int) -> Issues:
    """The same issues so many minutes earlier, the day's start at the earliest."""
    at = call.instant
    return issues.at(Instant(at.day, max(at.second - minutes * 60, 0)))


def _closes(call: Call, issues: Issues, day: int) -> I64:
    """What each issue closed at on a day, on the exchange its code names."""
    if issues.venues != (Where.KRX,):
        return issues.at(Instant(day, LAST_SECOND)).state.last
    return call.world.market.daily.closes(issues.places, np.full(len(issues), day))


def _prices(call: Call, issues: Issues) -> dict[str, I64]:
    """The price minutes ago, or at the close of days ago, and the change since."""
    ago = _ago(call)
    if call.values.get("tm_tp") == DAYS:
        then = _closes(call, issues, call.instant.day - ago)
    else:
        then = _earlier(call, issues, ago).state.last
    return {
        "reference-price": then,
        "reference-change": issues.state.last - then,
        "surge-rate": ticks.change_rate(issues.state.last, then),
    }


def _volumes(call: Call, issues: Issues) -> dict[str, I64]:
    """Shares traded by minutes ago, or on the whole day before, and how many more by now."""
    if call.values.get("tm_tp") == DAYS:
        then = np.asarray(issues.answer("previous-volume"), dtype=np.int64)
    else:
        then = _earlier(call, issues, _ago(call)).state.volume
    return _grown(then, issues.state.volume)


def _sizes(call: Call, issues: Issues) -> dict[str, I64]:
    """Shares bid, or offered, on all levels minutes ago and now."""
    name = "ask-total" if call.values.get("trde_tp") == "2" else "bid-total"
    then = _earlier(call, issues, _ago(call, "tm_tp")).answer(name)
    now = np.asarray(issues.answer(name), dtype=np.int64)
    return _grown(np.asarray(then, dtype=np.int64), now)


def _grown(then: I64, now: I64) -> dict[str, I64]:
    return {
        "reference-quantity": then,
        "current-quantity": now,
        "surge-quantity": now - then,
        "surge-rate": ticks.change_rate(now, then),
    }


def _ratios(call: Call, issues: Issues) -> dict[str, I64]:
    """Bids in per cent of offers, or the other way round, minutes ago and now."""
    name = "ask-ratio" if call.values.get("rt_tp") == "2" else "bid-ratio"
    answer = _earlier(call, issues, _ago(call, "tm_tp")).answer(name)
    then, now = (np.asarray(one, dtype=np.int64) for one in (answer, issues.answer(name)))
    return {"reference-ratio": then, "current-ratio": now, "surge-rate": now - then}


def _grew(listed: Listed) -> Mask:
    return traded(listed) & (listed["surge-quantity"] > 0)


def _rose(listed: Listed) -> Mask:
    return traded(listed) & (listed["surge-rate"] > 0)


SURGES: Final[Mapping[str, Ranking]] = {
    "ka10019": Ranking(*by("flu_tp", {
        "1": Order(word("surge-rate")), "2": Order(lowest("surge-rate")),
    }), _prices),
    "ka10021": Ranking(*by("sort_tp", {
        "1": Order(word("surge-quantity")), "2": Order(word("surge-rate")),
    }), _sizes, _grew),
    "ka10022": Ranking((), {(): Order(word("surge-rate"))}, _ratios, _rose),
    "ka10023": Ranking(*by("sort_tp", {
        "1": Order(word("surge-quantity")), "2": Order(word("surge-rate")),
        "3": Order(lowest("surge-quantity")), "4": Order(lowest("surge-rate")),
    }), _volumes),
}  # fmt: skip
"""Rankings by api-id."""
