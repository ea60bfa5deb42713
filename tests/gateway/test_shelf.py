"""Members are kept over all fields together, and forgetting them changes nothing."""

import pytest

from kiwoom_mockserver.spec.load import load_catalogue
from kiwoom_mockserver.wire import body
from kiwoom_mockserver.wire.body import Record, Shelf


def test_a_full_shelf_is_emptied_over_all_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "KEPT_MEMBERS", 10)
    spec = load_catalogue().operations["ka10001"]
    shelf = Shelf()
    first, second = (Record(spec.response, 1, paper=False, shelf=shelf) for _ in range(2))
    once = [first.write({"cur_prc": price}) for price in range(1_000, 1_008)]
    assert shelf.kept == 8
    second.write_columns({"cur_prc": range(2_000, 2_025)})
    assert 0 < shelf.kept <= 10
    assert [first.write({"cur_prc": price}) for price in range(1_000, 1_008)] == once
