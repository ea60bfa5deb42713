"""Volatility interruptions: a two-minute auction where a price has run far, or would jump.

A session is planned as a whole (planning). Where it comes to ten per cent or more from the last
price an auction made, it is interrupted before it does (*static*); and rarely where one order would
move the price too far at once (*dynamic*). The session is then cut into what comes before, the
auction's print and what comes after, and these come to exactly the whole: a day's bar is the same
with its interruptions as without, and can be had without finding them.

An opening ten per cent from the base price is put off as well. What the other exchange trades at
the time pauses too, but for late openings. Not modelled: interruptions of closing auctions and
after hours.
"""

from dataclasses import fields, replace
from typing import Any, Final, NamedTuple

import numpy as np

from kiwoom_mockserver.world.branching import Segment
from kiwoom_mockserver.world.course import Course, Print
from kiwoom_mockserver.world.cuts import Cut, Mask, bits, chosen, mirrored, parted, pieces_of, put
from kiwoom_mockserver.world.noise import I64, Z_BITS, below, child, deviates
from kiwoom_mockserver.world.planning import DayPlan, Halt

STATIC, DYNAMIC, BOTH = 1, 2, 3
"""Kinds of interruptions; 0 is none."""

MOST: Final = 5
"""Interruptions an issue can have in a day."""

_STREAM: Final = 301
_PAUSE, _ENDS_WITHIN = 120, 30
"""Seconds of an auction, and how many more its end is drawn from (seen: 129 to 148)."""
_LEAST_LENGTH: Final = 1_800
_AFTER: Final = 900
"""Seconds of the session that are left at least when it is interrupted."""
_FIRST, _AGAIN = 20, 240
"""Seconds that are traded at least before the first interruption, and between two."""
_DYNAMIC_CHANCE: Final = 150
"""Thousandths of the sessions that move the distance of a jump."""
_BOTH_ONE_IN: Final = 6


def interrupted(plan: DayPlan, jump: I64) -> tuple[DayPlan, tuple[Cut, ...]]:
    """The plan with its interruptions, and where they cut it.

    ``jump`` are thousandths by which one order may move each element's price; 0 for what is never
    interrupted. The plan's parts are an opening print, a session, and what follows.
    """
    plan, first_halts = _opened_late(plan, jump)
    opening, rest, *others = plan.parts
    assert isinstance(opening, Print)
    assert isinstance(rest, Course)
    reference = np.where(opening.shares > 0, opening.price, rest.whole.open * rest.tick)
    quiet = np.ones(len(reference), dtype=np.bool_)
    parts: list[Any] = [opening]
    halts, cuts = list(first_halts), []
    after = np.full(len(reference), _FIRST)
    for halt in first_halts:
        after[halt.kind > 0] = _AGAIN
    for number in range(1, MOST + 1):
        cut = _due(plan, rest, reference, jump, quiet, after)
        if not len(cut.places):
            break
        pieces = pieces_of(rest, cut)
        cut = cut.only(pieces.fits)
        if not len(cut.places):
            break
        first, met, rest = parted(rest, cut, pieces, number)
        parts += [first, met]
        halts.append(_halt(cut, rest.tick, reference))
        cuts.append(cut)
        quiet[cut.places[cut.kind != STATIC]] = False
        after[cut.places] = _AGAIN
        reference = np.where(met.shares > 0, met.price, reference)
    return replace(plan, parts=(*parts, rest, *others), halts=tuple(halts)), tuple(cuts)


def _opened_late(plan: DayPlan, jump: I64) -> tuple[DayPlan, tuple[Halt, ...]]:
    """The plan where the opening auction goes on because it would open too far from the base."""
    opening, course, *others = plan.parts
    assert isinstance(opening, Print)
    assert isinstance(course, Course)
    far = opens_late(plan, jump)
    places = np.flatnonzero(far)
    if not len(places):
        return plan, ()
    begin = opening.second[places]
    end = begin + _PAUSE + below(child(course.traits.key[places], _STREAM + 1), _ENDS_WITHIN)
    late = put(opening.second, places, end)
    whole = course.whole._replace(start=np.where(far, late, course.whole.start))
    parts = replace(opening, second=late), replace(course, whole=whole), *others
    none, price = 0 * late, opening.price[places]
    sign = np.where(price > plan.base[places], 1, -1)
    columns = (begin, end, 0 * sign + STATIC, sign, price, plan.base[places], 0 * sign)
    halt = Halt(*(put(none, places, column) for column in columns))
    return replace(plan, parts=parts), (halt,)


def opens_late(plan: DayPlan, jump: I64) -> Mask:
    """Whether each would open too far from its base for its opening auction to end in time."""
    opening = plan.parts[0]
    assert isinstance(opening, Print)
    rises, falls = opening.price * 10 >= plan.base * 11, opening.price * 10 <= plan.base * 9
    far: Mask = (rises | falls) & (opening.shares > 0) & (jump > 0)
    return far


def followed(plan: DayPlan, number: int, cuts: tuple[Cut, ...]) -> DayPlan:
    """Another exchange's plan, its session (part ``number``) interrupted where the first one's is.

    What trades too little to be cut goes on.
    """
    rest, parts = plan.parts[number], list(plan.parts[:number])
    assert isinstance(rest, Course)
    halts = []
    for times, each in enumerate(cuts, 1):
        reference = rest.whole.open * rest.tick
        pieces = pieces_of(rest, each)
        cut = each.only(pieces.fits)
        first, met, rest = parted(rest, cut, pieces, times)
        parts += [first, met]
        halts.append(_halt(cut, rest.tick, reference))
    tail = plan.parts[number + 1 :]
    return replace(plan, parts=(*parts, rest, *tail), halts=tuple(halts)) if cuts else plan


