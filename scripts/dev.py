#!/usr/bin/env python3
"""Every task of this repository, on a machine that has nothing but Python 3.11 or newer.

Standard library only, on Linux, macOS and Windows. The first run makes ``.venv``; a stamp inside
it lets later runs skip that, so what they need little of is imported where it is used. The
annotations stay unevaluated so that an old Python gets a sentence instead of a traceback.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parents[1]
WINDOWS = os.name == "nt"

LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
"""What each level installs; a level holds everything of those before it."""

INSTALLERS = {
    "uv": (
        ("uv", "venv", "--quiet", "--python", "{base}", "{venv}"),
        ("uv", "pip", "install", "--quiet", "--python", "{python}"),
    ),
    "pip": (
        ("{base}", "-m", "venv", "{venv}"),
        ("{python}", "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-compile"),
    ),
}
"""Tool -> how it makes an environment, how it installs into one; the first that works is used."""

INSTALLS = (
    ("--no-deps", "--requirement", "{lock}"),
    ("--no-deps", "--no-build-isolation", "--editable", "{root}"),
)

NODE = (
    *("install", "--prefix", str(ROOT), "--no-save", "--no-package-lock", "--no-audit"),
    *("ws@8", "@asyncapi/specs@6"),
)
"""What npm installs for the tests of Node programs and of AsyncAPI, which skip without it."""

COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"),
    *("--quiet", "--no-emit-index-url", "--no-header", "--annotation-style", "line"),
)
COMPILED = {
    "requirements.lock": ("-",),  # the build backend, given on stdin
    "requirements-dev.lock": ("--extra", "dev", "--constraint", "requirements.lock"),
}
"""Lock -> what it is made of beside the dependencies in pyproject.toml."""

PROGRAMS = {
    "serve": ("runtime", ("-m", "kiwoom_mockserver", "serve")),
    "test": ("dev", ("-m", "pytest")),
    "bench": ("dev", ("-m", "pytest", "-o", "norecursedirs=.*", "tests/bench")),
    "build": ("dev", ("-m", "build", "--no-isolation")),
}
"""Task -> the level it needs and its program; the user's arguments follow."""

GENERATED: dict[str, tuple[str, ...]] = {
    "docs/settings.md": ("-m", "kiwoom_mockserver", "reference", "settings"),
    "docs/admin.md": ("-m", "kiwoom_mockserver", "reference", "admin"),
    "docs/coverage.md": ("-m", "kiwoom_mockserver", "reference", "coverage"),
    "client/kiwoom_thinclient/catalogue.json": ("scripts/make_client.py", "catalogue"),
    "client/kiwoom_thinclient/operations.py": ("scripts/make_client.py", "operations"),
}
"""Generated file -> arguments of the Python that prints it; one line adds one."""

CHECKS = {
    "format": ("-m", "ruff", "format", "--check", "."),
    "lint": ("-m", "ruff", "check", "."),
    "types": ("-m", "mypy"),
    "layers": ("-c", "from importlinter.cli import lint_imports_command as run; run()"),
    "generated": ("scripts/dev.py", "generate", "--check"),
    "tests": ("-m", "pytest", "-n", "2"),
}
"""Name -> arguments of the environment's Python; its exit code is the verdict."""


class Stop(Exception):
    """The task cannot go on; the text is the one sentence the user reads."""


