"""A recorded session before the judge: clean as recorded, and not when something was changed."""

from pathlib import Path

import orjson

from kiwoom_mockserver.recordings.judging import judge_session
from kiwoom_mockserver.recordings.session import Damage, Session
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import select
from tests.cli.program import invoke
from tests.gateway.caller import Caller, contracts, gateway_of
from tests.recordings.making import writer

SOCKET = 1
TICK = {"20": "100000", "10": "+71000", "11": "+100"}
CHART = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}


def record(folder: Path, *, spoilt: bool = False) -> Session:
    """Two pages of a chart, a quote, a refusal and some frames, as a relay keeps them."""
    caller = Caller(gateway_of(limits=False)).login()
    made = writer(folder)
    at = 0

    def ask(api_id: str, body: dict[str, str], **parts: str) -> str:
        nonlocal at
        reply = caller.ask(api_id, body, **parts)
        headers = [["api-id", api_id], *([n.replace("_", "-"), v] for n, v in parts.items())]
        path = contracts().operations[api_id].path
        seq = made.append(
            at, 0, "q", {"method": "POST", "path": path, "headers": headers}, orjson.dumps(body)
        )
        told = [[name.decode(), value.decode()] for name, value in reply.headers]
        payload = reply.body
        if spoilt and api_id == "ka10001":
            payload = payload.replace(b'"cur_prc":"', b'"cur_prc":"about ')
        meta = {"to": seq, "status": reply.status, "headers": told, "took": 1}
        made.append(at + 1, 0, "r", meta, payload)
        at += 10
        return next(value for name, value in told if name == "next-key")

    key = ask("ka10081", CHART)
    ask("ka10081", CHART, cont_yn="Y", next_key=key)
    ask("ka10001", {"stk_cd": "005930"})
    ask("ka10001", {})
    reg = {"trnm": "REG", "grp_no": "1", "refresh": "1",
           "data": [{"item": ["005930"], "type": ["0B"]}]}  # fmt: skip
    made.append(at, SOCKET, "k", {}, orjson.dumps(reg))
    ack = b'{"trnm":"REG","return_code":0,"return_msg":""}'
    made.append(at + 1, SOCKET, "s", {}, ack)
    entry = {"values": TICK, "type": "0B", "name": "주식체결", "item": "005930"}
    made.append(at + 2, SOCKET, "s", {}, orjson.dumps({"data": [entry], "trnm": "REAL"}))
    if spoilt:
        made.append(at + 3, SOCKET, "s", {}, b'{"trnm":"HELLO"}')
    made.close()
    return Session(folder)


def judged(session: Session, *only: str, level: str = "observed") -> Judge:
    damage: list[Damage] = []
    judge = Judge(contracts(), level, "live")
    judge_session(session, judge, select(contracts(), only), damage.append)
    assert damage == []
    return judge


def test_what_the_fake_said_is_clean(tmp_path: Path) -> None:
    judge = judged(record(tmp_path / "s"))
    assert list(map(str, judge.findings)) == []
    results = {one.subject: one for one in judge.results}
    assert (results["ka10081"].replies, results["ka10081"].outcome) == (2, Outcome.JUDGED)
    assert {"0B", "REG"} <= results.keys()


def test_what_was_changed_is_found(tmp_path: Path) -> None:
    findings = judged(record(tmp_path / "s", spoilt=True)).findings
    assert {(one.subject, one.where) for one in findings} == {
        ("ka10001", "cur_prc"), ("socket", "trnm"),
    }  # fmt: skip


def test_only_what_is_chosen_is_judged(tmp_path: Path) -> None:
    judge = judged(record(tmp_path / "s", spoilt=True), "ka10081", level="documented")
    assert list(map(str, judge.findings)) == []
    assert [one.subject for one in judge.results] == ["ka10081"]


def test_the_command_judges_a_session(tmp_path: Path) -> None:
    record(tmp_path / "good")
    record(tmp_path / "bad", spoilt=True)
    good = invoke("verify", "--target", f"session:{tmp_path / 'good'}", "--level", "observed")
    assert good.exit_code == 0, good.output
    bad = invoke("verify", "--target", f"session:{tmp_path / 'bad'}", "--only", "ka10001")
    assert (bad.exit_code, "cur_prc" in bad.output) == (1, True), bad.output
    none = invoke("verify", "--target", f"session:{tmp_path / 'none'}")
    assert (none.exit_code, "is no session" in none.output) == (2, True), none.output
