"""An account's history: settled trades and movements of cash or shares, and what was left.

Trades are written as the live server writes them (kt00015, May 2026). No movement was ever seen;
its row says the same things in the words of the manual's codes: what came in has 1, what left 2.
Gold is an account of its own: what is paid for it leaves the stock account's ledger for the gold
account's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Final

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words
from kiwoom_mockserver.vocabulary.accounts.valuing import is_gold
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.hours import moment_of
from kiwoom_mockserver.world.instruments import Instrument
from kiwoom_mockserver.world.movements import Move, Transfer
from kiwoom_mockserver.world.orders import Fill, Side
from kiwoom_mockserver.world.world import World

SETTLED: Final = time()
"""When a settlement takes place: as its day begins, from when on every operation counts it.

Live, the night's work writes it into the history later (04:05:11 and 04:05:18 seen); what other
operations tell before that is not known, and a row of a time to come would be told here.
"""

_FIRST_PENDING: Final = 10_000
_TURN: Final = {Side.BUY: "매수", Side.SELL: "매도"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of history."""

    number: int
    """Within its day."""
    day: int
    source: Fill | Transfer
    issue: Instrument | None
    cash: int
    """What the account has more by it, or less."""
    deposit: int
    """Settled cash after it."""
    held: int
    """Shares of the issue after it."""
    receipt: int = 0
    """The number of a movement of cash, counting up."""

    @property
    def of_gold(self) -> bool:
        """Whether it belongs to the gold account."""
        return self.issue is not None and is_gold(self.issue)

    @property
    def pending_number(self) -> int:
        """As kt00008 numbers what is still to be settled."""
        return _FIRST_PENDING + self.number

    @property
    def arisen(self) -> int:
        """What the account failed to pay by it."""
        return max(max(-self.deposit, 0) - max(self.cash - self.deposit, 0), 0)

    @property
    def repaid(self) -> int:
        """What it paid of that."""
        return max(max(self.cash - self.deposit, 0) - max(-self.deposit, 0), 0)


def entry_rows(entries: Sequence[Entry], *, gold: bool = False) -> Rows[Entry]:
    """Rows of history as the stock account's ledger has them, or the gold account's."""
    words = {word: partial(_told, word, gold) for word in _TRADE}
    return Rows(entries, {**words, **_PADDED} if gold else words)


def pending_rows(entries: Sequence[Entry]) -> Rows[Entry]:
    """Rows of what is still to be settled."""
    return Rows(entries, {**_TRADE, **_PENDING})


def history_of(world: World, account: Account) -> list[Entry]:
    """Every settled trade and every movement, in order, with what was left after each."""
    cash, receipts = 0, 0
    shares: dict[str, int] = {}
    entries: list[Entry] = []
    for day, source in _happened(world, account):
        moved, quantity = _effect(source)
        cash += moved
        receipts += isinstance(source, Transfer) and not source.move.is_delivery
        held = shares[source.code] = shares.get(source.code, 0) + quantity
        issue = world.find(source.code) if source.code else None
        number = entries[-1].number + 1 if entries and entries[-1].day == day else 1
        receipt = receipts if isinstance(source, Transfer) and moved else 0
        entries.append(Entry(number, day, source, issue, moved, cash, held, receipt))
    return entries


def pending_of(world: World, account: Account) -> list[Entry]:
    """Every trade that is not settled yet, in order of settlement."""
    recent = account.fills_between(account.day - 2, account.day)
    waiting = sorted((one for one in recent if one.settles > account.day), key=lambda f: f.settles)
    return [
        Entry(number, fill.settles, fill, world.find(fill.code), fill.due, 0, 0)
        for number, fill in enumerate(waiting, 1)
    ]


def wanted_in(tp: str, *, gold: bool) -> Callable[[Entry], bool]:
    """Whether an entry belongs to a ledger and is of the kind that a request's ``tp`` names."""
    kinds = _KINDS.get(tp or "0", frozenset())
    return lambda entry: _kind(entry, gold=gold) in kinds and _belongs(entry, gold=gold)


def _happened(world: World, account: Account) -> Iterable[tuple[int, Fill | Transfer]]:
    """What is in the history: settlements when a day begins, then all else as it happened."""
    settled = [f for some in account.fills.values() for f in some if f.settles <= account.day]
    rows: list[tuple[tuple[int, ...], Fill | Transfer]] = [
        ((f.settles, int(f.settles == f.day), f.at * (f.settles == f.day), 1, f.day, f.number), f)
        for f in settled
    ]
    rows += [
        ((one.day, 1, one.at, 0, 0, number), one) for number, one in enumerate(account.transfers)
    ]
    rows.sort(key=lambda row: row[0])
    return [(key[0], source) for key, source in rows]


def _effect(source: Fill | Transfer) -> tuple[int, int]:
    """Cash and shares that it brought."""
    if isinstance(source, Transfer):
        return source.cash, source.quantity if source.move.is_delivery else 0
    return source.due, source.side.sign * source.quantity


