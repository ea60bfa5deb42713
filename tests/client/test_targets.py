"""Which server, which keys, which extras."""

import sys

import pytest

from kiwoom_thinclient import Client, to_dataframe
from kiwoom_thinclient.errors import UsageError
from kiwoom_thinclient.targets import target

SOCKET = "/api/dostk/websocket"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KIWOOM_BASE_URL", "KIWOOM_APPKEY", "KIWOOM_SECRETKEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("named", "base_url", "ws_url", "rate"),
    [
        ("live", "https://api.kiwoom.com", f"wss://api.kiwoom.com:10000{SOCKET}", 5),
        ("paper", "https://mockapi.kiwoom.com", f"wss://mockapi.kiwoom.com:10000{SOCKET}", 1),
        ("fake", "http://127.0.0.1:8080", f"ws://127.0.0.1:8080{SOCKET}", 5),
        (None, "http://127.0.0.1:8080", f"ws://127.0.0.1:8080{SOCKET}", 5),
        ("http://[::1]:9/", "http://[::1]:9", f"ws://[::1]:9{SOCKET}", 5),
        ("https://fake.test", "https://fake.test", f"wss://fake.test{SOCKET}", 5),
        (
            "https://api.kiwoom.com/",
            "https://api.kiwoom.com",
            f"wss://api.kiwoom.com:10000{SOCKET}",
            5,
        ),
    ],
)
def test_a_server_is_a_name_or_an_address(
    named: str | None, base_url: str, ws_url: str, rate: int
) -> None:
    found = target(named)
    assert found.base_url == base_url
    assert found.ws_url == ws_url
    assert found.rate == rate


@pytest.mark.parametrize(
    "named",
    [
        "prod",
        "localhost:8080",
        "ftp://x",
        "http://",
        "http://a:b@host",
        "http://x/path",
        "http://x:y",
    ],
)
def test_anything_else_is_no_server(named: str) -> None:
    with pytest.raises(UsageError, match="is no server; give fake, paper, live, or a URL"):
        target(named)


def test_the_environment_counts_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIWOOM_BASE_URL", "http://127.0.0.1:7")
    monkeypatch.setenv("KIWOOM_APPKEY", "the-appkey")
    monkeypatch.setenv("KIWOOM_SECRETKEY", "the-secret")
    with Client() as client:
        assert repr(client) == "Client('http://127.0.0.1:7')"
    with Client("paper") as client:
        assert client.base_url == "https://mockapi.kiwoom.com"


def test_without_keys_there_is_no_client() -> None:
    with pytest.raises(UsageError, match="KIWOOM_APPKEY and KIWOOM_SECRETKEY"):
        Client("fake", "only-one")


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"kiwoom-mockserver\[dataframe\]"):
        to_dataframe([])
