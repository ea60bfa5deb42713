"""``kiwoom-mock verify``: is a server as the contracts say?"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from kiwoom_mockserver.cli.touring import Guide, led
from kiwoom_mockserver.errors import FakeError, VerifyError
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.schema import LEVELS
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.listening import ITEMS, Listener
from kiwoom_mockserver.verify.ordering import HIGHEST, price_of
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.page import as_html
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober
from kiwoom_mockserver.verify.report import Report, as_json, as_junit, read_baseline, report_of
from kiwoom_mockserver.verify.selection import Selection, select
from kiwoom_mockserver.verify.targets import SESSION, Target, fake, keys_of, seconds_of, target_of
from kiwoom_mockserver.verify.transport import Http, listen
from kiwoom_mockserver.world.clock import monotonic_seconds, wall_seconds

CLEAN, FOUND, FAILED = 0, 1, 2
MOST_ROWS = 60
"""Findings that the table on the screen shows."""

GOLD = "ka50100"
"""The quote of gold."""

ELW = "3"
"""What ka10099 calls the market of ELWs."""

LONGEST_TOUR = 300.0
"""Seconds a day may take."""

OUTPUT = click.Path(dir_okay=False, path_type=Path)
CREDENTIALS = INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be verified, and how."""

    selection: Selection
    realtime: float | None
    """Seconds to listen; None is what is usual for the target."""
    plan: Plan


@click.command()
@click.option(
    "--target",
    default="fake",
    show_default=True,
    help="fake, paper, live, a URL, or session:FOLDER",
)
@click.option("--only", default="", help="ids of operations, types and frames, with commas between")
@click.option("--category", default="", help="categories: 차트 or chart, acnt, realtime, ...")
@click.option("--level", type=click.Choice(LEVELS), help="[default: observed on paper and live]")
@click.option("--profile", type=click.Choice(["live", "paper"]), help="whose texts a URL sends")
@click.option(
    "--realtime", default="", metavar="TIME", help="how long to listen on the socket, as 60s or 5m;"
    " the fake started for the purpose is led through a day, other servers are not listened to",
)  # fmt: skip
@click.option("--pages", default=3, show_default=True, type=click.IntRange(1), help="of one query")
@click.option("--set", "values", multiple=True, metavar="FIELD=TEXT", help="a value to ask with")
@click.option("--allow-orders", is_flag=True, help="send orders too; only paper and fake take them")
@click.option("--credentials", type=INPUT, help="TOML file with appkey and secretkey, mode 600")
@click.option("--baseline", type=INPUT, help="an earlier --json; only what is new counts")
@click.option("--json", "json_file", type=OUTPUT, help="write the report as JSON")
@click.option("--junit", type=OUTPUT, help="write the report as JUnit XML")
@click.option("--html", type=OUTPUT, help="write the report as one HTML page")
def command(
    target: str,
    only: str,
    category: str,
    level: str | None,
    profile: str | None,
    realtime: str,
    pages: int,
    values: tuple[str, ...],
    allow_orders: bool,
    credentials: Path | None,
    baseline: Path | None,
    json_file: Path | None,
    junit: Path | None,
    html: Path | None,
) -> None:
    """Ask a server for what the contracts describe, and judge every reply and frame.

    Only what reads is asked. Keys come from KIWOOM_APPKEY and KIWOOM_SECRETKEY (or KIWOOM_TOKEN),
    or from a file. The exit code is 0 when nothing is found, 1 when something is, 2 when the
    server cannot be verified.
    """
    console = Console(highlight=False)
    try:
        selection = select(load_catalogue(), _split(only), _split(category))
        plan = Plan(pages, allow_orders, target == "fake", _values(values))
        wishes = Wishes(selection, seconds_of(realtime) if realtime else None, plan)
        known = read_baseline(baseline) if baseline else frozenset()
        started = datetime.fromtimestamp(wall_seconds(), SEOUL).isoformat(timespec="seconds")
        judge = judge_target(console, target, profile or "", level, wishes, credentials)
        report = report_of(judge, target, started, known)
        for path, content in (
            (json_file, as_json(report, known)),
            (junit, as_junit(report)),
            (html, as_html(report).encode()),
        ):
            if path is not None:
                path.write_bytes(content)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}")
    except FakeError as error:
        _fail(str(error))
    _tell(console, report)
    sys.exit(CLEAN if report.clean else FOUND)


def _fail(reason: str) -> None:
    click.echo(f"kiwoom-mock: {reason}", err=True)
    sys.exit(FAILED)


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _values(words: tuple[str, ...]) -> dict[str, str]:
    made = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise VerifyError(f"{word!r} is not FIELD=TEXT")
        made[name] = text
    return made


def judge_target(
    console: Console,
    name: str,
    profile: str,
    level: str | None,
    wishes: Wishes,
    credentials: Path | None,
) -> Judge:
    """The judge after it has seen everything of a target that is chosen."""
    if name.startswith(SESSION):
        return _recorded(console, Path(name.removeprefix(SESSION)), profile, level, wishes)
    if name == "fake":
        with _fake(profile) as (target, pair):
            return _probe(console, target, level, wishes, pair, own=True)
    target = target_of(name, profile)
    if wishes.plan.allow_orders and not target.takes_orders:
        raise VerifyError(f"orders are sent to paper and fake only, never to {name}")
    keys = keys_of(target, credentials, os.environ)  # noqa: TID251 - keys are no settings
    return _probe(console, target, level, wishes, keys)


