"""The report's forms, and baselines."""

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Kind
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.page import as_html
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.report import (
    Report,
    as_json,
    as_junit,
    read_baseline,
    report_of,
)
from tests.gateway.caller import contracts
from tests.spec.corpus import sampled

EVIL = '<script>alert("1")</script>&\x00\x1b\ufffe'
NONE: frozenset[str] = frozenset()


def report(baseline: frozenset[str] = NONE) -> Report:
    judge = Judge(contracts(), "documented", "live")
    for api_id in ("ka10001", "ka10099"):
        body = orjson.dumps(sampled(api_id) | {EVIL: "1"})
        judge.reply(Exchange(api_id, {"stk_cd": "005930"}, 200, body))
    judge.note("ka10002", Outcome.REFUSED, EVIL)
    judge.note("0B", Outcome.SILENT, "nothing came")
    judge.add([Finding(Kind.CODE, "socket", "trnm", "a known trnm", f"'{EVIL}'")])
    judge.finish()
    return report_of(judge, "http://127.0.0.1:8080", "2026-09-15T10:00:00+09:00", baseline)


def test_json_holds_everything_and_is_a_baseline(tmp_path: Path) -> None:
    made = report()
    data = orjson.loads(as_json(made))
    assert [row["subject"] for row in data["findings"]] == [one.subject for one in made.findings]
    assert data["outcomes"] == {"judged": 2, "refused": 1, "silent": 1, "broken": 1}
    assert data["clean"] is False
    path = tmp_path / "report.json"
    path.write_bytes(as_json(made))
    known = read_baseline(path)
    second = report(known)
    assert (second.clean, second.known) == (True, len(made.findings))
    path.write_bytes(as_json(second, known))
    assert read_baseline(path) == known, "what was known stays known"


def test_a_baseline_hides_nothing_but_what_is_in_it() -> None:
    made = report()
    known = frozenset({made.findings[0].identity})
    assert report(known).findings == made.findings[1:]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format":"other","findings":[]}'])
def test_what_is_no_report_is_no_baseline(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(VerifyError, match="no report"):
        read_baseline(path)


def test_junit_has_a_case_for_each_operation_and_survives_what_servers_send() -> None:
    root = ElementTree.fromstring(as_junit(report()))
    cases = {case.attrib["name"].split()[0]: case for case in root.iter("testcase")}
    assert set(cases) == {"ka10001", "ka10099", "ka10002", "0B", "socket"}
    assert cases["ka10001"].find("failure") is not None
    assert cases["0B"].find("skipped") is not None
    suites = root.findall("testsuite")
    assert sum(int(suite.attrib["tests"]) for suite in suites) == len(cases)
    assert sum(int(suite.attrib["failures"]) for suite in suites) == 3


class Reader(HTMLParser):
    """Collects tags and what they refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_the_page_needs_nothing_else_and_escapes_what_servers_send() -> None:
    page = as_html(report())
    reader = Reader()
    reader.feed(page)
    assert "script" not in reader.tags
    assert reader.links == []
    assert "&lt;script&gt;" in page
    assert {"table", "details", "style"} <= reader.tags


def test_the_page_of_a_clean_run_says_so() -> None:
    judge = Judge(contracts(), "documented")
    assert "no findings" in as_html(report_of(judge, "fake", "2026-09-15", NONE))
