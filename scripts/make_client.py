#!/usr/bin/env python3
"""Print what the thin client knows of the contracts: `catalogue` as JSON or `operations` as types.

The client may not read the server's data folder, so it carries this extract. It is kept fresh by
`python3 scripts/dev.py generate`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / "contracts"

ENVELOPE = ("return_code", "return_msg")
MOMENTS = {"date": "datetime.date", "time": "datetime.time", "datetime": "datetime.datetime"}
"""Kind of a layout -> the Python type of its values, spelled so that no field can hide it."""

HEAD = '''\
# Made by scripts/make_client.py; run `python3 scripts/dev.py generate`.
"""The types of every operation: what it takes, and what ``Reply.values`` and ``rows`` give.

For type checkers and editors; nothing imports this module at run time. The comment behind a
field is its name in the manual. Every value is None where the server sends a blank.
"""

import datetime
from decimal import Decimal
from typing import Literal, Never, Protocol, TypedDict, overload

from kiwoom_thinclient.reply import AsyncReply, Reply
'''


def read(path: Path) -> dict[str, Any]:
    """One contract file."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


FORMATS = read(CONTRACTS / "formats.json")


def operations() -> Iterator[dict[str, Any]]:
    """The contract of every operation that is called with a token, by api-id."""
    files = sorted(CONTRACTS.glob("rest/*/*.json"), key=lambda path: path.name)
    for path in files:
        contract = read(path)
        if not contract["path"].startswith("/oauth2/"):
            yield contract


def realtime() -> Iterator[dict[str, Any]]:
    """The contract of every realtime type."""
    for path in sorted(CONTRACTS.glob("realtime/*.json")):
        contract = read(path)
        if contract["kind"] == "realtime":
            yield contract


def reading(schema: dict[str, Any]) -> str:
    """The format in which a field is read: the live one, or paper's where that is wider."""
    name: str = schema.get("x-format-paper") or schema.get("x-format", "text")
    name = "text" if name.endswith("|") else name
    scale = schema.get("x-scale")
    return f"{name}*{scale}" if scale else name


def fields(schema: dict[str, Any]) -> dict[str, str]:
    """Field -> format, of everything but tables and the envelope."""
    return {
        name: reading(spec)
        for name, spec in schema["properties"].items()
        if spec["type"] == "string" and name not in ENVELOPE
    }


