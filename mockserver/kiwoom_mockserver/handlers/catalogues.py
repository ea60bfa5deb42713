"""Lists of issues as they are, not as they trade: the issues of a market, an account's groups."""

from typing import Final

import numpy as np

from kiwoom_mockserver.handlers.selecting import listed
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.vocabulary.particulars import MARKET_CODES, market_code

_SHARED: Final = {MARKET_CODES["KOSPI"]: (MARKET_CODES["KOSPI"], MARKET_CODES["ETF"])}
"""KOSPI's list holds the ETFs too (live, 2026)."""


def market(call: Call, settings: Settings) -> Draft:
    """Every issue of the market asked for, halted ones too, in the world's order.

    What is not listed yet, or no more, is left out.
    """
    (table,) = call.operation.tables
    asked = call.values.get("mrkt_tp", "")
    lists = _SHARED.get(asked, (asked,))
    held = call.world.instruments.all
    places = np.array(
        [place for place, one in enumerate(held) if market_code(one) in lists], dtype=np.int64
    )
    places = listed(call, places)
    subject = Issues(call.world, places, call.instant)
    return Draft(tables={table.name: fill(table.children, subject)}, rows={table.name: len(places)})


def groups(call: Call, settings: Settings) -> Draft:
    """The groups of issues the account watches."""
    held = call.world.watchlists
    columns = {"gcod": [one.code for one in held], "name": [one.name for one in held]}
    return Draft(values={"rtcd": "S"}, tables={"nofi": columns}, rows={"nofi": len(held)})


def group(call: Call, settings: Settings) -> Draft:
    """The issues of one group; a failure without any for a group there is not."""
    asked = call.values.get("arn_grp_id", "")
    found = next((one for one in call.world.watchlists if one.code == asked), None)
    codes = found.issues if found else ()
    columns: dict[str, list[Value]] = {
        "cod2": list(codes),
        "bgb": [0] * len(codes),
        "bgb_clr": [""] * len(codes),
    }
    return Draft(
        values={"rtcd": "S" if found else "F"}, tables={"nofj": columns}, rows={"nofj": len(codes)}
    )
