"""Random days in a small market, and what a client does in them: drawn so that things meet.

Everything is drawn from one number. Trades, quotes and orders gather in the same few minutes, at
few prices and around the bells, where orders queue behind one another and phases change.
"""

from dataclasses import dataclass
from datetime import date
from random import Random

from kiwoom_mockserver.world.matching import Preset
from kiwoom_mockserver.world.order_types import ORDER_TYPES
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.tape import Move, Print
from tests.world.trading.desk import BAND
from tests.world.trading.floor import DAY, ScriptedTape, at

ROUNDS_DAY = date(2026, 9, 11)
STEP = 10
MIDDLE = 10_100
WINDOWS = (
    ("08:00", "08:52"), ("08:29", "08:42"), ("08:38", "09:02"), ("08:58", "09:06"),
    ("09:10", "09:14"), ("09:10", "09:14"), ("13:00", "13:03"), ("13:00", "13:03"),
    ("14:00", "14:02"), ("15:17", "15:23"), ("15:17", "15:32"), ("15:28", "15:43"),
    ("15:36", "16:04"), ("16:00", "16:05"), ("16:00", "16:32"),
)  # fmt: skip
BELLS = (
    "08:30", "08:40", "08:50", "09:00", "09:00:30", "15:20", "15:30", "15:40", "16:00", "16:10",
)  # fmt: skip
PLAIN = ("limit", "limit", "limit", "limit", "market", "conditional", "stop-limit", "middle")
OUTSIDE = ("before-open", "after-close", "single-price")


@dataclass(frozen=True)
class Step:
    """What is asked for: an order, or a change (``act``) of the ``back``-th last one."""

    at: int
    act: str
    back: int
    side: Side
    kind: str
    route: Route
    quantity: int
    price: int
    trigger: int
    same_price: bool


@dataclass(frozen=True)
class Day:
    """A market, how it fills, and what is asked in it."""

    date: date
    tape: ScriptedTape
    preset: Preset
    latency: int
    steps: list[Step]


def day_of(number: int) -> Day:
    """The day of that number; about half of them are plain: KRX, at once, by the queue."""
    draw = Random(number)
    plain = number % 2 == 0
    date = ROUNDS_DAY if draw.random() < 0.15 else DAY
    windows = [
        (at(begin, date), at(end, date))
        for begin, end in draw.sample(WINDOWS, draw.choice((1, 1, 2)))
    ]
    routes = [Route.KRX] if plain else [Route.SOR, Route.SOR, Route.KRX, Route.NXT]
    tape = market(draw, date, windows)
    tape.nxt = market(draw, date, windows)
    tape.closes = (draw.randint(0, 40), draw.randint(0, 40))
    preset = draw.choice([Preset.QUEUE] * 4 + [Preset.TOUCH, Preset.INSTANT])
    latency = draw.choice([0, 0, 150, 4_000])
    steps = [asked(draw, date, windows, routes) for _ in range(draw.randint(6, 16))]
    steps.sort(key=lambda step: step.at)
    return Day(
        date, tape, Preset.QUEUE if plain else preset, 0 if plain and number % 4 else latency, steps
    )


def moment(draw: Random, date: date, windows: list[tuple[int, int]]) -> int:
    """Somewhere in the windows; often at a whole second, sometimes just at or before a bell."""
    begin, end = draw.choice(windows)
    bells = [bell for text in BELLS if begin <= (bell := at(text, date)) < end]
    if bells and draw.random() < 0.15:
        return draw.choice(bells) - draw.choice((0, 0, 1, 100))
    when = draw.randrange(begin, end)
    return when - when % 1000 if draw.random() < 0.5 else when


def price(draw: Random, spread: int = 5) -> int:
    return MIDDLE + STEP * draw.randint(-spread, spread)


def market(draw: Random, date: date, windows: list[tuple[int, int]]) -> ScriptedTape:
    """Trades and moves of the quotes in the windows, auctions, and at times a pause."""
    pauses = []
    if draw.random() < 0.4:
        begin = moment(draw, date, windows)
        pauses = [(begin, begin + 60_000)]
    happenings: list[Print | Move] = []
    for _ in range(draw.randint(15, 50)):
        when = moment(draw, date, windows)
        if any(begin <= when <= end for begin, end in pauses):
            continue
        if draw.random() < 0.75:
            happenings.append(Print(when, price(draw), draw.randint(1, 90)))
        else:
            bid = price(draw, 4)
            gone = draw.choice((0, 0, 0, 0, 0, 0, 1, 2))
            happenings.append(Move(when, (bid + STEP) * (gone != 1), bid * (gone != 2)))
    for begin, end in pauses:
        happenings.append(Move(begin, 0, 0))
        happenings.append(Print(end, price(draw), draw.randint(1, 90)))
    rings = ["09:00", "15:30", "15:40", *(f"{16 + n // 6}:{n % 6}0" for n in range(1, 13))]
    best = MIDDLE + STEP * draw.randint(-1, 1)
    return ScriptedTape(
        *happenings,
        asks=[(best + STEP * n, draw.randint(1, 60)) for n in (1, 2, 4)],
        bids=[(best - STEP * n, draw.randint(1, 60)) for n in (0, 1, 3)],
        band=BAND,
        auctions=[
            Print(at(ring, date), price(draw, 3), draw.randint(1, 150))
            for ring in rings
            if draw.random() < 0.7
        ],
        pauses=pauses,
    )


def asked(draw: Random, date: date, windows: list[tuple[int, int]], routes: list[Route]) -> Step:
    kinds = [kind for kind in ORDER_TYPES if kind not in OUTSIDE]
    kind = draw.choice(PLAIN if draw.random() < 0.5 else kinds)
    when = moment(draw, date, windows)
    for name, begin, end in zip(
        OUTSIDE, ("08:30", "15:30", "16:00"), ("08:40", "16:00", "18:00"), strict=True
    ):
        if at(begin, date) <= when < at(end, date) and draw.random() < 0.4:
            kind = name
    wild = draw.random() < 0.04
    return Step(
        when,
        draw.choice(("place", "place", "place", "cancel", "amend")),
        draw.randint(0, 4),
        draw.choice(list(Side)),
        kind,
        draw.choice(routes),
        draw.randint(1, 80),
        draw.choice((6_000, 13_500, 9_000)) if wild else price(draw, 4),
        price(draw, 4),
        draw.random() < 0.4,
    )
