"""Pages: their sizes, that joined they are the whole, and which keys are refused."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from kiwoom_mockserver.settings import SEOUL
from kiwoom_mockserver.spec.model import OperationSpec, Paging
from kiwoom_mockserver.wire.messages import Reply
from kiwoom_mockserver.wire.paging import MAX_FIRST, Page, decode_key, encode_key, query_of
from kiwoom_mockserver.world.clock import VirtualClock
from tests.gateway.caller import (
    MOST_PAGES,
    Caller,
    contracts,
    gateway_of,
    header,
    read,
    rest_operations,
    sample,
)

SEEN_LIVE = {
    900: "ka10079 ka10080 ka20004 ka20005",
    800: "ka10063",
    600: "ka10081 ka20006",
    300: "ka10082 ka20007",
    240: "ka10083",
    200: "ka10020 ka10023 ka10024 ka10025 ka10027",
    100: "ka10013 ka10015 ka10028 ka10029 ka10066 ka10098 ka10131 ka20002 ka40004 ka90010",
    60: "ka10046 ka10047",
    50: "ka10008",
    30: "ka10094",
    25: "ka90009",
    20: "ka10086 ka90013",
}
"""Rows of a full page, as several people counted them on the live server."""

SINGLE = {"ka10021": 162, "ka10003": 30, "ka20001": 20, "ka00198": 20, "ka10102": 73}
"""Rows of lists that come whole; never more than the world has to list."""

SOMETHING = {
    "ka10017": {"updown_tp": "2"},
    "ka10025": {"prps_cnctr_rt": "20"},
    "ka30005": {
        "isscomp_cd": "000000000000",
        "bsis_aset_cd": "000000000000",
        "rght_tp": "0",
    },
}
"""What to ask besides, where the manual's own request finds nothing in a small world."""

HOURS = {
    # What is busier than the busiest of days is known towards the evening.
    "ka10024": datetime(2026, 9, 15, 19, 0, tzinfo=SEOUL),
    # Prices are expected while an auction runs.
    "ka10029": datetime(2026, 9, 15, 8, 55, tzinfo=SEOUL),
    # The single-price session after hours ended with the evening market of 2026-09-14.
    "ka10098": datetime(2026, 9, 11, 17, 0, tzinfo=SEOUL),
    # The one ELW of the small world has risen within a minute.
    "ka30001": datetime(2026, 9, 15, 9, 35, tzinfo=SEOUL),
}
"""When there is something to list, of what is empty at ten."""

DAILY = {"stk_cd": "005930", "base_dt": "20260915", "upd_stkpc_tp": "1"}
FOREIGN_KEY = "이 조회의 연속조회키가 아닙니다"


def paging_operations() -> list[OperationSpec]:
    return [
        one
        for one in rest_operations()
        if one.paging and one.paging.continues and not one.is_account
    ]


def ids(operation: OperationSpec) -> str:
    return operation.api_id


def table_of(operation: OperationSpec) -> str:
    assert operation.paging is not None
    return operation.paging.table


def clock_of(caller: Caller) -> VirtualClock:
    clock = caller.gateway.world.clock
    assert isinstance(clock, VirtualClock)
    return clock


@pytest.fixture(scope="module")
def caller() -> Caller:
    return Caller(gateway_of(limits=False)).login()


SIZES = {api_id: size for size, told in SEEN_LIVE.items() for api_id in told.split()}


@pytest.fixture(scope="module")
def market() -> Caller:
    """A caller in the large world, where even a ranking has more than a page."""
    return Caller(gateway_of(limits=False, world="default")).login()


@pytest.mark.parametrize(("api_id", "size"), SIZES.items())
def test_a_full_page_has_as_many_rows_as_live(api_id: str, size: int, market: Caller) -> None:
    operation = contracts().operations[api_id]
    if api_id in HOURS:
        at = HOURS[api_id]
        market = Caller(gateway_of(limits=False, world="default", at=at)).login()
    reply = market.ask(api_id, body_of(operation))
    rows = read(reply)[table_of(operation)]
    assert len(rows) == size
    assert header(reply, "cont-yn") == "Y"
    assert header(reply, "next-key")


