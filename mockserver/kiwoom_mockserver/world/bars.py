"""What days of an issue, or of several, come to."""

from dataclasses import dataclass

from kiwoom_mockserver.world.noise import I64


@dataclass(frozen=True, slots=True)
class Bars:
    """Whole regular sessions, one element a day; without a trade, volume 0 at the base price."""

    open: I64
    high: I64
    low: I64
    close: I64
    volume: I64
    value: I64
    bought: I64
    base: I64
    met: I64
    """Shares auctions dealt: neither bought nor sold by an aggressor."""

    def only(self, places: I64) -> "Bars":
        """The elements at these places."""
        return Bars(*(getattr(self, name)[places] for name in Bars.__slots__))
