"""``kiwoom-mock session``: look at recorded sessions, change copies of them, judge them."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TextIO

import click
import orjson
from rich.console import Console
from rich.table import Table

from kiwoom_mockserver.recordings import editing, parquet
from kiwoom_mockserver.recordings.comparing import differences
from kiwoom_mockserver.recordings.record import KINDS, Record
from kiwoom_mockserver.recordings.scrub import Scrubber
from kiwoom_mockserver.recordings.session import SECOND, Damage, Mark, Session
from kiwoom_mockserver.recordings.verifying import Verdict, rebuild_indexes, verify
from kiwoom_mockserver.recordings.writing import add_mark

FOLDER = click.Path(path_type=Path, file_okay=False)
SHOWN = 200
"""Characters of a payload that one line shows."""


@click.group()
def command() -> None:
    """Recorded sessions (docs/session-format.md)."""


@command.command()
@click.argument("session", type=FOLDER)
def info(session: Path) -> None:
    """What a session is and holds."""
    opened = Session(session)
    manifest, verdict = opened.manifest, verify(opened)
    size = sum(path.stat().st_size for path in opened.segments)
    table = Table.grid(padding=(0, 2))
    table.add_row("title", manifest.title or "-")
    table.add_row("source", f"{manifest.source}, profile {manifest.profile}")
    end = opened.time_of(verdict.last_ns)
    lasted = timedelta(seconds=verdict.last_ns // SECOND)
    table.add_row("time", f"{manifest.origin:%Y-%m-%d %H:%M:%S} to {end:%H:%M:%S} ({lasted})")
    counts = ", ".join(f"{n:,} {KINDS[kind]}" for kind, n in sorted(verdict.counts.items()))
    table.add_row("records", f"{verdict.records:,}: {counts}" if counts else "none")
    table.add_row(
        "stored", f"{size:,} bytes in {len(opened.segments)} segments, {manifest.storage}"
    )
    table.add_row("redaction", manifest.redaction)
    for mark in opened.marks():
        table.add_row("mark", f"{mark.at / SECOND:,.1f} s  {mark.kind}  {mark.name}")
    Console(highlight=False).print(table)
    _tell(verdict)


@command.command()
@click.argument("session", type=FOLDER)
@click.option("--from", "start", default="0", help="mark, seconds, or HH:MM:SS of the market")
@click.option("--to", "end", default="", help="the same")
@click.option("--kind", "kinds", default="", help="letters of the kinds to show: q r o c s k n")
@click.option("--contains", default="", help="only payloads that hold this text")
@click.option("--count", default=50, show_default=True, help="records at most; 0 = all")
@click.option("--raw", is_flag=True, help="payloads alone, byte by byte, one to a line")
def show(
    session: Path, start: str, end: str, kinds: str, contains: str, count: int, raw: bool
) -> None:
    """Print records, one to a line."""
    opened = Session(session)
    shown = 0
    until = opened.moment(end) if end else None
    for record in opened.records(opened.moment(start), until, report=_warn):
        if (kinds and record.kind not in kinds) or contains.encode() not in record.payload:
            continue
        click.echo(record.payload if raw else _line(opened, record))
        shown += 1
        if shown == count:
            break


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER)
@click.option("--from", "start", default="0", help="mark, seconds, or HH:MM:SS of the market")
@click.option("--to", "end", default="", help="the same")
@click.option("--item", "items", multiple=True, help="keep REAL frames of this item only")
def cut(session: Path, target: Path, start: str, end: str, items: tuple[str, ...]) -> None:
    """Write a part of SESSION as the session TARGET."""
    opened = Session(session)
    until = opened.moment(end) if end else None
    count = editing.cut(opened, target, opened.moment(start), until, frozenset(items))
    click.echo(f"{count:,} records in {target}")


@command.command()
@click.argument("sessions", type=FOLDER, nargs=-1, required=True)
@click.argument("target", type=FOLDER)
def merge(sessions: tuple[Path, ...], target: Path) -> None:
    """Write several sessions as one, in the order of the market's time."""
    count = editing.merge(map(Session, sessions), target)
    click.echo(f"{count:,} records in {target}")


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER)
@click.option("--level", default=editing.ARCHIVE_LEVEL, show_default=True, help="of zstd")
def pack(session: Path, target: Path, level: int) -> None:
    """Write SESSION packed, for keeping."""
    count = editing.copy(Session(session), target, storage="zstd", level=level, report=_warn)
    click.echo(f"{count:,} records in {target}")


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER)
def unpack(session: Path, target: Path) -> None:
    """Write SESSION as plain text, for reading and for version control."""
    count = editing.copy(Session(session), target, storage="plain", report=_warn)
    click.echo(f"{count:,} records in {target}")


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER)
@click.option("--secrets-from", type=click.File(), help="file with a secret in each line")
def scrub(session: Path, target: Path, secrets_from: TextIO | None) -> None:
    """Write SESSION with its secrets replaced, and those of a file wherever they stand."""
    scrubber = Scrubber(os.urandom(32), _secrets(secrets_from))
    opened = Session(session)
    for record in opened.records():
        # Twice: what is named only late may stand in a record before.
        scrubber.scrub(record.kind, record.meta, record.payload)
    count = editing.copy(opened, target, redaction=scrubber, report=_warn)
    click.echo(f"{count:,} records in {target}, {len(scrubber.secrets)} secrets replaced")


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER)
@click.option("--parquet", "form", flag_value="parquet", required=True, help="as Parquet files")
def export(session: Path, target: Path, form: str) -> None:
    """Write SESSION in a form for analysis."""
    for name, rows in parquet.export(Session(session), target).items():
        click.echo(f"{rows:,} rows in {target / name}.{form}")


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("target", type=FOLDER, required=False)
def rerun(session: Path, target: Path | None) -> None:
    """Run a simulation again from its inputs; exit code 1 when it does not say the same.

    With TARGET, everything it said is written there as a session.
    """
    from kiwoom_mockserver.server.rerun import rerun as run_again

    outcome = run_again(Session(session), target, os.urandom(32))
    verdict = "the same as before" if outcome.same else outcome.difference or "no hash to compare"
    click.echo(f"{outcome.replies:,} replies, {outcome.frames:,} frames, {verdict}")
    sys.exit(0 if outcome.same else 1)


