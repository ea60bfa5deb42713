"""The commands that end by themselves: call, export, doctor, reference."""

import json
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from kiwoom_mockserver import __version__
from kiwoom_mockserver.cli import COMMANDS
from kiwoom_mockserver.settings import Settings
from tests.cli.program import environment, invoke, run
from tests.gateway.caller import SUCCESS, contracts

CHART = ("ka10081", "stk_cd=005930", "base_dt=20260915", "upd_stkpc_tp=1")

# call


def test_a_call_prints_the_reply_and_its_paging() -> None:
    done = invoke("call", "ka10001", "stk_cd=005930")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["stk_nm"] == "삼성전자"
    assert done.stdout.startswith('{\n  "stk_cd": "005930"')
    assert done.stderr == "HTTP 200  cont-yn N\n"


def test_a_raw_call_prints_the_bytes_of_the_wire() -> None:
    done = invoke("call", "--raw", "ka00001")
    assert done.exit_code == 0
    assert done.stdout.startswith('{"acctNo":"')
    assert done.stdout.endswith(f'","return_msg":"{SUCCESS}","return_code":0}}\n')


def test_the_next_page_is_had_by_its_key() -> None:
    first = invoke("call", *CHART)
    told = first.stderr.split()
    assert told[:4] == ["HTTP", "200", "cont-yn", "Y"]
    assert told[4] == "next-key"
    second = invoke("call", "--next-key", told[5], *CHART)
    assert second.exit_code == 0
    pages = [json.loads(done.stdout)["stk_dt_pole_chart_qry"] for done in (first, second)]
    assert pages[1][0]["dt"] < pages[0][-1]["dt"]


def test_a_refused_call_prints_the_refusal_and_exits_with_1() -> None:
    done = invoke("call", "ka10001")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["return_code"] == 2
    assert "stk_cd" in json.loads(done.stdout)["return_msg"]
    assert invoke("call", "--next-key", "nonsense", *CHART).exit_code == 1


def test_a_call_obeys_the_settings() -> None:
    order = ("kt10000", "dmst_stex_tp=KRX", "stk_cd=005930", "ord_qty=1", "trde_tp=3")
    paper = json.loads(invoke("call", "--profile", "paper", *order).stdout)
    assert paper["return_msg"] == "모의투자 매수주문완료"
    varied = {
        invoke("call", "ka10001", "stk_cd=005930", KIWOOM_MOCK_SEED=seed).stdout for seed in "123"
    }
    assert len(varied) == 3


def test_a_value_may_hold_an_equals_sign_or_nothing() -> None:
    assert invoke("call", "ka10001", "stk_cd=a=b").exit_code == 0
    assert invoke("call", "ka10001", "stk_cd=").exit_code == 1


MISTAKES = {
    "an unknown operation": (("ka10011x",), "there is no operation ka10011x; did you mean ka10011"),
    "nothing like any": (("hello",), "there is no operation hello"),
    "a realtime type": (("0B",), "0B lives on the socket; run `kiwoom-mock serve`"),
    "a condition search": (("ka10171",), "ka10171 lives on the socket"),
    "an unknown field": (("ka10001", "code=1"), "has no field code; it takes stk_cd (종목코드)"),
    "a field of an operation without": (("ka00001", "x=1"), "has no field x; it takes nothing"),
    "no equals sign": (("ka10001", "005930"), "'005930' is not FIELD=TEXT"),
    "no operation": ((), "Missing argument 'API_ID'"),
    "an unknown flag": (("ka10001", "--prot", "1"), "No such option"),
}


