"""Themes: groups of stocks that move together in people's minds, as ka90001 lists them.

Well-known members are typed in; the rest is drawn from fitting sectors, always the same for the
same seed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiwoom_mockserver.world.facts import market_facts
from kiwoom_mockserver.world.noise import I64, keys

MOST_THEMES: Final = 4
"""Themes a stock is drawn into at most; the typed-in ones come on top."""

_STREAM: Final = 61


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme group; ``sectors`` are those its unnamed members come from."""

    code: str
    name: str
    members: tuple[str, ...]
    sectors: tuple[str, ...]
    size: int


@cache
def themes() -> tuple[Theme, ...]:
    """All theme groups, by code."""
    rows = market_facts("themes")["themes"]
    return tuple(
        Theme(code, name, tuple(members), tuple(sectors), size)
        for code, name, members, sectors, size in rows
    )


@cache
def _by_code() -> dict[str, Theme]:
    return {theme.code: theme for theme in themes()}


def find_theme(code: str) -> Theme | None:
    """The theme with this code; None when unknown."""
    return _by_code().get(code)


def assigned(
    seed: int, ids: I64, places: Mapping[str, int], sectors: Sequence[str], fit: NDArray[np.bool_]
) -> list[tuple[str, ...]]:
    """The themes of each stock, in columns of equal length.

    ``ids`` number the stocks for the draw, ``places`` finds one by code; only those ``fit`` are
    drawn. Every theme gets its size where there are enough.
    """
    held: list[list[str]] = [[] for _ in ids]
    drawn = np.zeros(len(ids), dtype=np.int64)
    names = np.array(sectors)
    by_sector = {sector: names == sector for sector in sorted(set(sectors))}
    nobody = np.zeros(len(ids), dtype=np.bool_)
    for theme in themes():
        named = [places[code] for code in theme.members if code in places]
        free = fit & (drawn < MOST_THEMES)
        wanted = nobody.copy()
        for sector in theme.sectors:
            wanted |= by_sector.get(sector, nobody)
        free &= wanted
        free[named] = False
        candidates = np.flatnonzero(free)
        draw = keys(seed, _STREAM, int(theme.code), ids[candidates])
        order = np.argsort(draw, kind="stable")
        extra = candidates[order][: max(theme.size - len(named), 0)]
        drawn[extra] += 1
        for place in (*named, *extra.tolist()):
            held[place].append(theme.code)
    return [tuple(codes) for codes in held]
