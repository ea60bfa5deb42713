"""Schemas of the socket frames that no contract file describes: they carry no business data.

Shapes as seen live in 2025 and 2026. Accepted replies have ``return_code`` 0; a refusal has another
one and need not name the frame it refuses. The order of properties is the order on the wire.
"""

from collections.abc import Mapping
from typing import Any, Final

from kiwoom_mockserver.spec.model import RealtimeSpec

Schema = dict[str, Any]

REAL_KEYS: Final = ("data", "trnm")
ENTRY_KEYS: Final = ("values", "type", "name", "item")
MAX_ENTRIES: Final = 4
"""Most entries seen in one REAL frame (live, July 2026)."""


def _text(title: str, **more: Any) -> Schema:
    return {"type": "string", "title": title, **more}


def _object(title: str, properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "title": title,
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
    }


def _trnm(name: str) -> Schema:
    return _text("서비스명", const=name)


def _reply(trnm: str, title: str, **more: Schema) -> Schema:
    properties = {
        "trnm": _trnm(trnm),
        "return_code": {"type": "integer", "title": "결과코드", "const": 0},
        "return_msg": _text("결과메시지"),
        **more,
    }
    return _object(title, properties)


def _registration(trnm: str, title: str, types: tuple[str, ...]) -> Schema:
    entry = _object(
        "등록 항목",
        {
            "item": {
                "type": "array",
                "title": "실시간 등록 요소",
                "description": "codes; empty, or one empty text, where the type needs none",
                "items": {"type": "string"},
            },
            "type": {
                "type": "array",
                "title": "실시간 항목",
                "items": {"type": "string", "enum": list(types)},
                "minItems": 1,
            },
        },
    )
    properties: dict[str, Any] = {"trnm": _trnm(trnm), "grp_no": _text("그룹번호", examples=["1"])}
    if trnm == "REG":
        properties["refresh"] = _text(
            "기존등록유지여부",
            description="0: earlier registrations of the group end, 1: they stay",
            enum=["0", "1"],
        )
    properties["data"] = {"type": "array", "title": "실시간 등록 리스트", "items": entry}
    return _object(title, properties)


def control_frames(types: tuple[str, ...]) -> dict[str, Schema]:
    """Message name to payload schema; ``types`` are the realtime types that can be registered."""
    return {
        "LOGIN": _object(
            "로그인 요청",
            {"trnm": _trnm("LOGIN"), "token": _text("접근토큰", minLength=1)},
        ),
        "LOGIN.reply": _reply("LOGIN", "로그인 응답", sor_yn=_text("SOR 여부", examples=["Y"])),
        "REG": _registration("REG", "실시간 등록 요청", types),
        "REG.reply": _reply("REG", "실시간 등록 응답"),
        "REMOVE": _registration("REMOVE", "실시간 해지 요청", types),
        "REMOVE.reply": _reply("REMOVE", "실시간 해지 응답"),
        "PING": _object("연결유지", {"trnm": _trnm("PING")}),
        "SYSTEM": _object(
            "시스템 알림",
            {
                "trnm": _trnm("SYSTEM"),
                "code": _text("코드", examples=["R10001", "R10002", "R10004"]),
                "message": _text("메시지"),
            },
        ),
        "REFUSED": _object(
            "거절",
            {
                "trnm": _text("서비스명", description="of the refused frame; empty if it had none"),
                "seq": _text("조건검색식 일련번호", description="in answers to CNSRREQ"),
                "return_code": {"type": "integer", "title": "결과코드", "not": {"const": 0}},
                "return_msg": _text("결과메시지"),
            },
            optional=("seq",),
        ),
    }


def real_frame(kind: str, name: str, values: Mapping[str, Any]) -> Schema:
    """The payload of a REAL frame with entries of one type; ``values`` is their schema."""
    entry = _object(
        name,
        {
            "values": values,
            "type": _text("실시간항목", const=kind),
            "name": _text("실시간 항목명", const=name),
            "item": _text("실시간 등록 요소"),
        },
    )
    data = {
        "type": "array",
        "title": "실시간 데이터",
        "items": {**entry, "x-key-order": list(ENTRY_KEYS)},
        "minItems": 1,
        "maxItems": MAX_ENTRIES,
    }
    frame = _object(name, {"data": data, "trnm": _trnm("REAL")})
    return {**frame, "x-key-order": list(REAL_KEYS)}


def real_frame_of(spec: RealtimeSpec, values: Mapping[str, Any]) -> Schema:
    """The payload of a REAL frame of a documented type, FIDs in the order they are sent."""
    sent = [field.name for field in spec.fields if field.sent]
    return real_frame(spec.type, spec.name, {**values, "x-key-order": sent})


CONDITION_HIT: Final = real_frame(
    "02",
    "조건검색",
    {
        **_object(
            "조건검색 편입·이탈",
            {
                "841": _text("조건검색식 일련번호"),
                "9001": _text("종목코드"),
                "843": _text("삽입삭제 구분", enum=["I", "D"]),
                "20": _text("체결시간"),
                "907": _text("매도/수 구분"),
            },
        ),
        "x-key-order": ["841", "9001", "843", "20", "907"],
    },
)
"""What a watched condition sends: an issue entered (I) or left (D) it."""
