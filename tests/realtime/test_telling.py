"""What ticks say when nothing trades, and the signs and sums of what they tell."""

from decimal import Decimal

import orjson
import pytest

from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world.world import Instant
from tests.gateway.caller import Caller, contracts, gateway_of
from tests.realtime.test_streaming import ITEM, NINE, books_of, stream_of, told, world_of


@pytest.mark.parametrize(
    ("item", "clock"),
    [
        (ITEM, "08:05"), (ITEM, "15:31"), (ITEM, "18:30"), (ITEM, "23:00"), (f"{ITEM}_NX", "08:52"),
        (f"{ITEM}_NX", "15:22"), (f"{ITEM}_NX", "20:01"), (f"{ITEM}_AL", "20:01"),
    ],
)  # fmt: skip
def test_no_book_is_told_while_its_exchange_is_closed(item: str, clock: str) -> None:
    hour, minute = clock.split(":")
    begin = int(hour) * 3600 + int(minute) * 60
    assert books_of(item, range(begin, begin + 60)) == []
    assert books_of(item, range(NINE + 60, NINE + 70)) != []


def test_a_price_has_the_sign_of_its_direction_in_every_type() -> None:
    caller = Caller(gateway_of(limits=False, world="default")).login()
    world, at = caller.gateway.world, caller.gateway.world.instant(caller.gateway.world.now())
    stream = Stream(Settings(), contracts(), world)
    seen: dict[str, set[str]] = {"0A": set(), "0m": set()}
    for issue in [*world.instruments.of_market("ELW"), *world.instruments.of_market("KOSPI")[:60]]:
        type_ = "0m" if issue.market == "ELW" else "0A"
        quote = caller.data("ka10001", {"stk_cd": issue.code})
        fid, name = ("10", "cur_prc") if type_ == "0m" else ("18", "low_pric")
        heard = [
            orjson.loads(entry)["values"][fid]
            for second in range(at.second - 9, at.second + 1)
            for _, entries in stream.entries([(type_, issue.code)], Instant(at.day, second))
            for entry in entries
        ]
        if heard:
            assert heard[-1].strip() == quote[name], issue.code
            seen[type_].add(heard[-1][0])
    assert all(signs >= {"+", "-"} for signs in seen.values())


def test_the_change_of_a_funds_value_is_exact() -> None:
    world = world_of()
    for code in ("069500", "252670"):
        for _, values in told(stream_of(world), ("0G", code), range(NINE + 60, NINE + 100)):
            nav, change = abs(Decimal(values["36"])), Decimal(values["37"])
            assert Decimal(values["38"]) == pytest.approx(
                change * 100 / (nav - change), abs=Decimal("0.011")
            )
