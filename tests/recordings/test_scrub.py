"""Redaction: planted secrets are in no file in any writing, and what is no secret stays."""

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import orjson
import pytest

from kiwoom_mockserver.recordings.scrub import Scrubber, kind_of, unmasked
from kiwoom_mockserver.recordings.session import Session
from kiwoom_mockserver.recordings.verifying import verify
from kiwoom_mockserver.spec.model import Catalogue, FieldSpec
from tests.recordings.making import tick, writer

APPKEY = "PSx7Kq+9/mQ2" + "A" * 31
SECRET = "s3cr3t/Value+With=Signs&" + "b" * 19
TOKEN = "WQJCwyqInphKnR3bSRtB9NE1lv" + "Zz-_" * 15
ACCOUNT = "5012345610"
NAME = "홍길동전"
PLANTED = (APPKEY, SECRET, TOKEN, ACCOUNT, NAME)


def writings(secret: str) -> dict[str, bytes]:
    """Forms made here by other means than the scrubber's own."""
    data = secret.encode()
    return {
        "plain": data,
        "percent": quote(secret, safe="").encode(),
        "every byte in percent": "".join(f"%{byte:02x}" for byte in data).encode(),
        "escaped": "".join(f"\\u{ord(char):04X}" for char in secret).encode(),
        "base64": b64encode(data),
        "base64 inside": b64encode(b"x=" + data + b";more"),
        "base64 one further": b64encode(b"x" + data + b";"),
        "url base64": urlsafe_b64encode(b"key:" + data),
        "hex": data.hex().encode(),
        "capital hex": data.hex().upper().encode(),
        "utf-16": secret.encode("utf-16-le"),
    }


def hidden(data: bytes) -> set[str]:
    """The planted secrets that can be found in the data, decoded in every way."""
    texts = [data, unquote_to_bytes(data)]
    texts.append(re.sub(rb"\\u(....)", lambda one: chr(int(one[1], 16)).encode(), data))
    texts += [data[at:].decode("utf-16-le", "replace").encode() for at in (0, 1)]
    for run in re.findall(rb"[A-Za-z0-9+/_-]{8,}", data):
        for shift in range(4):
            piece = run[shift:].translate(bytes.maketrans(b"-_", b"+/"))
            texts.append(b64decode(piece + b"A" * (-len(piece) % 4)))
    for run in re.findall(rb"[0-9A-Fa-f]{12,}", data):
        texts += [bytes.fromhex(run[at : len(run) - (len(run) - at) % 2].decode()) for at in (0, 1)]
    return {one for one in PLANTED for text in texts if one.encode() in text}


def traffic() -> list[tuple[str, dict[str, Any], bytes]]:
    """A session's worth of records with secrets in every place and writing."""
    grant = {"grant_type": "client_credentials", "appkey": APPKEY, "secretkey": SECRET}
    bearer = {"path": "/api/dostk/acnt", "headers": [["authorization", f"Bearer {TOKEN}"]]}
    found: list[tuple[str, dict[str, Any], bytes]] = [
        ("q", {"path": "/oauth2/token"}, orjson.dumps(grant)),
        ("r", {"to": 0}, orjson.dumps({"token": TOKEN, "expires_dt": "20260916090000"})),
        ("q", bearer, b'{"acnt_nm" : "\\ud64d\\uae38\\ub3d9\\uc804"}'),
        ("r", {"to": 2}, orjson.dumps({"acctNo": ACCOUNT, "acnt_nm": NAME})),
        ("k", {}, orjson.dumps({"trnm": "LOGIN", "token": TOKEN})),
        ("s", {}, orjson.dumps({"data": [{"values": {"9201": ACCOUNT}}], "trnm": "REAL"})),
        ("q", {"path": f"/x?appkey={quote(APPKEY, safe='')}&token={TOKEN}"}, b""),
        ("q", {"headers": [["appkey", APPKEY], ["next-key", f"A{ACCOUNT}"]]}, b"{}"),
        ("r", {"to": 7}, f"<html>{NAME} 5012-3456-10, 50123456-10</html>".encode()),
        (
            "n",
            {"error": f"401 for Bearer {TOKEN}"},
            orjson.dumps({"inner": orjson.dumps(grant).decode()}),
        ),
    ]
    for secret in PLANTED:
        for text in writings(secret).values():
            found.append(("s", {}, b"<" + text + b">"))
            found.append(("k", {"note": text.decode("latin-1")}, b'{"x":1}'))
    return found


