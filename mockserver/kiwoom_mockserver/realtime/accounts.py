"""Entries of the account's own types: 00 for every notice, and 04 after each fill."""

from collections.abc import Iterator, Sequence
from typing import Final

from kiwoom_mockserver.settings import Settings
from kiwoom_mockserver.spec.model import Catalogue
from kiwoom_mockserver.vocabulary.accounts.notices import notice_rows
from kiwoom_mockserver.vocabulary.filling import fill
from kiwoom_mockserver.wire.body import Record, member
from kiwoom_mockserver.world.accounts import Account
from kiwoom_mockserver.world.notices import News, Notice
from kiwoom_mockserver.world.world import World

ORDERS: Final = "00"
HOLDINGS: Final = "04"


class AccountEncoder:
    """Writes what an account is told."""

    def __init__(self, settings: Settings, catalogue: Catalogue, world: World) -> None:
        self._world = world
        paper = settings.profile == "paper"
        self._flat = settings.ws_holdings == "flat"
        self._specs = {name: catalogue.realtime[name] for name in (ORDERS, HOLDINGS)}
        self._fields = {
            name: [field for field in spec.fields if field.sent]
            for name, spec in self._specs.items()
        }
        self._records = {
            name: Record(fields, settings.seed, paper=paper)
            for name, fields in self._fields.items()
        }

    def entries(self, account: Account, notices: Sequence[Notice]) -> list[tuple[str, bytes]]:
        """Type and bytes of each entry, in the order in which they are sent."""
        found = []
        for notice in notices:
            found.append((ORDERS, self._entry(ORDERS, account, notice)))
            if notice.news is News.FILLED:
                found.append((HOLDINGS, self._entry(HOLDINGS, account, notice)))
        return found

    def _entry(self, type_: str, account: Account, notice: Notice) -> bytes:
        rows, spec = notice_rows(self._world, account, [notice]), self._specs[type_]
        columns = fill(self._fields[type_], rows)
        record = self._records[type_]
        known = record.write({name: column[0] for name, column in columns.items()})
        values = record.complete(known, _none(), blank=True)
        code = rows.rows[0].issue.code
        tail = (member("type", type_), member("name", spec.name), member("item", code))
        if self._flat and type_ == HOLDINGS:
            return b"{%b,%b}" % (values[1:-1], b",".join(tail))
        return b'{"values":%b,%b}' % (values, b",".join(tail))


def _none() -> Iterator[int]:
    while True:
        yield 0
