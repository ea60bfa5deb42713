"""What a client sees byte by byte, whatever it sends: a defined answer, in time."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import orjson
import pytest

from kiwoom_mockserver.server.runner import Runner, running
from kiwoom_mockserver.settings import Settings
from tests.server.door import SAMSUNG, STOCK, Door, small
from tests.server.raw import TIMEOUT, Conversation, connect, converse, listen, request

CLOSE = "connection: close"
LIMIT = Settings().max_body
TOO_LARGE = (
    "입력 값 오류입니다[1517:입력 값 형식이 올바르지 않습니다. "
    "파라미터=body 실패사유= 본문이 너무 큽니다]"
)


def message(told: Conversation) -> str:
    text = orjson.loads(told.only.body)["return_msg"]
    assert isinstance(text, str)
    return text


def is_samsung(told: Conversation) -> bool:
    return told.only.status == 200 and orjson.loads(told.only.body)["stk_nm"] == "삼성전자"


# Status lines and methods


def test_the_pace_is_refused_as_429_null() -> None:
    with running(small(profile="paper", speed=0.0, limits=True)) as runner:
        door = Door(runner.address.port)
        told = converse(door.port, door.question() * 2, replies=2)
    assert [reply.line for reply in told.replies] == ["HTTP/1.1 200 OK", "HTTP/1.1 429 null"]
    refused = told.replies[1]
    assert b"1700:" in refused.body
    assert "retry-after" not in refused.headers
    assert refused.headers["api-id"] == "ka10001"


@pytest.mark.parametrize("path", [STOCK, "/oauth2/token", "/api/dostk/websocket", "/", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_another_method_is_405_and_told_which_is_allowed(
    method: str, path: str, door: Door
) -> None:
    asked = request(path, b"", "api-id: ka10001", CLOSE, method=method)
    told = converse(door.port, asked, head=method == "HEAD")
    assert told.only.line == "HTTP/1.1 405 Method Not Allowed"
    assert told.only.headers["allow"] == "POST"
    assert told.end == "closed"
    if method != "HEAD":
        assert "1504:" in message(told)


@pytest.mark.parametrize("path", [STOCK, "/nowhere"])
def test_a_head_has_no_body_so_the_next_reply_is_read_right(path: str, door: Door) -> None:
    asked = request(path, b"", method="HEAD") + door.question(SAMSUNG, CLOSE)
    told = converse(door.port, asked, replies=2, head=True)
    assert told.rest == b""
    assert [reply.status for reply in told.replies] == [405, 200]
    assert orjson.loads(told.replies[1].body)["stk_cd"] == "005930"


# Bodies


class Odd(NamedTuple):
    """A body, and what its refusal says."""

    body: bytes
    told: str


NOT_JSON, NO_OBJECT, MISSING = "JSON 형식이 아닙니다", "JSON 객체가 아닙니다", "1511:"

ODD_BODIES = {
    "empty": Odd(b"", MISSING),
    "blanks": Odd(b" \r\n\t ", MISSING),
    "text": Odd(b"hello", NOT_JSON),
    "form": Odd(b"stk_cd=005930", NOT_JSON),
    "cut off": Odd(b'{"stk_cd":"00', NOT_JSON),
    "two objects": Odd(b'{"stk_cd":"005930"}{}', NOT_JSON),
    "byte order mark": Odd(b"\xef\xbb\xbf" + SAMSUNG, NOT_JSON),
    "UTF-16": Odd(SAMSUNG.decode().encode("utf-16"), NOT_JSON),
    "bad UTF-8": Odd(b'{"stk_cd":"\xff\xfe"}', NOT_JSON),
    "half a surrogate": Odd(b'{"stk_cd":"\\ud800"}', NOT_JSON),
    "NUL bytes": Odd(b"\0" * 1000, NOT_JSON),
    "NUL in a text": Odd(b'{"stk_cd":"\0"}', NOT_JSON),
    "NaN": Odd(b'{"stk_cd":NaN}', NOT_JSON),
    "a number beyond all bounds": Odd(b'{"stk_cd":1e999}', NOT_JSON),
    "deep lists": Odd(b"[" * 30_000 + b"]" * 30_000, NOT_JSON),
    "deep objects": Odd(b'{"stk_cd":' * 5_000 + b"1" + b"}" * 5_000, NOT_JSON),
    "list": Odd(b'["005930"]', NO_OBJECT),
    "number": Odd(b"5930", NO_OBJECT),
    "null": Odd(b"null", NO_OBJECT),
    "text value": Odd(b'"005930"', NO_OBJECT),
    "object as value": Odd(b'{"stk_cd":{"a":1}}', "문자열이 아닙니다"),
    "list as value": Odd(b'{"stk_cd":["005930"]}', "문자열이 아닙니다"),
    "null as value": Odd(b'{"stk_cd":null}', MISSING),
}


@pytest.mark.parametrize("odd", ODD_BODIES.values(), ids=ODD_BODIES.keys())
def test_an_odd_body_is_refused_in_so_many_words(odd: Odd, door: Door) -> None:
    told = converse(door.port, door.question(odd.body))
    assert told.only.status == 200
    assert odd.told in message(told)
    assert told.end == "open"


@pytest.mark.parametrize(
    "body",
    [
        b'{"stk_cd":"x","stk_cd":"005930"}',
        b' { "stk_cd" : "005930" } ',
        b'{"stk_cd":"005930","more":' + b"[" * 500 + b"]" * 500 + b"}",
    ],
    ids=["a key sent twice", "blanks", "nested, but not too deep"],
)
def test_an_unusual_body_is_answered(body: bytes, door: Door) -> None:
    assert is_samsung(converse(door.port, door.question(body)))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "a" * 999])
def test_the_content_type_does_not_matter_by_default(kind: str, door: Door) -> None:
    assert is_samsung(converse(door.port, door.question(SAMSUNG, f"content-type: {kind}")))


def chunked(body: bytes, size: int) -> bytes:
    parts = [body[first : first + size] for first in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_chunked_body_is_read(size: int, door: Door) -> None:
    head = door.question(b"", "transfer-encoding: chunked", length="")
    assert is_samsung(converse(door.port, head + chunked(SAMSUNG, size)))


def padded(size: int) -> bytes:
    return SAMSUNG[:-1] + b',"x":"' + b"y" * (size - len(SAMSUNG) - 7) + b'"}'


def test_the_largest_body_is_read(door: Door) -> None:
    assert len(padded(LIMIT)) == LIMIT
    assert is_samsung(converse(door.port, door.question(padded(LIMIT))))


@pytest.mark.parametrize("size", [LIMIT + 1, 10 * LIMIT, 40 * LIMIT])
@pytest.mark.parametrize("path", [STOCK, "/oauth2/token"])
def test_a_larger_body_is_413_and_the_end(size: int, path: str, door: Door) -> None:
    told = converse(door.port, door.question(padded(size), path=path))
    assert told.only.status == 413
    assert message(told) == TOO_LARGE
    assert told.only.headers["connection"] == "close"
    assert told.end in ("closed", "reset")


def test_a_larger_chunked_body_is_413_and_the_end(door: Door) -> None:
    head = door.question(b"", "transfer-encoding: chunked", length="")
    told = converse(door.port, head + chunked(padded(4 * LIMIT), 4096))
    assert told.only.status == 413
    assert message(told) == TOO_LARGE
    assert told.end in ("closed", "reset")


@pytest.mark.parametrize("length", [str(LIMIT + 1), "99999999999", str(2**63 - 1)])
def test_a_content_length_too_large_is_413_before_the_body_comes(length: str, door: Door) -> None:
    """A client that waits for its answer before it sends would wait for ever."""
    told = converse(door.port, door.question(b"{", length=length))
    assert told.only.status == 413
    assert told.end in ("closed", "reset")


# Broken HTTP

BROKEN = {
    "no HTTP": b"\x00\x01\x02\x03\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64,
    "an unknown method": request(STOCK, b"", method="FETCH"),
    "version 9": request(STOCK, b"", version="9.9"),
    "a blank in a header's name": request(STOCK, b"", "a b: c"),
    "a negative length": request(STOCK, b"", length="-1"),
    "a length that is no number": request(STOCK, b"", length="abc"),
    "a length beyond 64 bits": request(STOCK, b"", length="9" * 30),
    "two lengths": request(STOCK, b"{}", "content-length: 3"),
    "length and chunks": request(STOCK, b"0\r\n\r\n", "transfer-encoding: chunked"),
    "a chunk that is none": request(STOCK, b"zz\r\n", "transfer-encoding: chunked", length=""),
    "a path outside ASCII": request("/api/dostk/\xe9", b""),
    "a path outside ASCII and the API": request("/\xe9", b""),
    "CONNECT": request("example.org:443", b"", method="CONNECT"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_broken_http_is_400_and_the_end(data: bytes, door: Door) -> None:
    told = converse(door.port, data)
    assert told.only.status == 400
    assert told.end in ("closed", "reset")
    assert b"Traceback" not in told.only.body


def test_the_server_lives_on_after_broken_http(door: Door) -> None:
    for data in BROKEN.values():
        converse(door.port, data)
    assert is_samsung(converse(door.port, door.question()))


# Unusual, but right HTTP


@pytest.mark.parametrize(
    "names",
    [("API-ID", "Authorization"), ("api-id", "AUTHORIZATION"), ("Api-Id", "authorization")],
)
def test_header_names_may_be_in_any_case(names: tuple[str, str], door: Door) -> None:
    lines = [f"{names[0]}: ka10001", f"{names[1]}: Bearer {door.token}"]
    assert is_samsung(converse(door.port, request(STOCK, SAMSUNG, *lines)))


PATHS = {
    "query": "/api/dostk/stkinfo?a=1&b=%20",
    "percent-encoded letter": "/api/dostk/%73tkinfo",
    "percent-encoded prefix": "/%61pi/dostk/stkinfo",
    "absolute form": "http://127.0.0.1:8080/api/dostk/stkinfo",
    "absolute form and query": "http://127.0.0.1:8080/api/dostk/stkinfo?a=1",
    "fragment": "/api/dostk/stkinfo#ka10001",
    "absolute form and fragment": "http://127.0.0.1:8080/api/dostk/stkinfo#ka10001",
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_a_path_may_be_written_in_other_ways(path: str, door: Door) -> None:
    assert is_samsung(converse(door.port, door.question(path=path)))


@pytest.mark.parametrize(
    "path",
    ["/api/dostk/stkinfo/", "//api/dostk/stkinfo", "/api/dostk/./stkinfo", "/api/x", "/api/", "*"],
)
def test_another_path_is_1504(path: str, door: Door) -> None:
    told = converse(door.port, door.question(path=path))
    assert told.only.status == 200
    assert f"URI={path}]" in message(told)


@pytest.mark.parametrize("size", [10_000, 60_000])
def test_a_long_header_is_read(size: int, door: Door) -> None:
    assert is_samsung(converse(door.port, door.question(SAMSUNG, "x-long: " + "y" * size)))


def test_many_headers_are_read(door: Door) -> None:
    lines = [f"x-{number}: y" for number in range(500)]
    assert is_samsung(converse(door.port, door.question(SAMSUNG, *lines)))


@pytest.mark.parametrize("size", [300_000, 2_000_000])
def test_a_header_without_end_is_refused(size: int, door: Door) -> None:
    told = converse(door.port, door.question(SAMSUNG, "x-long: " + "y" * size))
    assert told.only.status == 431
    assert told.end == "closed"
    assert orjson.loads(told.only.body)["return_code"] != 0


@pytest.mark.parametrize("path", ["/api/", "/elsewhere/"])
def test_a_path_without_end_is_refused(path: str, door: Door) -> None:
    told = converse(door.port, door.question(path=path + "x" * 500_000))
    assert told.only.status == 431
    assert is_samsung(converse(door.port, door.question()))


def test_who_still_sends_a_refused_body_can_read_why(door: Door) -> None:
    """A close at once would reset the connection while the client writes."""
    with closing(connect(door.port)) as sock:
        sock.sendall(door.question(b"", length=str(100 * LIMIT)))
        for _ in range(20):
            sock.sendall(b" " * LIMIT)
            time.sleep(0.01)
        assert listen(sock, 1).only.status == 413


def test_an_old_client_is_told_that_its_connection_is_kept(door: Door) -> None:
    told = converse(door.port, door.question(SAMSUNG, "connection: keep-alive", version="1.0"))
    assert (told.only.headers["connection"], told.end) == ("keep-alive", "open")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_connection_is_kept_or_closed_as_asked(version: str, door: Door) -> None:
    plain = converse(door.port, door.question(version=version))
    assert is_samsung(plain)
    assert plain.end == ("closed" if version == "1.0" else "open")
    closed = converse(door.port, door.question(SAMSUNG, CLOSE, version=version))
    assert is_samsung(closed)
    assert closed.end == "closed"
    assert closed.only.headers["connection"] == "close"


def test_expect_100_continue_is_met(door: Door) -> None:
    head = door.question(b"", "expect: 100-continue", length=str(len(SAMSUNG)))
    with closing(connect(door.port)) as sock:
        sock.sendall(head)
        assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(SAMSUNG)
        assert is_samsung(listen(sock, 1))


def test_expect_100_continue_does_not_hide_the_size_of_a_body(door: Door) -> None:
    asked = door.question(padded(4 * LIMIT), "expect: 100-continue")
    assert converse(door.port, asked).only.status == 413


@pytest.mark.parametrize("offer", ["h2c", "h2c, websocket", "TLS/1.0", "nonsense"])
def test_an_offer_to_upgrade_is_passed_over(offer: str, door: Door) -> None:
    """Java's HttpClient offers h2c with every first request, and sends its body along."""
    lines = ["connection: Upgrade, HTTP2-Settings", f"upgrade: {offer}", "http2-settings: AAMAAABk"]
    told = converse(door.port, door.question(SAMSUNG, *lines) + door.question(), replies=2)
    assert [reply.status for reply in told.replies] == [200, 200]
    names = [orjson.loads(reply.body).get("stk_nm") for reply in told.replies]
    assert names == ["삼성전자", "삼성전자"]


