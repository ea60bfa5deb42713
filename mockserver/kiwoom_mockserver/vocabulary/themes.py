"""Theme groups at an instant, and their members: how they stand today and over some days."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.filling import Answer
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.noise import I64
from kiwoom_mockserver.world.themes import Theme


class Members:
    """Issues at an instant, and what they gained since the close of some trading days before."""

    def __init__(self, issues: Issues, before: I64) -> None:
        """``before`` are the closes of that day, one an issue."""
        self._issues = issues
        self.before = before

    @property
    def base(self) -> I64:
        """The close of the day before."""
        return self._issues.base

    @property
    def gains(self) -> I64:
        """By how much each has changed over the period, in hundredths of a per cent."""
        return ticks.change_rate(self._issues.state.last, self.before)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that issues do not have."""
        return self.gains if word == "period-rate" else self._issues.answer(word)


class Whole:
    """The members of one theme taken together."""

    def __init__(self, members: Members) -> None:
        self._members = members

    @property
    def base(self) -> I64:
        """Nothing: a theme has no price."""
        return np.zeros(1, dtype=np.int64)

    def answer(self, word: str) -> Answer:
        """The column of a word: the mean of a rate; None for any other."""
        if word not in {"change-rate", "period-rate"}:
            return None
        return np.array([mean(np.asarray(self._members.answer(word)))], dtype=np.int64)


class Groups:
    """Some themes; what a theme gains is the mean of what its members gain."""

    def __init__(self, chosen: Sequence[Theme], instruments: Instruments, members: Members) -> None:
        """``members`` are all issues of the world, in its order."""
        self._chosen = chosen
        self._instruments = instruments
        self._members = members

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def base(self) -> I64:
        """Nothing: themes have no price."""
        return np.zeros(len(self), dtype=np.int64)

    @cached_property
    def places(self) -> list[I64]:
        """Each theme's members, the largest first."""
        return [self._instruments.theme_members(theme.code) for theme in self._chosen]

    @cached_property
    def rates(self) -> I64:
        """The mean rate of change since the close of the day before."""
        return self._mean(np.asarray(self._members.answer("change-rate")))

    @cached_property
    def gains(self) -> I64:
        """The mean change over the period."""
        return self._mean(self._members.gains)

    def of(self, order: I64) -> "Groups":
        """The themes at these places, in this order."""
        picked = [self._chosen[place] for place in order.tolist()]
        return Groups(picked, self._instruments, self._members)

    def answer(self, word: str) -> Answer:
        """The column of a word; None for one that themes do not have."""
        made = WORDS.get(word)
        return None if made is None else made(self)

    def _mean(self, rates: I64) -> I64:
        return np.array([mean(rates[places]) for places in self.places], dtype=np.int64)

    def _moving(self, direction: int) -> I64:
        change = np.sign(np.asarray(self._members.answer("change"))) == direction
        return np.array([change[places].sum() for places in self.places], dtype=np.int64)

    def _largest(self) -> list[Value]:
        return [self._instruments.all[int(places[0])].name for places in self.places]


def mean(rates: I64) -> int:
    """The mean, a half away from zero; 0 of nothing."""
    if not len(rates):
        return 0
    total, count = int(rates.sum()), len(rates)
    rounded = (2 * abs(total) + count) // (2 * count)
    return rounded if total >= 0 else -rounded


WORDS: Mapping[str, Callable[[Groups], Answer]] = {
    "theme-code": lambda g: [theme.code for theme in g._chosen],
    "theme-name": lambda g: [theme.name for theme in g._chosen],
    "issues-listed": lambda g: np.array([len(places) for places in g.places], dtype=np.int64),
    "issues-rising": lambda g: g._moving(1),
    "issues-falling": lambda g: g._moving(-1),
    "change-rate": lambda g: g.rates,
    "change-sign": lambda g: ticks.change_sign(g.rates, g.base),
    "period-rate": lambda g: g.gains,
    "main-issue": lambda g: g._largest(),
}
"""What themes know, by the words of contracts/words.json."""
