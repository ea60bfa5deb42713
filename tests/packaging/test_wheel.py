"""The wheel holds all it needs and works away from the checkout."""

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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
    names = {path.relative_to(bundled) for path in bundled.rglob("*.*")}
    assert names
    assert names == {path.relative_to(ROOT / data) for path in (ROOT / data).rglob("*.*")}


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