def _recorded(
    console: Console, folder: Path, profile: str, level: str | None, wishes: Wishes
) -> Judge:
    """The judge after it has seen a recorded session."""
    from kiwoom_mockserver.recordings.judging import judge_session
    from kiwoom_mockserver.recordings.session import Session

    session = Session(folder)
    manifest = session.manifest
    known = level or ("documented" if manifest.source == "fake" else "observed")
    judge = Judge(load_catalogue(), known, profile or manifest.profile)

    def tell(damage: object) -> None:
        console.print(Text(f"damaged, not judged: {damage}", style="dim"))

    judge_session(session, judge, wishes.selection, tell)
    return judge


@contextmanager
def _fake(profile: str) -> Iterator[tuple[Target, Keys]]:
    """A fake of our own on a free port, and the keys of an account that has something to sell.

    Its settings come from the environment.
    """
    from kiwoom_mockserver.server.runner import running

    flags = {"port": 0, "limits": False, "profile": profile or None}
    settings = Settings.load(flags).with_(keys="any")
    with running(settings) as runner:
        address, known = runner.address, runner.app.gateway.world.keys
        pair = next((Keys(*one) for one in known.items()), Keys("verify", "verify"))
        yield fake(address.base_url, address.ws_url, settings.profile), pair


def _probe(
    console: Console,
    target: Target,
    level: str | None,
    wishes: Wishes,
    keys: Keys,
    *,
    own: bool = False,
) -> Judge:
    judge = Judge(load_catalogue(), level or target.level, target.profile)
    pace = Pace(target.gap, target.own_gap, monotonic_seconds, time.sleep)
    with Http(target.base_url) as http, _progress(console, wishes) as bar:
        prober = Prober(judge, http, pace, keys, wishes.plan)
        task = bar.add_task("asking", total=len(wishes.selection.operations) or None)
        seen: set[str] = set()

        def step(api_id: str) -> None:
            fresh = api_id not in seen
            seen.add(api_id)
            bar.update(task, advance=1 if fresh else 0, description=f"asking {api_id}")

        if own and wishes.plan.allow_orders:
            prober.login()
            Guide(target.base_url, prober.token).furnish(price_of(prober, GOLD, HIGHEST))
        prober.run(wishes.selection, step)
        if wishes.selection.types or wishes.selection.frames:
            if wishes.realtime:
                bar.update(task, description=f"listening for {wishes.realtime:g} s")
                _listen(judge, prober, target, wishes)
            elif wishes.realtime is None and own:
                bar.update(task, description="listening for a day")
                _tour(judge, prober, target, wishes)
        prober.revoke(wishes.selection)
    judge.finish()
    return judge


def _listen(judge: Judge, prober: Prober, target: Target, wishes: Wishes) -> None:
    listener = Listener(judge, wishes.selection, prober.token, _items(judge, prober, wishes))
    listen(target.ws_url, listener, wishes.realtime or 0.0, monotonic_seconds)


def _tour(judge: Judge, prober: Prober, target: Target, wishes: Wishes) -> None:
    """The fake was led through a day beside a listener."""
    guide = Guide(target.base_url, prober.token)
    tour = guide.plan(prober.answer)
    items = _items(judge, prober, wishes)
    items["stock"] = (*ITEMS["stock"], *filter(None, (tour.interrupted,)))
    listener = Listener(judge, wishes.selection, prober.token, items)
    with led(guide, tour):
        listen(target.ws_url, listener, LONGEST_TOUR, monotonic_seconds, guide.over.is_set)


def _items(judge: Judge, prober: Prober, wishes: Wishes) -> dict[str, tuple[str, ...]]:
    """Items that have to be looked up."""
    warrants = any(judge.catalogue.realtime[one].item == "elw" for one in wishes.selection.types)
    code = prober.first_code(ELW) if warrants else ""
    return {"elw": (code,)} if code else {}


def _progress(console: Console, wishes: Wishes) -> Progress:
    return Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _tell(console: Console, report: Report) -> None:
    """What was found, and a line that sums up."""
    if report.findings:
        table = Table("", "kind", "where", "expected", "seen", "times", box=None)
        for finding in report.findings[:MOST_ROWS]:
            table.add_row(
                Text(finding.subject, style="bold"),
                Text(finding.kind),
                Text(finding.where),
                Text(finding.expected),
                Text(finding.seen),
                f"{finding.count:,}",
            )
        console.print(table)
        if (more := len(report.findings) - MOST_ROWS) > 0:
            console.print(f"and {more:,} more; --html or --json shows all", style="dim")
    for result in report.results:
        if result.reason and result.outcome not in {"judged", "silent", "skipped"}:
            console.print(Text(f"{result.subject} {result.outcome}: {result.reason}", style="dim"))
    outcomes = ", ".join(f"{count} {name}" for name, count in report.outcomes.items())
    known = f", {report.known} known" if report.known else ""
    verdict = (
        "no findings" if report.clean else f"{len(report.findings) + report.left_out} findings"
    )
    console.print(f"{report.target} at level {report.level}: {outcomes}; {verdict}{known}")
