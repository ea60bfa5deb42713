"""Who may ask what: token, host, pace, and refusals a contract names.

Order as on the real server, as far as it is known: route, header, token, host, pace, body.
"""

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.vocabulary import Call
from kiwoom_mockserver.wire.errors import WireError
from kiwoom_mockserver.wire.messages import Request
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import World

MAX_CODES = 100
"""Codes one ka10095 may ask for (observed)."""

KRX_PREFIX = "KRX:"

KNOWN_YEARS = (1996, 2099)
"""Years a request may name: prices begin with the first, and a day to come is read as today."""


class Access:
    """The door of one world under one set of settings."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings = settings
        self._world = world
        self._rate = settings.requests_per_second

    def admit(self, request: Request, operation: OperationSpec) -> Sandbox:
        """The sandbox the request acts in, with the request counted.

        Raises WireError 1513 1514 1515 1516 for the header, 8005 and 8010 for the token, 8104 for
        what the paper host lacks, 1700 (429) above the pace of this operation.
        """
        value = bearer(request.authorization)
        token = self._world.tokens.find(value, request.at)
        if token is None:
            raise WireError("8005")
        if self._settings.bind_token_to_peer and token.peer != request.peer:
            raise WireError("8010")
        if self._settings.profile == "paper" and operation.paper_error == "8104":
            raise WireError("8104")
        sandbox = self._world.sandboxes.open(token.appkey)
        if self._settings.limits and not sandbox.admits(operation.api_id, self._rate, request.at):
            # The bucket is the token's and the operation's (paper and live, 2026).
            variant = "2025" if self._settings.limit_text == "2025" else ""
            raise WireError("1700", variant, rate=self._rate, api_id=operation.api_id)
        return sandbox

    def permit(self, call: Call) -> None:
        """The values asked for may be asked for.

        Raises WireError RC9000, RC7006 where the paper host lacks them, 1634 for too many codes,
        1901 for a code with KRX: where it is refused, 1902 for an unknown code where that is one.
        """
        operation = call.operation
        if self._settings.profile == "paper":
            if operation.paper_error:
                raise WireError(operation.paper_error)
            if operation.krx_only_on_paper and call.values.get("dmst_stex_tp", "KRX") != "KRX":
                raise WireError("RC9000")
        _check_days(call)
        code = call.code
        if len(call.codes) > MAX_CODES:
            raise WireError("1634", limit=MAX_CODES)
        if code.startswith(KRX_PREFIX) and operation.exchange_prefix_refused:
            raise WireError("1901", variant="prefixed", code=code)
        if operation.unknown_code == "1902" and code and call.issue is None:
            raise WireError("1902", code=code)


def _check_days(call: Call) -> None:
    """Raises WireError 1517 for a day that no market of this world reaches."""
    for name in call.operation.day_fields:
        text = call.values.get(name, "")
        if len(text) == 8 and text.isdecimal():
            year = int(text[:4])
            if 0 < year < KNOWN_YEARS[0] or year > KNOWN_YEARS[1]:
                told = f"조회 가능한 연도는 {KNOWN_YEARS[0]}~{KNOWN_YEARS[1]}입니다"
                raise WireError("1517", parameter=name, reason=told)


def bearer(authorization: str | None) -> str:
    """The token of an authorization header.

    Raises WireError 1513 without the header, 1514 when it is not two words, 1515 when the first is
    not Bearer, 1516 when the second is missing.
    """
    if authorization is None or authorization == "":
        raise WireError("1513")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise WireError("1515" if token else "1514")
    token = token.strip()
    if not token:
        raise WireError("1516")
    if " " in token:
        raise WireError("1514")
    return token
