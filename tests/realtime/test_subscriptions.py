import weakref
from typing import Any

import pytest

from kiwoom_mockserver.realtime.subscriptions import (
    MIN_GROUPS,
    REAL_ITEMS,
    Change,
    Registration,
    SubscriptionIndex,
    Subscriptions,
    read_registration,
)
from kiwoom_mockserver.wire.errors import WireError
from tests.realtime.driver import codes, reg, remove


def read(frame: dict[str, Any]) -> Registration:
    return read_registration(frame, REAL_ITEMS)


def fresh() -> Subscriptions:
    return Subscriptions(group_cap=100, session_cap=100)


ENTRIES: dict[str, tuple[list[Any], list[tuple[str, str]]]] = {
    "texts": ([{"item": "005930", "type": "0B"}], [("0B", "005930")]),
    "lists, type by type": (
        [{"item": ["005930", "000660"], "type": ["0B", "0D"]}],
        [("0B", "005930"), ("0B", "000660"), ("0D", "005930"), ("0D", "000660")],
    ),
    "several entries": (
        [{"item": ["005930"], "type": ["0B"]}, {"item": ["000660"], "type": ["0D"]}],
        [("0B", "005930"), ("0D", "000660")],
    ),
    "repetitions": (
        [{"item": ["005930"] * 3, "type": ["0B"] * 2}, {"item": "005930", "type": "0B"}],
        [("0B", "005930")],
    ),
    "suffixes and sector codes": (
        [{"item": ["005930_AL", "001"], "type": ["0B"]}],
        [("0B", "005930_AL"), ("0B", "001")],
    ),
    "own types, blank item": ([{"item": [""], "type": ["00", "04"]}], [("00", ""), ("04", "")]),
    "own types, empty list": ([{"item": [], "type": ["00"]}], [("00", "")]),
    "own types, no item": ([{"type": ["00"]}], [("00", "")]),
    "own types, blank text": ([{"item": "", "type": "0s"}], [("0s", "")]),
    "own types, an item": ([{"item": ["005930"], "type": ["00"]}], [("00", "")]),
    "own and other types": (
        [{"item": ["005930"], "type": ["0B", "00"]}],
        [("00", ""), ("0B", "005930")],
    ),
    "VI of all issues": ([{"item": [""], "type": ["1h"]}], [("1h", "")]),
    "VI of one issue": ([{"item": ["005930"], "type": ["1h"]}], [("1h", "005930")]),
    "no entry": ([], []),
}


@pytest.mark.parametrize(("data", "pairs"), ENTRIES.values(), ids=ENTRIES.keys())
def test_entries_are_read(data: list[Any], pairs: list[tuple[str, str]]) -> None:
    frame = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data}
    assert list(read(frame).pairs()) == pairs


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": []}])
def test_data_may_be_missing(data: dict[str, Any]) -> None:
    frame = {"trnm": "REG", "grp_no": "1", "refresh": "0", **data}
    assert read(frame) == Registration("1", True, ())


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no group": (reg("005930", group=""), "100002"),
    "null group": (reg("005930", group=None), "100002"),
    "number as group": (reg("005930", group=1), "100002"),
    "long group": (reg("005930", group="12345"), "105111"),
    "no refresh": (reg("005930", refresh=""), "100002"),
    "null refresh": (reg("005930", refresh=None), "100002"),
    "odd refresh": (reg("005930", refresh="2"), "105111"),
    "unknown type": (reg("005930", "0Z"), "105111"),
    "type in the wrong case": (reg("005930", "0b"), "105111"),
    "the type of condition hits": (reg("005930", "02"), "105111"),
    "one unknown type": (reg("005930", ["0B", "0Z"]), "105111"),
    "no type": (reg("005930", None), "105111"),
    "empty types": (reg("005930", []), "105111"),
    "number as type": (reg("005930", 0), "105111"),
    "nested types": (reg("005930", [["0B"]]), "105111"),
    "no item": (reg(None), "105111"),
    "empty items": (reg([]), "105111"),
    "blank item": (reg([""]), "105111"),
    "one blank item": (reg(["005930", ""]), "105111"),
    "blank item beside the VI": (reg("", ["1h", "0B"]), "105111"),
    "number as item": (reg(5930), "105111"),
    "one number among items": (reg(["005930", 660]), "105111"),
    "object as item": (reg({"code": "005930"}), "105111"),
    "long item": (reg("0" * 101), "105111"),
    "text as data": ({**reg(""), "data": "005930"}, "105111"),
    "object as data": ({**reg(""), "data": {"item": "005930", "type": "0B"}}, "105111"),
    "text as entry": ({**reg(""), "data": ["005930"]}, "105111"),
    "null as entry": ({**reg(""), "data": [None]}, "105111"),
    "REMOVE without group": (remove("005930", group=""), "100002"),
    "REMOVE of an unknown type": (remove("005930", "0Z"), "105111"),
}


