"""Asking a server for every chosen operation, as the contracts say, and showing the judge.

Only what reads is asked; orders need ``allow_orders``, and ``verify.ordering`` says how.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

import orjson

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.spec.annotations import request_example
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.verify.agreement import (
    Group,
    View,
    date_of,
    disagreements,
    groups,
    values_of,
)
from kiwoom_mockserver.verify.exchange import Exchange
from kiwoom_mockserver.verify.findings import Finding, Kind
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.ordering import send_orders
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.replies import Outcome, Verdict
from kiwoom_mockserver.verify.selection import Selection

JSON: Final = "application/json;charset=UTF-8"
TOO_OFTEN: Final = 429
TOKEN_CODES: Final = frozenset({"8005", "8103"})
"""Codes of a token that is no longer good."""

MAX_SILENCE: Final = 5
"""Operations in a row that get no answer at all, before the server counts as gone."""

SETTLING: Final = 3
"""How often two operations are asked for the same instant before it is given up."""


class Raw(NamedTuple):
    """What came back: status, headers in lower case, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Unanswered(Exception):
    """No reply came; the text says why, and holds nothing secret."""


class Transport(Protocol):
    """Sends one POST."""

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Raw:
        """The reply; raises Unanswered when none comes."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A key pair, or a token that somebody else holds the keys of."""

    appkey: str = field(default="", repr=False)
    secretkey: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes."""

    pages: int = 3
    """Pages of one query that are followed."""
    allow_orders: bool = False
    revoke: bool = False
    """Whether the token is revoked at the end; others may be using it."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values of requests that take the place of the contracts' examples."""


