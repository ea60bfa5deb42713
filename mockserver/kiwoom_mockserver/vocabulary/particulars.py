"""Words of what is fixed about an issue: its market, sector, supervision, and what the lists call
them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.world.instruments import NORMAL, SUSPENDED, Instrument
from kiwoom_mockserver.world.sectors import find_sector

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues

STATES: Final = frozenset({SUSPENDED, "관리종목", "정리매매"})
"""Supervision that lists call a state; the rest is told as 감리구분."""

WARNINGS: Final[Mapping[str, str]] = {
    "정리매매": "2", "단기과열": "3", "투자위험": "4", "투자경고": "5",
}  # fmt: skip
"""``orderWarning`` by supervision, 0 for none; the manual calls 5 투자경과."""

MARKET_CODES: Final[Mapping[str, str]] = {
    "KOSPI": "0", "KOSDAQ": "10", "KONEX": "50", "ETF": "8", "ETN": "60", "ELW": "3",
    "REIT": "6", "GOLD": "80",
}  # fmt: skip
"""``marketCode``, which is also what ka10099 is asked by."""

_RIGHT_CODES: Final[Mapping[str, str]] = {"증권": "5", "증서": "7"}

_MARKET_NAMES: Final[Mapping[str, str]] = {
    "KOSPI": "거래소", "KOSDAQ": "코스닥", "KONEX": "코넥스", "ETF": "ETF", "ETN": "ETN",
    "ELW": "ELW", "REIT": "리츠", "GOLD": "금현물", "WARRANT": "신주인수권",
}  # fmt: skip
_SIZES: Final[Mapping[str, str]] = {"large": "대형주", "mid": "중형주", "small": "소형주"}
_SEGMENTS: Final[Mapping[str, str]] = {
    "prime": "우량기업", "venture": "벤처기업", "midsize": "중견기업", "growth": "기술성장기업",
}  # fmt: skip


def market_code(one: Instrument) -> str:
    """The list of ka10099 an issue is on."""
    if one.warrant is not None and one.market == "WARRANT":
        return _RIGHT_CODES[one.warrant.right]
    return MARKET_CODES[one.market]


def _audit(one: Instrument) -> str:
    return NORMAL if one.audit in STATES else one.audit


def _state(one: Instrument) -> str:
    if one.audit in STATES:
        return one.audit
    credit = "|담보대출|신용가능" if one.credit_group else ""
    return f"증거금{one.margin_rate}%{credit}"


def _sector(one: Instrument) -> str:
    found = find_sector(one.sector) if one.sector else None
    return found.name if found else ""


def _size(one: Instrument) -> str:
    # KOSDAQ issues have none in the manual's example.
    return _SIZES.get(one.size, "") if one.market == "KOSPI" else ""


def _class(one: Instrument) -> str:
    return "SPAC" if one.is_spac else _SEGMENTS.get(one.segment, "")


def _always(text: str) -> Callable[[Instrument], Value]:
    return lambda one: text


def _of(read: Callable[[Instrument], Value]) -> "Callable[[Issues], list[Value]]":
    return lambda issues: [read(one) for one in issues.instruments]


PARTICULARS: "Mapping[str, Callable[[Issues], list[Value]]]" = {
    "audit": _of(_audit),
    "issue-state": _of(_state),
    "market-code": _of(market_code),
    "market-name": _of(lambda one: _MARKET_NAMES[one.market]),
    "sector-name": _of(_sector),
    "size-name": _of(_size),
    "company-class": _of(_class),
    "order-warning": _of(lambda one: WARNINGS.get(one.audit, "0")),
    "nxt-flag": _of(lambda one: "Y" if one.on_nxt else ""),
    "issue-kind": _of(_always("A")),
    "face-value-unit": _of(_always("원")),
}
"""What issues know, by the words of contracts/list-words.json."""
