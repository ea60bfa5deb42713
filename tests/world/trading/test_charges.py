"""What a trade costs, to the won."""

from datetime import date

import pytest

from kiwoom_mockserver.world.charges import Charges, tariff_of

SETTLED = date(2026, 7, 3)


def test_a_measured_row_of_the_paper_host_comes_out() -> None:
    paper = tariff_of("paper")
    assert paper.of_buying("KOSPI", "KRX", 272_750) == Charges(950)
    sold = paper.of_selling("KOSPI", "KRX", 272_500, SETTLED)
    assert (sold.commission, sold.tax) == (950, 544)
    assert paper.of_selling("KOSPI", "KRX", 258_000, SETTLED) == Charges(900, 129, 387)


@pytest.mark.parametrize(
    ("market", "settled", "tax"),
    [
        ("KOSPI", date(2023, 6, 1), 2000),
        ("KOSPI", date(2024, 1, 2), 1800),
        ("KOSPI", date(2025, 12, 30), 1500),
        ("KOSPI", date(2026, 1, 2), 2000),
        ("KOSDAQ", date(2025, 6, 2), 1500),
        ("KOSDAQ", date(2026, 6, 2), 2000),
        ("KONEX", date(2026, 6, 2), 1000),
        ("REIT", date(2026, 6, 2), 2000),
        ("ETF", date(2026, 6, 2), 0),
        ("ELW", date(2026, 6, 2), 0),
        ("KOSPI", date(2019, 1, 2), 2000),
    ],
)
def test_taxes_follow_board_and_settlement_day(market: str, settled: date, tax: int) -> None:
    assert tariff_of("live").of_selling(market, "KRX", 1_000_000, settled).tax == tax


def test_commission_is_cut_to_ten_won_and_differs_by_exchange() -> None:
    live = tariff_of("live")
    assert live.commission_of("KOSPI", "KRX", 396_000) == 50
    assert live.commission_of("KOSPI", "KRX", 10_000_000) == 1500
    assert live.commission_of("KOSPI", "NXT", 10_000_000) == 1450


def test_gold_pays_value_added_tax_on_its_commission() -> None:
    # The manual's own row of kt50032: 1,274,320 won traded cost 3,820 and 382 won.
    assert tariff_of("live").commission_of("GOLD", "KRX", 1_274_320) == 3820 + 382
