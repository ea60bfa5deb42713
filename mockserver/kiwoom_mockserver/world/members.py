"""Member firms of the exchange: who stands behind the trades of an issue."""

from dataclasses import dataclass
from functools import cache

from kiwoom_mockserver.world.facts import market_facts


@dataclass(frozen=True, slots=True)
class Member:
    """A securities firm; ``name`` as Kiwoom writes it, short names spaced out (``삼  성``)."""

    code: str
    name: str
    foreign: bool
    weight: int
    """How much business it does, next to the others."""

    @property
    def short_name(self) -> str:
        """The name without what kind of firm it is, as names of its products begin with."""
        name = self.name.replace(" ", "")
        for ending in ("투자증권", "증권"):
            name = name.removesuffix(ending)
        return name


@cache
def members() -> tuple[Member, ...]:
    """All member firms, by code; two are called 미래에셋."""
    rows = market_facts("members")["members"]
    return tuple(Member(code, name, bool(foreign), weight) for code, name, foreign, weight in rows)


@cache
def _by_code() -> dict[str, Member]:
    return {member.code: member for member in members()}


def find_member(code: str) -> Member | None:
    """The firm with this code, with or without leading zeros; None when there is none."""
    return _by_code().get(code.lstrip("0").zfill(3))
