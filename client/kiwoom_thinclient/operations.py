# Made by scripts/make_client.py; run `python3 scripts/dev.py generate`.
"""The types of every operation: what it takes, and what ``Reply.values`` and ``rows`` give.

For type checkers and editors; nothing imports this module at run time. The comment behind a
field is its name in the manual. Every value is None where the server sends a blank.
"""

import datetime
from decimal import Decimal
from typing import Literal, Never, Protocol, TypedDict, overload

from kiwoom_thinclient.reply import AsyncReply, Reply

OperationId = Literal[
    "ka00001",
    "ka00198",
    "ka01300",
    "ka01301",
    "ka01690",
    "ka10001",
    "ka10002",
    "ka10003",
    "ka10004",
    "ka10005",
    "ka10006",
    "ka10007",
    "ka10008",
    "ka10009",
    "ka10010",
    "ka10011",
    "ka10013",
    "ka10014",
    "ka10015",
    "ka10016",
    "ka10017",
    "ka10018",
    "ka10019",
    "ka10020",
    "ka10021",
    "ka10022",
    "ka10023",
    "ka10024",
    "ka10025",
    "ka10026",
    "ka10027",
    "ka10028",
    "ka10029",
    "ka10030",
    "ka10031",
    "ka10032",
    "ka10033",
    "ka10034",
    "ka10035",
    "ka10036",
    "ka10037",
    "ka10038",
    "ka10039",
    "ka10040",
    "ka10042",
    "ka10043",
    "ka10044",
    "ka10045",
    "ka10046",
    "ka10047",
    "ka10048",
    "ka10050",
    "ka10051",
    "ka10052",
    "ka10053",
    "ka10054",
    "ka10055",
    "ka10058",
    "ka10059",
    "ka10060",
    "ka10061",
    "ka10062",
    "ka10063",
    "ka10064",
    "ka10065",
    "ka10066",
    "ka10068",
    "ka10069",
    "ka10072",
    "ka10073",
    "ka10074",
    "ka10075",
    "ka10076",
    "ka10077",
    "ka10078",
    "ka10079",
    "ka10080",
    "ka10081",
    "ka10082",
    "ka10083",
    "ka10084",
    "ka10085",
    "ka10086",
    "ka10087",
    "ka10088",
    "ka10094",
    "ka10095",
    "ka10098",
    "ka10099",
    "ka10100",
    "ka10101",
    "ka10102",
    "ka10131",
    "ka10170",
    "ka20001",
    "ka20002",
    "ka20003",
    "ka20004",
    "ka20005",
    "ka20006",
    "ka20007",
    "ka20008",
    "ka20009",
    "ka20019",
    "ka20068",
    "ka30001",
    "ka30002",
    "ka30003",
    "ka30004",
    "ka30005",
    "ka30009",
    "ka30010",
    "ka30011",
    "ka30012",
    "ka40001",
    "ka40002",
    "ka40003",
    "ka40004",
    "ka40006",
    "ka40007",
    "ka40008",
    "ka40009",
    "ka40010",
    "ka50010",
    "ka50012",
    "ka50079",
    "ka50080",
    "ka50081",
    "ka50082",
    "ka50083",
    "ka50087",
    "ka50091",
    "ka50092",
    "ka50100",
    "ka50101",
    "ka52301",
    "ka90001",
    "ka90002",
    "ka90003",
    "ka90004",
    "ka90005",
    "ka90006",
    "ka90007",
    "ka90008",
    "ka90009",
    "ka90010",
    "ka90012",
    "ka90013",
    "kt00001",
    "kt00002",
    "kt00003",
    "kt00004",
    "kt00005",
    "kt00007",
    "kt00008",
    "kt00009",
    "kt00010",
    "kt00011",
    "kt00012",
    "kt00013",
    "kt00015",
    "kt00016",
    "kt00017",
    "kt00018",
    "kt10000",
    "kt10001",
    "kt10002",
    "kt10003",
    "kt10006",
    "kt10007",
    "kt10008",
    "kt10009",
    "kt20016",
    "kt20017",
    "kt50000",
    "kt50001",
    "kt50002",
    "kt50003",
    "kt50020",
    "kt50021",
    "kt50030",
    "kt50031",
    "kt50032",
    "kt50075",
]
RealtimeType = Literal[
    "00",  # 주문체결
    "04",  # 잔고
    "0A",  # 주식기세
    "0B",  # 주식체결
    "0C",  # 주식우선호가
    "0D",  # 주식호가잔량
    "0E",  # 주식시간외호가
    "0F",  # 주식당일거래원
    "0G",  # ETF NAV
    "0H",  # 주식예상체결
    "0I",  # 국제금환산가격
    "0J",  # 업종지수
    "0U",  # 업종등락
    "0g",  # 주식종목정보
    "0m",  # ELW 이론가
    "0s",  # 장시작시간
    "0u",  # ELW 지표
    "0w",  # 종목프로그램매매
    "1h",  # VI발동/해제
]


class Ka00001(TypedDict):
    """The values of ka00001, 계좌번호조회."""

    acctNo: str | None  # 계좌번호


class Ka00198Row(TypedDict):
    """A row of ka00198, 실시간종목조회순위."""

    stk_nm: str | None  # 종목명
    bigd_rank: str | None  # 빅데이터 순위
    rank_chg: int | None  # 순위 등락
    rank_chg_sign: str | None  # 순위 등락 부호
    past_curr_prc: int | None  # 과거 현재가
    base_comp_sign: str | None  # 기준가 대비 부호
    base_comp_chgr: Decimal | None  # 기준가 대비 등락율
    prev_base_sign: int | None  # 직전 기준 대비 부호
    prev_base_chgr: Decimal | None  # 직전 기준 대비 등락율
    dt: datetime.date | None  # 일자
    tm: datetime.time | None  # 시간
    stk_cd: str | None  # 종목코드


class Ka00198(TypedDict):
    """The values of ka00198, 실시간종목조회순위."""

    item_inq_rank: list[Ka00198Row]  # 실시간종목조회순위


class Ka01300Row(TypedDict):
    """A row of ka01300, 관심종목 그룹 리스트 조회."""

    gcod: str | None  # 그룹코드
    name: str | None  # 그룹명


class Ka01300(TypedDict):
    """The values of ka01300, 관심종목 그룹 리스트 조회."""

    rtcd: str | None  # 처리결과
    nofi: list[Ka01300Row]  # 그룹갯수


class Ka01301Row(TypedDict):
    """A row of ka01301, 관심종목 그룹 상세 조회."""

    cod2: str | None  # 종목코드
    bgb: int | None  # 북마크 구분
    bgb_clr: str | None  # 북마크 컬러


class Ka01301(TypedDict):
    """The values of ka01301, 관심종목 그룹 상세 조회."""

    rtcd: str | None  # 처리 결과
    nofj: list[Ka01301Row]  # 종목 갯수


class Ka01690Row(TypedDict):
    """A row of ka01690, 일별잔고수익률."""

    cur_prc: int | None  # 현재가
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    rmnd_qty: int | None  # 보유 수량
    buy_uv: int | None  # 매입 단가
    buy_wght: Decimal | None  # 매수비중
    evltv_prft: int | None  # 평가손익
    prft_rt: Decimal | None  # 수익률
    evlt_amt: int | None  # 평가금액
    evlt_wght: Decimal | None  # 평가비중


class Ka01690(TypedDict):
    """The values of ka01690, 일별잔고수익률."""

    dt: datetime.date | None  # 일자
    tot_buy_amt: int | None  # 총 매입가
    tot_evlt_amt: int | None  # 총 평가금액
    tot_evltv_prft: int | None  # 총 평가손익
    tot_prft_rt: Decimal | None  # 수익률
    dbst_bal: int | None  # 예수금
    day_stk_asst: int | None  # 추정자산
    buy_wght: Decimal | None  # 현금비중
    day_bal_rt: list[Ka01690Row]  # 일별잔고수익률


Ka10001 = TypedDict(
    "Ka10001",
    {
        "stk_cd": str | None,  # 종목코드
        "stk_nm": str | None,  # 종목명
        "setl_mm": int | None,  # 결산월
        "fav": int | None,  # 액면가
        "cap": int | None,  # 자본금
        "flo_stk": int | None,  # 상장주식
        "crd_rt": Decimal | None,  # 신용비율
        "oyr_hgst": int | None,  # 연중최고
        "oyr_lwst": int | None,  # 연중최저
        "mac": int | None,  # 시가총액
        "mac_wght": str | None,  # 시가총액비중
        "for_exh_rt": Decimal | None,  # 외인소진률
        "repl_pric": int | None,  # 대용가
        "per": Decimal | None,  # PER
        "eps": int | None,  # EPS
        "roe": Decimal | None,  # ROE
        "pbr": Decimal | None,  # PBR
        "ev": Decimal | None,  # EV
        "bps": int | None,  # BPS
        "sale_amt": int | None,  # 매출액
        "bus_pro": int | None,  # 영업이익
        "cup_nga": int | None,  # 당기순이익
        "250hgst": int | None,  # 250최고
        "250lwst": int | None,  # 250최저
        "open_pric": int | None,  # 시가
        "high_pric": int | None,  # 고가
        "low_pric": int | None,  # 저가
        "upl_pric": int | None,  # 상한가
        "lst_pric": int | None,  # 하한가
        "base_pric": int | None,  # 기준가
        "exp_cntr_pric": int | None,  # 예상체결가
        "exp_cntr_qty": int | None,  # 예상체결수량
        "250hgst_pric_dt": datetime.date | None,  # 250최고가일
        "250hgst_pric_pre_rt": Decimal | None,  # 250최고가대비율
        "250lwst_pric_dt": datetime.date | None,  # 250최저가일
        "250lwst_pric_pre_rt": Decimal | None,  # 250최저가대비율
        "cur_prc": int | None,  # 현재가
        "pre_sig": str | None,  # 대비기호
        "pred_pre": int | None,  # 전일대비
        "flu_rt": Decimal | None,  # 등락율
        "trde_qty": int | None,  # 거래량
        "trde_pre": Decimal | None,  # 거래대비
        "fav_unit": str | None,  # 액면가단위
        "dstr_stk": int | None,  # 유통주식
        "dstr_rt": Decimal | None,  # 유통비율
    },
)
"""The values of ka10001, 주식기본정보요청."""


class Ka10002(TypedDict):
    """The values of ka10002, 주식거래원요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    flu_smbol: str | None  # 등락부호
    base_pric: int | None  # 기준가
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    sel_trde_ori_nm_1: str | None  # 매도거래원명1
    sel_trde_ori_1: str | None  # 매도거래원1
    sel_trde_qty_1: int | None  # 매도거래량1
    buy_trde_ori_nm_1: str | None  # 매수거래원명1
    buy_trde_ori_1: str | None  # 매수거래원1
    buy_trde_qty_1: int | None  # 매수거래량1
    sel_trde_ori_nm_2: str | None  # 매도거래원명2
    sel_trde_ori_2: str | None  # 매도거래원2
    sel_trde_qty_2: int | None  # 매도거래량2
    buy_trde_ori_nm_2: str | None  # 매수거래원명2
    buy_trde_ori_2: str | None  # 매수거래원2
    buy_trde_qty_2: int | None  # 매수거래량2
    sel_trde_ori_nm_3: str | None  # 매도거래원명3
    sel_trde_ori_3: str | None  # 매도거래원3
    sel_trde_qty_3: int | None  # 매도거래량3
    buy_trde_ori_nm_3: str | None  # 매수거래원명3
    buy_trde_ori_3: str | None  # 매수거래원3
    buy_trde_qty_3: int | None  # 매수거래량3
    sel_trde_ori_nm_4: str | None  # 매도거래원명4
    sel_trde_ori_4: str | None  # 매도거래원4
    sel_trde_qty_4: int | None  # 매도거래량4
    buy_trde_ori_nm_4: str | None  # 매수거래원명4
    buy_trde_ori_4: str | None  # 매수거래원4
    buy_trde_qty_4: int | None  # 매수거래량4
    sel_trde_ori_nm_5: str | None  # 매도거래원명5
    sel_trde_ori_5: str | None  # 매도거래원5
    sel_trde_qty_5: int | None  # 매도거래량5
    buy_trde_ori_nm_5: str | None  # 매수거래원명5
    buy_trde_ori_5: str | None  # 매수거래원5
    buy_trde_qty_5: int | None  # 매수거래량5


class Ka10003Row(TypedDict):
    """A row of ka10003, 체결정보요청."""

    tm: datetime.time | None  # 시간
    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    pre_rt: Decimal | None  # 대비율
    pri_sel_bid_unit: int | None  # 우선매도호가단위
    pri_buy_bid_unit: int | None  # 우선매수호가단위
    cntr_trde_qty: int | None  # 체결거래량
    sign: str | None  # sign
    acc_trde_qty: int | None  # 누적거래량
    acc_trde_prica: int | None  # 누적거래대금
    cntr_str: Decimal | None  # 체결강도
    stex_tp: str | None  # 거래소구분


class Ka10003(TypedDict):
    """The values of ka10003, 체결정보요청."""

    cntr_infr: list[Ka10003Row]  # 체결정보


class Ka10004(TypedDict):
    """The values of ka10004, 주식호가요청."""

    bid_req_base_tm: datetime.time | None  # 호가잔량기준시간
    sel_10th_pre_req_pre: int | None  # 매도10차선잔량대비
    sel_10th_pre_req: int | None  # 매도10차선잔량
    sel_10th_pre_bid: int | None  # 매도10차선호가
    sel_9th_pre_req_pre: int | None  # 매도9차선잔량대비
    sel_9th_pre_req: int | None  # 매도9차선잔량
    sel_9th_pre_bid: int | None  # 매도9차선호가
    sel_8th_pre_req_pre: int | None  # 매도8차선잔량대비
    sel_8th_pre_req: int | None  # 매도8차선잔량
    sel_8th_pre_bid: int | None  # 매도8차선호가
    sel_7th_pre_req_pre: int | None  # 매도7차선잔량대비
    sel_7th_pre_req: int | None  # 매도7차선잔량
    sel_7th_pre_bid: int | None  # 매도7차선호가
    sel_6th_pre_req_pre: int | None  # 매도6차선잔량대비
    sel_6th_pre_req: int | None  # 매도6차선잔량
    sel_6th_pre_bid: int | None  # 매도6차선호가
    sel_5th_pre_req_pre: int | None  # 매도5차선잔량대비
    sel_5th_pre_req: int | None  # 매도5차선잔량
    sel_5th_pre_bid: int | None  # 매도5차선호가
    sel_4th_pre_req_pre: int | None  # 매도4차선잔량대비
    sel_4th_pre_req: int | None  # 매도4차선잔량
    sel_4th_pre_bid: int | None  # 매도4차선호가
    sel_3th_pre_req_pre: int | None  # 매도3차선잔량대비
    sel_3th_pre_req: int | None  # 매도3차선잔량
    sel_3th_pre_bid: int | None  # 매도3차선호가
    sel_2th_pre_req_pre: int | None  # 매도2차선잔량대비
    sel_2th_pre_req: int | None  # 매도2차선잔량
    sel_2th_pre_bid: int | None  # 매도2차선호가
    sel_1th_pre_req_pre: int | None  # 매도1차선잔량대비
    sel_fpr_req: int | None  # 매도최우선잔량
    sel_fpr_bid: int | None  # 매도최우선호가
    buy_fpr_bid: int | None  # 매수최우선호가
    buy_fpr_req: int | None  # 매수최우선잔량
    buy_1th_pre_req_pre: int | None  # 매수1차선잔량대비
    buy_2th_pre_bid: int | None  # 매수2차선호가
    buy_2th_pre_req: int | None  # 매수2차선잔량
    buy_2th_pre_req_pre: int | None  # 매수2차선잔량대비
    buy_3th_pre_bid: int | None  # 매수3차선호가
    buy_3th_pre_req: int | None  # 매수3차선잔량
    buy_3th_pre_req_pre: int | None  # 매수3차선잔량대비
    buy_4th_pre_bid: int | None  # 매수4차선호가
    buy_4th_pre_req: int | None  # 매수4차선잔량
    buy_4th_pre_req_pre: int | None  # 매수4차선잔량대비
    buy_5th_pre_bid: int | None  # 매수5차선호가
    buy_5th_pre_req: int | None  # 매수5차선잔량
    buy_5th_pre_req_pre: int | None  # 매수5차선잔량대비
    buy_6th_pre_bid: int | None  # 매수6차선호가
    buy_6th_pre_req: int | None  # 매수6차선잔량
    buy_6th_pre_req_pre: int | None  # 매수6차선잔량대비
    buy_7th_pre_bid: int | None  # 매수7차선호가
    buy_7th_pre_req: int | None  # 매수7차선잔량
    buy_7th_pre_req_pre: int | None  # 매수7차선잔량대비
    buy_8th_pre_bid: int | None  # 매수8차선호가
    buy_8th_pre_req: int | None  # 매수8차선잔량
    buy_8th_pre_req_pre: int | None  # 매수8차선잔량대비
    buy_9th_pre_bid: int | None  # 매수9차선호가
    buy_9th_pre_req: int | None  # 매수9차선잔량
    buy_9th_pre_req_pre: int | None  # 매수9차선잔량대비
    buy_10th_pre_bid: int | None  # 매수10차선호가
    buy_10th_pre_req: int | None  # 매수10차선잔량
    buy_10th_pre_req_pre: int | None  # 매수10차선잔량대비
    tot_sel_req_jub_pre: int | None  # 총매도잔량직전대비
    tot_sel_req: int | None  # 총매도잔량
    tot_buy_req: int | None  # 총매수잔량
    tot_buy_req_jub_pre: int | None  # 총매수잔량직전대비
    ovt_sel_req_pre: int | None  # 시간외매도잔량대비
    ovt_sel_req: int | None  # 시간외매도잔량
    ovt_buy_req: int | None  # 시간외매수잔량
    ovt_buy_req_pre: int | None  # 시간외매수잔량대비


class Ka10005Row(TypedDict):
    """A row of ka10005, 주식일주월시분요청."""

    date: datetime.date | None  # 날짜
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    close_pric: int | None  # 종가
    pre: int | None  # 대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    for_poss: Decimal | None  # 외인보유
    for_wght: Decimal | None  # 외인비중
    for_netprps: int | None  # 외인순매수
    orgn_netprps: str | None  # 기관순매수
    ind_netprps: str | None  # 개인순매수
    frgn: int | None  # 외국계
    crd_remn_rt: Decimal | None  # 신용잔고율
    prm: int | None  # 프로그램


class Ka10005(TypedDict):
    """The values of ka10005, 주식일주월시분요청."""

    stk_ddwkmm: list[Ka10005Row]  # 주식일주월시분


class Ka10006(TypedDict):
    """The values of ka10006, 주식시분요청."""

    date: datetime.date | None  # 날짜
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    close_pric: int | None  # 종가
    pre: int | None  # 대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    cntr_str: Decimal | None  # 체결강도


class Ka10007(TypedDict):
    """The values of ka10007, 시세표성정보요청."""

    stk_nm: str | None  # 종목명
    stk_cd: str | None  # 종목코드
    date: datetime.date | None  # 날짜
    tm: datetime.time | None  # 시간
    pred_close_pric: int | None  # 전일종가
    pred_trde_qty: int | None  # 전일거래량
    upl_pric: int | None  # 상한가
    lst_pric: int | None  # 하한가
    pred_trde_prica: int | None  # 전일거래대금
    flo_stkcnt: int | None  # 상장주식수
    cur_prc: int | None  # 현재가
    smbol: str | None  # 부호
    flu_rt: Decimal | None  # 등락률
    pred_rt: Decimal | None  # 전일비
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    cntr_qty: int | None  # 체결량
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    exp_cntr_pric: int | None  # 예상체결가
    exp_cntr_qty: int | None  # 예상체결량
    exp_sel_pri_bid: int | None  # 예상매도우선호가
    exp_buy_pri_bid: int | None  # 예상매수우선호가
    trde_strt_dt: datetime.date | None  # 거래시작일
    exec_pric: int | None  # 행사가격
    hgst_pric: int | None  # 최고가
    lwst_pric: int | None  # 최저가
    hgst_pric_dt: datetime.date | None  # 최고가일
    lwst_pric_dt: datetime.date | None  # 최저가일
    sel_1bid: int | None  # 매도1호가
    sel_2bid: int | None  # 매도2호가
    sel_3bid: int | None  # 매도3호가
    sel_4bid: int | None  # 매도4호가
    sel_5bid: int | None  # 매도5호가
    sel_6bid: int | None  # 매도6호가
    sel_7bid: int | None  # 매도7호가
    sel_8bid: int | None  # 매도8호가
    sel_9bid: int | None  # 매도9호가
    sel_10bid: int | None  # 매도10호가
    buy_1bid: int | None  # 매수1호가
    buy_2bid: int | None  # 매수2호가
    buy_3bid: int | None  # 매수3호가
    buy_4bid: int | None  # 매수4호가
    buy_5bid: int | None  # 매수5호가
    buy_6bid: int | None  # 매수6호가
    buy_7bid: int | None  # 매수7호가
    buy_8bid: int | None  # 매수8호가
    buy_9bid: int | None  # 매수9호가
    buy_10bid: int | None  # 매수10호가
    sel_1bid_req: int | None  # 매도1호가잔량
    sel_2bid_req: int | None  # 매도2호가잔량
    sel_3bid_req: int | None  # 매도3호가잔량
    sel_4bid_req: int | None  # 매도4호가잔량
    sel_5bid_req: int | None  # 매도5호가잔량
    sel_6bid_req: int | None  # 매도6호가잔량
    sel_7bid_req: int | None  # 매도7호가잔량
    sel_8bid_req: int | None  # 매도8호가잔량
    sel_9bid_req: int | None  # 매도9호가잔량
    sel_10bid_req: int | None  # 매도10호가잔량
    buy_1bid_req: int | None  # 매수1호가잔량
    buy_2bid_req: int | None  # 매수2호가잔량
    buy_3bid_req: int | None  # 매수3호가잔량
    buy_4bid_req: int | None  # 매수4호가잔량
    buy_5bid_req: int | None  # 매수5호가잔량
    buy_6bid_req: int | None  # 매수6호가잔량
    buy_7bid_req: int | None  # 매수7호가잔량
    buy_8bid_req: int | None  # 매수8호가잔량
    buy_9bid_req: int | None  # 매수9호가잔량
    buy_10bid_req: int | None  # 매수10호가잔량
    sel_1bid_jub_pre: int | None  # 매도1호가직전대비
    sel_2bid_jub_pre: int | None  # 매도2호가직전대비
    sel_3bid_jub_pre: int | None  # 매도3호가직전대비
    sel_4bid_jub_pre: int | None  # 매도4호가직전대비
    sel_5bid_jub_pre: int | None  # 매도5호가직전대비
    sel_6bid_jub_pre: int | None  # 매도6호가직전대비
    sel_7bid_jub_pre: int | None  # 매도7호가직전대비
    sel_8bid_jub_pre: int | None  # 매도8호가직전대비
    sel_9bid_jub_pre: int | None  # 매도9호가직전대비
    sel_10bid_jub_pre: int | None  # 매도10호가직전대비
    buy_1bid_jub_pre: int | None  # 매수1호가직전대비
    buy_2bid_jub_pre: int | None  # 매수2호가직전대비
    buy_3bid_jub_pre: int | None  # 매수3호가직전대비
    buy_4bid_jub_pre: int | None  # 매수4호가직전대비
    buy_5bid_jub_pre: int | None  # 매수5호가직전대비
    buy_6bid_jub_pre: int | None  # 매수6호가직전대비
    buy_7bid_jub_pre: int | None  # 매수7호가직전대비
    buy_8bid_jub_pre: int | None  # 매수8호가직전대비
    buy_9bid_jub_pre: int | None  # 매수9호가직전대비
    buy_10bid_jub_pre: int | None  # 매수10호가직전대비
    sel_1bid_cnt: int | None  # 매도1호가건수
    sel_2bid_cnt: int | None  # 매도2호가건수
    sel_3bid_cnt: int | None  # 매도3호가건수
    sel_4bid_cnt: int | None  # 매도4호가건수
    sel_5bid_cnt: int | None  # 매도5호가건수
    buy_1bid_cnt: int | None  # 매수1호가건수
    buy_2bid_cnt: int | None  # 매수2호가건수
    buy_3bid_cnt: int | None  # 매수3호가건수
    buy_4bid_cnt: int | None  # 매수4호가건수
    buy_5bid_cnt: int | None  # 매수5호가건수
    lpsel_1bid_req: int | None  # LP매도1호가잔량
    lpsel_2bid_req: int | None  # LP매도2호가잔량
    lpsel_3bid_req: int | None  # LP매도3호가잔량
    lpsel_4bid_req: int | None  # LP매도4호가잔량
    lpsel_5bid_req: int | None  # LP매도5호가잔량
    lpsel_6bid_req: int | None  # LP매도6호가잔량
    lpsel_7bid_req: int | None  # LP매도7호가잔량
    lpsel_8bid_req: int | None  # LP매도8호가잔량
    lpsel_9bid_req: int | None  # LP매도9호가잔량
    lpsel_10bid_req: int | None  # LP매도10호가잔량
    lpbuy_1bid_req: int | None  # LP매수1호가잔량
    lpbuy_2bid_req: int | None  # LP매수2호가잔량
    lpbuy_3bid_req: int | None  # LP매수3호가잔량
    lpbuy_4bid_req: int | None  # LP매수4호가잔량
    lpbuy_5bid_req: int | None  # LP매수5호가잔량
    lpbuy_6bid_req: int | None  # LP매수6호가잔량
    lpbuy_7bid_req: int | None  # LP매수7호가잔량
    lpbuy_8bid_req: int | None  # LP매수8호가잔량
    lpbuy_9bid_req: int | None  # LP매수9호가잔량
    lpbuy_10bid_req: int | None  # LP매수10호가잔량
    tot_buy_req: int | None  # 총매수잔량
    tot_sel_req: int | None  # 총매도잔량
    tot_buy_cnt: int | None  # 총매수건수
    tot_sel_cnt: int | None  # 총매도건수


class Ka10008Row(TypedDict):
    """A row of ka10008, 주식외국인종목별매매동향."""

    dt: datetime.date | None  # 일자
    close_pric: int | None  # 종가
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    chg_qty: int | None  # 변동수량
    poss_stkcnt: int | None  # 보유주식수
    wght: Decimal | None  # 비중
    gain_pos_stkcnt: int | None  # 취득가능주식수
    frgnr_limit: int | None  # 외국인한도
    frgnr_limit_irds: int | None  # 외국인한도증감
    limit_exh_rt: Decimal | None  # 한도소진률


class Ka10008(TypedDict):
    """The values of ka10008, 주식외국인종목별매매동향."""

    stk_frgnr: list[Ka10008Row]  # 주식외국인


class Ka10009(TypedDict):
    """The values of ka10009, 주식기관요청."""

    date: datetime.date | None  # 날짜
    close_pric: int | None  # 종가
    pre: int | None  # 대비
    orgn_dt_acc: int | None  # 기관기간누적
    orgn_daly_nettrde: str | None  # 기관일별순매매
    frgnr_daly_nettrde: str | None  # 외국인일별순매매
    frgnr_qota_rt: Decimal | None  # 외국인지분율


class Ka10010(TypedDict):
    """The values of ka10010, 업종프로그램요청."""

    dfrt_trst_sell_qty: int | None  # 차익위탁매도수량
    dfrt_trst_sell_amt: int | None  # 차익위탁매도금액
    dfrt_trst_buy_qty: int | None  # 차익위탁매수수량
    dfrt_trst_buy_amt: int | None  # 차익위탁매수금액
    dfrt_trst_netprps_qty: int | None  # 차익위탁순매수수량
    dfrt_trst_netprps_amt: int | None  # 차익위탁순매수금액
    ndiffpro_trst_sell_qty: int | None  # 비차익위탁매도수량
    ndiffpro_trst_sell_amt: int | None  # 비차익위탁매도금액
    ndiffpro_trst_buy_qty: int | None  # 비차익위탁매수수량
    ndiffpro_trst_buy_amt: int | None  # 비차익위탁매수금액
    ndiffpro_trst_netprps_qty: int | None  # 비차익위탁순매수수량
    ndiffpro_trst_netprps_amt: int | None  # 비차익위탁순매수금액
    all_dfrt_trst_sell_qty: int | None  # 전체차익위탁매도수량
    all_dfrt_trst_sell_amt: int | None  # 전체차익위탁매도금액
    all_dfrt_trst_buy_qty: int | None  # 전체차익위탁매수수량
    all_dfrt_trst_buy_amt: int | None  # 전체차익위탁매수금액
    all_dfrt_trst_netprps_qty: int | None  # 전체차익위탁순매수수량
    all_dfrt_trst_netprps_amt: int | None  # 전체차익위탁순매수금액


class Ka10011Row(TypedDict):
    """A row of ka10011, 신주인수권전체시세요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    fpr_sel_bid: int | None  # 최우선매도호가
    fpr_buy_bid: int | None  # 최우선매수호가
    acc_trde_qty: int | None  # 누적거래량
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가


