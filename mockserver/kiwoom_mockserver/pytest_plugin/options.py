"""What a test asks for with ``@pytest.mark.kiwoom``."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any

import pytest

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.settings import Settings

OWN = ("host", "port", "ws_port", "tls", "tls_folder", "expose", "admin_token")
"""Settings that are not a test's to choose."""


@dataclass(frozen=True, slots=True)
class Options:
    """One test's wishes; those of nearer markers go before those of the class or module."""

    at: str = ""
    faults: Sequence[Any] = ()
    cash: int | None = None
    holdings: Sequence[Any] = ()
    contract: bool = True
    settings: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, node: pytest.Item) -> "Options":
        """The options of all markers of a test; fails it for a name that is none."""
        given: dict[str, Any] = {}
        for marker in reversed(list(node.iter_markers("kiwoom"))):
            if marker.args:
                raise FakeError("@pytest.mark.kiwoom takes names: at=..., faults=[...]")
            given |= marker.kwargs
        own = {row.name for row in fields(cls)} - {"settings"}
        known = {row.name for row in fields(Settings)} - set(OWN)
        for name in given.keys() - own - known:
            near = get_close_matches(name, sorted(own | known), 1)
            told = f"; did you mean {near[0]}?" if near else ""
            raise FakeError(f"@pytest.mark.kiwoom takes no {name}{told}")
        settings = {name: given.pop(name) for name in list(given) if name in known - own}
        if isinstance(given.get("faults"), str | dict):
            given["faults"] = [given["faults"]]
        return cls(**given, settings=settings)
