"""What of the catalogue is verified: everything, or what ids and categories choose."""

from dataclasses import dataclass
from difflib import get_close_matches

from kiwoom_mockserver.errors import VerifyError
from kiwoom_mockserver.spec.model import Catalogue, OperationSpec


@dataclass(frozen=True, slots=True)
class Selection:
    """Operations, realtime types and frames, each in the catalogue's order."""

    operations: tuple[OperationSpec, ...]
    types: tuple[str, ...]
    frames: tuple[str, ...]

    def __contains__(self, api_id: str) -> bool:
        return any(one.api_id == api_id for one in self.operations)


def select(
    catalogue: Catalogue, only: tuple[str, ...] = (), categories: tuple[str, ...] = ()
) -> Selection:
    """What is chosen; everything when neither is given.

    A category goes by its Korean name, the last part of its path (``chart``), or ``realtime``.
    Raises VerifyError naming what is near an unknown name.
    """
    known = [*catalogue.operations, *catalogue.realtime, *catalogue.frames]
    paths = {one.path.rpartition("/")[2] for one in catalogue.operations.values()}
    names = {*paths, "realtime", *(one.category for one in catalogue.operations.values())}
    _check("operation or type", only, known)
    _check("category", categories, sorted(names))
    everything = not only and not categories
    whole = everything or "realtime" in categories
    return Selection(
        tuple(
            one
            for one in catalogue.operations.values()
            if everything
            or one.api_id in only
            or {one.category, one.path.rpartition("/")[2]} & set(categories)
        ),
        tuple(name for name in catalogue.realtime if whole or name in only),
        tuple(name for name in catalogue.frames if whole or name in only),
    )


def _check(what: str, given: tuple[str, ...], known: list[str]) -> None:
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3) or known[:12]
            raise VerifyError(f"there is no {what} {name!r}; is it one of {', '.join(near)}?")
