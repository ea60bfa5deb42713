"""Words of interruptions: what ran how far, when, and against which price."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Final

import numpy as np

from kiwoom_mockserver.vocabulary.beside import Beside
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.interruptions import BOTH, DYNAMIC, STATIC, Interruptions
from kiwoom_mockserver.world.noise import I64

NAMES: Final = {STATIC: "정적", DYNAMIC: "동적", BOTH: "동적+정적"}
"""What kinds of interruptions are called."""

_BOARDS: Final = {"KOSDAQ": "101"}
_KOSPI: Final = "001"


class Interrupted(Beside[Issues]):
    """Interruptions that have begun, as they and their issues stand at a second of the day."""

    def __init__(self, issues: Issues, rows: Interruptions, second: int) -> None:
        """``issues`` and ``rows`` go together, one of each a row."""
        super().__init__(issues, WORDS)
        self.rows = rows
        self.second = second

    @property
    def end(self) -> I64:
        """The second each ended in, 0 while it lasts."""
        return np.where(self.rows.end <= self.second, self.rows.end, 0)


def _deviation(price: I64, reference: I64) -> I64:
    """How far prices are from their references, hundredths of a per cent; 0 without one."""
    return np.where(reference > 0, ticks.change_rate(price, np.maximum(reference, 1)), 0)


def _from_open(told: Interrupted) -> I64:
    state = told.inner.state
    return ticks.change_rate(told.rows.trigger, np.where(state.open > 0, state.open, state.base))


def _clocks(seconds: I64) -> list[time]:
    return [time(one // 3600, one // 60 % 60, one % 60) for one in seconds.tolist()]


def _kinds(told: Interrupted) -> list[str]:
    return [NAMES[kind] for kind in told.rows.kind.tolist()]


def _labels(told: Interrupted) -> list[str]:
    signs = told.rows.sign.tolist()
    return ["+-"[sign < 0] + kind for sign, kind in zip(signs, _kinds(told), strict=True)]


WORDS: Final[Mapping[str, Callable[[Interrupted], Answer]]] = {
    "interruption-price": lambda i: i.rows.trigger,
    "dynamic-reference": lambda i: i.rows.dynamic_reference,
    "static-reference": lambda i: i.rows.static_reference,
    "dynamic-deviation": lambda i: _deviation(i.rows.trigger, i.rows.dynamic_reference),
    "static-deviation": lambda i: _deviation(i.rows.trigger, i.rows.static_reference),
    "interruption-rate": _from_open,
    "interruption-count": lambda i: i.rows.number,
    "interruption-time": lambda i: _clocks(i.rows.begin),
    "release-time": lambda i: _clocks(i.end),
    "interruption-kind": _kinds,
    "interruption-label": _labels,
    "interruption-state": lambda i: np.where(i.end > 0, 2, 1),
    "interruption-direction": lambda i: np.where(i.rows.sign > 0, 1, 2),
    "interruption-board": lambda i: [_BOARDS.get(one.board, _KOSPI) for one in i.inner.instruments],
    "interruption-session": lambda i: np.ones(len(i), dtype=np.int64),
}
"""What interruptions know, by the words of contracts/*words.json."""
