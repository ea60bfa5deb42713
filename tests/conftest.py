"""Fixtures every folder may use."""

import pytest

from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.model import Catalogue


def pytest_addoption(parser: pytest.Parser) -> None:
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


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()