@command.command()
@click.argument("session", type=FOLDER)
@click.argument("name")
@click.option("--at", required=True, help="another mark, seconds, or HH:MM:SS of the market")
def mark(session: Path, name: str, at: str) -> None:
    """Give an instant of SESSION a name, to cut, seek and replay by."""
    opened = Session(session)
    add_mark(opened, Mark(opened.moment(at), "mark", name))


@command.command("verify")
@click.argument("session", type=FOLDER)
@click.option("--secrets-from", type=click.File(), help="file with a secret in each line")
@click.option("--rebuild-index", is_flag=True, help="write the indexes anew first")
def verify_command(session: Path, secrets_from: TextIO | None, rebuild_index: bool) -> None:
    """Look for damage and for secrets; exit code 1 when there is either."""
    opened = Session(session)
    if rebuild_index:
        click.echo(f"{rebuild_indexes(opened)} indexes written")
    verdict = verify(opened, _secrets(secrets_from))
    _tell(verdict)
    click.echo(f"{verdict.records:,} records, {'well' if verdict.well else 'not well'}")
    sys.exit(0 if verdict.well else 1)


@command.command()
@click.argument("left", type=FOLDER)
@click.argument("right", type=FOLDER)
def diff(left: Path, right: Path) -> None:
    """Compare two sessions without their times and tokens; exit code 1 when they differ."""
    found = differences(Session(left), Session(right))
    for difference in found:
        click.echo(str(difference))
    sys.exit(1 if found else 0)


def _secrets(file: TextIO | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in file if line.strip()) if file else ()


def _line(session: Session, record: Record) -> str:
    meta = orjson.dumps(record.meta).decode() if record.meta else ""
    text = record.payload.decode("utf-8", "replace")
    cut_text = text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
    time = f"{session.time_of(record.at):%H:%M:%S.%f}"[:-3]
    return " ".join(
        filter(None, (f"{record.seq:>7} {time} {record.connection} {record.kind}", meta, cut_text))
    )


def _warn(damage: Damage) -> None:
    click.echo(f"damaged: {damage}", err=True)


def _tell(verdict: Verdict) -> None:
    for damage in verdict.damage:
        _warn(damage)
    for leak in verdict.leaks:
        click.echo(f"leak: {leak}", err=True)
    for note in verdict.notes:
        click.echo(f"note: {note}", err=True)
