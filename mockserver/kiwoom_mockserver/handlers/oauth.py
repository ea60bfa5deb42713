"""Tokens: issue and revoke. Failures are HTTP 200; only bursts are 429."""

from datetime import datetime

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.settings import SEOUL, Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.wire.errors import WireError

ISSUE = "au10001"


def issue(call: Call, settings: Settings) -> Draft:
    """The appkey holds a token; the same one, with the same expiry, while it is valid.

    Raises WireError 8011, 8012 for the grant type, 8020 and 8002 for missing and empty keys, 8001
    for a wrong pair, 8030 for a key of the other host, 1700 (429) for a burst.
    """
    grant_type = call.values.get("grant_type")
    if not grant_type:
        raise WireError("8011")
    if grant_type != "client_credentials":
        raise WireError("8012")
    appkey = _appkey(call, settings)
    if settings.limits:
        bucket = call.world.sandboxes.open(appkey)
        if not bucket.admits(ISSUE, settings.token_rate, call.at):
            raise WireError("1700", variant=ISSUE)
    token = call.world.tokens.issue(appkey, call.peer, call.at, rotate=settings.rotate_tokens)
    expires = datetime.fromtimestamp(token.expires, SEOUL).replace(tzinfo=None)
    return Draft({"expires_dt": expires, "token_type": "Bearer", "token": token.value})


def revoke(call: Call, settings: Settings) -> Draft:
    """The token is void; later use gets 8005.

    Raises WireError 8016 without a token, 8015 for a token that is not the appkey's.
    """
    appkey = _appkey(call, settings)
    value = call.values.get("token")
    if not value:
        raise WireError("8016")
    token = call.world.tokens.find(value, call.at)
    if token is None or token.appkey != appkey:
        raise WireError("8015", reason="Token이 유효하지 않습니다")
    call.world.tokens.revoke(value)
    return Draft()


def _appkey(call: Call, settings: Settings) -> str:
    appkey, secret = call.values.get("appkey"), call.values.get("secretkey")
    if appkey is None or secret is None:
        raise WireError("8020")
    if not appkey or not secret:
        raise WireError("8002", reason="값이 비어 있습니다")
    if call.world.hosts.get(appkey, settings.profile) != settings.profile:
        raise WireError("8030")
    try:
        known = call.world.sandboxes.knows(appkey, secret)
    except WorldError as error:
        raise WireError("8006", reason=str(error)) from None
    if not known:
        raise WireError("8001")
    return appkey
