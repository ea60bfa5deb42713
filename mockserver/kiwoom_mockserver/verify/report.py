"""What a run came to, and its forms for machines: JSON and JUnit XML. A baseline is such a JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import orjson

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.findings import Finding, Kind
from kiwoom_mockserver.verify.judge import Judge, Result
from kiwoom_mockserver.verify.replies import Outcome

FORMAT: Final = "kiwoom-verify"
VERSION: Final = 1
MAX_BASELINE: Final = 64 * 1024 * 1024
NOT_XML: Final = {code: "?" for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Report:
    """One run: which target at which level and when, what was asked, what was found."""

    target: str
    level: str
    profile: str
    started: str
    """ISO 8601."""
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    """Those that are not in the baseline."""
    known: int = 0
    """How many are in the baseline."""
    left_out: int = 0

    @property
    def clean(self) -> bool:
        """Nothing new was found."""
        return not self.findings and not self.left_out

    @property
    def outcomes(self) -> Counter[Outcome]:
        """How many operations, types and frames came to which outcome."""
        return Counter(result.outcome for result in self.results)

    @property
    def kinds(self) -> Counter[str]:
        """How many findings there are of each kind."""
        return Counter(str(finding.kind) for finding in self.findings)

    def of(self, subject: str) -> list[Finding]:
        """The findings about one operation, type or frame."""
        return [finding for finding in self.findings if finding.subject == subject]


def report_of(judge: Judge, target: str, started: str, baseline: frozenset[str]) -> Report:
    """The report of a judge that has finished; findings of the baseline are left out."""
    findings = list(judge.findings)
    fresh = tuple(finding for finding in findings if finding.identity not in baseline)
    known = len(findings) - len(fresh)
    left_out = judge.findings.left_out
    results = _with_all_subjects(judge.results, findings)
    return Report(target, judge.level, judge.profile, started, results, fresh, known, left_out)


def _with_all_subjects(
    results: Iterable[Result], findings: Iterable[Finding]
) -> tuple[Result, ...]:
    """The results, and one for every subject that only findings name."""
    rows = {result.subject: result for result in results}
    for finding in findings:
        blank = Result(finding.subject, finding.subject, "socket", Outcome.BROKEN)
        rows.setdefault(finding.subject, blank)
    return tuple(rows.values())


def read_baseline(path: Path) -> frozenset[str]:
    """The identities of all findings of an earlier JSON report; raises VerifyError for no report.

    What was in that run's own baseline is in it too.
    """
    data = read_report(path)
    return frozenset(map(str, [*(row["identity"] for row in data["findings"]), *data["baseline"]]))


def read_report(path: Path) -> dict[str, Any]:
    """A report that ``verify --json`` wrote; raises VerifyError for anything else."""
    try:
        with path.open("rb") as file:
            data: dict[str, Any] = orjson.loads(file.read(MAX_BASELINE))
        if data["format"] != FORMAT:
            raise KeyError("format")
        for row in data["findings"]:
            Kind(row["kind"])
            for name in ("identity", "subject", "where", "seen", "count"):
                row[name]
        for name in ("baseline", "target", "level", "started"):
            data[name]
    except OSError as error:
        raise VerifyError(f"the report {path}: {error.strerror}") from None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise VerifyError(f"{path} is no report that verify --json wrote") from None
    return data


def as_json(report: Report, baseline: frozenset[str] = frozenset()) -> bytes:
    """The report as indented JSON."""
    data: Mapping[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "tool": __version__,
        "target": report.target,
        "level": report.level,
        "profile": report.profile,
        "started": report.started,
        "clean": report.clean,
        "known": report.known,
        "left_out": report.left_out,
        "outcomes": {str(name): count for name, count in report.outcomes.items()},
        "kinds": dict(report.kinds),
        "results": [
            {
                "subject": result.subject,
                "title": result.title,
                "category": result.category,
                "outcome": str(result.outcome),
                "replies": result.replies,
                "reason": result.reason,
            }
            for result in report.results
        ],
        "findings": [finding.as_row() for finding in report.findings],
        "baseline": sorted(baseline),
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"


def as_junit(report: Report) -> bytes:
    """The report as JUnit XML: a suite for each category, a case for each operation or type."""
    root = ElementTree.Element("testsuites", name=f"verify {report.target}")
    for category in dict.fromkeys(result.category for result in report.results):
        results = [result for result in report.results if result.category == category]
        failed = [result for result in results if report.of(result.subject)]
        skipped = [
            result
            for result in results
            if result.outcome is not Outcome.JUDGED and not report.of(result.subject)
        ]
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=_clean(category),
            tests=str(len(results)),
            failures=str(len(failed)),
            skipped=str(len(skipped)),
            errors="0",
            timestamp=report.started,
        )
        for result in results:
            _case(suite, result, report.of(result.subject))
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _case(suite: ElementTree.Element, result: Result, findings: list[Finding]) -> None:
    name = _clean(f"{result.subject} {result.title}")
    case = ElementTree.SubElement(suite, "testcase", name=name, classname=_clean(result.category))
    if findings:
        told = f"{len(findings)} findings" if len(findings) > 1 else str(findings[0])
        kind = str(findings[0].kind)
        failure = ElementTree.SubElement(case, "failure", message=_clean(told), type=kind)
        failure.text = _clean("\n".join(map(str, findings)))
    elif result.outcome is not Outcome.JUDGED:
        told = f"{result.outcome}: {result.reason}" if result.reason else str(result.outcome)
        ElementTree.SubElement(case, "skipped", message=_clean(told))


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    fit = text.translate(NOT_XML).encode("utf-8", "replace").decode()
    return fit.replace("\ufffe", "?").replace("\uffff", "?")
