"""Orders, for servers where they cost nothing: placed where nobody trades, amended, cancelled.

A bid stands at the lowest price of the day and an offer at the highest. Orders are only amended or
cancelled by numbers that the server gave in the same round, never by those of the contracts'
examples: somebody's order may have one of these.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.verify.agreement import View, values_of
from kiwoom_mockserver.verify.judge import Judge
from kiwoom_mockserver.verify.replies import Outcome
from kiwoom_mockserver.verify.selection import Selection

LOWEST: Final = "lower-limit-price"
HIGHEST: Final = "upper-limit-price"


class Round(NamedTuple):
    """An order and what is done with it: which quote and word price it, the operations in turn."""

    quote: str
    price: str
    steps: tuple[str, ...]


ROUNDS: Final = (
    Round("ka10001", LOWEST, ("kt10000", "kt10002", "kt10003")),
    Round("ka10001", HIGHEST, ("kt10001", "kt10003")),
    Round("ka10001", LOWEST, ("kt10006", "kt10008", "kt10009")),
    Round("ka10001", HIGHEST, ("kt10007", "kt10009")),
    Round("ka50100", LOWEST, ("kt50000", "kt50002", "kt50003")),
    Round("ka50100", HIGHEST, ("kt50001", "kt50003")),
)
LIMIT_ORDER: Final[Mapping[str, str]] = {"kt5": "00", "kt1": "0"}
"""The first letters of an operation to its code for a limit order."""

LOAN: Final[Mapping[str, str]] = {"crd_deal_tp": "99", "crd_loan_dt": ""}
"""The oldest loan there is, whatever the day of the contracts' examples."""


class Asker(Protocol):
    """Asks one operation; see ``probing.Prober``."""

    catalogue: Catalogue
    judge: Judge

    def answer(self, api_id: str, **values: str) -> dict[str, Any]:
        """The body of one judged reply."""


def send_orders(asker: Asker, selection: Selection, progress: Callable[[str], None]) -> None:
    """Every round was gone through whose operations are all chosen."""
    for round_ in ROUNDS:
        if all(step in selection for step in round_.steps):
            _go_round(asker, round_, progress)


def _go_round(asker: Asker, round_: Round, progress: Callable[[str], None]) -> None:
    price, number = price_of(asker, round_.quote, round_.price), ""
    for index, step in enumerate(round_.steps):
        progress(step)
        if not price or (index and not number):
            reason = "there is no order of ours to change" if price else "no price was told"
            asker.judge.note(step, Outcome.SKIPPED, reason)
            continue
        names = {field.name for field in asker.catalogue.operations[step].request}
        limit = LIMIT_ORDER[step[:3]]
        ours = {"ord_uv": price, "mdfy_uv": price, "trde_tp": limit, "orig_ord_no": number, **LOAN}
        body = asker.answer(step, **{name: text for name, text in ours.items() if name in names})
        told = body.get("ord_no") if body.get("return_code") == 0 else None
        if isinstance(told, str) and told:
            number = told


def price_of(asker: Asker, quote: str, word: str) -> str:
    """A price of a quote, as a text; empty when it is not told."""
    body = asker.answer(quote)
    number = values_of(asker.catalogue.operations[quote], View(quote, "", {}, {}), body).get(word)
    return str(number) if number else ""
