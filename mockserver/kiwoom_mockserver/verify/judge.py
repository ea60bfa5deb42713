"""The judge of one run: replies and frames in, findings and results out; no I/O.

A live run and a recorded session are judged by the same code: both show what was on the wire.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kiwoom_mockserver.spec.model import Catalogue, OperationSpec
from kiwoom_mockserver.verify.bodies import Bodies
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Findings, Kind
from kiwoom_mockserver.verify.frames import Frames
from kiwoom_mockserver.verify.paging import Page, judge_pages, page_of
from kiwoom_mockserver.verify.replies import Outcome, Replies, Verdict

MAX_CHAINS: Final = 200
"""Queries whose further pages are waited for."""

MAX_PAGES: Final = 200
"""Pages of one query that are compared; a longer one is judged in parts."""

SOCKET: Final = "socket"
"""The category of frames."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one operation, realtime type or frame."""

    subject: str
    title: str
    category: str
    outcome: Outcome
    replies: int = 0
    reason: str = ""


@dataclass(slots=True)
class _Chain:
    pages: list[Page]
    asked: str


class Judge:
    """Judges one server at one level; ``profile`` (live, paper) names its texts, "" for unknown."""

    def __init__(self, catalogue: Catalogue, level: str, profile: str = "") -> None:
        self.catalogue = catalogue
        self.level = level
        self.profile = profile
        self.findings = Findings()
        self._bodies = Bodies(level)
        self._replies = Replies(self._bodies, profile)
        self._results: dict[str, Result] = {}
        self._chains: OrderedDict[tuple[str, str], _Chain] = OrderedDict()
        self._sockets: list[Frames] = []

    @property
    def results(self) -> tuple[Result, ...]:
        """What became of everything that was asked for, in the order of first mention."""
        return tuple(self._results.values())

    def reply(self, exchange: Exchange) -> Verdict:
        """The verdict about one reply; its findings are kept."""
        operation = self.catalogue.operations[exchange.api_id]
        verdict = self._replies.judge(operation, exchange)
        self.findings.add(verdict.findings)
        self.note(operation.api_id, verdict.outcome, verdict.reason)
        if verdict.outcome is Outcome.JUDGED and verdict.body is not None:
            self._follow(operation, exchange, verdict.body)
        return verdict

    def note(self, subject: str, outcome: Outcome, reason: str = "") -> None:
        """The outcome is counted; one judged reply outweighs all that came to nothing."""
        old = self._results.get(subject) or self._blank(subject)
        replies = old.replies + (outcome is Outcome.JUDGED)
        if old.replies and outcome is not Outcome.JUDGED:
            outcome, reason = old.outcome, old.reason
        told = self.findings.masked(reason)
        self._results[subject] = replace(old, outcome=outcome, replies=replies, reason=told)

    def add(self, findings: Iterable[Finding]) -> None:
        """The findings are kept beside the judge's own."""
        self.findings.add(findings)

    def socket(self) -> Frames:
        """The frames of a new socket; whoever reads it gives their findings to ``add``."""
        self._sockets.append(Frames(self.catalogue, self._bodies))
        return self._sockets[-1]

    def finish(self) -> None:
        """What is still waited for is judged as it is, and everything heard is in the results."""
        while self._chains:
            (api_id, _), chain = self._chains.popitem(last=False)
            self._end(self.catalogue.operations[api_id], chain)
        for frames in self._sockets:
            for name, reason in frames.refused.items():
                self.note(name, Outcome.REFUSED, reason)
            for name, count in frames.heard.items():
                self.note(name, Outcome.JUDGED)
                heard = self._results[name]
                self._results[name] = replace(heard, replies=heard.replies + count - 1)
        self._sockets.clear()

    def _blank(self, subject: str) -> Result:
        if operation := self.catalogue.operations.get(subject):
            return Result(subject, operation.title, operation.category, Outcome.SKIPPED)
        spec = self.catalogue.realtime.get(subject) or self.catalogue.frames.get(subject)
        return Result(subject, spec.title if spec else subject, SOCKET, Outcome.SKIPPED)

    def _follow(
        self, operation: OperationSpec, exchange: Exchange, body: dict[str, object]
    ) -> None:
        key = (exchange.header("next-key") or [""])[0]
        more = (exchange.header("cont-yn") or ["N"])[0] == "Y" and bool(key)
        page = page_of(operation, body, more)
        if page is None:
            return
        chain = self._chains.pop((operation.api_id, exchange.next_key), None)
        if chain is None and exchange.next_key:
            return  # Its first page was not seen.
        if chain is None:
            chain = _Chain([], exchange.asked)
        chain.pages.append(page)
        if more and key == exchange.next_key:
            expected, seen = "another key than the one asked with", "the same key again"
            asked = exchange.asked
            self.findings.add(
                [Finding(Kind.PAGING, operation.api_id, "next-key", expected, seen, asked=asked)]
            )
        elif more and len(chain.pages) < MAX_PAGES:
            self._chains[operation.api_id, key] = chain
            if len(self._chains) > MAX_CHAINS:
                (api_id, _), oldest = self._chains.popitem(last=False)
                self._end(self.catalogue.operations[api_id], oldest)
            return
        self._end(operation, chain)

    def _end(self, operation: OperationSpec, chain: _Chain) -> None:
        strict = self.level == "documented"
        self.findings.add(judge_pages(operation, chain.pages, chain.asked, strict=strict))