class Prober:
    """Asks one server; the judge sees everything."""

    def __init__(
        self, judge: Judge, transport: Transport, pace: Pace, keys: Keys, plan: Plan
    ) -> None:
        self.judge = judge
        self.catalogue = judge.catalogue
        self._transport = transport
        self._pace = pace
        self._keys = keys
        self._plan = plan
        self._operations = judge.catalogue.operations
        self._silent = 0
        self.token = keys.token
        for secret in (keys.appkey, keys.secretkey, keys.token):
            judge.findings.hide(secret)

    def run(self, selection: Selection, progress: Callable[[str], None]) -> None:
        """Everything chosen was asked for; ``progress`` hears each operation before it is.

        Raises VerifyError without a token, or when the server stops answering.
        """
        self.login()
        for operation in selection.operations:
            progress(operation.api_id)
            if reason := self._skipped(operation):
                self.judge.note(operation.api_id, Outcome.SKIPPED, reason)
            elif not operation.is_oauth and not operation.is_order:
                self._pages(operation, self._request(operation))
        for group in groups():
            if group.reference.api_id in selection:
                self._agree(group, selection, progress)
        if self._plan.allow_orders:
            send_orders(self, selection, progress)

    def login(self) -> None:
        """A token is held."""
        if self.token:
            return
        grant = {"grant_type": "client_credentials", **self._pair}
        try:
            verdict = self._ask(self._operations["au10001"], grant)
        except Unanswered as error:
            raise VerifyError(f"the server cannot be reached: {error}") from None
        token = (verdict.body or {}).get("token")
        if not isinstance(token, str) or not token:
            told = self.judge.findings.masked(verdict.reason) or "the reply holds none"
            raise VerifyError(f"the server gives no token: {told}")
        self.token = token
        self.judge.findings.hide(token)

    def first_code(self, market: str) -> str:
        """The code of the first issue that ka10099 lists for a market; empty without one."""
        rows = self.answer("ka10099", mrkt_tp=market).get("list")
        row = rows[0] if isinstance(rows, list) and rows else {}
        code = row.get("code") if isinstance(row, dict) else ""
        return code if isinstance(code, str) else ""

    @property
    def _pair(self) -> dict[str, str]:
        return {"appkey": self._keys.appkey, "secretkey": self._keys.secretkey}

    def _skipped(self, operation: OperationSpec) -> str:
        if operation.is_order and not self._plan.allow_orders:
            return "an order; --allow-orders sends it on paper or fake"
        if operation.api_id == "au10002" and not self._plan.revoke:
            return "would end a token that others may use"
        if operation.api_id == "au10001" and self._keys.token:
            return "a token was given"
        return ""

    def _request(self, operation: OperationSpec) -> dict[str, str]:
        made = request_example(operation.request_schema)
        return made | {name: text for name, text in self._plan.values.items() if name in made}

    def _pages(self, operation: OperationSpec, sent: Mapping[str, str]) -> None:
        key = ""
        for _ in range(self._plan.pages):
            try:
                verdict, exchange = self._exchange(operation, sent, key)
            except Unanswered as error:
                self._unanswered(operation, error)
                return
            self._silent = 0
            more = exchange.header("cont-yn") == ["Y"]
            before, key = key, "".join(exchange.header("next-key"))
            if verdict.outcome is not Outcome.JUDGED or not more or key in {"", before}:
                return

    def _unanswered(self, operation: OperationSpec, error: Unanswered) -> None:
        api_id = operation.api_id
        self.judge.note(api_id, Outcome.BROKEN, str(error))
        self.judge.add([Finding(Kind.ENVELOPE, api_id, "", "a reply", str(error))])
        self._silent += 1
        if self._silent >= MAX_SILENCE:
            raise VerifyError(f"the server stopped answering: {error}")

    def answer(self, api_id: str, **values: str) -> dict[str, Any]:
        """The body of one judged reply to the contract's request, with ``values`` in it.

        Empty when no reply came; that is a finding.
        """
        operation = self._operations[api_id]
        try:
            return self._ask(operation, {**self._request(operation), **values}).body or {}
        except Unanswered as error:
            self._unanswered(operation, error)
            return {}

    def _ask(self, operation: OperationSpec, sent: Mapping[str, str]) -> Verdict:
        return self._exchange(operation, sent, "")[0]

    def _exchange(
        self, operation: OperationSpec, sent: Mapping[str, str], key: str
    ) -> tuple[Verdict, Exchange]:
        """The reply and what the judge says; asked again when it came too fast or too late."""
        renewed = operation.is_oauth or not self._keys.appkey
        refusals = 0
        while True:
            exchange = self._send(operation, sent, key)
            if exchange.status == TOO_OFTEN and self._pace.back_off(refusals):
                refusals += 1
                continue
            verdict = self.judge.reply(exchange)
            if verdict.code in TOKEN_CODES and not renewed:
                renewed, self.token = True, ""
                self.login()
                continue
            return verdict, exchange

    def _send(self, operation: OperationSpec, sent: Mapping[str, str], key: str) -> Exchange:
        headers = {"content-type": JSON}
        if not operation.is_oauth:
            headers |= {"api-id": operation.api_id, "authorization": f"Bearer {self.token}"}
            headers |= {"cont-yn": "Y" if key else "N", "next-key": key}
        self._pace.wait(operation.api_id)
        raw = self._transport.post(operation.path, headers, orjson.dumps(dict(sent)))
        return Exchange(
            operation.api_id,
            sent,
            raw.status,
            raw.body,
            raw.headers,
            next_key=key,
            private=operation.is_oauth,
        )

    def revoke(self, selection: Selection) -> None:
        """The token is no longer good, where that is chosen and allowed."""
        if "au10002" not in selection or not self._plan.revoke:
            return
        operation = self._operations["au10002"]
        try:
            self._ask(operation, {**self._pair, "token": self.token})
        except Unanswered as error:
            self._unanswered(operation, error)
        self.token = ""

    def _agree(self, group: Group, selection: Selection, progress: Callable[[str], None]) -> None:
        for view in group.views:
            if view.api_id in selection:
                progress(view.api_id)
                try:
                    self._compare(group, view)
                except Unanswered:
                    continue  # The operation alone was asked before; that was the finding.

    def _compare(self, group: Group, view: View) -> None:
        """The view is compared when the reference told the same before and after it."""
        reference, operation = (
            self._operations[group.reference.api_id],
            self._operations[view.api_id],
        )
        for _ in range(SETTLING):
            before = self._body(reference, group.ask)
            date = date_of(reference, before)
            ask = {name: text.format(date=date) for name, text in view.ask.items()}
            sent = {**self._request(operation), **group.ask, **ask}
            body = self._ask(operation, sent).body or {}
            known = values_of(reference, group.reference, before)
            if known == values_of(reference, group.reference, self._body(reference, group.ask)):
                found = values_of(operation, view, body)
                asked = orjson.dumps(sent).decode()
                self.judge.add(disagreements(group.reference, known, operation, view, found, asked))
                return

    def _body(self, operation: OperationSpec, ask: Mapping[str, str]) -> dict[str, Any]:
        return self._ask(operation, {**self._request(operation), **ask}).body or {}
