"""What tests of users see of the plugin: written, run and judged as theirs."""

import os
import subprocess
import sys
from pathlib import Path

import aiohttp
import httpcore2
import httpx2
import pytest
import requests
import websockets.sync.client

import kiwoom_thinclient
from kiwoom_mockserver.pytest_plugin import handle, redirect
from kiwoom_mockserver.recordings.session import SECOND
from kiwoom_mockserver.server.runner import running
from tests.recordings.making import ask, writer
from tests.server.door import small

LOADED = (
    aiohttp,
    handle,
    httpcore2,
    httpx2,
    kiwoom_thinclient,
    redirect,
    requests,
    websockets.sync.client,
)
"""Loaded before an inner run begins: at its end it forgets what it loaded, NumPy minds that."""

SETTLED = ("-p", "no:faker", "-p", "no:schemathesis", "-p", "no:cacheprovider")
"""Plugins of others that an inner run would only wait for."""

HEAD = """
import asyncio
import pytest
from kiwoom_thinclient import ApiError, Client, Realtime

QUOTE = {"stk_cd": "005930"}
BUY = dict(dmst_stex_tp="KRX", stk_cd="005930", ord_qty="3", trde_tp="3")
"""

GOOD = """
def test_a_client_is_given_the_keys(kiwoom):
    with kiwoom.client() as client:
        quote = client.call("ka10001", **QUOTE).values()
    issue = kiwoom.world.issue("005930")
    assert (quote["stk_nm"], quote["cur_prc"]) == (issue["name"], issue["last"])
    assert "005930" in kiwoom.world.codes

def test_the_environment_leads_to_the_server(kiwoom, kiwoom_server):
    with Client() as client:
        assert client.base_url == kiwoom.base_url == kiwoom_server.base_url
        assert client.call("ka10001", **QUOTE).body["return_code"] == 0

def test_the_clock_stands_still_until_it_is_moved(kiwoom):
    assert f"{kiwoom.clock.now:%Y-%m-%d %H:%M:%S.%f}" == "2026-09-15 10:00:00.000000"
    kiwoom.clock.advance("5m")
    assert f"{kiwoom.clock.now:%H:%M:%S}" == "10:05:00"
    kiwoom.clock.set("15:45")
    assert kiwoom.world.phases["KRX"] not in ("continuous", "closed")
    kiwoom.clock.run(1000)
    kiwoom.clock.freeze()

@pytest.mark.kiwoom(at="2026-09-14T08:59:50")
def test_a_test_begins_when_it_says(kiwoom):
    assert kiwoom.clock.now.isoformat() == "2026-09-14T08:59:50+09:00"

@pytest.mark.kiwoom(cash=5_000_000, holdings=[["000660", 7, 100_000]])
def test_orders_fill_and_are_seen(kiwoom):
    with kiwoom.client() as client:
        client.call("kt10000", **BUY)
    kiwoom.clock.advance("1m")
    assert [(one["state"], one["filled"]) for one in kiwoom.orders] == [("filled", 3)]
    assert sum(one["quantity"] for one in kiwoom.fills) == 3
    held = {one["code"]: one["quantity"] for one in kiwoom.account["holdings"]}
    assert held == {"000660": 7, "005930": 3}

def test_each_test_has_an_account_of_its_own(kiwoom):
    assert kiwoom.orders == []
    assert kiwoom.account["cash"] == 100_000_000
    kiwoom.open_account(cash=1)
    assert kiwoom.account["cash"] == 1

def test_faults_and_overrides_are_for_this_test(kiwoom):
    with kiwoom.client() as client:
        assert client.call("ka10001", **QUOTE)
        name = kiwoom.faults.add("ka10001", error="1902", times=1, body=QUOTE)
        with pytest.raises(ApiError):
            client.call("ka10001", **QUOTE)
        assert kiwoom.faults.bitten(name) == 1
        kiwoom.overrides.set("ka10001", {"cur_prc": "-1"}, stk_cd="005930")
        assert client.call("ka10001", **QUOTE).body["cur_prc"] == "-1"
        kiwoom.overrides.clear()
        kiwoom.overrides.reply("ka10001", {"stk_nm": "?"})
        assert client.call("ka10001", **QUOTE).body["stk_nm"] == "?"

def test_they_are_gone_with_it(kiwoom):
    with kiwoom.client() as client:
        assert client.call("ka10001", **QUOTE).body["cur_prc"] != "-1"

@pytest.mark.kiwoom(faults=["rate-limit-hell", {"effects": {"set": {"stk_nm": "!"}}}])
def test_a_marker_names_scenarios_and_rules(kiwoom):
    with kiwoom.client() as client:
        assert client.call("ka10001", **QUOTE).body["stk_nm"] == "!"
    assert [one["status"] for one in kiwoom.journal.calls("ka10001")] == [429, 200]

def test_a_token_expires_and_a_restart_voids_all(kiwoom):
    with kiwoom.client() as client:
        client.call("ka10001", **QUOTE)
        kiwoom.expire_token()
        client.call("ka10001", **QUOTE)
        kiwoom.restart()
        client.call("ka10001", **QUOTE)
    assert len([one for one in kiwoom.journal.calls("ka10001") if "8005" in one["reply"]]) == 2

def test_calls_are_asserted_and_waited_for(kiwoom):
    kiwoom.expect("ka10001", stk_cd="005930")
    kiwoom.journal.assert_not_called("ka10001")
    with kiwoom.client() as client:
        client.call("ka10001", **QUOTE)
    assert len(kiwoom.journal.wait_for("ka10001")) == 1
    kiwoom.journal.assert_called("ka10001", stk_cd="005930", times=1)

def test_frames_are_disturbed_for_this_test(kiwoom):
    name = kiwoom.faults.socket("REG", times=1, duplicate=True)
    with kiwoom.client() as client, Realtime(client) as realtime:
        realtime.register("0B", "005930")
        kiwoom.clock.advance("2m")
        assert next(iter(realtime)).item == "005930"
    assert kiwoom.faults.bitten(name) == 1

def test_asyncio_is_served_as_well(kiwoom):
    async def ask():
        async with kiwoom.async_client() as client:
            return await client.call("ka10001", **QUOTE)
    assert asyncio.run(ask()).body["return_code"] == 0

@pytest.mark.kiwoom(profile="paper", limits=True)
class TestOfAnother:
    def test_settings_are_those_of_the_marker(self, kiwoom, kiwoom_server):
        assert kiwoom.base_url != kiwoom_server.base_url
        with kiwoom.client() as client, pytest.raises(ApiError, match="8104"):
            client.call("ka01690", qry_dt="20260915")

    @pytest.mark.kiwoom(contract=False)
    def test_nearer_markers_add_to_farther_ones(self, kiwoom):
        with kiwoom.client(check=False) as client:
            client.call("ka10001", stk_cd="005930", extra="1")
"""

