"""Where a replay stands: runs, pauses, steps and jumps through the session's time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kiwoom_mockserver.errors import SessionError
from kiwoom_mockserver.recordings.session import SECOND, Session
from kiwoom_mockserver.settings import FASTEST

SLOWEST: Final = 0.01


class Playback:
    """A clock over a session's nanoseconds; its ``now`` is the market's time."""

    def __init__(
        self,
        session: Session,
        source: Callable[[], float],
        *,
        speed: float = 1.0,
        start: int = 0,
        end: int | None = None,
        follows: bool = False,
    ) -> None:
        """``source`` tells real seconds. Speed 0 begins paused.

        One that ``follows`` does not run by itself: it stands where ``reach`` has brought it.
        """
        self.start, self.end = start, end
        self._session = session
        self._source = source
        self._follows = follows
        self._speed = speed or 1.0
        self._held: int | None = start if not speed else None
        self._position = start
        self._since = source()
        self._steps = 0
        self.jumps = 0
        """How often the position was set; whoever plays begins anew when it changed."""
        self.on_jump: Callable[[], None] = _nothing
        """Called after each jump, whoever asked for it."""

    @property
    def speed(self) -> float:
        """Session seconds per real second; 0 while paused."""
        return 0.0 if self.paused else self._speed

    @property
    def paused(self) -> bool:
        """Whether time stands still."""
        return self._held is not None

    @property
    def position(self) -> int:
        """Nanoseconds of the session; never beyond its end."""
        if self._held is not None:
            return self._held
        if self._follows:
            return self._position
        passed = int((self._source() - self._since) * self._speed * SECOND)
        reached = self._position + passed
        return reached if self.end is None else min(reached, self.end)

    def now(self) -> datetime:
        """The market's time."""
        return self._session.time_of(self.position)

    def pause(self) -> None:
        """Time stands still."""
        self._held = self.position

    def resume(self) -> None:
        """Time runs again."""
        self._steps = 0
        if self._held is not None:
            self._set(self._held)
            self._held = None

    def step(self) -> None:
        """Time stands still, but for the next frame."""
        self.pause()
        self._steps += 1

    def take_step(self) -> bool:
        """Whether a step was asked for that nobody has taken yet."""
        if not self._steps:
            return False
        self._steps -= 1
        return True

    def move_to(self, moment: datetime) -> None:
        """The market's time is ``moment``, of a later day too, as after a seek."""
        passed = moment - self._session.manifest.origin
        self.seek(passed // timedelta(microseconds=1) * 1000)

    def run_at(self, speed: float) -> None:
        """Time runs so fast from here on, 0 pauses; raises SessionError for another speed."""
        if not speed:
            self.pause()
            return
        if not SLOWEST <= speed <= FASTEST:
            raise SessionError(f"speed is {speed}; it lies in {SLOWEST:g}..{FASTEST:g}")
        self._set(self.position)
        self._speed = speed

    def seek(self, at: int) -> None:
        """The position is ``at``, forwards or backwards, within the session's bounds."""
        self.skip(self._within(at))
        self.jumps += 1
        self.on_jump()

    def _within(self, at: int) -> int:
        at = max(at, self.start)
        return at if self.end is None else min(at, self.end)

    def reach(self, at: int) -> None:
        """A clock that follows stands at ``at`` at the least."""
        if self._follows and at > self.position:
            self.skip(at if self.end is None else min(at, self.end))

    def skip(self, at: int) -> None:
        """Silence up to ``at`` is passed over; who plays goes on where they are."""
        if self._held is not None:
            self._held = at
        self._set(at)

    def advance(self, seconds: float) -> None:
        """The position is ``seconds`` later; who plays tells what was told meanwhile."""
        self.skip(self._within(self.position + int(seconds * SECOND)))

    def wait(self, at: int) -> float | None:
        """Real seconds until the position is ``at``, 0 when it is past; None while paused."""
        if at <= self.position:
            return 0.0
        if self._held is not None:
            return None
        return (at - self.position) / SECOND / self._speed

    def _set(self, at: int) -> None:
        self._position, self._since = at, self._source()


def _nothing() -> None:
    pass
