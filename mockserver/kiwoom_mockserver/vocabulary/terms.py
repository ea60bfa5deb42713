"""In what terms a request wants its figures: shares or money, bought or sold, by whom, in units.

The same choice has another field and another code in every operation; the manual's words for the
codes say what they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kiwoom_mockserver.vocabulary.calls import Call
from kiwoom_mockserver.world.flows.tally import FOREIGN_MEMBERS, Party
from kiwoom_mockserver.world.members import find_member, members

PARTIES: Final[Mapping[str, Party]] = {
    "개인": "individual", "외국인": "foreign", "기관계": "institution", "금융투자": "securities",
    "보험": "insurance", "투신": "trust", "기타금융": "other-finance", "은행": "bank",
    "연기금": "pension", "사모펀드": "private-fund", "국가": "state",
    "기타법인": "other-corporation", "외국계": FOREIGN_MEMBERS,
}  # fmt: skip
"""Parties by the manual's names."""

_PARTY_FIELDS: Final = ("invsr_tp", "invsr", "orgn_tp")
_MEMBER_FIELDS: Final = ("mmcm_cd", "isscomp_cd")
_MONEY_FIELDS: Final = ("amt_qty_tp", "indc_tp", "sort_tp", "sort_cnd")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the figures of an answer are of."""

    money: bool = False
    side: Literal["net", "buy", "sell"] = "net"
    share_unit: int = 1
    party: Party | None = None
    """Whose trades are asked for, where the request names one."""
    sold_on_credit: bool = False
    """Whether credit is that of sellers, 대주, rather than of buyers, 융자."""


def terms_of(call: Call) -> Terms:
    """The terms a request names; net purchases in shares where it names none."""
    money = [meaning(call, name) for name in _MONEY_FIELDS]
    traded = meaning(call, "trde_tp")
    return Terms(
        money=any(text.startswith("금액") for text in money),
        side="buy" if traded == "매수" else "sell" if traded == "매도" else "net",
        share_unit=1_000 if call.values.get("unit_tp") == "1000" else 1,
        party=_party(call),
        sold_on_credit=meaning(call, "qry_tp") == "대주",
    )


def meaning(call: Call, name: str) -> str:
    """What the code sent for a field means in the manual, blanks aside; empty where unknown."""
    code = call.values.get(name, "")
    properties = call.operation.request_schema["properties"]
    codes = properties.get(name, {}).get("x-codes", {})
    return str(codes.get(code, "")).replace(" ", "")


def _party(call: Call) -> Party | None:
    for name in _PARTY_FIELDS:
        found = PARTIES.get(meaning(call, name))
        if found is not None:
            return found
    for name in _MEMBER_FIELDS:
        if name in call.values:
            return member_place(call.values[name])
    return None


def member_place(code: str) -> int | None:
    """Where in ``members()`` the firm with a code stands; None when there is none."""
    found = find_member(code)
    return None if found is None else members().index(found)
