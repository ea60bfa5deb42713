"""A second matcher, written to be read and not to be fast: one account, one issue, both exchanges.

It shares the words of the tape with the engine, and nothing else: its own timetable, its own table
of what is taken when, its own lines of plain lists, its own auctions. It looks at every happening.
"""

from datetime import date

from kiwoom_mockserver.world.orders import Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.tape import Met, Move, Print, Uncross
from tests.world.trading.floor import ScriptedTape, at
from tests.world.trading.wishes import (
    AT_CLOSE,
    KRX,
    NXT,
    PRICED,
    RUNNING,
    TAKEN,
    Change,
    Piece,
    Wish,
    is_over,
    steps,
    timetable,
)


class NaiveMatcher:
    """Walks every happening and every order, in order of time, keeping plain lists."""

    def __init__(self, tape: ScriptedTape, day: date, preset: str) -> None:
        self.tape, self.preset = tape, preset
        self.books = {KRX: tape, NXT: tape.nxt or ScriptedTape()}
        self.parts = {one: timetable(one, day) for one in (KRX, NXT)}
        self.rounds = [at("16:00", day) + 600_000 * n for n in range(1, 13)]
        self.line: list[Piece] = []
        """What waits, in order of time."""
        self.used: dict[tuple[object, ...], int] = {}
        self.mail: list[tuple[int, Wish | Change]] = []
        self.last = 0
        """When the last of all mail arrives."""
        bells = {when for parts in self.parts.values() for when, _ in parts[1:]} | set(self.rounds)
        self.steps = steps(bells, {where: book.happenings for where, book in self.books.items()})

    def part(self, where: Exchange, when: int) -> str:
        return [name for start, name in self.parts[where] if start <= when][-1]

    def run(self, until: int) -> None:
        """All that happens until then has happened: at one instant, what arrives comes last."""
        while True:
            step = self.steps[0][0] if self.steps else until + 1
            post = self.mail[0][0] if self.mail else until + 1
            if min(step, post) > until:
                return
            if post < step:
                self.arrive(*self.mail.pop(0))
                continue
            when, _, where, happening = self.steps.pop(0)
            if happening is None:
                self.ring(when)
            elif isinstance(happening, Met):
                if self.part(where, when) in ("pre", "close"):
                    self.trade_at_close(happening)
            elif self.part(where, when) in RUNNING:
                if isinstance(happening, Move):
                    self.move(where, happening)
                elif isinstance(happening, Uncross):
                    self.go_on(where, happening)
                else:
                    self.trade(where, happening)

    # What is asked for

    def place(self, wish: Wish, when: int, latency: int) -> bool:
        """Whether the order is taken; if so, it is on its way."""
        self.run(when)
        if not self.is_taken(wish.kind, wish.where, when):
            return False
        self.post(wish, when, latency)
        return True

    def cancel(self, wish: Wish, quantity: int, when: int, latency: int) -> bool:
        """Whether the request to take so much (0 is all) back is on its way."""
        self.run(when)
        if not wish.left or quantity > wish.left or not self.is_open(wish.where, when):
            return False
        self.post(Change(wish, quantity or wish.left), when, latency)
        return True

    def amend(self, wish: Wish, quantity: int, price: int, when: int, latency: int) -> Wish | None:
        """The order that is to take the place of so much of another; None where it is refused."""
        self.run(when)
        kind = "limit" if price and wish.kind not in PRICED else wish.kind
        if not wish.left or quantity > wish.left or not self.is_taken(kind, wish.where, when):
            return None
        if kind in PRICED and not price:
            return None
        new = Wish(wish.side, quantity or wish.left, kind, wish.where, price, wish.trigger)
        self.post(Change(wish, new.quantity, new), when, latency)
        return new

    def is_taken(self, kind: str, where: tuple[Exchange, ...], when: int) -> bool:
        return any(self.part(one, when) in TAKEN[kind].split() for one in where)

    def is_open(self, where: tuple[Exchange, ...], when: int) -> bool:
        return any(self.part(one, when) for one in where)

    def post(self, what: Wish | Change, when: int, latency: int) -> None:
        """It is on its way, and overtakes nothing."""
        self.last = max(when + latency, self.last)
        self.mail.append((self.last, what))
        self.run(when)

    # What arrives

    def arrive(self, when: int, what: Wish | Change) -> None:
        if isinstance(what, Wish):
            what.arrived = True
            self.enter(what, when)
        else:
            self.change(what, when)

    def home(self, wish: Wish, when: int) -> Exchange:
        """The first of its exchanges that takes it now, else the last."""
        for one in wish.where:
            if self.part(one, when) in TAKEN[wish.kind].split():
                return one
        return wish.where[-1]

    def reachable(self, wish: Wish, when: int) -> list[Exchange]:
        """The exchanges that trade now and take it."""
        good = RUNNING & set(TAKEN[wish.kind].split())
        return [one for one in wish.where if self.part(one, when) in good]

    def enter(self, wish: Wish, when: int) -> None:
        home = self.home(wish, when)
        part = self.part(home, when)
        if part not in TAKEN[wish.kind].split() or not wish.is_fair(self.tape.band("", 0), part):
            wish.over = True
            return
        wish.limit = wish.price
        if wish.base in ("best", "first", "middle"):
            wish.limit = self.own_price(wish, home, when)
            wish.over = not wish.limit
        wish.asleep = wish.kind == "stop-limit"
        if wish.over:
            return
        if part in RUNNING:
            self.meet(wish, home, self.reachable(wish, when), when)
        elif part in ("pre", "close") and wish.kind in AT_CLOSE:
            self.meet_at_close(wish, when)
        else:
            self.sit(Piece(wish, home, wish.left))

    def own_price(self, wish: Wish, home: Exchange, when: int) -> int:
        asks, bids = [], []
        for one in [home] if wish.base == "middle" else self.reachable(wish, when):
            quotes = self.books[one].quotes("", KRX, when)
            asks += [level.price for level in quotes.asks[:1]]
            bids += [level.price for level in quotes.bids[:1]]
        if wish.base == "middle":
            return (asks[0] + bids[0]) // 2 if asks and bids else 0
        if (wish.base == "best") is (wish.side is Side.BUY):
            return min(asks, default=0)
        return max(bids, default=0)

    def change(self, what: Change, when: int) -> None:
        old, new = what.old, what.new
        where = self.seats(old)
        part = self.part(where, when)
        if new is not None:
            new.arrived = True
            new.over = not old.left or not self.is_taken(new.kind, new.where, when)
            new.over = new.over or not new.is_fair(self.tape.band("", 0), part)
        if not old.left or (new is not None and new.over):
            return
        quantity = min(what.quantity, old.left)
        stays = new is not None and new.price == old.price and not old.asleep
        gone = self.take_back(old, quantity)
        old.given_up += quantity
        if new is None:
            return
        new.given_up = new.quantity - quantity
        new.limit = old.limit if stays or new.kind not in PRICED else new.price
        if stays:
            for piece in gone:
                behind = [n for n, one in enumerate(self.line) if one.seat is piece.seat][-1] + 1
                piece.wish = new
                self.line.insert(behind, piece)
            return
        new.asleep = old.asleep and new.kind == "stop-limit"
        if len(new.where) > 1 and self.is_taken(new.kind, new.where, when):
            where = self.home(new, when)
            part = self.part(where, when)
        if part == "last" and new.kind == "conditional":
            new.limit = 0
        if part in RUNNING:
            self.meet(new, where, self.reachable(new, when) or [where], when)
        else:
            self.sit(Piece(new, where, new.left))

    def seats(self, wish: Wish) -> Exchange:
        """Where it has waited longest."""
        pieces = self.pieces(wish)
        return pieces[0].where if pieces else wish.where[0]

    def pieces(self, wish: Wish) -> list[Piece]:
        return [one for one in self.line if one.wish is wish and one.shares]

    def take_back(self, wish: Wish, quantity: int) -> list[Piece]:
        """What came last goes first; an empty piece keeps its seat in the line."""
        gone = []
        for piece in self.pieces(wish)[::-1]:
            shares = min(piece.shares, quantity)
            if shares:
                gone.append(Piece(wish, piece.where, shares, piece.ahead, piece.seat))
            piece.shares -= shares
            quantity -= shares
        return gone

    # Bells

    def ring(self, when: int) -> None:
        before = {one: self.part(one, when - 1) for one in (KRX, NXT)}
        after = {one: self.part(one, when) for one in (KRX, NXT)}
        for one in (KRX, NXT):
            met = self.books[one].auctions.get(when)
            ends = before[one] in ("call", "last", "gather") and before[one] != after[one]
            if met is not None and (ends or before[one] == "rounds"):
                self.share(one, met)
        self.leave_parts(before, after, when)
        for one in (KRX, NXT):
            if before[one] != after[one]:
                self.enter_part(one, after[one], when)

    def leave_parts(
        self, before: dict[Exchange, str], after: dict[Exchange, str], when: int
    ) -> None:
        homeless = []
        for one in (KRX, NXT):
            old, new = before[one], after[one]
            if old == new:
                continue
            for piece in [piece for piece in self.line if piece.where is one and piece.shares]:
                over = is_over(piece.wish.kind, one, old, new)
                if over or (new == "" and self.other(piece, when)):
                    homeless.append(piece)
        going = [(piece, self.other(piece, when)) for piece in homeless]
        for piece, other in going:
            if other is not None:
                piece.where, piece.ahead = other, 0
                self.sit(piece)
        for piece, other in going:
            if other is None:
                piece.shares = 0
                piece.wish.over = not self.pieces(piece.wish)

    def other(self, piece: Piece, when: int) -> Exchange | None:
        """The other exchange, where it may go on as what it is or as a limit order."""
        other = NXT if piece.where is KRX else KRX
        goes = len(piece.wish.where) > 1 and self.part(other, when) in piece.wish.elsewhere
        return other if goes else None

    def enter_part(self, where: Exchange, part: str, when: int) -> None:
        for piece in [piece for piece in self.line if piece.where is where and piece.shares]:
            wish = piece.wish
            if part in RUNNING:
                self.meet_again(piece, when)
            elif part == "close":
                piece.shares = 0
                self.meet_at_close(wish, when)
            elif part == "last" and wish.kind == "conditional":
                wish.limit = 0
                piece.ahead = 0
                self.sit(piece)

    def go_on(self, where: Exchange, met: Uncross) -> None:
        """The auction of a pause, and then whoever waits meets the book there is now."""
        self.share(where, met)
        for piece in [one for one in self.line if one.where is where and one.shares]:
            if not piece.wish.asleep and piece.wish.kind not in {"middle", *AT_CLOSE}:
                self.meet_again(piece, met.at)
        self.wake_up(where, met)

    def share(self, where: Exchange, met: Print | Uncross) -> None:
        """Who is eager goes first, purchases before sales; at the very price, half is others'."""
        awake = [piece for side in Side for piece in self.awake(where, side)]
        awake = [piece for piece in awake if piece.wish.kind not in {"middle", *AT_CLOSE}]
        eager = [piece for piece in awake if piece.wish.limit != met.price]
        exact = [piece for piece in awake if piece.wish.limit == met.price]
        left, half = met.quantity, met.quantity // 2
        for piece in eager:
            if piece.wish.takes(met.price):
                room = left if self.preset == "queue" else piece.shares
                left -= self.give(piece, met.at, met.price, room)
        for piece in exact:
            room = min(left, half) if self.preset == "queue" else piece.shares
            got = self.give(piece, met.at, met.price, room)
            left, half = left - got, half - got

    # Meeting the other side

    def meet(self, wish: Wish, home: Exchange, reach: list[Exchange], when: int) -> None:
        """The order takes what it may from the other side, and waits for the rest."""
        if wish.asleep and wish.wakes(self.tape.last("", when, home)):
            wish.asleep = False
        if not wish.asleep:
            self.take(wish, wish.left, reach, when)
        if wish.kind.endswith(("ioc", "fok")):
            wish.over = True
        for where, shares in self.divide(wish, home, reach, when):
            self.queue_up(Piece(wish, where, shares), when)

    def meet_again(self, piece: Piece, when: int) -> None:
        wish, shares = piece.wish, piece.shares
        piece.shares = 0
        if wish.asleep:
            self.meet(wish, piece.where, [piece.where], when)
            return
        left = shares - self.take(wish, shares, [piece.where], when)
        self.queue_up(Piece(wish, piece.where, left), when)

    def divide(
        self, wish: Wish, home: Exchange, reach: list[Exchange], when: int
    ) -> list[tuple[Exchange, int]]:
        if len(reach) < 2 or wish.asleep or wish.kind == "middle":
            return [(home, wish.left)]
        there = []
        for one in reach:
            quotes = self.books[one].quotes("", KRX, when)
            own = quotes.bids if wish.side is Side.BUY else quotes.asks
            there.append(sum(level.quantity for level in own))
        second = wish.left * there[1] // sum(there) if sum(there) else 0
        return [(reach[0], wish.left - second), (reach[1], second)]

    def queue_up(self, piece: Piece, when: int) -> None:
        """It waits behind what the book shows at its price."""
        wish = piece.wish
        if not piece.shares:
            return
        quotes = self.books[piece.where].quotes("", KRX, when)
        own = quotes.bids if wish.side is Side.BUY else quotes.asks
        piece.ahead = 0
        if own and wish.limit:
            sign = 1 if wish.side is Side.BUY else -1
            if sign * (wish.limit - own[0].price) <= 0:
                same = [level.quantity for level in own if level.price == wish.limit]
                piece.ahead = same[0] if same else own[-1].quantity
        self.sit(piece)

    def sit(self, piece: Piece) -> None:
        """The last of the line."""
        self.line = [one for one in self.line if one is not piece]
        piece.seat = object()
        if piece.shares:
            self.line.append(piece)

    def offers(
        self, wish: Wish, where: list[Exchange], when: int
    ) -> list[tuple[int, Exchange, int, tuple[object, ...]]]:
        """Price, place, what this account has left of each level in reach, and its name."""
        found = []
        for one in where:
            quotes = self.books[one].quotes("", KRX, when)
            for level in quotes.asks if wish.side is Side.BUY else quotes.bids:
                name = (one, wish.side, level.price, level.key)
                left = level.quantity - self.used.get(name, 0)
                if wish.takes(level.price):
                    found.append((level.price, one, left, name))
        sign = 1 if wish.side is Side.BUY else -1
        return sorted(found, key=lambda one: (sign * one[0], one[1] is KRX))

    def take(self, wish: Wish, shares: int, where: list[Exchange], when: int) -> int:
        """So many of its shares meet what is offered; how many are filled."""
        offers = self.offers(wish, where, when)
        if self.preset != "queue":
            if offers:
                return wish.fill(offers[0][1], when, offers[0][0], shares)
            if self.preset == "instant" and wish.limit:
                return wish.fill(where[0], when, wish.limit, shares)
            return 0
        if wish.kind.endswith("fok") and sum(left for *_, left, _ in offers) < shares:
            return 0
        filled = 0
        for price, one, left, name in offers:
            got = wish.fill(one, when, price, min(left, shares - filled))
            self.used[name] = self.used.get(name, 0) + got
            filled += got
        return filled

    def meet_at_close(self, wish: Wish, when: int) -> None:
        price, bid, ask = self.tape.at_close("", when)
        wish.limit = price
        name = ("close", wish.side, price)
        room = (ask if wish.side is Side.BUY else bid) - self.used.get(name, 0)
        if self.preset != "queue":
            room = wish.left
        got = wish.fill(KRX, when, price, min(wish.left, room))
        self.used[name] = self.used.get(name, 0) + got
        self.sit(Piece(wish, KRX, wish.left, bid if wish.side is Side.BUY else ask))

    def give(self, piece: Piece, when: int, price: int, shares: int) -> int:
        """What waits gets so much, or what there is of it."""
        got = piece.wish.fill(piece.where, when, price, min(shares, piece.shares))
        piece.shares -= got
        return got

    # The market

    def move(self, where: Exchange, move: Move) -> None:
        for piece in self.line:
            wish = piece.wish
            follows = wish.kind == "middle" and piece.where is where and piece.shares
            if follows and move.ask and move.bid:
                wish.limit, piece.ahead = (move.ask + move.bid) // 2, 0
        for side, best, own in ((Side.BUY, move.ask, move.bid), (Side.SELL, move.bid, move.ask)):
            for piece in self.awake(where, side):
                if best and piece.wish.takes(best):
                    self.come_to(piece, best, move.at)
            if not best and not own:
                continue
            for piece in self.awake(where, side):
                limit = piece.wish.limit
                if limit and (not own or (piece.wish.takes(own) and limit != own)):
                    for other in self.at_level(piece):
                        other.ahead = 0

    def come_to(self, piece: Piece, best: int, when: int) -> None:
        """The market comes to what waits: it trades at its own price."""
        wish = piece.wish
        if self.preset != "queue":
            self.give(piece, when, wish.limit or best, piece.shares)
            return
        for price, _, left, name in self.offers(wish, [piece.where], when):
            got = self.give(piece, when, wish.limit or price, left)
            self.used[name] = self.used.get(name, 0) + got

    def trade(self, where: Exchange, trade: Print) -> None:
        left = trade.quantity
        for side in Side:
            reached = [one for one in self.awake(where, side) if one.wish.takes(trade.price)]
            for piece in reached:
                limit = piece.wish.limit
                if self.preset != "queue":
                    self.give(piece, trade.at, limit or trade.price, piece.shares)
                    continue
                if limit == trade.price:
                    step = min(piece.ahead, left)
                    self.pass_by(piece, step)
                    left -= step
                left -= self.give(piece, trade.at, limit or trade.price, left)
                if not left:
                    break
        self.wake_up(where, trade)

    def wake_up(self, where: Exchange, trade: Print | Uncross) -> None:
        for piece in [one for one in self.line if one.where is where and one.shares]:
            wish = piece.wish
            if wish.asleep and wish.wakes(trade.price):
                wish.asleep = False
                piece.shares = 0
                self.meet(wish, where, self.reachable(wish, trade.at) or [where], trade.at)

    def trade_at_close(self, met: Met) -> None:
        """Orders for the close get what others leave, in order of time, purchases first."""
        left = met.quantity
        for side in Side:
            mine = [one for one in self.awake(KRX, side) if one.wish.kind in AT_CLOSE]
            for piece in mine:
                if piece.wish.limit != met.price:
                    continue
                if self.preset != "queue":
                    self.give(piece, met.at, met.price, piece.shares)
                    continue
                step = min(piece.ahead, left)
                for one in mine:
                    one.ahead = max(one.ahead - step, 0)
                left -= step
                left -= self.give(piece, met.at, met.price, left)

    def pass_by(self, piece: Piece, shares: int) -> None:
        for other in self.at_level(piece):
            other.ahead = max(other.ahead - shares, 0)

    def at_level(self, piece: Piece) -> list[Piece]:
        same = self.awake(piece.where, piece.wish.side)
        level = [one for one in same if one.wish.limit == piece.wish.limit]
        level = [one for one in level if one.wish.kind not in AT_CLOSE]
        return level if piece in level else [*level, piece]

    def awake(self, where: Exchange, side: Side) -> list[Piece]:
        """What waits there and is awake, the most eager first."""
        found = [
            one
            for one in self.line
            if one.shares and one.where is where and one.wish.side is side and not one.wish.asleep
        ]
        sign = -1 if side is Side.BUY else 1
        return sorted(found, key=lambda one: (bool(one.wish.limit), sign * one.wish.limit))
