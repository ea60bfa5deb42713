"""Whatever the pages show runs: every command, every Python block, every test, every route."""

import http.client
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpcore2
import pytest
import requests

import kiwoom_thinclient
from kiwoom_mockserver.pytest_plugin import handle, redirect
from kiwoom_mockserver.server.admin.table import CONTROLS
from kiwoom_mockserver.server.relay import MARK, Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import running
from tests.cli.program import invoke
from tests.docs import reading, stage
from tests.docs.reading import ROOT, Scene, blocks, scenes
from tests.recordings.making import ORIGIN
from tests.server.door import small

LOADED = (handle, httpcore2, kiwoom_thinclient, redirect, requests)
"""Loaded before an inner run begins, which forgets at its end what it loaded; NumPy minds that."""

LEFT_OUT: Final = {
    "pip install kiwoom-mockserver": "tests/packaging installs the wheel that is built here",
    "python3 scripts/dev.py test": "it is this run",
    "python3 scripts/dev.py test --all": "it is this run, and longer",
    "python3 scripts/dev.py check": "it runs this run",
    "python3 scripts/dev.py bench": "it measures for minutes, and judges nothing",
    "python3 scripts/dev.py lock": "it asks an index of packages",
    "python3 scripts/dev.py setup --node": "it asks an index of packages",
    "python3 scripts/dev.py build": "it writes into the checkout; tests/packaging builds a wheel",
    "python3 scripts/dev.py generate": "it writes into the checkout; `check` looks what it writes",
}
"""Commands that are not run here, and why."""

LONG: Final = (
    "kiwoom-mock verify",
    "kiwoom-mock reference coverage",
    "kiwoom-mock run -- ",
    "kiwoom-mock session export",
    "pytest --kiwoom-url",
    "python3 scripts/dev.py serve",
    "python3 scripts/dev.py test tests/contract/",
)
"""Beginnings of what takes a second or more; ``-m slow`` runs it."""

KEYLESS: Final = re.compile(r"--target (paper|live)\b")
"""What needs keys of Kiwoom's; it is run up to the point where it says that it has none."""

MENTIONS: Final = ("export", "record", "run", "run --session", "run --record", "session ...",
                   "session info", "contracts", "replay")  # fmt: skip
"""Names of commands in a text, without what they need; they have a help text."""

MAY_DIFFER: Final = ("contracts diff",)
"""Commands whose exit code 1 says that something differs."""

PROMISE: Final = re.compile(r"print\(.*\)  # (.+)$", re.M)

NEEDS: Final = {"curl": "curl", "node": "node"}
"""A word of a command, and the program that must be installed for it."""

PROJECT = ROOT / "docs" / "examples" / "ci-project"

STAND_IN: Final = """
from bot import buy_below
from kiwoom_thinclient import Client


def run_my_bot(base_url, appkey, secretkey):
    with Client(base_url, appkey, secretkey, rate=0) as client:
        assert buy_below(client, "005930", 10_000_000, 3)


"""
"""The reader's own program."""


@pytest.fixture(scope="module")
def port() -> Iterator[Callable[[str], int]]:
    """The port of a server of this kind, which is started when it is first wanted."""
    made: dict[str, int] = {}
    with ExitStack() as stack:

        def start(kind: str) -> int:
            if kind not in made:
                made[kind] = _start(kind, stack)
            return made[kind]

        yield start


