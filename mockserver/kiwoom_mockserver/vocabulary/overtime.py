"""Words of orders at the close price, before the opening auction and after the closing one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from kiwoom_mockserver.world.book import Waiting
from kiwoom_mockserver.world.noise import I64

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues


def _waiting(issues: "Issues") -> Waiting:
    world, at = issues.moment
    return world.market.waiting(issues.places, at.day, at.second)


def _asked(issues: "Issues") -> I64:
    found = _waiting(issues)
    return found.ask - found.ask_before


def _bid(issues: "Issues") -> I64:
    found = _waiting(issues)
    return found.bid - found.bid_before


OVERTIME: "Final[Mapping[str, Callable[[Issues], I64]]]" = {
    "after-close-ask": lambda i: _waiting(i).ask,
    "after-close-ask-difference": _asked,
    "after-close-bid": lambda i: _waiting(i).bid,
    "after-close-bid-difference": _bid,
}
"""What issues know, by the words of contracts/list-words.json."""
