"""Recording beside traffic: a thread writes, and whoever carries the traffic never waits for it.

Records wait in bounded memory. When the disk is slower than the traffic, full, or gone, records are
lost, the traffic is not; once there is room again, a note and a mark say how many were lost.
"""

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.recordings.writing import SessionWriter

log = logging.getLogger("kiwoom_mockserver.recorder")

MAX_WAITING: Final = 64 * 1024 * 1024
"""Bytes of payloads that wait to be written."""

MAX_UNANSWERED: Final = 10_000
"""Requests whose replies can still be told apart."""

PAUSE: Final = 1.0
"""Seconds between two flushes, and after a failure."""


class _Entry(NamedTuple):
    ticket: int
    at: int
    connection: int
    kind: str
    meta: dict[str, Any]
    payload: bytes


class Recorder:
    """Takes records from any thread; ``clock`` tells nanoseconds and never runs backwards."""

    def __init__(
        self, writer: SessionWriter, clock: Callable[[], int], max_waiting: int = MAX_WAITING
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._begin = clock()
        self._limit = max_waiting
        self._queue: deque[_Entry] = deque()
        self._size = 0
        self._ticket = 0
        self._unanswered: OrderedDict[int, int] = OrderedDict()
        self._untold = 0
        self.lost = 0
        self._closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def put(
        self,
        connection: int,
        kind: str,
        meta: dict[str, Any],
        payload: bytes = b"",
        to: int | None = None,
    ) -> int:
        """A ticket for the record, which ``to`` of a reply names; it is written soon, or lost."""
        with self._changed:
            at = self._clock() - self._begin
            self._ticket += 1
            if self._size + len(payload) > self._limit or self._closing:
                self._lose(1)
                return self._ticket
            if to is not None:
                meta = {"to": to, **meta}
            self._queue.append(_Entry(self._ticket, at, connection, kind, meta, payload))
            self._size += len(payload)
            self._changed.notify()
            return self._ticket

    def mark(self, name: str) -> None:
        """The present instant has a name."""
        self.put(0, "n", {"mark": name})

    def close(self) -> None:
        """Everything taken is written, and the session is whole, unless the disk refuses."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        flushed = self._clock()
        while True:
            with self._changed:
                if not self._queue and not self._closing:
                    self._changed.wait(PAUSE)
                entries, self._queue, self._size = self._queue, deque(), 0
                done = self._closing
            for entry in entries:
                self._try(lambda entry=entry: self._write(entry), 1)  # type: ignore[misc]
            if self._clock() - flushed >= SECOND * PAUSE:
                self._try(self._writer.flush, 0)
                self._try(self._writer.sync, 0)
                flushed = self._clock()
            if done:
                self._try(self._tell_losses, 0)
                self._try(self._writer.close, 0)
                return

    def _write(self, entry: _Entry) -> None:
        self._tell_losses()
        meta = entry.meta
        if "to" in meta:
            seq = self._unanswered.pop(meta["to"], None)
            if seq is None:
                # Its request was lost, so it would answer nothing.
                self._lose(1)
                return
            meta = {**meta, "to": seq}
        if entry.kind == "n" and "mark" in meta:
            self._writer.mark(entry.at, str(meta["mark"]))
        seq = self._writer.append(entry.at, entry.connection, entry.kind, meta, entry.payload)
        if entry.kind == "q":
            self._unanswered[entry.ticket] = seq
            while len(self._unanswered) > MAX_UNANSWERED:
                self._unanswered.popitem(last=False)

    def _tell_losses(self) -> None:
        if not self._untold:
            return
        at = self._clock() - self._begin
        told = self._untold
        self._writer.mark(at, f"{told} records lost", "gap")
        self._writer.append(at, 0, "n", {"lost": told})
        self._untold -= told

    def _lose(self, count: int) -> None:
        self.lost += count
        self._untold += count

    def _try(self, step: Callable[[], object], records: int) -> None:
        """A step that fails costs the records that waited for it, and a line in the log."""
        waiting = self._writer.waiting
        try:
            step()
        except Exception as error:
            # Whatever it is, the traffic goes on.
            lost = waiting - self._writer.waiting + records
            if not self._untold:
                log.warning("recording fails (%s); records are lost until it works again", error)
            self._lose(max(lost, 0))
