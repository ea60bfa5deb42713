"""The caller's account."""

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.vocabulary import Call, Draft


def number(call: Call, settings: Settings) -> Draft:
    """The number of the account the appkey stands for: ten digits, stable."""
    return Draft({"acctNo": call.sandbox.account if call.sandbox else None})
