"""TLS with a throwaway authority: who trusts it gets in, and its key is nowhere."""

import asyncio
import http.client
import ssl
import threading
from contextlib import closing
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.server.tls import bundle, certificate_in
from kiwoom_mockserver.verify.transport import Socket
from tests.server.door import small


async def answer(url: str, trusting: ssl.SSLContext) -> str:
    """What a frame is answered. Not from two threads: Python's TLS may crash in both at once."""
    async with asyncio.timeout(30), connect(url, ssl=trusting) as socket:
        await socket.send("{}")
        return str(await socket.recv())


def test_https_and_wss_under_a_trusted_authority(tmp_path: Path) -> None:
    certificate = certificate_in(tmp_path)
    trusting = ssl.create_default_context(cafile=certificate.authority)
    with running(small(), certificate) as runner:
        address = runner.address
        assert address.base_url.startswith("https://127.0.0.1:")
        for name in ("localhost", "127.0.0.1"):
            with closing(http.client.HTTPSConnection(name, address.port, context=trusting)) as one:
                one.request("POST", "/oauth2/token", b"{}")
                assert one.getresponse().status == 200
        assert "100002" in asyncio.run(answer(address.ws_url, trusting))
        stranger = http.client.HTTPSConnection("localhost", address.port)
        with closing(stranger), pytest.raises(ssl.SSLCertVerificationError):
            stranger.request("GET", "/")


def test_a_socket_of_ours_speaks_tls_in_one_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_in(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with running(small(), certificate) as runner:
        before = threading.active_count()
        with Socket(runner.address.ws_url) as socket:
            assert threading.active_count() == before
            with pytest.raises(TimeoutError):
                socket.recv(timeout=0.01)
            socket.send("{}")
            assert "100002" in str(socket.recv(timeout=30))


def test_the_certificate_is_kept_and_the_authoritys_key_is_not(tmp_path: Path) -> None:
    first = certificate_in(tmp_path / "tls")
    before = first.chain.read_bytes()
    assert certificate_in(tmp_path / "tls").chain.read_bytes() == before
    keys = [path for path in (tmp_path / "tls").iterdir() if b"PRIVATE KEY" in path.read_bytes()]
    assert keys == [first.key]
    assert first.key.stat().st_mode & 0o077 == 0


def test_half_a_certificate_is_refused(tmp_path: Path) -> None:
    certificate_in(tmp_path).key.unlink()
    with pytest.raises(SettingError, match="empty it"):
        certificate_in(tmp_path)


def test_a_bundle_holds_the_machines_authorities_too(tmp_path: Path) -> None:
    certificate = certificate_in(tmp_path / "tls")
    bundle(certificate, tmp_path / "all.pem")
    count = (tmp_path / "all.pem").read_text("utf-8").count("BEGIN CERTIFICATE")
    usual = ssl.get_default_verify_paths().cafile
    own = Path(usual).read_text("utf-8").count("BEGIN CERTIFICATE") if usual else 0
    assert count == own + 1
