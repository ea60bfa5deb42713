"""Faults and overrides: told, added, removed."""

from typing import Any, Final

from kiwoom_mockserver.errors import FakeError
from kiwoom_mockserver.faults.rules import RuleBook
from kiwoom_mockserver.faults.scenarios import bundled, load_scenario
from kiwoom_mockserver.server.admin.controls import (
    APPKEY,
    NAME,
    OK,
    Answer,
    Asked,
    Control,
    Do,
    MissingError,
    Room,
    Text,
    schema,
)

OVERRIDING: Final = ("set", "remove", "blank", "body", "status", "headers")
"""Effects that say what the answer is; an override has no others."""


def _scenarios(room: Room, asked: Asked) -> Answer:
    return {"scenarios": bundled()}


def _show(kind: str) -> Do:
    def do(room: Room, asked: Asked) -> Answer:
        return {"rules": _book(room, kind).shown()}

    return do


def _add(room: Room, asked: Asked) -> Answer:
    rows: list[Any] = [*asked.body.get("rules", [])]
    named = asked.body.get("scenario")
    if named is not None:
        if named not in bundled():
            raise FakeError(f"no scenario is called {named!r}; there are: {', '.join(bundled())}")
        rows += [
            {**row, "match": {**row.get("match", {}), **_whose(asked)}}
            for row in load_scenario(named)["rules"]
        ]
    return {**OK, "rules": room.gateway.faults.rules.add(rows)}


def _whose(asked: Asked) -> dict[str, str]:
    return {"appkey": asked.body["appkey"]} if "appkey" in asked.body else {}


def _override(room: Room, asked: Asked) -> Answer:
    for row in asked.body["rules"]:
        effects = row.get("effects", {})
        other = effects.keys() - set(OVERRIDING) if isinstance(effects, dict) else ()
        if other:
            told = f"an override has no {', '.join(sorted(other))}; that is a fault"
            raise FakeError(told)
    return {**OK, "rules": room.gateway.faults.overrides.add(asked.body["rules"])}


def _remove(kind: str) -> Do:
    def do(room: Room, asked: Asked) -> Answer:
        book, name = _book(room, kind), asked.query["name"]
        if name is None:
            book.clear(asked.query["appkey"])
        elif not book.remove(name):
            raise MissingError(f"no rule is called {name!r}")
        return OK

    return do


def _book(room: Room, kind: str) -> RuleBook:
    faults = room.gateway.faults
    return faults.rules if kind == "faults" else faults.overrides


_RULES: Final = {"type": "array", "maxItems": 1_000, "items": {"type": "object"}}
_WHICH: Final = {"name": Text(60), "appkey": Text()}

CONTROLS: Final = (
    Control("GET", "/scenarios", "The bundled scenarios of faults", _scenarios),
    Control("GET", "/faults", "The rules at work, and what each has counted", _show("faults")),
    Control(
        "POST",
        "/faults",
        "More rules are at work, or those of a bundled scenario, for one appkey alone if given",
        _add,
        body=schema(rules=_RULES, scenario=NAME, appkey=APPKEY),
    ),
    Control(
        "DELETE",
        "/faults",
        "The rule of this name, all rules for one appkey, or all rules are gone",
        _remove("faults"),
        query=_WHICH,
    ),
    Control("GET", "/overrides", "The overrides, and what each has counted", _show("overrides")),
    Control(
        "POST",
        "/overrides",
        "More overrides: rules whose effects say what the answer is, before any fault",
        _override,
        body=schema("rules", rules=_RULES),
    ),
    Control(
        "DELETE",
        "/overrides",
        "The override of this name, all for one appkey, or all are gone",
        _remove("overrides"),
        query=_WHICH,
    ),
)
