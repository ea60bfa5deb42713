"""What is made of stocks: preferred shares, funds, ELWs, rights."""

from datetime import date
from math import erf, exp, log, sqrt

import pytest

from kiwoom_mockserver.world.calendar import day_index, is_trading_day
from kiwoom_mockserver.world.funds import indices
from kiwoom_mockserver.world.instruments import FundFacts, Instrument, Instruments, WarrantFacts
from kiwoom_mockserver.world.members import find_member
from kiwoom_mockserver.world.sectors import find_sector
from kiwoom_mockserver.world.universe import build_instruments
from tests.world.shares import common_of

ANCHOR = date(2026, 9, 14)


@pytest.fixture(scope="module")
def world() -> Instruments:
    return build_instruments({"universe": {"seed": 1}}, 20260915)


def fund(world: Instruments, code: str) -> FundFacts:
    found = world.find(code)
    assert found is not None
    assert found.fund is not None
    return found.fund


def warrant(one: Instrument) -> WarrantFacts:
    assert one.warrant is not None
    return one.warrant


# Preferred shares


def test_preferred_codes_follow_their_common_share(world: Instruments) -> None:
    preferred = [one for one in world.all if one.kind == "preferred"]
    assert {one.code[5] for one in preferred} == set("579KL")
    for one in preferred:
        common = common_of(world, one.code)
        assert common is not None
        assert common.code == one.code[:5] + "0"
        assert (one.sector, one.market, one.beta) == (common.sector, common.market, common.beta)
        assert "우" in one.name
        if not one.real:
            assert one.name.startswith(common.name)
            assert one.reference_price < common.reference_price
            assert one.shares < common.shares


def test_links_of_preferred_shares(world: Instruments) -> None:
    names = [one.name for one in world.all if common_of(world, one.code) is world.find("005380")]
    assert names == ["현대차우", "현대차2우B", "현대차3우B"]
    assert common_of(world, "00088K") is world.find("000880")
    assert common_of(world, "000660") is None
    assert common_of(world, "069500") is None


# Funds


def test_every_fund_follows_a_known_index(world: Instruments) -> None:
    known = {index.code: index for index in indices().values()}
    assert len(known) == len(indices())
    for one in (*world.of_market("ETF"), *world.of_market("ETN")):
        assert one.fund is not None
        index = known[one.fund.index_code]
        assert (one.fund.index_name, one.fund.category) == (index.name, index.category)
        assert one.fund.multiple in (1000, 2000, -1000, -2000)
        assert one.fund.manager
        assert bool(one.fund.manager_code) == (one.market == "ETF")
        assert bool(one.fund.basket) == bool(index.rule)
        assert abs(one.fund.nav - one.reference_price * 100) < one.reference_price * 5
        assert not one.on_nxt


def test_multiples_show_in_the_names(world: Instruments) -> None:
    assert fund(world, "122630").multiple == 2000
    assert fund(world, "114800").multiple == -1000
    assert fund(world, "252670").multiple == -2000
    for one in (*world.of_market("ETF"), *world.of_market("ETN")):
        assert one.fund is not None
        assert (one.fund.multiple < 0) == ("인버스" in one.name)
        assert (abs(one.fund.multiple) == 2000) == ("레버리지" in one.name or "2X" in one.name)


def test_an_index_fund_holds_all_constituents_by_free_float(world: Instruments) -> None:
    places, shares = world.basket_of("201")
    wanted = tuple(
        (world.all[place].code, int(held)) for place, held in zip(places, shares, strict=True)
    )
    assert fund(world, "069500").basket == wanted
    assert fund(world, "069500").basket is fund(world, "252670").basket
    assert len(wanted) == 200


def test_baskets_hold_issues_of_the_world(world: Instruments) -> None:
    for one in (*world.of_market("ETF"), *world.of_market("ETN")):
        assert one.fund is not None
        codes = [code for code, _ in one.fund.basket]
        assert len(set(codes)) == len(codes)
        assert all(held > 0 for _, held in one.fund.basket)
        assert all(world.place(code) is not None for code in codes)


def test_a_single_stock_fund_and_one_of_gold(world: Instruments) -> None:
    assert [code for code, _ in fund(world, "0193T0").basket] == ["000660"]
    assert [code for code, _ in fund(world, "411060").basket] == ["M04020000"]


def test_a_fund_on_something_abroad_moves_by_itself(world: Instruments) -> None:
    nasdaq, index_fund = world.find("133690"), world.find("069500")
    assert nasdaq is not None
    assert index_fund is not None
    assert nasdaq.volatility > 50
    assert index_fund.volatility < 10
    assert 800 < index_fund.beta < 1300
    inverse = world.find("252670")
    assert inverse is not None
    assert inverse.beta == pytest.approx(-2 * index_fund.beta, abs=2)


