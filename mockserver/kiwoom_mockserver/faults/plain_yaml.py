"""YAML as far as JSON goes: what means something in JSON does here, all else is a text.

So ``09:00:00``, ``on`` and ``2026-09-15`` are texts, as whoever writes a scenario means them. There
are no aliases, with which a small file can hold a large thing.
"""

import re
from typing import Any, Final

import yaml

from kiwoom_mockserver.errors import FaultError

_WORDS: Final = (
    ("null", "null|~|", "n~\0"),
    ("bool", "true|false", "tf"),
    ("int", "-?(?:0|[1-9][0-9]{0,17})", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:[eE][-+]?[0-9]{1,3})?", "-0123456789"),
)
"""Kind, pattern and first letters of what is no text; ``\\0`` is nothing at all."""


_DEEPEST: Final = 32
"""Things within one another at most."""


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """Reads plain values alone."""

    yaml_implicit_resolvers: Any = {}  # noqa: RUF012 - the library's name for it
    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise FaultError("an alias (*name) is not taken; write the thing out")
        if self._depth == _DEEPEST:
            raise FaultError("it is nested too deeply")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


for _kind, _pattern, _letters in _WORDS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}",
        re.compile(f"(?:{_pattern})$"),
        [letter.strip("\0") for letter in _letters],
    )


def read_yaml(text: str) -> Any:
    """What the text says; raises FaultError for what is no YAML, or more than plain values."""
    try:
        return yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError) as error:
        raise FaultError(f"it is not YAML: {error}") from None