class Ka10011(TypedDict):
    """The values of ka10011, 신주인수권전체시세요청."""

    newstk_recvrht_mrpr: list[Ka10011Row]  # 신주인수권시세


class Ka10013Row(TypedDict):
    """A row of ka10013, 신용매매동향요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    new: int | None  # 신규
    rpya: int | None  # 상환
    remn: int | None  # 잔고
    amt: int | None  # 금액
    pre: int | None  # 대비
    shr_rt: Decimal | None  # 공여율
    remn_rt: Decimal | None  # 잔고율


class Ka10013(TypedDict):
    """The values of ka10013, 신용매매동향요청."""

    crd_trde_trend: list[Ka10013Row]  # 신용매매동향


class Ka10014Row(TypedDict):
    """A row of ka10014, 공매도추이요청."""

    dt: datetime.date | None  # 일자
    close_pric: int | None  # 종가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    shrts_qty: int | None  # 공매도량
    ovr_shrts_qty: int | None  # 누적공매도량
    trde_wght: Decimal | None  # 매매비중
    shrts_trde_prica: int | None  # 공매도거래대금
    shrts_avg_pric: int | None  # 공매도평균가


class Ka10014(TypedDict):
    """The values of ka10014, 공매도추이요청."""

    shrts_trnsn: list[Ka10014Row]  # 공매도추이


class Ka10015Row(TypedDict):
    """A row of ka10015, 일별거래상세요청."""

    dt: datetime.date | None  # 일자
    close_pric: int | None  # 종가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    bf_mkrt_trde_qty: int | None  # 장전거래량
    bf_mkrt_trde_wght: Decimal | None  # 장전거래비중
    opmr_trde_qty: int | None  # 장중거래량
    opmr_trde_wght: Decimal | None  # 장중거래비중
    af_mkrt_trde_qty: int | None  # 장후거래량
    af_mkrt_trde_wght: Decimal | None  # 장후거래비중
    tot_3: int | None  # 합계3
    prid_trde_qty: int | None  # 기간중거래량
    cntr_str: Decimal | None  # 체결강도
    for_poss: Decimal | None  # 외인보유
    for_wght: Decimal | None  # 외인비중
    for_netprps: int | None  # 외인순매수
    orgn_netprps: str | None  # 기관순매수
    ind_netprps: str | None  # 개인순매수
    frgn: int | None  # 외국계
    crd_remn_rt: Decimal | None  # 신용잔고율
    prm: int | None  # 프로그램
    bf_mkrt_trde_prica: int | None  # 장전거래대금
    bf_mkrt_trde_prica_wght: Decimal | None  # 장전거래대금비중
    opmr_trde_prica: int | None  # 장중거래대금
    opmr_trde_prica_wght: Decimal | None  # 장중거래대금비중
    af_mkrt_trde_prica: int | None  # 장후거래대금
    af_mkrt_trde_prica_wght: Decimal | None  # 장후거래대금비중


class Ka10015(TypedDict):
    """The values of ka10015, 일별거래상세요청."""

    daly_trde_dtl: list[Ka10015Row]  # 일별거래상세


class Ka10016Row(TypedDict):
    """A row of ka10016, 신고저가요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    pred_trde_qty_pre_rt: Decimal | None  # 전일거래량대비율
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가


class Ka10016(TypedDict):
    """The values of ka10016, 신고저가요청."""

    ntl_pric: list[Ka10016Row]  # 신고저가


class Ka10017Row(TypedDict):
    """A row of ka10017, 상하한가요청."""

    stk_cd: str | None  # 종목코드
    stk_infr: str | None  # 종목정보
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    pred_trde_qty: int | None  # 전일거래량
    sel_req: int | None  # 매도잔량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    buy_req: int | None  # 매수잔량
    cnt: int | None  # 횟수


class Ka10017(TypedDict):
    """The values of ka10017, 상하한가요청."""

    updown_pric: list[Ka10017Row]  # 상하한가


class Ka10018Row(TypedDict):
    """A row of ka10018, 고저가근접요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    tdy_high_pric: int | None  # 당일고가
    tdy_low_pric: int | None  # 당일저가


class Ka10018(TypedDict):
    """The values of ka10018, 고저가근접요청."""

    high_low_pric_alacc: list[Ka10018Row]  # 고저가근접


class Ka10019Row(TypedDict):
    """A row of ka10019, 가격급등락요청."""

    stk_cd: str | None  # 종목코드
    stk_cls: int | None  # 종목분류
    stk_nm: str | None  # 종목명
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    base_pric: int | None  # 기준가
    cur_prc: int | None  # 현재가
    base_pre: int | None  # 기준대비
    trde_qty: int | None  # 거래량
    jmp_rt: Decimal | None  # 급등률


class Ka10019(TypedDict):
    """The values of ka10019, 가격급등락요청."""

    pric_jmpflu: list[Ka10019Row]  # 가격급등락


class Ka10020Row(TypedDict):
    """A row of ka10020, 호가잔량상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    tot_sel_req: int | None  # 총매도잔량
    tot_buy_req: int | None  # 총매수잔량
    netprps_req: int | None  # 순매수잔량
    buy_rt: Decimal | None  # 매수비율


class Ka10020(TypedDict):
    """The values of ka10020, 호가잔량상위요청."""

    bid_req_upper: list[Ka10020Row]  # 호가잔량상위


class Ka10021Row(TypedDict):
    """A row of ka10021, 호가잔량급증요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    int: int | None  # 기준량
    now: int | None  # 현재
    sdnin_qty: int | None  # 급증수량
    sdnin_rt: Decimal | None  # 급증률
    tot_buy_qty: int | None  # 총매수량


class Ka10021(TypedDict):
    """The values of ka10021, 호가잔량급증요청."""

    bid_req_sdnin: list[Ka10021Row]  # 호가잔량급증


class Ka10022Row(TypedDict):
    """A row of ka10022, 잔량율급증요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    int: Decimal | None  # 기준률
    now_rt: Decimal | None  # 현재비율
    sdnin_rt: Decimal | None  # 급증률
    tot_sel_req: int | None  # 총매도잔량
    tot_buy_req: int | None  # 총매수잔량


class Ka10022(TypedDict):
    """The values of ka10022, 잔량율급증요청."""

    req_rt_sdnin: list[Ka10022Row]  # 잔량율급증


class Ka10023Row(TypedDict):
    """A row of ka10023, 거래량급증요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    prev_trde_qty: int | None  # 이전거래량
    now_trde_qty: int | None  # 현재거래량
    sdnin_qty: int | None  # 급증량
    sdnin_rt: Decimal | None  # 급증률


class Ka10023(TypedDict):
    """The values of ka10023, 거래량급증요청."""

    trde_qty_sdnin: list[Ka10023Row]  # 거래량급증


class Ka10024Row(TypedDict):
    """A row of ka10024, 거래량갱신요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    prev_trde_qty: int | None  # 이전거래량
    now_trde_qty: int | None  # 현재거래량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가


class Ka10024(TypedDict):
    """The values of ka10024, 거래량갱신요청."""

    trde_qty_updt: list[Ka10024Row]  # 거래량갱신


class Ka10025Row(TypedDict):
    """A row of ka10025, 매물대집중요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    now_trde_qty: int | None  # 현재거래량
    pric_strt: int | None  # 가격대시작
    pric_end: int | None  # 가격대끝
    prps_qty: int | None  # 매물량
    prps_rt: Decimal | None  # 매물비


class Ka10025(TypedDict):
    """The values of ka10025, 매물대집중요청."""

    prps_cnctr: list[Ka10025Row]  # 매물대집중


class Ka10026Row(TypedDict):
    """A row of ka10026, 고저PER요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    per: Decimal | None  # PER
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    now_trde_qty: int | None  # 현재거래량
    sel_bid: int | None  # 매도호가


class Ka10026(TypedDict):
    """The values of ka10026, 고저PER요청."""

    high_low_per: list[Ka10026Row]  # 고저PER


class Ka10027Row(TypedDict):
    """A row of ka10027, 전일대비등락률상위요청."""

    stk_cls: int | None  # 종목분류
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    sel_req: int | None  # 매도잔량
    buy_req: int | None  # 매수잔량
    now_trde_qty: int | None  # 현재거래량
    cntr_str: Decimal | None  # 체결강도
    cnt: int | None  # 횟수


class Ka10027(TypedDict):
    """The values of ka10027, 전일대비등락률상위요청."""

    pred_pre_flu_rt_upper: list[Ka10027Row]  # 전일대비등락률상위


class Ka10028Row(TypedDict):
    """A row of ka10028, 시가대비등락률요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    open_pric_pre: Decimal | None  # 시가대비
    now_trde_qty: int | None  # 현재거래량
    cntr_str: Decimal | None  # 체결강도


class Ka10028(TypedDict):
    """The values of ka10028, 시가대비등락률요청."""

    open_pric_pre_flu_rt: list[Ka10028Row]  # 시가대비등락률


class Ka10029Row(TypedDict):
    """A row of ka10029, 예상체결등락률상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    exp_cntr_pric: int | None  # 예상체결가
    base_pric: int | None  # 기준가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    exp_cntr_qty: int | None  # 예상체결량
    sel_req: int | None  # 매도잔량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    buy_req: int | None  # 매수잔량


class Ka10029(TypedDict):
    """The values of ka10029, 예상체결등락률상위요청."""

    exp_cntr_flu_rt_upper: list[Ka10029Row]  # 예상체결등락률상위


class Ka10030Row(TypedDict):
    """A row of ka10030, 당일거래량상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    pred_rt: Decimal | None  # 전일비
    trde_tern_rt: Decimal | None  # 거래회전율
    trde_amt: int | None  # 거래금액
    opmr_trde_qty: int | None  # 장중거래량
    opmr_pred_rt: Decimal | None  # 장중전일비
    opmr_trde_rt: Decimal | None  # 장중거래회전율
    opmr_trde_amt: int | None  # 장중거래금액
    af_mkrt_trde_qty: int | None  # 장후거래량
    af_mkrt_pred_rt: Decimal | None  # 장후전일비
    af_mkrt_trde_rt: Decimal | None  # 장후거래회전율
    af_mkrt_trde_amt: int | None  # 장후거래금액
    bf_mkrt_trde_qty: int | None  # 장전거래량
    bf_mkrt_pred_rt: Decimal | None  # 장전전일비
    bf_mkrt_trde_rt: Decimal | None  # 장전거래회전율
    bf_mkrt_trde_amt: int | None  # 장전거래금액


class Ka10030(TypedDict):
    """The values of ka10030, 당일거래량상위요청."""

    tdy_trde_qty_upper: list[Ka10030Row]  # 당일거래량상위


class Ka10031Row(TypedDict):
    """A row of ka10031, 전일거래량상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량


class Ka10031(TypedDict):
    """The values of ka10031, 전일거래량상위요청."""

    pred_trde_qty_upper: list[Ka10031Row]  # 전일거래량상위


class Ka10032Row(TypedDict):
    """A row of ka10032, 거래대금상위요청."""

    stk_cd: str | None  # 종목코드
    now_rank: int | None  # 현재순위
    pred_rank: int | None  # 전일순위
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    now_trde_qty: int | None  # 현재거래량
    pred_trde_qty: int | None  # 전일거래량
    trde_prica: int | None  # 거래대금


class Ka10032(TypedDict):
    """The values of ka10032, 거래대금상위요청."""

    trde_prica_upper: list[Ka10032Row]  # 거래대금상위


class Ka10033Row(TypedDict):
    """A row of ka10033, 신용비율상위요청."""

    stk_infr: int | None  # 종목정보
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    crd_rt: Decimal | None  # 신용비율
    sel_req: int | None  # 매도잔량
    buy_req: int | None  # 매수잔량
    now_trde_qty: int | None  # 현재거래량


class Ka10033(TypedDict):
    """The values of ka10033, 신용비율상위요청."""

    crd_rt_upper: list[Ka10033Row]  # 신용비율상위


class Ka10034Row(TypedDict):
    """A row of ka10034, 외인기간별매매상위요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    trde_qty: int | None  # 거래량
    netprps_qty: int | None  # 순매수량
    gain_pos_stkcnt: int | None  # 취득가능주식수


class Ka10034(TypedDict):
    """The values of ka10034, 외인기간별매매상위요청."""

    for_dt_trde_upper: list[Ka10034Row]  # 외인기간별매매상위


class Ka10035Row(TypedDict):
    """A row of ka10035, 외인연속순매매상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    dm1: int | None  # D-1
    dm2: int | None  # D-2
    dm3: int | None  # D-3
    tot: int | None  # 합계
    limit_exh_rt: Decimal | None  # 한도소진율
    pred_pre_1: str | None  # 전일대비1
    pred_pre_2: str | None  # 전일대비2
    pred_pre_3: str | None  # 전일대비3


class Ka10035(TypedDict):
    """The values of ka10035, 외인연속순매매상위요청."""

    for_cont_nettrde_upper: list[Ka10035Row]  # 외인연속순매매상위


class Ka10036Row(TypedDict):
    """A row of ka10036, 외인한도소진율증가상위."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    poss_stkcnt: int | None  # 보유주식수
    gain_pos_stkcnt: int | None  # 취득가능주식수
    base_limit_exh_rt: Decimal | None  # 기준한도소진율
    limit_exh_rt: Decimal | None  # 한도소진율
    exh_rt_incrs: Decimal | None  # 소진율증가


class Ka10036(TypedDict):
    """The values of ka10036, 외인한도소진율증가상위."""

    for_limit_exh_rt_incrs_upper: list[Ka10036Row]  # 외인한도소진율증가상위


class Ka10037Row(TypedDict):
    """A row of ka10037, 외국계창구매매상위요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    sel_trde_qty: int | None  # 매도거래량
    buy_trde_qty: int | None  # 매수거래량
    netprps_trde_qty: int | None  # 순매수거래량
    netprps_prica: int | None  # 순매수대금
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금


class Ka10037(TypedDict):
    """The values of ka10037, 외국계창구매매상위요청."""

    frgn_wicket_trde_upper: list[Ka10037Row]  # 외국계창구매매상위


class Ka10038Row(TypedDict):
    """A row of ka10038, 종목별증권사순위요청."""

    rank: int | None  # 순위
    mmcm_nm: str | None  # 회원사명
    buy_qty: int | None  # 매수수량
    sell_qty: int | None  # 매도수량
    acc_netprps_qty: int | None  # 누적순매수수량


class Ka10038(TypedDict):
    """The values of ka10038, 종목별증권사순위요청."""

    rank_1: int | None  # 기간별 누적 매수량
    rank_2: int | None  # 기간별 누적 매도량
    rank_3: int | None  # 기간별 누적 순매수
    prid_trde_qty: int | None  # 기간중거래량
    stk_sec_rank: list[Ka10038Row]  # 종목별증권사순위


class Ka10039Row(TypedDict):
    """A row of ka10039, 증권사별매매상위요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    prid_stkpc_flu: int | None  # 기간중주가등락
    flu_rt: Decimal | None  # 등락율
    prid_trde_qty: int | None  # 기간중거래량
    netprps: int | None  # 순매수
    buy_trde_qty: int | None  # 매수거래량
    sel_trde_qty: int | None  # 매도거래량
    netprps_amt: int | None  # 순매수금액
    buy_amt: int | None  # 매수금액
    sell_amt: int | None  # 매도금액


class Ka10039(TypedDict):
    """The values of ka10039, 증권사별매매상위요청."""

    sec_trde_upper: list[Ka10039Row]  # 증권사별매매상위


class Ka10040Row(TypedDict):
    """A row of ka10040, 당일주요거래원요청."""

    sel_scesn_tm: datetime.time | None  # 매도이탈시간
    sell_qty: int | None  # 매도수량
    sel_upper_scesn_ori: str | None  # 매도상위이탈원
    buy_scesn_tm: datetime.time | None  # 매수이탈시간
    buy_qty: int | None  # 매수수량
    buy_upper_scesn_ori: str | None  # 매수상위이탈원
    qry_dt: str | None  # 조회일자
    qry_tm: str | None  # 조회시간


class Ka10040(TypedDict):
    """The values of ka10040, 당일주요거래원요청."""

    sel_trde_ori_irds_1: int | None  # 매도거래원별증감1
    sel_trde_ori_qty_1: int | None  # 매도거래원수량1
    sel_trde_ori_1: str | None  # 매도거래원1
    sel_trde_ori_cd_1: str | None  # 매도거래원코드1
    buy_trde_ori_1: str | None  # 매수거래원1
    buy_trde_ori_cd_1: str | None  # 매수거래원코드1
    buy_trde_ori_qty_1: int | None  # 매수거래원수량1
    buy_trde_ori_irds_1: int | None  # 매수거래원별증감1
    sel_trde_ori_irds_2: int | None  # 매도거래원별증감2
    sel_trde_ori_qty_2: int | None  # 매도거래원수량2
    sel_trde_ori_2: str | None  # 매도거래원2
    sel_trde_ori_cd_2: str | None  # 매도거래원코드2
    buy_trde_ori_2: str | None  # 매수거래원2
    buy_trde_ori_cd_2: str | None  # 매수거래원코드2
    buy_trde_ori_qty_2: int | None  # 매수거래원수량2
    buy_trde_ori_irds_2: int | None  # 매수거래원별증감2
    sel_trde_ori_irds_3: int | None  # 매도거래원별증감3
    sel_trde_ori_qty_3: int | None  # 매도거래원수량3
    sel_trde_ori_3: str | None  # 매도거래원3
    sel_trde_ori_cd_3: str | None  # 매도거래원코드3
    buy_trde_ori_3: str | None  # 매수거래원3
    buy_trde_ori_cd_3: str | None  # 매수거래원코드3
    buy_trde_ori_qty_3: int | None  # 매수거래원수량3
    buy_trde_ori_irds_3: int | None  # 매수거래원별증감3
    sel_trde_ori_irds_4: int | None  # 매도거래원별증감4
    sel_trde_ori_qty_4: int | None  # 매도거래원수량4
    sel_trde_ori_4: str | None  # 매도거래원4
    sel_trde_ori_cd_4: str | None  # 매도거래원코드4
    buy_trde_ori_4: str | None  # 매수거래원4
    buy_trde_ori_cd_4: str | None  # 매수거래원코드4
    buy_trde_ori_qty_4: int | None  # 매수거래원수량4
    buy_trde_ori_irds_4: int | None  # 매수거래원별증감4
    sel_trde_ori_irds_5: int | None  # 매도거래원별증감5
    sel_trde_ori_qty_5: int | None  # 매도거래원수량5
    sel_trde_ori_5: str | None  # 매도거래원5
    sel_trde_ori_cd_5: str | None  # 매도거래원코드5
    buy_trde_ori_5: str | None  # 매수거래원5
    buy_trde_ori_cd_5: str | None  # 매수거래원코드5
    buy_trde_ori_qty_5: int | None  # 매수거래원수량5
    buy_trde_ori_irds_5: int | None  # 매수거래원별증감5
    frgn_sel_prsm_sum_chang: int | None  # 외국계매도추정합변동
    frgn_sel_prsm_sum: int | None  # 외국계매도추정합
    frgn_buy_prsm_sum: int | None  # 외국계매수추정합
    frgn_buy_prsm_sum_chang: int | None  # 외국계매수추정합변동
    tdy_main_trde_ori: list[Ka10040Row]  # 당일주요거래원


class Ka10042Row(TypedDict):
    """A row of ka10042, 순매수거래원순위요청."""

    rank: int | None  # 순위
    mmcm_cd: str | None  # 회원사코드
    mmcm_nm: str | None  # 회원사명


class Ka10042(TypedDict):
    """The values of ka10042, 순매수거래원순위요청."""

    netprps_trde_ori_rank: list[Ka10042Row]  # 순매수거래원순위


class Ka10043Row(TypedDict):
    """A row of ka10043, 거래원매물대분석요청."""

    dt: datetime.date | None  # 일자
    close_pric: int | None  # 종가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    sel_qty: int | None  # 매도량
    buy_qty: int | None  # 매수량
    netprps_qty: int | None  # 순매수수량
    trde_qty_sum: int | None  # 거래량합
    trde_wght: Decimal | None  # 거래비중


class Ka10043(TypedDict):
    """The values of ka10043, 거래원매물대분석요청."""

    trde_ori_prps_anly: list[Ka10043Row]  # 거래원매물대분석


class Ka10044Row(TypedDict):
    """A row of ka10044, 일별기관매매종목요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    netprps_qty: int | None  # 순매수수량
    netprps_amt: int | None  # 순매수금액


class Ka10044(TypedDict):
    """The values of ka10044, 일별기관매매종목요청."""

    daly_orgn_trde_stk: list[Ka10044Row]  # 일별기관매매종목


class Ka10045Row(TypedDict):
    """A row of ka10045, 종목별기관매매추이요청."""

    dt: datetime.date | None  # 일자
    close_pric: int | None  # 종가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    orgn_dt_acc: Decimal | None  # 기관기간누적
    orgn_daly_nettrde_qty: int | None  # 기관일별순매매수량
    for_dt_acc: Decimal | None  # 외인기간누적
    for_daly_nettrde_qty: int | None  # 외인일별순매매수량
    limit_exh_rt: Decimal | None  # 한도소진율


class Ka10045(TypedDict):
    """The values of ka10045, 종목별기관매매추이요청."""

    orgn_prsm_avg_pric: int | None  # 기관추정평균가
    for_prsm_avg_pric: int | None  # 외인추정평균가
    stk_orgn_trde_trnsn: list[Ka10045Row]  # 종목별기관매매추이


class Ka10046Row(TypedDict):
    """A row of ka10046, 체결강도추이시간별요청."""

    cntr_tm: datetime.time | None  # 체결시간
    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    acc_trde_prica: int | None  # 누적거래대금
    acc_trde_qty: int | None  # 누적거래량
    cntr_str: Decimal | None  # 체결강도
    cntr_str_5min: Decimal | None  # 체결강도5분
    cntr_str_20min: Decimal | None  # 체결강도20분
    cntr_str_60min: Decimal | None  # 체결강도60분
    stex_tp: str | None  # 거래소구분


class Ka10046(TypedDict):
    """The values of ka10046, 체결강도추이시간별요청."""

    cntr_str_tm: list[Ka10046Row]  # 체결강도시간별


class Ka10047Row(TypedDict):
    """A row of ka10047, 체결강도추이일별요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    acc_trde_prica: int | None  # 누적거래대금
    acc_trde_qty: int | None  # 누적거래량
    cntr_str: Decimal | None  # 체결강도
    cntr_str_5min: Decimal | None  # 체결강도5일
    cntr_str_20min: Decimal | None  # 체결강도20일
    cntr_str_60min: Decimal | None  # 체결강도60일


class Ka10047(TypedDict):
    """The values of ka10047, 체결강도추이일별요청."""

    cntr_str_daly: list[Ka10047Row]  # 체결강도일별


class Ka10048Row(TypedDict):
    """A row of ka10048, ELW일별민감도지표요청."""

    dt: datetime.date | None  # 일자
    iv: Decimal | None  # IV
    delta: int | None  # 델타
    gam: int | None  # 감마
    theta: int | None  # 쎄타
    vega: int | None  # 베가
    law: int | None  # 로
    lp: Decimal | None  # LP


class Ka10048(TypedDict):
    """The values of ka10048, ELW일별민감도지표요청."""

    elwdaly_snst_ix: list[Ka10048Row]  # ELW일별민감도지표


class Ka10050Row(TypedDict):
    """A row of ka10050, ELW민감도지표요청."""

    cntr_tm: datetime.time | None  # 체결시간
    cur_prc: int | None  # 현재가
    elwtheory_pric: Decimal | None  # ELW이론가
    iv: Decimal | None  # IV
    delta: int | None  # 델타
    gam: int | None  # 감마
    theta: int | None  # 쎄타
    vega: int | None  # 베가
    law: int | None  # 로
    lp: Decimal | None  # LP


class Ka10050(TypedDict):
    """The values of ka10050, ELW민감도지표요청."""

    elwsnst_ix_array: list[Ka10050Row]  # ELW민감도지표배열


class Ka10051Row(TypedDict):
    """A row of ka10051, 업종별투자자순매수요청."""

    inds_cd: str | None  # 업종코드
    inds_nm: str | None  # 업종명
    cur_prc: int | None  # 현재가
    pre_smbol: str | None  # 대비부호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    sc_netprps: int | None  # 증권순매수
    insrnc_netprps: int | None  # 보험순매수
    invtrt_netprps: int | None  # 투신순매수
    bank_netprps: int | None  # 은행순매수
    jnsinkm_netprps: int | None  # 종신금순매수
    endw_netprps: int | None  # 기금순매수
    etc_corp_netprps: int | None  # 기타법인순매수
    ind_netprps: int | None  # 개인순매수
    frgnr_netprps: int | None  # 외국인순매수
    native_trmt_frgnr_netprps: int | None  # 내국인대우외국인순매수
    natn_netprps: int | None  # 국가순매수
    samo_fund_netprps: int | None  # 사모펀드순매수
    orgn_netprps: int | None  # 기관계순매수


class Ka10051(TypedDict):
    """The values of ka10051, 업종별투자자순매수요청."""

    inds_netprps: list[Ka10051Row]  # 업종별순매수


class Ka10052Row(TypedDict):
    """A row of ka10052, 거래원순간거래량요청."""

    tm: datetime.time | None  # 시간
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    trde_ori_nm: str | None  # 거래원명
    tp: str | None  # 구분
    mont_trde_qty: int | None  # 순간거래량
    acc_netprps: int | None  # 누적순매수
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율


class Ka10052(TypedDict):
    """The values of ka10052, 거래원순간거래량요청."""

    trde_ori_mont_trde_qty: list[Ka10052Row]  # 거래원순간거래량


class Ka10053Row(TypedDict):
    """A row of ka10053, 당일상위이탈원요청."""

    sel_scesn_tm: datetime.time | None  # 매도이탈시간
    sell_qty: int | None  # 매도수량
    sel_upper_scesn_ori: str | None  # 매도상위이탈원
    buy_scesn_tm: datetime.time | None  # 매수이탈시간
    buy_qty: int | None  # 매수수량
    buy_upper_scesn_ori: str | None  # 매수상위이탈원
    qry_dt: str | None  # 조회일자
    qry_tm: str | None  # 조회시간


class Ka10053(TypedDict):
    """The values of ka10053, 당일상위이탈원요청."""

    tdy_upper_scesn_ori: list[Ka10053Row]  # 당일상위이탈원


class Ka10054Row(TypedDict):
    """A row of ka10054, 변동성완화장치발동종목요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    acc_trde_qty: int | None  # 누적거래량
    motn_pric: int | None  # 발동가격
    dynm_dispty_rt: Decimal | None  # 동적괴리율
    trde_cntr_proc_time: datetime.time | None  # 매매체결처리시각
    virelis_time: datetime.time | None  # VI해제시각
    viaplc_tp: str | None  # VI적용구분
    dynm_stdpc: int | None  # 동적기준가격
    static_stdpc: int | None  # 정적기준가격
    static_dispty_rt: Decimal | None  # 정적괴리율
    open_pric_pre_flu_rt: Decimal | None  # 시가대비등락률
    vimotn_cnt: int | None  # VI발동횟수
    stex_tp: str | None  # 거래소구분


class Ka10054(TypedDict):
    """The values of ka10054, 변동성완화장치발동종목요청."""

    motn_stk: list[Ka10054Row]  # 발동종목


