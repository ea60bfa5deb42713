"""Which function answers which operation; filled by the one list at the end."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kiwoom_mockserver.handlers import account, charts, oauth, orders, rankings, sectors
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft

Handler = Callable[[Call, Settings], Draft]

_ORDERS = (
    *("kt10000", "kt10001", "kt10002", "kt10003", "kt10006", "kt10007", "kt10008", "kt10009"),
    *("kt50000", "kt50001", "kt50002", "kt50003"),
)

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "au10001": oauth.issue,
        "au10002": oauth.revoke,
        "ka00001": account.number,
        **dict.fromkeys(_ORDERS, orders.acknowledge),
        **dict.fromkeys((*charts.PERIODS, *charts.MINUTES, *charts.TICKS), charts.chart),
        **dict.fromkeys(rankings.ORDERS, rankings.ranking),
        **dict.fromkeys(("ka20001", "ka20009"), sectors.current),
        **dict.fromkeys(sectors.CHARTS, sectors.chart),
        "ka20002": sectors.held,
        "ka20003": sectors.board,
        "ka10101": sectors.listing,
        "ka10102": sectors.firms,
    }
)
"""api-id to the function that answers it."""
