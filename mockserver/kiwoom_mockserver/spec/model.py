"""The API's description as values: fields, operations, realtime types, and the catalogue of all.

Everything here is made once, by ``spec.load``, and never changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kiwoom_mockserver.spec.formats import ValueFormat

ORDER_PATHS = frozenset({"/api/dostk/ordr", "/api/dostk/crdordr"})
"""Where orders are placed, amended and cancelled."""

ACCOUNT_PATH = "/api/dostk/acnt"
"""Where an account is asked about."""

ENVELOPE = frozenset({"return_code", "return_msg"})
"""Names every reply has besides its data."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a request, a reply or a realtime entry; ``children`` are a table's columns."""

    name: str
    title: str
    type: str
    required: bool
    format: ValueFormat
    paper_format: ValueFormat
    word: str = ""
    unit: str = ""
    max_length: int = 0
    most: int = 0
    """The greatest number that is written here, whatever the value; 0 where there is none."""
    codes: tuple[str, ...] = ()
    closed: bool = False
    """Whether no code but ``codes`` is allowed."""
    examples: tuple[str, ...] = ()
    sent: bool = True
    always_empty: bool = False
    is_list: bool = False
    """Whether the text is a list of values joined by ``|``."""
    children: tuple["FieldSpec", ...] = ()
    words: frozenset[str] = frozenset()
    """What the columns of a table mean."""

    @property
    def is_table(self) -> bool:
        """Whether the value is a list of rows."""
        return self.type == "array"


@dataclass(frozen=True, slots=True)
class Paging:
    """How long one page of ``table`` is, and whether more may follow it."""

    table: str
    size: int
    continues: bool


@dataclass(frozen=True, eq=False)
class OperationSpec:
    """One REST operation: where it is called, what it takes and gives, and how it behaves.

    Not slotted, and equal only to itself: what every request asks of it is worked out once.
    """

    api_id: str
    title: str
    category: str
    path: str
    request: tuple[FieldSpec, ...]
    response: tuple[FieldSpec, ...]
    paging: Paging | None
    unknown_code: str
    both_exchanges: str
    paper_error: str
    krx_only_on_paper: bool
    exchange_prefix_refused: bool
    return_msg: Mapping[str, str]
    empty_msg: Mapping[str, str]
    editions: tuple[str, ...]
    judgement: str
    request_schema: Mapping[str, Any] = field(repr=False)
    response_schema: Mapping[str, Any] = field(repr=False)

    @cached_property
    def is_order(self) -> bool:
        """Whether a call changes something, so that no two are alike."""
        return self.path in ORDER_PATHS

    @cached_property
    def is_account(self) -> bool:
        """Whether the answer depends on the caller's account."""
        return self.path == ACCOUNT_PATH

    @cached_property
    def is_oauth(self) -> bool:
        """Whether the operation is found by its path alone and needs no token."""
        return self.path.startswith("/oauth2/")

    @cached_property
    def takes_list(self) -> bool:
        """Whether one of the request's values is a list of codes."""
        return any(one.is_list for one in self.request)

    @cached_property
    def day_fields(self) -> tuple[str, ...]:
        """The request's values that are days."""
        return tuple(one.name for one in self.request if one.name.endswith(("dt", "date")))

    @cached_property
    def takes_range(self) -> bool:
        """Whether the request names a first and a last day; with one date it is the last."""
        return any(one.name == "end_dt" for one in self.request)

    @cached_property
    def tables(self) -> tuple[FieldSpec, ...]:
        """The reply's tables."""
        return tuple(one for one in self.response if one.is_table)

    @cached_property
    def echoing(self) -> tuple[FieldSpec, ...]:
        """The reply's texts outside of tables that may repeat a value of the request."""
        asked = {one.name for one in self.request}
        return tuple(
            one
            for one in self.response
            if not one.is_table and one.name in asked and one.format.kind == "text"
        )


@dataclass(frozen=True, slots=True)
class RealtimeSpec:
    """One realtime type: its name on the wire, what its items are, its FIDs in wire order."""

    type: str
    title: str
    name: str
    item: str
    fields: tuple[FieldSpec, ...]
    editions: tuple[str, ...]
    judgement: str
    schema: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """One question and answer on the socket besides registration: condition search."""

    api_id: str
    title: str
    trnm: str
    editions: tuple[str, ...]
    judgement: str
    request_schema: Mapping[str, Any] = field(repr=False)
    response_schema: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the API offers; look-ups by api-id, by (path, api-id), by realtime type."""

    operations: Mapping[str, OperationSpec]
    by_route: Mapping[tuple[str, str], OperationSpec] = field(repr=False)
    oauth: Mapping[str, OperationSpec]
    realtime: Mapping[str, RealtimeSpec]
    frames: Mapping[str, FrameSpec]

    def __len__(self) -> int:
        return len(self.operations) + len(self.realtime) + len(self.frames)
