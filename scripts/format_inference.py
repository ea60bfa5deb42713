"""Which value format a field has, judged from the manual's attributes and every text ever seen.

Live texts rule: the format must accept all of them. The manual's samples may be wrong (its
tables are shifted here and there); those that do not fit are handed back, to be listed as
corrections.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kiwoom_mockserver.spec.formats import value_format

_NUMBER = re.compile(r"^(?P<sign> |\+|--|-)?(?P<digits>\d[\d,]*)(?:\.(?P<fraction>\d+))?$")

_LAYOUTS = {
    "date8": "date",
    "time6": "time",
    "datetime14": "datetime",
    "time-colon": "clock",
    "prefixed-stock-code": "prefixed-stock-code",
}

_CALLED_A_MOMENT = re.compile(r"(일자|날짜|시간|시각)n?$")
_GOLD = re.compile(r"^M\d{8}$")
_MOMENTS = ("date", "time", "datetime", "clock")

# What the end of a label says of a field without samples.
_TAILS = (
    (re.compile(r"순매[수매도]+.*(금액|수량)|증감$|대비$"), "signed"),
    (
        re.compile(r"(금액|수량|건수|주수|잔량|누적|수주합|주수합|거래량|잔고|배당금|가격)$"),
        "integer",
    ),
    (re.compile(r"(율|비율|등락률)$"), "signed.2"),
    (re.compile(r"(시작일자|종료일자)$"), "date"),
    (re.compile(r"(시작시간|종료시간|시가시간|고가시간|저가시간)$"), "time"),
    (re.compile(r"거래원코드\d$"), "member-code"),
    (re.compile(r"여부$"), "flag"),
)

# Fields whose sign is the direction against the previous close, by the words in their label.
_PRICE_WORDS = re.compile(
    r"현재가|시가$|고가$|저가$|종가|호가\d*$|우선호가|상한가|하한가|최고가?$|최저가?$|체결가$|단위$|연중|250최"
)
_NOT_PRICE = re.compile(r"잔량|수량|대비|비율|건수|시간|일자|일$")
_CHANGE_SIGN = re.compile(r"(대비|등락)\s?(기호|구분)n?$")

_BY_LABEL = {
    "계좌번호": "text",
    "종목코드": "stock-code",
    "테마그룹코드": "theme-code",
    "업종코드": "sector-code",
    "회원사코드": "member-code",
    "주문번호": "order-number",
    "원주문번호": "order-number",
    "모주문번호": "order-number",
}


@dataclass(slots=True)
class Verdict:
    """A format name, and the manual's samples it does not accept."""

    format: str
    refused: list[str] = field(default_factory=list)


def infer(spec: dict[str, Any], live: list[str], vote: str | None = None) -> Verdict:
    """The narrowest format that accepts every live text, and as many samples as it can."""
    live = [text for text in live if text]
    samples = [str(text) for text in spec.get("samples", []) if str(text)]
    for name in _candidates(spec, live, samples, vote):
        accepts = value_format(name).accepts
        if all(accepts(text) for text in live):
            refused = [text for text in samples if not accepts(text)]
            if len(refused) < max(1, len(samples)) or _sure(spec, live) or name == "text":
                return Verdict(name, refused)
    return Verdict("text")


def _sure(spec: dict[str, Any], live: list[str]) -> bool:
    known = spec["label"].replace(" ", "") in _BY_LABEL
    return bool(live) or known or any(key in spec for key in ("layout", "pad", "decimals", "unit"))