class Ka10055Row(TypedDict):
    """A row of ka10055, 당일전일체결량요청."""

    cntr_tm: datetime.time | None  # 체결시간
    cntr_pric: int | None  # 체결가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    cntr_qty: int | None  # 체결량
    acc_trde_qty: int | None  # 누적거래량
    acc_trde_prica: int | None  # 누적거래대금


class Ka10055(TypedDict):
    """The values of ka10055, 당일전일체결량요청."""

    tdy_pred_cntr_qty: list[Ka10055Row]  # 당일전일체결량


class Ka10058Row(TypedDict):
    """A row of ka10058, 투자자별일별매매종목요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    netslmt_qty: int | None  # 순매도수량
    netslmt_amt: int | None  # 순매도금액
    prsm_avg_pric: int | None  # 추정평균가
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    avg_pric_pre: int | None  # 평균가대비
    pre_rt: Decimal | None  # 대비율
    dt_trde_qty: int | None  # 기간거래량


class Ka10058(TypedDict):
    """The values of ka10058, 투자자별일별매매종목요청."""

    invsr_daly_trde_stk: list[Ka10058Row]  # 투자자별일별매매종목


class Ka10059Row(TypedDict):
    """A row of ka10059, 종목별투자자기관별요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: int | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    acc_trde_prica: int | None  # 누적거래대금
    ind_invsr: int | None  # 개인투자자
    frgnr_invsr: int | None  # 외국인투자자
    orgn: int | None  # 기관계
    fnnc_invt: int | None  # 금융투자
    insrnc: int | None  # 보험
    invtrt: int | None  # 투신
    etc_fnnc: int | None  # 기타금융
    bank: int | None  # 은행
    penfnd_etc: int | None  # 연기금등
    samo_fund: int | None  # 사모펀드
    natn: int | None  # 국가
    etc_corp: int | None  # 기타법인
    natfor: int | None  # 내외국인


class Ka10059(TypedDict):
    """The values of ka10059, 종목별투자자기관별요청."""

    stk_invsr_orgn: list[Ka10059Row]  # 종목별투자자기관별


class Ka10060Row(TypedDict):
    """A row of ka10060, 종목별투자자기관별차트요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    acc_trde_prica: int | None  # 누적거래대금
    ind_invsr: int | None  # 개인투자자
    frgnr_invsr: int | None  # 외국인투자자
    orgn: int | None  # 기관계
    fnnc_invt: int | None  # 금융투자
    insrnc: int | None  # 보험
    invtrt: int | None  # 투신
    etc_fnnc: int | None  # 기타금융
    bank: int | None  # 은행
    penfnd_etc: int | None  # 연기금등
    samo_fund: int | None  # 사모펀드
    natn: int | None  # 국가
    etc_corp: int | None  # 기타법인
    natfor: int | None  # 내외국인


class Ka10060(TypedDict):
    """The values of ka10060, 종목별투자자기관별차트요청."""

    stk_invsr_orgn_chart: list[Ka10060Row]  # 종목별투자자기관별차트


class Ka10061Row(TypedDict):
    """A row of ka10061, 종목별투자자기관별합계요청."""

    ind_invsr: int | None  # 개인투자자
    frgnr_invsr: int | None  # 외국인투자자
    orgn: int | None  # 기관계
    fnnc_invt: int | None  # 금융투자
    insrnc: int | None  # 보험
    invtrt: int | None  # 투신
    etc_fnnc: int | None  # 기타금융
    bank: int | None  # 은행
    penfnd_etc: int | None  # 연기금등
    samo_fund: int | None  # 사모펀드
    natn: int | None  # 국가
    etc_corp: int | None  # 기타법인
    natfor: int | None  # 내외국인


class Ka10061(TypedDict):
    """The values of ka10061, 종목별투자자기관별합계요청."""

    stk_invsr_orgn_tot: list[Ka10061Row]  # 종목별투자자기관별합계


class Ka10062Row(TypedDict):
    """A row of ka10062, 동일순매매순위요청."""

    stk_cd: str | None  # 종목코드
    rank: int | None  # 순위
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    orgn_nettrde_qty: int | None  # 기관순매매수량
    orgn_nettrde_amt: int | None  # 기관순매매금액
    orgn_nettrde_avg_pric: int | None  # 기관순매매평균가
    for_nettrde_qty: int | None  # 외인순매매수량
    for_nettrde_amt: int | None  # 외인순매매금액
    for_nettrde_avg_pric: int | None  # 외인순매매평균가
    nettrde_qty: int | None  # 순매매수량
    nettrde_amt: int | None  # 순매매금액


class Ka10062(TypedDict):
    """The values of ka10062, 동일순매매순위요청."""

    eql_nettrde_rank: list[Ka10062Row]  # 동일순매매순위


class Ka10063Row(TypedDict):
    """A row of ka10063, 장중투자자별매매요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    netprps_amt: int | None  # 순매수금액
    prev_netprps_amt: int | None  # 이전순매수금액
    buy_amt: int | None  # 매수금액
    netprps_amt_irds: int | None  # 순매수금액증감
    buy_amt_irds: int | None  # 매수금액증감
    sell_amt: int | None  # 매도금액
    sell_amt_irds: int | None  # 매도금액증감
    netprps_qty: int | None  # 순매수수량
    prev_pot_netprps_qty: int | None  # 이전시점순매수수량
    netprps_irds: int | None  # 순매수증감
    buy_qty: int | None  # 매수수량
    buy_qty_irds: int | None  # 매수수량증감
    sell_qty: int | None  # 매도수량
    sell_qty_irds: int | None  # 매도수량증감


class Ka10063(TypedDict):
    """The values of ka10063, 장중투자자별매매요청."""

    opmr_invsr_trde: list[Ka10063Row]  # 장중투자자별매매


class Ka10064Row(TypedDict):
    """A row of ka10064, 장중투자자별매매차트요청."""

    tm: datetime.time | None  # 시간
    frgnr_invsr: int | None  # 외국인투자자
    orgn: int | None  # 기관계
    invtrt: int | None  # 투신
    insrnc: int | None  # 보험
    bank: int | None  # 은행
    penfnd_etc: int | None  # 연기금등
    etc_corp: int | None  # 기타법인
    natn: int | None  # 국가


class Ka10064(TypedDict):
    """The values of ka10064, 장중투자자별매매차트요청."""

    opmr_invsr_trde_chart: list[Ka10064Row]  # 장중투자자별매매차트


class Ka10065Row(TypedDict):
    """A row of ka10065, 장중투자자별매매상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    sel_qty: int | None  # 매도금액/매도량
    buy_qty: int | None  # 매수금액/매수량
    netslmt: int | None  # 순매수/순매도


class Ka10065(TypedDict):
    """The values of ka10065, 장중투자자별매매상위요청."""

    opmr_invsr_trde_upper: list[Ka10065Row]  # 장중투자자별매매상위


class Ka10066Row(TypedDict):
    """A row of ka10066, 장마감후투자자별매매요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    ind_invsr: int | None  # 개인투자자
    frgnr_invsr: int | None  # 외국인투자자
    orgn: int | None  # 기관계
    fnnc_invt: int | None  # 금융투자
    insrnc: int | None  # 보험
    invtrt: int | None  # 투신
    etc_fnnc: int | None  # 기타금융
    bank: int | None  # 은행
    penfnd_etc: int | None  # 연기금등
    samo_fund: int | None  # 사모펀드
    natn: int | None  # 국가
    etc_corp: int | None  # 기타법인


class Ka10066(TypedDict):
    """The values of ka10066, 장마감후투자자별매매요청."""

    opaf_invsr_trde: list[Ka10066Row]  # 장중투자자별매매차트


class Ka10068Row(TypedDict):
    """A row of ka10068, 대차거래추이요청."""

    dt: datetime.date | None  # 일자
    dbrt_trde_cntrcnt: int | None  # 대차거래체결주수
    dbrt_trde_rpy: int | None  # 대차거래상환주수
    dbrt_trde_irds: int | None  # 대차거래증감
    rmnd: int | None  # 잔고주수
    remn_amt: int | None  # 잔고금액


class Ka10068(TypedDict):
    """The values of ka10068, 대차거래추이요청."""

    dbrt_trde_trnsn: list[Ka10068Row]  # 대차거래추이


class Ka10069Row(TypedDict):
    """A row of ka10069, 대차거래상위10종목요청."""

    stk_nm: str | None  # 종목명
    stk_cd: str | None  # 종목코드
    dbrt_trde_cntrcnt: int | None  # 대차거래체결주수
    dbrt_trde_rpy: int | None  # 대차거래상환주수
    rmnd: int | None  # 잔고주수
    remn_amt: int | None  # 잔고금액


class Ka10069(TypedDict):
    """The values of ka10069, 대차거래상위10종목요청."""

    dbrt_trde_cntrcnt_sum: int | None  # 대차거래체결주수합
    dbrt_trde_rpy_sum: int | None  # 대차거래상환주수합
    rmnd_sum: int | None  # 잔고주수합
    remn_amt_sum: int | None  # 잔고금액합
    dbrt_trde_cntrcnt_rt: Decimal | None  # 대차거래체결주수비율
    dbrt_trde_rpy_rt: Decimal | None  # 대차거래상환주수비율
    rmnd_rt: Decimal | None  # 잔고주수비율
    remn_amt_rt: Decimal | None  # 잔고금액비율
    dbrt_trde_upper_10stk: list[Ka10069Row]  # 대차거래상위10종목


class Ka10072Row(TypedDict):
    """A row of ka10072, 일자별종목별실현손익요청_일자."""

    stk_nm: str | None  # 종목명
    cntr_qty: int | None  # 체결량
    buy_uv: Decimal | None  # 매입단가
    cntr_pric: int | None  # 체결가
    tdy_sel_pl: Decimal | None  # 당일매도손익
    pl_rt: Decimal | None  # 손익율
    stk_cd: str | None  # 종목코드
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    wthd_alowa: int | None  # 인출가능금액
    loan_dt: datetime.date | None  # 대출일
    crd_tp: str | None  # 신용구분
    stk_cd_1: str | None  # 종목코드1
    tdy_sel_pl_1: Decimal | None  # 당일매도손익1


class Ka10072(TypedDict):
    """The values of ka10072, 일자별종목별실현손익요청_일자."""

    dt_stk_div_rlzt_pl: list[Ka10072Row]  # 일자별종목별실현손익


class Ka10073Row(TypedDict):
    """A row of ka10073, 일자별종목별실현손익요청_기간."""

    dt: datetime.date | None  # 일자
    tdy_htssel_cmsn: int | None  # 당일hts매도수수료
    stk_nm: str | None  # 종목명
    cntr_qty: int | None  # 체결량
    buy_uv: Decimal | None  # 매입단가
    cntr_pric: int | None  # 체결가
    tdy_sel_pl: Decimal | None  # 당일매도손익
    pl_rt: Decimal | None  # 손익율
    stk_cd: str | None  # 종목코드
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    wthd_alowa: int | None  # 인출가능금액
    loan_dt: datetime.date | None  # 대출일
    crd_tp: str | None  # 신용구분


class Ka10073(TypedDict):
    """The values of ka10073, 일자별종목별실현손익요청_기간."""

    dt_stk_rlzt_pl: list[Ka10073Row]  # 일자별종목별실현손익


class Ka10074Row(TypedDict):
    """A row of ka10074, 일자별실현손익요청."""

    dt: datetime.date | None  # 일자
    buy_amt: int | None  # 매수금액
    sell_amt: int | None  # 매도금액
    tdy_sel_pl: int | None  # 당일매도손익
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금


class Ka10074(TypedDict):
    """The values of ka10074, 일자별실현손익요청."""

    tot_buy_amt: int | None  # 총매수금액
    tot_sell_amt: int | None  # 총매도금액
    rlzt_pl: int | None  # 실현손익
    trde_cmsn: int | None  # 매매수수료
    trde_tax: int | None  # 매매세금
    dt_rlzt_pl: list[Ka10074Row]  # 일자별실현손익


class Ka10075Row(TypedDict):
    """A row of ka10075, 미체결요청."""

    acnt_no: str | None  # 계좌번호
    ord_no: str | None  # 주문번호
    mang_empno: str | None  # 관리사번
    stk_cd: str | None  # 종목코드
    tsk_tp: str | None  # 업무구분
    ord_stt: str | None  # 주문상태
    stk_nm: str | None  # 종목명
    ord_qty: int | None  # 주문수량
    ord_pric: int | None  # 주문가격
    oso_qty: int | None  # 미체결수량
    cntr_tot_amt: int | None  # 체결누계금액
    orig_ord_no: str | None  # 원주문번호
    io_tp_nm: str | None  # 주문구분
    trde_tp: str | None  # 매매구분
    tm: datetime.time | None  # 시간
    cntr_no: str | None  # 체결번호
    cntr_pric: int | None  # 체결가
    cntr_qty: int | None  # 체결량
    cur_prc: int | None  # 현재가
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    unit_cntr_pric: int | None  # 단위체결가
    unit_cntr_qty: int | None  # 단위체결량
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    ind_invsr: int | None  # 개인투자자
    stex_tp: str | None  # 거래소구분
    stex_tp_txt: str | None  # 거래소구분텍스트
    sor_yn: str | None  # SOR 여부값
    stop_pric: int | None  # 스톱가


class Ka10075(TypedDict):
    """The values of ka10075, 미체결요청."""

    oso: list[Ka10075Row]  # 미체결


class Ka10076Row(TypedDict):
    """A row of ka10076, 체결요청."""

    ord_no: str | None  # 주문번호
    stk_nm: str | None  # 종목명
    io_tp_nm: str | None  # 주문구분
    ord_pric: int | None  # 주문가격
    ord_qty: int | None  # 주문수량
    cntr_pric: int | None  # 체결가
    cntr_qty: int | None  # 체결량
    oso_qty: int | None  # 미체결수량
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    ord_stt: str | None  # 주문상태
    trde_tp: str | None  # 매매구분
    orig_ord_no: str | None  # 원주문번호
    ord_tm: datetime.time | None  # 주문시간
    stk_cd: str | None  # 종목코드
    stex_tp: str | None  # 거래소구분
    stex_tp_txt: str | None  # 거래소구분텍스트
    sor_yn: str | None  # SOR 여부값
    stop_pric: int | None  # 스톱가


class Ka10076(TypedDict):
    """The values of ka10076, 체결요청."""

    cntr: list[Ka10076Row]  # 체결


class Ka10077Row(TypedDict):
    """A row of ka10077, 당일실현손익상세요청."""

    stk_nm: str | None  # 종목명
    cntr_qty: int | None  # 체결량
    buy_uv: Decimal | None  # 매입단가
    cntr_pric: int | None  # 체결가
    tdy_sel_pl: Decimal | None  # 당일매도손익
    pl_rt: Decimal | None  # 손익율
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    stk_cd: str | None  # 종목코드


class Ka10077(TypedDict):
    """The values of ka10077, 당일실현손익상세요청."""

    tdy_rlzt_pl: int | None  # 당일실현손익
    tdy_rlzt_pl_dtl: list[Ka10077Row]  # 당일실현손익상세


class Ka10078Row(TypedDict):
    """A row of ka10078, 증권사별종목매매동향요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    netprps_qty: int | None  # 순매수수량
    buy_qty: int | None  # 매수수량
    sell_qty: int | None  # 매도수량


class Ka10078(TypedDict):
    """The values of ka10078, 증권사별종목매매동향요청."""

    sec_stk_trde_trend: list[Ka10078Row]  # 증권사별종목매매동향


class Ka10079Row(TypedDict):
    """A row of ka10079, 주식틱차트조회요청."""

    cur_prc: int | None  # 현재가
    trde_qty: int | None  # 거래량
    cntr_tm: datetime.datetime | None  # 체결시간
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비 기호


class Ka10079(TypedDict):
    """The values of ka10079, 주식틱차트조회요청."""

    stk_cd: str | None  # 종목코드
    last_tic_cnt: str | None  # 마지막틱갯수
    stk_tic_chart_qry: list[Ka10079Row]  # 주식틱차트조회


class Ka10080Row(TypedDict):
    """A row of ka10080, 주식분봉차트조회요청."""

    cur_prc: int | None  # 현재가(종가)
    trde_qty: int | None  # 거래량
    cntr_tm: datetime.datetime | None  # 체결시간
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    acc_trde_qty: int | None  # 누적거래량
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비 기호


class Ka10080(TypedDict):
    """The values of ka10080, 주식분봉차트조회요청."""

    stk_cd: str | None  # 종목코드
    stk_min_pole_chart_qry: list[Ka10080Row]  # 주식분봉차트조회


class Ka10081Row(TypedDict):
    """A row of ka10081, 주식일봉차트조회요청."""

    cur_prc: int | None  # 현재가
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    dt: datetime.date | None  # 일자
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    trde_tern_rt: Decimal | None  # 거래회전율


class Ka10081(TypedDict):
    """The values of ka10081, 주식일봉차트조회요청."""

    stk_cd: str | None  # 종목코드
    stk_dt_pole_chart_qry: list[Ka10081Row]  # 주식일봉차트조회


class Ka10082Row(TypedDict):
    """A row of ka10082, 주식주봉차트조회요청."""

    cur_prc: int | None  # 현재가
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    dt: datetime.date | None  # 일자
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    trde_tern_rt: Decimal | None  # 거래회전율


class Ka10082(TypedDict):
    """The values of ka10082, 주식주봉차트조회요청."""

    stk_cd: str | None  # 종목코드
    stk_stk_pole_chart_qry: list[Ka10082Row]  # 주식주봉차트조회


class Ka10083Row(TypedDict):
    """A row of ka10083, 주식월봉차트조회요청."""

    cur_prc: int | None  # 현재가
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    dt: datetime.date | None  # 일자
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    trde_tern_rt: Decimal | None  # 거래회전율


class Ka10083(TypedDict):
    """The values of ka10083, 주식월봉차트조회요청."""

    stk_cd: str | None  # 종목코드
    stk_mth_pole_chart_qry: list[Ka10083Row]  # 주식월봉차트조회


class Ka10084Row(TypedDict):
    """A row of ka10084, 당일전일체결요청."""

    tm: datetime.time | None  # 시간
    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    pre_rt: Decimal | None  # 대비율
    pri_sel_bid_unit: int | None  # 우선매도호가단위
    pri_buy_bid_unit: int | None  # 우선매수호가단위
    cntr_trde_qty: int | None  # 체결거래량
    sign: str | None  # 전일대비기호
    acc_trde_qty: int | None  # 누적거래량
    acc_trde_prica: int | None  # 누적거래대금
    cntr_str: Decimal | None  # 체결강도
    stex_tp: str | None  # 거래소구분


class Ka10084(TypedDict):
    """The values of ka10084, 당일전일체결요청."""

    tdy_pred_cntr: list[Ka10084Row]  # 당일전일체결


class Ka10085Row(TypedDict):
    """A row of ka10085, 계좌수익률요청."""

    dt: datetime.date | None  # 일자
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pur_pric: int | None  # 매입가
    pur_amt: int | None  # 매입금액
    rmnd_qty: int | None  # 보유수량
    tdy_sel_pl: int | None  # 당일매도손익
    tdy_trde_cmsn: int | None  # 당일매매수수료
    tdy_trde_tax: int | None  # 당일매매세금
    crd_tp: str | None  # 신용구분
    loan_dt: int | None  # 대출일
    setl_remn: int | None  # 결제잔고
    clrn_alow_qty: int | None  # 청산가능수량
    crd_amt: int | None  # 신용금액
    crd_int: int | None  # 신용이자
    expr_dt: int | None  # 만기일


class Ka10085(TypedDict):
    """The values of ka10085, 계좌수익률요청."""

    acnt_prft_rt: list[Ka10085Row]  # 계좌수익률


class Ka10086Row(TypedDict):
    """A row of ka10086, 일별주가요청."""

    date: datetime.date | None  # 날짜
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    close_pric: int | None  # 종가
    pred_rt: int | None  # 전일비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    amt_mn: int | None  # 금액(백만)
    crd_rt: Decimal | None  # 신용비
    ind: int | None  # 개인
    orgn: int | None  # 기관
    for_qty: int | None  # 외인수량
    frgn: int | None  # 외국계
    prm: int | None  # 프로그램
    for_rt: Decimal | None  # 외인비
    for_poss: Decimal | None  # 외인보유
    for_wght: Decimal | None  # 외인비중
    for_netprps: int | None  # 외인순매수
    orgn_netprps: int | None  # 기관순매수
    ind_netprps: int | None  # 개인순매수
    crd_remn_rt: Decimal | None  # 신용잔고율


class Ka10086(TypedDict):
    """The values of ka10086, 일별주가요청."""

    daly_stkpc: list[Ka10086Row]  # 일별주가


class Ka10087(TypedDict):
    """The values of ka10087, 시간외단일가요청."""

    bid_req_base_tm: datetime.time | None  # 호가잔량기준시간
    ovt_sigpric_sel_bid_jub_pre_5: int | None  # 시간외단일가_매도호가직전대비5
    ovt_sigpric_sel_bid_jub_pre_4: int | None  # 시간외단일가_매도호가직전대비4
    ovt_sigpric_sel_bid_jub_pre_3: int | None  # 시간외단일가_매도호가직전대비3
    ovt_sigpric_sel_bid_jub_pre_2: int | None  # 시간외단일가_매도호가직전대비2
    ovt_sigpric_sel_bid_jub_pre_1: int | None  # 시간외단일가_매도호가직전대비1
    ovt_sigpric_sel_bid_qty_5: int | None  # 시간외단일가_매도호가수량5
    ovt_sigpric_sel_bid_qty_4: int | None  # 시간외단일가_매도호가수량4
    ovt_sigpric_sel_bid_qty_3: int | None  # 시간외단일가_매도호가수량3
    ovt_sigpric_sel_bid_qty_2: int | None  # 시간외단일가_매도호가수량2
    ovt_sigpric_sel_bid_qty_1: int | None  # 시간외단일가_매도호가수량1
    ovt_sigpric_sel_bid_5: int | None  # 시간외단일가_매도호가5
    ovt_sigpric_sel_bid_4: int | None  # 시간외단일가_매도호가4
    ovt_sigpric_sel_bid_3: int | None  # 시간외단일가_매도호가3
    ovt_sigpric_sel_bid_2: int | None  # 시간외단일가_매도호가2
    ovt_sigpric_sel_bid_1: int | None  # 시간외단일가_매도호가1
    ovt_sigpric_buy_bid_1: int | None  # 시간외단일가_매수호가1
    ovt_sigpric_buy_bid_2: int | None  # 시간외단일가_매수호가2
    ovt_sigpric_buy_bid_3: int | None  # 시간외단일가_매수호가3
    ovt_sigpric_buy_bid_4: int | None  # 시간외단일가_매수호가4
    ovt_sigpric_buy_bid_5: int | None  # 시간외단일가_매수호가5
    ovt_sigpric_buy_bid_qty_1: int | None  # 시간외단일가_매수호가수량1
    ovt_sigpric_buy_bid_qty_2: int | None  # 시간외단일가_매수호가수량2
    ovt_sigpric_buy_bid_qty_3: int | None  # 시간외단일가_매수호가수량3
    ovt_sigpric_buy_bid_qty_4: int | None  # 시간외단일가_매수호가수량4
    ovt_sigpric_buy_bid_qty_5: int | None  # 시간외단일가_매수호가수량5
    ovt_sigpric_buy_bid_jub_pre_1: int | None  # 시간외단일가_매수호가직전대비1
    ovt_sigpric_buy_bid_jub_pre_2: int | None  # 시간외단일가_매수호가직전대비2
    ovt_sigpric_buy_bid_jub_pre_3: int | None  # 시간외단일가_매수호가직전대비3
    ovt_sigpric_buy_bid_jub_pre_4: int | None  # 시간외단일가_매수호가직전대비4
    ovt_sigpric_buy_bid_jub_pre_5: int | None  # 시간외단일가_매수호가직전대비5
    ovt_sigpric_sel_bid_tot_req: int | None  # 시간외단일가_매도호가총잔량
    ovt_sigpric_buy_bid_tot_req: int | None  # 시간외단일가_매수호가총잔량
    sel_bid_tot_req_jub_pre: int | None  # 매도호가총잔량직전대비
    sel_bid_tot_req: int | None  # 매도호가총잔량
    buy_bid_tot_req: int | None  # 매수호가총잔량
    buy_bid_tot_req_jub_pre: int | None  # 매수호가총잔량직전대비
    ovt_sel_bid_tot_req_jub_pre: int | None  # 시간외매도호가총잔량직전대비
    ovt_sel_bid_tot_req: int | None  # 시간외매도호가총잔량
    ovt_buy_bid_tot_req: int | None  # 시간외매수호가총잔량
    ovt_buy_bid_tot_req_jub_pre: int | None  # 시간외매수호가총잔량직전대비
    ovt_sigpric_cur_prc: int | None  # 시간외단일가_현재가
    ovt_sigpric_pred_pre_sig: str | None  # 시간외단일가_전일대비기호
    ovt_sigpric_pred_pre: int | None  # 시간외단일가_전일대비
    ovt_sigpric_flu_rt: Decimal | None  # 시간외단일가_등락률
    ovt_sigpric_acc_trde_qty: int | None  # 시간외단일가_누적거래량


class Ka10088Row(TypedDict):
    """A row of ka10088, 미체결 분할주문 상세."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    ord_no: str | None  # 주문번호
    ord_qty: int | None  # 주문수량
    ord_pric: int | None  # 주문가격
    osop_qty: int | None  # 미체결수량
    io_tp_nm: str | None  # 주문구분
    trde_tp: str | None  # 매매구분
    sell_tp: int | None  # 매도/수 구분
    cntr_qty: int | None  # 체결량
    ord_stt: str | None  # 주문상태
    cur_prc: int | None  # 현재가
    stex_tp: str | None  # 거래소구분
    stex_tp_txt: str | None  # 거래소구분텍스트


class Ka10088(TypedDict):
    """The values of ka10088, 미체결 분할주문 상세."""

    osop: list[Ka10088Row]  # 미체결분할주문리스트


class Ka10094Row(TypedDict):
    """A row of ka10094, 주식년봉차트조회요청."""

    cur_prc: int | None  # 현재가
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    dt: datetime.date | None  # 일자
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가


class Ka10094(TypedDict):
    """The values of ka10094, 주식년봉차트조회요청."""

    stk_cd: str | None  # 종목코드
    stk_yr_pole_chart_qry: list[Ka10094Row]  # 주식년봉차트조회


class Ka10095Row(TypedDict):
    """A row of ka10095, 지정종목 정보요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    base_pric: int | None  # 기준가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비기호
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    cntr_qty: int | None  # 체결량
    cntr_str: Decimal | None  # 체결강도
    pred_trde_qty_pre: Decimal | None  # 전일거래량대비
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    sel_1th_bid: int | None  # 매도1차호가
    sel_2th_bid: int | None  # 매도2차호가
    sel_3th_bid: int | None  # 매도3차호가
    sel_4th_bid: int | None  # 매도4차호가
    sel_5th_bid: int | None  # 매도5차호가
    buy_1th_bid: int | None  # 매수1차호가
    buy_2th_bid: int | None  # 매수2차호가
    buy_3th_bid: int | None  # 매수3차호가
    buy_4th_bid: int | None  # 매수4차호가
    buy_5th_bid: int | None  # 매수5차호가
    upl_pric: int | None  # 상한가
    lst_pric: int | None  # 하한가
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    close_pric: int | None  # 종가
    cntr_tm: datetime.time | None  # 체결시간
    exp_cntr_pric: int | None  # 예상체결가
    exp_cntr_qty: int | None  # 예상체결량
    cap: int | None  # 자본금
    fav: int | None  # 액면가
    mac: int | None  # 시가총액
    stkcnt: int | None  # 주식수
    bid_tm: datetime.time | None  # 호가시간
    dt: datetime.date | None  # 일자
    pri_sel_req: int | None  # 우선매도잔량
    pri_buy_req: int | None  # 우선매수잔량
    pri_sel_cnt: int | None  # 우선매도건수
    pri_buy_cnt: int | None  # 우선매수건수
    tot_sel_req: int | None  # 총매도잔량
    tot_buy_req: int | None  # 총매수잔량
    tot_sel_cnt: int | None  # 총매도건수
    tot_buy_cnt: int | None  # 총매수건수
    prty: Decimal | None  # 패리티
    gear: Decimal | None  # 기어링
    pl_qutr: Decimal | None  # 손익분기
    cap_support: Decimal | None  # 자본지지
    elwexec_pric: int | None  # ELW행사가
    cnvt_rt: Decimal | None  # 전환비율
    elwexpr_dt: int | None  # ELW만기일
    cntr_engg: str | None  # 미결제약정
    cntr_pred_pre: int | None  # 미결제전일대비
    theory_pric: int | None  # 이론가
    innr_vltl: int | None  # 내재변동성
    delta: int | None  # 델타
    gam: int | None  # 감마
    theta: int | None  # 쎄타
    vega: int | None  # 베가
    law: int | None  # 로


class Ka10095(TypedDict):
    """The values of ka10095, 지정종목 정보요청."""

    atn_stk_infr: list[Ka10095Row]  # 관심종목정보


class Ka10098Row(TypedDict):
    """A row of ka10098, 시간외단일가등락율순위요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    sel_tot_req: int | None  # 매도총잔량
    buy_tot_req: int | None  # 매수총잔량
    acc_trde_qty: int | None  # 누적거래량
    acc_trde_prica: int | None  # 누적거래대금
    tdy_close_pric: int | None  # 당일종가
    tdy_close_pric_flu_rt: Decimal | None  # 당일종가등락률


