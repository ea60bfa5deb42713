"""Which function answers which operation; filled by the one list at the end."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kiwoom_mockserver.handlers import account, oauth
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft

Handler = Callable[[Call, Settings], Draft]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "au10001": oauth.issue,
        "au10002": oauth.revoke,
        "ka00001": account.number,
    }
)
"""api-id to the function that answers it."""
