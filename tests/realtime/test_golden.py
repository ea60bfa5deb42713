"""The same minute of ticks, byte for byte, in every run, process and checkout."""

import json
import subprocess
import sys

import pytest

from tests.realtime.golden import kept, minute

RENEW = "if the market was meant to change, run `.venv/bin/python scripts/make_golden.py`"


def test_a_minute_is_what_it_was_when_it_was_kept() -> None:
    now, then = minute(), kept()
    changed = [name for name, one in now["pairs"].items() if one != then["pairs"].get(name)]
    if changed or now != then:
        pytest.fail(
            f"ticks changed ({', '.join(changed) or 'their order'}); {RENEW}", pytrace=False
        )


def test_a_minute_is_the_same_in_a_process_with_other_hashes() -> None:
    program = "import json; from tests.realtime.golden import minute; print(json.dumps(minute()))"
    other = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(other.stdout) == kept(), RENEW


def test_every_pair_of_the_minute_is_heard() -> None:
    silent = [name for name, one in kept()["pairs"].items() if not one["entries"]]
    assert silent == []
