"""The command line as a user starts it."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from click.testing import CliRunner, Result

from kiwoom_mockserver.cli import program

PROGRAM = (sys.executable, "-W", "error", "-m", "kiwoom_mockserver")


SMALL = {"KIWOOM_MOCK_WORLD": "small"}


def environment(**changes: str) -> dict[str, str]:
    """The environment without settings of the machine's own, and with a world soon made."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIWOOM_MOCK_")}
    return {**own, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1", **SMALL, **changes}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, run to its end."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def invoke(*arguments: str, **changes: str) -> Result:
    """The same inside this process, which is faster."""
    blank = {name: None for name in os.environ if name.startswith("KIWOOM_MOCK_")}
    return CliRunner().invoke(program, list(arguments), env={**blank, **SMALL, **changes})


@contextmanager
def serving(*arguments: str, command: str = "serve", **changes: str) -> Iterator["Serving"]:
    """``serve`` or the like on a free port, killed if the test has not ended it."""
    process = subprocess.Popen(
        [*PROGRAM, command, "--port", "0", *arguments],
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=False,
    )
    try:
        yield Serving(process)
    finally:
        process.kill()
        process.wait(timeout=60)
        assert process.stdout is not None
        process.stdout.close()


class Serving:
    """A server in another process, and what it has printed."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.output = ""
        self.read_until("Ctrl-C stops it.")

    def read_until(self, text: str, within: float = 30.0) -> None:
        """The output holds ``text``; raises TimeoutError if it does not in time."""
        assert self.process.stdout is not None
        end = time.monotonic() + within
        raw = b""
        while text not in self.output:
            ready, _, _ = select.select([self.process.stdout], [], [], end - time.monotonic())
            more = os.read(self.process.stdout.fileno(), 65_536) if ready else b""
            if not more:
                raise TimeoutError(f"{text!r} was not printed, but: {self.output}")
            raw += more
            self.output += raw.decode("utf-8")
            raw = b""

    def interrupt(self, number: int = signal.SIGINT) -> int:
        """The exit code after the signal; the rest of the output is read."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=15)
        assert self.process.stdout is not None
        self.output += self.process.stdout.read().decode("utf-8")
        return code

    def value(self, name: str) -> str:
        """What is printed beside a name."""
        match = re.search(rf"^{name} +(.+?) *$", self.output, re.MULTILINE)
        assert match, f"{name} is not in: {self.output}"
        return match[1]
