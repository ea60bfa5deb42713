"""A minute of five issues as one socket hears it, in digests that are kept.

``scripts/make_golden.py`` keeps them anew after the market itself has changed.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from kiwoom_mockserver.realtime.streaming import Stream
from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire import frames
from kiwoom_mockserver.world.clock import VirtualClock
from kiwoom_mockserver.world.world import Instant, load_world

KEPT = Path(__file__).with_name("golden.json")
FIVE = ("005930", "000660", "035420", "247540", "069500")
PAIRS = (
    *((type_, item) for item in FIVE for type_ in ("0A", "0B", "0D")),
    *((type_, f"{FIVE[0]}{suffix}") for suffix in ("_NX", "_AL") for type_ in ("0B", "0D")),
    ("0G", FIVE[4]), ("0J", "001"), ("0U", "001"),
)  # fmt: skip
BEGIN = 9 * 3600 + 11 * 60
"""The first minute of the day in which each of the pairs is heard."""
SECONDS = 60


def minute() -> dict[str, Any]:
    """How many entries each pair has in the minute, and the digests of its frames and of all."""
    settings = Settings(world="small")
    world = load_world(settings, VirtualClock(settings.at))
    stream = Stream(settings, load_catalogue(), world)
    day = world.instant(world.now()).day
    whole, size = hashlib.sha256(), settings.ws_entries
    counts: dict[str, int] = {}
    digests = {" ".join(pair): hashlib.sha256() for pair in PAIRS}
    for second in range(BEGIN, BEGIN + SECONDS):
        heard: list[bytes] = []
        for pair, entries in stream.entries(PAIRS, Instant(day, second)):
            name = " ".join(pair)
            counts[name] = counts.get(name, 0) + len(entries)
            digests[name].update(b"\n".join(entries))
            heard += entries
        for first in range(0, len(heard), size):
            whole.update(frames.message(frames.real(heard[first : first + size])))
    pairs = {
        name: {"entries": counts.get(name, 0), "sha256": digest.hexdigest()[:16]}
        for name, digest in digests.items()
    }
    return {"frames": whole.hexdigest(), "pairs": pairs}


def kept() -> dict[str, Any]:
    """What was kept."""
    found: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return found


def keep() -> None:
    """The minute as it is now is kept."""
    KEPT.write_text(json.dumps(minute(), indent=1) + "\n", "utf-8")