def _candidates(
    spec: dict[str, Any], live: list[str], samples: list[str], vote: str | None
) -> list[str]:
    names: list[str] = []
    label = spec["label"].replace(" ", "")
    if samples and all(_GOLD.match(text) for text in samples):
        return ["gold-code", "text"]
    if "layout" in spec:
        told = _LAYOUTS[spec["layout"]]
        texts = live or samples
        # A time under a date's description: the manual's layout is wrong where all texts agree.
        names.extend(n for n in (told, *_MOMENTS) if all(map(value_format(n).accepts, texts)))
        names.append(told)
    elif _CHANGE_SIGN.search(spec["label"]):
        names.append("change-sign")
    elif label in _BY_LABEL:
        names.append(_BY_LABEL[label])
    texts = [text for text in live or samples if text.strip("0")]
    if texts and _CALLED_A_MOMENT.search(label):
        names.extend(n for n in _MOMENTS if all(map(value_format(n).accepts, texts)))
    if spec.get("codes") and "layout" not in spec:
        return [*names, "text"]
    if label.endswith("코드"):  # a number would lose its leading zeros
        return [*names, "text"]
    numeric = any(key in spec for key in ("unit", "signed", "decimals", "pad", "scale"))
    if numeric or any(_NUMBER.match(text) for text in live or samples):
        names.extend(_numbers(spec, live, samples, numeric))
    if not live and not samples and not numeric:
        names.extend([vote] if vote and vote != "text" else [])
        names.extend(name for tail, name in _TAILS if tail.search(label))
    elif re.search(r"거래원코드\d$", label):
        names.insert(0, "member-code")
    return [*names, "text"]


def _numbers(spec: dict[str, Any], live: list[str], samples: list[str], numeric: bool) -> list[str]:
    """Number formats from the likeliest to the widest."""
    seen = [match for text in live if (match := _NUMBER.match(text))]
    told = [match for text in samples if (match := _NUMBER.match(text))]
    if not numeric and any(_leading_zero(match) for match in seen + told):
        width = _common_width(live or samples)
        return [f"padded:{width}"] if width and width >= 8 else []
    decimals = _decimals(spec, seen, told)
    if "pad" in spec or (width := _padded(live)):
        width = spec.get("pad") or width
        return [f"padded:{width}", f"padded:{width}.2", *_plain(spec, seen, told, decimals)]
    return _plain(spec, seen, told, decimals)


def _plain(
    spec: dict[str, Any],
    seen: list[re.Match[str]],
    told: list[re.Match[str]],
    decimals: int,
) -> list[str]:
    matches = seen + told
    tail = f".{decimals}" if decimals else ""
    signs = Counter(match["sign"] or "" for match in matches)
    if any("," in match["digits"] for match in matches):
        return ["comma"]
    if signs[" "]:
        return [f"spaced{tail}"]
    # A bare number above zero, seen live, says that the plus sign is not written here.
    bare = any(not match["sign"] and match["digits"].strip("0") for match in seen)
    plus = bool(signs["+"] or (spec.get("signed") and not bare))
    price = _PRICE_WORDS.search(spec["label"]) and not _NOT_PRICE.search(spec["label"])
    widest = ["decimal", "signed-decimal"]
    if signs["--"]:
        families = ["double-signed"] if plus else ["double"]
    elif plus:
        families = ["price"] if price else ["signed"]
    else:
        families = ["integer", "signed"]
    return [f"{family}{tail}" for family in families] + widest


def _decimals(spec: dict[str, Any], seen: list[re.Match[str]], told: list[re.Match[str]]) -> int:
    counted = Counter(len(match["fraction"] or "") for match in seen)
    if counted:
        return counted.most_common(1)[0][0]
    if "decimals" in spec:
        return int(spec["decimals"])
    if spec.get("unit") in {"1주", "종목수", "100주", "1000주", "백만원", "억원", "천원"}:
        return 0
    counted = Counter(len(match["fraction"] or "") for match in told)
    return max(counted, key=lambda count: (counted[count], count)) if counted else 0


def _leading_zero(match: re.Match[str]) -> bool:
    return len(match["digits"]) > 1 and match["digits"].startswith("0") and not match["fraction"]


def _padded(texts: list[str]) -> int:
    matches = [match for text in texts if (match := _NUMBER.match(text))]
    zero = any(_leading_zero(match) for match in matches)
    return _common_width(texts) if zero else 0


def _common_width(texts: list[str]) -> int:
    widths = {len(text) for text in texts}
    return widths.pop() if len(widths) == 1 else 0
