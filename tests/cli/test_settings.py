"""Settings: where they come from, which wins, and what is said of a wrong one."""

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiwoom_mockserver.errors import SettingError
from kiwoom_mockserver.settings import DEFAULT_AT, SEOUL, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiwoom-mock.toml"


def load(
    text: str | None = None,
    environment: dict[str, str] | None = None,
    file: Path | None = None,
    **flags: Any,
) -> Settings:
    if text is not None:
        assert file is not None
        file.write_text(text, "utf-8")
    return Settings.load(flags, environment or {}, file)


def test_without_anything_the_defaults_hold() -> None:
    settings = load()
    assert settings == Settings()
    assert (settings.host, settings.port, settings.profile) == ("127.0.0.1", 8080, "live")
    assert settings.limits
    assert settings.at == DEFAULT_AT


SEVERAL = 'port = 1\nseed = 1\nprofile = "paper"\n'


def test_file_environment_and_flag_win_in_this_order(file: Path) -> None:
    environment = {"KIWOOM_MOCK_PORT": "2", "KIWOOM_MOCK_SEED": "2"}
    settings = load(SEVERAL, environment, file, port=3)
    assert (settings.profile, settings.seed, settings.port) == ("paper", 2, 3)


def test_a_flag_that_was_not_given_does_not_count(file: Path) -> None:
    assert load("port = 1\n", None, file, port=None).port == 1


def test_other_environment_variables_do_not_count() -> None:
    assert load(environment={"PORT": "1", "KIWOOM_PORT": "2", "HOME": "/"}) == Settings()


@pytest.mark.parametrize("row", fields(Settings), ids=lambda row: row.name)
def test_every_setting_can_be_given_in_the_environment(row: Any) -> None:
    shown = row.default.isoformat() if isinstance(row.default, datetime) else str(row.default)
    name = f"KIWOOM_MOCK_{row.name.upper()}"
    assert getattr(load(environment={name: shown}), row.name) == row.default


YES_AND_NO = {"on": True, "true": True, "1": True, "YES": True, "True": True} | {
    "off": False,
    "false": False,
    "0": False,
    "No": False,
}


@pytest.mark.parametrize(("text", "value"), YES_AND_NO.items())
def test_a_switch_understands_the_usual_words(text: str, value: bool) -> None:
    assert load(environment={"KIWOOM_MOCK_LIMITS": text}).limits is value
    assert load(limits=text).limits is value


MOMENTS = {
    "2026-09-14T09:00:00+09:00": datetime(2026, 9, 14, 9, tzinfo=SEOUL),
    "2026-09-14T09:00": datetime(2026, 9, 14, 9, tzinfo=SEOUL),
    "2026-09-14 09:00": datetime(2026, 9, 14, 9, tzinfo=SEOUL),
    "2026-09-14": datetime(2026, 9, 14, tzinfo=SEOUL),
    "2026-09-14T00:00:00Z": datetime(2026, 9, 14, 9, tzinfo=SEOUL),
}


@pytest.mark.parametrize(("text", "moment"), MOMENTS.items())
def test_a_moment_without_a_zone_is_in_seoul(text: str, moment: datetime) -> None:
    settings = load(at=text)
    assert settings.at == moment
    assert settings.at.utcoffset() == SEOUL.utcoffset(None)


