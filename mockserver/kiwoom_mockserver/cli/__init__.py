"""The command ``kiwoom-mock``: one module per command, loaded only when it is called."""

from importlib import import_module

import click

from kiwoom_mockserver import __version__
from kiwoom_mockserver.errors import FakeError

COMMANDS = {
    "serve": "run the fake",
    "call": "answer one operation without a server",
    "export": "write the contracts as OpenAPI, AsyncAPI, JSON Schema or a Postman collection",
    "world": "make, show and import worlds: what is traded, and by whom",
    "stream": "print the socket's ticks as they come, from the fake or any other server",
    "run": "run a program whose official hosts are the fake",
    "record": "relay to a server and record what both sides say",
    "replay": "steer a running replay: pause, step, seek, speed",
    "session": "look at recorded sessions, cut, merge, pack and judge them",
    "verify": "judge a server by the contracts: the fake, paper, live or any other",
    "contracts": "compare contracts, see where a server drifts, propose corrections",
    "doctor": "find out why something does not work",
    "reference": "print a page of the documentation that is made from the code",
}
"""Command to what it does; a module of that name in this package holds it."""


class _Commands(click.Group):
    """Loads a command's module when the command is used, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"kiwoom_mockserver.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiwoom-mock")
def program() -> None:
    """A fake of the Kiwoom Securities REST and WebSocket API."""


def main() -> None:
    """Runs the command line; errors of ours are one sentence and exit code 1."""
    try:
        program(prog_name="kiwoom-mock")
    except FakeError as error:
        click.echo(f"kiwoom-mock: {error}", err=True)
        raise SystemExit(1) from None
