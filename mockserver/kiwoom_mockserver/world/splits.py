"""Splits of shares: how many of today's shares one of an earlier day has become.

The prices of the world are continuous, as adjusted ones are. An unadjusted price of a day before
a split is as many times higher.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.calendar import day_index
from kiwoom_mockserver.world.noise import I64


def parts_of(code: str, days: I64) -> I64:
    """How many of today's shares a share of each day (its number) has become; 1 without a split."""
    parts = np.ones(len(days), dtype=np.int64)
    for day, ratio in _splits().get(code, ()):
        parts = np.where(days < day, parts * ratio, parts)
    return parts


@cache
def _splits() -> Mapping[str, tuple[tuple[int, int], ...]]:
    path = resources.data_folder("fixtures") / "market" / "splits.json"
    try:
        data = orjson.loads(path.read_bytes())["splits"]
        return {
            code: tuple((day_index(date.fromisoformat(day)), int(ratio)) for day, ratio in rows)
            for code, rows in data.items()
        }
    except OSError as error:
        raise WorldError(f"splits {path}: {error.strerror}; reinstall") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WorldError(f"splits {path}: {type(error).__name__} {error}") from None
