"""Who is listed: codes, names, markets and sectors, before any figure is known.

A world file either lists its issues or says how many of each kind it wants. Then the real ones come
first, as far as the count allows, and fictional ones fill up. What is fictional follows from the
file's own seed alone, one by one: a larger world holds every issue of a smaller one.

Fictional codes come from ranges the exchange has not given out: ``8nnnn0`` and ``09nnX0`` for
stocks, ``08nnX0`` for ETFs, ``89nnnn`` for ETNs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.spec.samples import key
from kiwoom_mockserver.world.facts import market_facts
from kiwoom_mockserver.world.instruments import MARKETS
from kiwoom_mockserver.world.sectors import industry_numbers

DEFAULT_COUNTS: Final[Mapping[str, int]] = {
    "KOSPI": 840, "preferred": 110, "KOSDAQ": 1422, "KONEX": 60, "REIT": 20,
    "ETF": 150, "ETN": 30, "ELW": 60, "WARRANT": 6, "GOLD": 2,
}  # fmt: skip
"""How many issues of each kind a universe has when its file does not say."""

MOST: Final[Mapping[str, int]] = {
    "KOSPI": 2000, "preferred": 600, "KOSDAQ": 4000, "KONEX": 240, "REIT": 120,
    "ETF": 400, "ETN": 100, "ELW": 1000, "WARRANT": 60, "GOLD": 2,
}  # fmt: skip
"""How many issues of each kind there can be: as many as there are names and codes for."""

FEWEST_SCALED, MOST_SCALED = 30, 6_000
"""Sizes of worlds that hold every kind in the usual proportions."""

_LETTERS: Final = "ABCDEFGHJKLMNPRSTVWXYZ"
_ALPHANUMERIC_EVERY: Final = 12
_RANGES: Final = {
    "KOSPI": (0, 3000),
    "KOSDAQ": (3000, 5000),
    "KONEX": (8000, 500),
    "REIT": (8500, 400),
}
"""First number and how many of the numbers ``nnnn`` of ``8nnnn0`` belong to each market."""
_STEM_RANGES: Final = {
    "KOSPI": (0, 1000),
    "KOSDAQ": (1000, 2000),
    "KONEX": (3000, 120),
    "REIT": (3120, 80),
}
_ALPHANUMERIC_RANGES: Final = {
    "KOSPI": (0, 500),
    "KOSDAQ": (500, 1500),
    "KONEX": (2000, 100),
    "REIT": (2100, 100),
}
_STRIDE: Final = 1051
"""Prime, and dividing no range, so that stepping by it meets every number of a range once."""

_PREFERRED_ENDINGS: Final = ("5", "5", "5", "57", "K", "5", "579", "L")
_PREFERRED_NAMES: Final = {"5": "우", "7": "2우B", "9": "3우B", "K": "우B", "L": "2우C"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed issue; ``facts`` are figures that are given rather than drawn."""

    code: str
    name: str
    market: str
    kind: str
    sector: str = ""
    real: bool = False
    product: str = ""
    """What a fictional fund follows: its index and multiple; ELWs: right and place in series."""
    facts: Mapping[str, Any] = field(default_factory=dict)


def real_entries() -> dict[str, Entry]:
    """All real issues that are typed in, by code."""
    facts = market_facts("issues")
    limits, floats = facts["foreign_limits"], facts["float_rates"]
    found: dict[str, Entry] = {}
    for market in ("KOSPI", "KOSDAQ", "REIT", "GOLD"):
        for code, name, sector, *figures in facts[market]:
            given = dict(zip(facts["columns"][3:], figures, strict=True))
            if code in limits:
                given["foreign_limit"] = limits[code]
            if code in floats:
                given["float_rate"] = floats[code]
            kind = {"REIT": "reit", "GOLD": "gold"}.get(market) or _stock_kind(code)
            found[code] = Entry(code, name, market, kind, sector, True, facts=given)
    for code, name, index, multiple, *figures in market_facts("funds")["funds"]:
        given = dict(zip(("price", "volume", "shares", "listed"), figures, strict=True))
        found[code] = Entry(code, name, "ETF", "etf", "", True, f"{index} {multiple}", given)
    return found


def _stock_kind(code: str) -> str:
    return "common" if code.endswith("0") else "preferred"


