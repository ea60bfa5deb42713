"""Replies as a person looks at them: tables, candles in the terminal, pictures."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from kiwoom_mockserver.cli.candles import HEIGHT, MARGIN, Candle, candles_of, drawn
from kiwoom_mockserver.spec.model import Catalogue
from tests.cli.program import invoke

DAYS = ("call", "ka10081", "stk_cd=005930", "base_dt=20260914", "upd_stkpc_tp=1")
YEARS = ("call", "ka10094", "stk_cd=005930", "base_dt=20260914", "upd_stkpc_tp=1")
MINUTES = ("call", "ka10080", "stk_cd=005930", "tic_scope=5", "upd_stkpc_tp=1")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│┃").replace("┃", "│").split("│")]


def test_a_table_has_korean_titles_and_every_text_of_the_wire(catalogue: Catalogue) -> None:
    body = json.loads(invoke(*DAYS).stdout)
    lines = invoke(*DAYS, "--table").stdout.splitlines()
    (table,) = catalogue.operations["ka10081"].tables
    heads = [number for number, line in enumerate(lines) if line.startswith("┃")]
    assert cells(lines[heads[-1]]) == [child.title for child in table.children]
    told = [cells(line) for line in lines[heads[-1] + 2 : -1]]
    names = [child.name for child in table.children]
    assert told == [[row[name] for name in names] for row in body[table.name]]


def test_single_values_stand_beside_their_titles(catalogue: Catalogue) -> None:
    body = json.loads(invoke("call", "ka10001", "stk_cd=005930").stdout)
    lines = invoke("call", "ka10001", "stk_cd=005930", "--table").stdout.splitlines()
    told = {row[1]: (row[0], row[2]) for line in lines if len(row := cells(line)) == 3}
    for spec in catalogue.operations["ka10001"].response:
        if spec.name not in {"return_code", "return_msg"}:
            assert told[spec.name] == (spec.title, body[spec.name])


def test_a_refusal_is_told_as_it_came() -> None:
    done = invoke("call", "ka10001", "stk_cd=", "--table")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["return_code"] == 2


def test_candles_are_the_reply_s_rows_oldest_first(catalogue: Catalogue) -> None:
    body = json.loads(invoke(*MINUTES).stdout)
    rows = body["stk_min_pole_chart_qry"]
    found = candles_of(catalogue.operations["ka10080"], body)
    assert len(found) == len(rows)
    newest, row = found[-1], rows[0]
    told = (row["cntr_tm"], *(row[f"{name}_pric"] for name in ("open", "high", "low")))
    assert (newest.label, *map(str, newest[1:4])) == tuple(text.lstrip("+-") for text in told)
    assert newest.close == abs(int(row["cur_prc"]))
    assert newest.volume == int(row["trde_qty"])


def candle(label: str, *prices: int, volume: int = 100) -> Candle:
    return Candle._make((label, *map(Decimal, prices), Decimal(volume)))


def test_a_candle_s_wick_and_body_stand_at_their_prices() -> None:
    # 20 lines from 1,190 down to 1,000, ten to a line
    rows = [
        candle("20260914", 1_050, 1_190, 1_000, 1_150),
        candle("20260915", 1_100, 1_100, 1_100, 1_100),
    ]
    lines = drawn(rows, 80).plain.splitlines()
    column = "".join(line[MARGIN] for line in lines[:HEIGHT])
    assert column == "│" * 4 + "┃" * 11 + "│" * 5
    flat = "".join(line[MARGIN + 1] for line in lines[:HEIGHT])
    assert flat == " " * 9 + "━" + " " * 10
    assert "2026-09-14" in lines[-1]


def test_as_many_candles_are_drawn_as_fit() -> None:
    rows = [candle(str(20_000_101 + day), 10, 12, 9, 11) for day in range(28)]
    for width in (20, 40):
        lines = drawn(rows, width).plain.splitlines()
        assert max(map(len, lines[:HEIGHT])) == min(width, MARGIN + len(rows))


def test_a_plot_is_drawn_in_the_terminal() -> None:
    done = invoke(*DAYS, "--plot", COLUMNS="100")
    assert done.exit_code == 0
    assert "┃" in done.stdout
    assert "2026-09-14" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_is_written_and_always_the_same(kind: str, tmp_path: Path) -> None:
    pictures = [tmp_path / f"{name}.{kind}" for name in ("one", "two")]
    for path in pictures:
        done = invoke(*YEARS, "--plot", str(path))
        assert done.exit_code == 0, done.stderr
        assert "30 candles" in done.stderr
    one, two = (path.read_bytes() for path in pictures)
    assert one == two
    if kind == "png":
        assert one.startswith(b"\x89PNG")
    else:
        assert ET.fromstring(one).tag.endswith("svg")


def test_without_the_extra_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = invoke(*DAYS, "--plot", str(tmp_path / "chart.png"))
    assert done.exit_code == 1
    assert "pip install 'kiwoom-mockserver[plot]'" in done.stderr
    assert "Traceback" not in done.output
    assert invoke(*DAYS, "--plot").exit_code == 0


MISTAKES = {
    "no chart": (("call", "ka10001", "stk_cd=005930", "--plot"), "ka10001 has no candles"),
    "another kind": ((*DAYS, "--plot", "chart.gif"), "a .png or .svg file, not 'chart.gif'"),
    "a field behind": (("call", "ka10081", "--plot", "stk_cd=005930"), "put it last"),
    "two ways": ((*DAYS, "--table", "--plot"), "exclude each other"),
    "nothing there": (
        ("call", "ka10081", "stk_cd=999999", "base_dt=20260914", "upd_stkpc_tp=1", "--plot"),
        "nothing to plot",
    ),
    "no such folder": ((*YEARS, "--plot", "/no/such/folder/chart.png"), "No such file"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code in {1, 2}
    assert told in done.stderr
    assert "Traceback" not in done.output


def test_other_calls_do_not_load_the_plotting_library() -> None:
    script = "import sys, kiwoom_mockserver.cli.call; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
