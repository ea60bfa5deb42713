"""Condition search: a user's saved filters, run once or watched.

The rules, as far as they are known:

1. CNSRREQ before CNSRLST on the same connection gets no answer at all (paper host, July 2025:
   seven sessions heard nothing but PINGs), right or wrong as the request may be.
2. ``search_type`` "0" answers rows, paged by ``cont_yn`` and ``next_key`` in the body.
3. ``search_type`` "1" answers codes and watches the condition. A watched condition stays
   registered for the account when the socket drops, so asking again is 900003 until a CNSRCLR
   (paper host, August 2026); but nobody hears its hits until then.
4. At most ten conditions are watched, each with at most 100 issues (manual).

Unknown and decided here: CNSRCLR needs no CNSRLST and acknowledges any condition that exists,
watched or not; a ``next_key`` other than the one last given out is 100002; an eleventh
condition is 105110; issues beyond the 100th are left out; a plain search of a watched condition
is answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.frames import required

EXCHANGES = frozenset({"K", "N", "A"})
"""``stex_tp``: K in the manual; Kiwoom's own command line also sends N and A."""

PADDED_SEQ = 3
"""Width of ``seq`` in the manual's replies."""


class ConditionSource(Protocol):
    """Where the saved conditions and their matches come from."""

    def listing(self) -> Sequence[tuple[str, str]]:
        """(number, name) of every saved condition."""

    def rows(self, seq: str, exchange: str) -> Sequence[Mapping[str, str]] | None:
        """The matches as FID-keyed rows whose ``9001`` is prefixed; None for an unknown seq."""


class ConditionRegistry:
    """Which conditions each account watches; one per server, as it outlives the sockets."""

    def __init__(self) -> None:
        self._watched: dict[str, dict[str, None]] = {}

    def of(self, account: str) -> tuple[str, ...]:
        """The account's watched conditions, oldest first."""
        return tuple(self._watched.get(account, ()))

    def add(self, account: str, seq: str) -> None:
        """The account watches the condition."""
        self._watched.setdefault(account, {})[seq] = None

    def discard(self, account: str, seq: str) -> None:
        """The account does not watch the condition."""
        self._watched.get(account, {}).pop(seq, None)

    def clear(self, account: str | None = None) -> None:
        """The account, or by default every account, watches nothing."""
        if account is None:
            self._watched.clear()
        else:
            self._watched.pop(account, None)


@dataclass(frozen=True, slots=True)
class ConditionStarted:
    """Effect: the condition's hits go to this connection from now on."""

    seq: str


@dataclass(frozen=True, slots=True)
class ConditionStopped:
    """Effect: the condition's hits go to this connection no longer."""

    seq: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a request: the reply, None for silence, and the watch begun or ended."""

    reply: bytes | None
    started: str | None = None
    stopped: str | None = None


_SILENCE = Answer(None)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The rest of a search whose first pages are sent."""

    next_key: str
    seq: str
    rows: Sequence[Mapping[str, str]]
    done: int