@pytest.mark.parametrize(("api_id", "rows"), SINGLE.items())
def test_a_list_that_comes_whole_names_no_next_page(api_id: str, rows: int, market: Caller) -> None:
    reply = market.ask(api_id)
    listed = read(reply)[table_of(contracts().operations[api_id])]
    assert len(listed) == rows
    assert (header(reply, "cont-yn"), header(reply, "next-key")) == ("N", "")


@pytest.mark.parametrize("operation", paging_operations(), ids=ids)
def test_joined_pages_are_the_whole_while_the_clock_runs(operation: OperationSpec) -> None:
    """The whole is what the same gateway answers when a page holds all rows at once."""
    late = {"at": HOURS[operation.api_id]} if operation.api_id in HOURS else {}
    caller = Caller(gateway_of(limits=False, **late)).login()
    paging = operation.paging
    assert paging is not None
    whole = rows_of_one_large_page(operation, caller)

    joined: list[Any] = []
    pages: list[Reply] = []
    for page in caller.pages(operation.api_id, body_of(operation)):
        pages.append(page)
        joined += read(page)[paging.table]
        clock_of(caller).advance(86_400 + 61)
    assert joined == whole[: len(joined)]
    more = [header(page, "cont-yn") == "Y" for page in pages]
    assert all(more[:-1])
    sizes = [len(read(page)[paging.table]) for page in pages]
    assert sizes[:-1] == [paging.size] * (len(pages) - 1)
    keys = [header(page, "next-key") for page in pages]
    assert bool(keys[-1]) == more[-1]
    assert len(set(keys)) == len(keys)
    outside = [
        {name: value for name, value in read(page).items() if not isinstance(value, list)}
        for page in pages
    ]
    assert all(one == outside[0] for one in outside), "what is told beside the rows stays"


def body_of(operation: OperationSpec) -> dict[str, str]:
    return sample(operation) | SOMETHING.get(operation.api_id, {})


def rows_of_one_large_page(operation: OperationSpec, caller: Caller) -> list[Any]:
    """All rows of the query, from a catalogue where the page is as long as the whole."""
    paging = operation.paging
    assert paging is not None
    total = paging.size * MOST_PAGES
    longer = replace(operation, paging=Paging(paging.table, total, True))
    late = {"at": HOURS[operation.api_id]} if operation.api_id in HOURS else {}
    other = gateway_of(limits=False, **late)
    other.catalogue = replace(
        other.catalogue, by_route={(operation.path, operation.api_id): longer}
    )
    body = Caller(other).data(operation.api_id, body_of(operation))
    rows = body[paging.table]
    assert isinstance(rows, list)
    assert rows
    return rows


@pytest.mark.parametrize("api_id", ["ka10081", "ka10080", "ka10086", "ka10008"])
def test_rows_run_from_new_to_old_without_a_gap(api_id: str, caller: Caller) -> None:
    table = table_of(contracts().operations[api_id])
    rows = [row for page in caller.pages(api_id) for row in read(page)[table]]
    moments = [row.get("cntr_tm") or row.get("dt") or row.get("date") for row in rows]
    assert all(moments)
    assert all(newer > older for newer, older in pairwise(moments))


def test_a_page_asked_for_twice_is_the_same() -> None:
    caller = Caller(gateway_of(limits=False))
    key = header(caller.ask("ka10081", DAILY), "next-key")
    first = caller.ask("ka10081", DAILY, cont_yn="Y", next_key=key)
    clock_of(caller).advance(3600)
    assert caller.ask("ka10081", DAILY, cont_yn="Y", next_key=key) == first


def test_the_first_page_follows_the_clock() -> None:
    caller = Caller(gateway_of(limits=False))
    before = caller.data("ka10080")["stk_min_pole_chart_qry"]
    clock_of(caller).advance(300)
    after = caller.data("ka10080")["stk_min_pole_chart_qry"]
    assert after[0]["cntr_tm"] > before[0]["cntr_tm"]


def test_a_key_is_for_the_query_not_for_its_spelling() -> None:
    caller = Caller(gateway_of(limits=False))
    key = header(caller.ask("ka10081", DAILY), "next-key")
    spelled = b'{ "upd_stkpc_tp":"1","stk_cd":"005930", "base_dt":20260915, "other":[1] }'
    same = caller.ask("ka10081", spelled, cont_yn="Y", next_key=key)
    assert read(same) == read(caller.ask("ka10081", DAILY, cont_yn="Y", next_key=key))


