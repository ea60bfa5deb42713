"""Two servers under the same load, in turn: how much one does for the CPU time of the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.servers import Driver, Served

WARM = 0.3
"""Seconds of load before each measured window."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how often a server is measured; the command line sets it."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Units of work a second of server CPU, round by round."""

    subject: Sequence[float]
    baseline: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """Subject to baseline, each round."""
        return [ours / theirs for ours, theirs in zip(self.subject, self.baseline, strict=True)]

    @property
    def ratio(self) -> float:
        """The middle one of the rounds' ratios."""
        return median(self.ratios)


@dataclass(frozen=True, slots=True)
class Side:
    """A server and the command a driver gets for it."""

    served: Served
    command: dict[str, Any]

    def rate(self, driver: Driver, effort: Effort) -> float:
        """Work a second of the server's CPU in one window; of wall time where that is unknown."""
        result = driver.run(
            {
                **self.command,
                "port": self.served.port,
                "pid": self.served.pid,
                "warm": WARM,
                "seconds": effort.seconds,
            }
        )
        assert not result.get("wrong"), f"{result['wrong']} wrong replies"
        assert result["good"], "no replies"
        return float(result["good"] / (result["cpu"] or result["wall"]))


def compare(driver: Driver, effort: Effort, baseline: Side, subject: Side) -> Comparison:
    """Both sides in turn, the order reversed each round."""
    rates: dict[int, list[float]] = {0: [], 1: []}
    sides = [(0, baseline), (1, subject)]
    for turn in range(effort.rounds):
        for place, side in sides if turn % 2 == 0 else reversed(sides):
            rates[place].append(side.rate(driver, effort))
    return Comparison(rates[1], rates[0])
