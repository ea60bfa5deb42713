"""Words of ELWs: their terms, what they are worth, and how that moves.

They stand beside the words of whatever the rows are: ELWs at an instant, one ELW's days or trades.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary.beside import Beside
from kiwoom_mockserver.vocabulary.filling import Answer, Subject
from kiwoom_mockserver.world import ticks
from kiwoom_mockserver.world.elws import Valuation
from kiwoom_mockserver.world.instruments import Instrument, WarrantFacts
from kiwoom_mockserver.world.members import find_member
from kiwoom_mockserver.world.noise import I64

_CALL: Final = "콜"
_PAYS: Final = {
    _CALL: "(만기평가가격-행사가격)*전환비율",
    "풋": "(행사가격-만기평가가격)*전환비율",
}
_ENGLISH: Final = {_CALL: "CALL", "풋": "PUT"}


class Valued(Beside[Subject]):
    """Rows of ELWs: what ``inner`` says of them, their terms, and their worth."""

    def __init__(
        self, inner: Subject, worth: Valuation, issues: Sequence[Instrument], provided: I64
    ) -> None:
        """``issues`` are the ELWs, one a row; ``provided`` what their providers hold."""
        super().__init__(inner, WORDS)
        self.worth = worth
        self._issues = issues
        self.provided = provided

    def _term(self, read: Callable[[WarrantFacts], Value]) -> list[Value]:
        return [read(one.warrant) if one.warrant else None for one in self._issues]

    def _same(self, value: Value) -> list[Value]:
        return [value] * len(self)

    def _shares(self) -> I64:
        return np.array([one.shares for one in self._issues], dtype=np.int64)

    def _more(self, word: str, than: str) -> Answer:
        one, other = self.inner.answer(word), self.inner.answer(than)
        if one is None or other is None:
            return None
        more: I64 = np.asarray(one) - np.asarray(other)
        return more

    def _spread(self) -> Answer:
        ask, bid = self.inner.answer("ask-price"), self.inner.answer("bid-price")
        if ask is None or bid is None:
            return None
        ask, bid = np.asarray(ask), np.asarray(bid)
        return _hundredths(np.where((ask > 0) & (bid > 0), ask - bid, 0) * 100)


def _hundredths(values: I64) -> list[Value]:
    return [Decimal(value).scaleb(-2) for value in values.tolist()]


def _millionths(values: I64) -> list[Value]:
    return [Decimal(value).scaleb(-6) for value in values.tolist()]


def _member(code: str) -> str:
    found = find_member(code)
    return found.name if found else ""


def _ratio(part: I64, whole: I64) -> I64:
    """Hundredths, cut off."""
    return part * 100 // np.maximum(whole, 1)


def _parity(elws: Valued) -> Answer:
    worth = elws.worth
    call = worth.sign > 0
    parity = np.where(
        call, _ratio(worth.spot * 100, worth.strike), _ratio(worth.strike * 100, worth.spot)
    )
    return _hundredths(parity)


def _leverage(elws: Valued) -> Answer:
    gearing, delta = elws.worth.gearing.tolist(), np.abs(elws.worth.delta).tolist()
    return [
        (Decimal(times).scaleb(-2) * Decimal(slope).scaleb(-6)).quantize(Decimal("0.000001"))
        for times, slope in zip(gearing, delta, strict=True)
    ]


WORDS: Mapping[str, Callable[[Valued], Answer]] = {
    "theoretical-price": lambda e: e.worth.theory // 100,
    "theoretical-price-exact": lambda e: e.worth.theory,
    "disparity-rate": lambda e: ticks.change_rate(e.worth.price, e.worth.theory),
    "theory-basis": lambda e: _hundredths(e.worth.price - e.worth.theory),
    "implied-volatility": lambda e: e.worth.implied,
    "implied-volatility-rate": lambda e: e.worth.implied,
    "delta": lambda e: e.worth.delta,
    "gamma": lambda e: e.worth.gamma,
    "theta": lambda e: e.worth.theta,
    "vega": lambda e: e.worth.vega,
    "rho": lambda e: e.worth.rho,
    "theta-exact": lambda e: _millionths(e.worth.theta),
    "vega-exact": lambda e: _millionths(e.worth.vega),
    "rho-exact": lambda e: _millionths(e.worth.rho),
    "parity": _parity,
    "gearing": lambda e: _hundredths(e.worth.gearing),
    "option-leverage": _leverage,
    "intrinsic-value": lambda e: _hundredths(e.worth.intrinsic),
    "warrant-break-even": lambda e: _hundredths(e.worth.break_even),
    "capital-fulcrum-rate": lambda e: ticks.change_rate(e.worth.fulcrum, e.worth.spot),
    "break-even-rate": lambda e: ticks.change_rate(e.worth.break_even, e.worth.spot),
    "volume-difference": lambda e: e._more("volume", "previous-volume"),
    "quote-spread": lambda e: e._spread(),
    "days-left": lambda e: e.worth.days_left,
    "provider-quantity": lambda e: e.provided,
    "provider-rate": lambda e: e.provided * 10_000 // np.maximum(e._shares(), 1),
    "underlying-code": lambda e: e._term(lambda terms: terms.underlying),
    "underlying-name": lambda e: e._term(lambda terms: terms.underlying_name),
    "option-right": lambda e: e._term(lambda terms: terms.right),
    "option-right-english": lambda e: e._term(lambda terms: _ENGLISH.get(terms.right, "")),
    "option-payment": lambda e: e._term(lambda terms: _PAYS.get(terms.right, "")),
    "strike-price": lambda e: e._term(lambda terms: Decimal(terms.strike).scaleb(-2)),
    "conversion-ratio": lambda e: e._term(lambda terms: Decimal(terms.conversion).scaleb(-4)),
    "issuer-name": lambda e: e._term(lambda terms: _member(terms.issuer)),
    "provider-name": lambda e: e._term(lambda terms: _member(terms.provider)),
    "series": lambda e: e._term(lambda terms: terms.series),
    "expiry-date": lambda e: e._term(lambda terms: terms.expiry_date),
    "last-trading-date": lambda e: e._term(lambda terms: terms.last_trading_date),
    "payment-date": lambda e: e._term(lambda terms: terms.payment_date),
    "expiry-price-rule": lambda e: e._same("최종거래일 종가"),
    "provider-orders": lambda e: e._same("가능"),
    "indicators-told": lambda e: e._same("산출종목"),
    "payment-agent": lambda e: e._same("국민은행증권타운지점"),
    "settlement-way": lambda e: e._same("현금 결제"),
    "exercise-way": lambda e: e._same("유럽형"),
    "exotic-figure": lambda e: e._same(Decimal(0)),
}
"""What ELWs know besides, by the words of contracts/words.json."""
