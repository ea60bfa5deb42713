"""Of several things that are wrong with an order, the first one checked is told."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, contracts, gateway_of, read

HALTED, TRADED = "830010", "005930"
PATH = contracts().operations["kt10000"].path

WRONG = {
    "dmst_stex_tp": "", "stk_cd": "999999", "ord_qty": "0", "ord_uv": "500001", "trde_tp": "99",
}  # fmt: skip
"""Nothing is right."""

LIVE: list[tuple[str, dict[str, str], str]] = [
    ("no token", {}, "[8005:"),
    ("no exchange", {}, "[1511:"),
    ("no such issue", {"dmst_stex_tp": "KRX"}, "[1902:"),
    ("no such kind", {"stk_cd": HALTED}, "407022:매매구분을 확인하십시요"),
    ("a holiday", {"trde_tp": "0"}, "571489:장이 열리지 않는 날입니다."),
    ("before the open", {}, "521790:주문 불가능합니다."),
    ("a kind that is not taken now", {"trde_tp": "81"}, "521790:해당 호가유형은"),
    ("a halted issue", {"trde_tp": "0"}, "521790:주문 불가능합니다."),
    ("no shares", {"stk_cd": TRADED}, "[1517:"),
    ("no price", {"ord_qty": "900000", "ord_uv": ""}, "571557:"),
    ("off the grid", {"ord_uv": "500001"}, "571557:"),
    ("not the cash", {"ord_uv": "500000"}, "855056:"),
    ("nothing", {"ord_qty": "10"}, ""),
]
"""What is wrong first, what has been put right before that, and what is said."""

PAPER: list[tuple[str, dict[str, str], str]] = [
    ("another exchange", {"stk_cd": HALTED, "dmst_stex_tp": "SOR"}, "RC9000:"),
    ("no such kind", {"dmst_stex_tp": "KRX"}, "407022:"),
    ("a holiday", {"trde_tp": "0"}, "RC4010:"),
    ("before the open", {}, "RC4057:"),
    ("after the close", {}, "RC4058:"),
    ("a kind that is not taken now", {"trde_tp": "81"}, "521790:해당 호가유형은"),
    ("a halted issue", {"trde_tp": "0"}, "RC4007:"),
    ("no shares", {"stk_cd": TRADED}, "[1517:"),
    ("off the grid", {"ord_qty": "900000"}, "RC4003:"),
    ("outside the limits", {"ord_uv": "500000"}, "RC4027:"),
    ("not the cash", {"ord_uv": "260000"}, "RC4025:"),
    ("nothing", {"ord_qty": "10"}, ""),
]

MOMENTS = {
    "a holiday": "2026-09-13T10:00", "before the open": "2026-09-15T06:30",
    "after the close": "2026-09-15T15:31",
}  # fmt: skip
OPEN = "2026-09-15T10:00"


@pytest.mark.parametrize(("profile", "steps"), [("live", LIVE), ("paper", PAPER)])
def test_what_is_wrong_first_is_told(
    profile: str, steps: list[tuple[str, dict[str, str], str]]
) -> None:
    body = dict(WRONG)
    early = True
    for what, change, words in steps:
        body |= change
        early = early and what != "a kind that is not taken now"
        when = MOMENTS.get(what, MOMENTS["a holiday"] if early else OPEN)
        moment = datetime.fromisoformat(when).replace(tzinfo=SEOUL)
        caller = Caller(gateway_of(limits=False, at=moment, profile=profile))
        parts: dict[str, Any] = {"authorization": "Bearer x"} if what == "no token" else {}
        reply = read(caller.ask("kt10000", body, **parts))
        assert words in reply["return_msg"], what
        assert (reply["return_code"] == 0) is (what == "nothing")


def refused(caller: Caller, api_id: str, body: dict[str, str]) -> str:
    reply = read(caller.ask(api_id, body))
    assert reply["return_code"] == 20
    return str(reply["return_msg"])


def order(**changes: str) -> dict[str, str]:
    body = {"dmst_stex_tp": "KRX", "stk_cd": TRADED, "ord_qty": "1", "trde_tp": "0"}
    return body | {"ord_uv": "260000"} | changes


def test_an_order_at_the_close_takes_no_price() -> None:
    moment = datetime(2026, 9, 15, 15, 35, tzinfo=SEOUL)
    caller = Caller(gateway_of(limits=False, at=moment))
    words = "571357:시간외종가 주문시에는 단가를 입력하지 않습니다"
    assert words in refused(caller, "kt10000", order(trde_tp="81"))
    assert caller.data("kt10000", order(trde_tp="81", ord_uv=""))["ord_no"] == "0000001"


def test_on_paper_an_order_of_another_issue_is_refused_by_its_number() -> None:
    caller = Caller(gateway_of(limits=False, profile="paper"))
    caller.data("kt10000", order())
    change = {"dmst_stex_tp": "KRX", "stk_cd": "000660", "orig_ord_no": "1"}
    for api_id, parts in (
        ("kt10003", {"cncl_qty": "0"}), ("kt10002", {"mdfy_qty": "1", "mdfy_uv": "1985000"}),
    ):  # fmt: skip
        assert "RC4061:" in refused(caller, api_id, change | parts)


def test_an_issue_that_nxt_does_not_trade_is_refused_there() -> None:
    caller = Caller(gateway_of(limits=False))
    world = caller.gateway.world
    issue = next(one for one in world.instruments.listed if one.market == "ETF")
    price = str(int(world.venue.tape.last(issue.code, int(world.now().timestamp() * 1000))))
    body = order(stk_cd=issue.code, dmst_stex_tp="NXT", ord_uv=price)
    assert "521790:" in refused(caller, "kt10000", body)


@pytest.mark.parametrize(
    ("fills", "whole"), [("queue", False), ("touch", False), ("instant", True)]
)
def test_presets_are_a_setting(fills: str, *, whole: bool) -> None:
    settings = {"order_latency_min": 0, "order_latency_max": 0, "fills": fills}
    caller = Caller(gateway_of(limits=False, **settings))
    caller.data("kt10000", order(ord_uv="250000"))
    waiting = caller.data("ka10075", {"all_stk_tp": "0", "trde_tp": "0", "stex_tp": "0"})["oso"]
    assert (waiting == []) is whole
