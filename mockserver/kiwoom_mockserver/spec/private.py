"""Fields whose values nobody else may see: keys, tokens, accounts, and who they belong to."""

from typing import Final

KEY_FIELDS: Final = (
    "appkey",
    "secretkey",
    "token",
    "access_token",
    "refresh_token",
    "authorization",
)
ACCOUNT_FIELDS: Final = ("acctno", "acnt_no", "acnt_print", "account_no", "9201")
NAME_FIELDS: Final = ("acnt_nm", "cust_nm", "user_nm", "user_id")
PLACE_FIELDS: Final = ("brch_nm", "dept_nm", "mngr_nm", "mngr_empno")
"""Who looks after the account; replaced in these fields only, as brokers are named like them."""

PRIVATE_FIELDS: Final = frozenset({*KEY_FIELDS, *ACCOUNT_FIELDS, *NAME_FIELDS, *PLACE_FIELDS})


def is_private(name: str) -> bool:
    """Whether the values of a field called ``name`` must not be shown."""
    return name.lower() in PRIVATE_FIELDS
