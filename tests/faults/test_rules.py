"""Which requests a rule bites, and what is no rule."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from kiwoom_mockserver.errors import FaultError
from kiwoom_mockserver.faults.plain_yaml import read_yaml
from kiwoom_mockserver.faults.rules import MAX_RULES, Asked, RuleBook, Sent
from kiwoom_mockserver.faults.scenarios import bundled, load_scenario

QUOTE = Asked("ka10001", {"stk_cd": "005930"}, "alice", "10:00:00", is_next_page=False)
SLOW: dict[str, Any] = {"effects": {"delay": 1}}


def book(*rows: dict[str, Any], seed: int = 1) -> RuleBook:
    rules = RuleBook(seed, "fault")
    rules.add(rows)
    return rules


def bites(rules: RuleBook, count: int, asked: Asked = QUOTE) -> list[bool]:
    """For each of ``count`` equal requests, whether a rule bit it."""
    return [bool(rules.biting(asked)) for _ in range(count)]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, True),
        ({"api_id": "ka10001"}, True),
        ({"api_id": "ka1*"}, True),
        ({"api_id": ["kt1*", "ka1000?"]}, True),
        ({"api_id": "ka10002"}, False),
        ({"api_id": "a10001"}, False),
        ({"body": {"stk_cd": "005930"}}, True),
        ({"body": {"stk_cd": "000660"}}, False),
        ({"body": {"other": "005930"}}, False),
        ({"appkey": "alice"}, True),
        ({"appkey": "bob"}, False),
        ({"between": ["10:00:00", "10:00:01"]}, True),
        ({"between": ["09:00:00", "10:00:00"]}, False),
        ({"page": "first"}, True),
        ({"page": "next"}, False),
        ({"api_id": "ka10001", "appkey": "bob"}, False),
    ],
)
def test_a_rule_bites_what_fits_in_every_respect(match: dict[str, Any], expected: bool) -> None:
    assert bites(book({"match": match, **SLOW}), 1) == [expected]


TICK = Sent("REAL", [("0B", "005930"), ("0D", "000660")], "alice", "10:00:00")


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, True),
        ({"trnm": "REAL"}, True),
        ({"trnm": "R*"}, True),
        ({"trnm": "PING"}, False),
        ({"type": "0B"}, True),
        ({"type": "0?"}, True),
        ({"type": "0J"}, False),
        ({"type": "0B", "item": "005930"}, True),
        ({"type": "0B", "item": "000660"}, False),
        ({"item": "000660"}, True),
        ({"appkey": "bob"}, False),
        ({"between": ["09:00:00", "10:00:00"]}, False),
    ],
)
def test_a_rule_about_frames_bites_what_fits(match: dict[str, Any], expected: bool) -> None:
    rules = book({"match": match, "socket": {"skip": True}})
    assert bool(rules.disturbing(TICK)) == expected
    assert rules.biting(QUOTE) == []


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, "xxxxxx"),
        ({"times": 2}, "xx...."),
        ({"after": 2}, "..xxxx"),
        ({"after": 2, "times": 1}, "..x..."),
        ({"every": 2}, "x.x.x."),
        ({"after": 1, "every": 2, "times": 2}, ".x.x.."),
        ({"chance": 0}, "......"),
        ({"chance": 1}, "xxxxxx"),
    ],
)
def test_a_rule_bites_as_often_as_it_says(limits: dict[str, Any], expected: str) -> None:
    assert "".join(".x"[bit] for bit in bites(book({**limits, **SLOW}), 6)) == expected


def test_only_fitting_requests_count() -> None:
    rules = book({"match": {"api_id": "ka10001"}, "after": 1, **SLOW})
    assert bites(rules, 3, QUOTE._replace(api_id="ka10002")) == [False] * 3
    assert bites(rules, 2) == [False, True]


def test_chance_follows_from_the_seed_and_is_about_right() -> None:
    rule = {"name": "coin", "chance": 0.25, **SLOW}
    once = bites(book(rule), 2_000)
    assert once == bites(book(rule), 2_000)
    assert once != bites(book(rule, seed=2), 2_000)
    assert 400 < sum(once) < 600


def test_a_rule_of_a_known_name_takes_the_place_of_the_old_one() -> None:
    rules = book({"name": "one", **SLOW})
    rules.add([{"name": "one", "effects": {"status": 500}}])
    assert [row["effects"] for row in rules.shown()] == [{"status": 500}]


def test_two_appkeys_may_name_their_rules_alike() -> None:
    rules = book(*({"name": "one", "match": {"appkey": who}, **SLOW} for who in ("alice", "bob")))
    assert bites(rules, 1) == bites(rules, 1, QUOTE._replace(appkey="bob")) == [True]
    rules.clear("alice")
    assert bites(rules, 1) == [False]
    assert bites(rules, 1, QUOTE._replace(appkey="bob")) == [True]
    assert rules.remove("one")
    assert rules.shown() == []


def test_rules_tell_what_they_counted_and_can_be_removed() -> None:
    rules = book({"name": "one", "times": 1, **SLOW}, {"match": {"appkey": "alice"}, **SLOW})
    bites(rules, 3)
    assert [(row["name"], row["matched"], row["bitten"]) for row in rules.shown()] == [
        ("one", 3, 1),
        ("fault-1", 3, 3),
    ]
    rules.clear("alice")
    assert [row["name"] for row in rules.shown()] == ["one"]
    assert rules.remove("one")
    assert not rules.remove("one")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, "effects"),
        ({"effects": {}}, "effects"),
        ({"socket": {}}, "socket"),
        ({"socket": {"skip": False}}, "skip"),
        ({"socket": {"close": "R9"}}, "close"),
        ({"socket": {"drop": True}, "match": {"api_id": "ka1*"}}, "api_id"),
        ({"match": {"trnm": "REAL"}, **SLOW}, "trnm"),
        ({"effects": {"explode": True}}, "explode"),
        ({"effects": {"delay": 301}}, "delay"),
        ({"effects": {"delay": {"from": 1}}}, "delay"),
        ({"effects": {"error": "4711"}}, "4711"),
        ({"effects": {"error": "R10001"}}, "R10001"),
        ({"effects": {"error": "1700/1999"}}, "1700/1999"),
        ({"effects": {"status": 99}}, "status"),
        ({"effects": {"headers": {"content-length": "1"}}}, "headers"),
        ({"effects": {"headers": {"x": "a\r\nb: c"}}}, "headers"),
        ({"match": {"api": "x"}, **SLOW}, "match"),
        ({"match": {"between": ["10:00:00", "09:00:00"]}, **SLOW}, "the earlier goes first"),
        ({"chance": 1.5, **SLOW}, "chance"),
        ({"times": -1, **SLOW}, "times"),
        ({"name": "a b", **SLOW}, "name"),
        ([], "object"),
    ],
)
def test_what_makes_no_sense_is_refused_and_named(row: Any, told: str) -> None:
    rules = book(SLOW)
    with pytest.raises(FaultError, match=told):
        rules.add([{"effects": {"status": 500}}, row])
    assert len(rules.rules) == 1


def test_there_is_room_for_so_many_rules_and_no_more() -> None:
    rules = RuleBook(1, "fault")
    rules.add([{"name": f"r{number}", **SLOW} for number in range(MAX_RULES)])
    rules.add([{"name": "r7", **SLOW}])
    with pytest.raises(FaultError, match="more than"):
        rules.add([SLOW])


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_scenario_can_be_carried_out(name: str) -> None:
    rules = load_scenario(name)["rules"]
    assert [row["name"] for row in book(*rules).shown()] == [row["name"] for row in rules]


def test_a_scenario_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(FaultError, match="flaky-network"):
        load_scenario("flaky")
    with pytest.raises(FaultError, match="nowhere"):
        load_scenario("nowhere.json")


def test_a_scenario_of_ones_own_is_yaml_or_json(tmp_path: Path) -> None:
    effects = {"delay": 1.5, "error": {"code": "1700", "carried_out": True}}
    rule = {"match": {"between": ["09:00:00", "15:30:00"]}, "effects": effects}
    told = {"title": "mine", "rules": [rule]}
    (tmp_path / "a.json").write_bytes(orjson.dumps(told))
    (tmp_path / "a.yaml").write_text(
        "title: mine  # a remark\nrules:\n- match: {between: [09:00:00, 15:30:00]}\n"
        '  effects: {delay: 1.5, error: {code: "1700", carried_out: true}}\n',
        "utf-8",
    )
    for name in ("a.json", "a.yaml"):
        assert load_scenario(str(tmp_path / name)) == told


@pytest.mark.parametrize(
    "text",
    [
        "title: [",
        "a: &x {}\nb: *x",
        "[" * 5_000,
        "[" * 33 + "]" * 33,
        "!!python/object:os.system {}",
        "\x00",
        "- - -",
    ],
)
def test_yaml_that_is_no_scenario_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    with pytest.raises(FaultError, match=r"a\.yaml"):
        load_scenario(str(tmp_path / "a.yaml"))


def test_yaml_may_hold_things_within_things() -> None:
    assert read_yaml("[" * 32 + "]" * 32) is not None


@pytest.mark.parametrize("text", ["on", "09:00:00", "15:30:00", "2026-09-15", "0x1f", "1_000", ""])
def test_plain_words_of_yaml_are_texts_unless_json_has_them(text: str) -> None:
    assert read_yaml(f"a: {text}") == {"a": text or None}
    assert read_yaml("[true, null, -3, 0.5, 1e5, 007]") == [True, None, -3, 0.5, "1e5", "007"]
