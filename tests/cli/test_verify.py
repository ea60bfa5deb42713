"""``verify`` as a user calls it."""

from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from tests.cli.program import invoke
from tests.verify.drifting import Drift, drifting
from tests.verify.plants import REST

KEYS = {"KIWOOM_APPKEY": "the-app-key", "KIWOOM_SECRETKEY": "the-secret-key"}
DRIFT: Drift = next(one for one in REST if one.subject == "ka10002")


def test_the_fake_is_clean(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("r.json", "r.xml", "r.html")}
    done = invoke(
        "verify", "--only", "ka10001,ka10004,0B", "--realtime", "0.5s",
        "--json", str(files["r.json"]), "--junit", str(files["r.xml"]),
        "--html", str(files["r.html"]), KIWOOM_MOCK_SPEED="100",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "fake at level documented: 6 judged" in done.output.replace("\n", " ")
    assert "no findings" in done.output
    data = orjson.loads(files["r.json"].read_bytes())
    assert (data["target"], data["findings"]) == ("fake", [])
    assert ElementTree.parse(files["r.xml"]).getroot().tag == "testsuites"
    assert files["r.html"].read_text("utf-8").startswith("<!doctype html>")


def test_what_is_found_ends_with_1_and_as_a_baseline_with_0(tmp_path: Path) -> None:
    report = tmp_path / "before.json"
    with drifting([DRIFT]) as server:
        call = ("verify", "--target", server.base_url, "--only", "ka10002", "--profile", "live")
        done = invoke(*call, "--json", str(report), **KEYS)
        assert done.exit_code == 1, done.output
        assert "undocumented-field" in done.output
        again = invoke(*call, "--baseline", str(report), **KEYS)
    assert again.exit_code == 0, again.output
    assert "no findings, 1 known" in again.output
    told = done.output + report.read_text("utf-8")
    assert not [secret for secret in KEYS.values() if secret in told]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--target", "paper"), "there are no keys for paper"),
        (("--target", "live", "--allow-orders"), "orders are sent to paper and fake only"),
        (("--target", "http://127.0.0.1:8080", "--allow-orders"), "orders are sent to paper"),
        (("--target", "nowhere"), "there is no target 'nowhere'"),
        (("--only", "ka1001"), "is it one of"),
        (("--realtime", "soon"), "no length of time"),
        (("--set", "stk_cd"), "is not FIELD=TEXT"),
        (("--json", "/no/such/folder/r.json", "--only", "ka10001"), "/no/such/folder/r.json"),
    ],
)
def test_what_cannot_be_verified_ends_with_2(words: tuple[str, ...], told: str) -> None:
    blank = dict.fromkeys((*KEYS, "KIWOOM_TOKEN"), "")
    done = invoke("verify", *words, **blank)
    assert (done.exit_code, told in done.output) == (2, True), done.output


def test_a_server_that_is_not_there_ends_with_2() -> None:
    done = invoke("verify", "--target", "http://127.0.0.1:9", "--only", "ka10001", **KEYS)
    assert done.exit_code == 2
    assert "cannot be reached" in done.output
