"""Which issues a list speaks of: market, kind, volume, price, credit and value conditions.

The same condition has another field name and another code book in every operation; the tables
below say what each code of each field means.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.noise import I64

Mask = NDArray[np.bool_]
Kind = Callable[[Instrument], bool]

MARKETS: Final[Mapping[str, tuple[str, ...]]] = {
    "001": ("KOSPI",),
    "101": ("KOSDAQ",),
    "000": ("KOSPI", "KOSDAQ"),
    "P00101": ("KOSPI",),
    "P10102": ("KOSDAQ",),
}
"""``mrkt_tp`` of rankings and of programme trading, as boards; any other code is an index's."""

LENT: Final = ("201", "150")
"""The indices, KOSPI200 and KOSDAQ150, whose members are lent to sell short on credit."""

VOLUME_FIELDS: Final = ("trde_qty_tp", "trde_qty_cnd")
PRICE_FIELDS: Final = ("pric_tp", "pric_cnd", "trde_gold_tp")
VALUE_FIELDS: Final = ("trde_prica_tp", "trde_prica_cnd", "trde_prica")
CREDIT_FIELDS: Final = ("crd_cnd", "crd_tp")
KIND_FIELDS: Final = ("stk_cnd", "mang_stk_incls")


def sound(one: Instrument) -> bool:
    """Whether the issue is not under administration."""
    return one.audit != "관리종목"


def _ordinary(one: Instrument) -> bool:
    return one.kind != "preferred"


def _margin_of(rate: int) -> Kind:
    return lambda one: one.margin_rate == rate


def _any(one: Instrument) -> bool:
    return True


CONDITIONS: Final[Mapping[str, Kind]] = {
    "전체조회": _any,
    "관리종목포함": _any,
    "관리종목제외": sound,
    "관리종목미포함": sound,
    "우선주제외": _ordinary,
    "우선주+관리주제외": lambda one: _ordinary(one) and sound(one),
    "우선주+관리종목제외": lambda one: _ordinary(one) and sound(one),
    "관리종목우선주제외": lambda one: _ordinary(one) and sound(one),
    "관리종목,우선주제외": lambda one: _ordinary(one) and sound(one),
    "우선주+관리종목+환기종목제외": (
        lambda one: _ordinary(one) and sound(one) and one.audit != "투자주의환기종목"
    ),
    "정리매매종목제외": lambda one: one.audit != "정리매매",
    "증100제외": lambda one: one.margin_rate != 100,
    **{f"증{rate}만보기": _margin_of(rate) for rate in (20, 30, 40, 50, 60, 100)},
    "증100마나보기": _margin_of(100),
    "ETF제외": lambda one: one.kind != "etf",
    "ETN제외": lambda one: one.kind != "etn",
    "스팩제외": lambda one: not one.is_spac,
    "스펙제외": lambda one: not one.is_spac,
    "ETF+ETN제외": lambda one: one.kind not in {"etf", "etn"},
    "ETF+ETN+스팩제외": lambda one: one.kind not in {"etf", "etn"} and not one.is_spac,
}
"""What a condition's meaning in the manual, blanks aside, says of an issue."""


def candidates(call: Call, market: str = "") -> I64:
    """Places of the issues the call's market and kind conditions leave, in the world's order.

    ``market`` is its code as rankings have it, where the call's own is of another kind.
    """
    places = _admitted(
        call.world.instruments,
        market or call.values.get("mrkt_tp", "000"),
        tuple(_meaning(call, name) for name in KIND_FIELDS if name in call.values),
        _credit_group(call),
        _meaning(call, "stex_tp") == "NXT",
        any(_meaning(call, name) == "신용대주" for name in CREDIT_FIELDS),
    )
    return listed(call, places)


def listed(call: Call, places: I64) -> I64:
    """Those of the issues that are listed on the call's day."""
    held: I64 = places[call.world.market.tenure.holds(places, call.instant.day)]
    return held


