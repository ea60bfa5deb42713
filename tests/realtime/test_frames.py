import pytest

from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.errors import WireError

UNREADABLE: dict[str, str | bytes] = {
    "nothing": "",
    "blank": " ",
    "no JSON": "hello",
    "half an object": '{"trnm":"PING"',
    "two objects": '{"trnm":"PING"}{"trnm":"PING"}',
    "a list": '[{"trnm":"PING"}]',
    "a number": "1",
    "null": "null",
    "a text": '"PING"',
    "not a number": '{"trnm":NaN}',
    "no trnm": "{}",
    "null trnm": '{"trnm":null}',
    "empty trnm": '{"trnm":""}',
    "number as trnm": '{"trnm":1}',
    "list as trnm": '{"trnm":["PING"]}',
    "wrong case": '{"TRNM":"PING"}',
    "broken UTF-8": b'{"trnm":"\xff"}',
    "cp949": '{"trnm":"조건"}'.encode("cp949"),
    "lone surrogate": '{"trnm":"\ud800"}',
    "escaped lone surrogate": '{"trnm":"\\ud800"}',
    "byte order mark": b'\xef\xbb\xbf{"trnm":"PING"}',
    "nested beyond reason": "[" * 60_000,
    "nested beyond reason, but closed": '{"trnm":' + "[" * 30_000 + "]" * 30_000 + "}",
    "nested objects": '{"trnm":' * 6_000 + "1" + "}" * 6_000,
}


@pytest.mark.parametrize("frame", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_has_no_readable_trnm_is_100002(frame: str | bytes) -> None:
    with pytest.raises(WireError) as caught:
        frames.parse(frame)
    assert (
        frames.refusal(caught.value, "")
        == (
            '{"trnm":"","return_code":100002,'
            '"return_msg":"필수 파라미터가 누락되어 있습니다(parameter=trnm)"}'
        ).encode()
    )


@pytest.mark.parametrize("frame", ['{"trnm":"조건","n":1}', '{"trnm":"조건","n":1}'.encode()])
def test_text_and_bytes_read_alike(frame: str | bytes) -> None:
    assert frames.parse(frame) == {"trnm": "조건", "n": 1}


@pytest.mark.parametrize(
    ("frame", "verdict"),
    [
        ("x" * 65_536, False),
        ("x" * 65_537, True),
        (b"x" * 65_536, False),
        (b"x" * 65_537, True),
        ("가" * 21_845, False),  # 65,535 bytes
        ("가" * 21_845 + "x", False),
        ("가" * 21_846, True),  # 65,538 bytes in a third as many characters
        ("\ud800" * 65_537, True),
        ("", False),
    ],
)
def test_frames_are_measured_in_bytes(frame: str | bytes, verdict: bool) -> None:
    assert frames.too_long(frame) is verdict


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (frames.PING, '{"trnm":"PING"}'),
        (frames.LOGIN_ACK, '{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'),
        (frames.REG_ACK, '{"trnm":"REG","return_code":0,"return_msg":""}'),
        (frames.REMOVE_ACK, '{"trnm":"REMOVE","return_code":0,"return_msg":""}'),
        (
            frames.system("R10001"),
            '{"trnm":"SYSTEM","code":"R10001",'
            '"message":"동일한 App key로 접속이 되었습니다. 기존 세션은 종료가 됩니다"}',
        ),
        (
            frames.refusal_with_seq(WireError("105110"), "CNSRREQ", "3"),
            '{"trnm":"CNSRREQ","seq":"3","return_code":105110,"return_msg":"요청 건수 초과"}',
        ),
        (
            frames.real([frames.real_entry({"20": "145428"}, "0B", "주식체결", "005930")] * 2),
            '{"data":[{"values":{"20":"145428"},"type":"0B","name":"주식체결","item":"005930"},'
            '{"values":{"20":"145428"},"type":"0B","name":"주식체결","item":"005930"}],'
            '"trnm":"REAL"}',
        ),
        (
            frames.real([frames.condition_hit("4", "005930", True, "152028", "2")]),
            '{"data":[{"values":{"841":"4","9001":"005930","843":"I","20":"152028","907":"2"},'
            '"type":"02","name":"조건검색","item":"005930"}],"trnm":"REAL"}',
        ),
        (
            frames.condition_hit("4", "005930", False, "152029", "1"),
            '{"values":{"841":"4","9001":"005930","843":"D","20":"152029","907":"1"},'
            '"type":"02","name":"조건검색","item":"005930"}',
        ),
        (
            frames.condition_hit(None, "005930", False, "152029", "1"),
            '{"values":{"9001":"005930","843":"D","20":"152029","907":"1"},'
            '"type":"02","name":"조건검색","item":"005930"}',
        ),
        (
            frames.condition_list([("0", "가"), ("1", "나")]),
            '{"trnm":"CNSRLST","return_code":0,"return_msg":"","data":[["0","가"],["1","나"]]}',
        ),
        (
            frames.condition_rows("0", [{"9001": "A000001", "302": "가"}], ""),
            '{"trnm":"CNSRREQ","seq":"0","cont_yn":"N","next_key":"","return_code":0,'
            '"data":[{"9001":"A000001","302":"가"}]}',
        ),
        (
            frames.condition_rows("0", [{"9001": "A000001"}], "k"),
            '{"trnm":"CNSRREQ","seq":"0","cont_yn":"Y","next_key":"k","return_code":0,'
            '"data":[{"9001":"A000001"}]}',
        ),
        (
            frames.condition_codes("0", ["A000001", "Q500001"]),
            '{"trnm":"CNSRREQ","seq":"0","return_code":0,'
            '"data":[{"jmcode":"A000001"},{"jmcode":"Q500001"}]}',
        ),
        (
            frames.condition_codes("33", []),
            '{"trnm":"CNSRREQ","seq":"33","return_code":0,"data":null}',
        ),
        (
            frames.condition_cleared("0"),
            '{"trnm":"CNSRCLR","seq":"0","return_code":0,"return_msg":"정상종료되었습니다."}',
        ),
    ],
)
def test_frames_are_equal_to_the_byte(frame: bytes, text: str) -> None:
    assert frame.decode() == text


def test_a_long_name_comes_back_cut() -> None:
    frame = frames.refusal(WireError("105108"), "X" * 60_000)
    assert len(frame) < 300
    assert frames.parse(frame)["trnm"] == "X" * frames.MAX_ECHO