# Pace of the bytes


@pytest.mark.parametrize("size", [1, 50])
def test_a_request_may_come_in_pieces(size: int, door: Door) -> None:
    data = door.question(SAMSUNG, CLOSE)
    with closing(connect(door.port)) as sock:
        for first in range(0, len(data), size):
            sock.sendall(data[first : first + size])
        assert is_samsung(listen(sock, 1))


def test_a_slow_body_is_waited_for(door: Door) -> None:
    data = door.question(SAMSUNG, CLOSE)
    cuts = [len(data) - len(SAMSUNG), len(data) - 5, len(data) - 1]
    parts = [data[first:last] for first, last in zip([0, *cuts], [*cuts, None], strict=True)]
    assert is_samsung(converse(door.port, *parts, pause=0.1))


def test_a_slow_client_does_not_hold_up_others(door: Door) -> None:
    data = door.question()
    with closing(connect(door.port)) as slow:
        slow.sendall(data[:-3])
        start = time.monotonic()
        assert is_samsung(converse(door.port, door.question()))
        assert time.monotonic() - start < 20
        slow.sendall(data[-3:])
        assert is_samsung(listen(slow, 1))


def test_a_half_closed_connection_is_answered(door: Door) -> None:
    told = converse(door.port, door.question(), half_close=True)
    assert is_samsung(told)
    assert told.end == "closed"


