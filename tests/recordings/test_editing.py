"""Copies of sessions: cut, merged, packed, compared, exported."""

from pathlib import Path

import orjson
import pytest

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.comparing import differences
from kiwoom_mockserver.recordings.editing import copy, cut, merge
from kiwoom_mockserver.recordings.parquet import export
from kiwoom_mockserver.recordings.record import request_of
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.recordings.verifying import verify
from tests.recordings.making import ask, manifest, read, tick, write_ticks, writer

LOGIN = b'{"trnm":"LOGIN","token":"scrubbed-t"}'
ACK = b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'


def day(folder: Path, *, tokens: str = "scrubbed-a", shift: int = 0) -> Session:
    """A token, a socket with ticks of two issues from second 1 on, and a question each 10 s."""
    made = writer(folder)
    seq = made.append(
        0, 0, "q", {"method": "POST", "path": "/oauth2/token"}, b'{"appkey":"scrubbed-k"}'
    )
    issued = orjson.dumps({"expires_dt": f"2026{shift:010}", "token": tokens})
    made.append(1, 0, "r", {"to": seq, "status": 200}, issued)
    made.append(2, 1, "o", {"path": "/api/dostk/websocket"})
    made.append(3, 1, "k", {}, LOGIN.replace(b"scrubbed-t", tokens.encode()))
    made.append(4, 1, "s", {}, ACK)
    for second in range(1, 100):
        at = second * SECOND + shift
        made.append(at, 1, "s", {}, tick(second, ("005930", "000660")[second % 2]))
        if second % 10 == 0:
            ask(made, at + 1, b'{"stk_cd":"005930"}', orjson.dumps({"n": second}))
    made.append(100 * SECOND, 1, "c", {"code": 1000, "reason": "Bye"})
    made.mark(50 * SECOND, "half")
    made.close()
    return Session(folder)


def test_a_cut_brings_along_what_its_sockets_had_said(tmp_path: Path) -> None:
    whole = day(tmp_path / "day")
    cut(whole, tmp_path / "cut", 40 * SECOND, 60 * SECOND)
    found = Session(tmp_path / "cut")
    records = list(found.records())
    assert [one.kind for one in records[:5]] == ["q", "r", "o", "k", "s"]
    assert [one.payload for one in records[3:5]] == [LOGIN.replace(b"d-t", b"d-a"), ACK]
    assert (records[5].at, records[-1].at // SECOND) == (0, 19)
    assert f"{found.manifest.origin:%H:%M:%S}" == "09:00:40"
    assert [mark.at for mark in found.marks()] == [10 * SECOND]
    questions = {one.seq for one in records if one.kind == "q"}
    assert {request_of(one) for one in records if one.kind == "r"} == questions
    assert verify(found).well


def test_a_cut_by_item_keeps_its_frames_and_all_answers(tmp_path: Path) -> None:
    cut(day(tmp_path / "day"), tmp_path / "cut", 0, None, frozenset(["000660"]))
    records, _ = read(tmp_path / "cut")
    real = [one for one in records if b"REAL" in one.payload]
    assert len(real) == 50
    assert all(b"000660" in one.payload for one in real)
    assert sum(one.kind == "r" for one in records) == 10


def test_packing_and_unpacking_lose_nothing(tmp_path: Path) -> None:
    whole = day(tmp_path / "day")
    copy(whole, tmp_path / "plain", storage="plain")
    copy(Session(tmp_path / "plain"), tmp_path / "packed", storage="zstd", level=19)
    assert read(tmp_path / "plain") == read(tmp_path / "packed") == read(whole.folder)
    assert [p.suffix for p in Session(tmp_path / "plain").segments] == [".jsonl"]
    assert Session(tmp_path / "packed").marks() == whole.marks()


def test_merging_orders_by_the_markets_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    write_ticks(first, 3)
    later = manifest().origin.replace(minute=0, second=1)
    made = writer(second)
    made.manifest = made.manifest.with_(origin=later)
    ask(made, 0, b'{"a":1}', b'{"b":2}')
    made.append(SECOND // 2, 1, "s", {}, tick(7))
    made.close()
    merge([Session(second), Session(first)], tmp_path / "m")
    records, damage = read(tmp_path / "m")
    assert damage == []
    assert [one.at / SECOND for one in records] == [0, 1, 1, 1.005, 1.5, 2]
    assert {one.connection for one in records if one.kind == "s"} == {1, 2}
    asked = {one.seq for one in records if one.kind == "q"}
    assert {request_of(one) for one in records if one.kind == "r"} == asked


def test_sessions_of_different_hosts_are_not_merged(tmp_path: Path) -> None:
    write_ticks(tmp_path / "a", 1)
    made = writer(tmp_path / "b")
    made.manifest = made.manifest.with_(profile="paper")
    made.close()
    with pytest.raises(SessionError, match="paper"):
        merge([Session(tmp_path / "a"), Session(tmp_path / "b")], tmp_path / "m")


def test_a_difference_of_tokens_and_times_is_none(tmp_path: Path) -> None:
    one = day(tmp_path / "a")
    other = day(tmp_path / "b", tokens="scrubbed-quite-another", shift=12345)
    assert differences(one, other) == []


def test_a_difference_is_shown_where_each_connection_parts(tmp_path: Path) -> None:
    one = day(tmp_path / "a")
    made = writer(tmp_path / "b")
    for record in one.records():
        if b'{"n":30}' in record.payload:
            record = record._replace(payload=b'{"n":31}')
        if record.at < 90 * SECOND:
            made.append(record.at, record.connection, record.kind, record.meta, record.payload)
    made.close()
    rest, socket = differences(one, Session(tmp_path / "b"))
    assert "- [" in str(rest)
    assert '{"n":30}' in str(rest)
    assert '{"n":31}' in str(rest)
    assert (socket.connection, socket.position, socket.right) == (1, 92, None)


def test_scrubbing_a_copy_replaces_what_is_left(tmp_path: Path) -> None:
    made = writer(tmp_path / "a")
    made.append(0, 0, "r", {}, b'{"acctNo":"5012345610"}')
    made.close()
    assert not verify(Session(tmp_path / "a")).well
    copy(Session(tmp_path / "a"), tmp_path / "b", redaction=Scrubber(b"k"))
    assert verify(Session(tmp_path / "b"), ["5012345610"]).well
    assert Session(tmp_path / "b").manifest.redaction == "fields-1"


def test_parquet_has_a_row_for_each_record_and_each_entry(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is an extra")
    written = export(day(tmp_path / "day"), tmp_path / "out")
    assert written == {"records": 123, "realtime": 99}
    table = parquet.read_table(tmp_path / "out" / "realtime.parquet")
    assert table.column_names[-3:] == ["10", "13", "20"]
    assert table["13"].to_pylist() == [str(n) for n in range(1, 100)]
    assert set(table["item"].to_pylist()) == {"005930", "000660"}
