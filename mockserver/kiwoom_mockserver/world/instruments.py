"""What is traded: codes, Korean names and markets, in the order of the world file."""

from collections.abc import Iterable
from dataclasses import dataclass

_SUFFIXES = ("_NX", "_AL")

_SEPARATE = frozenset({"ELW", "GOLD"})
_NXT_MARKETS = frozenset({"KOSPI", "KOSDAQ"})


@dataclass(frozen=True, slots=True)
class Instrument:
    """One issue; ``market`` is KOSPI, KOSDAQ, ETF, ELW ..."""

    code: str
    name: str
    market: str

    @property
    def on_nxt(self) -> bool:
        """Whether NXT trades it too; NXT has neither ETFs nor ELWs."""
        return self.market in _NXT_MARKETS


class Instruments:
    """All issues of a world, found by code or by place."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.all = tuple(instruments)
        self._by_market: dict[str, tuple[Instrument, ...]] = {}
        for instrument in self.all:
            held = self._by_market.get(instrument.market, ())
            self._by_market[instrument.market] = (*held, instrument)
        self.listed = tuple(one for one in self.all if one.market not in _SEPARATE)
        """What the stock market's lists and rankings speak of."""
        self._by_code = {instrument.code: instrument for instrument in self.all}

    def __len__(self) -> int:
        return len(self.all)

    def of_market(self, market: str) -> tuple[Instrument, ...]:
        """The issues of one market, in order; empty when there are none."""
        return self._by_market.get(market, ())

    def find(self, code: str, *, krx_only: bool = False) -> Instrument | None:
        """The issue with this code, which may end in ``_NX`` or ``_AL``; None when unknown.

        With ``krx_only`` (the paper host) a code with a suffix is unknown.
        """
        bare = code
        for suffix in _SUFFIXES:
            if code.endswith(suffix):
                bare = code.removesuffix(suffix)
                break
        found = self._by_code.get(bare)
        if found is None or bare == code:
            return found
        return found if found.on_nxt and not krx_only else None
