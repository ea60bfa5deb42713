"""Which issues a list speaks of: market, kind, volume, price, credit and value conditions.

The same condition has another field name and another code book in every operation; the tables
below say what each code of each field means.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.noise import I64

Mask = NDArray[np.bool_]
Kind = Callable[[Instrument], bool]

MARKETS: Final[Mapping[str, tuple[str, ...]]] = {
    "001": ("KOSPI",),
    "101": ("KOSDAQ",),
    "000": ("KOSPI", "KOSDAQ"),
}
"""``mrkt_tp`` of rankings, as boards."""

VOLUME_FIELDS: Final = ("trde_qty_tp", "trde_qty_cnd")
PRICE_FIELDS: Final = ("pric_tp", "pric_cnd", "trde_gold_tp")
VALUE_FIELDS: Final = ("trde_prica_tp", "trde_prica_cnd")
CREDIT_FIELDS: Final = ("crd_cnd", "crd_tp")

_HAS_TEN_MILLION = 10_000_000


def sound(one: Instrument) -> bool:
    """Whether the issue is not under administration."""
    return one.audit != "관리종목"


def _margin_of(rate: int) -> Kind:
    return lambda one: one.margin_rate == rate


CONDITIONS: Final[Mapping[str, Kind]] = {
    "관리종목제외": sound,
    "관리종목 미포함": sound,
    "우선주제외": lambda one: one.kind != "preferred",
    "우선주+관리주제외": lambda one: one.kind != "preferred" and sound(one),
    "우선주+관리종목제외": lambda one: one.kind != "preferred" and sound(one),
    "관리종목, 우선주제외": lambda one: one.kind != "preferred" and sound(one),
    "증100제외": lambda one: one.margin_rate != 100,
    **{f"증{rate}만보기": _margin_of(rate) for rate in (20, 30, 40, 50, 60, 100)},
    "증100마나보기": lambda one: one.margin_rate == 100,
    "ETF제외": lambda one: one.kind != "etf",
    "ETN제외": lambda one: one.kind != "etn",
    "스팩제외": lambda one: not one.is_spac,
    "ETF+ETN제외": lambda one: one.kind not in {"etf", "etn"},
}  # fmt: skip
"""What a condition's meaning in the manual, blanks aside, says of an issue."""

_BY_MEANING = {meaning.replace(" ", ""): kind for meaning, kind in CONDITIONS.items()}


def candidates(call: Call) -> I64:
    """Places of the issues the call's market and kind conditions leave, in the world's order."""
    boards = MARKETS.get(call.values.get("mrkt_tp", "000"), MARKETS["000"])
    kinds = [kind for kind in map(_BY_MEANING.get, _meanings(call)) if kind is not None]
    group = _credit_group(call)
    return np.array(
        [
            place
            for place, one in enumerate(call.world.instruments.all)
            if one.board in boards
            and one.market not in {"ELW", "GOLD", "WARRANT"}
            and not one.suspended
            and all(kind(one) for kind in kinds)
            and (group is None or (one.credit_group in group and one.credit_group != ""))
        ],
        dtype=np.int64,
    )


def _meanings(call: Call) -> list[str]:
    """What the call's conditions are called in the manual, blanks aside."""
    found = []
    for name in ("stk_cnd", "mang_stk_incls"):
        code = call.values.get(name)
        codes = call.operation.request_schema["properties"].get(name, {}).get("x-codes", {})
        if code is not None and code in codes:
            found.append(codes[code].replace(" ", ""))
    return found


def _credit_group(call: Call) -> str | None:
    for name in CREDIT_FIELDS:
        meaning = _meaning(call, name)
        if meaning.startswith("신용융자"):
            return "ABCDE" if "전체" in meaning else meaning[4:5]
    return None


def _meaning(call: Call, name: str) -> str:
    code = call.values.get(name, "")
    codes = call.operation.request_schema["properties"].get(name, {}).get("x-codes", {})
    return str(codes.get(code, "")).replace(" ", "")


def kept(call: Call, issues: Issues) -> Mask:
    """Which of the issues meet the call's volume, price and value conditions."""
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
    return mask


_UNITS: Final = (
    ("억", 100_000_000),
    ("천만", 10_000_000),
    ("백만", 1_000_000),
    ("만", 10_000),
    ("천", 1_000),
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
    return 0, 0


def _amount(text: str) -> int:
    for unit, worth in _UNITS:
        digits, found, _ = text.partition(unit)
        if found:
            return (int(digits) if digits.isdecimal() else 1) * worth
    return int(text) if text.isdecimal() else 0
