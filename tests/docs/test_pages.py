"""Every block of the pages for beginners runs: shell, Python, and tests."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import httpcore2
import pytest
import requests

import kiwoom_thinclient
from kiwoom_mockserver.cli import COMMANDS
from kiwoom_mockserver.pytest_plugin import handle, redirect
from kiwoom_mockserver.server.runner import running
from tests.docs.test_documents import PAGES, options
from tests.server.door import small

ROOT = Path(__file__).resolve().parents[2]
LOADED = (handle, httpcore2, kiwoom_thinclient, redirect, requests)
"""Loaded before an inner run begins, which forgets at its end what it loaded; NumPy minds that."""

PROJECT = ROOT / "docs" / "examples" / "ci-project"

PROMISE = re.compile(r"print\(.*\)  # (.+)$", re.M)


def blocks(language: str, *pages: str) -> list[str]:
    """The blocks of a language on some pages of docs/."""
    return [
        block
        for page in pages
        for block in re.findall(
            rf"^```{language}\n(.*?)^```$", (ROOT / "docs" / page).read_text("utf-8"), re.S | re.M
        )
    ]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running(small(speed=50.0)) as runner:
        yield runner.address.port


STARTERS = ("quickstart.md", "ko/quickstart.md")


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("block", [b for b in blocks("sh", *STARTERS, "admin.md") if "curl" in b])
def test_a_shell_block_runs(block: str, port: int) -> None:
    script = block.replace(":8080", f":{port}").replace("curl -s", "curl -sf")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")


@pytest.mark.parametrize("block", [b for b in blocks("python", *STARTERS) if "def test" not in b])
def test_a_python_block_prints_what_it_promises(
    block: str, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(block.replace(":8080", f":{port}"), {"__name__": "__main__"})
    printed = capsys.readouterr().out.splitlines()
    assert printed
    assert [line for line in PROMISE.findall(block) if line not in printed] == []


def test_every_test_on_the_pages_passes(pytester: pytest.Pytester) -> None:
    found = [b for b in blocks("python", "pytest.md", "cookbook.md", *STARTERS) if "def test" in b]
    for number, block in enumerate(found):
        (pytester.path / f"test_block_{number}.py").write_text(block, "utf-8")
    sample = [PROJECT / "bot.py", PROJECT / "tests" / "test_bot.py"]
    for path in sample:
        shutil.copy(path, pytester.path)
    found.append(sample[1].read_text("utf-8"))
    quiet = ("-p", "no:faker", "-p", "no:schemathesis", "-p", "no:cacheprovider")
    done = pytester.runpytest_inprocess(*quiet, "--strict-markers", "-q")
    done.assert_outcomes(passed=sum(block.count("def test") for block in found))


def test_the_workflow_on_the_page_is_that_of_the_project() -> None:
    workflow = (PROJECT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    (shown,) = blocks("yaml", "pytest.md")
    for line in shown.splitlines():
        assert line in workflow


SHELL = sorted(
    {
        line.split("#")[0].strip()
        for page in PAGES
        for line in re.findall(r"^kiwoom-mock .+$", page.read_text("utf-8"), re.M)
    }
)


@pytest.mark.parametrize("line", SHELL)
def test_a_command_on_any_page_exists_with_its_options(line: str) -> None:
    words = line.removeprefix("kiwoom-mock ").split(" -- ")[0].split()
    assert words[0] in COMMANDS
    command: click.Command = import_module(f"kiwoom_mockserver.cli.{words[0]}").command
    flags = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert flags <= {*options(command), "--help"}
