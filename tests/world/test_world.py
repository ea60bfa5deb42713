"""World files: what is read from them, and what is said of a wrong one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kiwoom_mockserver.errors import FakeError, WorldError
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.world import world as module
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import World, load_world

SMALL: dict[str, Any] = {
    "name": "small",
    "instruments": [["005930", "삼성전자", "KOSPI"], ["069500", "KODEX 200", "ETF"]],
    "keys": [
        {"appkey": "a", "secretkey": "s"},
        {"appkey": "p", "secretkey": "s", "host": "paper"},
    ],
    "conditions": [["0", "첫째", [["volume", ">", 0]]], [1, "둘째", []]],
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], str]:
    """Writes a world file; bytes as they are, anything else as JSON."""

    def write_file(content: Any) -> str:
        path = tmp_path / "world.json"
        told = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(told)
        return str(path)

    return write_file


def load(name: str, **settings: Any) -> World:
    made = Settings(world=name, **settings)
    return load_world(made, VirtualClock(made.at))


def test_a_world_file_is_read(write: Callable[[Any], str]) -> None:
    world = load(write(SMALL))
    assert world.name == "small"
    assert [issue.name for issue in world.instruments.all] == ["삼성전자", "KODEX 200"]
    assert world.keys == {"a": "s", "p": "s"}
    assert world.hosts == {"p": "paper"}
    assert world.conditions == (("0", "첫째", [["volume", ">", 0]]), ("1", "둘째", []))
    assert world.now() == Settings().at


def test_keys_and_conditions_may_be_left_out(write: Callable[[Any], str]) -> None:
    world = load(write({"name": "bare", "instruments": SMALL["instruments"]}))
    assert world.keys == {}
    assert world.conditions == ()


def test_the_bundled_world_is_found_by_name() -> None:
    world = load("default")
    assert world.name == "default"
    assert len(world.instruments) > 100


def test_a_world_shows_no_secret() -> None:
    world = load("default")
    appkey, secretkey = next(iter(world.keys.items()))
    assert appkey not in repr(world)
    assert secretkey not in repr(world)


@pytest.mark.parametrize("name", ["nowhere", "", "../default", "default ", "a/b", "DEFAULT.JSON"])
def test_a_name_no_world_has_is_told_with_those_there_are(name: str) -> None:
    with pytest.raises(FakeError, match="default") as caught:
        load(name)
    assert repr(name) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing.json"
    with pytest.raises(WorldError, match=r"missing\.json: No such file"):
        load(str(path))


def test_a_folder_is_no_world_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.json"
    folder.mkdir()
    with pytest.raises(WorldError, match=r"folder\.json"):
        load(str(folder))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"name: x", b"\xff\xfe", b'{"name":NaN}', b"[" * 5000, b"\0"]
)
def test_a_file_that_is_not_json_is_named(content: bytes, write: Callable[[Any], str]) -> None:
    with pytest.raises(WorldError, match=r"world\.json is not JSON"):
        load(write(content))


@pytest.mark.parametrize("content", [[], "x", 1, None, True])
def test_a_file_that_is_no_object_is_named(content: Any, write: Callable[[Any], str]) -> None:
    with pytest.raises(WorldError, match=r"world\.json is not a JSON object"):
        load(write(content))


def test_a_file_too_large_is_not_read(
    write: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(SMALL)
    monkeypatch.setattr(module, "MAX_FILE", 10)
    with pytest.raises(WorldError, match="larger than 10 bytes"):
        load(name)


WRONG: dict[str, dict[str, Any]] = {
    "no name": {"name": ...},
    "no instruments": {"instruments": ...},
    "an empty market": {"instruments": []},
    "instruments that are a number": {"instruments": 1},
    "an instrument that is a number": {"instruments": [1]},
    "an instrument that is a text": {"instruments": ["abc"]},
    "an instrument of two words": {"instruments": [["005930", "삼성전자"]]},
    "a code that is a number": {"instruments": [[5930, "삼성전자", "KOSPI"]]},
    "a name that is null": {"instruments": [["005930", None, "KOSPI"]]},
    "a blank code": {"instruments": [["", "삼성전자", "KOSPI"]]},
    "a code twice": {"instruments": [["005930", "a", "KOSPI"], ["005930", "b", "KOSPI"]]},
    "keys that are a text": {"keys": "x"},
    "keys that are null": {"keys": None},
    "a key without a secret": {"keys": [{"appkey": "a"}]},
    "a key that is a number": {"keys": [{"appkey": 1, "secretkey": "s"}]},
    "a host that is none": {"keys": [{"appkey": "a", "secretkey": "s", "host": "moon"}]},
    "conditions that are a number": {"conditions": 1},
    "a condition of one word": {"conditions": [["0"]]},
    "a condition without terms": {"conditions": [["0", "첫째"]]},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG.keys())
def test_a_file_of_another_shape_is_refused_and_named(
    changes: dict[str, Any], write: Callable[[Any], str]
) -> None:
    content = {key: value for key, value in {**SMALL, **changes}.items() if value is not ...}
    with pytest.raises(WorldError, match=r"world\.json"):
        load(write(content))


def test_a_reset_forgets_tokens_and_sandboxes_and_not_the_time(
    write: Callable[[Any], str],
) -> None:
    world = load(write(SMALL))
    token = world.tokens.issue("a", "", 0.0)
    sandbox = world.sandboxes.open("a")
    assert isinstance(world.clock, VirtualClock)
    world.clock.advance(60)
    now = world.now()
    world.reset()
    assert world.tokens.find(token.value, 1.0) is None
    assert world.sandboxes.open("a") is not sandbox
    assert world.now() == now
