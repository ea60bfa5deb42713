"""The locks are complete, agree with each other, and name no host."""

import re
import tomllib
from pathlib import Path

import pytest

from scripts import dev

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def name(requirement: str) -> str:
    """The normalised name a requirement begins with."""
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins(lock: str) -> set[tuple[str, str]]:
    """Every (name, version) of a lock; one name may have several, for different Pythons."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    found = [re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines]
    return {(name(pin[1]), pin[2]) for pin in found if pin}


@pytest.mark.parametrize("lock", dev.LOCKS.values())
def test_lock_names_no_host(lock: str) -> None:
    assert not dev.names_host((ROOT / lock).read_text("utf-8"))


@pytest.mark.parametrize("lock", dev.LOCKS.values())
def test_every_line_of_a_lock_is_a_pin(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert [line for line in lines if not re.match(r"[\w.-]+==[\w.+!-]+( |$)", line)] == []


def test_runtime_lock_holds_dependencies_and_build_backend() -> None:
    wanted = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    missing = {name(one) for one in wanted} - {pin for pin, _ in pins("requirements.lock")}
    assert not missing, "run `python3 scripts/dev.py lock`"


def test_dev_lock_holds_the_extras_and_the_same_versions_as_the_runtime_lock() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = {name(one) for extra in extras.values() for one in extra} - {"kiwoom-mockserver"}
    assert not wanted - {pin for pin, _ in pins("requirements-dev.lock")}, "run the lock task"
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize(
    "text",
    [
        "--index-url https://example.org/simple\nanyio==4\n",
        "--find-links ./wheels\nanyio==4\n",
        "-e .\n",
        "anyio @ file:///wheels/anyio.whl\n",
        "anyio==4  # from http://example.org\n",
    ],
)
def test_a_lock_that_says_where_is_recognised(text: str) -> None:
    assert dev.names_host(text)