class Environment:
    """The ``.venv`` of one checkout, and the stamp that says what is in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.bin = self.folder / ("Scripts" if WINDOWS else "bin")
        self.python = self.bin / ("python.exe" if WINDOWS else "python")
        self.stamp = self.folder / "kiwoom-dev-stamp"
        self.identity = f"{sys.implementation.cache_tag} {self.folder}"

    def digest(self) -> str:
        """A hash of everything that decides what has to be installed."""
        inputs = hashlib.sha256()
        for name in ("pyproject.toml", *LOCKS.values()):
            inputs.update(hashlib.sha256((self.root / name).read_bytes()).digest())
        return inputs.hexdigest()

    def read_stamp(self) -> list[str]:
        """Identity, installer, level and digest of the last set-up; four blanks without one.

        The stamp is written last, so a set-up that broke off has left none.
        """
        try:
            lines = self.stamp.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        return lines if len(lines) == 4 else [""] * 4

    def ready(self, level: str) -> bool:
        """Whether everything of ``level`` is installed, here, for this Python, and up to date."""
        identity, _, installed, digest = self.read_stamp()
        known = list(LOCKS)
        return (
            identity == self.identity
            and installed in known[known.index(level) :]
            and self.python.exists()
            and digest == self.digest()
        )

    def prepare(self, level: str) -> None:
        """Make everything of ``level`` available; costs next to nothing when it already is."""
        if self.ready(level):
            return
        say("setting up .venv; the first time takes up to a minute")
        started = time.perf_counter()
        with exclusive(self.root / "pyproject.toml"):
            if not self.ready(level):
                tool = self._install(level)
                say(f".venv is ready ({tool}, {time.perf_counter() - started:.1f} s)")

    def _install(self, level: str) -> str:
        past = self.read_stamp()
        tools = [name for name in INSTALLERS if name != "uv" or run(["uv", "--version"])[0] == 0]
        update = past[0] == self.identity and past[1] in tools and self.python.exists()
        self.stamp.unlink(missing_ok=True)
        for tool in [past[1]] if update else tools:
            failure = self._attempt(tool, level, update)
            if not failure:
                done = (self.identity, tool, level, self.digest())
                self.stamp.write_text("\n".join(done), "utf-8")
                return tool
            say("\n".join([f"{tool} failed:", *failure.strip().splitlines()[-8:]]))
        if update:  # nothing was replaced, so the old state still counts
            self.stamp.write_text("\n".join(past), "utf-8")
        raise Stop("the packages could not be installed; check the network and run this again")

    def _attempt(self, tool: str, level: str, update: bool) -> str:
        """Run the steps of one tool; the output of the first that fails, or nothing."""
        create, install = INSTALLERS[tool]
        names = {
            "base": getattr(sys, "_base_executable", sys.executable),
            "venv": self.folder,
            "python": self.python,
            "lock": self.root / LOCKS[level],
            "root": self.root,
        }
        steps = [install + rest for rest in INSTALLS]
        if not update:
            self._clear()
            steps.insert(0, create)
        for step in steps:
            code, output = run([word.format(**names) for word in step])
            if code:
                return output or f"{tool} ended with {code}"
        return ""

    def _clear(self) -> None:
        import shutil  # noqa: PLC0415

        try:
            if self.folder.is_symlink():
                self.folder.unlink()
            elif self.folder.exists():
                shutil.rmtree(self.folder)
        except OSError as error:
            raise Stop(
                f"{self.folder} cannot be replaced; leave it and try again: {error}"
            ) from None


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the system's lock on a file; it ends with its holders, so it is never stale.

    The installers hold it too: one whose parent was killed still works in .venv.
    """
    with path.open("rb") as handle:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            handle.seek(1 << 30)  # far behind the text, where the lock hinders no reader
            while True:
                try:
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # it gives up after ten seconds; a set-up may take longer
                    continue
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(handle, fcntl.LOCK_EX)
            os.set_inheritable(handle.fileno(), True)
        yield


def say(text: str) -> None:
    """Tell the user, without touching the output of the command that follows."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def run(argv: Sequence[str], given: str = "", errors: bool = True) -> tuple[int, str]:
    """Exit code and output of a program run at the root; 127 when there is no such program."""
    import subprocess  # noqa: PLC0415

    pipe, joined = subprocess.PIPE, subprocess.STDOUT if errors else None
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            argv, cwd=ROOT, input=given, stdout=pipe, stderr=joined, check=False,
            encoding="utf-8", errors="replace", close_fds=False, env=environment,
        )  # fmt: skip
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout


def become(argv: list[str]) -> int:
    """Let a program take the place of this one; on Windows, wait for it and pass on its code."""
    if not WINDOWS:
        os.execv(argv[0], argv)
    import subprocess  # noqa: PLC0415

    child = subprocess.Popen(argv)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child was told as well and ends in its own time
            continue


def setup(args: list[str]) -> int:
    """Make or refresh .venv with everything for development; --node brings Node's packages too."""
    HERE.prepare("dev")
    if "--node" in args:
        code, output = run(["npm.cmd" if WINDOWS else "npm", *NODE])
        if code:
            raise Stop(f"the packages for Node could not be installed: {output.strip()}")
        say("node_modules is ready")
    return 0