class ConditionSearch:
    """The condition search of one login on one connection.

    ``quiet`` is how many seconds after an answer the same condition is met with silence
    (reported: a minute or more; 0 = never).
    """

    def __init__(
        self,
        source: ConditionSource,
        registry: ConditionRegistry,
        account: str,
        *,
        cap: int,
        issues: int,
        page: int,
        padding: bool,
        quiet: float,
    ) -> None:
        self._source = source
        self._registry = registry
        self._account = account
        self._cap = cap
        self._issues = issues
        self._page = page
        self._padding = padding
        self._quiet = quiet
        self._listed = False
        self._watching: dict[str, None] = {}
        self._answered: dict[str, float] = {}
        self._pages: _Pages | None = None

    @property
    def watching(self) -> tuple[str, ...]:
        """The conditions whose hits go to this connection, oldest first."""
        return tuple(self._watching)

    def end(self) -> tuple[str, ...]:
        """Nothing is watched here any more, though it stays registered; returns what was."""
        watched = self.watching
        self._watching.clear()
        return watched

    def list(self) -> Answer:
        """CNSRLST is answered; from now on this connection may search."""
        self._listed = True
        return Answer(frames.condition_list(self._source.listing()))

    def search(self, body: Mapping[str, Any], now: float) -> Answer:
        """CNSRREQ is answered, or met with silence.

        Raises WireError 100002 (missing or meaningless value), 900003 or 900004.
        """
        if not self._listed:
            return _SILENCE
        seq = _seq(body)
        kind = required(body, "search_type")
        exchange = required(body, "stex_tp")
        if kind not in ("0", "1"):
            raise WireError("100002", parameter="search_type")
        if exchange not in EXCHANGES:
            raise WireError("100002", parameter="stex_tp")
        if kind == "0" and body.get("cont_yn") == "Y":
            return self._continue(seq, body.get("next_key"))
        if self._is_too_soon(seq, now):
            return _SILENCE
        answer = self._watch(seq, exchange) if kind == "1" else self._find(seq, exchange)
        self._answered[seq] = now
        return answer

    def stop(self, body: Mapping[str, Any]) -> Answer:
        """CNSRCLR is answered and the condition is free; raises WireError 100002 or 900004."""
        seq = _seq(body)
        if not self._exists(seq):
            raise _unknown(seq)
        self._registry.discard(self._account, seq)
        was_here = seq in self._watching
        self._watching.pop(seq, None)
        return Answer(frames.condition_cleared(seq), stopped=seq if was_here else None)

    def _find(self, seq: str, exchange: str) -> Answer:
        """The first page of a plain search."""
        return self._send_page(_Pages("", seq, self._rows(seq, exchange), 0))

    def _continue(self, seq: str, next_key: object) -> Answer:
        """The page after the last one sent; raises WireError 100002 for any other key."""
        pages = self._pages
        if pages is None or (pages.seq, pages.next_key) != (seq, next_key):
            raise WireError("100002", parameter="next_key")
        return self._send_page(pages)

    def _send_page(self, pages: _Pages) -> Answer:
        # The rows are those of the first page, so that pages joined are one search whatever
        # the market did meanwhile.
        done = pages.done + self._page
        rows = pages.rows[pages.done : done]
        more = done < len(pages.rows)
        next_key = f"{pages.seq:0>{PADDED_SEQ}}{done:017d}" if more else ""
        self._pages = _Pages(next_key, pages.seq, pages.rows, done) if more else None
        return Answer(frames.condition_rows(self._echo(pages.seq), rows, next_key))

    def _watch(self, seq: str, exchange: str) -> Answer:
        """A realtime search; its first answer is the matches of this moment."""
        rows = self._rows(seq, exchange)
        watched = self._registry.of(self._account)
        if seq in watched:
            # One published frame of this refusal has a ``seq`` key and one, the better
            # attested (paper host, August 2026), has not; the number is in the text anyway.
            raise WireError("900003", seq=seq)
        if len(watched) >= self._cap:
            error = WireError("105110")
            return Answer(frames.refusal_with_seq(error, "CNSRREQ", self._echo(seq)))
        self._registry.add(self._account, seq)
        self._watching[seq] = None
        codes = [row["9001"] for row in rows[: self._issues]]
        return Answer(frames.condition_codes(self._echo(seq), codes), started=seq)

    def _rows(self, seq: str, exchange: str) -> Sequence[Mapping[str, str]]:
        rows = self._source.rows(seq, exchange) if self._exists(seq) else None
        if rows is None:
            raise _unknown(seq)
        return rows

    def _exists(self, seq: str) -> bool:
        return any(seq == known for known, _ in self._source.listing())

    def _is_too_soon(self, seq: str, now: float) -> bool:
        last = self._answered.get(seq)
        return last is not None and now - last < self._quiet

    def _echo(self, seq: str) -> str:
        return seq.ljust(PADDED_SEQ) if self._padding else seq


def _seq(body: Mapping[str, Any]) -> str:
    """The condition's number without the padding of the manual's replies."""
    seq = required(body, "seq").rstrip(" ")
    if not seq:
        raise WireError("100002", parameter="seq")
    return seq


def _unknown(seq: str) -> WireError:
    return WireError("900004", seq=seq[: frames.MAX_ECHO])
