"""Groups of issues an account watches, as the world file lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.instruments import Instruments

MOST_GROUPS: Final = 100
MOST_ISSUES: Final = 100
"""Issues of one group; as many as ka10095 takes."""

LONGEST_CODE, LONGEST_NAME = 3, 5
"""Characters the wire has room for."""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A group: its code, its name, the codes of its issues in the order shown."""

    code: str
    name: str
    issues: tuple[str, ...]


def watchlists_of(rows: Sequence[Any], instruments: Instruments) -> tuple[Watchlist, ...]:
    """The groups of a world file's ``watchlists``: rows of code, name and issues' codes.

    Raises WorldError that names the group and what is wrong with it.
    """
    if len(rows) > MOST_GROUPS:
        raise WorldError(f"there are {len(rows)} watchlists; {MOST_GROUPS} at most")
    groups = tuple(_group(row, instruments) for row in rows)
    if len({one.code for one in groups}) < len(groups):
        raise WorldError("two watchlists have the same code")
    return groups


def _group(row: Any, instruments: Instruments) -> Watchlist:
    if not isinstance(row, list) or len(row) != 3 or not isinstance(row[2], list):
        raise WorldError(f"watchlist {row!r} is not a code, a name and a list of issues")
    code, name, issues = str(row[0]), str(row[1]), tuple(str(one) for one in row[2])
    if not code or len(code) > LONGEST_CODE or not name or len(name) > LONGEST_NAME:
        raise WorldError(
            f"watchlist {code!r} {name!r}: a code has 1 to {LONGEST_CODE} characters, "
            f"a name 1 to {LONGEST_NAME}"
        )
    if len(issues) > MOST_ISSUES:
        raise WorldError(f"watchlist {code} has {len(issues)} issues; {MOST_ISSUES} at most")
    unknown = [one for one in issues if instruments.find(one) is None]
    if unknown:
        raise WorldError(f"watchlist {code} holds {unknown[0]}, which this world does not have")
    return Watchlist(code, name, issues)
