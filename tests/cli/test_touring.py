"""A fake that verifies itself is led to where its types speak."""

import time
from itertools import pairwise

from kiwoom_mockserver.cli.touring import Guide, led
from kiwoom_mockserver.server.runner import running
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.pace import Pace
from kiwoom_mockserver.verify.probing import Keys, Plan, Prober
from kiwoom_mockserver.verify.transport import Http
from tests.gateway.caller import contracts
from tests.server.door import small


def test_a_tour_goes_through_a_day_with_an_interruption() -> None:
    with running(small()) as runner, Http(runner.address.base_url) as http:
        pace = Pace(0, 0, time.monotonic, time.sleep)
        keys = Keys("tour", "tour")
        prober = Prober(Judge(contracts(), "documented", "live"), http, pace, keys, Plan())
        prober.login()
        guide = Guide(runner.address.base_url, prober.token)
        tour = guide.plan(prober.answer)
        assert all(one.at < other.at for one, other in pairwise(tour.stops))
        assert len({stop.at.date() for stop in tour.stops}) == 1
        world = runner.app.gateway.world
        (first, *_) = (stop.at for stop in tour.stops)
        assert world.find(tour.interrupted) is not None
        halts = world.market.interruptions(world.instant(first).day + 1)
        place = world.instruments.place(tour.interrupted)
        assert place in halts.issue.tolist()
        with led(guide, tour):
            guide.over.wait(30)
        assert guide.over.is_set()
        orders = world.broker(world.sandboxes.open("tour")).account.orders
        assert sum(map(len, orders.values())) == 1
