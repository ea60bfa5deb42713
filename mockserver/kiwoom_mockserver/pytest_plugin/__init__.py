"""The pytest plugin: a real server for the session, a sandbox of its own for every test.

Loaded at the start of every pytest run on the machine, so it imports nothing but pytest and the
standard library until a fixture is asked for.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kiwoom_mockserver.pytest_plugin.handle import Kiwoom
    from kiwoom_mockserver.pytest_plugin.servers import Server, Servers

MARKER = (
    "kiwoom(at=..., faults=[...], cash=..., holdings=[...], contract=True, **settings): the world "
    "time a test begins at, scenarios or rules of faults, what its account holds, whether requests "
    "that break their contract fail it; other names are settings of the server, such as world, "
    "profile, session and limits"
)

SHARED = pytest.StashKey[str]()
"""The address of the server that workers share."""

WORKER_URL = "kiwoom_url"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's options are known."""
    group = parser.getgroup("kiwoom", "a fake of the Kiwoom Securities API")
    group.addoption(
        "--kiwoom-url",
        default="",
        metavar="URL",
        help="use the running fake at this address instead of one of the run's own; "
        "KIWOOM_MOCK_ADMIN_TOKEN opens its /__admin from another machine",
    )
    group.addoption(
        "--kiwoom-shared",
        action="store_true",
        help="with pytest-xdist: one fake for all workers instead of one for each; its world time "
        "is everybody's",
    )
    parser.addini("kiwoom_world", "the world tests are given (default: small)", default="small")


def pytest_configure(config: pytest.Config) -> None:
    """The marker is known."""
    config.addinivalue_line("markers", MARKER)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker of pytest-xdist knows the server that all of them share."""
    config = node.config
    if not config.getoption("--kiwoom-shared") or config.getoption("--kiwoom-url"):
        return
    if SHARED not in config.stash:
        from kiwoom_mockserver.pytest_plugin.servers import Servers

        stack = ExitStack()
        servers = Servers(stack, "", str(config.getini("kiwoom_world")))
        config.stash[SHARED] = servers.get({}).base_url
        config.add_cleanup(stack.close)
    node.workerinput[WORKER_URL] = config.stash[SHARED]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that ran well has failed all the same when an expectation or a contract was broken."""
    yield
    handle = getattr(item, "funcargs", {}).get("kiwoom")
    if handle is not None:
        handle.verify()


@pytest.fixture(scope="session")
def _kiwoom_servers(pytestconfig: pytest.Config) -> Iterator["Servers"]:
    from kiwoom_mockserver.pytest_plugin.servers import Servers

    shared = getattr(pytestconfig, "workerinput", {}).get(WORKER_URL, "")
    with ExitStack() as stack:
        url = shared or pytestconfig.getoption("--kiwoom-url")
        world = str(pytestconfig.getini("kiwoom_world"))
        yield Servers(stack, str(url), world, shared=bool(shared))


@pytest.fixture(scope="session")
def kiwoom_server(_kiwoom_servers: "Servers") -> "Server":
    """The server that tests without settings of their own share; usually one a worker of xdist."""
    return _kiwoom_servers.get({})


@pytest.fixture
def kiwoom(
    request: pytest.FixtureRequest, _kiwoom_servers: "Servers", monkeypatch: pytest.MonkeyPatch
) -> Iterator["Kiwoom"]:
    """A fake of the test's own: a new account, a clock that stands still, nothing wrong.

    ``KIWOOM_BASE_URL``, ``KIWOOM_APPKEY`` and ``KIWOOM_SECRETKEY`` lead the thin client to it.
    """
    from kiwoom_mockserver.pytest_plugin.handle import Kiwoom
    from kiwoom_mockserver.pytest_plugin.options import Options

    options = Options.of(request.node)
    handle = Kiwoom(_kiwoom_servers.get(options.settings), request.node.nodeid, options)
    monkeypatch.setenv("KIWOOM_BASE_URL", handle.base_url)
    monkeypatch.setenv("KIWOOM_APPKEY", handle.appkey)
    monkeypatch.setenv("KIWOOM_SECRETKEY", handle.secretkey)
    handle.begin()
    yield handle
    handle.end()


@pytest.fixture
def kiwoom_redirect(kiwoom: "Kiwoom", monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """As ``kiwoom``; and programs of this process that ask the official hosts are led to it."""
    from kiwoom_mockserver.pytest_plugin.redirect import redirected

    with redirected(kiwoom.server, monkeypatch):
        yield kiwoom