class Ka10098(TypedDict):
    """The values of ka10098, 시간외단일가등락율순위요청."""

    ovt_sigpric_flu_rt_rank: list[Ka10098Row]  # 시간외단일가등락율순위


class Ka10099Row(TypedDict):
    """A row of ka10099, 종목정보 리스트."""

    code: str | None  # 종목코드
    name: str | None  # 종목명
    listCount: int | None  # 상장주식수
    auditInfo: str | None  # 감리구분
    regDay: datetime.date | None  # 상장일
    lastPrice: int | None  # 전일종가
    state: str | None  # 종목상태
    marketCode: str | None  # 시장구분코드
    marketName: str | None  # 시장명
    upName: str | None  # 업종명
    upSizeName: str | None  # 회사크기분류
    orderWarning: str | None  # 투자유의종목여부
    companyClassName: str | None  # 회사분류
    nxtEnable: str | None  # NXT가능여부
    kind: str | None  # 종목구분


class Ka10099(TypedDict):
    """The values of ka10099, 종목정보 리스트."""

    list: list[Ka10099Row]  # 종목리스트


class Ka10100(TypedDict):
    """The values of ka10100, 종목정보 조회."""

    code: str | None  # 종목코드
    name: str | None  # 종목명
    listCount: int | None  # 상장주식수
    auditInfo: str | None  # 감리구분
    regDay: datetime.date | None  # 상장일
    lastPrice: int | None  # 전일종가
    state: str | None  # 종목상태
    marketCode: str | None  # 시장구분코드
    marketName: str | None  # 시장명
    upName: str | None  # 업종명
    upSizeName: str | None  # 회사크기분류
    companyClassName: str | None  # 회사분류
    orderWarning: str | None  # 투자유의종목여부
    nxtEnable: str | None  # NXT가능여부
    kind: str | None  # 종목구분


class Ka10101Row(TypedDict):
    """A row of ka10101, 업종코드 리스트."""

    marketCode: str | None  # 시장구분코드
    code: str | None  # 코드
    name: str | None  # 업종명
    group: int | None  # 그룹


class Ka10101(TypedDict):
    """The values of ka10101, 업종코드 리스트."""

    list: list[Ka10101Row]  # 업종코드리스트


class Ka10102Row(TypedDict):
    """A row of ka10102, 회원사 리스트."""

    code: str | None  # 코드
    name: str | None  # 업종명
    gb: int | None  # 구분


class Ka10102(TypedDict):
    """The values of ka10102, 회원사 리스트."""

    list: list[Ka10102Row]  # 회원사코드리스트


class Ka10131Row(TypedDict):
    """A row of ka10131, 기관외국인연속매매현황요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    prid_stkpc_flu_rt: Decimal | None  # 기간중주가등락률
    orgn_nettrde_amt: int | None  # 기관순매매금액
    orgn_nettrde_qty: int | None  # 기관순매매량
    orgn_cont_netprps_dys: int | None  # 기관계연속순매수일수
    orgn_cont_netprps_qty: int | None  # 기관계연속순매수량
    orgn_cont_netprps_amt: int | None  # 기관계연속순매수금액
    frgnr_nettrde_qty: int | None  # 외국인순매매량
    frgnr_nettrde_amt: int | None  # 외국인순매매액
    frgnr_cont_netprps_dys: int | None  # 외국인연속순매수일수
    frgnr_cont_netprps_qty: int | None  # 외국인연속순매수량
    frgnr_cont_netprps_amt: int | None  # 외국인연속순매수금액
    nettrde_qty: int | None  # 순매매량
    nettrde_amt: int | None  # 순매매액
    tot_cont_netprps_dys: int | None  # 합계연속순매수일수
    tot_cont_nettrde_qty: int | None  # 합계연속순매매수량
    tot_cont_netprps_amt: int | None  # 합계연속순매수금액


class Ka10131(TypedDict):
    """The values of ka10131, 기관외국인연속매매현황요청."""

    orgn_frgnr_cont_trde_prst: list[Ka10131Row]  # 기관외국인연속매매현황


class Ka10170Row(TypedDict):
    """A row of ka10170, 당일매매일지요청."""

    stk_nm: str | None  # 종목명
    buy_avg_pric: int | None  # 매수평균가
    buy_qty: int | None  # 매수수량
    sel_avg_pric: int | None  # 매도평균가
    sell_qty: int | None  # 매도수량
    cmsn_alm_tax: int | None  # 수수료_제세금
    pl_amt: int | None  # 손익금액
    sell_amt: int | None  # 매도금액
    buy_amt: int | None  # 매수금액
    prft_rt: Decimal | None  # 수익률
    stk_cd: str | None  # 종목코드


class Ka10170(TypedDict):
    """The values of ka10170, 당일매매일지요청."""

    tot_sell_amt: int | None  # 총매도금액
    tot_buy_amt: int | None  # 총매수금액
    tot_cmsn_tax: int | None  # 총수수료_세금
    tot_exct_amt: int | None  # 총정산금액
    tot_pl_amt: int | None  # 총손익금액
    tot_prft_rt: Decimal | None  # 총수익률
    tdy_trde_diary: list[Ka10170Row]  # 당일매매일지


class Ka20001Row(TypedDict):
    """A row of ka20001, 업종현재가요청."""

    tm_n: datetime.time | None  # 시간n
    cur_prc_n: Decimal | None  # 현재가n
    pred_pre_sig_n: str | None  # 전일대비기호n
    pred_pre_n: Decimal | None  # 전일대비n
    flu_rt_n: Decimal | None  # 등락률n
    trde_qty_n: int | None  # 거래량n
    acc_trde_qty_n: int | None  # 누적거래량n


Ka20001 = TypedDict(
    "Ka20001",
    {
        "cur_prc": Decimal | None,  # 현재가
        "pred_pre_sig": str | None,  # 전일대비기호
        "pred_pre": Decimal | None,  # 전일대비
        "flu_rt": Decimal | None,  # 등락률
        "trde_qty": int | None,  # 거래량
        "trde_prica": int | None,  # 거래대금
        "trde_frmatn_stk_num": int | None,  # 거래형성종목수
        "trde_frmatn_rt": Decimal | None,  # 거래형성비율
        "open_pric": Decimal | None,  # 시가
        "high_pric": Decimal | None,  # 고가
        "low_pric": Decimal | None,  # 저가
        "upl": int | None,  # 상한
        "rising": int | None,  # 상승
        "stdns": int | None,  # 보합
        "fall": int | None,  # 하락
        "lst": int | None,  # 하한
        "52wk_hgst_pric": Decimal | None,  # 52주최고가
        "52wk_hgst_pric_dt": datetime.date | None,  # 52주최고가일
        "52wk_hgst_pric_pre_rt": Decimal | None,  # 52주최고가대비율
        "52wk_lwst_pric": Decimal | None,  # 52주최저가
        "52wk_lwst_pric_dt": datetime.date | None,  # 52주최저가일
        "52wk_lwst_pric_pre_rt": Decimal | None,  # 52주최저가대비율
        "inds_cur_prc_tm": list[Ka20001Row],  # 업종현재가_시간별
    },
)
"""The values of ka20001, 업종현재가요청."""


class Ka20002Row(TypedDict):
    """A row of ka20002, 업종별주가요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    now_trde_qty: int | None  # 현재거래량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가


class Ka20002(TypedDict):
    """The values of ka20002, 업종별주가요청."""

    inds_stkpc: list[Ka20002Row]  # 업종별주가


class Ka20003Row(TypedDict):
    """A row of ka20003, 전업종지수요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: Decimal | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: Decimal | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    wght: Decimal | None  # 비중
    trde_prica: int | None  # 거래대금
    upl: int | None  # 상한
    rising: int | None  # 상승
    stdns: int | None  # 보합
    fall: int | None  # 하락
    lst: int | None  # 하한
    flo_stk_num: int | None  # 상장종목수


class Ka20003(TypedDict):
    """The values of ka20003, 전업종지수요청."""

    all_inds_idex: list[Ka20003Row]  # 전업종지수


class Ka20004Row(TypedDict):
    """A row of ka20004, 업종틱차트조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    cntr_tm: datetime.datetime | None  # 체결시간
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비 기호


class Ka20004(TypedDict):
    """The values of ka20004, 업종틱차트조회요청."""

    inds_cd: str | None  # 업종코드
    inds_tic_chart_qry: list[Ka20004Row]  # 업종틱차트조회


class Ka20005Row(TypedDict):
    """A row of ka20005, 업종분봉조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    cntr_tm: datetime.datetime | None  # 체결시간
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    acc_trde_qty: int | None  # 누적거래량
    pred_pre: int | None  # 전일대비
    pred_pre_sig: str | None  # 전일대비 기호


class Ka20005(TypedDict):
    """The values of ka20005, 업종분봉조회요청."""

    inds_cd: str | None  # 업종코드
    inds_min_pole_qry: list[Ka20005Row]  # 업종분봉조회


class Ka20006Row(TypedDict):
    """A row of ka20006, 업종일봉조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    dt: datetime.date | None  # 일자
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    trde_prica: int | None  # 거래대금


class Ka20006(TypedDict):
    """The values of ka20006, 업종일봉조회요청."""

    inds_cd: str | None  # 업종코드
    inds_dt_pole_qry: list[Ka20006Row]  # 업종일봉조회


class Ka20007Row(TypedDict):
    """A row of ka20007, 업종주봉조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    dt: datetime.date | None  # 일자
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    trde_prica: int | None  # 거래대금


class Ka20007(TypedDict):
    """The values of ka20007, 업종주봉조회요청."""

    inds_cd: str | None  # 업종코드
    inds_stk_pole_qry: list[Ka20007Row]  # 업종주봉조회


class Ka20008Row(TypedDict):
    """A row of ka20008, 업종월봉조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    dt: datetime.date | None  # 일자
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    trde_prica: int | None  # 거래대금


class Ka20008(TypedDict):
    """The values of ka20008, 업종월봉조회요청."""

    inds_cd: str | None  # 업종코드
    inds_mth_pole_qry: list[Ka20008Row]  # 업종월봉조회


class Ka20009Row(TypedDict):
    """A row of ka20009, 업종현재가일별요청."""

    dt_n: datetime.date | None  # 일자n
    cur_prc_n: Decimal | None  # 현재가n
    pred_pre_sig_n: str | None  # 전일대비기호n
    pred_pre_n: Decimal | None  # 전일대비n
    flu_rt_n: Decimal | None  # 등락률n
    acc_trde_qty_n: int | None  # 누적거래량n


Ka20009 = TypedDict(
    "Ka20009",
    {
        "cur_prc": Decimal | None,  # 현재가
        "pred_pre_sig": str | None,  # 전일대비기호
        "pred_pre": Decimal | None,  # 전일대비
        "flu_rt": Decimal | None,  # 등락률
        "trde_qty": int | None,  # 거래량
        "trde_prica": int | None,  # 거래대금
        "trde_frmatn_stk_num": int | None,  # 거래형성종목수
        "trde_frmatn_rt": Decimal | None,  # 거래형성비율
        "open_pric": Decimal | None,  # 시가
        "high_pric": Decimal | None,  # 고가
        "low_pric": Decimal | None,  # 저가
        "upl": int | None,  # 상한
        "rising": int | None,  # 상승
        "stdns": int | None,  # 보합
        "fall": int | None,  # 하락
        "lst": int | None,  # 하한
        "52wk_hgst_pric": Decimal | None,  # 52주최고가
        "52wk_hgst_pric_dt": datetime.date | None,  # 52주최고가일
        "52wk_hgst_pric_pre_rt": Decimal | None,  # 52주최고가대비율
        "52wk_lwst_pric": Decimal | None,  # 52주최저가
        "52wk_lwst_pric_dt": datetime.date | None,  # 52주최저가일
        "52wk_lwst_pric_pre_rt": Decimal | None,  # 52주최저가대비율
        "inds_cur_prc_daly_rept": list[Ka20009Row],  # 업종현재가_일별반복
    },
)
"""The values of ka20009, 업종현재가일별요청."""


class Ka20019Row(TypedDict):
    """A row of ka20019, 업종년봉조회요청."""

    cur_prc: Decimal | None  # 현재가
    trde_qty: int | None  # 거래량
    dt: datetime.date | None  # 일자
    open_pric: Decimal | None  # 시가
    high_pric: Decimal | None  # 고가
    low_pric: Decimal | None  # 저가
    trde_prica: int | None  # 거래대금


class Ka20019(TypedDict):
    """The values of ka20019, 업종년봉조회요청."""

    inds_cd: str | None  # 업종코드
    inds_yr_pole_qry: list[Ka20019Row]  # 업종년봉조회


class Ka20068Row(TypedDict):
    """A row of ka20068, 대차거래추이요청(종목별)."""

    dt: datetime.date | None  # 일자
    dbrt_trde_cntrcnt: int | None  # 대차거래체결주수
    dbrt_trde_rpy: int | None  # 대차거래상환주수
    dbrt_trde_irds: int | None  # 대차거래증감
    rmnd: int | None  # 잔고주수
    remn_amt: int | None  # 잔고금액


class Ka20068(TypedDict):
    """The values of ka20068, 대차거래추이요청(종목별)."""

    dbrt_trde_trnsn: list[Ka20068Row]  # 대차거래추이


class Ka30001Row(TypedDict):
    """A row of ka30001, ELW가격급등락요청."""

    stk_cd: str | None  # 종목코드
    rank: int | None  # 순위
    stk_nm: str | None  # 종목명
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    trde_end_elwbase_pric: int | None  # 거래종료ELW기준가
    cur_prc: int | None  # 현재가
    base_pre: int | None  # 기준대비
    trde_qty: int | None  # 거래량
    jmp_rt: Decimal | None  # 급등율


class Ka30001(TypedDict):
    """The values of ka30001, ELW가격급등락요청."""

    base_pric_tm: str | None  # 기준가시간
    elwpric_jmpflu: list[Ka30001Row]  # ELW가격급등락


class Ka30002Row(TypedDict):
    """A row of ka30002, 거래원별ELW순매매상위요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    stkpc_flu: int | None  # 주가등락
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    netprps: int | None  # 순매수
    buy_trde_qty: int | None  # 매수거래량
    sel_trde_qty: int | None  # 매도거래량


class Ka30002(TypedDict):
    """The values of ka30002, 거래원별ELW순매매상위요청."""

    trde_ori_elwnettrde_upper: list[Ka30002Row]  # 거래원별ELW순매매상위


class Ka30003Row(TypedDict):
    """A row of ka30003, ELWLP보유일별추이요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pre_tp: str | None  # 대비구분
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금
    chg_qty: int | None  # 변동수량
    lprmnd_qty: int | None  # LP보유수량
    wght: Decimal | None  # 비중


class Ka30003(TypedDict):
    """The values of ka30003, ELWLP보유일별추이요청."""

    elwlpposs_daly_trnsn: list[Ka30003Row]  # ELWLP보유일별추이


class Ka30004Row(TypedDict):
    """A row of ka30004, ELW괴리율요청."""

    stk_cd: str | None  # 종목코드
    isscomp_nm: str | None  # 발행사명
    sqnc: str | None  # 회차
    base_aset_nm: str | None  # 기초자산명
    rght_tp: str | None  # 권리구분
    dispty_rt: Decimal | None  # 괴리율
    basis: Decimal | None  # 베이시스
    srvive_dys: int | None  # 잔존일수
    theory_pric: Decimal | None  # 이론가
    cur_prc: int | None  # 현재가
    pre_tp: str | None  # 대비구분
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    stk_nm: str | None  # 종목명


class Ka30004(TypedDict):
    """The values of ka30004, ELW괴리율요청."""

    elwdispty_rt: list[Ka30004Row]  # ELW괴리율


class Ka30005Row(TypedDict):
    """A row of ka30005, ELW조건검색요청."""

    stk_cd: str | None  # 종목코드
    isscomp_nm: str | None  # 발행사명
    sqnc: str | None  # 회차
    base_aset_nm: str | None  # 기초자산명
    rght_tp: str | None  # 권리구분
    expr_dt: datetime.date | None  # 만기일
    cur_prc: int | None  # 현재가
    pre_tp: str | None  # 대비구분
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    trde_qty_pre: int | None  # 거래량대비
    trde_prica: int | None  # 거래대금
    pred_trde_qty: int | None  # 전일거래량
    sel_bid: int | None  # 매도호가
    buy_bid: int | None  # 매수호가
    prty: Decimal | None  # 패리티
    gear_rt: Decimal | None  # 기어링비율
    pl_qutr_rt: Decimal | None  # 손익분기율
    cfp: str | None  # 자본지지점
    theory_pric: int | None  # 이론가
    innr_vltl: int | None  # 내재변동성
    delta: int | None  # 델타
    lvrg: Decimal | None  # 레버리지
    exec_pric: Decimal | None  # 행사가격
    cnvt_rt: Decimal | None  # 전환비율
    lpposs_rt: Decimal | None  # LP보유비율
    pl_qutr_pt: Decimal | None  # 손익분기점
    fin_trde_dt: datetime.date | None  # 최종거래일
    flo_dt: datetime.date | None  # 상장일
    lpinitlast_suply_dt: datetime.date | None  # LP초종공급일
    stk_nm: str | None  # 종목명
    srvive_dys: int | None  # 잔존일수
    dispty_rt: Decimal | None  # 괴리율
    lpmmcm_nm: str | None  # LP회원사명
    lpmmcm_nm_1: Decimal | None  # LP회원사명1
    lpmmcm_nm_2: str | None  # LP회원사명2
    xraymont_cntr_qty_arng_trde_tp: str | None  # Xray순간체결량정리매매구분
    xraymont_cntr_qty_profa_100tp: str | None  # Xray순간체결량증거금100구분


class Ka30005(TypedDict):
    """The values of ka30005, ELW조건검색요청."""

    elwcnd_qry: list[Ka30005Row]  # ELW조건검색


class Ka30009Row(TypedDict):
    """A row of ka30009, ELW등락율순위요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    sel_req: int | None  # 매도잔량
    buy_req: int | None  # 매수잔량
    trde_qty: int | None  # 거래량
    trde_prica: int | None  # 거래대금


class Ka30009(TypedDict):
    """The values of ka30009, ELW등락율순위요청."""

    elwflu_rt_rank: list[Ka30009Row]  # ELW등락율순위


class Ka30010Row(TypedDict):
    """A row of ka30010, ELW잔량순위요청."""

    stk_cd: str | None  # 종목코드
    rank: int | None  # 순위
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락률
    trde_qty: int | None  # 거래량
    sel_req: int | None  # 매도잔량
    buy_req: int | None  # 매수잔량
    netprps_req: int | None  # 순매수잔량
    trde_prica: int | None  # 거래대금


class Ka30010(TypedDict):
    """The values of ka30010, ELW잔량순위요청."""

    elwreq_rank: list[Ka30010Row]  # ELW잔량순위


class Ka30011Row(TypedDict):
    """A row of ka30011, ELW근접율요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: Decimal | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: Decimal | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    alacc_rt: Decimal | None  # 근접율


class Ka30011(TypedDict):
    """The values of ka30011, ELW근접율요청."""

    elwalacc_rt: list[Ka30011Row]  # ELW근접율


class Ka30012(TypedDict):
    """The values of ka30012, ELW종목상세정보요청."""

    aset_cd: str | None  # 자산코드
    cur_prc: int | None  # 현재가
    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    lpmmcm_nm: str | None  # LP회원사명
    lpmmcm_nm_1: str | None  # LP회원사명1
    lpmmcm_nm_2: str | None  # LP회원사명2
    elwrght_cntn: str | None  # ELW권리내용
    elwexpr_evlt_pric: str | None  # ELW만기평가가격
    elwtheory_pric: Decimal | None  # ELW이론가
    dispty_rt: Decimal | None  # 괴리율
    elwinnr_vltl: int | None  # ELW내재변동성
    exp_rght_pric: Decimal | None  # 예상권리가
    elwpl_qutr_rt: Decimal | None  # ELW손익분기율
    elwexec_pric: Decimal | None  # ELW행사가
    elwcnvt_rt: Decimal | None  # ELW전환비율
    elwcmpn_rt: Decimal | None  # ELW보상율
    elwpric_rising_part_rt: Decimal | None  # ELW가격상승참여율
    elwrght_type: str | None  # ELW권리유형
    elwsrvive_dys: int | None  # ELW잔존일수
    stkcnt: int | None  # 상장주식수
    elwlpord_pos: str | None  # ELWLP주문가능
    lpposs_rt: Decimal | None  # LP보유비율
    lprmnd_qty: int | None  # LP보유수량
    elwspread: Decimal | None  # ELW스프레드
    elwprty: Decimal | None  # ELW패리티
    elwgear: Decimal | None  # ELW기어링
    elwflo_dt: datetime.date | None  # ELW상장일
    elwfin_trde_dt: datetime.date | None  # ELW최종거래일
    expr_dt: datetime.date | None  # 만기일
    exec_dt: datetime.date | None  # 행사일
    lpsuply_end_dt: datetime.date | None  # LP공급종료일
    elwpay_dt: datetime.date | None  # ELW지급일
    elwinvt_ix_comput: str | None  # ELW투자지표산출
    elwpay_agnt: str | None  # ELW지급대리인
    elwappr_way: str | None  # ELW결재방법
    elwrght_exec_way: str | None  # ELW권리행사방식
    elwpblicte_orgn: str | None  # ELW발행기관
    dcsn_pay_amt: Decimal | None  # 확정지급액
    kobarr: int | None  # KO베리어
    iv: Decimal | None  # IV
    clsprd_end_elwocr: str | None  # 종기종료ELW발생
    bsis_aset_1: str | None  # 기초자산1
    bsis_aset_comp_rt_1: Decimal | None  # 기초자산구성비율1
    bsis_aset_2: str | None  # 기초자산2
    bsis_aset_comp_rt_2: Decimal | None  # 기초자산구성비율2
    bsis_aset_3: str | None  # 기초자산3
    bsis_aset_comp_rt_3: Decimal | None  # 기초자산구성비율3
    bsis_aset_4: str | None  # 기초자산4
    bsis_aset_comp_rt_4: Decimal | None  # 기초자산구성비율4
    bsis_aset_5: str | None  # 기초자산5
    bsis_aset_comp_rt_5: Decimal | None  # 기초자산구성비율5
    fr_dt: datetime.date | None  # 평가시작일자
    to_dt: datetime.date | None  # 평가종료일자
    fr_tm: datetime.time | None  # 평가시작시간
    evlt_end_tm: datetime.time | None  # 평가종료시간
    evlt_pric: int | None  # 평가가격
    evlt_fnsh_yn: str | None  # 평가완료여부
    all_hgst_pric: Decimal | None  # 전체최고가
    all_lwst_pric: Decimal | None  # 전체최저가
    imaf_hgst_pric: Decimal | None  # 직후최고가
    imaf_lwst_pric: Decimal | None  # 직후최저가
    sndhalf_mrkt_hgst_pric: Decimal | None  # 후반장최고가
    sndhalf_mrkt_lwst_pric: Decimal | None  # 후반장최저가


class Ka40001Row(TypedDict):
    """A row of ka40001, ETF수익율요청."""

    etfprft_rt: Decimal | None  # ETF수익률
    cntr_prft_rt: Decimal | None  # 체결수익률
    for_netprps_qty: int | None  # 외인순매수수량
    orgn_netprps_qty: int | None  # 기관순매수수량


class Ka40001(TypedDict):
    """The values of ka40001, ETF수익율요청."""

    etfprft_rt_lst: list[Ka40001Row]  # ETF수익율


class Ka40002(TypedDict):
    """The values of ka40002, ETF종목정보요청."""

    stk_nm: str | None  # 종목명
    etfobjt_idex_nm: str | None  # ETF대상지수명
    wonju_pric: int | None  # 원주가격
    etftxon_type: str | None  # ETF과세유형
    etntxon_type: str | None  # ETN과세유형


class Ka40003Row(TypedDict):
    """A row of ka40003, ETF일별추이요청."""

    cntr_dt: datetime.date | None  # 체결일자
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    pre_rt: Decimal | None  # 대비율
    trde_qty: int | None  # 거래량
    nav: Decimal | None  # NAV
    acc_trde_prica: int | None  # 누적거래대금
    navidex_dispty_rt: Decimal | None  # NAV/지수괴리율
    navetfdispty_rt: Decimal | None  # NAV/ETF괴리율
    trace_eor_rt: Decimal | None  # 추적오차율
    trace_cur_prc: Decimal | None  # 추적현재가
    trace_pred_pre: Decimal | None  # 추적전일대비
    trace_pre_sig: str | None  # 추적대비기호


class Ka40003(TypedDict):
    """The values of ka40003, ETF일별추이요청."""

    etfdaly_trnsn: list[Ka40003Row]  # ETF일별추이


class Ka40004Row(TypedDict):
    """A row of ka40004, ETF전체시세요청."""

    stk_cd: str | None  # 종목코드
    stk_cls: int | None  # 종목분류
    stk_nm: str | None  # 종목명
    close_pric: int | None  # 종가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    pre_rt: Decimal | None  # 대비율
    trde_qty: int | None  # 거래량
    nav: Decimal | None  # NAV
    trace_eor_rt: Decimal | None  # 추적오차율
    txbs: str | None  # 과표기준
    dvid_bf_base: str | None  # 배당전기준
    pred_dvida: int | None  # 전일배당금
    trace_idex_nm: str | None  # 추적지수명
    drng: str | None  # 배수
    trace_idex_cd: str | None  # 추적지수코드
    trace_idex: int | None  # 추적지수
    trace_flu_rt: Decimal | None  # 추적등락율


class Ka40004(TypedDict):
    """The values of ka40004, ETF전체시세요청."""

    etfall_mrpr: list[Ka40004Row]  # ETF전체시세


class Ka40006Row(TypedDict):
    """A row of ka40006, ETF시간대별추이요청."""

    tm: datetime.time | None  # 시간
    close_pric: int | None  # 종가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    nav: Decimal | None  # NAV
    trde_prica: int | None  # 거래대금
    navidex: Decimal | None  # NAV지수
    navetf: Decimal | None  # 괴리율
    trace: Decimal | None  # 추적오차율
    trace_idex: Decimal | None  # 추적지수
    trace_idex_pred_pre: Decimal | None  # 추적지수전일대비
    trace_idex_pred_pre_sig: str | None  # 추적지수전일대비기호


class Ka40006(TypedDict):
    """The values of ka40006, ETF시간대별추이요청."""

    stk_nm: str | None  # 종목명
    etfobjt_idex_nm: str | None  # ETF대상지수명
    wonju_pric: int | None  # 원주가격
    etftxon_type: str | None  # ETF과세유형
    etntxon_type: str | None  # ETN과세유형
    etftisl_trnsn: list[Ka40006Row]  # ETF시간대별추이


class Ka40007Row(TypedDict):
    """A row of ka40007, ETF시간대별체결요청."""

    cntr_tm: datetime.time | None  # 체결시간
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    stex_tp: str | None  # 거래소구분


