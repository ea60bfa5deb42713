"""Facts about the Korean market that ship as data: fixtures/market/*.json, each read once."""

from functools import cache
from typing import Any

import orjson

from kiwoom_mockserver import resources
from kiwoom_mockserver.errors import WorldError


@cache
def market_facts(name: str) -> dict[str, Any]:
    """What fixtures/market/``name``.json holds; callers must not change it.

    Raises WorldError when it is missing or is not JSON.
    """
    path = resources.data_folder("fixtures") / "market" / f"{name}.json"
    try:
        facts = orjson.loads(path.read_bytes())
    except OSError as error:
        raise WorldError(f"market facts {path}: {error.strerror}; reinstall") from None
    except orjson.JSONDecodeError as error:
        raise WorldError(f"market facts {path} are not JSON: {error}; reinstall") from None
    if not isinstance(facts, dict):
        raise WorldError(f"market facts {path} are not a JSON object; reinstall")
    return facts
