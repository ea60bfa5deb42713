"""What a call can end in.

ClientError
└── ApiError    the server refused: HTTP status, return_code, the code inside, and the text
"""

import re

_CODE = re.compile(r"\[(\w+):|\]\((\w+):")


class ClientError(Exception):
    """The call was not made, or its answer cannot be read."""


class ApiError(ClientError):
    """The server refused; ``code`` is the one inside the text, such as 1700 or RC4058."""

    def __init__(self, status: int, return_code: int, message: str) -> None:
        self.status = status
        self.return_code = return_code
        self.message = message
        match = _CODE.search(message)
        self.code = (match[1] or match[2]) if match else ""
        super().__init__(f"HTTP {status}, return_code {return_code}: {message}")
