"""Where keys come from, and what is never told of them."""

from pathlib import Path

import pytest

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.verify.probing import Keys
from kiwoom_mockserver.verify.selection import select
from kiwoom_mockserver.verify.targets import TARGETS, keys_of, seconds_of, target_of
from tests.gateway.caller import contracts

PAPER = TARGETS["paper"]
SECRET = "s3cret-of-the-user"


def key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "keys.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_keys_come_from_the_environment() -> None:
    keys = keys_of(PAPER, None, {"KIWOOM_APPKEY": "a", "KIWOOM_SECRETKEY": SECRET})
    assert keys == Keys("a", SECRET)
    assert keys_of(PAPER, None, {"KIWOOM_TOKEN": "t"}).token == "t"
    assert SECRET not in repr(keys)


def test_keys_come_from_a_file_by_target_or_from_its_top(tmp_path: Path) -> None:
    named = (
        f'[paper]\nappkey = "p"\nsecretkey = "{SECRET}"\n[live]\nappkey = "l"\nsecretkey = "x"\n'
    )
    assert keys_of(PAPER, key_file(tmp_path, named), {}) == Keys("p", SECRET)
    plain = f'appkey = "a"\nsecretkey = "{SECRET}"\n'
    assert keys_of(TARGETS["live"], key_file(tmp_path, plain), {}) == Keys("a", SECRET)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o606])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, f'appkey = "a"\nsecretkey = "{SECRET}"\n', mode)
    with pytest.raises(VerifyError, match="chmod 600"):
        keys_of(PAPER, path, {})


@pytest.mark.parametrize("text", [SECRET, f"secretkey = {SECRET}", "\x00", "[paper]\n"])
def test_what_is_wrong_with_a_key_file_is_told_without_its_content(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(VerifyError) as caught:
        keys_of(PAPER, key_file(tmp_path, text), {})
    assert SECRET not in str(caught.value)


def test_without_keys_it_is_told_where_they_are_looked_for() -> None:
    with pytest.raises(VerifyError, match="KIWOOM_APPKEY and KIWOOM_SECRETKEY"):
        keys_of(PAPER, None, {"KIWOOM_APPKEY": "a"})


def test_only_paper_takes_orders_of_what_is_not_our_own() -> None:
    assert PAPER.takes_orders
    assert not TARGETS["live"].takes_orders
    assert not target_of("http://127.0.0.1:8080").takes_orders


def test_a_url_of_kiwooms_own_host_is_that_target() -> None:
    assert target_of("https://api.kiwoom.com") is TARGETS["live"]
    assert target_of("http://mockapi.kiwoom.com:443/x") is PAPER


@pytest.mark.parametrize("text", ["", "fakes", "ftp://x", "http://", "http://user:pw@host"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(VerifyError, match="there is no target"):
        target_of(text)


def test_a_url_has_its_socket_on_the_same_port() -> None:
    target = target_of("https://fake.test:8443/ignored", "paper")
    assert target.ws_url == "wss://fake.test:8443/api/dostk/websocket"
    assert (target.base_url, target.profile) == ("https://fake.test:8443", "paper")


@pytest.mark.parametrize(("text", "seconds"), [("60s", 60), ("1.5m", 90), ("1h", 3600), ("2", 2)])
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "-1s", "1d", "1e9"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(VerifyError):
        seconds_of(text)


def test_a_selection_takes_ids_and_categories_of_either_name() -> None:
    chart = select(contracts(), (), ("chart",))
    assert chart == select(contracts(), (), ("차트",))
    assert {one.category for one in chart.operations} == {"차트"}
    assert not chart.types
    picked = select(contracts(), ("ka10001", "0B"))
    assert ([one.api_id for one in picked.operations], picked.types) == (["ka10001"], ("0B",))
    assert select(contracts(), (), ("realtime",)).frames
    assert len(select(contracts()).operations) == len(contracts().operations)


@pytest.mark.parametrize(
    ("only", "categories", "near"), [(("ka10001x",), (), "ka10001"), ((), ("charts",), "chart")]
)
def test_an_unknown_name_is_refused_with_what_is_near(
    only: tuple[str, ...], categories: tuple[str, ...], near: str
) -> None:
    with pytest.raises(VerifyError, match=near):
        select(contracts(), only, categories)
