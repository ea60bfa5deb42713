"""What a test holds: the addresses and keys of its fake, and everything it can do to it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kiwoom_mockserver.pytest_plugin.options import Options
from kiwoom_mockserver.pytest_plugin.servers import Server

if TYPE_CHECKING:
    from kiwoom_thinclient import AsyncClient, Client

START = "2026-09-15T10:00"
"""World time at the beginning of a test that names none: a Tuesday morning."""


class Kiwoom:
    """One test's fake: a sandbox of its own on a server that it may share."""

    def __init__(self, server: Server, name: str, options: Options) -> None:
        """``name`` decides the keys, so that a test has the same account in every run."""
        digest = blake2b(name.encode(), digest_size=16).hexdigest()
        self.server = server
        self.base_url, self.ws_url = server.base_url, server.ws_url
        self.appkey, self.secretkey = f"test-{digest}", f"secret-{digest}"
        self.clock = Clock(server)
        self.world = World(server)
        self.faults = Faults(server, self.appkey)
        self.overrides = Overrides(server, self.appkey)
        self.journal = Journal(server, self.appkey)
        self._options = options
        self._expected: list[tuple[str, int, dict[str, str]]] = []

    def __repr__(self) -> str:
        return f"<Kiwoom at {self.base_url}>"

    @property
    def account(self) -> dict[str, Any]:
        """Number, cash, what is due, what can be used for orders, holdings."""
        told: dict[str, Any] = self.server.admin.get("/accounts", appkey=self.appkey)
        return told

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The day's orders, oldest first."""
        told: list[dict[str, Any]] = self._traded["orders"]
        return told

    @property
    def fills(self) -> list[dict[str, Any]]:
        """The day's fills, oldest first."""
        told: list[dict[str, Any]] = self._traded["fills"]
        return told

    @property
    def _traded(self) -> Any:
        return self.server.admin.get("/orders", appkey=self.appkey)

    def open_account(self, cash: int = 100_000_000, holdings: Sequence[Any] = ()) -> None:
        """The account is a new one; ``holdings`` are rows of code, quantity, price."""
        rows = [list(row) for row in holdings]
        self.server.admin.post("/accounts", appkey=self.appkey, cash=cash, holdings=rows)

    def expire_token(self) -> None:
        """The token is no longer valid."""
        self.server.admin.post("/tokens/expire", appkey=self.appkey)

    def restart(self) -> None:
        """All tokens are void and all sockets closed, as after the nightly restart."""
        self.server.admin.post("/tokens/wipe")

    def client(self, **options: Any) -> "Client":
        """A thin client with the test's keys, without a pace; a context manager."""
        from kiwoom_thinclient import Client

        return Client(self.base_url, self.appkey, self.secretkey, **self._usual(options))

    def async_client(self, **options: Any) -> "AsyncClient":
        """The same for asyncio."""
        from kiwoom_thinclient import AsyncClient

        return AsyncClient(self.base_url, self.appkey, self.secretkey, **self._usual(options))

    def _usual(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"ws_url": self.ws_url, "rate": 0, **options}

    def expect(self, api_id: str, *, times: int = 1, **body: str) -> None:
        """By the test's end the operation was called so often with these values, or it fails."""
        self._expected.append((api_id, times, body))

    def begin(self) -> None:
        """The sandbox is new and the clock stands at the test's beginning."""
        self.server.admin.post("/sandboxes/forget", appkey=self.appkey)
        if self._options.settings.get("session"):
            self.server.admin.post("/reset")
        elif self.server.own:
            self.clock.run(self._options.settings.get("speed", 0.0))
            self.clock.set(self._options.at or START)
        elif self._options.at:
            self.clock.set(self._options.at)
        if self._options.cash is not None or self._options.holdings:
            cash = 100_000_000 if self._options.cash is None else self._options.cash
            self.open_account(cash, self._options.holdings)
        for fault in self._options.faults:
            if isinstance(fault, str):
                self.faults.scenario(fault)
            else:
                self.faults.rule(fault)
        self.journal.mark()

    def verify(self) -> None:
        """Nothing expected is missing, and no contract was broken; raises AssertionError."""
        __tracebackhide__ = True
        for api_id, times, body in self._expected:
            self.journal.assert_called(api_id, times=times, **body)
        if self._options.contract:
            self.journal.assert_contracts()
        if self._options.settings.get("session"):
            failure = self.server.admin.get("/replay")["failure"]
            assert not failure, f"the replay parted from the recording: {failure}"

    def end(self) -> None:
        """Nothing of the test is left on the server."""
        self.server.admin.post("/sandboxes/forget", appkey=self.appkey)


