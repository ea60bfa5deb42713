"""What a source of answers gets and gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kiwoom_mockserver.settings import DEFAULT_AT
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.spec.model import OperationSpec
from kiwoom_mockserver.world.sandboxes import Sandbox
from kiwoom_mockserver.world.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One admitted request: what is asked, by whom, of which world, from which row on.

    ``at`` is wall time of arrival; ``anchor`` the world's instant all pages of a query share.
    """

    operation: OperationSpec
    values: Mapping[str, str]
    sandbox: Sandbox | None
    world: World
    at: float
    peer: str = ""
    first: int = 0
    anchor: datetime = DEFAULT_AT

    @property
    def codes(self) -> tuple[str, ...]:
        """The stock codes asked for, when the operation takes a list of them."""
        if any(field.is_list for field in self.operation.request):
            return tuple(self.code.split("|"))
        return ()

    @property
    def code(self) -> str:
        """The stock code asked for, empty when the operation takes none."""
        return self.values.get("stk_cd", "")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer in values of the world, not texts; what is missing is sampled.

    ``tables`` are columnar: table name to field name to equally long columns. ``rows`` says how
    many rows a table has that no column fills; ``blank`` that all other fields are empty.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Sequence[Value]]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    more: bool = False
    cursor: int | None = None
    """Where the next page begins; None where rows are counted from the first."""
    blank: bool = False
    blank_rows: frozenset[int] = frozenset()
    """Rows of every table that hold nothing: codes the world does not know."""
