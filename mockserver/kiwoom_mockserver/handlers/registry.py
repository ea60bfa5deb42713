"""Which function answers which operation; filled by the one list at the end."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kiwoom_mockserver.handlers import (
    account,
    attention,
    catalogues,
    charts,
    elws,
    flow_days,
    flow_lists,
    flow_markets,
    flow_moments,
    flow_parties,
    funds,
    meetings,
    oauth,
    orders,
    prints,
    rankings,
    sectors,
    standings,
    stretches,
    surges,
    themes,
)
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft

Handler = Callable[[Call, Settings], Draft]

_RANKINGS = {**meetings.MEETINGS, **standings.STANDINGS, **stretches.STRETCHES, **surges.SURGES}

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "au10001": oauth.issue,
        "au10002": oauth.revoke,
        "ka00001": account.number,
        **dict.fromkeys(account.SHOWS, account.show),
        **dict.fromkeys(("kt10000", "kt10001", "kt50000", "kt50001"), orders.place),
        **dict.fromkeys(("kt10002", "kt50002"), orders.amend),
        **dict.fromkeys(("kt10003", "kt50003"), orders.cancel),
        **dict.fromkeys(("kt10006", "kt10007", "kt10008", "kt10009"), orders.refuse_credit),
        **dict.fromkeys((*charts.PERIODS, *charts.MINUTES, *charts.TICKS), charts.chart),
        **{api_id: rankings.handler(one) for api_id, one in _RANKINGS.items()},
        **dict.fromkeys(("ka20001", "ka20009"), sectors.current),
        **dict.fromkeys(sectors.CHARTS, sectors.chart),
        **dict.fromkeys(flow_lists.LISTS, flow_lists.flow_list),
        "ka10069": flow_lists.lending_top,
        "ka90004": flow_lists.programme_list,
        **dict.fromkeys(("ka10014", "ka10043", "ka10045", "ka10078"), flow_days.run),
        "ka10061": flow_days.totals,
        **dict.fromkeys(("ka10038", "ka10042"), flow_days.members_ranked),
        **dict.fromkeys(("ka40010", "ka90008"), flow_moments.minutes),
        "ka10064": flow_moments.snapshots,
        "ka10053": flow_moments.exits,
        "ka10052": flow_moments.at_once,
        "ka90009": flow_parties.most_traded,
        "ka52301": flow_parties.gold,
        "ka10051": flow_markets.sector_investors,
        "ka10068": flow_markets.lending,
        "ka90005": flow_markets.programme_minutes,
        "ka90006": flow_markets.arbitrage,
        "ka90007": flow_markets.programme_period,
        "ka90010": flow_markets.programme_days,
        "ka20002": sectors.held,
        "ka20003": sectors.board,
        **dict.fromkeys(elws.SORTS, elws.ranked),
        **dict.fromkeys(("ka10048", "ka30003"), elws.daily),
        "ka10050": elws.trades,
        "ka30001": elws.jumps,
        "ka30011": elws.nearness,
        "ka30012": elws.details,
        **dict.fromkeys(("ka10003", "ka10046", *prints.ONE_DAY), prints.trades),
        "ka10047": prints.strengths,
        "ka50012": prints.gold_days,
        "ka50087": prints.auctions,
        "ka10011": prints.rights,
        "ka40001": funds.returns,
        "ka40002": funds.facts,
        **dict.fromkeys(("ka40003", "ka40008", "ka40009"), funds.daily),
        "ka40004": funds.everyone,
        **dict.fromkeys(("ka40006", "ka40007"), funds.trades),
        "ka90001": themes.groups,
        "ka90002": themes.constituents,
        "ka00198": attention.looked_up,
        "ka01300": catalogues.groups,
        "ka01301": catalogues.group,
        "ka10025": stretches.piled,
        "ka10099": catalogues.market,
        "ka10101": sectors.listing,
        "ka10102": sectors.firms,
    }
)
"""api-id to the function that answers it."""