@pytest.mark.parametrize("cont_yn", [None, "", "N", "n", "y", "YES"])
def test_a_key_counts_only_beside_cont_yn_y(cont_yn: str | None) -> None:
    caller = Caller(gateway_of(limits=False))
    first = caller.ask("ka10081", DAILY)
    key = header(first, "next-key")
    assert caller.ask("ka10081", DAILY, cont_yn=cont_yn, next_key=key) == first
    assert caller.ask("ka10081", DAILY, cont_yn=cont_yn, next_key="nonsense") == first


def altered(key: str) -> dict[str, str]:
    return {
        "last character": key[:-1] + ("0" if key[-1] != "0" else "1"),
        "first row": key[0] + "999999" + key[7:],
        "anchor": key[:7] + "0" * 11 + key[18:],
        "cut": key[:-1],
        "longer": key + "0",
        "upper case": key.upper() if key.upper() != key else key.lower() + "x",
        "blank before": " " + key[1:],
        "digits of another script": key[0] + "٠" * 17 + key[18:],
        "NUL": "\0" * len(key),
        "very long": "A" * 10_000,
    }


@pytest.mark.parametrize("way", altered("A" + "1" * 29))
def test_an_altered_key_is_refused(way: str) -> None:
    caller = Caller(gateway_of(limits=False))
    key = altered(header(caller.ask("ka10081", DAILY), "next-key"))[way]
    reply = caller.ask("ka10081", DAILY, cont_yn="Y", next_key=key)
    assert FOREIGN_KEY in read(reply)["return_msg"]
    assert read(reply)["return_code"] == 2


def test_a_key_of_another_body_operation_sandbox_or_time_is_refused() -> None:
    gateway = gateway_of(limits=False)
    alice, bob = Caller(gateway), Caller(gateway, "bob", "s2")
    key = header(alice.ask("ka10081", DAILY), "next-key")
    page: dict[str, Any] = {"cont_yn": "Y", "next_key": key}
    foreign = {
        "body": alice.ask("ka10081", {**DAILY, "stk_cd": "000660"}, **page),
        "operation": alice.ask("ka10082", DAILY, **page),
        "operation without pages": alice.ask("ka10001", **page),
        "sandbox": bob.ask("ka10081", DAILY, **page),
        "seed": Caller(gateway_of(limits=False, seed=1)).ask("ka10081", DAILY, **page),
    }
    assert read(alice.ask("ka10081", DAILY, **page))["return_code"] == 0
    gateway.reset()
    foreign["after a reset"] = Caller(gateway).ask("ka10081", DAILY, **page)
    assert {name: FOREIGN_KEY in read(reply)["return_msg"] for name, reply in foreign.items()} == (
        dict.fromkeys(foreign, True)
    )


def test_a_key_outlives_its_token() -> None:
    caller = Caller(gateway_of(limits=False))
    key = header(caller.ask("ka10081", DAILY), "next-key")
    caller.gateway.world.tokens.wipe()
    again = Caller(caller.gateway)
    assert read(again.ask("ka10081", DAILY, cont_yn="Y", next_key=key))["return_code"] == 0


def test_a_key_works_in_another_process_of_the_same_seed() -> None:
    """So that `kiwoom-mock call --next-key` can walk pages."""
    first, second = (Caller(gateway_of(limits=False)) for _ in range(2))
    key = header(first.ask("ka10081", DAILY), "next-key")
    assert read(second.ask("ka10081", DAILY, cont_yn="Y", next_key=key))["return_code"] == 0


@pytest.mark.parametrize("first", [0, 1, 600, MAX_FIRST])
@pytest.mark.parametrize("anchor", [0, 1_789_434_000, 10**11 - 1])
def test_a_key_gives_back_the_page_it_was_made_for(first: int, anchor: int) -> None:
    page = Page(first, anchor)
    query = query_of({"b": "1", "a": "2"})
    key = encode_key(page, "ka10081", query, b"secret")
    assert decode_key(key, "ka10081", query_of({"a": "2", "b": "1"}), b"secret") == page
    assert key.isascii()
    assert key.isalnum()
