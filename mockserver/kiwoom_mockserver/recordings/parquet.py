"""A session as Parquet, for analysis: one table of what was said, one of realtime values.

``records`` has a row for each record. ``realtime`` has a row for each entry of a REAL frame, with
one text column for each FID that occurs.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.session import Session

if TYPE_CHECKING:
    import pyarrow

BATCH: Final = 20_000
"""Rows that are held in memory before they are written."""

MAX_FIDS: Final = 2_000
"""Columns of the realtime table; a file with more names is no recording of Kiwoom's."""


def export(session: Session, folder: Path) -> dict[str, int]:
    """Rows of the files ``records.parquet`` and ``realtime.parquet`` now in the folder.

    Raises SessionError when pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise SessionError(
            "Parquet needs pyarrow; install it with: pip install 'kiwoom-mockserver[parquet]'"
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(_fids(session), key=lambda name: (len(name), name))
    columns = {
        "records": (_record_schema(pyarrow), _records(session)),
        "realtime": (_realtime_schema(pyarrow, names), _entries(session)),
    }
    written = {}
    for name, (schema, rows) in columns.items():
        written[name] = 0
        with parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as file:
            for batch in _batches(rows):
                file.write_table(pyarrow.Table.from_pylist(batch, schema))
                written[name] += len(batch)
    return written


def _record_schema(arrow: Any) -> "pyarrow.Schema":
    moment = arrow.timestamp("ns", tz="Asia/Seoul")
    numbers = [("seq", arrow.int64()), ("at_ns", arrow.int64()), ("time", moment)]
    texts = [(name, arrow.string()) for name in ("kind", "meta")]
    return arrow.schema(
        [*numbers, ("connection", arrow.int32()), *texts, ("payload", arrow.binary())]
    )


def _realtime_schema(arrow: Any, names: list[str]) -> "pyarrow.Schema":
    moment = arrow.timestamp("ns", tz="Asia/Seoul")
    numbers = [("seq", arrow.int64()), ("at_ns", arrow.int64()), ("time", moment)]
    texts = [(name, arrow.string()) for name in ("type", "item", *names)]
    return arrow.schema([*numbers, ("connection", arrow.int32()), *texts])


def _fids(session: Session) -> set[str]:
    found: set[str] = set()
    for row in _entries(session):
        found.update(row.keys())
        if len(found) > MAX_FIDS:
            raise SessionError(f"the session has more than {MAX_FIDS} different FIDs")
    return found - {"seq", "at_ns", "time", "connection", "type", "item"}


def _records(session: Session) -> Iterator[dict[str, Any]]:
    for record in session.records():
        yield {
            "seq": record.seq,
            "at_ns": record.at,
            "time": session.time_of(record.at),
            "connection": record.connection,
            "kind": record.kind,
            "meta": orjson.dumps(record.meta).decode(),
            "payload": record.payload,
        }


def _entries(session: Session) -> Iterator[dict[str, Any]]:
    for record in session.records():
        if record.kind != "s" or b'"REAL"' not in record.payload:
            continue
        try:
            frame = orjson.loads(record.payload)
        except orjson.JSONDecodeError:
            continue
        entries = frame.get("data") if isinstance(frame, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict) or not isinstance(entry.get("values"), dict):
                continue
            yield {
                **{name: str(value) for name, value in entry["values"].items()},
                "seq": record.seq,
                "at_ns": record.at,
                "time": session.time_of(record.at),
                "connection": record.connection,
                "type": str(entry.get("type", "")),
                "item": str(entry.get("item", "")),
            }


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
