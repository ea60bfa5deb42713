"""Our server with one thing changed, to see what that thing is worth.

``python -m tests.bench.variant CHANGE --port N ...`` takes the flags of ``serve``.
"""

import sys
from dataclasses import replace
from unittest.mock import patch

import click
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kiwoom_mockserver.cli.options import load_settings, settings_options
from kiwoom_mockserver.server.runner import Runner, settle
from kiwoom_mockserver.sources import Sources
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.vocabulary import Call, Draft

ONLY = "ka00001"


def replaced(name: str, value: object) -> None:
    """A name of the server layer stands for something else until the process ends."""
    patch(f"kiwoom_mockserver.server.{name}", value).start()


def without_lane() -> None:
    """Every request goes through ASGI."""
    replaced("runner.fast_lane", lambda gateway: HttpToolsProtocol)


def with_one_operation() -> None:
    """The catalogue holds one operation, and those for tokens."""
    whole = load_catalogue()
    kept = {name: one for name, one in whole.operations.items() if one.is_oauth or name == ONLY}
    routes = {route: one for route, one in whole.by_route.items() if one.api_id == ONLY}
    few = replace(whole, operations=kept, by_route=routes)
    replaced("app.load_catalogue", lambda: few)


def with_samples() -> None:
    """No market is asked: replies are full pages of samples, which is what the gateway costs."""
    answer = Sources.answer

    def draw(self: Sources, call: Call) -> Draft:
        operation, paging = call.operation, call.operation.paging
        if operation.is_oauth or operation.api_id == ONLY:
            return answer(self, call)
        rows = {table.name: paging.size if paging else 0 for table in operation.tables}
        return Draft(rows=rows, more=True)

    patch.object(Sources, "answer", draw).start()


CHANGES = {
    "as-it-is": lambda: None,
    "without-lane": without_lane,
    "one-operation": with_one_operation,
    "samples": with_samples,
}


@click.command()
@settings_options
def serve(config: None, **flags: object) -> None:
    """Runs until the process is ended."""
    runner = Runner(load_settings(config, flags))
    settle()
    runner.run()


if __name__ == "__main__":
    CHANGES[sys.argv.pop(1)]()
    serve()