def _start(kind: str, stack: ExitStack) -> int:
    if kind == "fake":
        return stack.enter_context(running(small(speed=50.0))).address.port
    if kind == "replay":
        replay = small(session="vi-morning", mode="timeline", speed=1.0)
        return stack.enter_context(running(replay)).address.port
    folder = Path(stack.enter_context(TemporaryDirectory())) / "s"
    relay = RelayRunner(Upstream.of("http://127.0.0.1:9"), folder, origin=ORIGIN, profile="live")
    return stack.enter_context(relaying(relay)).address.port


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a bot that asks for a quote."""
    folder = tmp_path_factory.mktemp("recorded") / "s"
    program = ("--", sys.executable, str(stage.BOT))
    done = invoke("run", "--record", str(folder), *program)
    assert done.exit_code == 0, done.output
    return folder / "live"


@pytest.fixture(autouse=True)
def stopping() -> Iterator[None]:
    with stage.ended():
        yield


@pytest.fixture
def fake(port: Callable[[str], int]) -> int:
    """The port of a fake that nobody has used before."""
    with closing(http.client.HTTPConnection("127.0.0.1", port("fake"))) as line:
        line.request("POST", "/__admin/reset")
        assert line.getresponse().status == http.client.OK
    return port("fake")


def marked(scene: Scene) -> Any:
    """The scene as a parameter of a test."""
    slow = any(line.startswith(LONG) and not line.endswith("--help") for line in scene.lines)
    return pytest.param(scene, marks=pytest.mark.slow if slow else (), id=str(scene))


@pytest.mark.parametrize("scene", [marked(one) for one in scenes()])
def test_what_a_page_says_to_type_runs(
    scene: Scene,
    port: Callable[[str], int],
    fake: int,
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for word, program in NEEDS.items():
        if any(word in line.split() for line in scene.lines) and not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    monkeypatch.chdir(tmp_path)
    for name in ("KIWOOM_APPKEY", "KIWOOM_SECRETKEY", "KIWOOM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    set_up = stage.Stage(tmp_path, port, recorded)
    made = re.findall(r"(?:-o|--record|--record-inputs|--json) (\S+)", "\n".join(scene.lines))
    script = [line for line in scene.lines if not line.startswith(("kiwoom-mock ", "python3 "))]
    for line in scene.lines:
        if line in LEFT_OUT or line in script:
            continue
        words = reading.words(line)
        set_up.furnish(words, made)
        if words[0] == "kiwoom-mock":
            judge(line, set_up, words[1:])
        else:
            whole = words[2] in ("test", "check") and not any("tests/" in word for word in words)
            assert not whole, f"{line} would run this run again"
            assert set_up.task(words)
    script = [line for line in script if line not in LEFT_OUT]
    if script:
        (tmp_path / "test_any.py").write_text("def test_it(kiwoom): pass\n", "utf-8")
        printed = set_up.shell("\n".join(script))
        assert stage.refusals(printed) == []
        assert printed or not re.search(r"^(curl|pytest)", script[-1])


def judge(line: str, set_up: stage.Stage, words: list[str]) -> None:
    """The command did what it says, or said what it lacks."""
    if " ".join(words) in MENTIONS:
        names = [word for word in words if word.isalpha()]
        code, printed = set_up.command([*names, "--help"])
        assert (code, "Usage:" in printed) == (0, True), printed
        assert all(flag in printed for flag in words if flag.startswith("--"))
        return
    code, printed = set_up.command(words)
    if KEYLESS.search(line):
        assert code != 0
        assert "KIWOOM_APPKEY" in printed, printed
    else:
        assert code in ({0, 1} if " ".join(words[:2]) in MAY_DIFFER else {0}), f"{line}: {printed}"
        assert "Traceback" not in printed


def test_nothing_is_left_out_that_no_page_shows() -> None:
    shown = {line for one in scenes() for line in one.lines}
    bare = {line.removeprefix("kiwoom-mock ") for line in shown}
    assert set(LEFT_OUT) <= shown
    assert set(MENTIONS) <= bare
    assert all(any(line.startswith(start) for line in shown) for start in LONG)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(text, id=f"{page}-{number}")
        for number, (page, text) in enumerate(blocks("python"))
        if "def test" not in text
    ],
)
def test_a_python_block_prints_what_it_promises(
    block: str,
    fake: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KIWOOM_BASE_URL", f"http://127.0.0.1:{fake}")
    monkeypatch.setenv("KIWOOM_APPKEY", "any")
    monkeypatch.setenv("KIWOOM_SECRETKEY", "any")
    exec(block.replace(":8080", f":{fake}"), {"__name__": "__main__"})
    printed = capsys.readouterr().out.splitlines()
    assert printed
    assert [line for line in PROMISE.findall(block) if line not in printed] == []


def test_every_test_on_the_pages_passes(pytester: pytest.Pytester) -> None:
    found = [text for _, text in blocks("python") if "def test" in text]
    for number, block in enumerate(found):
        head = STAND_IN if "run_my_bot" in block else ""
        (pytester.path / f"test_block_{number}.py").write_text(head + block, "utf-8")
    sample = [PROJECT / "bot.py", PROJECT / "tests" / "test_bot.py"]
    for path in sample:
        shutil.copy(path, pytester.path)
    found.append(sample[1].read_text("utf-8"))
    quiet = ("-p", "no:faker", "-p", "no:schemathesis", "-p", "no:cacheprovider")
    done = pytester.runpytest_inprocess(*quiet, "--strict-markers", "-q")
    done.assert_outcomes(passed=sum(block.count("def test") for block in found))


def test_the_workflow_on_the_page_is_that_of_the_project() -> None:
    workflow = (PROJECT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    ((_, shown),) = blocks("yaml", ROOT / "docs" / "pytest.md")
    for line in shown.splitlines():
        assert line in workflow


@pytest.mark.parametrize(("method", "route"), sorted(reading.routes()))
def test_a_route_on_any_page_is_one_of_the_tables(method: str, route: str) -> None:
    path, _, query = route.partition("?")
    if path == MARK:
        return
    known = {(row.method, f"/__admin{row.path}"): row for row in CONTROLS}
    row = known[method, path]
    assert {pair.partition("=")[0] for pair in query.split("&") if pair} <= row.query.keys()


@pytest.mark.parametrize("language", ["text", "json", "yaml", ""])
def test_blocks_of_other_languages_hold_no_commands(language: str) -> None:
    for page, text in blocks(language):
        assert "kiwoom-mock " not in text, page


def test_every_block_is_of_a_language_that_is_looked_at() -> None:
    looked_at = {"sh", "console", "python", "text", "json", "yaml", ""}
    marks = (re.findall(r"^```(\w*)$", page.read_text("utf-8"), re.M) for page in reading.MANUAL)
    assert {mark for found in marks for mark in found} <= looked_at