@lru_cache(maxsize=64)
def _admitted(
    instruments: Instruments,
    market: str,
    kinds: tuple[str, ...],
    group: str | None,
    nxt: bool,
    lent: bool,
) -> I64:
    boards = MARKETS.get(market)
    conditions = [CONDITIONS.get(kind, _any) for kind in kinds]
    places = range(len(instruments)) if boards else instruments.members_of(market).tolist()
    if lent:
        places = sorted({one for index in LENT for one in instruments.members_of(index).tolist()})
    found = []
    for place in places:
        one = instruments.all[place]
        if one.suspended or one.market in {"ELW", "GOLD", "WARRANT"}:
            continue
        if (boards and one.board not in boards) or (nxt and not one.on_nxt):
            continue
        if group is not None and (not one.credit_group or one.credit_group not in group):
            continue
        if all(holds(one) for holds in conditions):
            found.append(place)
    return np.array(sorted(found), dtype=np.int64)


def _credit_group(call: Call) -> str | None:
    """The groups of issues that may be bought on credit, or sold on loan, that are asked for."""
    for name in CREDIT_FIELDS:
        meaning = _meaning(call, name)
        if meaning.startswith("신용융자"):
            return "ABCDE" if "전체" in meaning else meaning[4:5]
        if meaning == "신용대주":
            return "ABCDE"
    return None


def _meaning(call: Call, name: str) -> str:
    """What the code sent for a field means in the manual, blanks aside; empty when unknown.

    Codes of amounts count as numbers: the manual lists 00010 for a field of four characters.
    """
    code = call.values.get(name, "")
    codes = call.operation.request_schema["properties"].get(name, {}).get("x-codes", {})
    found = codes.get(code)
    if found is None and code.isascii() and code.isdecimal():
        same = (text for told, text in codes.items() if told.isdecimal() and int(told) == int(code))
        found = next(same, "")
    return (found or "").replace(" ", "")


def codes_of(call: Call, places: I64) -> Sequence[str]:
    """Codes of issues as the exchange asked for writes them: bare, or with ``_NX`` or ``_AL``."""
    suffix = {"NXT": "_NX", "통합": "_AL"}.get(_meaning(call, "stex_tp"), "")
    return _written(call.world.instruments, places.tobytes(), "" if call.world.krx_only else suffix)


@lru_cache(maxsize=64)
def _written(instruments: Instruments, places: bytes, suffix: str) -> tuple[str, ...]:
    issues = (instruments.all[place] for place in np.frombuffer(places, dtype=np.int64).tolist())
    return tuple(one.code + suffix if one.on_nxt else one.code for one in issues)


def kept(call: Call, issues: Issues) -> Mask:
    """Which of the issues meet the call's volume, price, value and limit conditions."""
    mask = np.ones(len(issues), dtype=np.bool_)
    state = issues.state
    for names, column in (
        (VOLUME_FIELDS, state.volume),
        (PRICE_FIELDS, state.last),
        (VALUE_FIELDS, state.value),
    ):
        for name in names:
            low, high = bounds(_meaning(call, name))
            mask &= column >= low
            if high:
                mask &= column < high
    if call.values.get("updown_incls") == "0":
        mask &= (state.last > state.lower) & (state.last < state.upper)
    return mask


_UNITS: Final = (
    ("억", 100_000_000),
    ("천만", 10_000_000),
    ("백만", 1_000_000),
    ("만", 10_000),
    ("천", 1_000),
    ("백", 100),
)


def bounds(meaning: str) -> tuple[int, int]:
    """Lowest and first too high value of a condition such as 만주이상 or 1천원~2천원; 0 is none."""
    text = meaning.replace("주", "").replace("원", "")
    if "~" in text:
        low, _, high = text.partition("~")
        return _amount(low), _amount(high)
    if text.endswith("이상"):
        return _amount(text.removesuffix("이상")), 0
    if text.endswith("미만"):
        return 0, _amount(text.removesuffix("미만"))
    return _amount(text), 0


def _amount(text: str) -> int:
    for unit, worth in _UNITS:
        digits, found, _ = text.partition(unit)
        if found:
            return (int(digits) if digits.isdecimal() else 1) * worth
    return int(text) if text.isdecimal() else 0