def table(schema: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name and row schema of a reply's table; two blanks where it has none."""
    found = [(n, s["items"]) for n, s in schema["properties"].items() if s["type"] == "array"]
    if len(found) > 1:
        raise SystemExit(f"two tables in one reply: {', '.join(name for name, _ in found)}")
    return found[0] if found else ("", {})


def operation_entry(contract: dict[str, Any]) -> dict[str, Any]:
    """What the client has to know of one operation at run time."""
    request = contract["request"]
    name, rows = table(contract["response"])
    return {
        "title": contract["title"],
        "path": contract["path"],
        "request": {
            field: [spec["title"], reading(spec), field in request["required"]]
            for field, spec in request["properties"].items()
        },
        "fields": fields(contract["response"]),
        "table": name,
        "columns": fields(rows) if name else {},
    }


def catalogue() -> Iterator[str]:
    """The catalogue as JSON, one entry a line."""
    errors = read(CONTRACTS / "errors.json")["codes"]
    search = read(CONTRACTS / "realtime" / "ka10172.json")["response"]
    parts: dict[str, dict[str, Any]] = {
        "errors": {code: entry.get("class", 0) for code, entry in errors.items()},
        "operations": {one["id"]: operation_entry(one) for one in operations()},
        "realtime": {
            one["id"]: {"title": one["title"], "item": one["item"], "fields": fields(one["values"])}
            for one in realtime()
        },
        "search": fields(search["properties"]["data"]["items"]),
    }
    parts["formats"] = {form: format_entry(form) for form in sorted(used_formats(parts))}
    yield "{"
    for part, entries in parts.items():
        yield f'"{part}": {{'
        ends = ["," for _ in entries]
        ends[-1:] = [""]
        for (name, entry), end in zip(entries.items(), ends, strict=True):
            text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
            yield f"{json.dumps(name)}: {text}{end}"
        yield "}" if part == "formats" else "},"
    yield "}"


def used_formats(parts: dict[str, dict[str, Any]]) -> set[str]:
    """The formats that any request, reply, tick or search speaks of."""
    entries = [*parts["operations"].values(), *parts["realtime"].values()]
    used = {told[1] for entry in entries for told in entry.get("request", {}).values()}
    for entry in entries:
        used |= {*entry["fields"].values(), *entry.get("columns", {}).values()}
    return used | {*parts["search"].values(), "datetime"}  # that of a token's expiry


def format_entry(form: str) -> dict[str, Any]:
    """What the client has to know of a format: the kind of its values, and how to read them."""
    name, _, scale = form.partition("*")
    kind = value_type(form).removeprefix("datetime.")
    if kind in MOMENTS:
        layout = FORMATS["layouts"][name]
        return {"kind": kind, "layout": layout["layout"], "none": layout["sentinels"]}
    entry: dict[str, Any] = {"kind": kind}
    family = FORMATS["families"].get(family_of(name), {})
    if family.get("sign") == "direction":
        entry["magnitude"] = True
    return entry | ({"scale": int(scale)} if scale else {})


def family_of(name: str) -> str:
    """The family in a format's name."""
    return name.partition(":")[0].partition(".")[0]


def value_type(form: str) -> str:
    """The Python type of a value read in this format."""
    name, _, scale = form.partition("*")
    family = family_of(name)
    if family in FORMATS["families"]:
        exact = not scale and "." not in name and "free" not in FORMATS["families"][family]
        return "int" if exact else "Decimal"
    return MOMENTS.get(FORMATS["layouts"][name]["kind"], "str")


def argument_type(form: str) -> str:
    """What a request's field takes."""
    kind = value_type(form)
    return "str" if kind == "str" else f"{kind} | str"


def typed_dict(name: str, docstring: str, rows: list[tuple[str, str, str]]) -> Iterator[str]:
    """The lines of a TypedDict; ``rows`` are name, type and title."""
    yield "\n"
    if all(field.isidentifier() for field, _, _ in rows):
        yield f"class {name}(TypedDict):"
        yield f'    """{docstring}"""\n'
        yield from (f"    {field}: {kind}  # {title}" for field, kind, title in rows)
        return
    yield f"{name} = TypedDict("
    yield f'    "{name}",'
    yield "    {"
    yield from (f'        "{field}": {kind},  # {title}' for field, kind, title in rows)
    yield "    },"
    yield ")"
    yield f'"""{docstring}"""'


def columns(schema: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Name, type and title of every field that is a text on the wire."""
    properties = schema["properties"]
    return [
        (name, f"{value_type(form)} | None", properties[name]["title"])
        for name, form in fields(schema).items()
    ]


def types() -> Iterator[str]:
    """The module of types."""
    yield HEAD
    ids = [f'    "{one["id"]}",' for one in operations()]
    yield "OperationId = Literal["
    yield from ids
    yield "]"
    yield "RealtimeType = Literal["
    yield from (f'    "{one["id"]}",  # {one["title"]}' for one in realtime())
    yield "]"
    results: dict[str, str] = {}
    for one in operations():
        name, rows = one["id"].capitalize(), "Never"
        values = columns(one["response"])
        table_name, row = table(one["response"])
        if table_name:
            rows = f"{name}Row"
            yield from typed_dict(rows, f"A row of {one['id']}, {one['title']}.", columns(row))
            title = one["response"]["properties"][table_name]["title"]
            values.append((table_name, f"list[{rows}]", title))
        yield from typed_dict(name, f"The values of {one['id']}, {one['title']}.", values)
        results[one["id"]] = f"{name}, {rows}"
    for define, protocol, reply in (("", "Call", "Reply"), ("async ", "AsyncCall", "AsyncReply")):
        yield f"\n\nclass {protocol}(Protocol):"
        yield f'    """What ``call`` takes and gives, where the result is {reply}."""\n'
        for one in operations():
            yield "    @overload"
            result = f"{reply}[{results[one['id']]}]"
            yield f"    {define}def __call__({arguments(one)}) -> {result}: ..."


def arguments(contract: dict[str, Any]) -> str:
    """The parameters of one operation's call; what it does not need has a default."""
    request = contract["request"]
    shown = ["self", f'api_id: Literal["{contract["id"]}"]', "/"]
    shown += ["*"] if request["properties"] else []
    for name, spec in request["properties"].items():
        default = "" if name in request["required"] else " = ..."
        shown.append(f"{name}: {argument_type(reading(spec))}{default}")
    return ", ".join(shown)


PAGES = {"catalogue": catalogue, "operations": types}


def main(argv: list[str]) -> int:
    """Print one page; 2 when there is no such page."""
    if len(argv) != 1 or argv[0] not in PAGES:
        print(f"usage: make_client.py {'|'.join(PAGES)}", file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    for line in PAGES[argv[0]]():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
