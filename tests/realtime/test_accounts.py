"""What the socket tells of an account: 00 for every step of an order, 04 after each fill."""

from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.realtime.accounts import AccountEncoder
from kiwoom_mockserver.world.broker import Broker
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.movements import deposit
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.phases import Exchange
from kiwoom_mockserver.world.validation import Intent
from tests.gateway.caller import contracts, gateway_of

ORDER_FIDS = (
    "9201 9203 9205 9001 912 913 302 900 901 902 903 904 905 906 907 908 909 910 911 10 27 28 "
    "914 915 938 939 919 920 921 922 923 10010 2134 2135 2136"
)
HOLDING_FIDS = (
    "9201 9001 917 916 302 10 930 931 932 933 945 946 950 951 27 28 307 8019 957 958 918 990 "
    "991 992 993 959 924"
)
CODE = "005930"


class Desk:
    """An account on the paper host, and what its socket has heard."""

    def __init__(self, profile: str = "paper") -> None:
        self.gateway: Gateway = gateway_of(profile=profile)
        world = self.gateway.world
        self.broker: Broker = world.broker(world.sandboxes.open("alice"))
        self.encoder = AccountEncoder(self.gateway.settings, contracts(), world)

    @property
    def now(self) -> int:
        return millis(self.gateway.world.now())

    @property
    def ask(self) -> int:
        quotes = self.gateway.world.venue.tape.quotes(CODE, Exchange.KRX, self.now)
        return quotes.best_ask

    def place(self, side: Side, quantity: int, price: int = 0) -> int:
        kind = "limit" if price else "market"
        asked = Intent(side, CODE, kind, Route.KRX, quantity, price)
        return self.broker.place(asked, self.now).number

    def wait(self, seconds: float = 0.3) -> None:
        clock = self.gateway.world.clock
        assert isinstance(clock, VirtualClock)
        clock.advance(seconds)
        self.broker.advance(self.now)

    def heard(self) -> list[dict[str, Any]]:
        notices = self.broker.bulletin.after(0)
        entries = self.encoder.entries(self.broker.account, notices)
        return [orjson.loads(entry) for _, entry in entries]


def test_holdings_may_be_told_flat() -> None:
    desk = Desk()
    desk.place(Side.BUY, 1)
    desk.wait()
    nested = desk.heard()
    settings = desk.gateway.settings.with_(ws_holdings="flat")
    desk.encoder = AccountEncoder(settings, contracts(), desk.gateway.world)
    *orders, holding = desk.heard()
    assert orders == nested[:-1]
    named = {name: nested[-1][name] for name in ("type", "name", "item")}
    assert list(holding.items()) == [*nested[-1]["values"].items(), *named.items()]


def values(entries: list[dict[str, Any]], *names: str) -> list[tuple[str, ...]]:
    return [tuple(entry["values"][name] for name in names) for entry in entries]


