"""What a type checker tells the user of the client, and how much code there is to trust."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from mypy import api as mypy

import kiwoom_thinclient

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(kiwoom_thinclient.__file__).parent

GOOD = """
import asyncio
from datetime import date
from decimal import Decimal

from kiwoom_thinclient import AsyncClient, AsyncRealtime, Client, Realtime


def plain() -> None:
    with Client("fake", "any", "any") as client:
        price: int | None = client.call("ka10001", stk_cd="005930").values()["cur_prc"]
        reply = client.call("ka10081", stk_cd="005930", base_dt=date.today(), upd_stkpc_tp="1")
        for row in reply.rows():
            day: date | None = row["dt"]
        order = client.call("kt10000", dmst_stex_tp="KRX", stk_cd="005930", ord_qty=1, trde_tp="3")
        with Realtime(client) as realtime:
            realtime.register("0B", "005930", group="2")
            tick = realtime.receive(within=1.0)


async def asynchronous() -> Decimal | None:
    async with AsyncClient() as client, AsyncRealtime(client) as realtime:
        await realtime.register("0J", "001")
        reply, _ = await asyncio.gather(client.call("ka10001", stk_cd="005930"), realtime.receive())
        return reply.values()["flu_rt"]
"""

BAD = r"""
from kiwoom_thinclient import Client, Realtime

client = Client("fake", "any", "any")
client.call("ka10001", stk_cdd="005930")  # "stk_cdd".*did you mean "stk_cd"
client.call("ka10001")  # No overload variant
client.call("ka1001", stk_cd="005930")  # No overload variant
client.call("ka10001", stk_cd=5930)  # incompatible type "int"; expected "str"|No overload variant
client.call("ka10001", stk_cd="005930").values()["cur_prcc"]  # no key "cur_prcc"
price: str = client.call("ka10001", stk_cd="005930").values()["cur_prc"]  # has type "int \| None"
for row in client.call("ka10081", stk_cd="1", base_dt="2", upd_stkpc_tp="1").rows():
    row["cur_pric"]  # no key "cur_pric"
Realtime(client).register("0b", "005930")  # expected "Literal\['00'
Client("fake", "any", "any", pace=1)  # Unexpected keyword argument "pace"
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[int, str]]:
    """Program -> line -> the first error mypy has for it."""
    folder = tmp_path_factory.mktemp("programs")
    programs = {"good.py": GOOD, "bad.py": BAD}
    page = (ROOT / "docs" / "client.md").read_text("utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", page, re.S | re.M)
    programs |= {f"example{number}.py": text for number, text in enumerate(examples)}
    for name, text in programs.items():
        (folder / name).write_text(text, "utf-8")
    flags = ["--strict", "--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'programs'}"]
    shown, failed, _ = mypy.run([*flags, *(str(folder / name) for name in programs)])
    assert not failed, failed
    found: dict[str, dict[int, str]] = {name: {} for name in programs}
    for name, line, text in re.findall(r"(\w+\.py):(\d+): error: (.*)", shown):
        found[name].setdefault(int(line), text)
    return found


def test_a_program_without_mistakes_passes_strict(told: dict[str, dict[int, str]]) -> None:
    assert {name for name, errors in told.items() if errors} == {"bad.py"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (number, text.rpartition("  # ")[2])
        for number, text in enumerate(BAD.splitlines(), 1)
        if "  # " in text
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake_is_found_before_the_program_runs(
    line: int, expected: str, told: dict[str, dict[int, str]]
) -> None:
    assert re.search(expected, told["bad.py"].get(line, "nothing"))


def test_lines_without_a_mistake_are_left_alone(told: dict[str, dict[int, str]]) -> None:
    wrong = {number for number, text in enumerate(BAD.splitlines(), 1) if "  # " in text}
    assert set(told["bad.py"]) == wrong


def lines_of_code(path: Path) -> int:
    """Lines that hold more than a comment or a part of a docstring."""
    text = path.read_text("utf-8")
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    spacing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in {*spacing, tokenize.ENDMARKER}:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - told)


def test_the_client_stays_small_enough_to_be_read() -> None:
    modules = [path for path in PACKAGE.glob("*.py") if path.name != "operations.py"]
    assert 500 < sum(lines_of_code(path) for path in modules) < 1_000


def test_the_generated_types_are_not_imported_at_run_time() -> None:
    for path in PACKAGE.glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            assert "operations" not in str(getattr(node, "module", "")), path.name