def test_taxes_and_managers(world: Instruments) -> None:
    assert fund(world, "069500").tax == "비과세"
    assert fund(world, "252670").tax == fund(world, "133690").tax == "보유기간과세"
    assert fund(world, "069500").manager_code == "3020"
    assert fund(world, "102110").manager_code == "3191"
    codes = {one.fund.manager_code for one in world.of_market("ETF") if one.fund}
    assert codes == {"3020", "3027", "3191", "3228", "3023", "3022", "9999"}


def test_price_limits_of_leveraged_funds_are_wider(world: Instruments) -> None:
    leverage = dict(zip(world.columns.codes, world.columns.leverage.tolist(), strict=True))
    assert [leverage[code] for code in ("005930", "069500", "114800", "122630")] == [1, 1, 1, 2]
    assert leverage["252670"] == 2


# ELWs and rights


def test_elws_have_terms(world: Instruments) -> None:
    elws = world.of_market("ELW")
    assert {warrant(one).right for one in elws} == {"콜", "풋"}
    on_index = sum(warrant(one).underlying == "201" for one in elws)
    assert len(elws) // 4 < on_index < len(elws) * 3 // 4
    for one in elws:
        terms = warrant(one)
        assert one.name.endswith(terms.underlying_name + terms.right)
        assert one.code[2:] in one.name
        member = find_member(terms.issuer)
        assert member is not None
        assert one.name.startswith(member.short_name)
        assert find_member(terms.provider) is not None
        stock = world.find(terms.underlying)
        assert (stock is None) == (terms.underlying == "201")
        assert one.listing_date < ANCHOR < terms.last_trading_date
        assert terms.strike > 0
        assert terms.conversion > 0
        assert terms.series.startswith("K")


def test_elws_expire_on_the_second_thursday(world: Instruments) -> None:
    for one in world.of_market("ELW"):
        terms = warrant(one)
        assert terms.last_trading_date.weekday() == 3
        assert 8 <= terms.last_trading_date.day <= 14
        assert is_trading_day(terms.expiry_date)
        assert day_index(terms.expiry_date) - day_index(terms.last_trading_date) == 2
        assert day_index(terms.payment_date) - day_index(terms.last_trading_date) == 4


def test_elws_cost_about_what_black_and_scholes_say(world: Instruments) -> None:
    index = find_sector("201")
    assert index is not None
    for one in world.of_market("ELW"):
        terms = warrant(one)
        stock = world.find(terms.underlying)
        spot = stock.reference_price if stock else index.level / 100
        years = (terms.last_trading_date - ANCHOR).days / 365
        swing = terms.volatility / 10_000 * sqrt(years)
        strike = terms.strike / 100 * exp(-0.025 * years)
        upper = log(spot / strike) / swing + swing / 2
        lower = upper - swing
        call = spot * (1 + erf(upper / sqrt(2))) / 2 - strike * (1 + erf(lower / sqrt(2))) / 2
        worth = call if terms.right == "콜" else call - spot + strike
        assert one.reference_price == pytest.approx(worth * terms.conversion / 10_000, abs=5)


def test_the_manuals_elw_is_a_call_on_the_index(world: Instruments) -> None:
    one = world.find("57JBHH")
    assert one is not None
    assert one.name == "한국JBHHKOSPI200콜"
    assert (warrant(one).underlying, warrant(one).issuer) == ("201", "003")


def test_rights_belong_to_fictional_companies(world: Instruments) -> None:
    rights = world.of_market("WARRANT")
    assert {warrant(one).right for one in rights} == {"증권", "증서"}
    for one in rights:
        stock = world.find(warrant(one).underlying)
        assert stock is not None
        assert not stock.real
        assert one.code[:5] == stock.code[:5]
        assert one.reference_price < stock.reference_price
        assert warrant(one).last_trading_date > ANCHOR
        ending = "WR" if warrant(one).right == "증권" else "R"
        assert one.name.startswith(stock.name)
        assert one.name.endswith(ending)


def test_listed_funds_and_elws_are_understood_by_their_names() -> None:
    rows = [
        ["005930", "삼성전자", "KOSPI"],
        ["800000", "가나다", "KOSDAQ"],
        ["111110", "아무 코스닥150선물인버스", "ETF"],
        ["111120", "아무 레버리지", "ETF"],
        ["5ABCDE", "키움ABCDE삼성전자풋", "ELW"],
        ["5ABCDF", "키움ABCDF코스피콜", "ELW"],
        ["80000R", "가나다 2R", "WARRANT"],
    ]
    made = build_instruments({"instruments": rows}, 7)
    assert [one.name for one in made.all] == [row[1] for row in rows]
    assert (fund(made, "111110").index_code, fund(made, "111110").multiple) == ("150", -1000)
    assert [code for code, _ in fund(made, "111110").basket] == ["800000"]
    assert (fund(made, "111120").index_code, fund(made, "111120").multiple) == ("201", 2000)
    terms = [warrant(one) for one in made.all if one.warrant]
    assert [(one.underlying, one.right) for one in terms] == [
        *(("005930", "풋"), ("201", "콜"), ("800000", "증서")),
    ]
