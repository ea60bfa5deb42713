"""A user's own list of issues, as a CSV file: code, name and market; perhaps price, shares, sector.

The first line names the columns, in any order, in English or Korean. UTF-8 and CP949 are read. All
complaints name the line and the column.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.sectors import find_sector, sectors

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest file that is read."""
MAX_ROWS: Final = 20_000
"""The most issues a file may list."""

_COLUMNS: Final = {
    "code": ("code", "종목코드", "단축코드", "티커"),
    "name": ("name", "종목명", "한글종목약명"),
    "market": ("market", "시장구분", "시장"),
    "price": ("price", "종가", "현재가", "기준가"),
    "shares": ("shares", "상장주식수"),
    "sector": ("sector", "업종", "업종코드", "업종명"),
}
_REQUIRED: Final = ("code", "name", "market")
_MARKETS: Final = {
    "KOSPI": ("KOSPI", "코스피", "유가증권", "거래소", "STK"),
    "KOSDAQ": ("KOSDAQ", "코스닥", "KSQ", "KOSDAQ GLOBAL"),
    "KONEX": ("KONEX", "코넥스", "KNX"),
    "ETF": ("ETF",),
    "ETN": ("ETN",),
    "ELW": ("ELW",),
    "REIT": ("REIT", "리츠"),
    "GOLD": ("GOLD", "금현물"),
}
_MARKET_OF: Final = {name: market for market, names in _MARKETS.items() for name in names}
_CODE: Final = re.compile(r"[0-9A-Z]{6}|M\d{8}")
_NUMBER: Final = re.compile(r"\d{1,3}(,\d{3})+|\d+")
_MOST: Final = {"price": 10_000_000, "shares": 100_000_000_000}


def read_issues(data: bytes, source: str) -> list[list[Any]]:
    """The rows of a world file's ``instruments``; ``source`` is what complaints call the file.

    Raises WorldError naming line and column for the first thing that makes no sense.
    """
    if len(data) > MAX_BYTES:
        raise WorldError(f"{source} is larger than {MAX_BYTES} bytes")
    rows: list[list[Any]] = []
    lines: dict[str, int] = {}
    for line, cells in _records(_decoded(data, source), source):
        row = _issue(cells, f"{source}: line {line}")
        code = row[0]
        if code in lines:
            raise WorldError(
                f"{source}: line {line}, column code: {code!r} stands in line {lines[code]} too"
            )
        lines[code] = line
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise WorldError(f"{source}: line {line}: more than {MAX_ROWS} issues")
    if not rows:
        raise WorldError(f"{source} lists no issues below its first line")
    return rows


def _decoded(data: bytes, source: str) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise WorldError(f"{source}: line {line}: neither UTF-8 nor CP949; save it as UTF-8")


def _records(text: str, source: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and named cells of every line but the first and blank ones."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        names = _named(header, source)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise WorldError(
                    f"{source}: line {reader.line_num} has {len(cells)} columns, "
                    f"expected {len(header)} as in the first line"
                )
            found = zip(names, cells, strict=True)
            yield reader.line_num, {name: cell.strip() for name, cell in found if name}
    except csv.Error as error:
        raise WorldError(f"{source}: line {reader.line_num}: {error}") from None


def _named(header: list[str], source: str) -> list[str]:
    """What each column is, empty for one that is not used."""
    known = {alias: name for name, aliases in _COLUMNS.items() for alias in aliases}
    names = [known.get(cell.lower(), "") for cell in header]
    for name in _REQUIRED:
        if name not in names:
            shown = ", ".join(header) or "nothing"
            raise WorldError(f"{source}: line 1 has no column {name!r}; it has {shown}")
    for name in names:
        if name and names.count(name) > 1:
            raise WorldError(f"{source}: line 1 has the column {name!r} twice")
    return names


def _issue(cells: Mapping[str, str], where: str) -> list[Any]:
    code, name = cells["code"], cells["name"]
    if not _CODE.fullmatch(code):
        hint = "six digits or capital letters"
        if code.isdigit() and len(code) < 6:
            hint += f"; a spreadsheet may have cut off its zeros: {code.zfill(6)!r}?"
        elif _CODE.fullmatch(code[1:]) and code[:1] in "AQJ":
            hint += f", without the prefix {code[0]!r}"
        raise WorldError(f"{where}, column code: {code!r} is no code; expected {hint}")
    if not name or len(name) > 40:
        raise WorldError(f"{where}, column name: expected 1 to 40 characters, got {len(name)}")
    if not name.isprintable():
        raise WorldError(f"{where}, column name: {name!r} holds what cannot be printed")
    market = _MARKET_OF.get(cells["market"].upper())
    if market is None:
        known = ", ".join(_MARKETS)
        raise WorldError(f"{where}, column market: no market {cells['market']!r}; one of {known}")
    facts: dict[str, Any] = {
        column: _number(cells[column], most, f"{where}, column {column}")
        for column, most in _MOST.items()
        if cells.get(column)
    }
    if cells.get("sector"):
        facts["sector"] = _sector(cells["sector"], market, f"{where}, column sector")
    return [code, name, market, facts] if facts else [code, name, market]


def _number(text: str, most: int, where: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise WorldError(f"{where}: {text!r} is not a whole number")
    number = int(text.replace(",", "")) if len(text) <= 20 else most + 1
    if not 1 <= number <= most:
        raise WorldError(f"{where}: {text} is not between 1 and {most}")
    return number


def _sector(text: str, market: str, where: str) -> str:
    """The industry's code, of a code such as 013 or a name such as 전기/전자."""
    found = find_sector(text.zfill(3))
    if found is not None and found.is_industry:
        return found.code
    board = market if market in ("KOSDAQ",) else "KOSPI"
    for sector in sectors():
        if sector.is_industry and sector.board == board and sector.name == text:
            return sector.code
    raise WorldError(f"{where}: no industry of {board} is called {text!r}; give its code, as 013")
