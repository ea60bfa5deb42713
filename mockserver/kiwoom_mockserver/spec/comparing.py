"""What two sets of contracts say differently: operations, fields, and what is said of a field."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from kiwoom_mockserver.errors import ContractError

PARTS: Final = ("request", "response", "values")
"""The parts of a contract that have fields."""

TOLD: Final = (
    "type", "title", "x-format", "maxLength", "pattern", "x-unit", "x-codes", "x-sent", "x-scale",
    "x-most",
)  # fmt: skip
"""What is compared of a field."""

ENTRY: Final = ("title", "path", "category", "paging", "name", "trnm", "item")
"""What is compared of a whole contract."""

Contract = Mapping[str, Any]


class Change(NamedTuple):
    """One difference: ``where`` is empty for a whole contract; before and after are as JSON."""

    subject: str
    where: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        place = f"{self.subject} {self.where}".strip()
        if not self.before and not self.after:
            return f"{place}: {self.what}"
        return f"{place}: {self.what} {self.before or 'nothing'} -> {self.after or 'nothing'}"


def read_contracts(folder: Path) -> dict[str, Contract]:
    """Every contract below a folder, by id; raises ContractError when there is none."""
    paths = [*sorted(folder.glob("rest/*/*.json")), *sorted(folder.glob("realtime/*.json"))]
    found: dict[str, Contract] = {}
    for path in paths:
        try:
            data = orjson.loads(path.read_bytes())
            found[data["id"]] = data
        except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise ContractError(f"contract file {path}: {type(error).__name__} {error}") from None
    if not found:
        raise ContractError(f"{folder} holds no contract files (rest/*/*.json, realtime/*.json)")
    return found


def changes(old: Mapping[str, Contract], new: Mapping[str, Contract]) -> Iterator[Change]:
    """Every difference between two sets of contracts, by id."""
    for subject in sorted({*old, *new}):
        before, after = old.get(subject), new.get(subject)
        if before is None or after is None:
            yield Change(subject, "", "new" if before is None else "gone")
            continue
        yield from _told(subject, "", before, after, ENTRY)
        for part in PARTS:
            if part in before or part in after:
                left, right = (one.get(part, {}) for one in (before, after))
                yield from _fields(subject, part, left, right)


def editions_of(contracts: Mapping[str, Contract]) -> list[str]:
    """The dates of the manual's editions that list any of the contracts, in order."""
    return sorted({day for one in contracts.values() for day in one["editions"]})


def between_editions(contracts: Mapping[str, Contract], old: str, new: str) -> Iterator[Change]:
    """What one edition of the manual lists and another does not."""
    for subject, one in sorted(contracts.items()):
        before, after = old in one["editions"], new in one["editions"]
        if before != after:
            yield Change(subject, "", "new" if after else "gone")


def _fields(subject: str, where: str, old: Contract, new: Contract) -> Iterator[Change]:
    left, right = old.get("properties", {}), new.get("properties", {})
    for name in [*left, *(name for name in right if name not in left)]:
        place = f"{where}.{name}"
        if name not in left or name not in right:
            yield Change(subject, place, "new" if name in right else "gone")
            continue
        before, after = left[name], right[name]
        yield from _told(subject, place, before, after, TOLD)
        if "items" in before or "items" in after:
            inner = (one.get("items", {}) for one in (before, after))
            yield from _fields(subject, f"{place}[]", *inner)
    both = [name for name in left if name in right]
    if both != [name for name in right if name in left]:
        yield Change(subject, where, "in another order")
    for name in both:
        asked = [name in one.get("required", ()) for one in (old, new)]
        if asked[0] != asked[1]:
            yield Change(subject, f"{where}.{name}", "required" if asked[1] else "optional")


def _told(
    subject: str, where: str, old: Contract, new: Contract, names: tuple[str, ...]
) -> Iterator[Change]:
    for name in names:
        if old.get(name) != new.get(name):
            before, after = (_shown(one[name]) if name in one else "" for one in (old, new))
            yield Change(subject, where, name, before, after)


def _shown(value: Any) -> str:
    return orjson.dumps(value).decode()
