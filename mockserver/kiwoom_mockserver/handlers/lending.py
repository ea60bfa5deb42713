"""What may be bought on credit."""

from typing import Final

import numpy as np

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft
from kiwoom_mockserver.vocabulary.accounts.rows import Rows, Words
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.vocabulary.issues import Issues
from kiwoom_mockserver.world.credit import credit_terms
from kiwoom_mockserver.world.instruments import Instrument

_BOARDS: Final = {"1": "KOSPI", "0": "KOSDAQ"}
_EVERY: Final = ("", "%")

_WORDS: Words[Instrument] = {
    "credit-deposit": lambda one: f"{credit_terms().deposits[one.credit_group]}%",
    "credit-limit-passed": lambda one: "N",
}
"""What credit asks of an issue; the firm's own limit is never reached."""


def lendable(call: Call, settings: Settings) -> Draft:
    """A page of the issues of a credit group and board that may be bought on credit."""
    (table,) = call.operation.tables
    paging = call.operation.paging
    assert paging is not None, "there are more than a reply holds"
    group, board = call.values.get("crd_stk_grde_tp", ""), call.values.get("mrkt_deal_tp", "%")
    asked, deposits = call.code, credit_terms().deposits
    held = call.world.instruments.all
    found = [
        place
        for place, one in enumerate(held)
        if one.credit_group in deposits
        and (group in _EVERY or one.credit_group == group)
        and one.board == _BOARDS.get(board, one.board)
        and asked in ("", one.code)
        and one.listed_on(call.instant.date)
    ]
    page = found[call.first : call.first + paging.size]
    columns = {
        **fill(table.children, Issues(call.world, np.array(page, dtype=np.int64), call.instant)),
        **fill(table.children, Rows([held[place] for place in page], _WORDS)),
    }
    return Draft(
        values={"crd_loan_able": "Y" if found else "N"},
        tables={table.name: columns},
        rows={table.name: len(page)},
        more=call.first + len(page) < len(found),
    )