def test_a_request_cut_off_by_its_client_is_not_carried_out(server: Runner, door: Door) -> None:
    journal = server.app.gateway.journal
    before = journal.count
    told = converse(door.port, door.question()[:-4], half_close=True, replies=0)
    absolute = door.question(path="http://127.0.0.1/api/dostk/stkinfo")[:-4]
    again = converse(door.port, absolute, half_close=True, replies=0)
    assert (told.replies, again.replies) == ([], [])
    time.sleep(0.05)
    assert journal.count == before


@pytest.fixture
def impatient() -> Iterator[Door]:
    """A server that closes idle connections after 0.4 seconds."""
    with running(small(speed=0.0)) as runner:
        runner._server.config.timeout_keep_alive = 0.4  # type: ignore[assignment]
        yield Door(runner.address.port)


def test_pipelined_requests_are_answered_in_order(door: Door) -> None:
    codes = ["005930", "000660", "035420", "999999", "005930"]
    bodies = [orjson.dumps({"stk_cd": code}) for code in codes]
    told = converse(door.port, b"".join(map(door.question, bodies)), replies=len(codes))
    answered = [orjson.loads(reply.body)["stk_cd"] for reply in told.replies]
    assert answered == ["005930", "000660", "035420", "", "005930"]


def test_pipelined_requests_to_different_parts_are_answered_in_order(door: Door) -> None:
    health = request("/__admin/health", b"", method="GET")
    asked = [door.question(), health, door.question(), health, health, door.question()]
    told = converse(door.port, b"".join(asked), replies=len(asked))
    found = ["status" in orjson.loads(reply.body) for reply in told.replies]
    assert found == [False, True, False, True, True, False]


def test_an_idle_connection_is_closed(impatient: Door) -> None:
    with closing(connect(impatient.port)) as sock:
        sock.sendall(impatient.question())
        assert is_samsung(listen(sock, 1))
        sock.settimeout(TIMEOUT)
        assert sock.recv(1) == b""


@pytest.mark.parametrize("together", [1, 2, 5])
def test_a_connection_in_use_is_not_closed(together: int, impatient: Door) -> None:
    with closing(connect(impatient.port)) as sock:
        for _ in range(8):
            sock.sendall(impatient.question() * together)
            told = listen(sock, together)
            assert [reply.status for reply in told.replies] == [200] * together
            assert told.end == "open"
            time.sleep(0.1)


def test_a_reader_who_does_not_read_gets_everything_in_the_end(door: Door) -> None:
    body = orjson.dumps({"stk_cd": "005930", "tic_scope": "1", "upd_stkpc_tp": "1"})
    chart = request("/api/dostk/chart", body, "api-id: ka10080", door.authorization)
    with closing(connect(door.port)) as sock:
        sock.sendall(chart * 60)
        time.sleep(0.2)
        told = listen(sock, 60)
    assert [reply.status for reply in told.replies] == [200] * 60
    assert len({reply.body for reply in told.replies}) == 1
