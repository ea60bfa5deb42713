"""A simulated run from its inputs alone: the same replies, and the same hash."""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.manifest import NAME
from kiwoom_mockserver.recordings.scrub import Keep
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.recordings.writing import SessionWriter
from kiwoom_mockserver.server.replay import replay_gateway
from kiwoom_mockserver.server.rerun import rerun
from kiwoom_mockserver.server.runner import running
from tests.cli.program import invoke
from tests.recordings.making import write_ticks
from tests.server.door import STOCK, Door, small
from tests.server.test_socket import hear, login, opened, register, tell

APPKEY, SECRET = "a" * 20 + "planted-appkey-of-mine", "planted-secret-of-mine" + "b" * 21
ORDERS, ACCOUNT, CHART = "/api/dostk/ordr", "/api/dostk/acnt", "/api/dostk/chart"
BUY = {
    "dmst_stex_tp": "KRX", "stk_cd": "005930", "ord_qty": "3", "ord_uv": "", "trde_tp": "3",
    "cond_uv": "",
}  # fmt: skip
PAIRS = (("0B", "005930"), ("0D", "000660"), ("00", ""), ("04", ""), ("0J", "001"))
HELD = b'{"qry_tp":"1","dmst_stex_tp":"KRX"}'


def lived(folder: Path, told: list[bytes]) -> list[Any]:
    """What a bot got from a server that recorded its inputs into ``folder``, and was ``told``."""
    settings = small(speed=200.0, seed=11, order_latency_min=5, order_latency_max=900)
    with ExitStack() as stack:
        runner = stack.enter_context(running(settings, inputs=folder))
        door = Door(runner.address.port, APPKEY, SECRET)
        client = stack.enter_context(opened(runner))
        login(client, door.token)
        tell(client, register(*PAIRS))
        hear(client)
        got = [door.ask("ka10001", STOCK, b'{"stk_cd":"005930"}')]
        got += [door.ask("kt10000", ORDERS, orjson.dumps(BUY))]
        opening = {"appkey": APPKEY, "cash": 50_000_000}
        got += [door.ask("kt00018", ACCOUNT, HELD) for _ in range(3)]
        assert door.send("POST", "/__admin/accounts", orjson.dumps(opening))[0] == 200
        moved = {"appkey": APPKEY, "move": "deposit", "amount": 777_777}
        assert door.send("POST", "/__admin/accounts/movements", orjson.dumps(moved))[0] == 200
        got += [door.ask("kt00001", ACCOUNT, b'{"qry_tp":"3"}')]
        got += [door.ask("kt10000", ORDERS, orjson.dumps(BUY)) for _ in range(2)]
        chart = b'{"stk_cd":"005930","tic_scope":"1","upd_stkpc_tp":"1"}'
        got += [door.ask("ka10080", CHART, chart), door.ask("kt00018", ACCOUNT, HELD)]
        key = got[-2][1]["next-key"]
        bearer = f"Bearer {door.token}"
        named = {"api_id": "ka10080", "authorization": bearer, "cont_yn": "Y", "next_key": key}
        got.append(door.send("POST", CHART, chart, **named))
        leave = {"appkey": APPKEY, "secretkey": SECRET, "token": door.token}
        got.append(door.send("POST", "/oauth2/revoke", orjson.dumps(leave)))
        got.append(door.ask("ka10001", STOCK, b'{"stk_cd":"005930"}'))
        while not {b'"type":"00"', b'"type":"04"', b'"type":"0B"'} <= kinds(told):
            told.append(hear(client).encode())
    return got


def kinds(told: list[bytes]) -> set[bytes]:
    return {found for frame in told for found in re.findall(rb'"type":"[^"]+"', frame)}


TOLD: list[bytes] = []
"""What the bot's socket was told."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    folder = tmp_path_factory.mktemp("rerun") / "s"
    return folder, lived(folder, TOLD)


def test_sockets_hear_the_same_again(run: tuple[Path, list[Any]], tmp_path: Path) -> None:
    outcome = rerun(Session(run[0]), tmp_path / "full", b"k")
    assert outcome.same
    assert outcome.frames > len(TOLD)
    records = [one for one in Session(tmp_path / "full").records() if one.connection]
    assert [one.kind for one in records if one.kind != "s"] == ["o", "k", "k", "c"]
    heard = without_accounts(one.payload for one in records if one.kind == "s")
    told = without_accounts(one for one in TOLD if b"PING" not in one)
    assert heard[2 : 2 + len(told)] == told


def without_accounts(frames: Iterable[bytes]) -> list[bytes]:
    """The frames without account numbers, which a recording has replaced."""
    return [re.sub(rb'"9201":"[0-9]+"', b"", one) for one in frames]


def test_a_frame_more_is_another_run(run: tuple[Path, list[Any]], tmp_path: Path) -> None:
    records = list(Session(run[0]).records())
    made = SessionWriter(tmp_path / "s", Session(run[0]).manifest, redaction=Keep("none"))
    for one in records:
        payload = one.payload.replace(b'"0J"', b'"0U"')
        made.append(one.at, one.connection, one.kind, one.meta, payload)
    made.close()
    outcome = rerun(Session(tmp_path / "s"))
    assert (outcome.same, "frames had the hash" in outcome.difference) == (False, True)


def test_a_run_lived_again_says_the_same(run: tuple[Path, list[Any]], tmp_path: Path) -> None:
    folder, got = run
    assert [one[0] for one in got] == [200] * len(got)
    assert "8005" in got[-1][2]["return_msg"]
    outcome = rerun(Session(folder), tmp_path / "full", b"k")
    assert (outcome.difference, outcome.same, outcome.replies) == ("", True, len(got) + 1)
    told = [one for one in Session(tmp_path / "full").records() if one.kind == "r"]
    bodies = [orjson.loads(one.payload) for one in told[1:]]
    assert bodies[:1] + bodies[8:9] == [got[0][2], got[8][2]]
    assert int(got[6][2]["ord_no"]) == int(bodies[6]["ord_no"])
    assert int(got[5][2]["entr"]) == int(bodies[5]["entr"]) == 50_777_777


def test_inputs_are_small_and_hold_no_secret(run: tuple[Path, list[Any]]) -> None:
    folder, got = run
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert size < len(orjson.dumps([one[2] for one in got])) / 4
    assert verify(Session(folder), [APPKEY, SECRET]).well
    told = b"".join(one.payload + repr(one.meta).encode() for one in Session(folder).records())
    for secret in (APPKEY, SECRET):
        assert secret.encode() not in told


def test_another_seed_is_another_run(run: tuple[Path, list[Any]], tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    for path in run[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / NAME).read_text("utf-8")
    (folder / NAME).write_text(text.replace('"seed": 11', '"seed": 12'), "utf-8")
    outcome = rerun(Session(folder))
    assert not outcome.same
    assert "frames had the hash" in outcome.difference
    assert invoke("session", "rerun", str(folder)).exit_code == 1
    done = invoke("session", "rerun", str(run[0]), str(tmp_path / "full"))
    assert (done.exit_code, "the same" in done.output) == (0, True), done.output


def test_what_is_no_recording_of_inputs_is_told(
    run: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    write_ticks(tmp_path / "s", 1)
    with pytest.raises(SessionError, match="no recording of inputs"):
        rerun(Session(tmp_path / "s"))
    with pytest.raises(SessionError, match="session rerun"):
        replay_gateway(small(session=str(run[0])))