def program(name: str, args: list[str]) -> int:
    """Become a task's program; all but the server run at the root of the checkout."""
    level, words = PROGRAMS[name]
    HERE.prepare(level)
    if name != "serve":
        os.chdir(ROOT)
    extra = workers(args) if name == "test" else []
    return become([str(HERE.python), *words, *extra, *args])


def workers(args: Sequence[str]) -> list[str]:
    """Two pytest workers, unless the arguments name a file or test, debug, or choose workers."""
    own = ("-n", "--numprocesses", "--dist", "--pdb", "--trace", "--capture=no", "no:xdist")
    lone = any(arg.split("::")[0].endswith(".py") or arg.startswith(own) for arg in args)
    return [] if lone or "-s" in args else ["-n", "2"]


def check(args: list[str]) -> int:
    """Judge format, lint, types, layers, generated files and tests; --no-tests leaves those."""
    HERE.prepare("dev")
    failed = 0
    for name, call in CHECKS.items():
        if name == "tests" and "--no-tests" in args:
            continue
        started = time.perf_counter()
        print(f"{name:<10}", end=" ", flush=True)
        code, output = run([str(HERE.python), *call])
        print(f"{'FAILED' if code else 'ok':<6} {time.perf_counter() - started:6.1f} s", flush=True)
        if code:
            failed = 1
            print(output, flush=True)
    return failed


def generate(args: list[str]) -> int:
    """Write the generated files, or with --check only say which are out of date."""
    stale = 0
    for name, call in GENERATED.items():
        path = ROOT / name
        HERE.prepare("dev")
        code, text = run([str(HERE.python), *call], errors=False)
        if code:
            raise Stop(f"{name} could not be generated; its generator ended with {code}")
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if "--check" in args:
            print(f"{name} is out of date; run `python3 scripts/dev.py generate`")
            stale = 1
        else:
            path.write_text(text, "utf-8", newline="\n")
    return stale


def names_host(text: str) -> bool:
    """Whether a lock says where packages come from instead of only which they are."""
    return "://" in text or " @ " in text or any(line[:1] == "-" for line in text.splitlines())


def lock(args: list[str]) -> int:
    """Write the locks anew with uv; --upgrade moves to the newest versions."""
    import tomllib  # noqa: PLC0415

    backend = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    for name, inputs in COMPILED.items():
        path = ROOT / name
        before = path.read_text("utf-8") if path.exists() else ""
        call = [*COMPILE, *inputs, "--output-file", name, *args]
        code, output = run(call, given="\n".join(backend["requires"]))
        if code:
            raise Stop(f"{name} could not be written: {output.strip()}")
        if names_host(path.read_text("utf-8")):
            path.write_text(before, "utf-8")
            raise Stop(f"{name} would name a package host; take that out of uv's configuration")
    return 0


HERE = Environment(ROOT)
COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "setup": (setup, "make or refresh .venv; --node brings what tests of Node programs need"),
    "serve": (partial(program, "serve"), "run the fake; arguments as for `kiwoom-mock serve`"),
    "test": (partial(program, "test"), "run the tests; arguments as for pytest"),
    "check": (check, "judge format, lint, types, layers, generated files, tests (--no-tests)"),
    "bench": (partial(program, "bench"), "run the benchmarks; arguments as for pytest"),
    "build": (partial(program, "build"), "build wheel and source archive into dist/"),
    "generate": (generate, "write the generated files, or find stale ones (--check)"),
    "lock": (lock, "write the locks anew; --upgrade moves to the newest versions"),
}


def main(argv: list[str]) -> int:
    """Run one task; 2 when there is no such task."""
    if sys.version_info[:2] < OLDEST:
        say("Python {}.{} or newer is needed, this is {}.{}".format(*OLDEST, *sys.version_info[:2]))
        return 1
    if not argv or argv[0] not in COMMANDS:
        print("usage: python3 scripts/dev.py TASK ...\n")
        for name, (_, purpose) in COMMANDS.items():
            print(f"  {name:<9} {purpose}")
        return 0 if argv and argv[0] in {"-h", "--help"} else 2
    try:
        return COMMANDS[argv[0]][0](argv[1:])
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    # A tool's output may hold characters that a Windows console cannot show.
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