@pytest.mark.parametrize("storage", ["plain", "zstd"])
def test_a_recorded_session_holds_no_planted_secret_in_any_encoding(
    tmp_path: Path, storage: str
) -> None:
    made = writer(tmp_path / "s", storage, redaction=Scrubber(b"k"))
    for at, (kind, meta, payload) in enumerate(traffic()):
        made.append(at, 1, kind, meta, payload)
    made.close()
    session = Session(tmp_path / "s")
    records = list(session.records())
    assert len(records) == len(traffic())
    for record in records:
        for data in (record.payload, orjson.dumps(record.meta)):
            assert hidden(data) == set(), record
    for path in (tmp_path / "s").iterdir():
        assert hidden(path.read_bytes()) == set()
    verdict = verify(session, PLANTED)
    assert (verdict.leaks, verdict.well) == ([], True)


def test_this_tests_own_search_finds_what_is_planted() -> None:
    for secret in PLANTED:
        for name, text in writings(secret).items():
            if name == "escaped" and not secret.isascii():
                continue
            assert secret in hidden(b'{"a":"' + text + b'"}') | hidden(text), name


def test_verify_finds_secrets_that_were_not_taken_out(tmp_path: Path) -> None:
    made = writer(tmp_path / "s")
    for at, (kind, meta, payload) in enumerate(traffic()):
        made.append(at, 1, kind, meta, payload)
    made.close()
    session = Session(tmp_path / "s")
    assert {leak.seq for leak in verify(session).leaks} >= {0, 1, 3, 4, 5}
    assert len(verify(session, PLANTED).leaks) > len(traffic())


def test_the_same_secret_has_the_same_pseudonym_all_through() -> None:
    scrubber = Scrubber(b"k")
    _, issued = scrubber.scrub("r", {}, orjson.dumps({"token": TOKEN}))
    meta, _ = scrubber.scrub("q", {"headers": [["authorization", f"Bearer {TOKEN}"]]}, b"")
    token = orjson.loads(issued)["token"]
    assert meta["headers"] == [["authorization", f"Bearer {token}"]]
    assert len(token) == len(TOKEN)
    assert Scrubber(b"other").scrub("r", {}, orjson.dumps({"token": TOKEN}))[1] != issued


def test_an_account_number_keeps_its_shape() -> None:
    scrubber = Scrubber(b"k")
    _, first = scrubber.scrub("r", {}, orjson.dumps({"acctNo": ACCOUNT}))
    number = orjson.loads(first)["acctNo"]
    assert re.fullmatch(r"999\d{7}", number)
    _, dashed = scrubber.scrub("r", {}, b"5012-3456-10")
    assert dashed.decode().replace("-", "") == number
    _, bare = scrubber.scrub("r", {}, b'{"acnt_no":5012345610}')
    assert bare == b'{"acnt_no":%s}' % number.encode()


@pytest.mark.parametrize(
    "payload",
    [
        tick(1),
        b'{ "acnt_no" : "" ,"b":1.50}',
        b'{"token_type":"Bearer","return_code":0}',
        '{"stk_nm":"홍길동전기","price":"5012345"}'.encode(),
        b'{"9201":"0"}',
    ],
)
def test_what_is_no_secret_stays_byte_by_byte(payload: bytes) -> None:
    scrubber = Scrubber(b"k")
    scrubber.scrub("r", {}, orjson.dumps({"token": TOKEN, "acctNo": ACCOUNT, "acnt_nm": "김"}))
    if b"9201" in payload:
        assert list(unmasked(payload)) == []
        return
    assert scrubber.scrub("s", {}, payload)[1] == payload


def test_secrets_given_beforehand_need_no_field() -> None:
    scrubber = Scrubber(b"k", ("50123456-10", "my own secret"))
    assert b"my own" not in scrubber.scrub("s", {}, b"hello my own secret")[1]
    assert b"5012345610" not in scrubber.scrub("s", {}, b"x 5012345610")[1]


def test_an_account_that_looks_like_a_pseudonym_is_replaced_all_the_same() -> None:
    scrubber = Scrubber(b"k")
    assert b"9991234567" not in scrubber.scrub("r", {}, b'{"acctNo":"9991234567"}')[1]


def test_every_field_the_contracts_call_an_account_or_key_is_known(catalogue: Catalogue) -> None:
    wanted = re.compile("^(계좌번호|계좌명|지점명|접근토큰|시크릿키|앱키)$")

    def named(fields: tuple[FieldSpec, ...]) -> set[str]:
        own = {field.name for field in fields if wanted.match(field.title)}
        return own.union(*(named(field.children) for field in fields), set())

    names: set[str] = set()
    for operation in catalogue.operations.values():
        names |= named(operation.request) | named(operation.response)
    for realtime in catalogue.realtime.values():
        names |= named(realtime.fields)
    assert names >= {"acctNo", "9201", "token"}
    assert {name for name in names if kind_of(name) is None} == set()
