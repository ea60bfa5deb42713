"""The wheel holds all it needs and works away from the checkout."""

import configparser
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A freshly built wheel; the build backend is called directly, so no network is needed."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's content, as site-packages would."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def python(installed: Path, elsewhere: Path, code: str, *flags: str) -> str:
    """What ``code`` prints when run outside the checkout with the wheel's content first."""
    done = subprocess.run(
        [sys.executable, *flags, "-c", code],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("package", ["kiwoom_mockserver", "kiwoom_thinclient"])
def test_both_packages_are_typed(installed: Path, package: str) -> None:
    assert (installed / package / "__init__.py").is_file()
    assert (installed / package / "py.typed").is_file()


def test_nothing_else_lands_in_site_packages(installed: Path) -> None:
    folders = {path.name for path in installed.iterdir() if path.suffix != ".dist-info"}
    assert folders == {"kiwoom_mockserver", "kiwoom_thinclient"}


@pytest.mark.parametrize("data", ["contracts", "fixtures"])
def test_data_is_bundled_whole(installed: Path, data: str) -> None:
    bundled = installed / "kiwoom_mockserver" / "_bundled" / data
    names = {path.relative_to(bundled) for path in bundled.rglob("*.json")}
    assert names
    assert names == {path.relative_to(ROOT / data) for path in (ROOT / data).rglob("*.json")}


def test_command_is_an_entry_point(installed: Path) -> None:
    (path,) = installed.glob("*.dist-info/entry_points.txt")
    entries = configparser.ConfigParser()
    entries.read(path, encoding="utf-8")
    assert entries["console_scripts"]["kiwoom-mock"] == "kiwoom_mockserver.cli:main"


def test_the_pytest_plugin_is_an_entry_point(installed: Path) -> None:
    (path,) = installed.glob("*.dist-info/entry_points.txt")
    entries = configparser.ConfigParser()
    entries.read(path, encoding="utf-8")
    assert entries["pytest11"]["kiwoom_mock"] == "kiwoom_mockserver.pytest_plugin"


@pytest.mark.slow
def test_the_sample_project_passes_with_the_wheel_and_two_workers(
    installed: Path, tmp_path: Path
) -> None:
    project = shutil.copytree(ROOT / "docs" / "examples" / "ci-project", tmp_path / "project")
    code = """
import sys, pytest, kiwoom_mockserver
print(kiwoom_mockserver.__file__)
sys.exit(pytest.main(["-q", "-n", "2", "-p", "no:cacheprovider"]))
"""
    printed = python(installed, project, code)
    assert Path(printed.splitlines()[0]).is_relative_to(installed.resolve())
    assert "6 passed" in printed


def test_license_goes_along(installed: Path) -> None:
    (path,) = installed.glob("*.dist-info/licenses/LICENSE")
    assert path.read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("data", ["contracts", "fixtures"])
def test_bundled_data_is_found_without_a_checkout(
    installed: Path, tmp_path: Path, data: str
) -> None:
    code = f"from kiwoom_mockserver import resources; print(resources.data_folder({data!r}))"
    found = python(installed, tmp_path, code, "-S")  # no site-packages: no editable install either
    assert Path(found) == installed.resolve() / "kiwoom_mockserver" / "_bundled" / data


@pytest.mark.parametrize("package", ["kiwoom_mockserver", "kiwoom_thinclient"])
def test_packages_import_from_the_wheel(installed: Path, tmp_path: Path, package: str) -> None:
    found = python(installed, tmp_path, f"import {package}; print({package}.__file__)")
    assert Path(found).is_relative_to(installed.resolve())
