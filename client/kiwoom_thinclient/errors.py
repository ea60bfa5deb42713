"""What a call can end in.

ClientError
├── UsageError       the call cannot be right: no such operation or field, a value missing
├── FormatError      a text of a reply does not have its contract's format
├── NoAnswerError    nothing came back; ``sent`` says whether the server may have acted
├── UnreadableError  what came back is no reply, such as the web page of a maintenance
├── ApiError         the server refused; below by the class of the code inside the text
│   ├── RequestError     1   no such operation at this path
│   ├── InputError       2   a header or a value is missing or wrong
│   ├── TokenError       3   keys, token, terminal or host
│   ├── LimitError       5   too many requests, or too much in one
│   ├── ServiceError     7   no such code, or a fault of the server
│   └── LedgerError     20   an order or a ledger query was turned down
└── SocketError      the socket refused a question, or ended for good
    ├── TakenOverError   another socket logged in with the same appkey
    └── ClosedError      its owner closed it
"""

import re
from collections.abc import Mapping

_CODE = re.compile(r"\[(\w+):|\]\((\w+):")


class ClientError(Exception):
    """Whatever this package raises by itself."""


class UsageError(ClientError):
    """The call cannot be right; nothing was sent."""


class FormatError(ClientError):
    """A text does not have its contract's format."""


class NoAnswerError(ClientError):
    """Nothing came back; where ``sent`` is true, an order may have been carried out."""

    def __init__(self, message: str, *, sent: bool) -> None:
        self.sent = sent
        super().__init__(message)


class UnreadableError(ClientError):
    """What came back is no reply; ``status`` is its HTTP status."""

    def __init__(self, status: int, what: str) -> None:
        self.status = status
        super().__init__(f"HTTP {status}, and {what}")


class ApiError(ClientError):
    """The server refused; ``code`` is the one inside the text, such as 1700 or RC4058."""

    def __init__(self, status: int, return_code: int, message: str) -> None:
        self.status = status
        self.return_code = return_code
        self.message = message
        self.code = code_of(message)
        super().__init__(f"HTTP {status}, return_code {return_code}: {message}")


class RequestError(ApiError):
    """There is no such operation at this path."""


class InputError(ApiError):
    """A header or a value is missing or wrong."""


class TokenError(ApiError):
    """Keys, token, terminal or host were not accepted."""


class LimitError(ApiError):
    """Too many requests in too short a time, or too much in one request."""


class ServiceError(ApiError):
    """The server knows no such code, or could not serve."""


class LedgerError(ApiError):
    """An order or a query of the ledger was turned down."""


class SocketError(ClientError):
    """The socket refused a question, or ended for good; ``code`` is empty for a lost line."""

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}" if code else message)


class TakenOverError(SocketError):
    """Another socket logged in with the same appkey; this one does not fight for it."""


class ClosedError(SocketError):
    """The socket was closed by its owner."""


PASSING = (NoAnswerError, UnreadableError, LimitError)
"""What may be over at the next attempt; but where it was ``sent``, an order may exist."""

CLASSES: Mapping[int, type[ApiError]] = {
    1: RequestError,
    2: InputError,
    3: TokenError,
    5: LimitError,
    7: ServiceError,
    20: LedgerError,
}
"""The class a code has in the contracts, which is the return_code it comes with -> error."""


def code_of(message: str) -> str:
    """The code inside a refusal's text, empty where there is none."""
    match = _CODE.search(message)
    return (match[1] or match[2]) if match else ""
