"""What is noted as verified: only contracts there are, and no more than captures show."""

from pathlib import Path

import orjson
import pytest

from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.spec.verified import FILE, note, verified
from tests.spec.corpus import CONTRACTS, FACTS, read

ROWS = read(CONTRACTS / FILE)["verified"]


def test_what_is_verified_is_in_the_catalogue(catalogue: Catalogue) -> None:
    known = {*catalogue.operations, *catalogue.realtime, *catalogue.frames}
    assert ROWS.keys() <= known
    assert {verified(name)["live"] for name in ROWS if "live" in ROWS[name]}
    assert verified("ka99999") == {}


@pytest.mark.skipif(not FACTS.is_dir(), reason="the captures are not beside the repo")
def test_a_year_alone_stands_for_a_capture_that_is_judged_in_these_tests() -> None:
    captured = {path.stem.split("__")[0] for path in (FACTS / "captures").glob("*.json")}
    assert {name for name, row in ROWS.items() if row.get("live") == "2026"} <= captured


def test_a_note_keeps_what_the_file_says_of_others(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes((CONTRACTS / FILE).read_bytes())
    note(path, "paper", "2026-11-23", ["ka10001", "ka10081"])
    told = orjson.loads(path.read_bytes())
    assert told["verified"]["ka10001"] == {**ROWS["ka10001"], "paper": "2026-11-23"}
    assert {n: r for n, r in told["verified"].items() if n not in {"ka10001", "ka10081"}} == {
        n: r for n, r in ROWS.items() if n not in {"ka10001", "ka10081"}
    }
    note(path, "paper", "2026-11-23", [])
    assert orjson.loads(path.read_bytes()) == told
