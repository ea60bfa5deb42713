"""Lines: what goes in comes out, byte by byte, and nothing else is taken for a record."""

import subprocess
import sys

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.record import MAX_PAYLOAD, Record, decode, encode

METAS = st.dictionaries(
    st.text(max_size=10).filter(lambda name: name != "enc"),
    st.one_of(st.text(max_size=20), st.integers(0, 2**53), st.lists(st.lists(st.text(max_size=9)))),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**18 - 1), st.sampled_from("qrocskn"), METAS, st.one_of(
        st.binary(max_size=200), st.text(max_size=80).map(str.encode)
    )
)  # fmt: skip
def test_a_record_comes_back_as_it_was(
    at: int, kind: str, meta: dict[str, object], payload: bytes
) -> None:
    record = Record(7, at, 3, kind, meta, payload)
    line = encode(record)
    assert line.endswith(b"]\n")
    assert line.count(b"\n") == 1
    assert decode(line[:-1]) == record


@pytest.mark.parametrize(
    "payload",
    [b'{"a": 1}', b" [1,2] ", b'{"b":1,"a":1,"a":2}', b'"text"', b"1.50", '{"값":"가"}'.encode()],
)
def test_json_on_one_line_stands_unchanged_in_its_line(payload: bytes) -> None:
    line = encode(Record(0, 0, 0, "s", {}, payload))
    assert line == b'[0,0,0,"s",{},' + payload + b"]\n"
    assert isinstance(orjson.loads(line), list)


@pytest.mark.parametrize(
    "payload", [b"", b"<html>", b'{"a":\n1}', b"\xff\x00", b"NaN", b"[" * 5000]
)
def test_anything_else_is_a_json_string(payload: bytes) -> None:
    line = encode(Record(0, 0, 0, "r", {"status": 400}, payload))
    assert isinstance(orjson.loads(line)[5], str)
    assert decode(line[:-1]).payload == payload


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'[0,0,0,"x",{},1]',
        b'[-1,0,0,"s",{},1]',
        b'[0,0,0,"s",{"a":{"b":1}},1]',
        b'[0,0,0,"s",{"a":},1]',
        b'[0,0,0,"s",{"enc":"text"},1]',
        b'[0,0,0,"s",{"enc":"gzip"},"x"]',
        b'[0,0,0,"s",{"enc":"base64"},"x"]',
        b'[0,0,0,"s",{"enc":"text"},"\\ud800"]',
        b'[0,0,0,"s",{},1',
        b'[9999999999999999999,0,0,"s",{},1]',
        b'[0, 0, 0, "s", {}, 1]',
        b'[0,0,0,"s",{' + b'"' * 100_000,
    ],
)
def test_what_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(SessionError):
        decode(line)


def test_a_payload_that_is_too_large_is_refused() -> None:
    with pytest.raises(SessionError, match="more than"):
        encode(Record(0, 0, 0, "r", {}, b"x" * (MAX_PAYLOAD + 1)))


def test_a_plain_segment_is_what_other_tools_call_ndjson() -> None:
    lines = b"".join(encode(Record(n, n, 0, "s", {}, b'{"n":1}')) for n in range(3))
    program = "import sys, json; print(sum(json.loads(line)[5]['n'] for line in sys.stdin))"
    done = subprocess.run(
        [sys.executable, "-c", program], input=lines, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"3"
