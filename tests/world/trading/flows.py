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
from kiwoom_mockserver.world.tape import Band, Met, Moment, Move, Print, Uncross
from tests.world.trading.floor import DAY, ScriptedTape, at

ROUNDS_DAY = date(2026, 9, 11)
CHEAP = 1_010, 1, Band(1_000, 700, 1_300)
DEAR = 10_100, 10, Band(10_000, 7_000, 13_000)
"""What prices are near, their step, and the limits; at the middle of cheap ones, half a step."""
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
OUTSIDE = {
    "before-open": ("08:30", "08:40"), "after-close": ("15:30", "16:00"),
    "single-price": ("16:00", "18:00"),
}  # fmt: skip
"""When each of these is more likely than another."""


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
    latency: int


@dataclass(frozen=True)
class Day:
    """A market, how it fills, and what is asked in it."""

    date: date
    tape: ScriptedTape
    preset: Preset
    steps: list[Step]


def day_of(number: int) -> Day:
    """The day of that number; half of them are plain: KRX alone, by the queue."""
    return _Drawn(number).day()


class _Drawn:
    """What is drawn from one number."""

    def __init__(self, number: int) -> None:
        self.draw = draw = Random(number)
        self.plain = number % 2 == 0
        self.date = ROUNDS_DAY if draw.random() < 0.15 else DAY
        self.near, self.step, self.band = draw.choice((DEAR, DEAR, CHEAP))
        self.windows = [
            (at(begin, self.date), at(end, self.date))
            for begin, end in draw.sample(WINDOWS, draw.choice((1, 1, 2)))
        ]
        self.latencies = draw.choice(((0,), (0,), (150,), (100, 300, 900), (50, 4_000, 20_000)))
        self.asked_at: list[int] = []

    def day(self) -> Day:
        draw = self.draw
        tape = self.market()
        tape.nxt = self.market()
        tape.closes = (draw.randint(0, 40), draw.randint(0, 40))
        preset = draw.choice([Preset.QUEUE] * 4 + [Preset.TOUCH, Preset.INSTANT])
        steps = [self.asked() for _ in range(draw.randint(6, 16))]
        steps.sort(key=lambda step: step.at)
        return Day(self.date, tape, Preset.QUEUE if self.plain else preset, steps)

    def moment(self) -> int:
        """Somewhere in the windows; often at a whole second, sometimes just at or before a bell."""
        draw = self.draw
        begin, end = draw.choice(self.windows)
        bells = [bell for text in BELLS if begin <= (bell := at(text, self.date)) < end]
        if bells and draw.random() < 0.15:
            return draw.choice(bells) - draw.choice((0, 0, 1, 100))
        when = draw.randrange(begin, end)
        return when - when % 1000 if draw.random() < 0.5 else when

    def asking(self) -> int:
        """As ``moment``; often soon after another request."""
        draw = self.draw
        if self.asked_at and draw.random() < 0.5:
            when = draw.choice(self.asked_at) + draw.choice((0, 1, 200, 1_000, 4_000, 15_000))
        else:
            when = self.moment()
        self.asked_at.append(when)
        return when

    def is_at_close(self, when: int) -> bool:
        hours = (("08:30", "08:40"), ("15:40", "16:00"))
        return any(at(begin, self.date) <= when < at(end, self.date) for begin, end in hours)

    def price(self, spread: int) -> int:
        return self.near + self.step * self.draw.randint(-spread, spread)

    def market(self) -> ScriptedTape:
        """Trades and moves of the quotes in the windows, auctions, and at times a pause."""
        draw, step = self.draw, self.step
        pauses = []
        if draw.random() < 0.5:
            begin = self.moment()
            pauses = [(begin, begin + draw.choice((5_000, 60_000)))]
        happenings: list[Moment] = []
        for _ in range(draw.randint(15, 60)):
            when = self.moment()
            if any(begin <= when <= end for begin, end in pauses):
                continue
            if draw.random() < 0.5 and self.is_at_close(when):
                happenings.append(Met(when, self.band.base, draw.randint(1, 90)))
            elif draw.random() < 0.75:
                happenings.append(Print(when, self.price(5), draw.randint(1, 90)))
            else:
                bid, gone = self.price(4), draw.choice((0, 0, 0, 0, 0, 0, 1, 2))
                happenings.append(Move(when, (bid + step) * (gone != 1), bid * (gone != 2)))
        for begin, end in pauses:
            happenings.append(Move(begin, 0, 0))
            happenings.append(Uncross(end, self.price(5), draw.randint(1, 90)))
        rings = ["09:00", "15:30", "15:40", *(f"{16 + n // 6}:{n % 6}0" for n in range(1, 13))]
        best = self.price(1)
        return ScriptedTape(
            *happenings,
            asks=[(best + step * n, draw.randint(1, 60)) for n in (1, 2, 4)],
            bids=[(best - step * n, draw.randint(1, 60)) for n in (0, 1, 3)],
            band=self.band,
            auctions=[
                Print(at(ring, self.date), self.price(3), draw.randint(1, 150))
                for ring in rings
                if draw.random() < 0.7
            ],
            pauses=pauses,
        )

    def asked(self) -> Step:
        draw, when = self.draw, self.asking()
        kinds = [kind for kind in ORDER_TYPES if kind not in OUTSIDE]
        kind = draw.choice(PLAIN if draw.random() < 0.5 else kinds)
        for name, (begin, end) in OUTSIDE.items():
            if at(begin, self.date) <= when < at(end, self.date) and draw.random() < 0.4:
                kind = name
        base, lower, upper = self.band
        odd = draw.choice((lower - self.step, upper + self.step, base * 88 // 100, base, base))
        routes = [Route.KRX] if self.plain else [Route.SOR, Route.SOR, Route.KRX, Route.NXT]
        return Step(
            at=when,
            act=draw.choice(("place", "place", "place", "cancel", "amend")),
            back=draw.choice((0, 0, 0, 1, 2, 4)),
            side=draw.choice(list(Side)),
            kind=kind,
            route=draw.choice(routes),
            quantity=draw.randint(1, 80),
            price=odd if draw.random() < 0.1 else self.price(4),
            trigger=self.price(4),
            same_price=draw.random() < 0.4,
            latency=draw.choice(self.latencies),
        )