@pytest.mark.parametrize(("frame", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_is_refused(frame: dict[str, Any], code: str) -> None:
    with pytest.raises(WireError) as caught:
        read(frame)
    assert caught.value.code == code


def test_the_missing_parameter_is_named() -> None:
    with pytest.raises(WireError, match=r"\(parameter=refresh\)"):
        read({"trnm": "REG", "grp_no": "1", "data": []})


def test_remove_needs_no_refresh_and_ignores_one() -> None:
    assert read(remove("005930")) == read({**remove("005930"), "refresh": "0"})


def test_pairs_can_be_narrowed_to_some_items() -> None:
    request = read(remove(["005930", "000660"], ["0B", "0D", "00"]))
    assert list(request.pairs(among={"000660"})) == [("0B", "000660"), ("0D", "000660")]


def test_pairs_come_in_the_order_of_registration() -> None:
    held = fresh()
    held.register(read(reg(["000660", "005930"])))
    held.register(read(reg(["005930", "035420"], "0D", group="2")))
    assert held.pairs() == (
        ("0B", "000660"),
        ("0B", "005930"),
        ("0D", "005930"),
        ("0D", "035420"),
    )
    assert held.size == 3


def test_refresh_1_adds_and_reports_only_what_is_new() -> None:
    held = fresh()
    held.register(read(reg("005930")))
    change = held.register(read(reg(["005930", "000660"])))
    assert change == Change(added=(("0B", "000660"),))
    assert held.pairs() == (("0B", "005930"), ("0B", "000660"))


def test_refresh_0_replaces_its_own_group_only() -> None:
    held = fresh()
    held.register(read(reg(["005930", "000660"])))
    held.register(read(reg("035420", group="2")))
    change = held.register(read(reg(["000660", "051910"], refresh="0")))
    assert change == Change(added=(("0B", "051910"),), removed=(("0B", "005930"),))
    assert held.pairs() == (("0B", "000660"), ("0B", "035420"), ("0B", "051910"))


def test_refresh_0_without_data_empties_the_group() -> None:
    held = fresh()
    held.register(read(reg("005930")))
    frame = {"trnm": "REG", "grp_no": "1", "refresh": "0", "data": []}
    assert held.register(read(frame)) == Change(removed=(("0B", "005930"),))
    assert held.pairs() == ()


def test_a_pair_in_two_groups_ends_with_the_second() -> None:
    held = fresh()
    assert held.register(read(reg("005930"))).added == (("0B", "005930"),)
    assert held.register(read(reg("005930", group="2"))) == Change()
    assert held.remove(read(remove("005930"))) == Change()
    assert held.pairs() == (("0B", "005930"),)
    assert held.remove(read(remove("005930", group="2"))).removed == (("0B", "005930"),)
    assert held.pairs() == ()


@pytest.mark.parametrize(
    "frame",
    [
        remove("000660"),
        remove("005930", "0D"),
        remove("005930", group="2"),
        {"trnm": "REMOVE", "grp_no": "1"},
        {"trnm": "REMOVE", "grp_no": "1", "data": []},
    ],
)
def test_removing_what_is_not_there_changes_nothing(frame: dict[str, Any]) -> None:
    held = fresh()
    held.register(read(reg("005930")))
    assert held.remove(read(frame)) == Change()
    assert held.pairs() == (("0B", "005930"),)


def test_own_types_are_removed_whatever_the_item() -> None:
    held = fresh()
    held.register(read(reg([""], ["00", "04"])))
    assert held.remove(read(remove([], "00"))).removed == (("00", ""),)
    assert held.remove(read(remove("005930", "04"))).removed == (("04", ""),)


@pytest.mark.parametrize(("count", "code"), [(100, None), (101, "105118"), (4151, "105118")])
@pytest.mark.parametrize("refresh", ["0", "1"])
def test_a_group_holds_a_hundred_items(count: int, code: str | None, refresh: str) -> None:
    held = fresh()
    frame = read(reg(codes(count), refresh=refresh))
    if code is None:
        held.register(frame)
        assert held.size == count
        return
    with pytest.raises(WireError, match=rf"{code}: .*\(100\)"):
        held.register(frame)
    assert held.pairs() == ()


def test_the_group_cap_is_cumulative_and_a_refused_frame_changes_nothing() -> None:
    held = fresh()
    held.register(read(reg(codes(60))))
    before = held.pairs()
    with pytest.raises(WireError, match="105118"):
        held.register(read(reg(codes(41, first=60))))
    assert held.pairs() == before
    assert len(held.register(read(reg(codes(40, first=60)))).added) == 40
    assert len(held.register(read(reg(codes(100, first=500), refresh="0"))).removed) == 100


def test_more_types_of_the_same_items_need_no_more_room() -> None:
    held = fresh()
    held.register(read(reg(codes(100))))
    held.register(read(reg(codes(100), ["0B", "0D"])))
    held.register(read(reg([""], ["00", "04", "0s", "1h"])))
    held.register(read(reg(codes(100), ["0C"], group="2")))
    assert held.size == 100
    assert len(held.pairs()) == 304


def test_items_sent_with_an_own_type_take_no_room() -> None:
    held = fresh()
    assert held.register(read(reg(codes(101), "00"))).added == (("00", ""),)


def test_a_new_group_is_refused_once_the_session_is_full() -> None:
    held = fresh()
    held.register(read(reg(codes(100))))
    with pytest.raises(WireError, match=r"105115: .*\(100\)"):
        held.register(read(reg(codes(1, first=100), group="2")))
    assert len(held.pairs()) == 100
    held.remove(read(remove(codes(1))))
    held.register(read(reg(codes(1, first=100), group="2")))
    assert held.size == 100


def test_replacing_a_group_makes_room_only_for_what_no_other_group_holds() -> None:
    held = fresh()
    held.register(read(reg(codes(60))))
    held.register(read(reg(codes(60), group="2")))
    held.register(read(reg(codes(40, first=60), group="2")))
    assert held.size == 100
    with pytest.raises(WireError, match="105115"):
        held.register(read(reg(codes(1, first=100), group="1", refresh="0")))
    held.register(read(reg(codes(40, first=200), group="2", refresh="0")))
    assert held.size == 100


def test_the_caps_are_those_given() -> None:
    held = Subscriptions(group_cap=2, session_cap=3)
    held.register(read(reg(codes(2))))
    with pytest.raises(WireError, match=r"105118: .*\(2\)"):
        held.register(read(reg(codes(3))))
    with pytest.raises(WireError, match=r"105115: .*\(3\)"):
        held.register(read(reg(codes(2, first=2), group="2")))


def test_the_number_of_groups_is_bounded() -> None:
    held = fresh()
    for number in range(MIN_GROUPS):
        held.register(read(reg("005930", group=f"{number}")))
    with pytest.raises(WireError, match="105110"):
        held.register(read(reg("005930", group="last")))
    held.register(read(reg("000660", group="0")))
    held.remove(read(remove(["005930"], group="7")))
    held.register(read(reg("005930", group="last")))


def test_clear_returns_what_was_held() -> None:
    held = fresh()
    held.register(read(reg(["005930", "000660"])))
    held.register(read(reg("005930", group="2")))
    assert held.clear() == (("0B", "005930"), ("0B", "000660"))
    assert (held.pairs(), held.size) == ((), 0)


SAMSUNG, HYNIX = ("0B", "005930"), ("0B", "000660")


def test_the_index_finds_listeners_in_order_and_says_who_is_first_and_last() -> None:
    index = SubscriptionIndex[str]()
    assert index.add("b", [SAMSUNG, HYNIX]) == (SAMSUNG, HYNIX)
    assert index.add("a", [SAMSUNG]) == ()
    assert index.add("b", [SAMSUNG]) == ()
    assert index.listeners("0B", "005930") == ("b", "a")
    assert index.listeners("0B", "035420") == ()
    assert index.pairs() == (SAMSUNG, HYNIX)
    assert index.remove("b", [SAMSUNG]) == ()
    assert index.listeners("0B", "005930") == ("a",)
    assert index.remove("a", [SAMSUNG]) == (SAMSUNG,)
    assert index.pairs() == (HYNIX,)


def test_the_index_ignores_what_it_does_not_know() -> None:
    index = SubscriptionIndex[str]()
    index.add("a", [SAMSUNG])
    assert index.remove("b", [SAMSUNG]) == ()
    assert index.remove("a", [HYNIX]) == ()
    assert index.drop("b") == ()
    assert index.listeners("0B", "005930") == ("a",)


def test_a_dropped_listener_hears_nothing() -> None:
    index = SubscriptionIndex[str]()
    index.add("a", [SAMSUNG, HYNIX])
    index.add("b", [SAMSUNG])
    assert index.drop("a") == (HYNIX,)
    assert index.listeners("0B", "005930") == ("b",)
    assert index.drop("b") == (SAMSUNG,)
    assert index.pairs() == ()


def test_a_listener_that_left_is_not_kept_alive() -> None:
    class Listener: ...

    index, listener = SubscriptionIndex[Listener](), Listener()
    gone = weakref.ref(listener)
    index.add(listener, [SAMSUNG, HYNIX])
    index.remove(listener, [SAMSUNG])
    index.remove(listener, [HYNIX])
    del listener
    assert gone() is None


def test_listeners_may_leave_while_a_frame_goes_out() -> None:
    index = SubscriptionIndex[str]()
    for name in "abc":
        index.add(name, [SAMSUNG])
    served = []
    for name in index.listeners("0B", "005930"):
        served.append(name)
        index.drop(name)
    assert served == ["a", "b", "c"]
