"""Orders over REST: taken, refused in each host's own words, amended and cancelled."""

from datetime import datetime
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import HELD, Caller, contracts, gateway_of, read, sample

LIMIT = {
    "dmst_stex_tp": "KRX",
    "stk_cd": "005930",
    "ord_qty": "1",
    "ord_uv": "260000",
    "trde_tp": "0",
}


def bot(when: str = "2026-09-15T10:00", **settings: Any) -> Caller:
    moment = datetime.fromisoformat(when).replace(tzinfo=SEOUL)
    return Caller(gateway_of(limits=False, at=moment, **settings))


def told(caller: Caller, api_id: str, body: dict[str, str]) -> str:
    reply = read(caller.ask(api_id, body))
    assert reply["return_code"] == 20
    assert set(reply) == {"return_msg", "return_code"}
    message = reply["return_msg"]
    assert isinstance(message, str)
    return message.removeprefix("[2000](").removesuffix(")")


NOT_NOW = "521790:주문 불가능합니다."
NO_PRICE = "502048:단가를 입력하지 않는 호가입니다"
NO_KIND = "407022:매매구분을 확인하십시요"
OFF_GRID = "571557:주문단가를 잘못입력하셨습니다"

REFUSALS: dict[str, tuple[str, dict[str, str], str, str]] = {
    "holiday": (
        "2026-09-12T10:00", {}, "571489:장이 열리지 않는 날입니다.",
        "RC4010:모의투자 영업일이 아닙니다.",
    ),
    "before the open": ("2026-09-15T06:33", {}, NOT_NOW, "RC4057:모의투자 장시작전"),
    "after the close": ("2026-09-15T20:10", {}, NOT_NOW, "RC4058:모의투자 장종료"),
    "off the grid": (
        "", {"ord_uv": "260100"}, OFF_GRID, "RC4003:모의투자 호가단위 오류입니다.",
    ),
    "too dear": (
        "", {"ord_qty": "99999"}, "855056:매수증거금이 부족합니다. 1921주 매수가능",
        "RC4025:모의투자 매수증거금이 부족합니다.",
    ),
    "no such kind": ("", {"trde_tp": "03"}, NO_KIND, NO_KIND),
    "a price with a market order": ("", {"trde_tp": "3"}, NO_PRICE, NO_PRICE),
    "halted": (
        "", {"stk_cd": "830010", "ord_uv": "1285"}, NOT_NOW, "RC4007:모의투자 매매제한 종목입니다.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("when", "change", "live", "paper"), REFUSALS.values(), ids=REFUSALS)
def test_a_host_refuses_an_order_in_its_own_words(
    when: str, change: dict[str, str], live: str, paper: str
) -> None:
    for profile, words in (("live", live), ("paper", paper)):
        caller = bot(when or "2026-09-15T10:00", profile=profile)
        assert told(caller, "kt10000", LIMIT | change) == words


def test_nothing_is_left_of_a_refused_order() -> None:
    caller = bot()
    told(caller, "kt10000", LIMIT | {"ord_uv": "260100"})
    assert caller.data("kt10000", LIMIT)["ord_no"] == "0000001"


def test_the_paper_host_trades_from_nine_to_half_past_three() -> None:
    for when, words in (("08:55", "RC4057:"), ("15:31", "RC4058:"), ("19:04", "RC4058:")):
        caller = bot(f"2026-09-15T{when}", profile="paper")
        assert told(caller, "kt10000", LIMIT).startswith(words)
    for when in ("09:00", "15:21"):
        caller = bot(f"2026-09-15T{when}", profile="paper")
        assert caller.data("kt10000", LIMIT)["return_msg"] == "모의투자 매수주문완료"


def test_a_market_order_has_no_place_in_the_after_market() -> None:
    caller = bot("2026-09-15T18:55")
    market = LIMIT | {"ord_uv": "", "trde_tp": "3"}
    assert told(caller, "kt10000", market) == "521790:해당 호가유형은 주문 불가능한 시간입니다."
    assert caller.data("kt10000", LIMIT)["return_msg"] == "KRX 매수주문이 완료되었습니다."
    fund = LIMIT | {"stk_cd": "069500", "ord_uv": "30000"}
    assert told(caller, "kt10000", fund).startswith("521790:")


def test_shares_one_does_not_hold_cannot_be_sold() -> None:
    words = "매도가능수량이 부족합니다."
    assert told(bot(), "kt10001", LIMIT) == f"800033:{words}"
    assert told(bot(profile="paper"), "kt10001", LIMIT) == f"800033:모의투자 {words}"


def test_outside_the_limits_paper_refuses_and_live_takes_the_order() -> None:
    low = LIMIT | {"ord_uv": "100000"}
    assert told(bot(profile="paper"), "kt10000", low) == "RC4027:모의투자 상/하한가 오류입니다."
    assert bot().data("kt10000", low)["ord_no"] == "0000001"


@pytest.mark.parametrize(
    ("name", "text"), [("ord_qty", "0"), ("ord_qty", "-1"), ("ord_qty", "1.5"), ("ord_uv", "x"),
                       ("ord_qty", "9" * 13), ("dmst_stex_tp", "NYS"), ("ord_qty", "\u0661")],
)  # fmt: skip
def test_what_is_no_number_is_refused(name: str, text: str) -> None:
    assert read(bot().ask("kt10000", LIMIT | {name: text}))["return_code"] == 2


def test_an_order_is_amended_and_cancelled_under_new_numbers_with_one_root() -> None:
    caller = bot(speed=0.0, order_latency_min=0, order_latency_max=0)
    assert caller.data("kt10000", LIMIT | {"ord_qty": "10"})["ord_no"] == "0000001"
    change = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "orig_ord_no": "0000001"}
    amended = caller.data("kt10002", change | {"mdfy_qty": "10", "mdfy_uv": "259500"})
    assert amended == {
        "ord_no": "0000002",
        "base_orig_ord_no": "0000001",
        "mdfy_qty": "000000000010",
        "dmst_stex_tp": "KRX",
        "return_code": 0,
        "return_msg": "매수정정 주문입력이 완료되었습니다",
    }
    # The old number has nothing left, the new one has.
    assert told(caller, "kt10003", change | {"cncl_qty": "0"}) == "506550:취소할 수량이 없습니다"
    second = change | {"orig_ord_no": "0000002"}
    cancelled = caller.data("kt10003", second | {"cncl_qty": "0"})
    assert cancelled == {
        "ord_no": "0000003",
        "base_orig_ord_no": "0000001",
        "cncl_qty": "000000000010",
        "return_code": 0,
        "return_msg": "매수취소 주문입력이 완료되었습니다",
    }
    third = change | {"orig_ord_no": "0000003", "cncl_qty": "0"}
    assert told(caller, "kt10003", third) == "571435:원주문이취소주문입니다"


def test_on_paper_a_superseded_and_an_unknown_number_are_told_apart() -> None:
    caller = bot(profile="paper", order_latency_min=0, order_latency_max=0)
    caller.data("kt10000", LIMIT)
    change = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "cncl_qty": "0"}
    words = "RC4032:모의투자 원주문번호가 존재하지 않습니다"
    assert told(caller, "kt10003", change | {"orig_ord_no": "0000009"}) == words
    assert caller.data("kt10003", change | {"orig_ord_no": "1"})["cncl_qty"] == "000000000001"
    words = "RC4033:모의투자 정정/취소할 수량이 없습니다."
    assert told(caller, "kt10003", change | {"orig_ord_no": "1"}) == words