def test_a_market_order_is_told_as_the_paper_host_did() -> None:
    """Key by key as on 2026-09-11; prices are this market's."""
    desk = Desk()
    desk.place(Side.BUY, 1)
    desk.wait()
    accepted, filled, holding = desk.heard()
    assert [entry["type"] for entry in (accepted, filled, holding)] == ["00", "00", "04"]
    names = [entry["name"] for entry in (accepted, filled, holding)]
    assert names == ["주문체결", "주문체결", "현물잔고"]
    assert {entry["item"] for entry in (accepted, filled, holding)} == {CODE}
    assert list(accepted) == ["values", "type", "name", "item"]
    assert " ".join(accepted["values"]) == " ".join(filled["values"]) == ORDER_FIDS
    assert " ".join(holding["values"]) == HOLDING_FIDS
    price = filled["values"]["910"]
    fee = str(int(price) * 35 // 10_000 // 10 * 10)
    same = {
        "9201": desk.broker.account.number, "9203": "0000001", "9205": "", "9001": CODE,
        "912": "JJ", "302": "삼성전자", "900": "1", "901": "0", "904": "0000000",
        "905": "+매수", "906": "시장가", "907": "2", "939": "0", "919": "0", "920": "",
        "921": "6801005", "922": "00", "923": "", "2134": "1", "2135": "KRX", "2136": "N",
        "10010": " 268000",
    }  # fmt: skip
    before = {"913": "접수", "902": "1", "903": "0", "908": "100000", "938": "0"} | dict.fromkeys(
        ("909", "910", "911", "914", "915"), ""
    )
    after = {
        "913": "체결", "902": "0", "903": price, "908": "100000", "909": "1", "911": "1",
        "914": price, "915": "1", "938": fee,
    }  # fmt: skip
    assert {name: accepted["values"][name] for name in same | before} == same | before
    assert {name: filled["values"][name] for name in same | after} == same | after
    assert holding["values"]["930"] == holding["values"]["933"] == holding["values"]["945"] == "1"
    assert (holding["values"]["931"], holding["values"]["946"]) == (price, "2")


def test_parts_of_an_order_are_told_one_by_one_and_in_sum() -> None:
    desk = Desk()
    account = desk.broker.account
    account.transfer(deposit(account.day, desk.now, 10**12))
    depth = desk.gateway.world.venue.tape.quotes(CODE, Exchange.KRX, desk.now + 200).asks
    quantity = depth[0].quantity + depth[1].quantity
    desk.place(Side.BUY, quantity, depth[3].price)
    desk.wait()
    fills = [entry for entry in desk.heard() if entry["values"].get("913") == "체결"]
    assert len(fills) >= 2
    parts = [int(count) for (count,) in values(fills, "915")]
    sums = [int(count) for (count,) in values(fills, "911")]
    assert sums == [sum(parts[: number + 1]) for number in range(len(parts))]
    paid = [int(price) * part for (price,), part in zip(values(fills, "914"), parts, strict=True)]
    assert [int(amount) for (amount,) in values(fills, "903")] == [
        sum(paid[: number + 1]) for number in range(len(paid))
    ]
    last = fills[-1]["values"]
    assert int(last["910"]) == int(last["903"]) // int(last["911"])


def test_amendments_and_cancellations_are_accepted_and_confirmed() -> None:
    desk = Desk()
    low = desk.broker.place(Intent(Side.BUY, CODE, "limit", Route.KRX, 10, 200_000), desk.now)
    desk.wait()
    change = Intent(Side.BUY, CODE, "", Route.KRX, 0, 201_000)
    amended = desk.broker.amend(low.number, 0, change, desk.now)
    desk.wait()
    desk.broker.cancel(amended.number, 0, Intent(Side.BUY, CODE, "", Route.KRX, 0), desk.now)
    desk.wait()
    assert values(desk.heard(), "9203", "904", "913", "905", "900", "901", "902") == [
        ("0000001", "0000000", "접수", "+매수", "10", "200000", "10"),
        ("0000002", "0000001", "접수", "+매수정정", "10", "201000", "10"),
        ("0000002", "0000001", "확인", "+매수정정", "10", "201000", "10"),
        ("0000003", "0000002", "접수", "매수취소", "10", "0", "10"),
        ("0000003", "0000002", "확인", "매수취소", "10", "0", "0"),
    ]


def test_what_an_order_at_once_leaves_is_withdrawn() -> None:
    """An IOC order whose book ends: 접수, a 체결 with its 04 for each level, 취소."""
    desk = Desk()
    account = desk.broker.account
    account.transfer(deposit(account.day, desk.now, 10**13))
    level = desk.gateway.world.venue.tape.quotes(CODE, Exchange.KRX, desk.now + 200).asks[0]
    asked = Intent(Side.BUY, CODE, "limit-ioc", Route.KRX, level.quantity + 7, level.price)
    desk.broker.place(asked, desk.now, 200)
    desk.wait()
    heard = desk.heard()
    assert [entry["type"] for entry in heard] == ["00", "00", "04", "00"]
    last = [entry for entry in heard if entry["type"] == "00"]
    whole, got = str(level.quantity + 7), str(level.quantity)
    assert values(last, "913", "905", "906", "900", "902", "911", "915") == [
        ("접수", "+매수", "보통(IOC)", whole, whole, "", ""),
        ("체결", "+매수", "보통(IOC)", whole, "7", got, got),
        ("취소", "+매수", "보통(IOC)", whole, "0", "", ""),
    ]


def test_parts_at_two_exchanges_name_theirs() -> None:
    """Both parts of a split order are fills of one order; 2134 to 2136 say where each was."""
    desk = Desk(profile="live")
    account, tape = desk.broker.account, desk.gateway.world.venue.tape
    account.transfer(deposit(account.day, desk.now, 10**13))
    books = [tape.quotes(CODE, one, desk.now).asks for one in Exchange]
    price = max(book[0].price for book in books)
    there = {
        one: sum(level.quantity for level in book if level.price <= price)
        for one, book in zip(Exchange, books, strict=True)
    }
    asked = Intent(Side.BUY, CODE, "limit", Route.SOR, sum(there.values()), price)
    desk.broker.place(asked, desk.now, 0)
    fills = [one for one in desk.heard() if one["values"].get("913") == "체결"]
    codes = {"KRX": "1", "NXT": "2"}
    told = values(fills, "2134", "2135", "2136", "915")
    assert {one[2] for one in told} == {"Y"}
    assert all(codes[name] == code for code, name, *_ in told)
    for one, quantity in there.items():
        assert sum(int(count) for _, name, _, count in told if name == one) == quantity


def test_a_rejection_names_its_reason() -> None:
    desk = Desk()
    number = desk.place(Side.BUY, 10, desk.ask)
    desk.wait(0)
    desk.broker.cancel(number, 0, Intent(Side.BUY, CODE, "", Route.KRX, 0), desk.now)
    desk.wait()
    told = [one for one in desk.heard() if one["values"].get("9203") == "0000002"]
    assert values(told, "913", "919") == [("접수", "0"), ("거부", "506550")]
    last = told[-1]
    assert last["values"]["902"] == "0"


@pytest.mark.parametrize("type_", ["00", "04"])
def test_entries_keep_to_their_contract(type_: str) -> None:
    desk = Desk()
    desk.place(Side.BUY, 3)
    desk.wait()
    desk.place(Side.SELL, 1)
    desk.wait()
    spec = contracts().realtime[type_]
    judge = Draft202012Validator(dict(spec.schema))
    for entry in desk.heard():
        if entry["type"] == type_:
            assert list(judge.iter_errors(entry["values"])) == []


def test_a_sale_is_told_with_what_it_brought() -> None:
    desk = Desk()
    desk.place(Side.BUY, 10)
    desk.wait()
    desk.place(Side.SELL, 4)
    desk.wait()
    last = desk.heard()[-1]["values"]
    (sold,) = [f for f in desk.broker.account.fills_of(desk.broker.account.day) if f.cost]
    fee = sold.cost * 35 // 10_000 // 10 * 10
    assert int(last["990"]) == sold.amount - sold.cost - sold.charges.total - fee
    assert (last["930"], last["945"], last["946"]) == ("6", "6", "1")