class Clock:
    """World time, the server's: all who share it see it move."""

    def __init__(self, server: Server) -> None:
        self._admin = server.admin

    @property
    def now(self) -> datetime:
        """World time, in Seoul."""
        return datetime.fromisoformat(self._admin.get("/clock")["time"])

    def set(self, at: str | datetime) -> None:
        """It is this moment: ``2026-09-15T10:00``, or ``10:00`` of the present day."""
        self._admin.post("/clock/set", at=at.isoformat() if isinstance(at, datetime) else at)

    def advance(self, by: float | str) -> None:
        """It is later by seconds or a span such as ``5m``; sockets have been sent all ticks."""
        self._admin.post("/clock/advance", by=by)

    def run(self, speed: float = 1.0) -> None:
        """It runs so many times as fast as real time; 0 stands still."""
        self._admin.post("/clock/run", speed=speed)

    def freeze(self) -> None:
        """It stands still."""
        self._admin.post("/clock/freeze")


class World:
    """The market, as it is at this moment."""

    def __init__(self, server: Server) -> None:
        self._admin = server.admin

    @property
    def codes(self) -> list[str]:
        """Codes of the issues, up to a thousand."""
        told: list[str] = self._admin.get("/world")["codes"]
        return told

    @property
    def phases(self) -> dict[str, str]:
        """Exchange to the part of the day it is in, such as ``continuous``."""
        told: dict[str, str] = self._admin.get("/world")["phases"]
        return told

    def issue(self, code: str) -> dict[str, Any]:
        """Name, last, base, open, high, low, limits, quotes and volume of an issue, as numbers."""
        told: dict[str, Any] = self._admin.get(f"/world/issues/{code}")
        return told


class Faults:
    """What goes wrong for this test's requests, and for no others."""

    def __init__(self, server: Server, appkey: str) -> None:
        self._admin = server.admin
        self._appkey = appkey

    def add(
        self,
        api_id: str | Sequence[str] = "*",
        *,
        body: Mapping[str, str] | None = None,
        page: str | None = None,
        after: int = 0,
        every: int = 1,
        times: int = 0,
        chance: float = 1.0,
        **effects: Any,
    ) -> str:
        """Requests that fit get the effects; the name of the rule.

        ``faults.add("kt10000", error="1700", times=1)``; docs/faults.md has all effects.
        """
        patterns = api_id if isinstance(api_id, str) else list(api_id)
        match: dict[str, Any] = {"api_id": patterns, "body": dict(body or {})}
        if page is not None:
            match["page"] = page
        rule = {"match": match, "after": after, "every": every, "times": times, "chance": chance}
        return self.rule({**rule, "effects": effects})

    def socket(
        self,
        trnm: str = "*",
        *,
        type: str | None = None,
        item: str | None = None,
        after: int = 0,
        every: int = 1,
        times: int = 0,
        chance: float = 1.0,
        **effects: Any,
    ) -> str:
        """Frames to the test's sockets that fit get the effects; the name of the rule.

        ``faults.socket("REAL", after=10, times=1, drop=True)``.
        """
        match = {"trnm": trnm, "type": type, "item": item}
        given = {name: text for name, text in match.items() if text is not None}
        rule = {"match": given, "after": after, "every": every, "times": times, "chance": chance}
        return self.rule({**rule, "socket": effects})

    def rule(self, rule: Mapping[str, Any]) -> str:
        """A rule as in a scenario file is at work; its name."""
        own = {**rule, "match": {**rule.get("match", {}), "appkey": self._appkey}}
        (name,) = self._admin.post("/faults", rules=[own])["rules"]
        return str(name)

    def scenario(self, name: str) -> None:
        """The rules of a bundled scenario are at work."""
        self._admin.post("/faults", scenario=name, appkey=self._appkey)

    def bitten(self, name: str) -> int:
        """How many requests the rule of this name has bitten."""
        rules = self._admin.get("/faults")["rules"]
        return sum(
            rule["bitten"]
            for rule in rules
            if rule["name"] == name and rule["match"].get("appkey") == self._appkey
        )

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._admin.delete("/faults", appkey=self._appkey)


