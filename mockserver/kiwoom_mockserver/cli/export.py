"""``kiwoom-mock export``: the contracts in the forms other tools read."""

from pathlib import Path

import click

from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.spec.standalone import KINDS, write_export


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(kind: str, folder: Path) -> None:
    """Write the contracts as KIND into FOLDER."""
    written = write_export(kind, load_catalogue(), folder)
    click.echo(f"{len(written)} files in {folder}" if len(written) > 1 else str(written[0]))
