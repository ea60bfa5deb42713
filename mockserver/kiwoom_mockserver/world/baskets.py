"""What the derived issues and indices of a world hold, found from its instruments."""

import numpy as np

from kiwoom_mockserver.world.following import Following, FollowingFund, FollowingWarrant
from kiwoom_mockserver.world.instruments import Instrument, Instruments
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.tracks import Basket
from kiwoom_mockserver.world.warrants import KOSPI200


def index_basket(instruments: Instruments, code: str) -> Basket | None:
    """The basket of a sector or index; None when it has no members here."""
    places, weights = instruments.basket_of(code)
    return Basket(places, weights) if len(places) else None


def following_of(instruments: Instruments, seed: int) -> Following:
    """All funds and ELWs of a world that follow something in it."""
    shared: dict[tuple[tuple[str, int], ...], Basket] = {}
    funds = [
        FollowingFund(
            place=place,
            basket=shared.setdefault(one.fund.basket, _held(instruments, one.fund.basket)),
            multiple=one.fund.multiple,
            reference=one.reference_price,
        )
        for place, one in enumerate(instruments.all)
        if one.fund is not None and one.fund.basket and not one.suspended
    ]
    index = index_basket(instruments, KOSPI200)
    stocks: dict[int, Basket] = {}
    made = (
        _warrant(instruments, place, one, index, stocks)
        for place, one in enumerate(instruments.all)
        if one.kind == "elw" and not one.suspended
    )
    warrants = [one for one in made if one is not None]
    return Following(seed, len(instruments), funds, warrants)


def _held(instruments: Instruments, holdings: tuple[tuple[str, int], ...]) -> Basket:
    found = [(instruments.place(code), weight) for code, weight in holdings]
    pairs = np.array([pair for pair in found if pair[0] is not None], dtype=np.int64)
    return Basket(pairs[:, 0], pairs[:, 1])


def _warrant(
    instruments: Instruments, place: int, one: Instrument, index: Basket | None,
    stocks: dict[int, Basket],
) -> FollowingWarrant | None:  # fmt: skip
    """What an ELW follows; those on one stock share their basket."""
    terms = one.warrant
    if terms is None:
        return None
    if terms.underlying == KOSPI200:
        sector = find_sector(KOSPI200)
        basket, spot = index, sector.level if sector else 0
    else:
        stock = instruments.place(terms.underlying)
        basket = None
        if stock is not None:
            alone = Basket(np.array([stock]), np.ones(1, dtype=np.int64))
            basket = stocks.setdefault(stock, alone)
        spot = instruments.all[stock].reference_price * 100 if stock is not None else 0
    if basket is None or not spot:
        return None
    return FollowingWarrant(
        place=place,
        basket=basket,
        spot=spot,
        strike=terms.strike,
        conversion=terms.conversion,
        call=terms.right == "콜",
        volatility=terms.volatility,
        last_day=terms.last_trading_date,
        reference=one.reference_price,
    )
