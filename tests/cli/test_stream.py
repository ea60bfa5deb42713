"""``stream`` as a user calls it."""

import orjson
import pytest

from kiwoom_mockserver.server.runner import running
from tests.cli.program import invoke
from tests.server.door import small

KEYS = {"KIWOOM_APPKEY": "the-app-key", "KIWOOM_SECRETKEY": "the-secret-key"}


def test_ticks_are_lines_of_json_from_a_fake_of_its_own() -> None:
    words = ("005930", "035420", "--type", "0B,0D", "--json", "--count", "8")
    done = invoke("stream", *words, KIWOOM_MOCK_SPEED="max")
    assert done.exit_code == 0, done.output
    entries = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert len(entries) == 8
    assert {entry["type"] for entry in entries} <= {"0B", "0D"}
    assert {entry["item"] for entry in entries} <= {"005930", "035420"}


def test_the_table_shows_the_last_tick_of_another_server() -> None:
    with running(small(speed=100.0)) as runner:
        target = ("--target", runner.address.base_url)
        done = invoke("stream", "005930", "--count", "3", *target, **KEYS)
        refused = invoke("stream", *[f"{n:06}" for n in range(101)], *target, **KEYS)
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in done.output.splitlines()]
    row = next(line for line in lines if line[:1] == ["0B"])
    assert (row[:2], row[-1]) == (["0B", "005930"], "3")
    assert refused.exit_code == 1
    assert "105118" not in refused.output
    assert "the registration was refused: 실시간 항목 등록에 실패했습니다" in str(refused.exception)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--type", "0X"), "there is no realtime type '0X'; there are 00, 04, 0A"),
        (("--for", "soon"), "no length of time"),
        (("--target", "paper"), "there are no keys for paper"),
        (("--target", "nowhere"), "there is no target 'nowhere'"),
        (("--count", "0"), "is not in the range"),
    ],
)
def test_what_cannot_be_streamed_is_said(words: tuple[str, ...], told: str) -> None:
    done = invoke("stream", "005930", *words)
    assert done.exit_code != 0
    assert told in done.output + str(done.exception)
