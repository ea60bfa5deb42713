"""Orders at the close price."""

from datetime import datetime

from kiwoom_mockserver.settings import SEOUL
from tests.gateway.caller import Caller, gateway_of

WAITING = ("ovt_sel_req", "ovt_buy_req", "ovt_sel_req_pre", "ovt_buy_req_pre")


def test_orders_at_the_close_price_wait_only_outside_of_the_session() -> None:
    told = {}
    for hour, minute in ((8, 35), (8, 45), (10, 0), (15, 35), (15, 45), (16, 1)):
        moment = datetime(2026, 9, 15, hour, minute, tzinfo=SEOUL)
        caller = Caller(gateway_of(limits=False, at=moment)).login()
        body = caller.data("ka10004", {"stk_cd": "005930"})
        told[hour, minute] = [int(body[name].replace("--", "-")) for name in WAITING]
    waiting = {(8, 35), (15, 35), (15, 45)}
    for moment_, (asked, bid, *changes) in told.items():
        assert (asked > 0, bid > 0) == (moment_ in waiting, moment_ in waiting)
        assert any(changes) == (moment_ in waiting)
