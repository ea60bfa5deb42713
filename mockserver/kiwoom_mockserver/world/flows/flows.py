"""All flows of a world, put together."""

from collections.abc import Hashable

from kiwoom_mockserver.world.caching import Cache
from kiwoom_mockserver.world.flows.brokers import Brokers
from kiwoom_mockserver.world.flows.habits import flow_habits
from kiwoom_mockserver.world.flows.holdings import Holdings
from kiwoom_mockserver.world.flows.investors import InvestorBook, Investors
from kiwoom_mockserver.world.flows.ledger import Ledger, Ledgers
from kiwoom_mockserver.world.flows.loans import LoanBook
from kiwoom_mockserver.world.flows.programmes import Programmes
from kiwoom_mockserver.world.instruments import Instruments
from kiwoom_mockserver.world.market import Market
from kiwoom_mockserver.world.noise import I64

KEPT_SUMS = 512


class Flows:
    """Who is behind a market's trades. A pure function of the market, as the market is of its
    seed; it keeps only shortcuts."""

    def __init__(self, market: Market, instruments: Instruments, anchor: int) -> None:
        """``anchor`` is the day whose closing figures the instruments tell."""
        self.seed = market.seed
        self.market = market
        self.habits = flow_habits(instruments, market.seed)
        self.ledgers = Ledgers(market)
        self.holdings = Holdings(market, self.habits, anchor)
        self.loans = LoanBook(market, self.habits)
        self.sums: Cache[tuple[Hashable, ...], I64] = Cache(KEPT_SUMS)
        """What a party traded of all issues on a finished day."""
        self._investors = InvestorBook(market.seed, self.habits, self.holdings)

    def investors(self, ledger: Ledger, turnover: I64 | None = None) -> Investors:
        """Investors by type behind a ledger; ``turnover`` is the money traded so far."""
        return self._investors.of(ledger, turnover)

    def brokers(self, ledger: Ledger) -> Brokers:
        """Member firms behind a ledger."""
        return Brokers(self.seed, ledger)

    def programmes(self, ledger: Ledger) -> Programmes:
        """Programme trading behind a ledger."""
        return Programmes(self.seed, self.habits, ledger)