def _kind(entry: Entry, *, gold: bool) -> str:
    source = entry.source
    if isinstance(source, Fill):
        if entry.of_gold and not gold:
            return "in" if entry.cash > 0 else "out"
        return "buy" if source.side is Side.BUY else "sell"
    if source.move.is_delivery:
        return "delivery-out" if source.move.leaves else "delivery-in"
    return "out" if source.move.leaves else "in"


def _belongs(entry: Entry, *, gold: bool) -> bool:
    """What is paid for gold is in both ledgers, as cash of the owner's is; all else in its own."""
    if isinstance(entry.source, Transfer) and not entry.source.move.is_delivery:
        return not (gold and entry.source.move.is_earned)
    return entry.of_gold is gold or (isinstance(entry.source, Fill) and not gold)


_CASH: Final = frozenset({"in", "out"})
_TRADES: Final = frozenset({"buy", "sell"})
_DELIVERIES: Final = frozenset({"delivery-in", "delivery-out"})

_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "0": _CASH | _TRADES | _DELIVERIES, "1": _CASH, "2": _DELIVERIES, "3": _TRADES,
    "4": frozenset({"buy"}), "5": frozenset({"sell"}), "6": frozenset({"in"}),
    "7": frozenset({"out"}), "M": _CASH,
}  # fmt: skip
"""What a request's ``tp`` names; what no account here has - foreign money, loans on holdings -
has no rows."""


def isin_of(code: str) -> str:
    """The ISIN of a Korean share: its check digit is Luhn's, letters counted as two digits."""
    body = f"KR7{code}00"
    digits = [int(digit) for char in body for digit in str(int(char, 36))]
    doubled = [digit * 2 for digit in digits[::-2]] + digits[-2::-2]
    return f"{body}{-sum(digit // 10 + digit % 10 for digit in doubled) % 10}"


def _fill(read: Callable[[Fill], Value]) -> Callable[[Entry], Value]:
    """A value of a trade."""

    def value(entry: Entry) -> Value:
        assert isinstance(entry.source, Fill)
        return read(entry.source)

    return value


def _moved(read: Callable[[Transfer], Value]) -> Callable[[Entry], Value]:
    """A value of a movement."""

    def value(entry: Entry) -> Value:
        assert isinstance(entry.source, Transfer)
        return read(entry.source)

    return value


def _isin(entry: Entry) -> Value:
    return "" if entry.issue is None or is_gold(entry.issue) else isin_of(entry.issue.code)


def _fill_remark(entry: Entry) -> Value:
    assert isinstance(entry.source, Fill)
    if entry.source.redeems:
        return "ELW만기상환"
    return f"{'금현물' if entry.of_gold else '장내'}{_TURN[entry.source.side]}"


def _side(fill: Fill) -> Value:
    return _TURN[fill.side]


def _unsettled(value: int) -> Value:
    """A text that is empty for nothing."""
    return str(value) if value else ""


def _fee(entry: Entry) -> Value:
    assert isinstance(entry.source, Fill)
    return entry.source.commission * 10 // 11 if entry.of_gold else entry.source.commission


def _processed(entry: Entry) -> Value:
    source = entry.source
    if isinstance(source, Transfer) or source.settles == source.day:
        return moment_of(source.at).time()
    return SETTLED


_ALWAYS: Words[Entry] = {
    "date": lambda e: day_at(e.day),
    "row-number": lambda e: e.number,
    "original-order-number": lambda e: 0,
    "settlement-amount": lambda e: abs(e.cash),
    "deposit-after": lambda e: e.deposit,
    "holding-after": lambda e: e.held,
    "code": lambda e: e.issue.code if e.issue else "",
    "prefixed-code": lambda e: e.issue.prefixed_code if e.issue else "",
    "name": lambda e: e.issue.name if e.issue else "",
    "isin": _isin,
    "processing-time": _processed,
    "branch-name": lambda e: "영업부",
    "unpaid-arisen": lambda e: _unsettled(e.arisen),
    "unpaid-repaid": lambda e: _unsettled(e.repaid),
    "receipt-number": lambda e: _unsettled(e.receipt),
    "value-added-tax": lambda e: 0,
}