def _due(plan: DayPlan, rest: Course, reference: I64, jump: I64, quiet: Mask, after: I64) -> Cut:
    """Where the rest of each session is interrupted next, ``after`` seconds or later."""
    one, tick = rest.whole, rest.tick
    able = (jump > 0) & (one.shares >= 6 * rest.traits.unit)
    able &= one.stop - one.start >= _LEAST_LENGTH
    up, down = -(-reference * 11 // (10 * tick)), reference * 9 // (10 * tick)
    far = (one.high >= up) | (one.low <= down)
    key = child(rest.traits.key, _STREAM)
    static = able & far & (one.open < up) & (one.open > down)
    jumpy = able & ~far & quiet & ((one.high - one.low) * 1000 >= one.open * jump)
    jumpy &= below(key, 1000) < _DYNAMIC_CHANCE
    places = np.flatnonzero(static | jumpy)
    if not len(places):
        return Cut(*(places for _ in Cut._fields))
    held, edges = chosen(one, places), (up[places], down[places])
    limits = plan.upper[places] // tick[places], -(-plan.lower[places] // tick[places])
    return _drawn(
        places, held, edges, limits, jump[places], key[places], rest.traits.sigma[places],
        static[places], after[places],
    )  # fmt: skip


def _drawn(
    places: I64, one: Segment, edges: tuple[I64, I64], limits: tuple[I64, I64], jump: I64, key: Any,
    sigma: I64, static: Mask, after: I64,
) -> Cut:  # fmt: skip
    """Cuts of segments: at the nearest edge reached, or by a jump from wherever they are."""
    up, down = edges
    chance = child(key, 1)
    either = np.where(bits(chance, 0, 1) == 1, 1, -1)
    rises, falls = one.high >= up, one.low <= down
    sign = np.where(static & (rises != falls), np.where(rises, 1, -1), either)
    begun, high, low, close = mirrored(one, sign)
    edge = np.where(sign > 0, up, -down)
    floor = np.maximum(np.where(sign > 0, down, -up) + 1, low)
    part = bits(chance, 8, 10)
    # The last price before, and the one that was to be next.
    near = edge - 1
    leap = edge * 1000 // (1000 + jump * sign)
    both = static & (below(child(key, 3), _BOTH_ONE_IN) == 0) & (leap >= floor) & (leap < near)
    stir = deviates(child(key, 4)) * sigma >> (Z_BITS + 8)
    middle = begun + ((close - begun) * part >> 10) + stir // 4
    middle = np.clip(middle, floor, np.minimum(high, near))
    last = np.where(static, np.where(both, leap, near), middle)
    reach = -(-last * (1000 + jump * sign) // 1000)
    trigger = np.where(static, edge, reach)
    jumped = last + (trigger - last) * bits(chance, 20, 10) // 1280
    met = np.clip(np.where(static, edge + stir // 8, jumped), floor, high)
    means = (begun + last) >> 1, one.worth * sign // one.shares, (met + close) >> 1
    place = np.where(static, _when(means, high - low, part), part * part >> 10)
    begin = one.start + after + ((one.stop - one.start - _AFTER) * place >> 10)
    end = begin + _PAUSE + below(child(key, 2), _ENDS_WITHIN)
    limit = np.where(sign > 0, limits[0], -limits[1])
    kind = np.where(static, np.where(both, BOTH, STATIC), DYNAMIC)
    allowed = static | ((trigger <= limit) & (trigger < edge))
    return Cut(
        places, begin, end, sign, np.minimum(high, near), floor, last, met, trigger, kind
    ).only(allowed)


def _when(means: tuple[I64, I64, I64], reach: I64, part: I64) -> I64:
    """1024ths of a session after which it is cut, by its mean and those before and after.

    ``part`` is what chance says; it decides alone where the means differ by little.
    """
    before, mean, after = means
    gap = before - after
    share = np.clip(((mean - after) << 10) // np.where(gap == 0, 1, gap), 32, 992)
    chance = part * part >> 10
    return np.where(np.abs(gap) * 4 > reach, (3 * share + chance) >> 2, chance)


def _halt(cut: Cut, tick: I64, reference: I64) -> Halt:
    none, held = 0 * tick, tick[cut.places]
    columns = (
        cut.begin, cut.end, cut.kind, cut.sign, cut.trigger * cut.sign * held,
        np.where(cut.kind != DYNAMIC, reference[cut.places], 0),
        np.where(cut.kind != STATIC, cut.last * cut.sign * held, 0),
    )  # fmt: skip
    return Halt(*(put(none, cut.places, column) for column in columns))


class Interruptions(NamedTuple):
    """Interruptions of some issues on one day in order of time, one element each; see ``Halt``."""

    issue: I64
    number: I64
    """Which of the issue's the day this is, from 1."""
    begin: I64
    end: I64
    kind: I64
    sign: I64
    trigger: I64
    static_reference: I64
    dynamic_reference: I64

    def only(self, places: Any) -> "Interruptions":
        """The elements at these places."""
        return Interruptions(*(column[places] for column in self))


def interruptions_of(plan: DayPlan) -> Interruptions:
    """All interruptions of a plan of one day."""
    rows = [np.zeros((len(Interruptions._fields), 0), dtype=np.int64)]
    seen = np.zeros(len(plan.issue), dtype=np.int64)
    for halt in plan.halts:
        places = np.flatnonzero(halt.kind)
        seen[places] += 1
        columns = [getattr(halt, one.name)[places] for one in fields(halt)]
        rows.append(np.stack([plan.issue[places], seen[places], *columns]))
    found = np.concatenate(rows, axis=1)
    return Interruptions(*found[:, np.lexsort((found[0], found[2]))])