BAD = """
def test_a_call_too_few(kiwoom):
    with kiwoom.client() as client:
        client.call("ka10001", stk_cd="000660")
    kiwoom.journal.assert_called("ka10001", stk_cd="005930", times=1)

def test_a_wait_in_vain(kiwoom):
    kiwoom.journal.wait_for("kt10000", timeout=0.05)

def test_an_expectation_not_met(kiwoom):
    kiwoom.expect("kt10000", times=2)

def test_a_broken_contract(kiwoom):
    with kiwoom.client(check=False) as client:
        client.call("ka10001", stk_cd="005930", stk_cdd="1")

@pytest.mark.kiwoom(wrold="small")
def test_a_mistyped_name(kiwoom):
    pass

@pytest.mark.kiwoom(world="nowhere")
def test_a_world_that_is_none(kiwoom):
    pass

@pytest.mark.kiwoom(faults=[{"effects": {"explode": 1}}])
def test_a_fault_that_is_none(kiwoom):
    pass
"""

TOLD = (
    "expected ka10001 stk_cd=005930 1 times, called 0 times",
    "near: request *: stk_cd is '000660', not '005930'",
    "expected kt10000 1 times within 0.05 s, called 0 times",
    "expected kt10000 2 times, called 0 times",
    "ka10001 takes no 'stk_cdd'; it takes stk_cd",
    "@pytest.mark.kiwoom takes no wrold; did you mean world?",
    "no world is called 'nowhere'",
    "explode",
)


def test_a_test_that_uses_everything_passes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HEAD + GOOD)
    done = pytester.runpytest_inprocess(*SETTLED, "--strict-markers", "-W", "error")
    done.assert_outcomes(passed=GOOD.count("def test_"))


