"""Rows as a pandas DataFrame; needs the extra ``kiwoom-mockserver[dataframe]``."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def to_dataframe(rows: Iterable[Mapping[str, Any]]) -> "pandas.DataFrame":
    """A frame of the rows in their order, one column a field."""
    try:
        import pandas  # noqa: PLC0415 - an extra
    except ImportError as error:
        hint = "to_dataframe needs pandas; install kiwoom-mockserver[dataframe]"
        raise ImportError(hint) from error
    return pandas.DataFrame.from_records([dict(row) for row in rows])