def universe_entries(universe: Mapping[str, Any]) -> list[Entry]:
    """The issues of a universe: ``{"seed": 1, "counts": {"KOSPI": 840, ...}}``, both optional.

    Raises WorldError when a count is unknown or too large.
    """
    seed, counts = checked_universe(universe)
    real = list(real_entries().values())
    entries: list[Entry] = []
    commons: list[Entry] = []
    for market in ("KOSPI", "KOSDAQ", "KONEX", "REIT"):
        kinds = ("common", "reit")
        known = [one for one in real if one.market == market and one.kind in kinds]
        known = known[: counts[market]]
        made = list(islice(_fictional_stocks(seed, market), counts[market] - len(known)))
        commons += made if market == "KOSPI" else []
        entries += known + made
    listed = {entry.code for entry in entries}
    preferred = [one for one in real if one.kind == "preferred" and f"{one.code[:5]}0" in listed]
    preferred = (preferred + list(_fictional_preferred(commons)))[: counts["preferred"]]
    entries += preferred
    entries += [one for one in real if one.kind == "etf"][: counts["ETF"]]
    etfs = sum(entry.kind == "etf" for entry in entries)
    entries += islice(_fictional_etfs(seed), counts["ETF"] - etfs)
    entries += islice(_fictional_etns(seed), counts["ETN"])
    entries += islice(elw_entries(seed), counts["ELW"])
    entries += islice(_rights(commons), counts["WARRANT"])
    entries += [one for one in real if one.kind == "gold"][: counts["GOLD"]]
    return entries


def checked_universe(universe: Mapping[str, Any]) -> tuple[int, dict[str, int]]:
    """Seed and full counts of a universe; raises WorldError naming what makes no sense."""
    seed, counts = universe.get("seed", 0), universe.get("counts", {})
    if not isinstance(seed, int) or not isinstance(counts, dict):
        raise WorldError("universe: seed is a whole number, counts a JSON object")
    for kind, wanted in counts.items():
        if kind not in MOST:
            raise WorldError(f"universe: no kind {kind!r}; there are {', '.join(MOST)}")
        if not isinstance(wanted, int) or not 0 <= wanted <= MOST[kind]:
            raise WorldError(f"universe: {kind} is {wanted!r}, expected 0 to {MOST[kind]}")
    return seed, {**DEFAULT_COUNTS, **counts}


