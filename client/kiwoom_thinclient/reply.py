"""What an operation answered: its texts, its values, and the pages and rows that follow."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from kiwoom_thinclient.catalogue import Operation
from kiwoom_thinclient.errors import UnreadableError, UsageError
from kiwoom_thinclient.formats import Errors, values
from kiwoom_thinclient.protocol import Page

Values = TypeVar("Values")
Row = TypeVar("Row")

_ENVELOPE = frozenset({"return_code", "return_msg"})


@dataclass(frozen=True, slots=True, repr=False)
class _Answered(Generic[Values, Row]):
    operation: Operation
    page: Page

    @property
    def body(self) -> dict[str, Any]:
        """The reply as it came: every value a text but return_code and the rows."""
        return self.page.body

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return bool(self.page.next_key)

    def __repr__(self) -> str:
        # The values may be those of somebody's account.
        more = ", more follow" if self.more else ""
        return f"<{type(self).__name__} of {self.operation.api_id}: {len(self.body)} fields{more}>"

    def values(self, errors: Errors = "strict") -> Values:
        """This page's texts as int, Decimal, date, time or str, None for blanks.

        A price is its magnitude: the sign on the wire is its direction against the previous
        close. Raises FormatError for a text out of its format, unless errors are ignored.
        """
        told = self.operation
        texts = {k: v for k, v in self.body.items() if k not in _ENVELOPE and k != told.table}
        read = values(texts, told.fields, told.api_id, errors)
        if told.table:
            read[told.table] = self._read_rows(errors)
        return cast(Values, read)

    def _read_rows(self, errors: Errors) -> list[Row]:
        told = self.operation
        if not told.table:
            raise UsageError(f"{told.api_id}, {told.title}, has no rows; use values()")
        rows = self.body.get(told.table) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise UnreadableError(200, f"{told.table} of {told.api_id} is no list of rows")
        where = f"{told.api_id}, {told.table}"
        return cast(list[Row], [values(row, told.columns, where, errors) for row in rows])

    def _next_key(self, last: str) -> str:
        """The key of the next page, which is not that of this one; empty on the last."""
        if self.more and self.page.next_key == last:
            raise UnreadableError(200, f"{self.operation.api_id} gave the same next-key twice")
        return self.page.next_key


@dataclass(frozen=True, slots=True, repr=False)
class Reply(_Answered[Values, Row]):
    """One page of an operation's answer, which can ask for the others."""

    _follow: "Callable[[str], Reply[Values, Row]]" = field(compare=False)

    def pages(self) -> "Iterator[Reply[Values, Row]]":
        """This page and all that follow, each asked for when it is wanted."""
        page, key = self, ""
        yield page
        while key := page._next_key(key):
            page = self._follow(key)
            yield page

    def rows(self, errors: Errors = "strict") -> Iterator[Row]:
        """The rows of this page and all that follow, as values."""
        for page in self.pages():
            yield from page._read_rows(errors)


@dataclass(frozen=True, slots=True, repr=False)
class AsyncReply(_Answered[Values, Row]):
    """One page of an operation's answer, which can ask for the others."""

    _follow: "Callable[[str], Awaitable[AsyncReply[Values, Row]]]" = field(compare=False)

    async def pages(self) -> "AsyncIterator[AsyncReply[Values, Row]]":
        """This page and all that follow, each asked for when it is wanted."""
        page, key = self, ""
        yield page
        while key := page._next_key(key):
            page = await self._follow(key)
            yield page

    async def rows(self, errors: Errors = "strict") -> AsyncIterator[Row]:
        """The rows of this page and all that follow, as values."""
        async for page in self.pages():
            for row in page._read_rows(errors):
                yield row
