"""Flows as they are answered: every list and every day speaks of the same trades."""

from itertools import pairwise

import pytest

from tests.gateway.caller import Caller, gateway_of
from tests.handlers.flowing import (
    INVESTORS,
    PARTS,
    TODAY,
    TYPES,
    YESTERDAY,
    by_investors,
    caller,
    codes,
    first,
    magnitude,
    number,
    rows,
)


@pytest.mark.parametrize("seconds", [0, 12_345, 30_000])
def test_investors_buy_and_sell_the_volume(seconds: int) -> None:
    for code in ("005930", "069500"):
        volume = int(caller(seconds).data("ka10001", {"stk_cd": code})["trde_qty"])
        for side in ("1", "2"):
            body = {
                "stk_cd": code, "dt": TODAY, "amt_qty_tp": "2", "trde_tp": side, "unit_tp": "1",
            }  # fmt: skip
            row = first("ka10059", body, seconds)[0]
            assert sum(number(row[name]) for name in TYPES) == volume == int(row["acc_trde_qty"])
            assert sum(number(row[name]) for name in PARTS) == number(row["orgn"])


def test_money_of_purchases_is_the_turnover_but_for_what_is_cut_off() -> None:
    body = {"stk_cd": "005930", "dt": TODAY, "amt_qty_tp": "1", "trde_tp": "1", "unit_tp": "1"}
    for row in first("ka10059", body):
        bought = sum(number(row[name]) for name in TYPES)
        assert 0 <= int(row["acc_trde_prica"]) - bought < len(TYPES)


def test_chart_and_table_of_investors_agree() -> None:
    body = {"stk_cd": "005930", "dt": TODAY, "amt_qty_tp": "2", "trde_tp": "0", "unit_tp": "1"}
    table, chart = first("ka10059", body), first("ka10060", body)
    assert [{name: row[name] for name in (*TYPES, *PARTS)} for row in table] == [
        {name: row[name] for name in (*TYPES, *PARTS)} for row in chart
    ]
    (total,) = first(
        "ka10061",
        {"stk_cd": "005930", "strt_dt": "20260907", "end_dt": TODAY, "amt_qty_tp": "2",
         "trde_tp": "0", "unit_tp": "1"},
    )  # fmt: skip
    days = [row for row in table if row["dt"] >= "20260907"]
    for name in TYPES | PARTS:
        assert number(total[name]) == sum(number(row[name]) for row in days), name


def test_thousands_of_shares_are_cut_off() -> None:
    body = {"stk_cd": "005930", "dt": TODAY, "amt_qty_tp": "2", "trde_tp": "1"}
    single = first("ka10059", {**body, "unit_tp": "1"})[0]
    thousands = first("ka10059", {**body, "unit_tp": "1000"})[0]
    for name in TYPES:
        assert number(thousands[name]) == number(single[name]) // 1000


def test_foreigners_hold_more_by_what_they_buy() -> None:
    days = rows("ka10008", {"stk_cd": "005930"})[:120]
    for day, before in pairwise(days):
        moved = int(day["poss_stkcnt"]) - int(before["poss_stkcnt"])
        assert moved == number(day["chg_qty"])
        assert int(day["poss_stkcnt"]) + int(day["gain_pos_stkcnt"]) == int(day["frgnr_limit"])
        assert 0 <= int(day["poss_stkcnt"]) <= int(day["frgnr_limit"])
    assert number(days[0]["chg_qty"]) == by_investors("005930", "0")["frgnr_invsr"]
    use = caller().data("ka10001", {"stk_cd": "005930"})["for_exh_rt"]
    assert use == days[0]["limit_exh_rt"]


@pytest.mark.parametrize("investor", sorted(INVESTORS))
def test_a_ranking_of_investors_is_every_issues_own_answer_sorted(investor: str) -> None:
    body = {
        "strt_dt": YESTERDAY, "end_dt": YESTERDAY, "trde_tp": "2", "mrkt_tp": "101",
        "invsr_tp": investor, "stex_tp": "1",
    }  # fmt: skip
    ranked = rows("ka10058", body)
    amounts = [number(row["netslmt_amt"]) for row in ranked]
    assert amounts == sorted(amounts, reverse=True)
    own = {
        code: by_investors(code, "0", day=YESTERDAY)[INVESTORS[investor]]
        for code in codes({"KOSDAQ"})
    }
    assert {row["stk_cd"]: number(row["netslmt_qty"]) for row in ranked} == {
        code: net for code, net in own.items() if net > 0
    }


