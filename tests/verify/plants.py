"""What the drifting server gets wrong: each way a server can leave its contract, at least once."""

from collections.abc import Callable
from typing import Any

from kiwoom_mockserver.verify.findings import Kind
from tests.verify.drifting import Answer, Body, Drift

Change = Callable[[Answer], None]
FrameChange = Callable[[list[Any]], None]


def top(**values: Any) -> Change:
    """Members of the body get these values; ... takes one away."""
    return lambda answer: put(answer.body, values)


def rows(**values: Any) -> Change:
    """The same in every row of the first table."""

    def change(answer: Answer) -> None:
        for row in answer.rows:
            put(row, values)

    return change


def first_row(**values: Any) -> Change:
    """The same in the first row."""
    return lambda answer: put(answer.rows[0], values)


def put(row: Body, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value is ...:
            del row[name]
        else:
            row[name] = value


def header(name: str, text: str | None) -> Change:
    return lambda answer: answer.header(name, text)


def status(number: int) -> Change:
    def change(answer: Answer) -> None:
        answer.status = number

    return change


def raw(content: bytes) -> Change:
    def change(answer: Answer) -> None:
        answer.raw = content

    return change


def refusal(code: int, text: str, status: int = 200, **more: Any) -> Change:
    def change(answer: Answer) -> None:
        answer.status = status
        answer.body = {"return_msg": text, "return_code": code, **more}

    return change


def no_reply(answer: Answer) -> None:
    answer.ending = True


def earlier(years: int, name: str) -> Change:
    """Dates of every page but the first lie so many years earlier."""

    def change(answer: Answer) -> None:
        if answer.page > 1:
            for row in answer.rows:
                text = row[name]
                row[name] = f"{int(text[:4]) - years}{text[4:]}"

    return change


def repeated(answer: Answer, kept: list[Body]) -> None:
    """Every page but the first begins with the last row of the one before."""
    if answer.page > 1:
        answer.rows[:] = [kept.pop(), *answer.rows[:-1]]
    kept[:] = [dict(answer.rows[-1])]


def overlapping() -> Change:
    kept: list[Body] = []
    return lambda answer: repeated(answer, kept)


def oldest_first(answer: Answer) -> None:
    answer.rows.reverse()


def one_row_short(answer: Answer) -> None:
    answer.rows.pop()


def the_key_it_was_asked_with() -> Change:
    kept: list[str] = []

    def change(answer: Answer) -> None:
        kept[:] = kept or [dict(answer.headers)["next-key"]]
        answer.header("next-key", kept[0])

    return change


M = Kind
REST = [
    Drift("a field is gone", "ka10006", M.MISSING, "trde_prica", top(trde_prica=...)),
    Drift("a field is new", "ka10002", M.UNDOCUMENTED, "mrkt_cd", top(mrkt_cd="KRX")),
    Drift(
        "a column is gone", "ka10015", M.MISSING, "daly_trde_dtl[].bf_mkrt_trde_qty",
        rows(bf_mkrt_trde_qty=...),
    ),
    Drift(
        "a column is new", "ka10005", M.UNDOCUMENTED, "stk_ddwkmm[].adj", rows(adj="+1,234"),
    ),
    Drift("a number for a text", "ka10007", M.TYPE, "pred_trde_qty", top(pred_trde_qty=12)),
    Drift("null for a text", "ka10100", M.TYPE, "lastPrice", top(lastPrice=None)),
    Drift("an object for a table", "ka10102", M.TYPE, "list", top(list={})),
    Drift("a text for a row", "ka10101", M.TYPE, "list[]", lambda answer: answer.rows.append("x")),
    Drift(
        "a comma for a point", "ka10095", M.FORMAT, "atn_stk_infr[].flu_rt", rows(flu_rt="1,5"),
    ),
    Drift(
        "a day that there is not", "ka10047", M.FORMAT, "cntr_str_daly[].dt",
        first_row(dt="20261350"),
    ),
    Drift("letters in a price", "ka10001", M.FORMAT, "base_pric", top(base_pric="12a")),
    Drift("an unknown code", "ka10046", M.CODE, "cntr_str_tm[].pred_pre_sig",
          first_row(pred_pre_sig="9")),
    Drift("another exchange", "ka10003", M.CODE, "cntr_infr[].stex_tp", rows(stex_tp="SOR")),
    Drift("a long name", "ka10099", M.LENGTH, "list[].name", first_row(name="가" * 41)),
    Drift("no return_code", "ka10009", M.ENVELOPE, "return_code", top(return_code=...)),
    Drift("return_code as a text", "ka10010", M.ENVELOPE, "return_code", top(return_code="0")),
    Drift("no return_msg", "ka10011", M.ENVELOPE, "return_msg", top(return_msg=...)),
    Drift("another sentence", "ka10087", M.ENVELOPE, "return_msg", top(return_msg="OK")),
    Drift("status 201", "ka10040", M.ENVELOPE, "status", status(201)),
    Drift("HTML", "ka10042", M.ENVELOPE, "", raw(b"<html>maintenance</html>")),
    Drift("a list for the body", "ka10043", M.ENVELOPE, "", raw(b"[]")),
    Drift("no reply", "ka10051", M.ENVELOPE, "", no_reply),
    Drift("another api-id", "ka10053", M.HEADER, "api-id", header("api-id", "ka10001")),
    Drift("no next-key", "ka10054", M.HEADER, "next-key", header("next-key", None)),
    Drift("another content type", "ka10055", M.HEADER, "content-type",
          header("content-type", "text/plain")),
    Drift("neither Y nor N", "ka10061", M.HEADER, "cont-yn", header("cont-yn", "y")),
    Drift("Y without a key", "ka90004", M.HEADER, "next-key", header("cont-yn", "Y")),
    Drift("rows on two pages", "ka10008", M.PAGING, "stk_frgnr[]", overlapping()),
    Drift("a gap of years", "ka10081", M.PAGING, "stk_dt_pole_chart_qry[]", earlier(5, "dt")),
    Drift("a gap in the minutes", "ka10080", M.PAGING, "stk_min_pole_chart_qry[]",
          earlier(1, "cntr_tm")),
    Drift("oldest first", "ka10060", M.PAGING, "stk_invsr_orgn_chart[]", oldest_first),
    Drift("a short page", "ka10086", M.PAGING, "daly_stkpc", one_row_short),
    Drift("the same key again", "ka10015", M.PAGING, "next-key", the_key_it_was_asked_with()),
    Drift("another issue", "ka10082", M.DISAGREEMENT, "stk_cd", top(stk_cd="000660")),
    Drift("another sum", "ka10004", M.DISAGREEMENT, "tot_sel_req", top(tot_sel_req="1")),
    Drift("another price", "ka10079", M.DISAGREEMENT, "stk_tic_chart_qry[].cur_prc",
          first_row(cur_prc="1")),
    Drift("a new required field", "ka10016", M.REFUSAL, "", refusal(
        2, "입력 값 오류입니다[1511:필수 입력 값에 값이 존재하지 않습니다. 필수입력 파라미터=x]"
    )),
    Drift("an unknown refusal", "ka10017", M.CODE, "return_msg", refusal(
        7, "서비스를 처리하는 중에 오류가 발생했습니다[1777:?]"
    )),
    Drift("another class", "ka10018", M.ENVELOPE, "return_code", refusal(
        20, "서비스를 처리하는 중에 오류가 발생했습니다[1902:종목 정보가 없습니다.]"
    )),
    Drift("a refusal without a code", "ka10019", M.ENVELOPE, "return_msg", refusal(7, "아니오")),
    Drift("a refusal with data", "ka10024", M.UNDOCUMENTED, "list", refusal(
        20, "[2000](RC7006:모의투자 조회실패)", list=[]
    )),
    Drift("status 400", "ka10025", M.ENVELOPE, "status", refusal(
        20, "[2000](RC7006:모의투자 조회실패)", status=400
    )),
]  # fmt: skip


def member(**values: Any) -> FrameChange:
    """Members of the frame get these values; ... takes one away."""
    return lambda frames: put(frames[0], values)


def value(**values: Any) -> FrameChange:
    """FIDs of the first entry, written ``_10``, get these values."""
    fids = {name.lstrip("_"): told for name, told in values.items()}
    return lambda frames: put(frames[0]["data"][0]["values"], fids)


def entry(**values: Any) -> FrameChange:
    """Members of the first entry get these values."""
    return lambda frames: put(frames[0]["data"][0], values)


def five_entries(frames: list[Any]) -> None:
    frames[0]["data"] *= 5


def also(frame: Any) -> FrameChange:
    """Another frame follows."""
    return lambda frames: frames.append(frame)


SOCKET = [
    Drift("a new member", "LOGIN", M.UNDOCUMENTED, "server_time", member(server_time="1")),
    Drift("no return_msg", "REG", M.ENVELOPE, "return_msg", member(return_msg=...)),
    Drift("a PING with more", "PING", M.UNDOCUMENTED, "at", member(at="1")),
    Drift("a FID is gone", "0A", M.MISSING, "10", value(_10=...)),
    Drift("a FID is new", "0B", M.UNDOCUMENTED, "9999", value(_9999="A1")),
    Drift("a number", "0C", M.TYPE, "27", value(_27=5)),
    Drift("no format", "0D", M.FORMAT, "41", value(_41="1.x")),
    Drift("an unknown session", "0s", M.CODE, "215", value(_215="z")),
    Drift("another name", "0E", M.ENVELOPE, "name", entry(name="시세")),
    Drift("nobody asked", "0F", M.DISAGREEMENT, "item", entry(item="035720")),
    Drift("an unknown type", "0G", M.CODE, "data[].type", entry(type="ZZ"), "REAL"),
    Drift("no item", "0H", M.MISSING, "data[].item", entry(item=...), "REAL"),
    Drift("values as a list", "0I", M.TYPE, "data[].values", entry(values=[]), "REAL"),
    Drift("five entries", "0J", M.ENVELOPE, "data", five_entries, "REAL"),
    Drift("no JSON", "0U", M.ENVELOPE, "", also("Bye"), "socket"),
    Drift("an unknown trnm", "0w", M.CODE, "trnm", also({"trnm": "HELLO"}), "socket"),
    Drift("an unlisted refusal", "1h", M.CODE, "return_code",
          also({"trnm": "REG", "return_code": 77, "return_msg": "?"}), "REG refused"),
    Drift("objects for lists", "ka10171", M.TYPE, "data[]",
          lambda frames: frames[0]["data"].append({"seq": "2"})),
    Drift("no rate", "ka10172", M.MISSING, "data[].12",
          lambda frames: frames[0]["data"][0].pop("12")),
    Drift("a bare code", "ka10173", M.FORMAT, "data[].jmcode",
          lambda frames: put(frames[0]["data"][0], {"jmcode": "x"})),
    Drift("no sentence", "ka10174", M.ENVELOPE, "return_msg", member(return_msg=...)),
]  # fmt: skip

PLANTS = [*REST, *SOCKET]
