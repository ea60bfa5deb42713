"""Values that a paper account really showed come out again, where the inputs can be given."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.realtime.accounts import AccountEncoder
from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.vocabulary.accounts.holdings import holding_rows
from kiwoom_mockserver.vocabulary.accounts.valuing import Valued
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.world.broker import Broker, Venue
from kiwoom_mockserver.world.calendar import day_at
from kiwoom_mockserver.world.charges import tariff_of
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.hours import millis
from kiwoom_mockserver.world.orders import Route, Side
from kiwoom_mockserver.world.tape import Band
from kiwoom_mockserver.world.validation import Intent
from tests.gateway.caller import contracts, gateway_of
from tests.world.trading.floor import ScriptedTape

CODE = "005930"
ORDERED = datetime(2026, 9, 11, 11, 56, 39, 700_000, tzinfo=SEOUL)

MEASURED = """
9001 005930 005930 005930 005930
912  JJ     JJ     JJ     JJ
913  접수   체결   접수   체결
900  1      1      1      1
901  0      0      0      0
902  1      0      1      0
903  0      258000 0      258000
904  0000000 0000000 0000000 0000000
905  +매수  +매수  -매도  -매도
906  시장가 시장가 시장가 시장가
907  2      2      1      1
908  115639 115640 115707 115708
910  -      258000 -      258000
911  -      1      -      1
914  -      258000 -      258000
915  -      1      -      1
938  0      900    0      900
939  0      0      0      516
919  0      0      0      0
920  -      -      -      -
922  00     00     00     00
923  -      -      -      -
2134 1      1      1      1
2135 KRX    KRX    KRX    KRX
2136 N      N      N      N
"""
"""A market order bought and one sold on the paper host, 2026-09-11; - is an empty text.

Not here: what only that host and that moment knew - account, order, fill and terminal numbers, and
the market's last and best prices.
"""


@pytest.fixture(scope="module")
def frames() -> list[dict[str, Any]]:
    """The same two orders, at the same prices, with the same delays."""
    gateway = gateway_of(profile="paper", at=ORDERED)
    world = gateway.world
    tape = ScriptedTape(
        asks=((258_000, 9),), bids=((258_000, 9),), band=Band(269_000, 188_500, 349_500)
    )
    world.other_venue = Venue(tape, world.instruments, world.rules)
    broker: Broker = world.broker(world.sandboxes.open("alice"))
    clock = world.clock
    assert isinstance(clock, VirtualClock)
    for side, pause in ((Side.BUY, 27.7), (Side.SELL, 5)):
        broker.place(Intent(side, CODE, "market", Route.KRX, 1), millis(world.now()), 600)
        clock.advance(pause)
        broker.advance(millis(world.now()))
    encoder = AccountEncoder(gateway.settings, contracts(), world)
    entries = encoder.entries(broker.account, broker.bulletin.after(0))
    return [orjson.loads(entry)["values"] for type_, entry in entries if type_ == "00"]


def test_a_bought_and_a_sold_share_are_told_as_on_the_paper_host(
    frames: list[dict[str, Any]],
) -> None:
    rows = [line.split() for line in MEASURED.split("\n") if line]
    for place, frame in enumerate(frames):
        expected = {name: told[place].replace("-", "", told[place] == "-") for name, *told in rows}
        assert {name: frame[name] for name in expected} == expected
    assert len(frames) == 4


def test_a_measured_row_of_a_balance_comes_out() -> None:
    """One share bought at 272,750 and worth 272,500 (paper, July 2026): 950, 950 and 544 won."""
    world = gateway_of(profile="paper").world
    broker = world.broker(world.sandboxes.open("alice"))
    issue, tariff = world.find(CODE), tariff_of("paper")
    assert issue is not None
    sale = tariff.of_selling("KOSPI", "KRX", 272_500, day_at(broker.account.day + 2))
    fee = tariff.commission_of("KOSPI", "KRX", 272_750)
    held = Valued(issue, 1, 272_750, 272_500, 272_000, fee, sale)
    table = next(iter(contracts().operations["kt00018"].tables))
    rows = holding_rows(world, broker.account, [held], net=False)
    row = {name: column[0] for name, column in fill(table.children, rows).items()}
    assert {name: row[name] for name in ("pur_cmsn", "sell_cmsn", "sum_cmsn", "tax")} == {
        "pur_cmsn": 950, "sell_cmsn": 950, "sum_cmsn": 1900, "tax": 544,
    }  # fmt: skip
    assert row["evltv_prft"] == 272_500 - 272_750 - 1900 - 544
    assert row["evlt_amt"] == 272_500
    rate = row["prft_rt"]
    assert isinstance(rate, Decimal)
    assert round(rate, 2) == Decimal("-0.99")
