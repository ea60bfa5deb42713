"""``kiwoom-mock run``: an unmodified program, whose official hosts are the fake."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import click

from kiwoom_mockserver.cli.options import load_settings, settings_options
from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.replaying.gateway import ReplayGateway
from kiwoom_mockserver.server.proxy import Proxy, proxying
from kiwoom_mockserver.server.relay import HOSTS, Upstream
from kiwoom_mockserver.server.relaying import RelayRunner, relaying
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.server.tls import Certificate, bundle, certificate_in
from kiwoom_mockserver.settings import Settings

REDIRECT = Path(__file__).parents[1] / "server" / "redirect"
"""What makes Python and Node programs find the fake."""

NAMES = {profile: urlsplit(rest).hostname or "" for profile, (rest, _) in HOSTS.items()}
DIVERGED = 3
"""Exit code when the program ended well, but left the recording of a strict replay."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the program finds: local ports of the hosts, the proxy's port, certificate files."""

    routes: dict[str, int]
    proxy_port: int
    authority: Path
    bundle: Path


@click.command(context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False})
@settings_options
@click.option(
    "--others", type=click.Choice(["refuse", "pass"]), default="refuse", show_default=True,
    help="what happens to other hosts, for programs that use the proxy",
)  # fmt: skip
@click.option(
    "--record", "folder", type=click.Path(path_type=Path, file_okay=False),
    help="record the run; a session for each host that was used",
)  # fmt: skip
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- PROGRAM...")
def command(
    config: Path | None,
    others: str,
    folder: Path | None,
    program: tuple[str, ...],
    **flags: Any,
) -> None:
    """Run PROGRAM so that api.kiwoom.com and mockapi.kiwoom.com are the fake.

    The host decides the profile. Nothing outside of the program is changed; its exit code is ours.
    """
    logging.basicConfig(level=logging.WARNING, format="kiwoom-mock: %(message)s")
    settings = load_settings(config, flags)
    with staged(settings, others == "pass", folder) as (stage, failures):
        code = run_program(program, environment(dict(os.environ), stage))  # noqa: TID251
        failed = failures()
    for text in failed:
        click.echo(f"kiwoom-mock: the replay failed: {text}", err=True)
    sys.exit(DIVERGED if failed and code == 0 else code)


@contextmanager
def staged(settings: Settings, pass_others: bool, folder: Path | None) -> Iterator[Any]:
    """The fake stands behind both hosts; with it, a function that tells why a replay failed."""
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(TemporaryDirectory(prefix="kiwoom-mock-")))
        certificate = certificate_in(temporary / "tls")
        every = temporary / "bundle.pem"
        bundle(certificate, every)
        own = settings.with_(host="127.0.0.1", port=0, ws_port=0, tls=False, expose=False)
        runners = []
        routes = {}
        profiles = [settings.profile] if settings.session else list(NAMES)
        for profile in profiles:
            direct = None if folder is not None else certificate
            runner = stack.enter_context(running(own.with_(profile=profile), direct))
            runners.append(runner)
            port = runner.address.port
            if folder is not None:
                relay = _relay(runner.address.base_url, runner, folder / profile, certificate)
                stack.enter_context(relaying(relay))
                port = relay.address.port
            routes[NAMES[profile]] = port
        for name in NAMES.values():
            routes.setdefault(name, port)
        proxy_port = stack.enter_context(proxying(Proxy(routes, pass_others=pass_others)))
        stage = Stage(routes, proxy_port, certificate.authority, every)
        gateways = [runner.app.gateway for runner in runners]
        replays = [one for one in gateways if isinstance(one, ReplayGateway)]
        yield stage, lambda: [one.failure for one in replays if one.failure]


def _relay(upstream: str, runner: Any, folder: Path, certificate: Certificate) -> RelayRunner:
    world, settings = runner.app.gateway.world, runner.app.gateway.settings
    return RelayRunner(
        Upstream.of(upstream),
        folder,
        origin=world.now(),
        profile=settings.profile,
        allow_orders=True,
        certificate=certificate,
    )


def environment(own: dict[str, str], stage: Stage) -> dict[str, str]:
    """The program's environment: ours, with everything that leads it to the fake."""
    proxy = f"http://127.0.0.1:{stage.proxy_port}"
    added = dict.fromkeys(
        ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "WSS_PROXY", "wss_proxy"), proxy
    )
    added |= dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1,::1")
    files = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    added |= dict.fromkeys(files, str(stage.bundle))
    added["NODE_EXTRA_CA_CERTS"] = str(stage.authority)
    added["KIWOOM_REDIRECT"] = ",".join(f"{host}={port}" for host, port in stage.routes.items())
    added["KIWOOM_REDIRECT_CA"] = str(stage.authority)
    preload = f'--require "{(REDIRECT / "redirect.cjs").as_posix()}"'
    added["NODE_OPTIONS"] = " ".join(filter(None, (own.get("NODE_OPTIONS"), preload)))
    path = (str(REDIRECT), own.get("PYTHONPATH"))
    added["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    kept = {name: value for name, value in own.items() if name.upper() != "ALL_PROXY"}
    return {**kept, **added}


def run_program(program: tuple[str, ...], environment_: dict[str, str]) -> int:
    """The program's exit code, as a shell would tell it; signals for us go to it."""
    try:
        child = subprocess.Popen(program, env=environment_)
    except OSError as error:
        raise SettingError(f"{program[0]} cannot be run: {error.strerror}") from None

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    # Ctrl-C reaches the program by itself; it decides when to end.
    before = [signal.signal(signal.SIGTERM, pass_on), signal.signal(signal.SIGINT, signal.SIG_IGN)]
    try:
        code = child.wait()
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    return 128 - code if code < 0 else code