def scaled_counts(issues: int) -> dict[str, int]:
    """Counts of a universe with exactly so many issues, in the default proportions."""
    usual = sum(DEFAULT_COUNTS.values())
    counts = {kind: max(count * issues // usual, 1) for kind, count in DEFAULT_COUNTS.items()}
    counts["GOLD"] = 2
    # Rights and most preferred shares belong to fictional companies, which small worlds have not.
    if issues < usual // 2:
        counts["preferred"] = min(counts["preferred"], counts["KOSPI"] // 9)
        counts["WARRANT"] = 0
    counts["KOSDAQ"] += issues - sum(counts.values())
    return counts


def _stepped(seed: int, stream: str, size: int) -> Iterator[int]:
    offset = key(seed, stream) % size
    return ((offset + step * _STRIDE) % size for step in range(size))


def _fictional_stocks(seed: int, market: str) -> Iterator[Entry]:
    facts = market_facts("names")
    wheel = _wheel(market)
    first, size = _RANGES[market]
    plain = (f"8{first + number:04d}0" for number in _stepped(seed, f"{market} codes", size))
    first_mixed, mixed_size = _ALPHANUMERIC_RANGES[market]
    mixed = (
        _mixed_code("09", first_mixed + number)
        for number in _stepped(seed, f"{market} mixed", mixed_size)
    )
    stems = _stems(seed, market, facts["stems"])
    draws = key(seed, f"{market} sectors")
    for index, (stem, ending) in enumerate(stems):
        # The newest listings have letters in their codes.
        code = next(mixed if index % _ALPHANUMERIC_EVERY == 5 else plain)
        draw = key(draws, index)
        sector = wheel[draw % len(wheel)]
        if sector == "SPAC":
            yield Entry(code, f"{stem}제{draw % 19 + 1}호스팩", market, "common", "111")
            continue
        endings = facts["endings"][sector]
        name = stem + endings[ending % len(endings)]
        if market == "REIT":
            yield Entry(code, name, market, "reit", "028")
        else:
            yield Entry(code, name, market, "common", sector)


def _stems(seed: int, market: str, stems: list[str]) -> Iterator[tuple[str, int]]:
    """The market's stems, twice over, each time with another number that picks its ending."""
    first, size = _STEM_RANGES[market]
    offset = key(seed, "stems") % len(stems)
    for turn in (0, 1):
        for number in range(size):
            yield stems[(offset + first + number) % len(stems)], number + turn


def _mixed_code(start: str, number: int) -> str:
    pair, letter = divmod(number, len(_LETTERS))
    return f"{start}{pair:02d}{_LETTERS[letter]}0"


def _fictional_preferred(commons: list[Entry]) -> Iterator[Entry]:
    numeric = (common for common in commons if common.code.isdigit())
    for index, common in enumerate(numeric):
        if index % 5 in (0, 2, 3):
            for ending in _PREFERRED_ENDINGS[index % len(_PREFERRED_ENDINGS)]:
                name = common.name + _PREFERRED_NAMES[ending]
                code = common.code[:5] + ending
                yield Entry(code, name, "KOSPI", "preferred", common.sector)


def _fictional_etfs(seed: int) -> Iterator[Entry]:
    facts = market_facts("funds")
    brands = facts["fictional_brands"]
    codes = (_mixed_code("08", number) for number in _stepped(seed, "etf codes", 2200))
    for turn in range(len(brands)):
        for index, (name, follows, multiple) in enumerate(facts["products"]):
            brand = brands[(index + turn) % len(brands)]
            product = f"{follows} {multiple}"
            yield Entry(next(codes), f"{brand} {name}", "ETF", "etf", product=product)


def _fictional_etns(seed: int) -> Iterator[Entry]:
    facts = market_facts("funds")
    issuers = facts["note_issuers"]
    offset = key(seed, "etn codes") % 9000
    for turn in range(len(issuers)):
        for index, (name, follows, multiple) in enumerate(facts["notes"]):
            brand = issuers[(index + turn) % len(issuers)][0]
            code = f"89{(offset + turn * len(facts['notes']) + index) % 10_000:04d}"
            product = f"{follows} {multiple}"
            yield Entry(code, f"{brand} {name} ETN", "ETN", "etn", product=product)


_KNOWN_ELWS: Final = (("57JBHH", "201", "콜"), ("57KBHH", "005930", "콜"))
"""The two ELWs the manual's examples speak of."""


def elw_entries(seed: int) -> Iterator[Entry]:
    """ELWs without end, half of them on KOSPI200; names wait until the underlying is known."""
    taken = {code for code, _, _ in _KNOWN_ELWS}
    for code, underlying, right in _KNOWN_ELWS:
        yield Entry(code, "", "ELW", "elw", product=f"{underlying} {right} 003")
    for number in count():
        draw = key(seed, "elw", number)
        letters = "".join(_LETTERS[(draw >> shift) % len(_LETTERS)] for shift in (8, 16, 24, 32))
        code = f"5{draw % 4 + 5}{letters}"
        if code not in taken:
            taken.add(code)
            yield Entry(code, "", "ELW", "elw", product="")


def _rights(commons: list[Entry]) -> Iterator[Entry]:
    numeric = (common for common in commons if common.code.isdigit() and not common.real)
    for index, common in enumerate(islice(numeric, 7, None, 9)):
        ending, kind = ("R", "증서") if index % 2 == 0 else ("W", "증권")
        name = f"{common.name} {index % 5 + 2}{'R' if kind == '증서' else 'WR'}"
        code = common.code[:5] + ending
        yield Entry(code, name, "WARRANT", "warrant", product=f"{common.code} {kind}")


_CODE: Final = re.compile(r"[0-9A-Z]{6}|M\d{8}")
_NUMBERS: Final = {
    "price": 10_000_000,
    "shares": 100_000_000_000,
    "volume": 100_000_000_000,
    "foreign_rate": 1000,
    "foreign_limit": 1000,
    "float_rate": 1000,
    "face_value": 1_000_000,
    "listed": 99_991_231,
    "multiple": 2000,
}
"""Figures a world file may give for an issue, and the largest that makes sense."""
_TEXTS: Final = frozenset({"sector", "audit", "index"})
_KIND_OF_MARKET: Final = {
    "ETF": "etf", "ETN": "etn", "ELW": "elw", "REIT": "reit", "WARRANT": "warrant", "GOLD": "gold",
}  # fmt: skip


def listed_entries(rows: Sequence[Any]) -> list[Entry]:
    """The issues a world file lists: ``[code, name, market]``, perhaps with an object of facts.

    What is known of a real issue and not given is filled in. Raises WorldError naming the row.
    """
    checked = [_checked_row(row) for row in rows]
    codes: set[str] = set()
    for code, _, _, _ in checked:
        if code in codes:
            raise WorldError(f"instruments: the code {code!r} is listed twice")
        codes.add(code)
    known, names = real_entries(), {name: code for code, name, _, _ in checked}
    entries = []
    for code, name, market, given in checked:
        real = known.get(code)
        facts = {**(real.facts if real else {}), **given}
        sector = str(facts.pop("sector", real.sector if real else ""))
        kind = _KIND_OF_MARKET.get(market, "common")
        if kind == "common" and code[5] in _PREFERRED_NAMES and f"{code[:5]}0" in codes:
            kind = "preferred"
        product = real.product if real else _guessed_product(kind, code, name, names, facts)
        if not sector and kind in ("common", "reit"):
            sector = _drawn_sector(code, market)
        entries.append(Entry(code, name, market, kind, sector, real is not None, product, facts))
    sectors = {entry.code: entry.sector for entry in entries}
    return [
        replace(entry, sector=sectors[f"{entry.code[:5]}0"])
        if entry.kind == "preferred" and not entry.sector
        else entry
        for entry in entries
    ]


def _drawn_sector(code: str, market: str) -> str:
    if market == "REIT":
        return "028"
    wheel = _wheel(market)
    sector = wheel[key(0, "sector", code) % len(wheel)]
    return "111" if sector == "SPAC" else sector


def _wheel(market: str) -> list[str]:
    """Sectors, each as often as the board has companies in it."""
    weights: Mapping[str, int] = market_facts("issues")["composition"][market]
    return [sector for sector, weight in weights.items() for _ in range(weight)]


def _checked_row(row: Any) -> tuple[str, str, str, dict[str, Any]]:
    match row:
        case [str(code), str(name), str(market)]:
            facts: Any = {}
        case [str(code), str(name), str(market), dict(facts)]:
            pass
        case _:
            raise WorldError(f"instruments: {row!r} is not [code, name, market] with facts or not")
    if not _CODE.fullmatch(code):
        raise WorldError(f"instruments: {code!r} is no code: six digits or capital letters")
    if not name.strip() or not name.isprintable():
        raise WorldError(f"instruments: {code} has no name that can be shown: {name!r}")
    if market not in MARKETS:
        raise WorldError(f"instruments: {code}: no market {market!r}; one of {', '.join(MARKETS)}")
    for fact, value in facts.items():
        most = _NUMBERS.get(fact)
        if most is None and fact not in _TEXTS:
            raise WorldError(f"instruments: {code}: no fact is called {fact!r}")
        fits = isinstance(value, str) if most is None else _is_number(value, most, fact)
        if not fits:
            raise WorldError(f"instruments: {code}: {fact} cannot be {value!r}")
    if facts.get("sector") and facts["sector"] not in industry_numbers():
        raise WorldError(f"instruments: {code}: no industry {facts['sector']!r}; see sectors.json")
    return code, name, market, facts


def _is_number(value: Any, most: int, fact: str) -> bool:
    least = -most if fact == "multiple" else 0
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _guessed_product(
    kind: str, code: str, name: str, names: Mapping[str, str], facts: dict[str, Any]
) -> str:
    index, multiple = facts.pop("index", ""), facts.pop("multiple", 0)
    if kind in ("etf", "etn"):
        inverse = -1 if "인버스" in name else 1
        twofold = 2 if "레버리지" in name or "2X" in name else 1
        follows = "q150" if "코스닥" in name else "k200"
        return f"{index or follows} {multiple or inverse * twofold * 1000}"
    if kind == "elw":
        fixed = {known: f"{asset} {right} 003" for known, asset, right in _KNOWN_ELWS}
        asset = next((names[one] for one in names if one in name and one != name), "201")
        return fixed.get(code, f"{asset} {'풋' if name.endswith('풋') else '콜'} 003")
    if kind == "warrant":
        stem = next((one for one in names.values() if one[:5] == code[:5] and one != code), "")
        return f"{stem} {'증서' if code.endswith('R') else '증권'}"
    return ""
