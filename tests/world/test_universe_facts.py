"""Static facts: fundamentals, sectors and indices, themes, member firms, name parts."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from kiwoom_mockserver.world.facts import market_facts
from kiwoom_mockserver.world.fundamentals import Fundamentals, capital, market_cap, ratio
from kiwoom_mockserver.world.instruments import UNSOUND, Instrument, Instruments
from kiwoom_mockserver.world.members import find_member, members
from kiwoom_mockserver.world.sectors import Sector, find_sector, sectors, sectors_of
from kiwoom_mockserver.world.themes import MOST_THEMES, find_theme, themes
from kiwoom_mockserver.world.universe import build_instruments
from tests.world.shares import common_of


@pytest.fixture(scope="module")
def world() -> Instruments:
    return build_instruments({"universe": {"seed": 1}}, 20260915)


def members_of(world: Instruments, code: str) -> list[Instrument]:
    return [world.all[place] for place in world.members_of(code)]


def exact(numerator: int, denominator: int) -> Decimal:
    quotient = Fraction(numerator, denominator)
    wide = Decimal(quotient.numerator) / Decimal(quotient.denominator)
    return wide.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


# Fundamentals


@pytest.mark.parametrize(
    ("numerator", "denominator", "wanted"),
    [
        *((1, 3, "0.33"), (2, 3, "0.67"), (1, 200, "0.01"), (-1, 200, "-0.01"), (1, 201, "0.00")),
        *((-7, 2, "-3.50"), (315500, 2131, "148.05"), (0, 5, "0.00"), (5, -2, "-2.50")),
    ],
)
def test_ratios_round_halves_away_from_zero(numerator: int, denominator: int, wanted: str) -> None:
    assert str(ratio(numerator, denominator)) == wanted


def test_ratios_of_a_known_company() -> None:
    company = Fundamentals(
        shares=5_846_278_608,
        revenue=2_589_355,
        operating_profit=65_670,
        net_income=154_871,
        equity=3_500_000,
        net_debt=-800_000,
        depreciation=400_000,
    )
    assert company.eps == 154_871 * 10**8 // 5_846_278_608
    assert company.bps == 3_500_000 * 10**8 // 5_846_278_608
    assert company.per(315_500) == exact(315_500, company.eps)
    assert company.pbr(315_500) == exact(315_500, company.bps)
    assert company.roe == exact(154_871 * 100, 3_500_000)
    value = 315_500 * 5_846_278_608 // 10**8 - 800_000
    assert company.ev_ebitda(315_500) == exact(value, 465_670)
    assert market_cap(315_500, 5_846_279_000) == 18_445_010
    assert capital(100, 7_780_466_850) == 7_780


def test_ratios_without_meaning_are_none() -> None:
    nothing = Fundamentals(0, 0, 0, 0, 0, 0, 0)
    assert (nothing.eps, nothing.bps) == (0, 0)
    assert (nothing.per(1000), nothing.pbr(1000), nothing.roe) == (None, None, None)
    assert nothing.ev_ebitda(1000) is None


def test_a_loss_makes_earnings_and_their_ratio_negative() -> None:
    company = Fundamentals(1_000_000, 500, -60, -55, 200, 10, 20)
    assert company.eps == -5_500
    assert company.per(11_000) == Decimal("-2.00")
    assert company.roe == Decimal("-27.50")
    assert company.ev_ebitda(11_000) is None


def test_every_company_of_the_world_adds_up(world: Instruments) -> None:
    for one in world.all:
        company = one.fundamentals
        if company is None:
            continue
        assert company.equity > 0
        assert company.revenue > 0
        assert abs(company.operating_profit) < company.revenue
        assert company.depreciation > 0
        stem = [two for two in world.all if two.code[:5] == one.code[:5]] if one.real else [one]
        assert company.shares >= sum(two.shares for two in stem if two.is_stock)
        per, pbr = company.per(one.reference_price), company.pbr(one.reference_price)
        if per is not None and pbr is not None and company.eps > 100:
            # PBR = PER x ROE, but for what is cut off.
            roe = Fraction(company.net_income, company.equity)
            assert abs(Fraction(per) * roe - Fraction(pbr)) < Fraction(pbr) / 20 + 1


def test_preferred_shares_have_their_companys_earnings(world: Instruments) -> None:
    for one in world.all:
        common = common_of(world, one.code)
        if common is not None:
            assert one.fundamentals is common.fundamentals


# Sectors


def test_the_lists_have_as_many_sectors_as_the_real_server_sends() -> None:
    assert [len(sectors_of(market)) for market in "01247"] == [31, 34, 28, 2, 29]


def test_sectors_are_well_formed() -> None:
    codes = [sector.code for sector in sectors()]
    assert len(set(codes)) == len(codes)
    names = Counter((sector.market, sector.name) for sector in sectors())
    assert set(names.values()) == {1}
    for sector in sectors():
        assert len(sector.code) == 3
        assert sector.code.isdigit()
        assert sector.level > 0
        assert sector.group == int(sector.code) % 100
        assert sector.board in ("KOSPI", "KOSDAQ", "KRX")


def test_the_known_codes_have_their_names() -> None:
    known = {"001": "종합(KOSPI)", "002": "대형주", "013": "전기/전자", "101": "종합(KOSDAQ)"}
    known |= {"201": "KOSPI200", "302": "KOSTAR", "701": "KRX100", "603": "변동성지수"}
    for code, name in known.items():
        found = find_sector(code)
        assert found is not None
        assert found.name == name
    assert find_sector("001_AL") is find_sector("001")
    assert find_sector("999") is None


def test_sectors_outside_rules_have_members(world: Instruments) -> None:
    empty = [one.code for one in sectors() if not len(world.members_of(one.code))]
    assert empty == ["603"]
    assert len(world.members_of("999")) == 0


def test_industries_split_their_board(world: Instruments) -> None:
    for board, whole in (("KOSPI", "001"), ("KOSDAQ", "101")):
        industries = [one for one in sectors() if one.is_industry and one.board == board]
        places = np.concatenate([world.members_of(one.code) for one in industries])
        assert sorted(places.tolist()) == sorted(world.members_of(whole).tolist())


def test_boards_hold_their_stocks_and_nothing_else(world: Instruments) -> None:
    assert {one.kind for one in members_of(world, "001")} == {"common", "preferred", "reit"}
    assert len(world.members_of("001")) == 840 + 110 + 20
    assert {one.market for one in members_of(world, "101")} == {"KOSDAQ"}
    assert len(world.members_of("101")) == len(world.of_market("KOSDAQ"))


def test_sizes_are_the_sectors_002_to_004(world: Instruments) -> None:
    for code, size in (("002", "large"), ("003", "mid"), ("004", "small"), ("138", "large")):
        assert {one.size for one in members_of(world, code)} == {size}
    assert [len(world.members_of(code)) for code in ("002", "003")] == [100, 200]


def test_ranked_indices_hold_the_largest_sound_commons(world: Instruments) -> None:
    for code, count, market in (
        *(("201", 200, "KOSPI"), ("401", 100, "KOSPI"), ("402", 50, "KOSPI")),
        *(("150", 150, "KOSDAQ"), ("302", 30, "KOSDAQ")),
    ):
        held = members_of(world, code)
        assert len(held) == count
        assert all(one.kind == "common" and one.market == market for one in held)
        assert not any(one.audit in UNSOUND for one in held)
        caps = [one.market_cap for one in held]
        assert all(first >= second for first, second in pairwise(caps))
        outside = {one.code for one in held}
        rest = [
            one.market_cap
            for one in world.of_market(market)
            if one.kind == "common" and one.code not in outside and one.audit not in UNSOUND
        ]
        assert max(rest) <= caps[-1]
    assert len(world.members_of("701")) == 100
    assert {one.board for one in members_of(world, "719")} == {"KOSPI", "KOSDAQ"}


def test_parts_of_kospi200_lie_within_it(world: Instruments) -> None:
    whole = set(world.members_of("201").tolist())
    for sector in sectors_of("2"):
        if sector.code != "228":
            assert set(world.members_of(sector.code).tolist()) <= whole
    assert whole.isdisjoint(world.members_of("228").tolist())
    technology = {one.sector for one in members_of(world, "216")}
    assert technology == {"013", "014"} or technology == {"013"}


def test_the_divisions_of_kosdaq_split_it(world: Instruments) -> None:
    places = np.concatenate([world.members_of(code) for code in ("142", "143", "144", "145")])
    assert sorted(places.tolist()) == world.members_of("101").tolist()


def test_dividend_indices_take_fifty_of_the_largest_two_hundred(world: Instruments) -> None:
    largest = set(world.members_of("201").tolist())
    for code in ("604", "605"):
        held = world.members_of(code).tolist()
        assert len(held) == 50
        assert set(held) <= largest


def test_baskets_weigh_by_free_float_equally_or_with_a_limit(world: Instruments) -> None:
    columns = world.columns
    places, shares = world.basket_of("201")
    assert shares.tolist() == columns.float_shares[places].tolist()
    places, shares = world.basket_of("205")
    values = columns.reference_price[places] * shares
    assert int(values.max()) - int(values.min()) < int(values.max()) // 100_000
    for code, limit in (("225", 0.30), ("226", 0.25), ("227", 0.20)):
        places, shares = world.basket_of(code)
        values = (columns.reference_price[places] * shares).astype(float)
        assert values.max() / values.sum() == pytest.approx(limit, rel=1e-4)


def test_multiples_of_derived_indices() -> None:
    def multiple(code: str) -> int:
        found = find_sector(code)
        assert isinstance(found, Sector)
        return found.multiple

    assert [multiple(code) for code in ("201", "206", "207", "208")] == [1000, 2000, -1000, -2000]


# Themes


def test_themes_have_three_to_thirty_members(world: Instruments) -> None:
    assert len(themes()) >= 60
    codes = [theme.code for theme in themes()]
    assert codes == sorted(set(codes), key=int)
    for theme in themes():
        assert theme.code.isdigit()
        assert 0 < len(theme.name) <= 27
        held = world.theme_members(theme.code)
        assert 3 <= len(held) == theme.size <= 30
        caps = [world.all[place].market_cap for place in held]
        assert all(first >= second for first, second in pairwise(caps))


def test_the_manuals_themes_have_their_names() -> None:
    names = {"319": "건강식품", "452": "SNS(Social Network Service)", "553": "반도체_후공정장비"}
    for code, name in names.items():
        theme = find_theme(code)
        assert theme is not None
        assert theme.name == name
    assert find_theme("1") is None


def test_issues_and_themes_know_of_each_other(world: Instruments) -> None:
    for place, one in enumerate(world.all):
        assert len(set(one.themes)) == len(one.themes)
        assert len(one.themes) <= MOST_THEMES or one.real
        for code in one.themes:
            assert place in world.theme_members(code)
    assert world.themes == tuple(theme.code for theme in themes())


def test_members_of_themes_are_known_or_of_a_fitting_sector(world: Instruments) -> None:
    for theme in themes():
        for place in world.theme_members(theme.code):
            one = world.all[place]
            assert one.code in theme.members or one.sector in theme.sectors
            assert one.kind == "common"


def test_typed_in_members_are_real() -> None:
    known = {row[0] for market in ("KOSPI", "KOSDAQ") for row in market_facts("issues")[market]}
    for theme in themes():
        assert set(theme.members) <= known
        assert all(find_sector(code) for code in theme.sectors)


# Members and names


def test_there_are_seventy_three_member_firms_and_two_of_one_name() -> None:
    codes = [member.code for member in members()]
    assert len(codes) == len(set(codes)) == 73
    assert codes == sorted(codes)
    assert Counter(member.name for member in members())["미래에셋"] == 2
    assert sum(member.foreign for member in members()) > 15


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("050", "키움증권", "키움"),
        ("30", "삼  성", "삼성"),
        ("000000000003", "한국투자증권", "한국"),
    ],
)
def test_members_are_found_with_any_number_of_zeros(code: str, name: str, short: str) -> None:
    member = find_member(code)
    assert member is not None
    assert (member.name, member.short_name) == (name, short)
    assert find_member("999") is None


def test_name_parts_cannot_make_one_name_twice() -> None:
    names = market_facts("names")
    stems: list[str] = names["stems"]
    ordered = sorted(stems)
    assert len(set(stems)) == len(stems)
    assert not any(two.startswith(one) for one, two in pairwise(ordered))
    for endings in names["endings"].values():
        assert len(set(endings)) == len(endings) >= 2
    composition = market_facts("issues")["composition"]
    used = {sector for weights in composition.values() for sector in weights} - {"SPAC"}
    assert used <= names["endings"].keys()
