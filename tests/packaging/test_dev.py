"""scripts/dev.py: when it installs, with what, and what it tells the user."""

import ast
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import dev

Runner = Callable[..., tuple[int, str]]


@pytest.fixture
def checkout(tmp_path: Path) -> dev.Environment:
    """A checkout with locks and a .venv that looks finished but has no stamp."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("pyproject.toml", *dev.LOCKS.values()):
        (root / name).write_text(f"{name}\n", "utf-8")
    environment = dev.Environment(root)
    environment.bin.mkdir(parents=True)
    environment.python.touch()
    return environment


def stamp(environment: dev.Environment, level: str, tool: str = "uv") -> None:
    """Mark ``level`` as installed by ``tool``."""
    lines = (environment.identity, tool, level, environment.digest())
    environment.stamp.write_text("\n".join(lines), "utf-8")


def recorder(environment: dev.Environment, *failing: str) -> tuple[list[list[str]], Runner]:
    """A stand-in for ``dev.run`` in which the given programs fail, and the list of its calls."""
    calls: list[list[str]] = []

    def run(argv: list[str], **_: object) -> tuple[int, str]:
        calls.append(argv)
        if any(word in argv for word in failing):
            return 1, f"no {argv[0]}"
        if "venv" in argv:
            environment.bin.mkdir(parents=True)
            environment.python.touch()
        return 0, ""

    return calls, run


def test_without_a_stamp_nothing_is_ready(checkout: dev.Environment) -> None:
    assert not checkout.ready("runtime")


def test_a_level_holds_those_before_it(checkout: dev.Environment) -> None:
    stamp(checkout, "runtime")
    assert (checkout.ready("runtime"), checkout.ready("dev")) == (True, False)
    stamp(checkout, "dev")
    assert (checkout.ready("runtime"), checkout.ready("dev")) == (True, True)


@pytest.mark.parametrize("name", ["pyproject.toml", *dev.LOCKS.values()])
def test_a_changed_input_asks_for_a_new_set_up(checkout: dev.Environment, name: str) -> None:
    stamp(checkout, "dev")
    (checkout.root / name).write_text("changed\n", "utf-8")
    assert not checkout.ready("runtime")


def test_a_moved_environment_is_not_ready(checkout: dev.Environment) -> None:
    stamp(checkout, "dev")
    moved = dev.Environment(checkout.root.rename(checkout.root.with_name("elsewhere")))
    assert moved.stamp.exists()
    assert not moved.ready("runtime")


def test_an_environment_without_its_python_is_not_ready(checkout: dev.Environment) -> None:
    stamp(checkout, "dev")
    checkout.python.unlink()
    assert not checkout.ready("runtime")


@pytest.mark.parametrize("text", ["", "one line", "a\nb\nc\nd\ne", "cpython-27 /else\nuv\ndev\n0"])
def test_a_stamp_that_makes_no_sense_counts_as_none(checkout: dev.Environment, text: str) -> None:
    checkout.stamp.write_text(text, "utf-8")
    assert not checkout.ready("runtime")


def test_foreign_environment_is_replaced(
    checkout: dev.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = checkout.folder / "foreign"
    foreign.touch()
    calls, run = recorder(checkout)
    monkeypatch.setattr(dev, "run", run)
    checkout.prepare("runtime")
    assert not foreign.exists()
    assert checkout.ready("runtime")
    assert [call[:3] for call in calls] == [
        ["uv", "--version"],
        ["uv", "venv", "--quiet"],
        ["uv", "pip", "install"],
        ["uv", "pip", "install"],
    ]


def test_changed_lock_is_installed_in_place(
    checkout: dev.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(checkout, "dev")
    (checkout.root / "requirements.lock").write_text("changed\n", "utf-8")
    calls, run = recorder(checkout)
    monkeypatch.setattr(dev, "run", run)
    checkout.prepare("dev")
    assert checkout.ready("dev")
    assert not any("venv" in call for call in calls)
    assert str(checkout.root / "requirements-dev.lock") in calls[1]


def test_pip_takes_over_when_uv_is_absent_or_fails(
    checkout: dev.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for failing in ("--version", "uv"):
        calls, run = recorder(checkout, failing)
        monkeypatch.setattr(dev, "run", run)
        checkout.stamp.unlink(missing_ok=True)
        checkout.prepare("runtime")
        assert checkout.read_stamp()[1] == "pip"
        assert calls[-1][-2:] == ["--editable", str(checkout.root)]


def test_failed_set_up_leaves_no_stamp_and_one_sentence(
    checkout: dev.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, run = recorder(checkout, "install")
    monkeypatch.setattr(dev, "run", run)
    with pytest.raises(dev.Stop, match="check the network"):
        checkout.prepare("runtime")
    assert not checkout.stamp.exists()


def test_failed_update_keeps_what_there_was(
    checkout: dev.Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(checkout, "runtime")
    before = checkout.stamp.read_text("utf-8")
    _, run = recorder(checkout, "install")
    monkeypatch.setattr(dev, "run", run)
    with pytest.raises(dev.Stop):
        checkout.prepare("dev")
    assert checkout.stamp.read_text("utf-8") == before
    assert checkout.python.exists()


def test_set_ups_wait_for_each_other(checkout: dev.Environment) -> None:
    path = checkout.root / "pyproject.toml"
    order = []

    def second() -> None:
        with dev.exclusive(path):
            order.append("second")

    thread = threading.Thread(target=second)
    with dev.exclusive(path):
        thread.start()
        thread.join(0.05)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_serve_passes_everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(dev.HERE, "prepare", lambda level: None)
    monkeypatch.setattr(dev, "become", became.append)
    dev.main(["serve", "--port", "0", "--help"])
    tail = ["-m", "kiwoom_mockserver", "serve", "--port", "0", "--help"]
    assert became == [[str(dev.HERE.python), *tail]]


@pytest.mark.parametrize(
    ("args", "parallel"),
    [
        ([], True),
        (["tests/wire"], True),
        (["-k", "token", "-x"], True),
        (["--no-cov"], True),
        (["tests/wire/test_paging.py"], False),
        (["tests/wire/test_paging.py::test_one"], False),
        (["-n", "4"], False),
        (["-n0"], False),
        (["--pdb"], False),
        (["-s"], False),
        (["-p", "no:xdist"], False),
    ],
)
def test_workers_are_added_only_where_they_help(args: list[str], parallel: bool) -> None:
    assert bool(dev.workers(args)) is parallel


def test_check_runs_everything_and_fails_if_anything_did(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.HERE, "prepare", lambda level: None)
    monkeypatch.setattr(dev, "CHECKS", {"one": ("1",), "two": ("2",), "tests": ("3",)})
    monkeypatch.setattr(dev, "run", lambda argv: (int(argv[1] == "1"), f"output {argv[1]}"))
    assert dev.main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["one", "FAILED"],
        ["output", "1"],
        ["two", "ok"],
        ["tests", "ok"],
    ]
    monkeypatch.setattr(dev, "run", lambda argv: (int(argv[1] == "3"), ""))
    assert dev.main(["check", "--no-tests"]) == 0
    assert dev.main(["check"]) == 1


def test_generated_files_are_written_and_found_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev.HERE, "prepare", lambda level: None)
    monkeypatch.setattr(dev, "GENERATED", {"page.md": ("-c", "print('x')")})
    monkeypatch.setattr(dev, "run", lambda argv, **_: (0, "text\n"))
    assert dev.main(["generate", "--check"]) == 1
    assert not (tmp_path / "page.md").exists()
    assert dev.main(["generate"]) == 0
    assert dev.main(["generate", "--check"]) == 0
    monkeypatch.setattr(dev, "run", lambda argv, **_: (3, ""))
    assert dev.main(["generate", "--check"]) == 1


def test_old_python_gets_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST", (3, 99))
    assert dev.main(["serve"]) == 1
    assert "Python 3.99 or newer is needed" in capsys.readouterr().err


def test_old_python_can_read_the_file() -> None:
    ast.parse(Path(dev.__file__).read_text("utf-8"), feature_version=(3, 8))


def test_unknown_task_shows_the_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["deploy"]) == 2
    assert dev.main([]) == 2
    capsys.readouterr()
    assert dev.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in dev.COMMANDS)


def test_a_missing_program_is_an_exit_code() -> None:
    code, output = dev.run(["no-such-program-here"])
    assert (code, bool(output)) == (127, True)


def test_without_exec_the_exit_code_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "WINDOWS", True)
    assert dev.become([sys.executable, "-c", "raise SystemExit(7)"]) == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows has no exec")
def test_become_replaces_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    class Replaced(Exception):
        pass

    def execv(path: str, argv: list[str]) -> None:
        raise Replaced(path, argv)

    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(Replaced) as caught:
        dev.become(["/bin/true", "x"])
    assert caught.value.args == ("/bin/true", ["/bin/true", "x"])
