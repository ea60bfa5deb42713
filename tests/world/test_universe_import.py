"""A user's own list of issues, and the command that makes, shows and imports worlds."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kiwoom_mockserver.cli.world import command
from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world import importing
from kiwoom_mockserver.world.importing import read_issues
from kiwoom_mockserver.world.universe import build_instruments

LIST = """code,name,market,price,shares,sector
005930,삼성전자,KOSPI,271000,5846278608,013
035900,JYP Ent.,코스닥,,,오락/문화
123450,"가나,다",KOSDAQ,"12,350","10,000,000",
0001A0,덕양에너젠,KOSDAQ,,,
069500,KODEX 200,ETF,104000,,
"""
ROWS: list[list[Any]] = [
    ["005930", "삼성전자", "KOSPI", {"price": 271000, "shares": 5846278608, "sector": "013"}],
    ["035900", "JYP Ent.", "KOSDAQ", {"sector": "141"}],
    ["123450", "가나,다", "KOSDAQ", {"price": 12350, "shares": 10000000}],
    ["0001A0", "덕양에너젠", "KOSDAQ"],
    ["069500", "KODEX 200", "ETF", {"price": 104000}],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_list_is_read_in_every_usual_encoding(encoding: str, ending: str) -> None:
    assert read_issues(LIST.replace("\n", ending).encode(encoding), "list.csv") == ROWS


def test_korean_titles_in_any_order_and_other_columns_are_fine() -> None:
    text = "시장구분,종목명,비고,종목코드\n유가증권,삼성전자,x,005930\n\n코스닥,HLB,,028300\n"
    assert read_issues(text.encode(), "list.csv") == [
        ["005930", "삼성전자", "KOSPI"],
        ["028300", "HLB", "KOSDAQ"],
    ]


def test_what_is_read_makes_a_world() -> None:
    made = build_instruments({"instruments": read_issues(LIST.encode(), "list.csv")}, 7)
    assert [one.reference_price for one in made.all if one.code in ("005930", "123450")] == [
        *(271000, 12350),
    ]
    other = made.find("123450")
    assert other is not None
    assert other.shares == 10_000_000


HEAD = "code,name,market,price,shares,sector\n"
WRONG = {
    "nothing": ("", r"line 1 has no column 'code'; it has nothing"),
    "no market": ("code,name\n005930,x\n", r"line 1 has no column 'market'; it has code, name"),
    "a title twice": ("code,종목코드,name,market\n", r"line 1 has the column 'code' twice"),
    "no issues": (HEAD, r"lists no issues"),
    "a cell too few": (HEAD + "005930,x\n", r"line 2 has 2 columns, expected 6"),
    "a short code": (HEAD + "5930,x,KOSPI,,,\n", r"line 2, column code: '5930'.*'005930'\?"),
    "a prefixed code": (HEAD + "A005930,x,KOSPI,,,\n", r"line 2, column code.*prefix 'A'"),
    "a small letter": (HEAD + "0001a0,x,KOSPI,,,\n", r"line 2, column code: '0001a0'"),
    "a code twice": (HEAD + "005930,x,KOSPI,,,\n\n005930,y,KOSPI,,,\n", r"line 4.* in line 2 too"),
    "no name": (HEAD + "005930, ,KOSPI,,,\n", r"line 2, column name"),
    "a long name": (HEAD + f"005930,{'x' * 41},KOSPI,,,\n", r"line 2, column name.*got 41"),
    "a strange market": (HEAD + "005930,x,NYSE,,,\n", r"line 2, column market: no market 'NYSE'"),
    "a broken price": (HEAD + "005930,x,KOSPI,1.5,,\n", r"line 2, column price: '1.5'"),
    "a price of zero": (HEAD + "005930,x,KOSPI,0,,\n", r"line 2, column price: 0 is not between"),
    "a signed price": (HEAD + "005930,x,KOSPI,-5,,\n", r"line 2, column price: '-5'"),
    "commas astray": (HEAD + 'A00000,x,KOSPI,"1,2",,\n', r"line 2, column price: '1,2'"),
    "a giant number": (HEAD + f"005930,x,KOSPI,,{'9' * 5000},\n", r"line 2, column shares"),
    "a strange sector": (HEAD + "005930,x,KOSPI,,,우주\n", r"line 2, column sector.*'우주'"),
    "a composite": (HEAD + "005930,x,KOSPI,,,001\n", r"line 2, column sector"),
    "an open quote": (HEAD + '005930,"x,KOSPI,,,\n', r"line 2: unexpected end of data"),
    "a field too long": (HEAD + f"005930,{'x' * 200_000},KOSPI,,,\n", r"line 2: field larger"),
    "a null": (HEAD + "005930,x\0,KOSPI,,,\n", r"line 2, column name: .* cannot be printed"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_complaints_name_line_and_column(text: str, message: str) -> None:
    with pytest.raises(WorldError, match=rf"list\.csv.*{message}"):
        read_issues(text.encode(), "list.csv")


def test_another_encoding_is_refused_with_the_line() -> None:
    with pytest.raises(WorldError, match="line 2: neither UTF-8 nor CP949"):
        read_issues(b"code,name,market\n005930,\xff\xff\xff,KOSPI\n", "list.csv")


def test_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_ROWS", 3)
    with pytest.raises(WorldError, match="line 5: more than 3 issues"):
        read_issues(LIST.encode(), "list.csv")
    monkeypatch.setattr(importing, "MAX_BYTES", 10)
    with pytest.raises(WorldError, match="larger than 10 bytes"):
        read_issues(LIST.encode(), "list.csv")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_new_writes_a_world_of_the_wanted_size(tmp_path: Path) -> None:
    done = run("new", "mine", "--issues", "300", "--seed", "9", "--folder", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "--world" in done.output
    data = json.loads((tmp_path / "mine.json").read_text(encoding="utf-8"))
    assert data["name"] == "mine"
    assert data["universe"]["seed"] == 9
    assert len(build_instruments(data, 7)) == 300


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    arguments = ("new", "mine", "--issues", "100", "--folder", str(tmp_path))
    assert run(*arguments).exit_code == 0
    again = run(*arguments)
    assert isinstance(again.exception, WorldError)
    assert "--force" in str(again.exception)
    assert run(*arguments, "--force").exit_code == 0


@pytest.mark.parametrize("name", ["../mine", "", "a b", "a.json", "-x" * 40])
def test_a_world_needs_a_plain_name(name: str, tmp_path: Path) -> None:
    done = run("new", "--folder", str(tmp_path), "--", name)
    assert isinstance(done.exception, WorldError)
    assert list(tmp_path.iterdir()) == []


def test_import_writes_a_world_one_line_an_issue(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(LIST.encode("cp949"))
    done = run("import", str(source), "--name", "mine", "--folder", str(tmp_path))
    assert done.exit_code == 0, done.output
    text = (tmp_path / "mine.json").read_text(encoding="utf-8")
    assert json.loads(text)["instruments"] == ROWS
    assert '\n  ["0001A0","덕양에너젠","KOSDAQ"],\n' in text


def test_a_list_that_is_wrong_writes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("code,name,market\n005930,x,NYSE\n", encoding="utf-8")
    done = run("import", str(source), "--name", "mine", "--folder", str(tmp_path))
    assert isinstance(done.exception, WorldError)
    assert "line 2, column market" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_show_sums_up_a_world(tmp_path: Path) -> None:
    done = run("show", "small")
    assert done.exit_code == 0, done.output
    assert "small: 30 issues" in done.output
    for word in ("KOSPI", "KONEX", "GOLD", "005930", "M04020000"):
        assert word in done.output
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"name": "mine", "instruments": ROWS}), encoding="utf-8")
    assert "005930" in run("show", str(path)).output


@pytest.mark.parametrize("content", ["", "{", "[]", "1"])
def test_show_refuses_what_is_no_world(content: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(content, encoding="utf-8")
    done = run("show", str(path))
    assert isinstance(done.exception, WorldError)
    assert "mine.json" in str(done.exception)
