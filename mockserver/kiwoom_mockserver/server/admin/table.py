"""Every admin route, in the order of the documentation."""

from typing import Final

from starlette.responses import JSONResponse

from kiwoom_mockserver.server.admin import (
    accounts,
    clock,
    faults,
    feed,
    journal,
    replay,
    sessions,
    state,
)
from kiwoom_mockserver.server.admin.controls import Answer, Asked, Control, Room
from kiwoom_mockserver.server.admin.openapi import admin_openapi


def _document(room: Room, asked: Asked) -> Answer:
    return JSONResponse(admin_openapi(CONTROLS))


CONTROLS: Final = (
    *state.CONTROLS,
    *clock.CONTROLS,
    *feed.CONTROLS,
    *accounts.CONTROLS,
    *faults.CONTROLS,
    *journal.CONTROLS,
    *sessions.CONTROLS,
    *replay.CONTROLS,
    Control("GET", "/openapi.json", "These routes as an OpenAPI document", _document),
)