def test_a_ranking_by_foreigners_sums_days_and_filters_by_side_and_exchange() -> None:
    body = {"mrkt_tp": "000", "trde_tp": "2", "dt": "5", "stex_tp": "1"}
    bought, sold = rows("ka10034", body), rows("ka10034", {**body, "trde_tp": "1"})
    nets = [number(row["netprps_qty"]) for row in bought]
    assert nets == sorted(nets, reverse=True)
    assert all(number(row["netprps_qty"]) < 0 for row in sold)
    assert not {row["stk_cd"] for row in bought} & {row["stk_cd"] for row in sold}
    for row in (bought[0], sold[0]):
        days = first("ka10008", {"stk_cd": row["stk_cd"]})[:5]
        assert number(row["netprps_qty"]) == sum(number(day["chg_qty"]) for day in days)
    suffixed = rows("ka10034", {**body, "stex_tp": "3"})
    assert [row["stk_cd"].removesuffix("_AL") for row in suffixed] == [
        row["stk_cd"] for row in bought
    ]
    on_nxt = rows("ka10034", {**body, "stex_tp": "2"})
    find = caller().gateway.world.instruments.find
    assert all(row["stk_cd"].endswith("_NX") and find(row["stk_cd"]) for row in on_nxt)


def test_three_days_in_a_row_are_those_of_the_issue() -> None:
    body = {"mrkt_tp": "000", "trde_tp": "2", "base_dt_tp": "1", "stex_tp": "1"}
    for row in rows("ka10035", body):
        days = first("ka10008", {"stk_cd": row["stk_cd"]})[1:4]
        shown = [number(row[name]) for name in ("dm1", "dm2", "dm3")]
        assert shown == [number(day["chg_qty"]) for day in days]
        assert min(shown) > 0
        assert number(row["tot"]) == sum(shown)


def test_a_limit_that_is_used_up_grows_by_what_is_bought() -> None:
    ranked = rows("ka10036", {"mrkt_tp": "000", "dt": "5", "stex_tp": "1"})
    growth = [float(row["exh_rt_incrs"]) for row in ranked]
    # Ranked by exact growth; two decimals of either end are cut off on their own.
    assert all(later <= earlier + 0.011 for earlier, later in pairwise(growth))
    for row in ranked[:8]:
        day = first("ka10008", {"stk_cd": row["stk_cd"]})[0]
        assert row["poss_stkcnt"] == day["poss_stkcnt"]
        assert row["limit_exh_rt"] == day["limit_exh_rt"]


def test_institutions_and_foreigners_together() -> None:
    body = {
        "strt_dt": "20260909", "end_dt": TODAY, "mrkt_tp": "000", "trde_tp": "1",
        "sort_cnd": "2", "unit_tp": "1", "stex_tp": "1",
    }  # fmt: skip
    for row in rows("ka10062", body):
        assert number(row["orgn_nettrde_qty"]) > 0 < number(row["for_nettrde_qty"])
        both = number(row["orgn_nettrde_qty"]) + number(row["for_nettrde_qty"])
        assert number(row["nettrde_qty"]) == both
    runs = rows("ka10131", {"dt": "20", "mrkt_tp": "001", "netslmt_tp": "2", "stk_inds_tp": "0",
                            "amt_qty_tp": "1", "stex_tp": "1"})  # fmt: skip
    quantities = [number(row["nettrde_qty"]) for row in runs]
    assert quantities == sorted(quantities, reverse=True)
    for row in runs[:8]:
        days = [number(day["chg_qty"]) for day in first("ka10008", {"stk_cd": row["stk_cd"]})]
        run = next((place for place, net in enumerate(days) if net <= 0), len(days))
        assert number(row["frgnr_cont_netprps_dys"]) == min(run, 20)
        assert number(row["frgnr_cont_netprps_qty"]) == sum(days[: min(run, 20)])