class Ka40007(TypedDict):
    """The values of ka40007, ETF시간대별체결요청."""

    stk_cls: int | None  # 종목분류
    stk_nm: str | None  # 종목명
    etfobjt_idex_nm: str | None  # ETF대상지수명
    etfobjt_idex_cd: str | None  # ETF대상지수코드
    objt_idex_pre_rt: Decimal | None  # 대상지수대비율
    wonju_pric: int | None  # 원주가격
    etftisl_cntr_array: list[Ka40007Row]  # ETF시간대별체결배열


class Ka40008Row(TypedDict):
    """A row of ka40008, ETF일자별체결요청."""

    dt: datetime.date | None  # 일자
    cur_prc_n: int | None  # 현재가n
    pre_sig_n: str | None  # 대비기호n
    pred_pre_n: int | None  # 전일대비n
    acc_trde_qty: int | None  # 누적거래량
    for_netprps_qty: int | None  # 외인순매수수량
    orgn_netprps_qty: int | None  # 기관순매수수량


class Ka40008(TypedDict):
    """The values of ka40008, ETF일자별체결요청."""

    cntr_tm: datetime.time | None  # 체결시간
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    etfnetprps_qty_array: list[Ka40008Row]  # ETF순매수수량배열


class Ka40009Row(TypedDict):
    """A row of ka40009, ETF시간대별NAV현황."""

    nav: Decimal | None  # NAV
    navpred_pre: int | None  # NAV전일대비
    navflu_rt: Decimal | None  # NAV등락율
    trace_eor_rt: Decimal | None  # 추적오차율
    dispty_rt: Decimal | None  # 괴리율
    stkcnt: int | None  # 주식수
    base_pric: int | None  # 기준가
    for_rmnd_qty: int | None  # 외인보유수량
    repl_pric: int | None  # 대용가
    conv_pric: int | None  # 환산가격
    drstk: str | None  # DR/주
    wonju_pric: int | None  # 원주가격


class Ka40009(TypedDict):
    """The values of ka40009, ETF시간대별NAV현황."""

    etfnavarray: list[Ka40009Row]  # ETFNAV배열


class Ka40010Row(TypedDict):
    """A row of ka40010, ETF시간대별수급현황."""

    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    for_netprps: int | None  # 외인순매수


class Ka40010(TypedDict):
    """The values of ka40010, ETF시간대별수급현황."""

    etftisl_trnsn: list[Ka40010Row]  # ETF시간대별추이


class Ka50010Row(TypedDict):
    """A row of ka50010, 금현물체결추이."""

    cntr_pric: int | None  # 체결가
    pred_pre: int | None  # 전일 대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    cntr_trde_qty: int | None  # 거래량(체결량)
    tm: datetime.time | None  # 체결시간
    pre_sig: str | None  # 전일대비기호
    pri_sel_bid_unit: int | None  # 매도호가
    pri_buy_bid_unit: int | None  # 매수호가
    trde_pre: Decimal | None  # 전일 거래량 대비 비율
    trde_tern_rt: Decimal | None  # 전일 거래량 대비 순간 거래량 비율
    cntr_str: Decimal | None  # 체결강도


class Ka50010(TypedDict):
    """The values of ka50010, 금현물체결추이."""

    gold_cntr: list[Ka50010Row]  # 금현물체결추이


class Ka50012Row(TypedDict):
    """A row of ka50012, 금현물일별추이."""

    cur_prc: int | None  # 종가
    pred_pre: int | None  # 전일 대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금(백만)
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    dt: datetime.date | None  # 일자
    pre_sig: str | None  # 전일대비기호
    orgn_netprps: int | None  # 기관 순매수 수량
    for_netprps: int | None  # 외국인 순매수 수량
    ind_netprps: int | None  # 순매매량(개인)


class Ka50012(TypedDict):
    """The values of ka50012, 금현물일별추이."""

    gold_daly_trnsn: list[Ka50012Row]  # 금현물일별추이


class Ka50079Row(TypedDict):
    """A row of ka50079, 금현물틱차트조회요청."""

    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    trde_qty: int | None  # 거래량
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    cntr_tm: datetime.datetime | None  # 체결시간
    dt: datetime.datetime | None  # 일자
    pred_pre_sig: str | None  # 전일대비기호


class Ka50079(TypedDict):
    """The values of ka50079, 금현물틱차트조회요청."""

    gds_tic_chart_qry: list[Ka50079Row]  # 금현물틱차트조회


class Ka50080Row(TypedDict):
    """A row of ka50080, 금현물분봉차트조회요청."""

    cur_prc: int | None  # 현재가
    pred_pre: int | None  # 전일대비
    acc_trde_qty: int | None  # 누적거래량
    trde_qty: int | None  # 거래량
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    cntr_tm: datetime.datetime | None  # 체결시간
    dt: datetime.datetime | None  # 일자
    pred_pre_sig: str | None  # 전일대비기호


class Ka50080(TypedDict):
    """The values of ka50080, 금현물분봉차트조회요청."""

    gds_min_chart_qry: list[Ka50080Row]  # 금현물분봉차트조회


class Ka50081Row(TypedDict):
    """A row of ka50081, 금현물일봉차트조회요청."""

    cur_prc: int | None  # 현재가
    acc_trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    dt: datetime.date | None  # 일자
    pred_pre_sig: str | None  # 전일대비기호


class Ka50081(TypedDict):
    """The values of ka50081, 금현물일봉차트조회요청."""

    gds_day_chart_qry: list[Ka50081Row]  # 금현물일봉차트조회


class Ka50082Row(TypedDict):
    """A row of ka50082, 금현물주봉차트조회요청."""

    cur_prc: int | None  # 현재가
    acc_trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    dt: datetime.datetime | None  # 일자


class Ka50082(TypedDict):
    """The values of ka50082, 금현물주봉차트조회요청."""

    gds_week_chart_qry: list[Ka50082Row]  # 금현물일봉차트조회


class Ka50083Row(TypedDict):
    """A row of ka50083, 금현물월봉차트조회요청."""

    cur_prc: int | None  # 현재가
    acc_trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    dt: datetime.datetime | None  # 일자


class Ka50083(TypedDict):
    """The values of ka50083, 금현물월봉차트조회요청."""

    gds_month_chart_qry: list[Ka50083Row]  # 금현물일봉차트조회


class Ka50087Row(TypedDict):
    """A row of ka50087, 금현물예상체결."""

    exp_cntr_pric: int | None  # 예상 체결가
    exp_pred_pre: int | None  # 예상 체결가 전일대비
    exp_flu_rt: Decimal | None  # 예상 체결가 등락율
    exp_acc_trde_qty: int | None  # 예상 체결 수량(누적)
    exp_cntr_trde_qty: int | None  # 예상 체결 수량
    exp_tm: datetime.time | None  # 예상 체결 시간
    exp_pre_sig: str | None  # 예상 체결가 전일대비기호
    stex_tp: str | None  # 거래소 구분


class Ka50087(TypedDict):
    """The values of ka50087, 금현물예상체결."""

    gold_expt_exec: list[Ka50087Row]  # 금현물예상체결


class Ka50091Row(TypedDict):
    """A row of ka50091, 금현물당일틱차트조회요청."""

    cntr_pric: int | None  # 체결가
    pred_pre: int | None  # 전일 대비(원)
    trde_qty: int | None  # 거래량(체결량)
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    cntr_tm: datetime.datetime | None  # 체결시간
    dt: datetime.datetime | None  # 일자
    pred_pre_sig: str | None  # 전일대비기호


class Ka50091(TypedDict):
    """The values of ka50091, 금현물당일틱차트조회요청."""

    gds_tic_chart_qry: list[Ka50091Row]  # 금현물일봉차트조회


class Ka50092Row(TypedDict):
    """A row of ka50092, 금현물당일분봉차트조회요청."""

    cntr_pric: int | None  # 체결가
    pred_pre: int | None  # 전일 대비(원)
    acc_trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    trde_qty: int | None  # 거래량(체결량)
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    cntr_tm: datetime.datetime | None  # 체결시간
    dt: datetime.datetime | None  # 일자
    pred_pre_sig: str | None  # 전일대비기호


class Ka50092(TypedDict):
    """The values of ka50092, 금현물당일분봉차트조회요청."""

    gds_min_chart_qry: list[Ka50092Row]  # 금현물일봉차트조회


class Ka50100(TypedDict):
    """The values of ka50100, 금현물 시세정보."""

    pred_pre_sig: str | None  # 전일대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    open_pric: int | None  # 시가
    high_pric: int | None  # 고가
    low_pric: int | None  # 저가
    pred_rt: Decimal | None  # 전일비
    upl_pric: int | None  # 상한가
    lst_pric: int | None  # 하한가
    pred_close_pric: int | None  # 전일종가


class Ka50101Row(TypedDict):
    """A row of ka50101, 금현물 호가."""

    cntr_pric: int | None  # 체결가
    pred_pre: int | None  # 전일 대비(원)
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 누적 거래량
    acc_trde_prica: int | None  # 누적 거래대금
    cntr_trde_qty: int | None  # 거래량(체결량)
    tm: datetime.time | None  # 체결시간
    pre_sig: str | None  # 전일대비기호
    pri_sel_bid_unit: int | None  # 매도호가
    pri_buy_bid_unit: int | None  # 매수호가
    trde_pre: Decimal | None  # 전일 거래량 대비 비율
    trde_tern_rt: Decimal | None  # 전일 거래량 대비 순간 거래량 비율
    cntr_str: Decimal | None  # 체결강도
    lpmmcm_nm_1: str | None  # K.O 접근도
    stex_tp: str | None  # 거래소구분


class Ka50101(TypedDict):
    """The values of ka50101, 금현물 호가."""

    gold_bid: list[Ka50101Row]  # 금현물호가


class Ka52301Row(TypedDict):
    """A row of ka52301, 금현물투자자현황."""

    all_dfrt_trst_sell_qty: int | None  # 투자자별 매도 수량(천)
    sell_qty_irds: int | None  # 투자자별 매도 수량 증감(천)
    all_dfrt_trst_sell_amt: int | None  # 투자자별 매도 금액(억)
    sell_amt_irds: int | None  # 투자자별 매도 금액 증감(억)
    all_dfrt_trst_buy_qty: int | None  # 투자자별 매수 수량(천)
    buy_qty_irds: int | None  # 투자자별 매수 수량 증감(천)
    all_dfrt_trst_buy_amt: int | None  # 투자자별 매수 금액(억)
    buy_amt_irds: int | None  # 투자자별 매수 금액 증감(억)
    all_dfrt_trst_netprps_qty: int | None  # 투자자별 순매수 수량(천)
    netprps_qty_irds: int | None  # 투자자별 순매수 수량 증감(천)
    all_dfrt_trst_netprps_amt: int | None  # 투자자별 순매수 금액(억)
    netprps_amt_irds: int | None  # 투자자별 순매수 금액 증감(억)
    sell_uv: int | None  # 투자자별 매도 단가
    buy_uv: int | None  # 투자자별 매수 단가
    stk_nm: str | None  # 투자자 구분명
    acc_netprps_amt: int | None  # 누적 순매수 금액(억)
    acc_netprps_qty: int | None  # 누적 순매수 수량(천)
    stk_cd: str | None  # 투자자 코드


class Ka52301(TypedDict):
    """The values of ka52301, 금현물투자자현황."""

    inve_trad_stat: list[Ka52301Row]  # 금현물투자자현황


class Ka90001Row(TypedDict):
    """A row of ka90001, 테마그룹별요청."""

    thema_grp_cd: str | None  # 테마그룹코드
    thema_nm: str | None  # 테마명
    stk_num: int | None  # 종목수
    flu_sig: str | None  # 등락기호
    flu_rt: Decimal | None  # 등락율
    rising_stk_num: int | None  # 상승종목수
    fall_stk_num: int | None  # 하락종목수
    dt_prft_rt: Decimal | None  # 기간수익률
    main_stk: str | None  # 주요종목


class Ka90001(TypedDict):
    """The values of ka90001, 테마그룹별요청."""

    thema_grp: list[Ka90001Row]  # 테마그룹별


class Ka90002Row(TypedDict):
    """A row of ka90002, 테마구성종목요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    flu_sig: str | None  # 등락기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    sel_bid: int | None  # 매도호가
    sel_req: int | None  # 매도잔량
    buy_bid: int | None  # 매수호가
    buy_req: int | None  # 매수잔량
    dt_prft_rt_n: Decimal | None  # 기간수익률n


class Ka90002(TypedDict):
    """The values of ka90002, 테마구성종목요청."""

    flu_rt: Decimal | None  # 등락률
    dt_prft_rt: Decimal | None  # 기간수익률
    thema_comp_stk: list[Ka90002Row]  # 테마구성종목


class Ka90003Row(TypedDict):
    """A row of ka90003, 프로그램순매수상위50요청."""

    rank: int | None  # 순위
    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    flu_sig: str | None  # 등락기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    acc_trde_qty: int | None  # 누적거래량
    prm_sell_amt: int | None  # 프로그램매도금액
    prm_buy_amt: int | None  # 프로그램매수금액
    prm_netprps_amt: int | None  # 프로그램순매수금액


class Ka90003(TypedDict):
    """The values of ka90003, 프로그램순매수상위50요청."""

    prm_netprps_upper_50: list[Ka90003Row]  # 프로그램순매수상위50


class Ka90004Row(TypedDict):
    """A row of ka90004, 종목별프로그램매매현황요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    cur_prc: int | None  # 현재가
    flu_sig: str | None  # 등락기호
    pred_pre: int | None  # 전일대비
    buy_cntr_qty: int | None  # 매수체결수량
    buy_cntr_amt: int | None  # 매수체결금액
    sel_cntr_qty: int | None  # 매도체결수량
    sel_cntr_amt: int | None  # 매도체결금액
    netprps_prica: int | None  # 순매수대금
    all_trde_rt: Decimal | None  # 전체거래비율


class Ka90004(TypedDict):
    """The values of ka90004, 종목별프로그램매매현황요청."""

    tot_1: int | None  # 매수체결수량합계
    tot_2: int | None  # 매수체결금액합계
    tot_3: int | None  # 매도체결수량합계
    tot_4: int | None  # 매도체결금액합계
    tot_5: int | None  # 순매수대금합계
    tot_6: str | None  # 합계6
    stk_prm_trde_prst: list[Ka90004Row]  # 종목별프로그램매매현황


class Ka90005Row(TypedDict):
    """A row of ka90005, 프로그램매매추이요청 시간대별."""

    cntr_tm: datetime.time | None  # 체결시간
    dfrt_trde_sel: int | None  # 차익거래매도
    dfrt_trde_buy: int | None  # 차익거래매수
    dfrt_trde_netprps: int | None  # 차익거래순매수
    ndiffpro_trde_sel: int | None  # 비차익거래매도
    ndiffpro_trde_buy: int | None  # 비차익거래매수
    ndiffpro_trde_netprps: int | None  # 비차익거래순매수
    dfrt_trde_sell_qty: int | None  # 차익거래매도수량
    dfrt_trde_buy_qty: int | None  # 차익거래매수수량
    dfrt_trde_netprps_qty: int | None  # 차익거래순매수수량
    ndiffpro_trde_sell_qty: int | None  # 비차익거래매도수량
    ndiffpro_trde_buy_qty: int | None  # 비차익거래매수수량
    ndiffpro_trde_netprps_qty: int | None  # 비차익거래순매수수량
    all_sel: int | None  # 전체매도
    all_buy: int | None  # 전체매수
    all_netprps: int | None  # 전체순매수
    kospi200: int | None  # KOSPI200
    basis: Decimal | None  # BASIS


class Ka90005(TypedDict):
    """The values of ka90005, 프로그램매매추이요청 시간대별."""

    prm_trde_trnsn: list[Ka90005Row]  # 프로그램매매추이


class Ka90006Row(TypedDict):
    """A row of ka90006, 프로그램매매차익잔고추이요청."""

    dt: datetime.date | None  # 일자
    buy_dfrt_trde_qty: int | None  # 매수차익거래수량
    buy_dfrt_trde_amt: int | None  # 매수차익거래금액
    buy_dfrt_trde_irds_amt: int | None  # 매수차익거래증감액
    sel_dfrt_trde_qty: int | None  # 매도차익거래수량
    sel_dfrt_trde_amt: int | None  # 매도차익거래금액
    sel_dfrt_trde_irds_amt: int | None  # 매도차익거래증감액


class Ka90006(TypedDict):
    """The values of ka90006, 프로그램매매차익잔고추이요청."""

    prm_trde_dfrt_remn_trnsn: list[Ka90006Row]  # 프로그램매매차익잔고추이


class Ka90007Row(TypedDict):
    """A row of ka90007, 프로그램매매누적추이요청."""

    dt: datetime.date | None  # 일자
    kospi200: Decimal | None  # KOSPI200
    basis: Decimal | None  # BASIS
    dfrt_trde_tdy: int | None  # 차익거래당일
    dfrt_trde_acc: int | None  # 차익거래누적
    ndiffpro_trde_tdy: int | None  # 비차익거래당일
    ndiffpro_trde_acc: int | None  # 비차익거래누적
    all_tdy: int | None  # 전체당일
    all_acc: int | None  # 전체누적


class Ka90007(TypedDict):
    """The values of ka90007, 프로그램매매누적추이요청."""

    prm_trde_acc_trnsn: list[Ka90007Row]  # 프로그램매매누적추이


class Ka90008Row(TypedDict):
    """A row of ka90008, 종목시간별프로그램매매추이요청."""

    tm: datetime.time | None  # 시간
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    prm_sell_amt: int | None  # 프로그램매도금액
    prm_buy_amt: int | None  # 프로그램매수금액
    prm_netprps_amt: int | None  # 프로그램순매수금액
    prm_netprps_amt_irds: int | None  # 프로그램순매수금액증감
    prm_sell_qty: int | None  # 프로그램매도수량
    prm_buy_qty: int | None  # 프로그램매수수량
    prm_netprps_qty: int | None  # 프로그램순매수수량
    prm_netprps_qty_irds: int | None  # 프로그램순매수수량증감
    base_pric_tm: datetime.time | None  # 기준가시간
    dbrt_trde_rpy_sum: int | None  # 대차거래상환주수합
    remn_rcvord_sum: int | None  # 잔고수주합
    stex_tp: str | None  # 거래소구분


class Ka90008(TypedDict):
    """The values of ka90008, 종목시간별프로그램매매추이요청."""

    stk_tm_prm_trde_trnsn: list[Ka90008Row]  # 종목시간별프로그램매매추이


class Ka90009Row(TypedDict):
    """A row of ka90009, 외국인기관매매상위요청."""

    for_netslmt_stk_cd: str | None  # 외인순매도종목코드
    for_netslmt_stk_nm: str | None  # 외인순매도종목명
    for_netslmt_amt: int | None  # 외인순매도금액
    for_netslmt_qty: int | None  # 외인순매도수량
    for_netprps_stk_cd: str | None  # 외인순매수종목코드
    for_netprps_stk_nm: str | None  # 외인순매수종목명
    for_netprps_amt: int | None  # 외인순매수금액
    for_netprps_qty: int | None  # 외인순매수수량
    orgn_netslmt_stk_cd: str | None  # 기관순매도종목코드
    orgn_netslmt_stk_nm: str | None  # 기관순매도종목명
    orgn_netslmt_amt: int | None  # 기관순매도금액
    orgn_netslmt_qty: int | None  # 기관순매도수량
    orgn_netprps_stk_cd: str | None  # 기관순매수종목코드
    orgn_netprps_stk_nm: str | None  # 기관순매수종목명
    orgn_netprps_amt: int | None  # 기관순매수금액
    orgn_netprps_qty: int | None  # 기관순매수수량


class Ka90009(TypedDict):
    """The values of ka90009, 외국인기관매매상위요청."""

    frgnr_orgn_trde_upper: list[Ka90009Row]  # 외국인기관매매상위


class Ka90010Row(TypedDict):
    """A row of ka90010, 프로그램매매추이요청 일자별."""

    cntr_tm: datetime.datetime | None  # 체결시간
    dfrt_trde_sel: int | None  # 차익거래매도
    dfrt_trde_buy: int | None  # 차익거래매수
    dfrt_trde_netprps: int | None  # 차익거래순매수
    ndiffpro_trde_sel: int | None  # 비차익거래매도
    ndiffpro_trde_buy: int | None  # 비차익거래매수
    ndiffpro_trde_netprps: int | None  # 비차익거래순매수
    dfrt_trde_sell_qty: int | None  # 차익거래매도수량
    dfrt_trde_buy_qty: int | None  # 차익거래매수수량
    dfrt_trde_netprps_qty: int | None  # 차익거래순매수수량
    ndiffpro_trde_sell_qty: int | None  # 비차익거래매도수량
    ndiffpro_trde_buy_qty: int | None  # 비차익거래매수수량
    ndiffpro_trde_netprps_qty: int | None  # 비차익거래순매수수량
    all_sel: int | None  # 전체매도
    all_buy: int | None  # 전체매수
    all_netprps: int | None  # 전체순매수
    kospi200: Decimal | None  # KOSPI200
    basis: Decimal | None  # BASIS


class Ka90010(TypedDict):
    """The values of ka90010, 프로그램매매추이요청 일자별."""

    prm_trde_trnsn: list[Ka90010Row]  # 프로그램매매추이


class Ka90012Row(TypedDict):
    """A row of ka90012, 대차거래내역요청."""

    stk_nm: str | None  # 종목명
    stk_cd: str | None  # 종목코드
    dbrt_trde_cntrcnt: int | None  # 대차거래체결주수
    dbrt_trde_rpy: int | None  # 대차거래상환주수
    rmnd: int | None  # 잔고주수
    remn_amt: int | None  # 잔고금액


class Ka90012(TypedDict):
    """The values of ka90012, 대차거래내역요청."""

    dbrt_trde_prps: list[Ka90012Row]  # 대차거래내역


class Ka90013Row(TypedDict):
    """A row of ka90013, 종목일별프로그램매매추이요청."""

    dt: datetime.date | None  # 일자
    cur_prc: int | None  # 현재가
    pre_sig: str | None  # 대비기호
    pred_pre: int | None  # 전일대비
    flu_rt: Decimal | None  # 등락율
    trde_qty: int | None  # 거래량
    prm_sell_amt: int | None  # 프로그램매도금액
    prm_buy_amt: int | None  # 프로그램매수금액
    prm_netprps_amt: int | None  # 프로그램순매수금액
    prm_netprps_amt_irds: int | None  # 프로그램순매수금액증감
    prm_sell_qty: int | None  # 프로그램매도수량
    prm_buy_qty: int | None  # 프로그램매수수량
    prm_netprps_qty: int | None  # 프로그램순매수수량
    prm_netprps_qty_irds: int | None  # 프로그램순매수수량증감
    base_pric_tm: datetime.time | None  # 기준가시간
    dbrt_trde_rpy_sum: int | None  # 대차거래상환주수합
    remn_rcvord_sum: int | None  # 잔고수주합
    stex_tp: str | None  # 거래소구분


class Ka90013(TypedDict):
    """The values of ka90013, 종목일별프로그램매매추이요청."""

    stk_daly_prm_trde_trnsn: list[Ka90013Row]  # 종목일별프로그램매매추이


class Kt00001Row(TypedDict):
    """A row of kt00001, 예수금상세현황요청."""

    crnc_cd: str | None  # 통화코드
    fx_entr: int | None  # 외화예수금
    fc_krw_repl_evlta: int | None  # 원화대용평가금
    fc_trst_profa: int | None  # 해외주식증거금
    pymn_alow_amt_entr: int | None  # 출금가능금액(예수금)
    pymn_alow_amt: int | None  # 출금가능금액
    ord_alow_amt_entr: int | None  # 주문가능금액(예수금)
    fc_uncla: int | None  # 외화미수(합계)
    fc_ch_uncla: int | None  # 외화현금미수금
    dly_amt: int | None  # 연체료
    d1_fx_entr: int | None  # d+1외화예수금
    d2_fx_entr: int | None  # d+2외화예수금
    d3_fx_entr: int | None  # d+3외화예수금
    d4_fx_entr: int | None  # d+4외화예수금


Kt00001 = TypedDict(
    "Kt00001",
    {
        "entr": int | None,  # 예수금
        "profa_ch": int | None,  # 주식증거금현금
        "bncr_profa_ch": int | None,  # 수익증권증거금현금
        "nxdy_bncr_sell_exct": int | None,  # 익일수익증권매도정산대금
        "fc_stk_krw_repl_set_amt": int | None,  # 해외주식원화대용설정금
        "crd_grnta_ch": int | None,  # 신용보증금현금
        "crd_grnt_ch": int | None,  # 신용담보금현금
        "add_grnt_ch": int | None,  # 추가담보금현금
        "etc_profa": int | None,  # 기타증거금
        "uncl_stk_amt": int | None,  # 미수확보금
        "shrts_prica": int | None,  # 공매도대금
        "crd_set_grnta": int | None,  # 신용설정평가금
        "chck_ina_amt": int | None,  # 수표입금액
        "etc_chck_ina_amt": int | None,  # 기타수표입금액
        "crd_grnt_ruse": int | None,  # 신용담보재사용
        "knx_asset_evltv": int | None,  # 코넥스기본예탁금
        "elwdpst_evlta": int | None,  # ELW예탁평가금
        "crd_ls_rght_frcs_amt": int | None,  # 신용대주권리예정금액
        "lvlh_join_amt": int | None,  # 생계형가입금액
        "lvlh_trns_alowa": int | None,  # 생계형입금가능금액
        "repl_amt": int | None,  # 대용금평가금액(합계)
        "remn_repl_evlta": int | None,  # 잔고대용평가금액
        "trst_remn_repl_evlta": int | None,  # 위탁대용잔고평가금액
        "bncr_remn_repl_evlta": int | None,  # 수익증권대용평가금액
        "profa_repl": int | None,  # 위탁증거금대용
        "crd_grnta_repl": int | None,  # 신용보증금대용
        "crd_grnt_repl": int | None,  # 신용담보금대용
        "add_grnt_repl": int | None,  # 추가담보금대용
        "rght_repl_amt": int | None,  # 권리대용금
        "pymn_alow_amt": int | None,  # 출금가능금액
        "wrap_pymn_alow_amt": int | None,  # 랩출금가능금액
        "ord_alow_amt": int | None,  # 주문가능금액
        "bncr_buy_alowa": int | None,  # 수익증권매수가능금액
        "20stk_ord_alow_amt": int | None,  # 20%종목주문가능금액
        "30stk_ord_alow_amt": int | None,  # 30%종목주문가능금액
        "40stk_ord_alow_amt": int | None,  # 40%종목주문가능금액
        "100stk_ord_alow_amt": int | None,  # 100%종목주문가능금액
        "ch_uncla": int | None,  # 현금미수금
        "ch_uncla_dlfe": int | None,  # 현금미수연체료
        "ch_uncla_tot": int | None,  # 현금미수금합계
        "crd_int_npay": int | None,  # 신용이자미납
        "int_npay_amt_dlfe": int | None,  # 신용이자미납연체료
        "int_npay_amt_tot": int | None,  # 신용이자미납합계
        "etc_loana": int | None,  # 기타대여금
        "etc_loana_dlfe": int | None,  # 기타대여금연체료
        "etc_loan_tot": int | None,  # 기타대여금합계
        "nrpy_loan": int | None,  # 미상환융자금
        "loan_sum": int | None,  # 융자금합계
        "ls_sum": int | None,  # 대주금합계
        "crd_grnt_rt": Decimal | None,  # 신용담보비율
        "mdstrm_usfe": int | None,  # 중도이용료
        "min_ord_alow_yn": int | None,  # 최소주문가능금액
        "loan_remn_evlt_amt": int | None,  # 대출총평가금액
        "dpst_grntl_remn": int | None,  # 예탁담보대출잔고
        "sell_grntl_remn": int | None,  # 매도담보대출잔고
        "d1_entra": int | None,  # d+1추정예수금
        "d1_slby_exct_amt": int | None,  # d+1매도매수정산금
        "d1_buy_exct_amt": int | None,  # d+1매수정산금
        "d1_out_rep_mor": int | None,  # d+1미수변제소요금
        "d1_sel_exct_amt": int | None,  # d+1매도정산금
        "d1_pymn_alow_amt": int | None,  # d+1출금가능금액
        "d2_entra": int | None,  # d+2추정예수금
        "d2_slby_exct_amt": int | None,  # d+2매도매수정산금
        "d2_buy_exct_amt": int | None,  # d+2매수정산금
        "d2_out_rep_mor": int | None,  # d+2미수변제소요금
        "d2_sel_exct_amt": int | None,  # d+2매도정산금
        "d2_pymn_alow_amt": int | None,  # d+2출금가능금액
        "50stk_ord_alow_amt": int | None,  # 50%종목주문가능금액
        "60stk_ord_alow_amt": int | None,  # 60%종목주문가능금액
        "stk_entr_prst": list[Kt00001Row],  # 종목별예수금
    },
)
"""The values of kt00001, 예수금상세현황요청."""


