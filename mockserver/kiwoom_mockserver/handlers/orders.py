"""Orders: numbered and acknowledged. They do not live yet: nothing is matched or kept."""

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.formats import Value
from kiwoom_mockserver.vocabulary import Call, Draft

EXCHANGES = frozenset({"KRX", "NXT", "SOR"})

ALL = 0
"""The quantity that means all that is left."""


def acknowledge(call: Call, settings: Settings) -> Draft:
    """The order has a number of its own; amending and cancelling name the order they change."""
    values: dict[str, Value] = {}
    if call.sandbox is not None:
        values["ord_no"] = call.sandbox.next_order_number()
    original = call.values.get("orig_ord_no")
    for spec in call.operation.response:
        if spec.name == "base_orig_ord_no" and original and spec.format.accepts(original):
            values[spec.name] = original
        elif spec.name in {"mdfy_qty", "cncl_qty"}:
            text = call.values.get(spec.name, "")
            values[spec.name] = int(text) if text.isdecimal() and len(text) <= 12 else ALL
        elif spec.name == "dmst_stex_tp":
            text = call.values.get(spec.name, "")
            values[spec.name] = text if text in EXCHANGES else "KRX"
    return Draft(values)