def test_members_buy_and_sell_the_volume_and_lead_where_they_trade_most() -> None:
    body = {"stk_cd": "005930", "dt": "4", "qry_tp": "2"}
    bought = caller().data("ka10038", body)
    sold = caller().data("ka10038", {**body, "qry_tp": "1"})
    assert number(bought["rank_3"]) == -number(sold["rank_3"])
    everyone = [*bought["stk_sec_rank"], *sold["stk_sec_rank"]]
    # Whoever bought as much as he sold stands on neither list.
    volume = int(bought["prid_trde_qty"])
    assert sum(number(row["buy_qty"]) for row in everyone) <= volume
    days = first("ka10081", {"stk_cd": "005930", "base_dt": TODAY, "upd_stkpc_tp": "1"})[:5]
    assert volume == sum(int(day["trde_qty"]) for day in days)
    leaders = caller().data("ka10002", {"stk_cd": "005930"})
    main = caller().data("ka10040", {"stk_cd": "005930"})
    for side, sign in (("sel", -1), ("buy", 1)):
        shares = [number(leaders[f"{side}_trde_qty_{rank}"]) * sign for rank in range(1, 6)]
        assert shares == sorted(shares, reverse=True)
        for rank in range(1, 6):
            assert leaders[f"{side}_trde_ori_{rank}"] == main[f"{side}_trde_ori_cd_{rank}"]
            own = first("ka10078", {
                "mmcm_cd": leaders[f"{side}_trde_ori_{rank}"], "stk_cd": "005930",
                "strt_dt": TODAY, "end_dt": TODAY,
            })[0]  # fmt: skip
            assert int(own[{"sel": "sell_qty", "buy": "buy_qty"}[side]]) == shares[rank - 1]


def test_a_members_ranking_is_every_issues_own_answer() -> None:
    body = {"mmcm_cd": "050", "trde_qty_tp": "0", "trde_tp": "1", "dt": "5", "stex_tp": "1"}
    ranked = rows("ka10039", body)
    nets = [number(row["netprps"]) for row in ranked]
    assert nets == sorted(nets, reverse=True)
    assert min(nets) > 0
    for row in ranked[:8]:
        own = first("ka10043", {
            "stk_cd": row["stk_cd"], "strt_dt": TODAY, "end_dt": TODAY, "qry_dt_tp": "0",
            "pot_tp": "0", "dt": "5", "sort_base": "2", "mmcm_cd": "050", "stex_tp": "1",
        })  # fmt: skip
        assert [day["dt"] for day in own] == sorted((day["dt"] for day in own), reverse=True)
        assert number(row["netprps"]) == sum(number(day["netprps_qty"]) for day in own)
        assert number(row["buy_trde_qty"]) == sum(number(day["buy_qty"]) for day in own)
    assert rows("ka10039", {**body, "mmcm_cd": "999"}) == []


def test_programmes_of_all_issues_make_the_markets() -> None:
    asked = {"mrkt_tp": "P00101", "stex_tp": "1"}
    listed = caller().data("ka90004", {**asked, "dt": TODAY})
    issues = listed["stk_prm_trde_prst"]
    minutes = rows("ka90005", {**asked, "date": TODAY, "amt_qty_tp": "1", "min_tic_tp": "1"})
    today = first("ka90010", {**asked, "date": TODAY, "amt_qty_tp": "1", "min_tic_tp": "1"})[0]
    for row in (minutes[0], today):
        assert row["all_buy"] == listed["tot_2"]
        assert row["all_sel"] == listed["tot_4"]
        parts = number(row["dfrt_trde_netprps"]) + number(row["ndiffpro_trde_netprps"])
        assert abs(parts - number(row["all_netprps"])) <= 1  # each is cut off on its own
    columns = [[number(row["all_buy"]) for row in minutes], [row["cntr_tm"] for row in minutes]]
    assert columns == [sorted(columns[0], reverse=True), sorted(columns[1], reverse=True)]
    for row in issues[:6]:
        own = first("ka90013", {"stk_cd": row["stk_cd"], "date": TODAY})[0]
        assert own["prm_buy_amt"] == row["buy_cntr_amt"]
        assert int(own["prm_buy_qty"]) <= int(own["trde_qty"]) >= int(own["prm_sell_qty"])
    ranked = first("ka90003", {**asked, "trde_upper_tp": "2", "amt_qty_tp": "1"})
    nets = [number(row["prm_netprps_amt"]) for row in ranked]
    assert nets == sorted(nets, reverse=True)
    assert {row["stk_cd"] for row in ranked} <= {row["stk_cd"] for row in issues}


@pytest.mark.parametrize("day", ["20260915", "20260911", "20260714", "20251110"])
def test_programmes_buy_some_issues_and_sell_others(day: str) -> None:
    asked = {"dt": day, "mrkt_tp": "P00101", "stex_tp": "1"}
    nets = [number(row["netprps_prica"]) for row in rows("ka90004", asked)]
    bought = sum(net > 0 for net in nets) / len(nets)
    assert 0.1 < bought < 0.9