class Kt00002Row(TypedDict):
    """A row of kt00002, 일별추정예탁자산현황요청."""

    dt: datetime.date | None  # 일자
    entr: int | None  # 예수금
    grnt_use_amt: int | None  # 담보대출금
    crd_loan: int | None  # 신용융자금
    ls_grnt: int | None  # 대주담보금
    repl_amt: int | None  # 대용금
    prsm_dpst_aset_amt: int | None  # 추정예탁자산
    prsm_dpst_aset_amt_bncr_skip: int | None  # 추정예탁자산수익증권제외


class Kt00002(TypedDict):
    """The values of kt00002, 일별추정예탁자산현황요청."""

    daly_prsm_dpst_aset_amt_prst: list[Kt00002Row]  # 일별추정예탁자산현황


class Kt00003(TypedDict):
    """The values of kt00003, 추정자산조회요청."""

    prsm_dpst_aset_amt: int | None  # 추정예탁자산


class Kt00004Row(TypedDict):
    """A row of kt00004, 계좌평가현황요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    rmnd_qty: int | None  # 보유수량
    avg_prc: int | None  # 평균단가
    cur_prc: int | None  # 현재가
    evlt_amt: int | None  # 평가금액
    pl_amt: int | None  # 손익금액
    pl_rt: Decimal | None  # 손익율
    loan_dt: datetime.date | None  # 대출일
    pur_amt: int | None  # 매입금액
    setl_remn: int | None  # 결제잔고
    pred_buyq: int | None  # 전일매수수량
    pred_sellq: int | None  # 전일매도수량
    tdy_buyq: int | None  # 금일매수수량
    tdy_sellq: int | None  # 금일매도수량


class Kt00004(TypedDict):
    """The values of kt00004, 계좌평가현황요청."""

    acnt_nm: str | None  # 계좌명
    brch_nm: str | None  # 지점명
    entr: int | None  # 예수금
    d2_entra: int | None  # D+2추정예수금
    tot_est_amt: int | None  # 유가잔고평가액
    aset_evlt_amt: int | None  # 예탁자산평가액
    tot_pur_amt: int | None  # 총매입금액
    prsm_dpst_aset_amt: int | None  # 추정예탁자산
    tot_grnt_sella: int | None  # 매도담보대출금
    tdy_lspft_amt: int | None  # 당일투자원금
    invt_bsamt: int | None  # 당월투자원금
    lspft_amt: int | None  # 누적투자원금
    tdy_lspft: int | None  # 당일투자손익
    lspft2: int | None  # 당월투자손익
    lspft: int | None  # 누적투자손익
    tdy_lspft_rt: Decimal | None  # 당일손익율
    lspft_ratio: Decimal | None  # 당월손익율
    lspft_rt: Decimal | None  # 누적손익율
    stk_acnt_evlt_prst: list[Kt00004Row]  # 종목별계좌평가현황


class Kt00005Row(TypedDict):
    """A row of kt00005, 체결잔고요청."""

    crd_tp: str | None  # 신용구분
    loan_dt: datetime.date | None  # 대출일
    expr_dt: datetime.date | None  # 만기일
    stk_cd: str | None  # 종목번호
    stk_nm: str | None  # 종목명
    setl_remn: int | None  # 결제잔고
    cur_qty: int | None  # 현재잔고
    cur_prc: int | None  # 현재가
    buy_uv: int | None  # 매입단가
    pur_amt: int | None  # 매입금액
    evlt_amt: int | None  # 평가금액
    evltv_prft: int | None  # 평가손익
    pl_rt: Decimal | None  # 손익률


Kt00005 = TypedDict(
    "Kt00005",
    {
        "entr": int | None,  # 예수금
        "entr_d1": int | None,  # 예수금D+1
        "entr_d2": int | None,  # 예수금D+2
        "pymn_alow_amt": int | None,  # 출금가능금액
        "uncl_stk_amt": int | None,  # 미수확보금
        "repl_amt": int | None,  # 대용금
        "rght_repl_amt": int | None,  # 권리대용금
        "ord_alowa": int | None,  # 주문가능현금
        "ch_uncla": int | None,  # 현금미수금
        "crd_int_npay_gold": int | None,  # 신용이자미납금
        "etc_loana": int | None,  # 기타대여금
        "nrpy_loan": int | None,  # 미상환융자금
        "profa_ch": int | None,  # 증거금현금
        "repl_profa": int | None,  # 증거금대용
        "stk_buy_tot_amt": int | None,  # 주식매수총액
        "evlt_amt_tot": int | None,  # 평가금액합계
        "tot_pl_tot": int | None,  # 총손익합계
        "tot_pl_rt": Decimal | None,  # 총손익률
        "tot_re_buy_alowa": int | None,  # 총재매수가능금액
        "20ord_alow_amt": int | None,  # 20%주문가능금액
        "30ord_alow_amt": int | None,  # 30%주문가능금액
        "40ord_alow_amt": int | None,  # 40%주문가능금액
        "50ord_alow_amt": int | None,  # 50%주문가능금액
        "60ord_alow_amt": int | None,  # 60%주문가능금액
        "100ord_alow_amt": int | None,  # 100%주문가능금액
        "crd_loan_tot": int | None,  # 신용융자합계
        "crd_loan_ls_tot": int | None,  # 신용융자대주합계
        "crd_grnt_rt": Decimal | None,  # 신용담보비율
        "dpst_grnt_use_amt_amt": int | None,  # 예탁담보대출금액
        "grnt_loan_amt": int | None,  # 매도담보대출금액
        "stk_cntr_remn": list[Kt00005Row],  # 종목별체결잔고
    },
)
"""The values of kt00005, 체결잔고요청."""


class Kt00007Row(TypedDict):
    """A row of kt00007, 계좌별주문체결내역상세요청."""

    ord_no: str | None  # 주문번호
    stk_cd: str | None  # 종목번호
    trde_tp: str | None  # 매매구분
    crd_tp: str | None  # 신용구분
    ord_qty: int | None  # 주문수량
    ord_uv: int | None  # 주문단가
    cnfm_qty: int | None  # 확인수량
    acpt_tp: str | None  # 접수구분
    rsrv_tp: str | None  # 반대여부
    ord_tm: datetime.time | None  # 주문시간
    ori_ord: str | None  # 원주문
    stk_nm: str | None  # 종목명
    io_tp_nm: str | None  # 주문구분
    loan_dt: datetime.date | None  # 대출일
    cntr_qty: int | None  # 체결수량
    cntr_uv: int | None  # 체결단가
    ord_remnq: int | None  # 주문잔량
    comm_ord_tp: str | None  # 통신구분
    mdfy_cncl: str | None  # 정정취소
    cnfm_tm: datetime.time | None  # 확인시간
    dmst_stex_tp: str | None  # 국내거래소구분
    cond_uv: int | None  # 스톱가


class Kt00007(TypedDict):
    """The values of kt00007, 계좌별주문체결내역상세요청."""

    acnt_ord_cntr_prps_dtl: list[Kt00007Row]  # 계좌별주문체결내역상세


class Kt00008Row(TypedDict):
    """A row of kt00008, 계좌별익일결제예정내역요청."""

    seq: str | None  # 일련번호
    stk_cd: str | None  # 종목번호
    loan_dt: datetime.date | None  # 대출일
    qty: int | None  # 수량
    engg_amt: int | None  # 약정금액
    cmsn: int | None  # 수수료
    incm_tax: int | None  # 소득세
    rstx: int | None  # 농특세
    stk_nm: str | None  # 종목명
    sell_tp: str | None  # 매도수구분
    unp: int | None  # 단가
    exct_amt: int | None  # 정산금액
    trde_tax: int | None  # 거래세
    resi_tax: int | None  # 주민세
    crd_tp: str | None  # 신용구분


class Kt00008(TypedDict):
    """The values of kt00008, 계좌별익일결제예정내역요청."""

    trde_dt: datetime.date | None  # 매매일자
    setl_dt: datetime.date | None  # 결제일자
    sell_amt_sum: int | None  # 매도정산합
    buy_amt_sum: int | None  # 매수정산합
    acnt_nxdy_setl_frcs_prps_array: list[Kt00008Row]  # 계좌별익일결제예정내역배열


class Kt00009Row(TypedDict):
    """A row of kt00009, 계좌별주문체결현황요청."""

    stk_bond_tp: int | None  # 주식채권구분
    ord_no: str | None  # 주문번호
    stk_cd: str | None  # 종목번호
    trde_tp: str | None  # 매매구분
    io_tp_nm: str | None  # 주문유형구분
    ord_qty: int | None  # 주문수량
    ord_uv: int | None  # 주문단가
    cnfm_qty: int | None  # 확인수량
    rsrv_oppo: str | None  # 예약/반대
    cntr_no: str | None  # 체결번호
    acpt_tp: str | None  # 접수구분
    orig_ord_no: str | None  # 원주문번호
    stk_nm: str | None  # 종목명
    setl_tp: str | None  # 결제구분
    crd_deal_tp: str | None  # 신용거래구분
    cntr_qty: int | None  # 체결수량
    cntr_uv: int | None  # 체결단가
    comm_ord_tp: str | None  # 통신구분
    mdfy_cncl_tp: str | None  # 정정/취소구분
    cntr_tm: datetime.time | None  # 체결시간
    dmst_stex_tp: str | None  # 국내거래소구분
    cond_uv: int | None  # 스톱가


class Kt00009(TypedDict):
    """The values of kt00009, 계좌별주문체결현황요청."""

    sell_grntl_engg_amt: int | None  # 매도약정금액
    buy_engg_amt: int | None  # 매수약정금액
    engg_amt: int | None  # 약정금액
    acnt_ord_cntr_prst_array: list[Kt00009Row]  # 계좌별주문체결현황배열


class Kt00010(TypedDict):
    """The values of kt00010, 주문인출가능금액요청."""

    profa_20ord_alow_amt: int | None  # 증거금20%주문가능금액
    profa_20ord_alowq: int | None  # 증거금20%주문가능수량
    profa_30ord_alow_amt: int | None  # 증거금30%주문가능금액
    profa_30ord_alowq: int | None  # 증거금30%주문가능수량
    profa_40ord_alow_amt: int | None  # 증거금40%주문가능금액
    profa_40ord_alowq: int | None  # 증거금40%주문가능수량
    profa_50ord_alow_amt: int | None  # 증거금50%주문가능금액
    profa_50ord_alowq: int | None  # 증거금50%주문가능수량
    profa_60ord_alow_amt: int | None  # 증거금60%주문가능금액
    profa_60ord_alowq: int | None  # 증거금60%주문가능수량
    profa_rdex_60ord_alow_amt: int | None  # 증거금감면60%주문가능금
    profa_rdex_60ord_alowq: int | None  # 증거금감면60%주문가능수
    profa_100ord_alow_amt: int | None  # 증거금100%주문가능금액
    profa_100ord_alowq: int | None  # 증거금100%주문가능수량
    pred_reu_alowa: int | None  # 전일재사용가능금액
    tdy_reu_alowa: int | None  # 금일재사용가능금액
    entr: int | None  # 예수금
    repl_amt: int | None  # 대용금
    uncla: int | None  # 미수금
    ord_pos_repl: int | None  # 주문가능대용
    ord_alowa: int | None  # 주문가능현금
    wthd_alowa: int | None  # 인출가능금액
    nxdy_wthd_alowa: int | None  # 익일인출가능금액
    pur_amt: int | None  # 매입금액
    cmsn: int | None  # 수수료
    pur_exct_amt: int | None  # 매입정산금
    d2entra: int | None  # D2추정예수금
    profa_rdex_aplc_tp: str | None  # 증거금감면적용구분


class Kt00011(TypedDict):
    """The values of kt00011, 증거금율별주문가능수량조회요청."""

    stk_profa_rt: str | None  # 종목증거금율
    profa_rt: str | None  # 계좌증거금율
    aplc_rt: str | None  # 적용증거금율
    profa_20ord_alow_amt: int | None  # 증거금20%주문가능금액
    profa_20ord_alowq: int | None  # 증거금20%주문가능수량
    profa_20pred_reu_amt: int | None  # 증거금20%전일재사용금액
    profa_20tdy_reu_amt: int | None  # 증거금20%금일재사용금액
    profa_30ord_alow_amt: int | None  # 증거금30%주문가능금액
    profa_30ord_alowq: int | None  # 증거금30%주문가능수량
    profa_30pred_reu_amt: int | None  # 증거금30%전일재사용금액
    profa_30tdy_reu_amt: int | None  # 증거금30%금일재사용금액
    profa_40ord_alow_amt: int | None  # 증거금40%주문가능금액
    profa_40ord_alowq: int | None  # 증거금40%주문가능수량
    profa_40pred_reu_amt: int | None  # 증거금40전일재사용금액
    profa_40tdy_reu_amt: int | None  # 증거금40%금일재사용금액
    profa_50ord_alow_amt: int | None  # 증거금50%주문가능금액
    profa_50ord_alowq: int | None  # 증거금50%주문가능수량
    profa_50pred_reu_amt: int | None  # 증거금50%전일재사용금액
    profa_50tdy_reu_amt: int | None  # 증거금50%금일재사용금액
    profa_60ord_alow_amt: int | None  # 증거금60%주문가능금액
    profa_60ord_alowq: int | None  # 증거금60%주문가능수량
    profa_60pred_reu_amt: int | None  # 증거금60%전일재사용금액
    profa_60tdy_reu_amt: int | None  # 증거금60%금일재사용금액
    profa_100ord_alow_amt: int | None  # 증거금100%주문가능금액
    profa_100ord_alowq: int | None  # 증거금100%주문가능수량
    profa_100pred_reu_amt: int | None  # 증거금100%전일재사용금액
    profa_100tdy_reu_amt: int | None  # 증거금100%금일재사용금액
    min_ord_alow_amt: int | None  # 미수불가주문가능금액
    min_ord_alowq: int | None  # 미수불가주문가능수량
    min_pred_reu_amt: int | None  # 미수불가전일재사용금액
    min_tdy_reu_amt: int | None  # 미수불가금일재사용금액
    entr: int | None  # 예수금
    repl_amt: int | None  # 대용금
    uncla: int | None  # 미수금
    ord_pos_repl: int | None  # 주문가능대용
    ord_alowa: int | None  # 주문가능현금


class Kt00012(TypedDict):
    """The values of kt00012, 신용보증금율별주문가능수량조회요청."""

    stk_assr_rt: str | None  # 종목보증금율
    stk_assr_rt_nm: str | None  # 종목보증금율명
    assr_30ord_alow_amt: int | None  # 보증금30%주문가능금액
    assr_30ord_alowq: int | None  # 보증금30%주문가능수량
    assr_30pred_reu_amt: int | None  # 보증금30%전일재사용금액
    assr_30tdy_reu_amt: int | None  # 보증금30%금일재사용금액
    assr_40ord_alow_amt: int | None  # 보증금40%주문가능금액
    assr_40ord_alowq: int | None  # 보증금40%주문가능수량
    assr_40pred_reu_amt: int | None  # 보증금40%전일재사용금액
    assr_40tdy_reu_amt: int | None  # 보증금40%금일재사용금액
    assr_50ord_alow_amt: int | None  # 보증금50%주문가능금액
    assr_50ord_alowq: int | None  # 보증금50%주문가능수량
    assr_50pred_reu_amt: int | None  # 보증금50%전일재사용금액
    assr_50tdy_reu_amt: int | None  # 보증금50%금일재사용금액
    assr_60ord_alow_amt: int | None  # 보증금60%주문가능금액
    assr_60ord_alowq: int | None  # 보증금60%주문가능수량
    assr_60pred_reu_amt: int | None  # 보증금60%전일재사용금액
    assr_60tdy_reu_amt: int | None  # 보증금60%금일재사용금액
    entr: int | None  # 예수금
    repl_amt: int | None  # 대용금
    uncla: int | None  # 미수금
    ord_pos_repl: int | None  # 주문가능대용
    ord_alowa: int | None  # 주문가능현금
    out_alowa: int | None  # 미수가능금액
    out_pos_qty: int | None  # 미수가능수량
    min_amt: int | None  # 미수불가금액
    min_qty: int | None  # 미수불가수량


Kt00013 = TypedDict(
    "Kt00013",
    {
        "tdy_reu_objt_amt": int | None,  # 금일재사용대상금액
        "tdy_reu_use_amt": int | None,  # 금일재사용사용금액
        "tdy_reu_alowa": int | None,  # 금일재사용가능금액
        "tdy_reu_lmtt_amt": int | None,  # 금일재사용제한금액
        "tdy_reu_alowa_fin": int | None,  # 금일재사용가능금액최종
        "pred_reu_objt_amt": int | None,  # 전일재사용대상금액
        "pred_reu_use_amt": int | None,  # 전일재사용사용금액
        "pred_reu_alowa": int | None,  # 전일재사용가능금액
        "pred_reu_lmtt_amt": int | None,  # 전일재사용제한금액
        "pred_reu_alowa_fin": int | None,  # 전일재사용가능금액최종
        "ch_amt": int | None,  # 현금금액
        "ch_profa": int | None,  # 현금증거금
        "use_pos_ch": int | None,  # 사용가능현금
        "ch_use_lmtt_amt": int | None,  # 현금사용제한금액
        "use_pos_ch_fin": int | None,  # 사용가능현금최종
        "repl_amt_amt": int | None,  # 대용금액
        "repl_profa": int | None,  # 대용증거금
        "use_pos_repl": int | None,  # 사용가능대용
        "repl_use_lmtt_amt": int | None,  # 대용사용제한금액
        "use_pos_repl_fin": int | None,  # 사용가능대용최종
        "crd_grnta_ch": int | None,  # 신용보증금현금
        "crd_grnta_repl": int | None,  # 신용보증금대용
        "crd_grnt_ch": int | None,  # 신용담보금현금
        "crd_grnt_repl": int | None,  # 신용담보금대용
        "uncla": int | None,  # 미수금
        "ls_grnt_reu_gold": int | None,  # 대주담보금재사용금
        "20ord_alow_amt": int | None,  # 20%주문가능금액
        "30ord_alow_amt": int | None,  # 30%주문가능금액
        "40ord_alow_amt": int | None,  # 40%주문가능금액
        "50ord_alow_amt": int | None,  # 50%주문가능금액
        "60ord_alow_amt": int | None,  # 60%주문가능금액
        "100ord_alow_amt": int | None,  # 100%주문가능금액
        "tdy_crd_rpya_loss_amt": int | None,  # 금일신용상환손실금액
        "pred_crd_rpya_loss_amt": int | None,  # 전일신용상환손실금액
        "tdy_ls_rpya_loss_repl_profa": int | None,  # 금일대주상환손실대용증거금
        "pred_ls_rpya_loss_repl_profa": int | None,  # 전일대주상환손실대용증거금
        "evlt_repl_amt_spg_use_skip": int | None,  # 평가대용금(현물사용제외)
        "evlt_repl_rt": Decimal | None,  # 평가대용비율
        "crd_repl_profa": int | None,  # 신용대용증거금
        "ch_ord_repl_profa": int | None,  # 현금주문대용증거금
        "crd_ord_repl_profa": int | None,  # 신용주문대용증거금
        "crd_repl_conv_gold": int | None,  # 신용대용환산금
        "repl_alowa": int | None,  # 대용가능금액(현금제한)
        "repl_alowa_2": int | None,  # 대용가능금액2(신용제한)
        "ch_repl_lck_gold": int | None,  # 현금대용부족금
        "crd_repl_lck_gold": int | None,  # 신용대용부족금
        "ch_ord_alow_repla": int | None,  # 현금주문가능대용금
        "crd_ord_alow_repla": int | None,  # 신용주문가능대용금
        "d2vexct_entr": int | None,  # D2가정산예수금
        "d2ch_ord_alow_amt": int | None,  # D2현금주문가능금액
    },
)
"""The values of kt00013, 증거금세부내역조회요청."""


class Kt00015Row(TypedDict):
    """A row of kt00015, 위탁종합거래내역요청."""

    trde_dt: datetime.date | None  # 거래일자
    trde_no: int | None  # 거래번호
    rmrk_nm: str | None  # 적요명
    crd_deal_tp_nm: str | None  # 신용거래구분명
    exct_amt: int | None  # 정산금액
    loan_amt_rpya: int | None  # 대출금상환
    fc_trde_amt: Decimal | None  # 거래금액(외)
    fc_exct_amt: Decimal | None  # 정산금액(외)
    entra_remn: int | None  # 예수금잔고
    crnc_cd: str | None  # 통화코드
    trde_ocr_tp: str | None  # 거래종류구분
    trde_kind_nm: str | None  # 거래종류명
    stk_nm: str | None  # 종목명
    trde_amt: int | None  # 거래금액
    trde_agri_tax: int | None  # 거래및농특세
    rpy_diffa: int | None  # 상환차금
    fc_trde_tax: Decimal | None  # 거래세(외)
    dly_sum: int | None  # 연체합
    fc_entra: Decimal | None  # 외화예수금잔고
    mdia_tp_nm: str | None  # 매체구분명
    io_tp: int | None  # 입출구분
    io_tp_nm: str | None  # 입출구분명
    orig_deal_no: int | None  # 원거래번호
    stk_cd: str | None  # 종목코드
    trde_qty_jwa_cnt: int | None  # 거래수량/좌수
    cmsn: int | None  # 수수료
    int_ls_usfe: int | None  # 이자/대주이용
    fc_cmsn: Decimal | None  # 수수료(외)
    fc_dly_sum: Decimal | None  # 연체합(외)
    vlbl_nowrm: int | None  # 유가금잔
    proc_tm: datetime.time | None  # 처리시간
    isin_cd: str | None  # ISIN코드
    stex_cd: str | None  # 거래소코드
    stex_nm: str | None  # 거래소명
    trde_unit: int | None  # 거래단가/환율
    incm_resi_tax: int | None  # 소득/주민세
    loan_dt: datetime.date | None  # 대출일
    uncl_ocr: str | None  # 미수(원/주)
    rpym_sum: str | None  # 변제합
    cntr_dt: datetime.date | None  # 체결일
    rcpy_no: str | None  # 출납번호
    prcsr: str | None  # 처리자
    proc_brch: str | None  # 처리점
    trde_stle: str | None  # 매매형태
    txon_base_pric: Decimal | None  # 과세기준가
    tax_sum_cmsn: int | None  # 세금수수료합
    frgn_pay_txam: Decimal | None  # 외국납부세액(외)
    fc_uncl_ocr: Decimal | None  # 미수(외)
    rpym_sum_fr: str | None  # 변제합(외)
    rcpmnyer: str | None  # 입금자
    trde_prtc_tp: int | None  # 거래내역구분


class Kt00015(TypedDict):
    """The values of kt00015, 위탁종합거래내역요청."""

    acnt_no: str | None  # 계좌번호
    trst_ovrl_trde_prps_array: list[Kt00015Row]  # 위탁종합거래내역배열


class Kt00016(TypedDict):
    """The values of kt00016, 일별계좌수익률상세현황요청."""

    mang_empno: str | None  # 관리사원번호
    mngr_nm: str | None  # 관리자명
    dept_nm: str | None  # 관리자지점
    entr_fr: int | None  # 예수금_초
    entr_to: int | None  # 예수금_말
    scrt_evlt_amt_fr: int | None  # 유가증권평가금액_초
    scrt_evlt_amt_to: int | None  # 유가증권평가금액_말
    ls_grnt_fr: int | None  # 대주담보금_초
    ls_grnt_to: int | None  # 대주담보금_말
    crd_loan_fr: int | None  # 신용융자금_초
    crd_loan_to: int | None  # 신용융자금_말
    ch_uncla_fr: int | None  # 현금미수금_초
    ch_uncla_to: int | None  # 현금미수금_말
    krw_asgna_fr: int | None  # 원화대용금_초
    krw_asgna_to: int | None  # 원화대용금_말
    ls_evlta_fr: int | None  # 대주평가금_초
    ls_evlta_to: int | None  # 대주평가금_말
    rght_evlta_fr: int | None  # 권리평가금_초
    rght_evlta_to: int | None  # 권리평가금_말
    loan_amt_fr: int | None  # 대출금_초
    loan_amt_to: int | None  # 대출금_말
    etc_loana_fr: int | None  # 기타대여금_초
    etc_loana_to: int | None  # 기타대여금_말
    crd_int_npay_gold_fr: int | None  # 신용이자미납금_초
    crd_int_npay_gold_to: int | None  # 신용이자미납금_말
    crd_int_fr: int | None  # 신용이자_초
    crd_int_to: int | None  # 신용이자_말
    tot_amt_fr: int | None  # 순자산액계_초
    tot_amt_to: int | None  # 순자산액계_말
    invt_bsamt: int | None  # 투자원금평잔
    evltv_prft: int | None  # 평가손익
    prft_rt: Decimal | None  # 수익률
    tern_rt: Decimal | None  # 회전율
    termin_tot_trns: int | None  # 기간내총입금
    termin_tot_pymn: int | None  # 기간내총출금
    termin_tot_inq: int | None  # 기간내총입고
    termin_tot_outq: int | None  # 기간내총출고
    futr_repl_sella: int | None  # 선물대용매도금액
    trst_repl_sella: int | None  # 위탁대용매도금액


class Kt00017(TypedDict):
    """The values of kt00017, 계좌별당일현황요청."""

    d2_entra: int | None  # D+2추정예수금
    crd_int_npay_gold: int | None  # 신용이자미납금
    etc_loana: int | None  # 기타대여금
    gnrl_stk_evlt_amt_d2: int | None  # 일반주식평가금액D+2
    dpst_grnt_use_amt_d2: int | None  # 예탁담보대출금D+2
    crd_stk_evlt_amt_d2: int | None  # 예탁담보주식평가금액D+2
    crd_loan_d2: int | None  # 신용융자금D+2
    crd_loan_evlta_d2: int | None  # 신용융자평가금D+2
    crd_ls_grnt_d2: int | None  # 신용대주담보금D+2
    crd_ls_evlta_d2: int | None  # 신용대주평가금D+2
    ina_amt: int | None  # 입금금액
    outa: int | None  # 출금금액
    inq_amt: int | None  # 입고금액
    outq_amt: int | None  # 출고금액
    sell_amt: int | None  # 매도금액
    buy_amt: int | None  # 매수금액
    cmsn: int | None  # 수수료
    tax: int | None  # 세금
    stk_pur_cptal_loan_amt: int | None  # 주식매입자금대출금
    rp_evlt_amt: int | None  # RP평가금액
    bd_evlt_amt: int | None  # 채권평가금액
    elsevlt_amt: int | None  # ELS평가금액
    crd_int_amt: int | None  # 신용이자금액
    sel_prica_grnt_loan_int_amt_amt: int | None  # 매도대금담보대출이자금액
    dvida_amt: int | None  # 배당금액


class Kt00018Row(TypedDict):
    """A row of kt00018, 계좌평가잔고내역요청."""

    stk_cd: str | None  # 종목번호
    stk_nm: str | None  # 종목명
    evltv_prft: int | None  # 평가손익
    prft_rt: Decimal | None  # 수익률(%)
    pur_pric: int | None  # 매입가
    pred_close_pric: int | None  # 전일종가
    rmnd_qty: int | None  # 보유수량
    trde_able_qty: int | None  # 매매가능수량
    cur_prc: int | None  # 현재가
    pred_buyq: int | None  # 전일매수수량
    pred_sellq: int | None  # 전일매도수량
    tdy_buyq: int | None  # 금일매수수량
    tdy_sellq: int | None  # 금일매도수량
    pur_amt: int | None  # 매입금액
    pur_cmsn: int | None  # 매입수수료
    evlt_amt: int | None  # 평가금액
    sell_cmsn: int | None  # 평가수수료
    tax: int | None  # 세금
    sum_cmsn: int | None  # 수수료합
    poss_rt: Decimal | None  # 보유비중(%)
    crd_tp: str | None  # 신용구분
    crd_tp_nm: str | None  # 신용구분명
    crd_loan_dt: datetime.date | None  # 대출일


class Kt00018(TypedDict):
    """The values of kt00018, 계좌평가잔고내역요청."""

    tot_pur_amt: int | None  # 총매입금액
    tot_evlt_amt: int | None  # 총평가금액
    tot_evlt_pl: int | None  # 총평가손익금액
    tot_prft_rt: Decimal | None  # 총수익률(%)
    prsm_dpst_aset_amt: int | None  # 추정예탁자산
    tot_loan_amt: int | None  # 총대출금
    tot_crd_loan_amt: int | None  # 총융자금액
    tot_crd_ls_amt: int | None  # 총대주금액
    acnt_evlt_remn_indv_tot: list[Kt00018Row]  # 계좌평가잔고개별합산


class Kt10000(TypedDict):
    """The values of kt10000, 주식 매수주문."""

    ord_no: str | None  # 주문번호
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10001(TypedDict):
    """The values of kt10001, 주식 매도주문."""

    ord_no: str | None  # 주문번호
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10002(TypedDict):
    """The values of kt10002, 주식 정정주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    mdfy_qty: int | None  # 정정수량
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10003(TypedDict):
    """The values of kt10003, 주식 취소주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    cncl_qty: int | None  # 취소수량


class Kt10006(TypedDict):
    """The values of kt10006, 신용 매수주문."""

    ord_no: str | None  # 주문번호
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10007(TypedDict):
    """The values of kt10007, 신용 매도주문."""

    ord_no: str | None  # 주문번호
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10008(TypedDict):
    """The values of kt10008, 신용 정정주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    mdfy_qty: int | None  # 정정수량
    dmst_stex_tp: str | None  # 국내거래소구분