def test_what_goes_wrong_is_told_with_its_reason(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(HEAD + BAD)
    done = pytester.runpytest_inprocess(*SETTLED, "--strict-markers")
    done.assert_outcomes(failed=4, errors=3)
    for text in TOLD:
        done.stdout.fnmatch_lines([f"*{text}*"])


REPLAYED = """
import json
import urllib.request
import pytest

def ask(kiwoom, code):
    asked = urllib.request.Request(
        f"{kiwoom.base_url}/api/dostk/stkinfo", json.dumps({"stk_cd": code}).encode(),
        {"api-id": "ka10001", "content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as reply:
        return json.load(reply)

@pytest.mark.parametrize("time", range(2))
def test_it_is_as_recorded_each_time(kiwoom, time):
    assert ask(kiwoom, "005930")["stk_nm"] == "recorded"

def test_it_is_asked_for_something_else(kiwoom):
    with pytest.raises(OSError, match="409"):
        ask(kiwoom, "000660")
"""


def test_a_recording_is_replayed_strictly(pytester: pytest.Pytester) -> None:
    made = writer(pytester.path / "monday")
    ask(made, SECOND, b'{"stk_cd":"005930"}', b'{"stk_nm":"recorded","return_code":0}')
    made.close()
    mark = 'pytestmark = pytest.mark.kiwoom(session="monday")\n'
    pytester.makepyfile(REPLAYED + mark)
    done = pytester.runpytest_inprocess(*SETTLED)
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["*the replay parted from the recording:*"])


def test_a_running_server_is_shared(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        HEAD
        + """
@pytest.mark.kiwoom(cash=5)
def test_it_is_that_one(kiwoom):
    assert kiwoom.account["cash"] == 5
    with kiwoom.client() as client:
        client.call("ka10001", **QUOTE)
    kiwoom.journal.assert_called("ka10001", times=1)

@pytest.mark.kiwoom(world="small")
def test_its_settings_are_its_own(kiwoom):
    pass
"""
    )
    with running(small()) as runner:
        url = runner.address.base_url
        done = pytester.runpytest_inprocess(*SETTLED, "--kiwoom-url", url)
        sandboxes = runner.app.gateway.world.sandboxes.appkeys()
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines([f"*the server at {url} has its own settings; a test sets world*"])
    assert sandboxes == []


def test_a_server_that_is_not_there_is_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(kiwoom): pass")
    done = pytester.runpytest_inprocess(*SETTLED, "--kiwoom-url", "http://127.0.0.1:9")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*GET /__admin/health: *"])


REDIRECTED = """
import json
import urllib.request
import aiohttp
import httpcore2
import httpx2
import requests
import pytest
from websockets.sync.client import connect

LIVE, PAPER = "https://api.kiwoom.com", "https://mockapi.kiwoom.com"
SESSION = requests.Session()

def grant(kiwoom):
    keys = {"appkey": kiwoom.appkey, "secretkey": kiwoom.secretkey}
    return {"grant_type": "client_credentials", **keys}

def test_blocking_clients_are_led(kiwoom_redirect):
    asked = grant(kiwoom_redirect)
    token = SESSION.post(f"{LIVE}/oauth2/token", json=asked, timeout=30).json()["token"]
    assert httpx2.post(f"{PAPER}/oauth2/token", json=asked).json()["token"] == token
    plain = urllib.request.Request(
        f"{LIVE}/oauth2/token", json.dumps(asked).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(plain, timeout=30) as reply:
        assert json.load(reply)["token"] == token
    with connect("wss://api.kiwoom.com:10000/api/dostk/websocket") as socket:
        socket.send(json.dumps({"trnm": "LOGIN", "token": token}))
        assert json.loads(socket.recv(5))["return_code"] == 0

def test_asyncio_clients_are_led(kiwoom_redirect):
    import asyncio

    async def ask():
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{LIVE}/oauth2/token", json=grant(kiwoom_redirect)) as reply:
                return (await reply.json())["token"]

    assert asyncio.run(ask())

def test_others_are_not_led_and_nothing_stays():
    import socket, ssl
    assert socket.getaddrinfo.__module__ == "socket"
    assert ssl.SSLContext.wrap_bio.__module__ == "ssl"
"""


def test_official_hosts_of_this_process_are_the_fake(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(REDIRECTED)
    done = pytester.runpytest_inprocess(*SETTLED, "-W", "ignore")
    done.assert_outcomes(passed=3)


def test_nothing_heavy_is_loaded_until_a_fixture_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    heavy = {'numpy', 'starlette', 'uvicorn', 'httpx2', 'faker', 'jsonschema_rs'}\n"
        "    assert 'kiwoom_mockserver.pytest_plugin' in sys.modules\n"
        "    assert not heavy & sys.modules.keys()\n"
    )
    call = [sys.executable, "-m", "pytest", "-q", "-p", "kiwoom_mockserver.pytest_plugin"]
    done = subprocess.run(
        [*call, str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
