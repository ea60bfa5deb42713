"""The report as one HTML file that needs nothing else: no script, no font, no network."""

from html import escape
from typing import Final

from kiwoom_mockserver.verify.findings import TOLD, Finding, Kind
from kiwoom_mockserver.verify.judge import Result
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.report import Report

STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #c62828; --good: #2e7d32 }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.told { opacity: .7; margin: .2rem 0 1.2rem } .verdict { font-weight: 700 }
.clean { color: var(--good) } .broken { color: var(--bad) }
.cards { display: flex; flex-wrap: wrap; gap: .6rem } .card { border: 1px solid var(--line);
border-radius: .5rem; padding: .4rem .9rem } .card b { display: block; font-size: 1.3rem }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600 }
td, th { border-bottom: 1px solid var(--line); padding: .25rem .5rem; vertical-align: top }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere } td.n { text-align: right }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0 }
summary { cursor: pointer; padding: .4rem .8rem } details > div { padding: 0 .8rem .6rem }
.kind { background: var(--soft); border-radius: .3rem; padding: 0 .4rem; white-space: nowrap }
"""


def as_html(report: Report) -> str:
    """The whole page; every text of the server is escaped."""
    title = f"verify {report.target}"
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            _head(report, title),
            *_findings(report),
            *_results(report),
            "</body></html>\n",
        )
    )


def _head(report: Report, title: str) -> str:
    clean = "clean" if report.clean else "broken"
    count = len(report.findings) + report.left_out
    verdict = "no findings" if report.clean else f"{count} findings"
    known = f", {report.known} known from the baseline" if report.known else ""
    cards = [*((str(name), count) for name, count in sorted(report.outcomes.items()))]
    cards += sorted(report.kinds.items())
    shown = "".join(
        f'<div class="card"><b>{count:,}</b>{escape(name)}</div>' for name, count in cards
    )
    return (
        f"<h1>{escape(title)}</h1>"
        f'<p class="told">level {escape(report.level)}, {escape(report.started)}</p>'
        f'<p class="verdict {clean}">{verdict}{known}</p><div class="cards">{shown}</div>'
    )


def _findings(report: Report) -> list[str]:
    if not report.findings:
        return []
    parts = ["<h2>Findings</h2>"]
    for subject in dict.fromkeys(finding.subject for finding in report.findings):
        found = report.of(subject)
        title = next((one.title for one in report.results if one.subject == subject), "")
        rows = "".join(map(_finding, found))
        parts.append(
            f"<details open><summary><code>{escape(subject)}</code> {escape(title)} "
            f"({len(found)})</summary><div><table><tr><th>kind</th><th>where</th><th>expected</th>"
            f"<th>seen</th><th>times</th></tr>{rows}</table>{_asked(found)}</div></details>"
        )
    return parts


def _finding(finding: Finding) -> str:
    told = escape(TOLD[Kind(finding.kind)], quote=True)
    return (
        f'<tr><td><span class="kind" title="{told}">{escape(finding.kind)}</span></td>'
        f'<td><code title="{escape(finding.pointer, quote=True)}">{escape(finding.where)}</code>'
        f"</td><td>{escape(finding.expected)}</td><td><code>{escape(finding.seen)}</code></td>"
        f'<td class="n">{finding.count:,}</td></tr>'
    )


def _asked(findings: list[Finding]) -> str:
    asked = list(dict.fromkeys(finding.asked for finding in findings if finding.asked))[:3]
    return "".join(f"<p>asked <code>{escape(text)}</code></p>" for text in asked)


def _results(report: Report) -> list[str]:
    parts = ["<h2>Operations, types and frames</h2>"]
    for category in dict.fromkeys(result.category for result in report.results):
        results = [result for result in report.results if result.category == category]
        judged = sum(result.outcome is Outcome.JUDGED for result in results)
        rows = "".join(_result(report, result) for result in results)
        parts.append(
            f"<details><summary>{escape(category)}: {judged} of {len(results)} judged</summary>"
            f"<div><table><tr><th>id</th><th>title</th><th>outcome</th><th>replies</th>"
            f"<th>findings</th></tr>{rows}</table></div></details>"
        )
    return parts


def _result(report: Report, result: Result) -> str:
    reason = f": {escape(result.reason)}" if result.reason else ""
    return (
        f"<tr><td><code>{escape(result.subject)}</code></td><td>{escape(result.title)}</td>"
        f'<td>{escape(result.outcome)}{reason}</td><td class="n">{result.replies:,}</td>'
        f'<td class="n">{len(report.of(result.subject)) or ""}</td></tr>'
    )
