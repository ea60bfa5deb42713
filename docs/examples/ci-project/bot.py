"""A small bot: buys an issue below a price, at most once a day, whatever the network does."""

from kiwoom_thinclient import Client
from kiwoom_thinclient.errors import NoAnswerError


def price(client: Client, code: str) -> int:
    """The last price in won."""
    return client.call("ka10001", stk_cd=code).values()["cur_prc"] or 0


def has_ordered(client: Client, code: str) -> bool:
    """Whether an order for the issue was placed today, open or filled."""
    waiting = client.call("ka10075", all_stk_tp="1", trde_tp="0", stk_cd=code, stex_tp="0")
    filled = client.call("ka10076", stk_cd=code, qry_tp="1", sell_tp="0", stex_tp="0")
    return bool(list(waiting.rows()) + list(filled.rows()))


def buy_below(client: Client, code: str, limit: int, quantity: int) -> bool:
    """Whether there is an order for the issue now; it is placed when the price is below."""
    if has_ordered(client, code):
        return True
    if price(client, code) >= limit:
        return False
    try:
        client.call("kt10000", dmst_stex_tp="KRX", stk_cd=code, ord_qty=quantity, trde_tp="3")
    except NoAnswerError:
        # It may have arrived all the same; to send it again would buy twice.
        return has_ordered(client, code)
    return True
