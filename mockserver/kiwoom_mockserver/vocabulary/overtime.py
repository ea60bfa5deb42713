"""Words of orders at the close price, before the opening auction and after the closing one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from kiwoom_mockserver.world.noise import I64

if TYPE_CHECKING:
    from kiwoom_mockserver.vocabulary.issues import Issues


OVERTIME: "Final[Mapping[str, Callable[[Issues], I64]]]" = {
    "after-close-ask": lambda i: i.waiting.ask,
    "after-close-ask-difference": lambda i: i.waiting.ask - i.waiting.ask_before,
    "after-close-bid": lambda i: i.waiting.bid,
    "after-close-bid-difference": lambda i: i.waiting.bid - i.waiting.bid_before,
}
"""What issues know, by the words of contracts/list-words.json."""
