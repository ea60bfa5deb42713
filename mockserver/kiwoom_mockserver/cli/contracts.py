"""``kiwoom-mock contracts``: compare contracts, see drift, propose corrections."""

import json
import sys
from pathlib import Path
from typing import Final

import click
import orjson
from rich.console import Console

from kiwoom_mockserver import resources
from kiwoom_mockserver.cli.verify import CREDENTIALS, Wishes, judge_target
from kiwoom_mockserver.errors import ContractError
from kiwoom_mockserver.spec.comparing import (
    Change,
    between_editions,
    changes,
    editions_of,
    read_contracts,
)
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.verify.findings import Finding, Kind
from kiwoom_mockserver.verify.probing import Plan
from kiwoom_mockserver.verify.proposing import merged, proposals
from kiwoom_mockserver.verify.report import read_report
from kiwoom_mockserver.verify.selection import select

SAME, DIFFERENT = 0, 1
DRIFT: Final = (
    Kind.MISSING, Kind.UNDOCUMENTED, Kind.TYPE, Kind.FORMAT, Kind.CODE, Kind.LENGTH,
)  # fmt: skip
"""Findings that say that a server has other fields than the contracts."""

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """The contracts themselves: what changed, and what ought to."""


@command.command()
@click.argument("old", default="")
@click.argument("new", default="")
@click.option("--target", default="", help="fake, paper, live, a URL or session:FOLDER")
@click.option("--only", default="", help="ids, with commas between")
@click.option("--credentials", type=CREDENTIALS, help="TOML file with appkey and secretkey")
@click.option("--json", "as_json", is_flag=True, help="one JSON list")
def diff(
    old: str, new: str, target: str, only: str, credentials: Path | None, as_json: bool
) -> None:
    """What changed from OLD to NEW: two folders of contracts, or two editions of the manual.

    With --target, where a server has other fields than the contracts say. The exit code is 0
    when nothing differs, else 1.
    """
    if target:
        found: list[Change] = [_drift(one) for one in _findings(target, only, credentials)]
    elif not (old and new):
        raise click.UsageError("name two folders or editions, or --target")
    else:
        found = [one for one in _between(old, new) if not only or one.subject in only.split(",")]
    if as_json:
        click.echo(orjson.dumps([one._asdict() for one in found], option=orjson.OPT_INDENT_2))
    else:
        click.echo("\n".join(map(str, found)) or "no differences")
    sys.exit(DIFFERENT if found else SAME)


def _between(old: str, new: str) -> list[Change]:
    if Path(old).is_dir() and Path(new).is_dir():
        return list(changes(read_contracts(Path(old)), read_contracts(Path(new))))
    contracts = read_contracts(resources.contracts())
    known = editions_of(contracts)
    for name in (old, new):
        if name not in known:
            raise ContractError(
                f"{name!r} is neither a folder nor an edition; editions are {', '.join(known)}"
            )
    return list(between_editions(contracts, old, new))


def _findings(target: str, only: str, credentials: Path | None) -> list[Finding]:
    selection = select(load_catalogue(), tuple(filter(None, only.split(","))))
    wishes = Wishes(selection, 0.0, Plan(pages=1, revoke=target == "fake"))
    # On a console of its own: progress is no part of the list.
    judge = judge_target(Console(stderr=True), target, "", "documented", wishes, credentials)
    return [one for one in judge.findings if one.kind in DRIFT]


def _drift(finding: Finding) -> Change:
    return Change(finding.subject, finding.where, str(finding.kind), finding.expected, finding.seen)


@command.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=FOLDER, help="a folder of corrections; they are added to its files")
def propose(report: Path, into: Path | None) -> None:
    """Corrections that make the contracts fit a REPORT of verify --json.

    They are printed, or with --into written beside what the folder holds. Read them before they
    are kept: a finding may as well be the server's mistake.
    """
    data = read_report(report)
    source = f"{data['target']} at level {data['level']}, {data['started'][:10]}"
    made = proposals(load_catalogue(), data["findings"], source)
    for api_id, correction in made.items():
        if into is None:
            click.echo(_text(correction))
            continue
        path = into / f"{api_id}.json"
        old = orjson.loads(path.read_bytes()) if path.exists() else {}
        path.write_bytes(_text(merged(old, correction)).encode() + b"\n")
        click.echo(str(path))
    left = len(data["findings"]) - sum(len(one["evidence"]) for one in made.values())
    told = f"{len(made)} corrections; {left} findings no contract can take in"
    click.echo(told, err=True)


def _text(correction: object) -> str:
    # As the other files of contracts/ are written.
    return json.dumps(correction, ensure_ascii=False, indent=1)
