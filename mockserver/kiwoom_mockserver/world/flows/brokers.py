"""Member firms: through whom an issue's shares were bought and sold.

Members stand in a tree, foreign ones on its first branch, each branch weighted by its members'
business. A volume is cut at every fork, so that all members' purchases make it, and all sales.
Branches are numbered as in a heap: 1 is the whole, ``2 * n`` and ``2 * n + 1`` the branches of
``n``.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.flows.investors import SIDES, Side
from kiwoom_mockserver.world.flows.ledger import Ledger
from kiwoom_mockserver.world.flows.paths import WHOLE, Path
from kiwoom_mockserver.world.members import members
from kiwoom_mockserver.world.noise import I64, keys

_ALL: Final = 1
_FOREIGN: Final = 2
_BRANCHES: Final = 256
"""More than the tree has."""

_STREAM: Final = 120
_HABIT_DAYS: Final = 32
"""Days for which an issue's traders keep to their members."""


class Tree(NamedTuple):
    """Which branch is a member's own, and what part of a fork's volume its left branch has."""

    own: Mapping[int, int]
    """Place in ``members()`` to number of the branch."""
    shares: Mapping[int, int]
    """Number of a fork to thousandths."""


@cache
def tree() -> Tree:
    """The tree of all members; its first fork parts foreign from domestic ones."""
    known = members()
    foreign = [place for place, one in enumerate(known) if one.foreign]
    domestic = [place for place, one in enumerate(known) if not one.foreign]
    own: dict[int, int] = {}
    shares: dict[int, int] = {}
    forks = [(_ALL, foreign, domestic)]
    while forks:
        number, left, right = forks.pop()
        ours, theirs = (sum(known[place].weight for place in half) for half in (left, right))
        shares[number] = ours * 1000 // (ours + theirs)
        for branch, places in ((2 * number, left), (2 * number + 1, right)):
            if len(places) == 1:
                own[places[0]] = branch
            else:
                middle = len(places) // 2
                forks.append((branch, places[:middle], places[middle:]))
    return Tree(own, shares)


@cache
def _shares() -> I64:
    """The same parts as a column; 0 for what is no fork."""
    column = np.zeros(_BRANCHES, dtype=np.int64)
    for fork, share in tree().shares.items():
        column[fork] = share
    return column


class Brokers:
    """Shares and money by member behind a ledger, worked out as far as asked."""

    def __init__(self, seed: int, ledger: Ledger) -> None:
        self._seed = seed
        self._ledger = ledger
        self._paths: dict[tuple[Side, int], Path] = {}

    def shares(self, side: Side, place: int) -> I64:
        """Shares bought or sold so far through the member at a place of ``members()``."""
        return self._path(side, tree().own[place]).now

    def won(self, side: Side, place: int) -> I64:
        """Money so far, of the same."""
        return self._path(side, tree().own[place]).won(self._ledger.prices)

    def foreign_shares(self, side: Side) -> I64:
        """Shares so far through all foreign members."""
        return self._path(side, _FOREIGN).now

    def foreign_won(self, side: Side) -> I64:
        """Money so far through all foreign members."""
        return self._path(side, _FOREIGN).won(self._ledger.prices)

    def table(self, side: Side) -> I64:
        """Shares so far of every member: ``(elements, members)``; a level's forks at a time."""
        count, numbers, paths = len(self._ledger.issue), np.array([_ALL]), self._ledger.path
        found = np.empty((_BRANCHES, count), dtype=np.int64)
        while len(numbers):
            left = self._parted(side, np.repeat(numbers, count), paths)
            both = left.beside(paths.less(left))
            numbers = np.concatenate((2 * numbers, 2 * numbers + 1))
            found[numbers] = both.now.reshape(-1, count)
            forks = [place for place, one in enumerate(numbers.tolist()) if one in tree().shares]
            rows = (np.array(forks, dtype=np.int64)[:, None] * count + np.arange(count)).reshape(-1)
            numbers, paths = numbers[forks], both.only(rows)
        return found[[tree().own[place] for place in range(len(members()))]].T

    def _path(self, side: Side, number: int) -> Path:
        if number == _ALL:
            return self._ledger.path
        key = (side, number)
        if key not in self._paths:
            fork = number // 2
            if number % 2:
                self._paths[key] = self._path(side, fork).less(self._path(side, number - 1))
            else:
                self._paths[key] = self._cut(side, fork)
        return self._paths[key]

    def _cut(self, side: Side, fork: int) -> Path:
        """What a fork's left branch has of its volume."""
        return self._parted(side, np.full(len(self._ledger.issue), fork), self._path(side, fork))

    def _parted(self, side: Side, fork: I64, path: Path) -> Path:
        """What the left branches have of forks' volumes: the ledger's elements, fork by fork."""
        times = len(fork) // max(len(self._ledger.issue), 1)
        issue, day = np.tile(self._ledger.issue, times), np.tile(self._ledger.day, times)
        share = _shares()[fork]
        taste = keys(self._seed, _STREAM, issue, day // _HABIT_DAYS * _BRANCHES + fork)
        stream = _STREAM + 1 + SIDES.index(side)
        chance = keys(self._seed, stream, issue, day * _BRANCHES + fork)
        # Three eighths to one and a half times the usual odds; a little of it is the day's luck.
        odds = 24 + (taste >> np.uint64(58)).astype(np.int64)
        odds += (chance >> np.uint64(60)).astype(np.int64)
        part = share * odds * WHOLE // (share * odds + (1000 - share) * 64)
        return path.part(part, chance)