@pytest.mark.parametrize(("arguments", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_exit_code_2(arguments: tuple[str, ...], told: str) -> None:
    done = invoke("call", *arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("operation", ["au10001", "au10002"])
def test_the_oauth_operations_can_be_called_too(operation: str) -> None:
    values = {
        "au10001": ("grant_type=client_credentials", "appkey=a", "secretkey=b"),
        "au10002": ("appkey=a", "secretkey=b", "token=x"),
    }
    done = invoke("call", operation, *values[operation])
    assert json.loads(done.stdout)["return_code"] == (0 if operation == "au10001" else 3)


def test_a_call_uses_a_key_that_the_host_takes(tmp_path: Path) -> None:
    world = {
        "name": "keys",
        "instruments": [["005930", "삼성전자", "KOSPI"]],
        "keys": [
            {"appkey": "p", "secretkey": "s", "host": "paper"},
            {"appkey": "l", "secretkey": "s", "host": "live"},
        ],
    }
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(world), "utf-8")
    for profile in ("live", "paper"):
        done = invoke(
            "call", "--world", str(file), "--profile", profile, "ka10001", "stk_cd=005930"
        )
        assert json.loads(done.stdout)["return_code"] == 0


# export

EXPORTS = {
    "openapi": ["openapi.json"],
    "asyncapi": ["asyncapi.json"],
    "postman": ["kiwoom.postman_collection.json"],
}


@pytest.mark.parametrize(("kind", "files"), EXPORTS.items())
def test_an_export_is_written_and_named(kind: str, files: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    done = invoke("export", kind, str(folder))
    assert done.exit_code == 0
    assert [path.name for path in folder.iterdir()] == files
    assert orjson.loads((folder / files[0]).read_bytes())
    assert done.output.strip() == str(folder / files[0])


def test_the_schemas_are_written_one_by_one(tmp_path: Path) -> None:
    done = invoke("export", "jsonschema", str(tmp_path))
    written = sorted(path.name for path in tmp_path.iterdir())
    catalogue = contracts()
    questions = len(catalogue.operations) + len(catalogue.frames)
    assert len(written) == 2 * questions + len(catalogue.realtime)
    assert {"ka10001.request.json", "ka10001.response.json", "0B.values.json"} <= {*written}
    assert len({name.lower() for name in written}) == len(written)
    assert done.output.strip() == f"{len(written)} files in {tmp_path}"


def test_an_export_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "two", "two"):
        assert invoke("export", "openapi", str(tmp_path / name)).exit_code == 0
    one, two = ((tmp_path / name / "openapi.json").read_bytes() for name in ("one", "two"))
    assert one == two


def test_an_unknown_kind_is_told_with_those_there_are(tmp_path: Path) -> None:
    done = invoke("export", "wsdl", str(tmp_path))
    assert done.exit_code == 2
    assert "openapi" in done.stderr


def test_an_export_onto_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    done = run("export", "openapi", str(file))
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert file.read_text("utf-8") == "mine"


# doctor


def free_port() -> str:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        return str(sock.getsockname()[1])


def test_the_doctor_finds_nothing_wrong_here() -> None:
    done = invoke("doctor", "--port", free_port())
    assert done.exit_code == 0, done.output
    for what in ("Python", "import names", "settings", "contracts", "ka10001", "free"):
        assert what in done.output


def test_the_doctor_finds_a_busy_port() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as sock:
        port = str(sock.getsockname()[1])
        done = invoke("doctor", "--port", port)
        second = invoke("doctor", "--port", "0", "--ws-port", port)
    for found in (done, second):
        assert found.exit_code == 1
        assert f"port {port}" in found.output
        assert "--port" in found.output


def test_the_doctor_finds_an_unknown_variable() -> None:
    done = invoke("doctor", "--port", "0", KIWOOM_MOCK_PROT="1")
    assert done.exit_code == 1
    assert "KIWOOM_MOCK_PROT" in done.output


DISEASES = {
    "a wrong setting": (("--port", "99999"), "99999"),
    "an unknown world": (("--port", "0", "--world", "nowhere"), "nowhere"),
    "a missing settings file": (("--config", "nowhere.toml"), "nowhere.toml"),
}


@pytest.mark.parametrize(("arguments", "told"), DISEASES.values(), ids=DISEASES.keys())
def test_the_doctor_goes_on_after_a_finding(arguments: tuple[str, ...], told: str) -> None:
    done = invoke("doctor", *arguments)
    assert done.exit_code == 1
    assert told in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


# The program itself


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    done = invoke(name, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.output


@pytest.mark.parametrize("name", ["serve", "call", "doctor"])
def test_every_setting_has_a_flag(name: str) -> None:
    shown = invoke(name, "--help").output
    for setting in Settings.__dataclass_fields__:
        assert f"--{setting.replace('_', '-')}" in shown


def test_the_program_lists_its_commands() -> None:
    shown = invoke("--help").output
    assert all(name in shown for name in COMMANDS)
    assert invoke("--version").output.strip() == f"kiwoom-mock, version {__version__}"


def test_an_unknown_command_is_told_with_exit_code_2() -> None:
    done = invoke("sevre")
    assert done.exit_code == 2
    assert "sevre" in done.output


def test_a_reference_page_is_printed() -> None:
    done = invoke("reference", "settings")
    assert done.exit_code == 0
    assert done.output.startswith("<!-- made by `kiwoom-mock reference")


def test_a_broken_setting_in_a_call_is_one_sentence() -> None:
    done = run("call", "ka10001", "stk_cd=005930", KIWOOM_MOCK_PORT="x")
    assert done.returncode == 1
    assert done.stderr.startswith("kiwoom-mock: port (environment KIWOOM_MOCK_PORT) is 'x'")
    assert done.stderr.count("\n") == 1


HEAVY = frozenset({"starlette", "uvicorn", "websockets", "faker", "schemathesis", "hypothesis"})
HEAVY |= {"jsonschema", "jsonschema_rs", "httpx2", "numpy", "rich", "orjson", "pytest"}


def loaded_by(statement: str) -> set[str]:
    script = f"{statement}; import sys; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.split())


def test_the_command_line_is_there_without_its_heavy_parts() -> None:
    assert not loaded_by("import kiwoom_mockserver.cli") & HEAVY


def test_a_call_needs_no_server() -> None:
    loaded = loaded_by("import kiwoom_mockserver.cli.call")
    assert not loaded & {"starlette", "uvicorn", "schemathesis", "jsonschema", "httpx2", "faker"}


def test_serving_needs_no_test_tools_and_no_client() -> None:
    loaded = loaded_by("import kiwoom_mockserver.cli.serve")
    assert not loaded & {"schemathesis", "hypothesis", "jsonschema", "httpx2", "faker", "pytest"}