class Kt10009(TypedDict):
    """The values of kt10009, 신용 취소주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    cncl_qty: int | None  # 취소수량


class Kt20016Row(TypedDict):
    """A row of kt20016, 신용융자 가능종목요청."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    crd_assr_rt: str | None  # 신용보증금율
    repl_pric: int | None  # 대용가
    pred_close_pric: int | None  # 전일종가
    crd_limit_over_yn: str | None  # 신용한도초과여부
    crd_limit_over_txt: str | None  # 신용한도초과


class Kt20016(TypedDict):
    """The values of kt20016, 신용융자 가능종목요청."""

    crd_loan_able: str | None  # 신용융자가능여부
    crd_loan_pos_stk: list[Kt20016Row]  # 신용융자가능종목


class Kt20017(TypedDict):
    """The values of kt20017, 신용융자 가능문의."""

    crd_alow_yn: str | None  # 신용가능여부


class Kt50000(TypedDict):
    """The values of kt50000, 금현물 매수주문."""

    ord_no: str | None  # 주문번호


class Kt50001(TypedDict):
    """The values of kt50001, 금현물 매도주문."""

    ord_no: str | None  # 주문번호


class Kt50002(TypedDict):
    """The values of kt50002, 금현물 정정주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    mdfy_qty: int | None  # 정정수량


class Kt50003(TypedDict):
    """The values of kt50003, 금현물 취소주문."""

    ord_no: str | None  # 주문번호
    base_orig_ord_no: str | None  # 모주문번호
    cncl_qty: int | None  # 취소수량


class Kt50020Row(TypedDict):
    """A row of kt50020, 금현물 잔고확인."""

    stk_cd: str | None  # 종목코드
    stk_nm: str | None  # 종목명
    real_qty: int | None  # 보유수량
    avg_prc: int | None  # 평균단가
    cur_prc: int | None  # 현재가
    est_amt: int | None  # 평가금액
    est_lspft: int | None  # 손익금액
    est_ratio: Decimal | None  # 손익율
    cmsn: int | None  # 수수료
    vlad_tax: int | None  # 부가가치세
    book_amt2: int | None  # 매입금액
    pl_prch_prc: Decimal | None  # 손익분기매입가
    qty: int | None  # 결제잔고
    buy_qty: int | None  # 매수수량
    sell_qty: int | None  # 매도수량
    able_qty: int | None  # 가능수량


class Kt50020(TypedDict):
    """The values of kt50020, 금현물 잔고확인."""

    tot_entr: int | None  # 예수금
    net_entr: int | None  # 추정예수금
    tot_est_amt: int | None  # 잔고평가액
    net_amt: int | None  # 예탁자산평가액
    tot_book_amt2: int | None  # 총매입금액
    tot_dep_amt: int | None  # 추정예탁자산
    paym_alowa: int | None  # 출금가능금액
    pl_amt: int | None  # 실현손익
    gold_acnt_evlt_prst: list[Kt50020Row]  # 금현물계좌평가현황


class Kt50021(TypedDict):
    """The values of kt50021, 금현물 예수금."""

    entra: int | None  # 예수금
    profa_ch: int | None  # 증거금현금
    chck_ina_amt: int | None  # 수표입금액
    etc_loan: int | None  # 기타대여금
    etc_loan_dlfe: int | None  # 기타대여금연체료
    etc_loan_tot: int | None  # 기타대여금합계
    prsm_entra: int | None  # 추정예수금
    buy_exct_amt: int | None  # 매수정산금
    sell_exct_amt: int | None  # 매도정산금
    sell_buy_exct_amt: int | None  # 매도매수정산금
    dly_amt: int | None  # 미수변제소요금
    prsm_pymn_alow_amt: int | None  # 추정출금가능금액
    pymn_alow_amt: int | None  # 출금가능금액
    ord_alow_amt: int | None  # 주문가능금액


class Kt50030Row(TypedDict):
    """A row of kt50030, 금현물 주문체결전체조회."""

    stk_bond_tp: int | None  # 주식채권구분
    ord_no: str | None  # 주문번호
    stk_cd: str | None  # 상품코드
    trde_tp: str | None  # 매매구분
    io_tp_nm: str | None  # 주문유형구분
    ord_qty: int | None  # 주문수량
    ord_uv: int | None  # 주문단가
    cnfm_qty: int | None  # 확인수량
    data_send_end_tp: str | None  # 접수구분
    mrkt_deal_tp: int | None  # 시장구분
    rsrv_tp: str | None  # 예약/반대여부
    orig_ord_no: str | None  # 원주문번호
    stk_nm: str | None  # 종목명
    dcd_tp_nm: str | None  # 결제구분
    crd_deal_tp: str | None  # 신용거래구분
    cntr_qty: int | None  # 체결수량
    cntr_uv: int | None  # 체결단가
    ord_remnq: int | None  # 미체결수량
    comm_ord_tp: str | None  # 통신구분
    mdfy_cncl_tp: str | None  # 정정취소구분
    dmst_stex_tp: str | None  # 국내거래소구분
    cond_uv: int | None  # 스톱가


class Kt50030(TypedDict):
    """The values of kt50030, 금현물 주문체결전체조회."""

    acnt_ord_cntr_prst: list[Kt50030Row]  # 계좌별주문체결현황


class Kt50031Row(TypedDict):
    """A row of kt50031, 금현물 주문체결조회."""

    ord_no: str | None  # 주문번호
    stk_cd: str | None  # 종목번호
    trde_tp: str | None  # 매매구분
    crd_tp: str | None  # 신용구분
    ord_qty: int | None  # 주문수량
    ord_uv: int | None  # 주문단가
    cnfm_qty: int | None  # 확인수량
    acpt_tp: str | None  # 접수구분
    rsrv_tp: str | None  # 반대여부
    ord_tm: datetime.time | None  # 주문시간
    ori_ord: str | None  # 원주문
    stk_nm: str | None  # 종목명
    io_tp_nm: str | None  # 주문구분
    loan_dt: datetime.date | None  # 대출일
    cntr_qty: int | None  # 체결수량
    cntr_uv: int | None  # 체결단가
    ord_remnq: int | None  # 주문잔량
    comm_ord_tp: str | None  # 통신구분
    mdfy_cncl: str | None  # 정정취소
    cnfm_tm: datetime.time | None  # 확인시간
    dmst_stex_tp: str | None  # 국내거래소구분
    cond_uv: int | None  # 스톱가


class Kt50031(TypedDict):
    """The values of kt50031, 금현물 주문체결조회."""

    acnt_ord_cntr_prps_dtl: list[Kt50031Row]  # 계좌별주문체결내역상세


class Kt50032Row(TypedDict):
    """A row of kt50032, 금현물 거래내역조회."""

    deal_dt: datetime.date | None  # 거래일자
    deal_no: int | None  # 거래번호
    rmrk_nm: str | None  # 적요명
    deal_qty: int | None  # 거래수량
    gold_spot_vat: int | None  # 금현물부가가치세
    exct_amt: int | None  # 정산금액
    dly_sum: int | None  # 연체합
    entra_remn: int | None  # 예수금잔고
    mdia_nm: str | None  # 메체구분명
    orig_deal_no: int | None  # 원거래번호
    stk_nm: str | None  # 종목명
    uv_exrt: Decimal | None  # 거래단가
    cmsn: int | None  # 수수료
    uncl_ocr: int | None  # 미수(원/g)
    rpym_sum: int | None  # 변제합
    spot_remn: int | None  # 현물잔고
    proc_time: datetime.time | None  # 처리시간
    rcpy_no: int | None  # 출납번호
    stk_cd: str | None  # 종목코드
    deal_amt: int | None  # 거래금액
    tax_tot_amt: int | None  # 소득/주민세
    cntr_dt: datetime.date | None  # 체결일
    proc_brch_nm: str | None  # 처리점
    prcsr: str | None  # 처리자


class Kt50032(TypedDict):
    """The values of kt50032, 금현물 거래내역조회."""

    acnt_print: str | None  # 계좌번호
    gold_trde_hist: list[Kt50032Row]  # 금현물거래내역


class Kt50075Row(TypedDict):
    """A row of kt50075, 금현물 미체결조회."""

    stk_bond_tp: int | None  # 주식채권구분
    ord_no: str | None  # 주문번호
    stk_cd: str | None  # 상품코드
    trde_tp: str | None  # 매매구분
    io_tp_nm: str | None  # 주문유형구분
    ord_qty: int | None  # 주문수량
    ord_uv: int | None  # 주문단가
    cnfm_qty: int | None  # 확인수량
    data_send_end_tp: str | None  # 접수구분
    mrkt_deal_tp: int | None  # 시장구분
    rsrv_tp: str | None  # 예약/반대여부
    orig_ord_no: str | None  # 원주문번호
    stk_nm: str | None  # 종목명
    dcd_tp_nm: str | None  # 결제구분
    crd_deal_tp: str | None  # 신용거래구분
    cntr_qty: int | None  # 체결수량
    cntr_uv: int | None  # 체결단가
    ord_remnq: int | None  # 미체결수량
    comm_ord_tp: str | None  # 통신구분
    mdfy_cncl_tp: str | None  # 정정취소구분
    dmst_stex_tp: str | None  # 국내거래소구분
    cond_uv: int | None  # 스톱가


class Kt50075(TypedDict):
    """The values of kt50075, 금현물 미체결조회."""

    acnt_ord_oso_prst: list[Kt50075Row]  # 계좌별주문미체결현황


class Call(Protocol):
    """What ``call`` takes and gives, where the result is Reply."""

    @overload
    def __call__(self, api_id: Literal["ka00001"], /) -> Reply[Ka00001, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka00198"], /, *, qry_tp: str) -> Reply[Ka00198, Ka00198Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka01300"], /) -> Reply[Ka01300, Ka01300Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka01301"], /, *, arn_grp_id: str) -> Reply[Ka01301, Ka01301Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka01690"], /, *, qry_dt: datetime.date | str) -> Reply[Ka01690, Ka01690Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10001"], /, *, stk_cd: str) -> Reply[Ka10001, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10002"], /, *, stk_cd: str) -> Reply[Ka10002, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10003"], /, *, stk_cd: str) -> Reply[Ka10003, Ka10003Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10004"], /, *, stk_cd: str) -> Reply[Ka10004, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10005"], /, *, stk_cd: str) -> Reply[Ka10005, Ka10005Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10006"], /, *, stk_cd: str) -> Reply[Ka10006, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10007"], /, *, stk_cd: str) -> Reply[Ka10007, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10008"], /, *, stk_cd: str) -> Reply[Ka10008, Ka10008Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10009"], /, *, stk_cd: str) -> Reply[Ka10009, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10010"], /, *, stk_cd: str) -> Reply[Ka10010, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10011"], /, *, newstk_recvrht_tp: str) -> Reply[Ka10011, Ka10011Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10013"], /, *, stk_cd: str, dt: datetime.date | str, qry_tp: str) -> Reply[Ka10013, Ka10013Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10014"], /, *, stk_cd: str, tm_tp: str = ..., strt_dt: datetime.date | str, end_dt: datetime.date | str) -> Reply[Ka10014, Ka10014Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10015"], /, *, stk_cd: str, strt_dt: str) -> Reply[Ka10015, Ka10015Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10016"], /, *, mrkt_tp: str, ntl_tp: str, high_low_close_tp: str, stk_cnd: str, trde_qty_tp: str, crd_cnd: str, updown_incls: str, dt: str, stex_tp: str) -> Reply[Ka10016, Ka10016Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10017"], /, *, mrkt_tp: str, updown_tp: str, sort_tp: str, stk_cnd: str, trde_qty_tp: str, crd_cnd: str, trde_gold_tp: str, stex_tp: str) -> Reply[Ka10017, Ka10017Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10018"], /, *, high_low_tp: str, alacc_rt: str, mrkt_tp: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, stex_tp: str) -> Reply[Ka10018, Ka10018Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10019"], /, *, mrkt_tp: str, flu_tp: str, tm_tp: str, tm: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, pric_cnd: str, updown_incls: str, stex_tp: str) -> Reply[Ka10019, Ka10019Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10020"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, stex_tp: str) -> Reply[Ka10020, Ka10020Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10021"], /, *, mrkt_tp: str, trde_tp: str, sort_tp: str, tm_tp: str, trde_qty_tp: str, stk_cnd: str, stex_tp: str) -> Reply[Ka10021, Ka10021Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10022"], /, *, mrkt_tp: str, rt_tp: str, tm_tp: str, trde_qty_tp: str, stk_cnd: str, stex_tp: str) -> Reply[Ka10022, Ka10022Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10023"], /, *, mrkt_tp: str, sort_tp: str, tm_tp: str, trde_qty_tp: str, tm: str = ..., stk_cnd: str, pric_tp: str, stex_tp: str) -> Reply[Ka10023, Ka10023Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10024"], /, *, mrkt_tp: str, cycle_tp: str, trde_qty_tp: str, stex_tp: str) -> Reply[Ka10024, Ka10024Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10025"], /, *, mrkt_tp: str, prps_cnctr_rt: str, cur_prc_entry: str, prpscnt: str, cycle_tp: str, stex_tp: str) -> Reply[Ka10025, Ka10025Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10026"], /, *, pertp: str, stex_tp: str) -> Reply[Ka10026, Ka10026Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10027"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_cnd: str, stk_cnd: str, crd_cnd: str, updown_incls: str, pric_cnd: str, trde_prica_cnd: str, stex_tp: str) -> Reply[Ka10027, Ka10027Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10028"], /, *, sort_tp: str, trde_qty_cnd: str, mrkt_tp: str, updown_incls: str, stk_cnd: str, crd_cnd: str, trde_prica_cnd: str, flu_cnd: str, stex_tp: str) -> Reply[Ka10028, Ka10028Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10029"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_cnd: str, stk_cnd: str, crd_cnd: str, pric_cnd: str, stex_tp: str) -> Reply[Ka10029, Ka10029Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10030"], /, *, mrkt_tp: str, sort_tp: str, mang_stk_incls: str, crd_tp: str, trde_qty_tp: str, pric_tp: str, trde_prica_tp: str, mrkt_open_tp: str, stex_tp: str) -> Reply[Ka10030, Ka10030Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10031"], /, *, mrkt_tp: str, qry_tp: str, rank_strt: str, rank_end: str, stex_tp: str) -> Reply[Ka10031, Ka10031Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10032"], /, *, mrkt_tp: str, mang_stk_incls: str, stex_tp: str) -> Reply[Ka10032, Ka10032Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10033"], /, *, mrkt_tp: str, trde_qty_tp: str, stk_cnd: str, updown_incls: str, crd_cnd: str, stex_tp: str) -> Reply[Ka10033, Ka10033Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10034"], /, *, mrkt_tp: str, trde_tp: str, dt: str, stex_tp: str) -> Reply[Ka10034, Ka10034Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10035"], /, *, mrkt_tp: str, trde_tp: str, base_dt_tp: str, stex_tp: str) -> Reply[Ka10035, Ka10035Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10036"], /, *, mrkt_tp: str, dt: str, stex_tp: str) -> Reply[Ka10036, Ka10036Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10037"], /, *, mrkt_tp: str, dt: str, trde_tp: str, sort_tp: str, stex_tp: str) -> Reply[Ka10037, Ka10037Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10038"], /, *, stk_cd: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., qry_tp: str, dt: str = ...) -> Reply[Ka10038, Ka10038Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10039"], /, *, mmcm_cd: str, trde_qty_tp: str, trde_tp: str, dt: str, stex_tp: str) -> Reply[Ka10039, Ka10039Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10040"], /, *, stk_cd: str) -> Reply[Ka10040, Ka10040Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10042"], /, *, stk_cd: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., qry_dt_tp: str, pot_tp: str, dt: str = ..., sort_base: str) -> Reply[Ka10042, Ka10042Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10043"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, qry_dt_tp: str, pot_tp: str, dt: str, sort_base: str, mmcm_cd: str, stex_tp: str) -> Reply[Ka10043, Ka10043Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10044"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, trde_tp: str, mrkt_tp: str, stex_tp: str) -> Reply[Ka10044, Ka10044Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10045"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, orgn_prsm_unp_tp: str, for_prsm_unp_tp: str) -> Reply[Ka10045, Ka10045Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10046"], /, *, stk_cd: str) -> Reply[Ka10046, Ka10046Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10047"], /, *, stk_cd: str) -> Reply[Ka10047, Ka10047Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10048"], /, *, stk_cd: str) -> Reply[Ka10048, Ka10048Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10050"], /, *, stk_cd: str) -> Reply[Ka10050, Ka10050Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10051"], /, *, mrkt_tp: str, amt_qty_tp: str, base_dt: datetime.date | str = ..., stex_tp: str) -> Reply[Ka10051, Ka10051Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10052"], /, *, mmcm_cd: str, stk_cd: str = ..., mrkt_tp: str, qty_tp: str, pric_tp: str, stex_tp: str) -> Reply[Ka10052, Ka10052Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10053"], /, *, stk_cd: str) -> Reply[Ka10053, Ka10053Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10054"], /, *, mrkt_tp: str, bf_mkrt_tp: str, stk_cd: str = ..., motn_tp: str, skip_stk: str, trde_qty_tp: str, min_trde_qty: str, max_trde_qty: str, trde_prica_tp: str, min_trde_prica: str, max_trde_prica: str, motn_drc: str, stex_tp: str) -> Reply[Ka10054, Ka10054Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10055"], /, *, stk_cd: str, tdy_pred: str) -> Reply[Ka10055, Ka10055Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10058"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, trde_tp: str, mrkt_tp: str, invsr_tp: str, stex_tp: str) -> Reply[Ka10058, Ka10058Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10059"], /, *, dt: datetime.date | str, stk_cd: str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> Reply[Ka10059, Ka10059Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10060"], /, *, dt: datetime.date | str, stk_cd: str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> Reply[Ka10060, Ka10060Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10061"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> Reply[Ka10061, Ka10061Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10062"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str = ..., mrkt_tp: str, trde_tp: str, sort_cnd: str, unit_tp: str, stex_tp: str) -> Reply[Ka10062, Ka10062Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10063"], /, *, mrkt_tp: str, amt_qty_tp: str, invsr: str, frgn_all: str, smtm_netprps_tp: str, stex_tp: str) -> Reply[Ka10063, Ka10063Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10064"], /, *, mrkt_tp: str, amt_qty_tp: str, trde_tp: str, stk_cd: str) -> Reply[Ka10064, Ka10064Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10065"], /, *, trde_tp: str, mrkt_tp: str, orgn_tp: str, amt_qty_tp: str = ...) -> Reply[Ka10065, Ka10065Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10066"], /, *, mrkt_tp: str, amt_qty_tp: str, trde_tp: str, stex_tp: str) -> Reply[Ka10066, Ka10066Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10068"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., all_tp: str) -> Reply[Ka10068, Ka10068Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10069"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str = ..., mrkt_tp: str) -> Reply[Ka10069, Ka10069Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10072"], /, *, stk_cd: str = ..., strt_dt: datetime.date | str) -> Reply[Ka10072, Ka10072Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10073"], /, *, stk_cd: str = ..., strt_dt: datetime.date | str, end_dt: datetime.date | str) -> Reply[Ka10073, Ka10073Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10074"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str) -> Reply[Ka10074, Ka10074Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10075"], /, *, all_stk_tp: str, trde_tp: str, stk_cd: str = ..., stex_tp: str) -> Reply[Ka10075, Ka10075Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10076"], /, *, stk_cd: str = ..., qry_tp: str, sell_tp: str, ord_no: str = ..., stex_tp: str) -> Reply[Ka10076, Ka10076Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10077"], /, *, stk_cd: str) -> Reply[Ka10077, Ka10077Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10078"], /, *, mmcm_cd: str, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str) -> Reply[Ka10078, Ka10078Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10079"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str) -> Reply[Ka10079, Ka10079Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10080"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str, base_dt: datetime.date | str = ...) -> Reply[Ka10080, Ka10080Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10081"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka10081, Ka10081Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10082"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka10082, Ka10082Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10083"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka10083, Ka10083Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10084"], /, *, stk_cd: str, tdy_pred: str, tic_min: str, tm: str = ...) -> Reply[Ka10084, Ka10084Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10085"], /, *, stex_tp: str) -> Reply[Ka10085, Ka10085Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10086"], /, *, stk_cd: str, qry_dt: datetime.date | str, indc_tp: str) -> Reply[Ka10086, Ka10086Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10087"], /, *, stk_cd: str) -> Reply[Ka10087, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10088"], /, *, ord_no: str) -> Reply[Ka10088, Ka10088Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10094"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka10094, Ka10094Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10095"], /, *, stk_cd: str) -> Reply[Ka10095, Ka10095Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10098"], /, *, mrkt_tp: str, sort_base: str, stk_cnd: str, trde_qty_cnd: str, crd_cnd: str, trde_prica: str) -> Reply[Ka10098, Ka10098Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10099"], /, *, mrkt_tp: str) -> Reply[Ka10099, Ka10099Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10100"], /, *, stk_cd: str) -> Reply[Ka10100, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka10101"], /, *, mrkt_tp: str) -> Reply[Ka10101, Ka10101Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10102"], /) -> Reply[Ka10102, Ka10102Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10131"], /, *, dt: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., mrkt_tp: str, netslmt_tp: str, stk_inds_tp: str, amt_qty_tp: str, stex_tp: str) -> Reply[Ka10131, Ka10131Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka10170"], /, *, base_dt: datetime.date | str = ..., ottks_tp: str, ch_crd_tp: str) -> Reply[Ka10170, Ka10170Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20001"], /, *, mrkt_tp: str, inds_cd: str) -> Reply[Ka20001, Ka20001Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20002"], /, *, mrkt_tp: str, inds_cd: str, stex_tp: str) -> Reply[Ka20002, Ka20002Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20003"], /, *, inds_cd: str) -> Reply[Ka20003, Ka20003Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20004"], /, *, inds_cd: str, tic_scope: str) -> Reply[Ka20004, Ka20004Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20005"], /, *, inds_cd: str, tic_scope: str, base_dt: datetime.date | str = ...) -> Reply[Ka20005, Ka20005Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20006"], /, *, inds_cd: str, base_dt: datetime.date | str) -> Reply[Ka20006, Ka20006Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20007"], /, *, inds_cd: str, base_dt: datetime.date | str) -> Reply[Ka20007, Ka20007Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20008"], /, *, inds_cd: str, base_dt: datetime.date | str) -> Reply[Ka20008, Ka20008Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20009"], /, *, mrkt_tp: str, inds_cd: str) -> Reply[Ka20009, Ka20009Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20019"], /, *, inds_cd: str, base_dt: datetime.date | str) -> Reply[Ka20019, Ka20019Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka20068"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., all_tp: str = ..., stk_cd: str) -> Reply[Ka20068, Ka20068Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30001"], /, *, flu_tp: str, tm_tp: str, tm: str, trde_qty_tp: str, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, trde_end_elwskip: str) -> Reply[Ka30001, Ka30001Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30002"], /, *, isscomp_cd: str, trde_qty_tp: str, trde_tp: str, dt: str, trde_end_elwskip: str) -> Reply[Ka30002, Ka30002Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30003"], /, *, bsis_aset_cd: str, base_dt: datetime.date | str) -> Reply[Ka30003, Ka30003Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30004"], /, *, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, trde_end_elwskip: str) -> Reply[Ka30004, Ka30004Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30005"], /, *, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, sort_tp: str) -> Reply[Ka30005, Ka30005Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30009"], /, *, sort_tp: str, rght_tp: str, trde_end_skip: str) -> Reply[Ka30009, Ka30009Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30010"], /, *, sort_tp: str, rght_tp: str, trde_end_skip: str) -> Reply[Ka30010, Ka30010Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30011"], /, *, stk_cd: str) -> Reply[Ka30011, Ka30011Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka30012"], /, *, stk_cd: str) -> Reply[Ka30012, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka40001"], /, *, stk_cd: str, etfobjt_idex_cd: str, dt: str) -> Reply[Ka40001, Ka40001Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40002"], /, *, stk_cd: str) -> Reply[Ka40002, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka40003"], /, *, stk_cd: str) -> Reply[Ka40003, Ka40003Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40004"], /, *, txon_type: str, navpre: str, mngmcomp: str, txon_yn: str, trace_idex: str, stex_tp: str) -> Reply[Ka40004, Ka40004Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40006"], /, *, stk_cd: str) -> Reply[Ka40006, Ka40006Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40007"], /, *, stk_cd: str) -> Reply[Ka40007, Ka40007Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40008"], /, *, stk_cd: str) -> Reply[Ka40008, Ka40008Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40009"], /, *, stk_cd: str) -> Reply[Ka40009, Ka40009Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka40010"], /, *, stk_cd: str) -> Reply[Ka40010, Ka40010Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50010"], /, *, stk_cd: str) -> Reply[Ka50010, Ka50010Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50012"], /, *, stk_cd: str, base_dt: datetime.date | str) -> Reply[Ka50012, Ka50012Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50079"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str) -> Reply[Ka50079, Ka50079Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50080"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str = ...) -> Reply[Ka50080, Ka50080Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50081"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka50081, Ka50081Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50082"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka50082, Ka50082Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50083"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> Reply[Ka50083, Ka50083Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50087"], /, *, stk_cd: str) -> Reply[Ka50087, Ka50087Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50091"], /, *, stk_cd: str, tic_scope: str) -> Reply[Ka50091, Ka50091Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50092"], /, *, stk_cd: str, tic_scope: str) -> Reply[Ka50092, Ka50092Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka50100"], /, *, stk_cd: str) -> Reply[Ka50100, Never]: ...
    @overload
    def __call__(self, api_id: Literal["ka50101"], /, *, stk_cd: str, tic_scope: str) -> Reply[Ka50101, Ka50101Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka52301"], /) -> Reply[Ka52301, Ka52301Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90001"], /, *, qry_tp: str, stk_cd: str = ..., date_tp: str, thema_nm: str = ..., flu_pl_amt_tp: str, stex_tp: str) -> Reply[Ka90001, Ka90001Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90002"], /, *, date_tp: str = ..., thema_grp_cd: str, stex_tp: str) -> Reply[Ka90002, Ka90002Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90003"], /, *, trde_upper_tp: str, amt_qty_tp: str, mrkt_tp: str, stex_tp: str) -> Reply[Ka90003, Ka90003Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90004"], /, *, dt: datetime.date | str, mrkt_tp: str, stex_tp: str) -> Reply[Ka90004, Ka90004Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90005"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, min_tic_tp: str, stex_tp: str) -> Reply[Ka90005, Ka90005Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90006"], /, *, date: datetime.date | str, stex_tp: str) -> Reply[Ka90006, Ka90006Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90007"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, stex_tp: str) -> Reply[Ka90007, Ka90007Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90008"], /, *, amt_qty_tp: str, stk_cd: str, date: datetime.date | str) -> Reply[Ka90008, Ka90008Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90009"], /, *, mrkt_tp: str, amt_qty_tp: str, qry_dt_tp: str, date: datetime.date | str = ..., stex_tp: str) -> Reply[Ka90009, Ka90009Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90010"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, min_tic_tp: str, stex_tp: str) -> Reply[Ka90010, Ka90010Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90012"], /, *, dt: datetime.date | str, mrkt_tp: str) -> Reply[Ka90012, Ka90012Row]: ...
    @overload
    def __call__(self, api_id: Literal["ka90013"], /, *, amt_qty_tp: str = ..., stk_cd: str, date: datetime.date | str = ...) -> Reply[Ka90013, Ka90013Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00001"], /, *, qry_tp: str) -> Reply[Kt00001, Kt00001Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00002"], /, *, start_dt: datetime.date | str, end_dt: datetime.date | str) -> Reply[Kt00002, Kt00002Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00003"], /, *, qry_tp: str) -> Reply[Kt00003, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00004"], /, *, qry_tp: str, dmst_stex_tp: str) -> Reply[Kt00004, Kt00004Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00005"], /, *, dmst_stex_tp: str) -> Reply[Kt00005, Kt00005Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00007"], /, *, ord_dt: datetime.date | str = ..., qry_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> Reply[Kt00007, Kt00007Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00008"], /, *, strt_dcd_seq: str = ...) -> Reply[Kt00008, Kt00008Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00009"], /, *, ord_dt: datetime.date | str = ..., stk_bond_tp: str, mrkt_tp: str, sell_tp: str, qry_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> Reply[Kt00009, Kt00009Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00010"], /, *, io_amt: int | str = ..., stk_cd: str, trde_tp: str, trde_qty: int | str = ..., uv: int | str, exp_buy_unp: int | str = ...) -> Reply[Kt00010, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00011"], /, *, stk_cd: str, uv: int | str = ...) -> Reply[Kt00011, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00012"], /, *, stk_cd: str, uv: int | str = ...) -> Reply[Kt00012, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00013"], /) -> Reply[Kt00013, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00015"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, tp: str, stk_cd: str = ..., crnc_cd: str = ..., gds_tp: str, frgn_stex_code: str = ..., dmst_stex_tp: str, qry_sort_tp: str = ...) -> Reply[Kt00015, Kt00015Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt00016"], /, *, fr_dt: datetime.date | str, to_dt: datetime.date | str) -> Reply[Kt00016, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00017"], /) -> Reply[Kt00017, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt00018"], /, *, qry_tp: str, dmst_stex_tp: str) -> Reply[Kt00018, Kt00018Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt10000"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> Reply[Kt10000, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10001"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> Reply[Kt10001, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10002"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, mdfy_qty: int | str, mdfy_uv: int | str, mdfy_cond_uv: int | str = ...) -> Reply[Kt10002, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10003"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> Reply[Kt10003, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10006"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> Reply[Kt10006, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10007"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, crd_deal_tp: str, crd_loan_dt: datetime.date | str = ..., cond_uv: int | str = ...) -> Reply[Kt10007, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10008"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, mdfy_qty: int | str, mdfy_uv: int | str, mdfy_cond_uv: int | str = ...) -> Reply[Kt10008, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt10009"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> Reply[Kt10009, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt20016"], /, *, crd_stk_grde_tp: str = ..., mrkt_deal_tp: str, stk_cd: str = ...) -> Reply[Kt20016, Kt20016Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt20017"], /, *, stk_cd: str) -> Reply[Kt20017, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50000"], /, *, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str) -> Reply[Kt50000, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50001"], /, *, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str) -> Reply[Kt50001, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50002"], /, *, stk_cd: str, orig_ord_no: str, mdfy_qty: int | str, mdfy_uv: int | str) -> Reply[Kt50002, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50003"], /, *, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> Reply[Kt50003, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50020"], /) -> Reply[Kt50020, Kt50020Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt50021"], /) -> Reply[Kt50021, Never]: ...
    @overload
    def __call__(self, api_id: Literal["kt50030"], /, *, ord_dt: datetime.date | str, qry_tp: str = ..., mrkt_deal_tp: str, stk_bond_tp: str, slby_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str = ...) -> Reply[Kt50030, Kt50030Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt50031"], /, *, ord_dt: datetime.date | str = ..., qry_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> Reply[Kt50031, Kt50031Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt50032"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., tp: str = ..., stk_cd: str = ...) -> Reply[Kt50032, Kt50032Row]: ...
    @overload
    def __call__(self, api_id: Literal["kt50075"], /, *, ord_dt: datetime.date | str, qry_tp: str = ..., mrkt_deal_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str = ...) -> Reply[Kt50075, Kt50075Row]: ...


class AsyncCall(Protocol):
    """What ``call`` takes and gives, where the result is AsyncReply."""

    @overload
    async def __call__(self, api_id: Literal["ka00001"], /) -> AsyncReply[Ka00001, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka00198"], /, *, qry_tp: str) -> AsyncReply[Ka00198, Ka00198Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka01300"], /) -> AsyncReply[Ka01300, Ka01300Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka01301"], /, *, arn_grp_id: str) -> AsyncReply[Ka01301, Ka01301Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka01690"], /, *, qry_dt: datetime.date | str) -> AsyncReply[Ka01690, Ka01690Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10001"], /, *, stk_cd: str) -> AsyncReply[Ka10001, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10002"], /, *, stk_cd: str) -> AsyncReply[Ka10002, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10003"], /, *, stk_cd: str) -> AsyncReply[Ka10003, Ka10003Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10004"], /, *, stk_cd: str) -> AsyncReply[Ka10004, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10005"], /, *, stk_cd: str) -> AsyncReply[Ka10005, Ka10005Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10006"], /, *, stk_cd: str) -> AsyncReply[Ka10006, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10007"], /, *, stk_cd: str) -> AsyncReply[Ka10007, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10008"], /, *, stk_cd: str) -> AsyncReply[Ka10008, Ka10008Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10009"], /, *, stk_cd: str) -> AsyncReply[Ka10009, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10010"], /, *, stk_cd: str) -> AsyncReply[Ka10010, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10011"], /, *, newstk_recvrht_tp: str) -> AsyncReply[Ka10011, Ka10011Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10013"], /, *, stk_cd: str, dt: datetime.date | str, qry_tp: str) -> AsyncReply[Ka10013, Ka10013Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10014"], /, *, stk_cd: str, tm_tp: str = ..., strt_dt: datetime.date | str, end_dt: datetime.date | str) -> AsyncReply[Ka10014, Ka10014Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10015"], /, *, stk_cd: str, strt_dt: str) -> AsyncReply[Ka10015, Ka10015Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10016"], /, *, mrkt_tp: str, ntl_tp: str, high_low_close_tp: str, stk_cnd: str, trde_qty_tp: str, crd_cnd: str, updown_incls: str, dt: str, stex_tp: str) -> AsyncReply[Ka10016, Ka10016Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10017"], /, *, mrkt_tp: str, updown_tp: str, sort_tp: str, stk_cnd: str, trde_qty_tp: str, crd_cnd: str, trde_gold_tp: str, stex_tp: str) -> AsyncReply[Ka10017, Ka10017Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10018"], /, *, high_low_tp: str, alacc_rt: str, mrkt_tp: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, stex_tp: str) -> AsyncReply[Ka10018, Ka10018Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10019"], /, *, mrkt_tp: str, flu_tp: str, tm_tp: str, tm: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, pric_cnd: str, updown_incls: str, stex_tp: str) -> AsyncReply[Ka10019, Ka10019Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10020"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_tp: str, stk_cnd: str, crd_cnd: str, stex_tp: str) -> AsyncReply[Ka10020, Ka10020Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10021"], /, *, mrkt_tp: str, trde_tp: str, sort_tp: str, tm_tp: str, trde_qty_tp: str, stk_cnd: str, stex_tp: str) -> AsyncReply[Ka10021, Ka10021Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10022"], /, *, mrkt_tp: str, rt_tp: str, tm_tp: str, trde_qty_tp: str, stk_cnd: str, stex_tp: str) -> AsyncReply[Ka10022, Ka10022Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10023"], /, *, mrkt_tp: str, sort_tp: str, tm_tp: str, trde_qty_tp: str, tm: str = ..., stk_cnd: str, pric_tp: str, stex_tp: str) -> AsyncReply[Ka10023, Ka10023Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10024"], /, *, mrkt_tp: str, cycle_tp: str, trde_qty_tp: str, stex_tp: str) -> AsyncReply[Ka10024, Ka10024Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10025"], /, *, mrkt_tp: str, prps_cnctr_rt: str, cur_prc_entry: str, prpscnt: str, cycle_tp: str, stex_tp: str) -> AsyncReply[Ka10025, Ka10025Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10026"], /, *, pertp: str, stex_tp: str) -> AsyncReply[Ka10026, Ka10026Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10027"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_cnd: str, stk_cnd: str, crd_cnd: str, updown_incls: str, pric_cnd: str, trde_prica_cnd: str, stex_tp: str) -> AsyncReply[Ka10027, Ka10027Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10028"], /, *, sort_tp: str, trde_qty_cnd: str, mrkt_tp: str, updown_incls: str, stk_cnd: str, crd_cnd: str, trde_prica_cnd: str, flu_cnd: str, stex_tp: str) -> AsyncReply[Ka10028, Ka10028Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10029"], /, *, mrkt_tp: str, sort_tp: str, trde_qty_cnd: str, stk_cnd: str, crd_cnd: str, pric_cnd: str, stex_tp: str) -> AsyncReply[Ka10029, Ka10029Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10030"], /, *, mrkt_tp: str, sort_tp: str, mang_stk_incls: str, crd_tp: str, trde_qty_tp: str, pric_tp: str, trde_prica_tp: str, mrkt_open_tp: str, stex_tp: str) -> AsyncReply[Ka10030, Ka10030Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10031"], /, *, mrkt_tp: str, qry_tp: str, rank_strt: str, rank_end: str, stex_tp: str) -> AsyncReply[Ka10031, Ka10031Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10032"], /, *, mrkt_tp: str, mang_stk_incls: str, stex_tp: str) -> AsyncReply[Ka10032, Ka10032Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10033"], /, *, mrkt_tp: str, trde_qty_tp: str, stk_cnd: str, updown_incls: str, crd_cnd: str, stex_tp: str) -> AsyncReply[Ka10033, Ka10033Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10034"], /, *, mrkt_tp: str, trde_tp: str, dt: str, stex_tp: str) -> AsyncReply[Ka10034, Ka10034Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10035"], /, *, mrkt_tp: str, trde_tp: str, base_dt_tp: str, stex_tp: str) -> AsyncReply[Ka10035, Ka10035Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10036"], /, *, mrkt_tp: str, dt: str, stex_tp: str) -> AsyncReply[Ka10036, Ka10036Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10037"], /, *, mrkt_tp: str, dt: str, trde_tp: str, sort_tp: str, stex_tp: str) -> AsyncReply[Ka10037, Ka10037Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10038"], /, *, stk_cd: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., qry_tp: str, dt: str = ...) -> AsyncReply[Ka10038, Ka10038Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10039"], /, *, mmcm_cd: str, trde_qty_tp: str, trde_tp: str, dt: str, stex_tp: str) -> AsyncReply[Ka10039, Ka10039Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10040"], /, *, stk_cd: str) -> AsyncReply[Ka10040, Ka10040Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10042"], /, *, stk_cd: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., qry_dt_tp: str, pot_tp: str, dt: str = ..., sort_base: str) -> AsyncReply[Ka10042, Ka10042Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10043"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, qry_dt_tp: str, pot_tp: str, dt: str, sort_base: str, mmcm_cd: str, stex_tp: str) -> AsyncReply[Ka10043, Ka10043Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10044"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, trde_tp: str, mrkt_tp: str, stex_tp: str) -> AsyncReply[Ka10044, Ka10044Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10045"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, orgn_prsm_unp_tp: str, for_prsm_unp_tp: str) -> AsyncReply[Ka10045, Ka10045Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10046"], /, *, stk_cd: str) -> AsyncReply[Ka10046, Ka10046Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10047"], /, *, stk_cd: str) -> AsyncReply[Ka10047, Ka10047Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10048"], /, *, stk_cd: str) -> AsyncReply[Ka10048, Ka10048Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10050"], /, *, stk_cd: str) -> AsyncReply[Ka10050, Ka10050Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10051"], /, *, mrkt_tp: str, amt_qty_tp: str, base_dt: datetime.date | str = ..., stex_tp: str) -> AsyncReply[Ka10051, Ka10051Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10052"], /, *, mmcm_cd: str, stk_cd: str = ..., mrkt_tp: str, qty_tp: str, pric_tp: str, stex_tp: str) -> AsyncReply[Ka10052, Ka10052Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10053"], /, *, stk_cd: str) -> AsyncReply[Ka10053, Ka10053Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10054"], /, *, mrkt_tp: str, bf_mkrt_tp: str, stk_cd: str = ..., motn_tp: str, skip_stk: str, trde_qty_tp: str, min_trde_qty: str, max_trde_qty: str, trde_prica_tp: str, min_trde_prica: str, max_trde_prica: str, motn_drc: str, stex_tp: str) -> AsyncReply[Ka10054, Ka10054Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10055"], /, *, stk_cd: str, tdy_pred: str) -> AsyncReply[Ka10055, Ka10055Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10058"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, trde_tp: str, mrkt_tp: str, invsr_tp: str, stex_tp: str) -> AsyncReply[Ka10058, Ka10058Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10059"], /, *, dt: datetime.date | str, stk_cd: str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> AsyncReply[Ka10059, Ka10059Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10060"], /, *, dt: datetime.date | str, stk_cd: str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> AsyncReply[Ka10060, Ka10060Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10061"], /, *, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str, amt_qty_tp: str, trde_tp: str, unit_tp: str) -> AsyncReply[Ka10061, Ka10061Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10062"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str = ..., mrkt_tp: str, trde_tp: str, sort_cnd: str, unit_tp: str, stex_tp: str) -> AsyncReply[Ka10062, Ka10062Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10063"], /, *, mrkt_tp: str, amt_qty_tp: str, invsr: str, frgn_all: str, smtm_netprps_tp: str, stex_tp: str) -> AsyncReply[Ka10063, Ka10063Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10064"], /, *, mrkt_tp: str, amt_qty_tp: str, trde_tp: str, stk_cd: str) -> AsyncReply[Ka10064, Ka10064Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10065"], /, *, trde_tp: str, mrkt_tp: str, orgn_tp: str, amt_qty_tp: str = ...) -> AsyncReply[Ka10065, Ka10065Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10066"], /, *, mrkt_tp: str, amt_qty_tp: str, trde_tp: str, stex_tp: str) -> AsyncReply[Ka10066, Ka10066Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10068"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., all_tp: str) -> AsyncReply[Ka10068, Ka10068Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10069"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str = ..., mrkt_tp: str) -> AsyncReply[Ka10069, Ka10069Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10072"], /, *, stk_cd: str = ..., strt_dt: datetime.date | str) -> AsyncReply[Ka10072, Ka10072Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10073"], /, *, stk_cd: str = ..., strt_dt: datetime.date | str, end_dt: datetime.date | str) -> AsyncReply[Ka10073, Ka10073Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10074"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str) -> AsyncReply[Ka10074, Ka10074Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10075"], /, *, all_stk_tp: str, trde_tp: str, stk_cd: str = ..., stex_tp: str) -> AsyncReply[Ka10075, Ka10075Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10076"], /, *, stk_cd: str = ..., qry_tp: str, sell_tp: str, ord_no: str = ..., stex_tp: str) -> AsyncReply[Ka10076, Ka10076Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10077"], /, *, stk_cd: str) -> AsyncReply[Ka10077, Ka10077Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10078"], /, *, mmcm_cd: str, stk_cd: str, strt_dt: datetime.date | str, end_dt: datetime.date | str) -> AsyncReply[Ka10078, Ka10078Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10079"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str) -> AsyncReply[Ka10079, Ka10079Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10080"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str, base_dt: datetime.date | str = ...) -> AsyncReply[Ka10080, Ka10080Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10081"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka10081, Ka10081Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10082"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka10082, Ka10082Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10083"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka10083, Ka10083Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10084"], /, *, stk_cd: str, tdy_pred: str, tic_min: str, tm: str = ...) -> AsyncReply[Ka10084, Ka10084Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10085"], /, *, stex_tp: str) -> AsyncReply[Ka10085, Ka10085Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10086"], /, *, stk_cd: str, qry_dt: datetime.date | str, indc_tp: str) -> AsyncReply[Ka10086, Ka10086Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10087"], /, *, stk_cd: str) -> AsyncReply[Ka10087, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10088"], /, *, ord_no: str) -> AsyncReply[Ka10088, Ka10088Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10094"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka10094, Ka10094Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10095"], /, *, stk_cd: str) -> AsyncReply[Ka10095, Ka10095Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10098"], /, *, mrkt_tp: str, sort_base: str, stk_cnd: str, trde_qty_cnd: str, crd_cnd: str, trde_prica: str) -> AsyncReply[Ka10098, Ka10098Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10099"], /, *, mrkt_tp: str) -> AsyncReply[Ka10099, Ka10099Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10100"], /, *, stk_cd: str) -> AsyncReply[Ka10100, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10101"], /, *, mrkt_tp: str) -> AsyncReply[Ka10101, Ka10101Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10102"], /) -> AsyncReply[Ka10102, Ka10102Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10131"], /, *, dt: str, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., mrkt_tp: str, netslmt_tp: str, stk_inds_tp: str, amt_qty_tp: str, stex_tp: str) -> AsyncReply[Ka10131, Ka10131Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka10170"], /, *, base_dt: datetime.date | str = ..., ottks_tp: str, ch_crd_tp: str) -> AsyncReply[Ka10170, Ka10170Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20001"], /, *, mrkt_tp: str, inds_cd: str) -> AsyncReply[Ka20001, Ka20001Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20002"], /, *, mrkt_tp: str, inds_cd: str, stex_tp: str) -> AsyncReply[Ka20002, Ka20002Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20003"], /, *, inds_cd: str) -> AsyncReply[Ka20003, Ka20003Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20004"], /, *, inds_cd: str, tic_scope: str) -> AsyncReply[Ka20004, Ka20004Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20005"], /, *, inds_cd: str, tic_scope: str, base_dt: datetime.date | str = ...) -> AsyncReply[Ka20005, Ka20005Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20006"], /, *, inds_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka20006, Ka20006Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20007"], /, *, inds_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka20007, Ka20007Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20008"], /, *, inds_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka20008, Ka20008Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20009"], /, *, mrkt_tp: str, inds_cd: str) -> AsyncReply[Ka20009, Ka20009Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20019"], /, *, inds_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka20019, Ka20019Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka20068"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., all_tp: str = ..., stk_cd: str) -> AsyncReply[Ka20068, Ka20068Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30001"], /, *, flu_tp: str, tm_tp: str, tm: str, trde_qty_tp: str, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, trde_end_elwskip: str) -> AsyncReply[Ka30001, Ka30001Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30002"], /, *, isscomp_cd: str, trde_qty_tp: str, trde_tp: str, dt: str, trde_end_elwskip: str) -> AsyncReply[Ka30002, Ka30002Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30003"], /, *, bsis_aset_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka30003, Ka30003Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30004"], /, *, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, trde_end_elwskip: str) -> AsyncReply[Ka30004, Ka30004Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30005"], /, *, isscomp_cd: str, bsis_aset_cd: str, rght_tp: str, lpcd: str, sort_tp: str) -> AsyncReply[Ka30005, Ka30005Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30009"], /, *, sort_tp: str, rght_tp: str, trde_end_skip: str) -> AsyncReply[Ka30009, Ka30009Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30010"], /, *, sort_tp: str, rght_tp: str, trde_end_skip: str) -> AsyncReply[Ka30010, Ka30010Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30011"], /, *, stk_cd: str) -> AsyncReply[Ka30011, Ka30011Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka30012"], /, *, stk_cd: str) -> AsyncReply[Ka30012, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40001"], /, *, stk_cd: str, etfobjt_idex_cd: str, dt: str) -> AsyncReply[Ka40001, Ka40001Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40002"], /, *, stk_cd: str) -> AsyncReply[Ka40002, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40003"], /, *, stk_cd: str) -> AsyncReply[Ka40003, Ka40003Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40004"], /, *, txon_type: str, navpre: str, mngmcomp: str, txon_yn: str, trace_idex: str, stex_tp: str) -> AsyncReply[Ka40004, Ka40004Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40006"], /, *, stk_cd: str) -> AsyncReply[Ka40006, Ka40006Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40007"], /, *, stk_cd: str) -> AsyncReply[Ka40007, Ka40007Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40008"], /, *, stk_cd: str) -> AsyncReply[Ka40008, Ka40008Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40009"], /, *, stk_cd: str) -> AsyncReply[Ka40009, Ka40009Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka40010"], /, *, stk_cd: str) -> AsyncReply[Ka40010, Ka40010Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50010"], /, *, stk_cd: str) -> AsyncReply[Ka50010, Ka50010Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50012"], /, *, stk_cd: str, base_dt: datetime.date | str) -> AsyncReply[Ka50012, Ka50012Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50079"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str) -> AsyncReply[Ka50079, Ka50079Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50080"], /, *, stk_cd: str, tic_scope: str, upd_stkpc_tp: str = ...) -> AsyncReply[Ka50080, Ka50080Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50081"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka50081, Ka50081Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50082"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka50082, Ka50082Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50083"], /, *, stk_cd: str, base_dt: datetime.date | str, upd_stkpc_tp: str) -> AsyncReply[Ka50083, Ka50083Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50087"], /, *, stk_cd: str) -> AsyncReply[Ka50087, Ka50087Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50091"], /, *, stk_cd: str, tic_scope: str) -> AsyncReply[Ka50091, Ka50091Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50092"], /, *, stk_cd: str, tic_scope: str) -> AsyncReply[Ka50092, Ka50092Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50100"], /, *, stk_cd: str) -> AsyncReply[Ka50100, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["ka50101"], /, *, stk_cd: str, tic_scope: str) -> AsyncReply[Ka50101, Ka50101Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka52301"], /) -> AsyncReply[Ka52301, Ka52301Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90001"], /, *, qry_tp: str, stk_cd: str = ..., date_tp: str, thema_nm: str = ..., flu_pl_amt_tp: str, stex_tp: str) -> AsyncReply[Ka90001, Ka90001Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90002"], /, *, date_tp: str = ..., thema_grp_cd: str, stex_tp: str) -> AsyncReply[Ka90002, Ka90002Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90003"], /, *, trde_upper_tp: str, amt_qty_tp: str, mrkt_tp: str, stex_tp: str) -> AsyncReply[Ka90003, Ka90003Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90004"], /, *, dt: datetime.date | str, mrkt_tp: str, stex_tp: str) -> AsyncReply[Ka90004, Ka90004Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90005"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, min_tic_tp: str, stex_tp: str) -> AsyncReply[Ka90005, Ka90005Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90006"], /, *, date: datetime.date | str, stex_tp: str) -> AsyncReply[Ka90006, Ka90006Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90007"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, stex_tp: str) -> AsyncReply[Ka90007, Ka90007Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90008"], /, *, amt_qty_tp: str, stk_cd: str, date: datetime.date | str) -> AsyncReply[Ka90008, Ka90008Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90009"], /, *, mrkt_tp: str, amt_qty_tp: str, qry_dt_tp: str, date: datetime.date | str = ..., stex_tp: str) -> AsyncReply[Ka90009, Ka90009Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90010"], /, *, date: datetime.date | str, amt_qty_tp: str, mrkt_tp: str, min_tic_tp: str, stex_tp: str) -> AsyncReply[Ka90010, Ka90010Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90012"], /, *, dt: datetime.date | str, mrkt_tp: str) -> AsyncReply[Ka90012, Ka90012Row]: ...
    @overload
    async def __call__(self, api_id: Literal["ka90013"], /, *, amt_qty_tp: str = ..., stk_cd: str, date: datetime.date | str = ...) -> AsyncReply[Ka90013, Ka90013Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00001"], /, *, qry_tp: str) -> AsyncReply[Kt00001, Kt00001Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00002"], /, *, start_dt: datetime.date | str, end_dt: datetime.date | str) -> AsyncReply[Kt00002, Kt00002Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00003"], /, *, qry_tp: str) -> AsyncReply[Kt00003, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00004"], /, *, qry_tp: str, dmst_stex_tp: str) -> AsyncReply[Kt00004, Kt00004Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00005"], /, *, dmst_stex_tp: str) -> AsyncReply[Kt00005, Kt00005Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00007"], /, *, ord_dt: datetime.date | str = ..., qry_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> AsyncReply[Kt00007, Kt00007Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00008"], /, *, strt_dcd_seq: str = ...) -> AsyncReply[Kt00008, Kt00008Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00009"], /, *, ord_dt: datetime.date | str = ..., stk_bond_tp: str, mrkt_tp: str, sell_tp: str, qry_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> AsyncReply[Kt00009, Kt00009Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00010"], /, *, io_amt: int | str = ..., stk_cd: str, trde_tp: str, trde_qty: int | str = ..., uv: int | str, exp_buy_unp: int | str = ...) -> AsyncReply[Kt00010, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00011"], /, *, stk_cd: str, uv: int | str = ...) -> AsyncReply[Kt00011, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00012"], /, *, stk_cd: str, uv: int | str = ...) -> AsyncReply[Kt00012, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00013"], /) -> AsyncReply[Kt00013, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00015"], /, *, strt_dt: datetime.date | str, end_dt: datetime.date | str, tp: str, stk_cd: str = ..., crnc_cd: str = ..., gds_tp: str, frgn_stex_code: str = ..., dmst_stex_tp: str, qry_sort_tp: str = ...) -> AsyncReply[Kt00015, Kt00015Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00016"], /, *, fr_dt: datetime.date | str, to_dt: datetime.date | str) -> AsyncReply[Kt00016, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00017"], /) -> AsyncReply[Kt00017, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt00018"], /, *, qry_tp: str, dmst_stex_tp: str) -> AsyncReply[Kt00018, Kt00018Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10000"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> AsyncReply[Kt10000, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10001"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> AsyncReply[Kt10001, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10002"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, mdfy_qty: int | str, mdfy_uv: int | str, mdfy_cond_uv: int | str = ...) -> AsyncReply[Kt10002, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10003"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> AsyncReply[Kt10003, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10006"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, cond_uv: int | str = ...) -> AsyncReply[Kt10006, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10007"], /, *, dmst_stex_tp: str, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str, crd_deal_tp: str, crd_loan_dt: datetime.date | str = ..., cond_uv: int | str = ...) -> AsyncReply[Kt10007, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10008"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, mdfy_qty: int | str, mdfy_uv: int | str, mdfy_cond_uv: int | str = ...) -> AsyncReply[Kt10008, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt10009"], /, *, dmst_stex_tp: str, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> AsyncReply[Kt10009, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt20016"], /, *, crd_stk_grde_tp: str = ..., mrkt_deal_tp: str, stk_cd: str = ...) -> AsyncReply[Kt20016, Kt20016Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt20017"], /, *, stk_cd: str) -> AsyncReply[Kt20017, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50000"], /, *, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str) -> AsyncReply[Kt50000, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50001"], /, *, stk_cd: str, ord_qty: int | str, ord_uv: int | str = ..., trde_tp: str) -> AsyncReply[Kt50001, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50002"], /, *, stk_cd: str, orig_ord_no: str, mdfy_qty: int | str, mdfy_uv: int | str) -> AsyncReply[Kt50002, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50003"], /, *, orig_ord_no: str, stk_cd: str, cncl_qty: int | str) -> AsyncReply[Kt50003, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50020"], /) -> AsyncReply[Kt50020, Kt50020Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50021"], /) -> AsyncReply[Kt50021, Never]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50030"], /, *, ord_dt: datetime.date | str, qry_tp: str = ..., mrkt_deal_tp: str, stk_bond_tp: str, slby_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str = ...) -> AsyncReply[Kt50030, Kt50030Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50031"], /, *, ord_dt: datetime.date | str = ..., qry_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str) -> AsyncReply[Kt50031, Kt50031Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50032"], /, *, strt_dt: datetime.date | str = ..., end_dt: datetime.date | str = ..., tp: str = ..., stk_cd: str = ...) -> AsyncReply[Kt50032, Kt50032Row]: ...
    @overload
    async def __call__(self, api_id: Literal["kt50075"], /, *, ord_dt: datetime.date | str, qry_tp: str = ..., mrkt_deal_tp: str, stk_bond_tp: str, sell_tp: str, stk_cd: str = ..., fr_ord_no: str = ..., dmst_stex_tp: str = ...) -> AsyncReply[Kt50075, Kt50075Row]: ...
