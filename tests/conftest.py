"""Fixtures every folder may use."""

import pytest

from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import Catalogue

SAMPLE = "not slow"
"""The marks of the default run, as pyproject.toml has them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all",
        action="store_true",
        help="run the slow tests too: all of what the default run takes a sample of",
    )
    parser.addoption(
        "--target",
        default="fake",
        help="what tests/contract judges: fake, paper, live, a URL, or session:FOLDER",
    )
    parser.addoption(
        "--verified",
        default="",
        help="the file in which tests/contract notes what fitted paper or live today",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--all") and config.option.markexpr == SAMPLE:
        config.option.markexpr = ""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
