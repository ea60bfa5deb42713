"""The example of an account's day runs, and tells the same every time."""

import runpy
from pathlib import Path

import pytest

from kiwoom_mockserver.server.runner import running
from tests.server.door import small

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "a_day_in_the_life.py"


@pytest.mark.parametrize("market", ["simulated", "recorded"])
def test_a_day_in_the_life(
    market: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    day = {"session": "bot-orders", "mode": "timeline"} if market == "recorded" else {}
    with running(small(speed=0.0, **day)) as runner:
        monkeypatch.setenv("KIWOOM_BASE_URL", runner.address.base_url)
        for _ in range(2):
            runpy.run_path(str(EXAMPLE), run_name="__main__")
            told.append(capsys.readouterr().out.splitlines())
    assert told[0] == told[1]
    assert [line.split()[0] for line in told[0]] == [
        "bought", "order", "order", "sold;".rstrip(";"), "next", "settled:",
    ]  # fmt: skip