def test_a_days_programmes_grow_from_row_to_row() -> None:
    asked = {"stk_cd": "005930", "amt_qty_tp": "1", "date": YESTERDAY}
    moments = rows("ka90008", asked)
    day = first("ka90013", {"stk_cd": "005930", "date": YESTERDAY})[0]
    for name in ("prm_buy_qty", "prm_sell_qty", "trde_qty"):
        column = [int(row[name]) for row in moments]
        assert column == sorted(column, reverse=True)
        assert column[0] == int(day[name])
    nets = [number(row["prm_netprps_qty"]) for row in moments]
    assert [number(row["prm_netprps_qty_irds"]) for row in moments[:-1]] == [
        later - earlier for later, earlier in pairwise(nets)
    ]


@pytest.mark.parametrize("seconds", [0, 1_800, 20_400, 30_000])
def test_flows_are_told_of_krx_whichever_exchanges_minutes_are_asked_for(seconds: int) -> None:
    def newest(code: str) -> tuple[str, str]:
        asked = {"stk_cd": code, "amt_qty_tp": "1", "date": TODAY}
        row = first("ka90008", asked, seconds)[0]
        return row["prm_buy_qty"], row["prm_sell_qty"]

    day = first("ka90013", {"stk_cd": "005930", "date": TODAY}, seconds)[0]
    for code in ("005930", "005930_NX", "005930_AL"):
        assert newest(code) == (day["prm_buy_qty"], day["prm_sell_qty"])
    body = {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "1"}
    shots = [
        first("ka10064", {**body, "stk_cd": code}, seconds)
        for code in ("005930", "005930_NX", "005930_AL")
    ]
    assert shots[0] == shots[1] == shots[2] != []


def test_net_purchases_since_a_day_are_summed() -> None:
    asked = {"date": "20260901", "amt_qty_tp": "2", "mrkt_tp": "0", "stex_tp": "1"}
    days = rows("ka90007", asked)
    assert days[-1]["dt"] == "20260901"
    assert days[-1]["all_acc"] == days[-1]["all_tdy"]
    for day, before in pairwise(days):
        grown = number(day["all_acc"]) - number(before["all_acc"])
        assert abs(grown - number(day["all_tdy"])) <= 2  # thousands, each cut off
    shown = {row["dt"]: row["kospi200"] for row in days}
    minutes = {**asked, "mrkt_tp": "P00101", "date": TODAY, "amt_qty_tp": "1", "min_tic_tp": "1"}
    for seconds in (0, 3_456, 19_500, 30_000):
        told = first("ka90007", asked, seconds)[0], first("ka90010", minutes, seconds)[0]
        basis = first("ka90005", minutes, seconds)[0]["basis"]
        assert {row["basis"] for row in told} == {basis}
    chart = first("ka20006", {"inds_cd": "201", "base_dt": TODAY})
    for bar in chart[:5]:
        assert magnitude(shown[bar["dt"]].replace(".", "")) == magnitude(bar["cur_prc"])


def test_open_arbitrage_changes_by_what_it_says() -> None:
    days = first("ka90006", {"date": TODAY, "stex_tp": "1"})
    assert days[0]["dt"] == YESTERDAY  # told when the day is over
    for day, before in pairwise(days):
        for side in ("buy", "sel"):
            moved = number(day[f"{side}_dfrt_trde_amt"]) - number(before[f"{side}_dfrt_trde_amt"])
            assert abs(moved - number(day[f"{side}_dfrt_trde_irds_amt"])) <= 1


@pytest.mark.parametrize("kind", ["1", "2"])
def test_credit_rolls_forward_and_is_told_when_the_day_is_over(kind: str) -> None:
    days = rows("ka10013", {"stk_cd": "005930", "dt": TODAY, "qry_tp": kind})[:150]
    assert days[0]["dt"] == YESTERDAY
    for day, before in pairwise(days):
        moved = int(day["remn"]) - int(before["remn"])
        assert moved == int(day["new"]) - int(day["rpya"]) == number(day["pre"])
        assert max(int(day["new"]), int(day["rpya"])) <= int(day["trde_qty"])
    late = first("ka10013", {"stk_cd": "005930", "dt": TODAY, "qry_tp": "1"}, 20 * 3_600)
    assert late[0]["dt"] == TODAY


