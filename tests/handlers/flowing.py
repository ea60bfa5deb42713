"""Questions about flows, asked of a small world."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import Caller, gateway_of, read

TODAY, YESTERDAY = "20260915", "20260914"
TYPES = {
    "ind_invsr", "frgnr_invsr", "orgn", "etc_corp", "natfor",
}  # fmt: skip
PARTS = {"fnnc_invt", "insrnc", "invtrt", "etc_fnnc", "bank", "penfnd_etc", "samo_fund", "natn"}
INVESTORS = {"8000": "ind_invsr", "9000": "frgnr_invsr", "9999": "orgn", "3100": "samo_fund"}


@cache
def caller(seconds: int = 0) -> Caller:
    made = Caller(gateway_of(limits=False, world="small")).login()
    clock = made.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(seconds)
    return made


def number(text: str) -> int:
    """A signed number, two minus signs counting as one."""
    return int(text.replace("--", "-").replace("+", "") or 0)


def magnitude(text: str) -> int:
    return abs(number(text))


def rows(api_id: str, body: Mapping[str, str], seconds: int = 0) -> list[dict[str, Any]]:
    """All rows of all pages."""
    found: list[dict[str, Any]] = []
    for page in caller(seconds).pages(api_id, dict(body)):
        found += next(value for value in read(page).values() if isinstance(value, list))
    return found


def first(api_id: str, body: Mapping[str, str], seconds: int = 0) -> list[dict[str, Any]]:
    """The rows of the first page."""
    reply = caller(seconds).data(api_id, dict(body))
    return next(value for value in reply.values() if isinstance(value, list))


def by_investors(code: str, side: str, unit: str = "2", day: str = TODAY) -> dict[str, int]:
    body = {"stk_cd": code, "dt": day, "amt_qty_tp": unit, "trde_tp": side, "unit_tp": "1"}
    row = first("ka10059", body)[0]
    assert row["dt"] == day
    return {name: number(row[name]) for name in (*TYPES, *PARTS)}


def codes(boards: set[str]) -> list[str]:
    issues = caller().gateway.world.instruments.all
    return [
        one.code
        for one in issues
        if one.board in boards and one.market not in {"ELW", "GOLD", "WARRANT"}
        and not one.suspended
    ]  # fmt: skip
