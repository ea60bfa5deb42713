"""The page about faults shows every scenario, matcher and effect, and only what works."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.faults.plain_yaml import read_yaml
from kiwoom_mockserver.faults.rules import check
from kiwoom_mockserver.faults.scenarios import bundled

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "faults.md").read_text("utf-8")
SCHEMA: Any = orjson.loads((ROOT / "fixtures/scenarios/scenario.schema.json").read_bytes())
ROWS = set(re.findall(r"^\| `([a-z_-]+)` \|", PAGE, re.M))


EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_carried_out(example: str) -> None:
    check(read_yaml(example))


@pytest.mark.parametrize("rule", re.findall(r"\| `(\{.*\})` \|$", PAGE, re.M))
def test_a_recipe_can_be_carried_out(rule: str) -> None:
    check({"rules": [orjson.loads(rule)]})


def test_every_scenario_matcher_and_effect_is_told_and_no_other() -> None:
    known = [SCHEMA["$defs"][name]["properties"] for name in ("match", "effects", "socket")]
    assert {"match", *bundled(), *known[0], *known[1], *known[2]} == ROWS