@pytest.mark.parametrize("text", ["2026-09-14T09:00:00+09:00", "2026-09-14T09:00:00"])
def test_a_moment_may_be_a_toml_date_and_time(text: str, file: Path) -> None:
    assert load(f"at = {text}\n", file=file).at == datetime(2026, 9, 14, 9, tzinfo=SEOUL)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no number": ({"port": "abc"}, r"port \(flag\) is 'abc'; expected int"),
    "a fraction": ({"port": "1.5"}, r"port .*'1\.5'; expected int"),
    "a negative port": ({"port": "-1"}, r"port is -1; it lies in 0\.\.65535"),
    "a port too large": ({"ws_port": 65_536}, r"ws_port is 65536"),
    "no switch": ({"limits": "maybe"}, r"limits .*'maybe'; expected bool"),
    "no profile": ({"profile": "demo"}, r"profile is 'demo'; it is one of live, paper"),
    "profile in capitals": ({"profile": "LIVE"}, r"one of live, paper"),
    "no moment": ({"at": "noon"}, r"at .*'noon'; expected datetime"),
    "a moment before time": ({"at": "0001-01-01T00:00:00+14:00"}, r"^at "),
    "a moment after time": ({"at": "9999-12-31T23:59:59-12:00"}, r"^at "),
    "a negative speed": ({"speed": "-1"}, r"speed is -1\.0"),
    "a speed beyond bounds": ({"speed": "1e9"}, r"speed is 1000000000\.0"),
    "a speed of the machine's clock": (
        {"clock": "wall", "speed": "5"},
        r"speed is 5\.0, but the machine's clock runs at 1",
    ),
    "a speed that is no number": ({"speed": "nan"}, r"speed is nan"),
    "no entries": ({"ws_entries": 0}, r"ws_entries is 0"),
    "an unknown overflow": ({"ws_overflow": "cry"}, r"ws_overflow is 'cry'; it is one of"),
    "no body": ({"max_body": 0}, r"max_body is 0; it is at least 1"),
    "no queue": ({"ws_queue": 0}, r"ws_queue is 0"),
    "a negative rate": ({"rate": -1}, r"rate is -1"),
    "a negative token rate": ({"token_rate": -1}, r"token_rate is -1"),
    "negative conditions": ({"condition_cap": -1}, r"condition_cap is -1"),
    "a host of others": ({"host": "0.0.0.0"}, r"add --expose"),
    "no such setting": ({"prot": 1}, r"no setting 'prot' \(flag\)"),
}


@pytest.mark.parametrize(("flags", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_value_is_named_with_what_fits(flags: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingError, match=told) as caught:
        load(**flags)
    assert "\n" not in str(caught.value)


def test_a_wrong_variable_is_named_with_where_it_came_from() -> None:
    with pytest.raises(SettingError, match=r"port \(environment KIWOOM_MOCK_PORT\) is 'x'"):
        load(environment={"KIWOOM_MOCK_PORT": "x"})
    with pytest.raises(SettingError, match=r"'prot' \(environment KIWOOM_MOCK_PROT\).*--help"):
        load(environment={"KIWOOM_MOCK_PROT": "1"})


WRONG_FILES = {
    "not TOML": ("port 1", "is not TOML"),
    "not UTF-8": (b"\xff\xfe", "is not TOML"),
    "a table": ("[server]\nport = 1\n", "no setting 'server' in"),
    "an unknown name": ("prot = 1\n", "no setting 'prot' in"),
    "a text as number": ('port = "x"\n', "port in .* is 'x'; expected int"),
    "a switch as number": ("port = true\n", "port in .* is True; expected int"),
    "a number as text": ("profile = 1\n", "profile in .* is 1; expected str"),
    "a list": ("port = [1]\n", "port in .* expected int"),
    "a fraction": ("port = 1.5\n", r"port in .* is 1\.5; expected int"),
    "infinity": ("seed = inf\n", "seed in .* is inf; expected int"),
    "a date alone": ("at = 2026-09-14\n", "at in .* expected datetime"),
}


@pytest.mark.parametrize(("text", "told"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_wrong_file_is_named_with_what_is_wrong(text: str | bytes, told: str, file: Path) -> None:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingError, match=told) as caught:
        load(file=file)
    assert file.name in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"nowhere\.toml: No such file"):
        load(file=tmp_path / "nowhere.toml")


def test_a_whole_number_serves_where_a_fraction_may_stand(file: Path) -> None:
    assert load("speed = 60\n", file=file).speed == 60.0


@pytest.mark.parametrize(
    ("settings", "pace"),
    [({}, 5), ({"profile": "paper"}, 1), ({"rate": 9}, 9), ({"profile": "paper", "rate": 9}, 9)],
)
def test_the_pace_follows_from_profile_and_rate(settings: dict[str, Any], pace: int) -> None:
    assert Settings(**settings).requests_per_second == pace


def test_settings_are_changed_by_copy() -> None:
    settings = Settings()
    assert settings.with_(port=1).port == 1
    assert settings.port == 8080
    with pytest.raises(SettingError):
        settings.with_(port=-1)


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(SettingError, match="at has no time zone"):
        Settings(at=datetime(2026, 9, 14))  # noqa: DTZ001