def test_credit_is_ranked_by_its_rate_within_the_group_asked_for() -> None:
    body = {
        "mrkt_tp": "000", "trde_qty_tp": "0", "stk_cnd": "0", "updown_incls": "1",
        "crd_cnd": "0", "stex_tp": "1",
    }  # fmt: skip
    ranked = rows("ka10033", body)
    rates = [float(row["crd_rt"]) for row in ranked]
    assert rates == sorted(rates, reverse=True)
    for row in ranked[:5]:
        day = first("ka10013", {"stk_cd": row["stk_cd"], "dt": TODAY, "qry_tp": "1"})[0]
        assert row["crd_rt"] == day["remn_rt"]
    find = caller().gateway.world.instruments.find
    for code, group in (("1", "A"), ("4", "D")):
        found = [find(row["stk_cd"]) for row in rows("ka10033", {**body, "crd_cnd": code})]
        assert {issue.credit_group for issue in found if issue} <= {group}


def test_lending_of_all_issues_makes_the_markets() -> None:
    dates = {"strt_dt": "20260907", "end_dt": YESTERDAY}
    market = first("ka10068", {**dates, "all_tp": "1"})
    for day, before in pairwise(market):
        assert int(day["rmnd"]) - int(before["rmnd"]) == int(day["dbrt_trde_irds"])
        moved = int(day["dbrt_trde_cntrcnt"]) - int(day["dbrt_trde_rpy"])
        assert int(day["dbrt_trde_irds"]) == moved
    top = caller().data("ka10069", {**dates, "mrkt_tp": "001"})
    listed = top["dbrt_trde_upper_10stk"]
    lent = [int(row["dbrt_trde_cntrcnt"]) for row in listed]
    assert lent == sorted(lent, reverse=True)
    assert int(top["dbrt_trde_cntrcnt_sum"]) == sum(lent)
    assert 0 < int(top["dbrt_trde_cntrcnt_rt"]) <= 10_000
    for row in listed[:4]:
        days = first("ka20068", {**dates, "stk_cd": row["stk_cd"]})
        assert len(days) == len(market)
        assert int(row["dbrt_trde_cntrcnt"]) == sum(int(d["dbrt_trde_cntrcnt"]) for d in days)
        assert (row["rmnd"], row["remn_amt"]) == (days[0]["rmnd"], days[0]["remn_amt"])
    everyone = [
        *rows("ka90012", {"dt": YESTERDAY, "mrkt_tp": "001"}),
        *rows("ka90012", {"dt": YESTERDAY, "mrkt_tp": "101"}),
    ]
    assert sum(int(row["rmnd"]) for row in everyone) == int(market[0]["rmnd"])


def test_short_sales_are_summed_since_the_first_day() -> None:
    asked = {"stk_cd": "005930", "tm_tp": "1", "strt_dt": "20260901", "end_dt": YESTERDAY}
    days = first("ka10014", asked)
    assert [days[0]["dt"], days[-1]["dt"]] == [YESTERDAY, "20260901"]
    total = 0
    for day in reversed(days):
        total += int(day["shrts_qty"])
        assert int(day["ovr_shrts_qty"]) == total
        assert int(day["shrts_qty"]) <= int(day["trde_qty"])
        bar = first("ka10081", {"stk_cd": "005930", "base_dt": day["dt"], "upd_stkpc_tp": "1"})[0]
        low, high = magnitude(bar["low_pric"]), magnitude(bar["high_pric"])
        assert low <= int(day["shrts_avg_pric"]) <= high
    assert first("ka10014", {**asked, "tm_tp": "0"})[0]["dt"] == TODAY


def test_sectors_sum_their_issues() -> None:
    shares = {"amt_qty_tp": "1", "stex_tp": "3"}
    whole = first("ka10051", {**shares, "mrkt_tp": "1"})[0]
    assert whole["inds_cd"] == "101_AL"
    index = caller().data("ka20001", {"mrkt_tp": "1", "inds_cd": "101"})
    assert whole["trde_qty"] == index["trde_qty"]
    instruments = caller().gateway.world.instruments
    places = instruments.members_of("101")
    own = [by_investors(instruments.all[place].code, "0") for place in places.tolist()]
    for field, name in (("frgnr_netprps", "frgnr_invsr"), ("orgn_netprps", "orgn")):
        assert number(whole[field]) == int(sum(one[name] for one in own) / 1_000)