_TRADE: Words[Entry] = {
    **_ALWAYS,
    "trade-date": _fill(lambda f: day_at(f.day)),
    "remark": _fill_remark,
    "credit-name": _fill(lambda f: "융자" if f.loan_day else "보통매매"),
    "credit-type": _fill(lambda f: f"{'융자' if f.loan_day else '현금'}{_TURN[f.side]}"),
    "loan-date": _fill(lambda f: day_at(f.loan_day) if f.loan_day else None),
    "loan-repaid": _fill(lambda f: f.loan if f.side is Side.SELL else 0),
    "interest-paid": _fill(lambda f: f.interest),
    "history-class": lambda e: "9",
    "history-kind": lambda e: 11,
    "trade-kind": lambda e: "매매",
    "turnover": _fill(lambda f: f.amount),
    "contract-amount": _fill(lambda f: f.amount),
    "traded-quantity": _fill(lambda f: f.quantity),
    "unit-price": _fill(lambda f: f.price),
    "fee": _fee,
    "value-added-tax": _fill(lambda f: f.commission // 11),
    "transaction-tax": _fill(lambda f: f.transaction_tax),
    "rural-tax": _fill(lambda f: f.rural_tax),
    "both-taxes": _fill(lambda f: f.charges.tax),
    "withheld-tax": lambda e: 0,
    "charges": _fill(lambda f: f.charges.total),
    "channel": _fill(lambda f: "" if f.redeems else "REST API"),
    "side-code": _fill(lambda f: 2 if f.side is Side.BUY else 1),
    "side-name": _fill(_side),
    "exchange": _fill(lambda f: f.venue),
    "exchange-name": _fill(lambda f: "한국거래소" if f.venue == "KRX" else "넥스트레이드"),
    "processor": lambda e: "DAILY",
    "payer": lambda e: "",
}

_NO_TRADE: Words[Entry] = {
    **_ALWAYS,
    "trade-date": lambda e: day_at(e.day),
    "credit-name": lambda e: "",
    "credit-type": lambda e: "",
    "loan-date": lambda e: None,
    "history-class": lambda e: "1",
    "history-kind": lambda e: None,
    "trade-kind": lambda e: "입출금",
    "turnover": lambda e: abs(e.cash),
    "contract-amount": lambda e: abs(e.cash),
    "side-code": lambda e: 1 if e.cash > 0 else 2,
    "side-name": lambda e: "입금" if e.cash > 0 else "출금",
    "channel": lambda e: "",
    "exchange": lambda e: "",
    "exchange-name": lambda e: "",
    "processor": lambda e: "ONLINE",
    "payer": lambda e: "",
    **dict.fromkeys(
        ("loan-repaid", "interest-paid", "traded-quantity", "unit-price", "fee", "both-taxes",
         "transaction-tax", "rural-tax", "withheld-tax", "charges"),
        lambda e: 0,
    ),
}  # fmt: skip
"""What a row that is no trade says, unless its kind knows better."""

_TO_GOLD: Words[Entry] = {
    **_NO_TRADE,
    "remark": lambda e: f"금현물대체{'입금' if e.cash > 0 else '출금'}",
    "code": lambda e: "",
    "prefixed-code": lambda e: "",
    "name": lambda e: "",
    "holding-after": lambda e: 0,
}

_REMARKS: Final = {
    Move.DEPOSIT: "이체입금", Move.WITHDRAWAL: "이체출금", Move.DELIVERY_IN: "대체입고",
    Move.DELIVERY_OUT: "대체출고", Move.DIVIDEND: "배당금입금", Move.INTEREST: "예탁금이용료입금",
}  # fmt: skip

_PAID: Words[Entry] = {
    **_NO_TRADE,
    "remark": _moved(lambda t: _REMARKS[t.move]),
    "turnover": _moved(lambda t: abs(t.cash) + t.tax),
    "contract-amount": _moved(lambda t: abs(t.cash) + t.tax),
    "traded-quantity": _moved(lambda t: t.quantity),
    "withheld-tax": _moved(lambda t: t.tax),
    "charges": _moved(lambda t: t.tax),
    "channel": _moved(lambda t: "" if t.move.is_earned else "은행"),
    "processor": _moved(lambda t: "DAILY" if t.move.is_earned else "ONLINE"),
    "payer": _moved(lambda t: t.payer),
}

_DELIVERED: Words[Entry] = {
    **_NO_TRADE,
    "remark": _moved(lambda t: _REMARKS[t.move]),
    "history-class": lambda e: "9",
    "trade-kind": lambda e: "입출고",
    "turnover": _moved(lambda t: abs(t.cost)),
    "contract-amount": _moved(lambda t: abs(t.cost)),
    "traded-quantity": _moved(lambda t: abs(t.quantity)),
    "unit-price": _moved(lambda t: t.cost // t.quantity),
    "side-code": _moved(lambda t: 2 if t.move.leaves else 1),
    "side-name": _moved(lambda t: "출고" if t.move.leaves else "입고"),
    "channel": lambda e: "영업점",
}

_PADDED: Words[Entry] = {
    "unpaid-arisen": lambda e: e.arisen,
    "unpaid-repaid": lambda e: e.repaid,
    "receipt-number": lambda e: e.receipt,
}
"""The gold account's ledger pads what the stock account's leaves empty."""

_PENDING: Words[Entry] = {
    "row-number": lambda e: f"{e.pending_number:07}",
    "side-code": _fill(_side),
}
"""Each mapping: what such a row knows, by the words of contracts/words.json."""


def _told(word: str, gold: bool, entry: Entry) -> Value:
    if isinstance(entry.source, Transfer):
        return (_DELIVERED if entry.source.move.is_delivery else _PAID)[word](entry)
    return (_TO_GOLD if entry.of_gold and not gold else _TRADE)[word](entry)
