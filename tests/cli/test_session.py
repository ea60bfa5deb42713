"""``kiwoom-mock session`` as its users call it."""

from pathlib import Path

import orjson
import pytest

from kiwoom_mockserver.recordings.session import SECOND
from tests.cli.program import invoke
from tests.recordings.making import ask, tick, writer


@pytest.fixture
def session(tmp_path: Path) -> str:
    made = writer(tmp_path / "s")
    ask(made, 0, b'{"stk_cd":"005930"}', b'{"stk_nm":"x","return_code":0}')
    for number in range(1, 20):
        made.append(number * SECOND, 1, "s", {}, tick(number))
    made.mark(10 * SECOND, "half")
    made.close()
    return str(tmp_path / "s")


def test_info_tells_what_there_is(session: str) -> None:
    done = invoke("session", "info", session)
    assert done.exit_code == 0
    for text in ("09:00:00 to 09:00:19", "21:", "19 frame of the server", "half"):
        assert text in done.output


def test_show_picks_and_prints(session: str) -> None:
    done = invoke("session", "show", session, "--from", "half", "--to", "09:00:12", "--kind", "s")
    assert [line.split()[1] for line in done.output.splitlines()] == [
        "09:00:10.000",
        "09:00:11.000",
    ]
    raw = invoke("session", "show", session, "--kind", "s", "--raw", "--count", "0").output
    assert [orjson.loads(line) for line in raw.splitlines()] == [
        orjson.loads(tick(number)) for number in range(1, 20)
    ]


def test_cut_pack_unpack_merge_and_diff(session: str, tmp_path: Path) -> None:
    for name in ("plain", "packed", "first", "second", "whole"):
        assert not (tmp_path / name).exists()
    assert invoke("session", "unpack", session, str(tmp_path / "plain")).exit_code == 0
    assert (
        invoke("session", "pack", str(tmp_path / "plain"), str(tmp_path / "packed")).exit_code == 0
    )
    assert invoke("session", "diff", session, str(tmp_path / "packed")).exit_code == 0
    invoke("session", "cut", session, str(tmp_path / "first"), "--to", "half")
    invoke("session", "cut", session, str(tmp_path / "second"), "--from", "half")
    parted = invoke("session", "diff", session, str(tmp_path / "first"))
    assert parted.exit_code == 1
    assert "(no more records)" in parted.output
    merged = [str(tmp_path / name) for name in ("second", "first", "whole")]
    assert "21 records" in invoke("session", "merge", *merged).output


def test_verify_and_scrub(session: str, tmp_path: Path) -> None:
    assert invoke("session", "verify", session, "--rebuild-index").exit_code == 0
    made = writer(tmp_path / "leaky")
    made.append(0, 0, "r", {}, b'{"token":"abcdefghijklmnop","hint":"quokka-77"}')
    made.close()
    (tmp_path / "secrets.txt").write_text("quokka-77\n\n", "utf-8")
    given = ("--secrets-from", str(tmp_path / "secrets.txt"))
    judged = invoke("session", "verify", str(tmp_path / "leaky"), *given)
    assert judged.exit_code == 1
    assert judged.output.count("leak:") == 2
    assert "efghijkl" not in judged.output
    done = invoke("session", "scrub", str(tmp_path / "leaky"), str(tmp_path / "clean"), *given)
    assert "2 secrets replaced" in done.output
    assert invoke("session", "verify", str(tmp_path / "clean"), *given).exit_code == 0


def test_damage_is_told_and_ends_with_1(session: str) -> None:
    path = Path(session) / "000000.jsonl.zst"
    path.write_bytes(path.read_bytes()[:-30])
    done = invoke("session", "verify", session)
    assert done.exit_code == 1
    assert "damaged: 000000.jsonl.zst" in done.output


def test_no_session_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = invoke("session", "info", str(tmp_path))
    assert "is no session: manifest.json" in str(done.exception)


def test_parquet_is_written(session: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is an extra")
    done = invoke("session", "export", "--parquet", session, str(tmp_path / "out"))
    assert "21 rows in" in done.output
    assert (tmp_path / "out" / "realtime.parquet").exists()
