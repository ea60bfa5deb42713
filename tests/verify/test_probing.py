"""The prober's manners, with a transport that answers by a script."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.gateway import Gateway
from kiwoom_mockserver.verify.findings import Kind
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.pace import BACK_OFF, Pace
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober, Raw, Unanswered
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import select
from kiwoom_mockserver.wire.messages import Request
from tests.gateway.caller import WALL, contracts, gateway_of

SECRET = "s3cret-of-the-user"
Interrupt = Callable[[str, dict[str, Any]], Raw | None]


class Line:
    """Answers by a gateway, unless ``interrupt`` has an answer; keeps what was asked."""

    def __init__(self, interrupt: Interrupt = lambda api_id, body: None) -> None:
        self.gateway: Gateway = gateway_of(limits=False)
        self.interrupt = interrupt
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.slept: list[float] = []

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Raw:
        api_id, sent = headers.get("api-id", path), orjson.loads(body)
        self.asked.append((api_id, sent))
        if (raw := self.interrupt(api_id, sent)) is not None:
            return raw
        names = ("api-id", "authorization", "cont-yn", "next-key", "content-type")
        parts: dict[str, Any] = {name.replace("-", "_"): headers.get(name) for name in names}
        reply = self.gateway.answer(
            Request(method="POST", path=path, body=body, peer="127.0.0.1", at=WALL, **parts)
        )
        told = tuple((name.decode(), text.decode()) for name, text in reply.headers)
        return Raw(reply.status, told, reply.body)

    def run(self, *only: str, **plan: Any) -> Judge:
        """The judge after these operations were asked for."""
        judge = Judge(contracts(), "documented", "live")
        pace = Pace(0, 0, lambda: 0.0, self.slept.append)
        prober = Prober(judge, self, pace, Keys("app-key", SECRET), Plan(**plan))
        prober.run(select(contracts(), only), lambda api_id: None)
        judge.finish()
        return judge

    @property
    def ids(self) -> list[str]:
        return [api_id for api_id, _ in self.asked]


def refused(code: int, text: str, status: int = 200, api_id: str = "ka10002") -> Raw:
    body = orjson.dumps({"return_msg": text, "return_code": code})
    headers = {"content-type": "application/json;charset=UTF-8", "cont-yn": "N", "next-key": ""}
    headers["api-id"] = api_id
    return Raw(status, tuple(headers.items()), body)


def test_nothing_is_ordered_and_no_token_ended_unless_allowed() -> None:
    line = Line()
    orders = {one.api_id for one in contracts().operations.values() if one.is_order}
    judge = line.run("ka10002", "au10002", *orders)
    assert not orders & set(line.ids)
    assert "/oauth2/revoke" not in line.ids
    skipped = {one.subject for one in judge.results if one.outcome is Outcome.SKIPPED}
    assert skipped == orders | {"au10002"}


def test_orders_stand_where_nobody_trades_and_only_own_ones_are_changed() -> None:
    line = Line()
    line.run("kt10000", "kt10001", "kt10002", "kt10003", allow_orders=True)
    sent = {api_id: body for api_id, body in line.asked if api_id.startswith("kt1")}
    quote = next(
        orjson.loads(line.gateway.journal.last(100)[index].reply.body)
        for index, api_id in enumerate(line.ids)
        if api_id == "ka10001"
    )
    assert sent["kt10000"]["ord_uv"] == quote["lst_pric"].lstrip("-")
    assert sent["kt10001"]["ord_uv"] == quote["upl_pric"].lstrip("+")
    assert sent["kt10000"]["trde_tp"] == "0"
    numbers = {body["orig_ord_no"] for body in sent.values() if "orig_ord_no" in body}
    assert not numbers & {"0000139", "0000140"}


def test_an_order_that_is_refused_is_not_changed() -> None:
    closed = refused(20, "[2000](RC4058:모의투자 장종료)", api_id="kt10000")
    line = Line(lambda api_id, body: closed if api_id == "kt10000" else None)
    judge = line.run("kt10000", "kt10002", "kt10003", allow_orders=True)
    assert not {"kt10002", "kt10003"} & set(line.ids)
    assert list(judge.findings) == []
    outcomes = {one.subject: one.outcome for one in judge.results}
    assert outcomes["kt10000"] is Outcome.REFUSED
    assert outcomes["kt10003"] is Outcome.SKIPPED


def test_who_asks_too_fast_waits_longer_each_time() -> None:
    too_often = refused(
        5, "허용된 요청 개수를 초과하였습니다[1700:허용된 API 요청 개수를 초과하였습니다. "
        "유량=5, API ID=ka10002]", 429,
    )  # fmt: skip
    left = [too_often, too_often]
    line = Line(lambda api_id, body: left.pop() if api_id == "ka10002" and left else None)
    judge = line.run("ka10002")
    assert line.slept == list(BACK_OFF[:2])
    assert [one.outcome for one in judge.results if one.subject == "ka10002"] == [Outcome.JUDGED]
    stubborn = Line(lambda api_id, body: too_often if api_id == "ka10002" else None)
    judge = stubborn.run("ka10002")
    assert stubborn.slept == list(BACK_OFF)
    assert [one.outcome for one in judge.results if one.subject == "ka10002"] == [Outcome.REFUSED]


def test_a_token_that_ended_is_renewed_once() -> None:
    ended = refused(3, "인증에 실패했습니다[8005:Token이 유효하지 않습니다]")
    left = [ended]
    line = Line(lambda api_id, body: left.pop() if api_id == "ka10002" and left else None)
    line.run("ka10002")
    assert line.ids.count("/oauth2/token") == 2
    always = Line(lambda api_id, body: ended if api_id == "ka10002" else None)
    always.run("ka10002")
    assert always.ids.count("ka10002") == 2


def test_a_server_that_stops_answering_is_left() -> None:
    def silent(api_id: str, body: dict[str, Any]) -> Raw | None:
        if api_id.startswith("/oauth2"):
            return None
        raise Unanswered("ReadTimeout")

    line = Line(silent)
    with pytest.raises(VerifyError, match="stopped answering: ReadTimeout"):
        line.run()
    assert len(line.ids) == 6


def test_one_operation_without_a_reply_is_a_finding() -> None:
    def silent(api_id: str, body: dict[str, Any]) -> Raw | None:
        if api_id == "ka10002":
            raise Unanswered("ReadTimeout")
        return None

    judge = Line(silent).run("ka10001", "ka10002", "ka10003")
    assert [(one.kind, one.subject, one.seen) for one in judge.findings] == [
        (Kind.ENVELOPE, "ka10002", "ReadTimeout")
    ]


def test_without_a_token_nothing_is_verified_and_no_secret_told() -> None:
    wrong = refused(3, "인증에 실패했습니다[8001:App Key와 Secret Key 검증에 실패했습니다]")
    with pytest.raises(VerifyError, match=r"gives no token.*8001") as caught:
        Line(lambda api_id, body: wrong).run("ka10001")
    assert SECRET not in str(caught.value)


def test_keys_and_tokens_stand_in_no_finding() -> None:
    def leaking(api_id: str, body: dict[str, Any]) -> Raw | None:
        if api_id != "ka10002":
            return None
        text = f"wrong key {SECRET}"
        return refused(7, f"서비스를 처리하는 중에 오류가 발생했습니다[1777:{text}]")

    judge = Line(leaking).run("ka10001", "ka10002", "au10001")
    told = " ".join(f"{one} {one.asked}" for one in judge.findings)
    assert judge.findings.of("ka10002")
    assert SECRET not in told
    assert "app-key" not in told
    assert SECRET not in " ".join(one.reason for one in judge.results)


def test_pages_are_followed_as_far_as_the_plan_says() -> None:
    line = Line()
    line.run("ka10081", pages=4)
    assert line.ids.count("ka10081") == 4


def test_a_value_of_the_plan_takes_the_place_of_an_example() -> None:
    line = Line()
    line.run("ka10002", values={"stk_cd": "000660", "no_such_field": "1"})
    assert line.asked[-1] == ("ka10002", {"stk_cd": "000660"})


def test_requests_are_spaced() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        now[0] += seconds

    pace = Pace(0.25, 1.0, lambda: now[0], sleep)
    for api_id in ("a", "b", "a", "c"):
        pace.wait(api_id)
    assert slept == [0.25, 0.75, 0.25]
