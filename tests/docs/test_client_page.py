"""Every example of the client's page runs against a fake and prints what the page says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiwoom_mockserver.server.runner import running
from tests.server.door import small

PAGE = Path(__file__).resolve().parents[2] / "docs" / "client.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.S | re.M)
PROMISE = re.compile(r"print\(.*\)  # (.+)$", re.M)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with running(small(speed=20.0)) as runner:
        yield runner.address.base_url


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_prints_what_it_promises(
    example: str, base_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KIWOOM_BASE_URL", base_url)
    monkeypatch.setenv("KIWOOM_APPKEY", "any")
    monkeypatch.setenv("KIWOOM_SECRETKEY", "any")
    exec(compile(example, str(PAGE), "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out.splitlines()
    assert printed
    assert [line for line in PROMISE.findall(example) if line not in printed] == []
