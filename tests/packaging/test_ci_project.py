"""The sample project does what its workflow says: installed from the wheel, tested in parallel."""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kiwoom_mockserver.server.runner import running
from tests.server.door import small

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "docs" / "examples" / "ci-project"
STEPS = re.findall(
    r"^ +- run: (.+)$", (PROJECT / ".github" / "workflows" / "test.yml").read_text("utf-8"), re.M
)
MOST = 20.0
"""Seconds the project's tests may take on a machine that does nothing else."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed"),
    pytest.mark.skipif(sys.platform == "win32", reason="no processor time of children"),
]


def environment(venv: Path) -> dict[str, str]:
    """Somebody's machine on which the project's environment is active."""
    own = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTEST_ADDOPTS", "VIRTUAL_ENV")
    kept = {name: text for name, text in os.environ.items() if name not in own}
    path = os.pathsep.join((str(venv / "bin"), kept["PATH"]))
    return {**kept, "PATH": path, "VIRTUAL_ENV": str(venv), "UV_COMPILE_BYTECODE": "1"}


def step(words: str, project: Path, surroundings: Mapping[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", words],
        cwd=project,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with an environment of its own, in which all but its last step was done."""
    folder = tmp_path_factory.mktemp("ci")
    project = shutil.copytree(PROJECT, folder / "project")
    surroundings = environment(folder / "venv")
    subprocess.run(["uv", "venv", "-q", "--python", sys.executable, folder / "venv"], check=True)
    install = f"uv pip install -q --find-links {wheel.parent}"
    for words in STEPS[:-1]:
        try:
            step(words.replace("pip install", install), project, surroundings)
        except AssertionError as error:
            pytest.skip(f"nothing can be installed here: {str(error)[-300:]}")
    return project


def processor() -> float:
    """Seconds of processor time that children have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_passes_as_its_workflow_says_within_seconds(
    project: Path, record_property: Callable[[str, object], None]
) -> None:
    assert STEPS[-1].startswith("pytest -n auto")
    surroundings = environment(project.parent / "venv")
    step(STEPS[-1], project, surroundings)  # Bytecode of its own tests.
    before, began = processor(), time.perf_counter()
    printed = step(STEPS[-1], project, surroundings)
    used = processor() - before
    record_property("seconds", time.perf_counter() - began)
    record_property("seconds of processors", used)
    assert "6 passed" in printed
    assert (project / "report.xml").is_file()
    assert used < MOST  # Another's load makes nothing but the clock go on.


def test_it_passes_with_one_server_for_all_workers(project: Path) -> None:
    printed = step("pytest -n 2 --kiwoom-shared", project, environment(project.parent / "venv"))
    assert "6 passed" in printed


def test_it_passes_with_a_server_that_runs_already(project: Path) -> None:
    with running(small(speed=0.0, check=True)) as runner:
        words = f"pytest -n 2 --kiwoom-url {runner.address.base_url}"
        printed = step(words, project, environment(project.parent / "venv"))
        assert runner.app.gateway.world.sandboxes.appkeys() == []
    assert "6 passed" in printed


def test_what_it_gets_is_the_wheel(project: Path) -> None:
    code = "import kiwoom_mockserver; print(kiwoom_mockserver.__file__)"
    printed = step(f"python -c '{code}'", project, environment(project.parent / "venv"))
    assert Path(printed.strip()).is_relative_to(project.parent / "venv")
