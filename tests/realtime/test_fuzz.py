"""Whatever a client sends: only effects come out, and they tell the truth."""

from typing import Any

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiwoom_mockserver.realtime.conditions import (
    ConditionRegistry,
    ConditionStarted,
    ConditionStopped,
)
from kiwoom_mockserver.realtime.connection import (
    Close,
    Connection,
    Effects,
    LoggedIn,
    Login,
    Policy,
    Send,
    State,
)
from kiwoom_mockserver.realtime.subscriptions import (
    Pair,
    Subscribed,
    SubscriptionIndex,
    Unsubscribed,
)
from tests.realtime.driver import ALICE, Conditions, Tokens, connect, logged_in

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4)
    ),
    max_leaves=12,
)
TRNM = st.sampled_from(["REG", "REMOVE", "CNSRLST", "CNSRREQ", "CNSRCLR", "PING", "LOGIN", "?"])
TYPE = st.sampled_from(["0B", "0D", "00", "1h", "0s"])
ITEM = st.sampled_from(["", "005930", "000660", "035420", "051910"])
ENTRY = st.fixed_dictionaries(
    {"type": TYPE | st.lists(TYPE, max_size=3) | JSON, "item": ITEM | st.lists(ITEM, max_size=5)}
)
NEARLY_RIGHT = st.fixed_dictionaries(
    {"trnm": TRNM},
    optional={
        "token": st.sampled_from(["alice-token", "alice-again", "bob-token"]) | JSON,
        "grp_no": st.sampled_from(["1", "2", "3"]) | JSON,
        "refresh": st.sampled_from(["0", "1"]) | JSON,
        "data": st.lists(ENTRY, max_size=3) | JSON,
        "seq": st.sampled_from(["0", "1", "2", "7"]) | JSON,
        "search_type": st.sampled_from(["0", "1"]) | JSON,
        "stex_tp": st.sampled_from(["K", "N"]) | JSON,
        "cont_yn": st.sampled_from(["Y", "N"]) | JSON,
        "next_key": st.just("00000000000000000002") | JSON,
    },
)
RIGHT = st.one_of(
    st.fixed_dictionaries(
        {
            "trnm": st.sampled_from(["REG", "REMOVE"]),
            "grp_no": st.sampled_from(["1", "2", "3"]),
            "refresh": st.sampled_from(["0", "1"]),
            "data": st.lists(
                st.fixed_dictionaries(
                    {
                        "type": st.lists(st.sampled_from(["0B", "0D", "00"]), min_size=1),
                        "item": st.lists(ITEM.filter(bool), min_size=1, max_size=3),
                    }
                ),
                max_size=2,
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "trnm": st.sampled_from(["CNSRREQ", "CNSRCLR"]),
            "seq": st.sampled_from(["0", "1"]),
            "search_type": st.sampled_from(["0", "1"]),
            "stex_tp": st.just("K"),
        }
    ),
    st.just({"trnm": "CNSRLST"}),
    st.just({"trnm": "PING"}),
)
CODES = {0, 100002, 100013, 105108, 105110, 105111, 105115, 105118, 900003, 900004}


def names_itself(frame: str | bytes) -> bool:
    """Chance may write ``{"trnm":" "}``, which is no rubbish."""
    try:
        told = orjson.loads(frame)
    except ValueError:
        return False
    return isinstance(told, dict) and isinstance(told.get("trnm"), str)


RUBBISH = (st.binary(max_size=200) | st.text(max_size=200) | JSON.map(repr)).filter(
    lambda frame: not names_itself(frame)
)


@settings(max_examples=300, deadline=None)
@given(frame=RUBBISH)
@example(frame='{"trnm":""}')
@example(frame='{"trnm":1}')
def test_rubbish_is_100002_and_changes_nothing(frame: str | bytes) -> None:
    for connection in (connect(), logged_in()):
        before = connection.state
        (effect,) = connection.received(frame, 1.0)
        assert isinstance(effect, Send)
        assert orjson.loads(effect.data)["return_code"] == 100002
        assert connection.state is before


@settings(max_examples=500, deadline=None)
@given(frame=NEARLY_RIGHT)
def test_a_frame_that_is_nearly_right_is_answered_or_refused(frame: dict[str, Any]) -> None:
    connection = logged_in(Policy(condition_page=2))
    connection.received('{"trnm":"CNSRLST"}', 0.0)
    effects = connection.received(orjson.dumps(frame), 1.0)
    sent = [orjson.loads(effect.data) for effect in effects if isinstance(effect, Send)]
    assert len(sent) == (frame["trnm"] != "PING")
    for reply in sent:
        assert reply["trnm"] == frame["trnm"]
        assert reply["return_code"] in CODES | {805002, 805004}


class Session(RuleBasedStateMachine):
    """One connection and a shell that believes every effect; both must agree all the time."""

    POLICY = Policy(group_cap=2, session_cap=3, condition_cap=1)

    @initialize()
    def open(self) -> None:
        self.now = 0.0
        self.registry = ConditionRegistry()
        self.index = SubscriptionIndex[str]()
        self.connect()

    def connect(self) -> None:
        self.connection = Connection(Tokens(), Conditions(), self.registry, self.POLICY)
        self.watching: dict[str, None] = {}
        self.login: Login | None = None
        self.over = False
        self.carry_out(self.connection.opened(self.now))

    def carry_out(self, effects: Effects) -> None:
        assert not (self.over and effects)
        for effect in effects:
            assert not self.over, "nothing follows a close"
            match effect:
                case Send(data):
                    orjson.loads(data)
                case Close(code, reason):
                    assert (code, reason) == (1000, "Bye")
                    self.over = True
                case LoggedIn(login):
                    self.login = login
                case Subscribed(pairs):
                    assert self.index.add("client", pairs) == pairs, "each is new"
                case Unsubscribed(pairs):
                    assert self.index.remove("client", pairs) == pairs, "each was held"
                case ConditionStarted(seq):
                    assert seq not in self.watching
                    self.watching[seq] = None
                case ConditionStopped(seq):
                    del self.watching[seq]

    @precondition(lambda self: self.connection.state is State.WAITING)
    @rule(token=st.sampled_from(["alice-token", "bob-token", "paper-token"]))
    def log_in(self, token: str) -> None:
        frame = orjson.dumps({"trnm": "LOGIN", "token": token})
        self.carry_out(self.connection.received(frame, self.now))

    @rule(frame=RIGHT)
    def send(self, frame: dict[str, Any]) -> None:
        self.carry_out(self.connection.received(orjson.dumps(frame), self.now))

    @rule(frame=NEARLY_RIGHT)
    def send_nearly_right(self, frame: dict[str, Any]) -> None:
        self.carry_out(self.connection.received(orjson.dumps(frame), self.now))

    @rule(frame=st.binary(max_size=20) | st.text(max_size=20))
    def send_rubbish(self, frame: str | bytes) -> None:
        self.carry_out(self.connection.received(frame, self.now))

    @rule(seconds=st.sampled_from([0.0, 0.5, 9.99, 10.0, 70.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        while (due := self.connection.deadline) is not None and due <= self.now:
            self.carry_out(self.connection.tick(due))
            after = self.connection.deadline
            assert after is None or after > due, "the timer moves forward"

    @rule()
    def lose(self) -> None:
        self.carry_out(self.connection.closed())
        self.over = True

    @rule()
    def take_over(self) -> None:
        was_active = self.connection.state is State.ACTIVE
        self.carry_out(self.connection.taken_over(self.now))
        assert not was_active or self.over

    @precondition(lambda self: self.over)
    @rule()
    def reconnect(self) -> None:
        self.connect()

    @invariant()
    def the_shell_knows_the_connection(self) -> None:
        connection = self.connection
        assert self.over == (connection.state is State.ENDED)
        assert (connection.deadline is None) == self.over
        assert connection.login == self.login
        assert connection.state is not State.ACTIVE or self.login is not None
        assert set(connection.pairs) == set(self.index.pairs())
        assert connection.watching == tuple(self.watching)
        if self.over:
            assert not connection.pairs
            assert not connection.watching

    @invariant()
    def the_caps_hold(self) -> None:
        pairs: tuple[Pair, ...] = self.connection.pairs
        assert len({item for _, item in pairs if item}) <= self.POLICY.session_cap
        for login in (ALICE, *filter(None, [self.login])):
            watched = self.registry.of(login.account)
            assert len(watched) <= self.POLICY.condition_cap
            assert login != self.login or set(self.connection.watching) <= set(watched)


Session.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestSession = Session.TestCase