class Overrides:
    """What answers say instead, for this test's requests."""

    def __init__(self, server: Server, appkey: str) -> None:
        self._admin = server.admin
        self._appkey = appkey

    def set(self, api_id: str, values: Mapping[str, Any], **body: str) -> None:
        """Fields of the answers to requests with these values are what is given, by path."""
        self._add(api_id, body, {"set": dict(values)})

    def reply(self, api_id: str, reply: Mapping[str, Any], **body: str) -> None:
        """The whole answer to requests with these values is this."""
        told = {"return_code": 0, "return_msg": "정상적으로 처리되었습니다", **reply}
        self._add(api_id, body, {"body": json.dumps(told, ensure_ascii=False)})

    def clear(self) -> None:
        """Answers are those of the world again."""
        self._admin.delete("/overrides", appkey=self._appkey)

    def _add(self, api_id: str, body: Mapping[str, str], effects: Mapping[str, Any]) -> None:
        match = {"api_id": api_id, "body": dict(body), "appkey": self._appkey}
        self._admin.post("/overrides", rules=[{"match": match, "effects": dict(effects)}])


class Journal:
    """What this test has asked the server, and what it was told."""

    def __init__(self, server: Server, appkey: str) -> None:
        self._admin = server.admin
        self._appkey = appkey
        self._after = 0

    def mark(self) -> None:
        """Only what is asked from here on counts."""
        self._after = self._admin.get("/journal", count=1)["count"]

    def calls(self, api_id: str, **body: str) -> list[dict[str, Any]]:
        """The requests for an operation with these values, oldest first, with their replies."""
        found: list[dict[str, Any]] = self._search(api_id, body)["entries"]
        return found

    def assert_called(self, api_id: str, *, times: int | None = None, **body: str) -> None:
        """The operation was called with these values, so often if told; else AssertionError.

        Its text has the requests that came near, and what was different about them.
        """
        __tracebackhide__ = True
        told = self._search(api_id, body)
        if told["count"] == times or (times is None and told["count"]):
            return
        wanted = "at least once" if times is None else f"{times} times"
        raise AssertionError(_missed(api_id, body, wanted, told))

    def assert_not_called(self, api_id: str, **body: str) -> None:
        """The operation was never called with these values; else AssertionError."""
        __tracebackhide__ = True
        self.assert_called(api_id, times=0, **body)

    def wait_for(
        self, api_id: str, *, at_least: int = 1, timeout: float = 5.0, **body: str
    ) -> list[dict[str, Any]]:
        """The requests, once there are so many; AssertionError when the seconds have passed."""
        __tracebackhide__ = True
        told = self._search(api_id, body, at_least=at_least, timeout=timeout)
        if told["count"] < at_least:
            wanted = f"{at_least} times within {timeout:g} s"
            raise AssertionError(_missed(api_id, body, wanted, told))
        found: list[dict[str, Any]] = told["entries"]
        return found

    def assert_contracts(self) -> None:
        """Every request had the names and values its contract asks for; else AssertionError."""
        __tracebackhide__ = True
        which = {"appkey": self._appkey, "after": self._after}
        found = self._admin.get("/journal/violations", **which)["violations"]
        lines = [f"  request {row['number']}: {text}" for row in found for text in row["told"]]
        if lines:
            head = "requests broke their contract; @pytest.mark.kiwoom(contract=False) allows it:"
            raise AssertionError("\n".join([head, *lines]))

    def _search(self, api_id: str, body: Mapping[str, str], **more: Any) -> Any:
        wanted = {"api_id": api_id, "body": dict(body), "appkey": self._appkey}
        return self._admin.post("/journal/search", **wanted, after=self._after, **more)


def _missed(api_id: str, body: Mapping[str, str], wanted: str, told: Any) -> str:
    values = "".join(f" {name}={value}" for name, value in body.items())
    lines = [f"expected {api_id}{values} {wanted}, called {told['count']} times"]
    lines += [
        f"  near: request {near['number']}: {'; '.join(near['differences'])}"
        for near in told["nearest"]
    ]
    return "\n".join(lines)