def test_a_sor_order_is_changed_as_one() -> None:
    caller = bot()
    caller.data("kt10000", LIMIT | {"dmst_stex_tp": "SOR"})
    change = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "orig_ord_no": "1", "cncl_qty": "0"}
    assert told(caller, "kt10003", change).startswith("571412:SOR정정 및 취소주문은")


def test_an_order_is_changed_at_its_own_exchange() -> None:
    caller = bot()
    caller.data("kt10000", LIMIT)
    change = {"dmst_stex_tp": "NXT", "stk_cd": "005930", "orig_ord_no": "1"}
    amendment = change | {"mdfy_qty": "0", "mdfy_uv": LIMIT["ord_uv"]}
    assert told(caller, "kt10003", change | {"cncl_qty": "0"}).startswith("506550:")
    assert told(caller, "kt10002", amendment).startswith("506550:")
    caller.data("kt10003", change | {"cncl_qty": "0", "dmst_stex_tp": "KRX"})


def test_an_order_of_someone_else_cannot_be_changed() -> None:
    alice = bot()
    alice.data("kt10000", LIMIT)
    bob = Caller(alice.gateway, "bob", "s2")
    change = {"dmst_stex_tp": "KRX", "stk_cd": "005930", "orig_ord_no": "1", "cncl_qty": "0"}
    assert told(bob, "kt10003", change).startswith("506550:")


def test_credit_is_refused_by_name() -> None:
    body = sample(contracts().operations["kt10006"]) | {"stk_cd": "005930", "ord_uv": "260000"}
    assert told(bot(), "kt10006", body).startswith("999999:신용거래")
    assert told(bot(profile="paper"), "kt10006", body).startswith("RC9000:")


def test_the_same_orders_have_the_same_fate_in_two_runs() -> None:
    def run(looks: int) -> dict[str, Any]:
        caller = Caller(gateway_of(limits=False), *HELD)
        clock = caller.gateway.world.clock
        assert isinstance(clock, VirtualClock)
        caller.data("kt10000", LIMIT | {"ord_uv": "266500", "ord_qty": "50"})
        caller.data("kt10001", LIMIT | {"ord_uv": "267500", "ord_qty": "20"})
        for _ in range(looks):
            clock.advance(1200 / looks)
            caller.gateway.world.broker(caller.gateway.world.sandboxes.open(HELD[0]))
        broker = caller.gateway.world.broker(caller.gateway.world.sandboxes.open(HELD[0]))
        return broker.snapshot()

    assert run(1) == run(16)
