"""How issues hang together, by their codes."""

from kiwoom_mockserver.world.instruments import Instrument, Instruments


def common_of(world: Instruments, code: str) -> Instrument | None:
    """The common share a preferred share's code belongs to; None when there is none."""
    found = world.find(code)
    if found is None or found.kind != "preferred":
        return None
    common = world.find(found.code[:5] + "0")
    return common if common is not None and common.kind == "common" else None