def test_four_lists_of_foreigners_and_institutions_agree_with_the_issues() -> None:
    body = {"mrkt_tp": "000", "amt_qty_tp": "2", "qry_dt_tp": "1", "date": TODAY, "stex_tp": "1"}
    for row in first("ka90009", body)[:3]:
        for name, field, sign in (
            ("for_netprps", "frgnr_invsr", 1), ("for_netslmt", "frgnr_invsr", -1),
            ("orgn_netprps", "orgn", 1), ("orgn_netslmt", "orgn", -1),
        ):  # fmt: skip
            net = by_investors(row[f"{name}_stk_cd"], "0")[field]
            assert net * sign > 0
            assert number(row[f"{name}_qty"]) == int(net / 1_000)


def test_intraday_investors_agree_with_the_day() -> None:
    body = {
        "mrkt_tp": "000", "amt_qty_tp": "1", "invsr": "6", "frgn_all": "0",
        "smtm_netprps_tp": "0", "stex_tp": "1",
    }  # fmt: skip
    listed = rows("ka10063", body)
    amounts = [number(row["netprps_amt"]) for row in listed]
    assert amounts == sorted(amounts, reverse=True)
    for row in listed[:3]:
        own = by_investors(row["stk_cd"], "1", unit="1")["frgnr_invsr"]
        assert number(row["buy_amt"]) == own
        assert number(row["buy_qty"]) % 1_000 == 0
        assert number(row["netprps_qty"]) == number(row["buy_qty"]) + number(row["sell_qty"])
    together = rows("ka10063", {**body, "smtm_netprps_tp": "1"})
    assert {row["stk_cd"] for row in together} < {row["stk_cd"] for row in listed}
    for row in together:
        own_nets = by_investors(row["stk_cd"], "0")
        assert min(own_nets["frgnr_invsr"], own_nets["orgn"]) > 0
    closing = rows("ka10066", {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "1", "stex_tp": "1"})
    for row in closing[:3]:
        bought = by_investors(row["stk_cd"], "1")
        assert {name: number(row[name]) for name in bought if name in row} == {
            name: count for name, count in bought.items() if name in row
        }
    upper = rows(
        "ka10065", {"trde_tp": "2", "mrkt_tp": "000", "orgn_tp": "9999", "amt_qty_tp": "2"}
    )
    for row in upper[:3]:
        assert number(row["netslmt"]) == by_investors(row["stk_cd"], "0")["orgn"] < 0
        assert number(row["netslmt"]) == number(row["buy_qty"]) + number(row["sel_qty"])


def test_snapshots_of_a_day_lead_to_what_the_day_shows() -> None:
    late = 20 * 3_600
    body = {"mrkt_tp": "000", "amt_qty_tp": "2", "trde_tp": "1", "stk_cd": "005930"}
    shots = first("ka10064", body, late)
    assert [shots[0]["tm"], shots[-1]["tm"]] == ["090000", "153000"]
    for name in ("frgnr_invsr", "orgn", "bank"):
        column = [number(row[name]) for row in shots]
        assert column == sorted(column)
    asked = {"stk_cd": "005930", "dt": TODAY, "amt_qty_tp": "2", "trde_tp": "1", "unit_tp": "1"}
    end = first("ka10059", asked, late)[0]
    for name in ("frgnr_invsr", "orgn", "insrnc"):
        assert number(shots[-1][name]) == number(end[name])


def test_fields_the_live_server_leaves_blank_are_blank() -> None:
    found = caller().data("ka10009", {"stk_cd": "005930"})
    assert {name for name, text in found.items() if text == ""} == {
        "orgn_dt_acc", "orgn_daly_nettrde", "frgnr_daly_nettrde", "frgnr_qota_rt",
    }  # fmt: skip
    programme = caller().data("ka10010", {"stk_cd": "005930"})
    filled = {name for name, text in programme.items() if name.endswith(("qty", "amt")) and text}
    assert filled == {f"all_dfrt_trst_{what}_qty" for what in ("sell", "buy", "netprps")}


def test_the_same_question_has_the_same_bytes_after_any_other() -> None:
    asked = {"strt_dt": "20260907", "end_dt": TODAY, "trde_tp": "2", "mrkt_tp": "001",
             "invsr_tp": "9000", "stex_tp": "1"}  # fmt: skip
    other = Caller(gateway_of(limits=False, world="small")).login()
    other.data("ka10034", {"mrkt_tp": "000", "trde_tp": "2", "dt": "20", "stex_tp": "1"})
    other.data("ka10040", {"stk_cd": "000660"})
    assert other.data("ka10058", asked) == caller().data("ka10058", asked)
