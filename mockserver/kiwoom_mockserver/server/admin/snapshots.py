"""Snapshots by name: accounts, and the world's time, kept to come back to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kiwoom_mockserver.errors import WorldError
from kiwoom_mockserver.world.world import World

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Accounts by appkey; of one appkey alone, or of all, and then with the time."""

    at: datetime
    accounts: dict[str, dict[str, Any]]
    whole: bool


class Snapshots:
    """The snapshots of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.kept: dict[str, Snapshot] = {}

    def take(self, name: str, appkey: str | None) -> Snapshot:
        """The world, or one account of it, is kept under the name; raises WorldError."""
        if name not in self.kept and len(self.kept) >= MOST:
            raise WorldError(f"more than {MOST} snapshots; remove some first")
        world = self._world
        held = world.sandboxes.appkeys() if appkey is None else [appkey]
        opened = [world.sandboxes.open(one) for one in held]
        accounts = {
            one.appkey: world.broker(one).snapshot()
            for one in opened
            if appkey is not None or one.broker is not None
        }
        self.kept[name] = Snapshot(world.now(), accounts, appkey is None)
        return self.kept[name]

    def restore(self, name: str) -> Snapshot | None:
        """What was kept is as it was then, tokens aside; None when nothing is kept.

        Raises WorldError for a clock that cannot be moved.
        """
        found = self.kept.get(name)
        if found is None:
            return None
        world = self._world
        if found.whole:
            world.clock.move_to(found.at)
            for appkey in world.sandboxes.appkeys():
                if appkey not in found.accounts:
                    world.sandboxes.forget(appkey)
        for appkey, state in found.accounts.items():
            world.broker(world.sandboxes.open(appkey)).restore(state)
        return found
