"""The documents keep their promises: commands, links, layers, settings, version, decisions."""

import dataclasses
import re
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

import kiwoom_mockserver
from kiwoom_mockserver.cli import COMMANDS
from kiwoom_mockserver.settings import Settings
from scripts import dev
from tests.docs.reading import PAGES, ROOT, title

README = (ROOT / "README.md").read_text("utf-8")


def slugs(page: Path) -> set[str]:
    """The anchors GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in headings}


@pytest.mark.parametrize("command", ["serve", "test"])
def test_readme_shows_the_two_commands(command: str) -> None:
    assert f"python3 scripts/dev.py {command}" in README
    assert command in dev.COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_tasks_on_the_page_exist(page: Path) -> None:
    tasks = re.findall(r"scripts[/\\]dev\.py ([a-z]+)", page.read_text("utf-8"))
    assert set(tasks) <= set(dev.COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_relative_links_resolve(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"^\[[^\]]+\]: (\S+)", text, re.M)
    for target in targets:
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        goal = page.parent / name if name else page
        assert goal.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in slugs(goal), f"no heading for {target}"


def options(command: click.Command) -> set[str]:
    """The long options of a command and of those below it."""
    own = {name for param in command.params for name in param.opts if name.startswith("--")}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union(*map(options, below))


def test_flags_in_the_readme_are_settings_or_options_of_a_command() -> None:
    known = {f"--{row.name.replace('_', '-')}" for row in dataclasses.fields(Settings)}
    commands = [import_module(f"kiwoom_mockserver.cli.{name}").command for name in COMMANDS]
    sources = (Path(dev.__file__), ROOT / "tests" / "conftest.py")
    tasks = {
        flag for one in sources for flag in re.findall(r'"(--[a-z]+)"', one.read_text("utf-8"))
    }
    known = known.union({"--help", *tasks}, *map(options, commands))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known


def test_layers_are_those_of_the_import_linter() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"<!-- layers:begin -->\n```text\n(.*?)```\n<!-- layers:end -->", page, re.S)
    assert block
    shown = [re.split(r" {2,}", line)[0] for line in block[1].splitlines()]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["name"].startswith("layers")]
    assert shown == [re.sub(r"[()]", "", layer) for layer in layers]  # (x): x may be missing


def test_the_map_of_the_world_has_every_module_once() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"<!-- world:begin -->\n(.*?)<!-- world:end -->", page, re.S)
    assert block
    shown = re.findall(r"`(\w+)`", block[1].partition("|---|---|")[2])
    folder = Path(kiwoom_mockserver.__file__).parent / "world"
    there = {path.stem for path in folder.iterdir() if not path.name.startswith("_")}
    assert sorted(shown) == sorted(there)


def test_version_is_that_of_the_newest_change() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## \[([^\]]+)\]", changes, re.MULTILINE)
    assert newest
    assert newest[1] == kiwoom_mockserver.__version__


def test_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=title)
def test_a_decision_says_context_choice_and_cost_on_one_page(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Cost"]
    assert len(text.splitlines()) <= 60
