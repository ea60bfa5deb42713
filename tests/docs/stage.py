"""A reader's surroundings: a folder with what a page speaks of, and servers at the usual port."""

import http.client
import os
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from kiwoom_mockserver.cli import record as record_command
from kiwoom_mockserver.cli import serve as serve_command
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.server.relaying import RelayRunner
from kiwoom_mockserver.server.runner import Runner
from tests.cli.program import Serving, environment, invoke
from tests.docs.reading import ROOT
from tests.recordings.making import tick, writer
from tests.server.door import Door

EXAMPLES: Final = ROOT / "docs" / "examples"
BOT: Final = EXAMPLES / "official-hosts" / "with_requests.py"

USUAL: Final = {"KIWOOM_MOCK_SPEED": "50"}
"""Settings of all that a scene starts: nothing is worth waiting for."""

ALONE: Final = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_PLUGINS": "kiwoom_mockserver.pytest_plugin",
}
"""A reader's pytest has no plugins but ours."""


class Visited(Runner):
    """A server whose user looks whether it runs, and presses Ctrl-C."""

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Serves one visitor."""
        seen: list[int] = []

        def ready() -> None:
            if started is not None:
                started()
            threading.Thread(target=self._visit, args=(seen,)).start()

        super().run(ready)
        assert seen == [200]

    def _visit(self, seen: list[int]) -> None:
        try:
            port = self.address.port
            if self.address.secure:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                line: Any = http.client.HTTPSConnection("127.0.0.1", port, context=context)
            else:
                # What it records, or replays: its scenario may lose the answer.
                with suppress(OSError, http.client.HTTPException, ValueError):
                    Door(port, "any", "any")
                line = http.client.HTTPConnection("127.0.0.1", port)
            with closing(line):
                line.request("GET", "/__admin/health")
                seen.append(line.getresponse().status)
        finally:
            self.stop()


class Glanced(RelayRunner):
    """A relay that is ended as soon as it runs: nobody asks its upstream."""

    def run(self, started: Callable[[], None] | None = None) -> None:
        """Runs and ends."""

        def ready() -> None:
            if started is not None:
                started()
            self.stop()

        super().run(ready)


class Stage:
    """One scene's folder, and how its commands are carried out there."""

    def __init__(self, folder: Path, ports: Callable[[str], int], recorded: Path) -> None:
        """``ports`` starts a server when it is first wanted; ``recorded`` is a run of the bot."""
        self.folder = folder
        self._port = ports
        self._recorded = recorded

    def furnish(self, words: Sequence[str], made: Sequence[str]) -> None:
        """What the words speak of is there, but for what the scene makes by itself."""
        for word in words:
            name = word.removeprefix("session:").removeprefix("./")
            if name in GIVEN and name not in made and not (self.folder / name).exists():
                put = _inputs if "rerun" in words else GIVEN[name]
                put(self.folder / name, self._recorded)

    def shell(self, script: str) -> str:
        """What the lines print, by the system's shell."""
        own = 'curl() { command curl -sSf "$@"; }'  # A refusal is a failure.
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{own}\n{self._led(script)}"],
            cwd=self.folder,
            env=environment(**USUAL, **ALONE, PATH=path()),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        return done.stdout

    def task(self, words: Sequence[str]) -> str:
        """What a task of the checkout prints."""
        told = [word.replace("session:", f"session:{self.folder}/") for word in words[2:]]
        call = [sys.executable, str(ROOT / "scripts" / "dev.py"), *told]
        if told[0] == "serve":
            return _served([*call, "--port", "0"])
        done = subprocess.run(
            call,
            env=environment(PYTHONPATH="", KIWOOM_APPKEY="", KIWOOM_SECRETKEY=""),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def command(self, words: Sequence[str]) -> tuple[int, str]:
        """Exit code and output of ``kiwoom-mock`` with these words, in this process."""
        done = invoke(*self._adapted(list(words)), **USUAL, PATH=path())
        return done.exit_code, done.output + str(done.exception or "")

    def _adapted(self, words: list[str]) -> list[str]:
        """The words for free ports, a server of this run, and an end."""
        name, *rest = words
        if name in ("serve", "record", "doctor"):
            for flag in ("--port", "--ws-port"):
                if flag in rest:
                    rest[rest.index(flag) + 1] = "0"
            return [name, *rest, *(() if "--port" in rest else ("--port", "0"))]
        if name == "replay":
            port = self._port("relay" if "mark" in rest else "replay")
            return [name, "--url", f"http://127.0.0.1:{port}", *rest]
        if name == "stream":
            return [name, *rest, "--count", "3"]
        return [word.strip("[]") for word in words]

    def _led(self, script: str) -> str:
        return script.replace("8080", str(self._port("fake"))) if "8080" in script else script


def _served(call: Sequence[str]) -> str:
    own, piped = environment(PYTHONPATH=""), subprocess.PIPE
    with subprocess.Popen(call, env=own, stdout=piped, stderr=subprocess.STDOUT) as process:
        try:
            server = Serving(process)
            assert server.interrupt() == 0
            return server.output
        finally:
            process.kill()


def path() -> str:
    """Where programs are found: this Python's first."""
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


def _bot(path: Path, recorded: Path) -> None:
    text = BOT.read_text("utf-8")
    path.write_text(f"#!{sys.executable}\n{text}", "utf-8")
    path.chmod(0o755)


def _script(path: Path, recorded: Path) -> None:
    shutil.copy(EXAMPLES / "official-hosts" / "with_fetch.mjs", path)


def _recording(path: Path, recorded: Path) -> None:
    shutil.copytree(recorded, path)


def _ticks(path: Path, recorded: Path) -> None:
    """Five minutes from nine o'clock, with a mark."""
    made = writer(path)
    for second in range(300):
        made.append(second * SECOND, 1, "s", {}, tick(second))
    made.mark(SECOND, "MARK")
    made.close()


def _inputs(path: Path, recorded: Path) -> None:
    done = invoke("serve", "--record-inputs", str(path), "--port", "0", **USUAL)
    assert done.exit_code == 0, done.output


def _scenario(path: Path, recorded: Path) -> None:
    bundled = ROOT / "fixtures" / "scenarios" / "flaky-network.yaml"
    path.write_bytes(bundled.read_bytes())


def _report(path: Path, recorded: Path) -> None:
    done = invoke("verify", "--only", "ka10001", "--json", str(path))
    assert done.exit_code == 0, done.output


def _contracts(path: Path, recorded: Path) -> None:
    path.symlink_to(ROOT / "contracts")


GIVEN: Final[dict[str, Callable[[Path, Path], None]]] = {
    "bot.py": _bot,
    "bot": _bot,
    "bot.mjs": _script,
    "mine.yaml": _scenario,
    "monday": _recording,
    "my-recording": _recording,
    "paper.json": _report,
    "contracts.old": _contracts,
    "contracts": _contracts,
    "S": _ticks,
    "S1": _ticks,
    "S2": _ticks,
}
"""What readers are supposed to have, by the name it has on the pages."""


@contextmanager
def ended() -> Iterator[None]:
    """Servers that the command line starts end by themselves, as by Ctrl-C."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serve_command, "Runner", Visited)
        patch.setattr(serve_command, "settle", lambda: None)
        patch.setattr(record_command, "RelayRunner", Glanced)
        yield


def refusals(printed: str) -> list[Any]:
    """The answers among the printed lines that are refusals."""
    told = []
    for line in printed.splitlines():
        with suppress(orjson.JSONDecodeError):
            told.append(orjson.loads(line))
    return [one for one in told if isinstance(one, dict) and one.get("return_code", 0) != 0]
