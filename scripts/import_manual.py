"""Write contracts/rest and contracts/realtime from the facts of the manual and of live captures.

    python scripts/import_manual.py FACTS_FOLDER

FACTS_FOLDER holds spec/apis.json (the manual as data), captures/*.json (masked live replies and
frames) and observed.tsv (shapes of live values). Only facts are taken over. What people found out
by hand stays in contracts/: conduct.json, *words.json, and the ``patch``, ``evidence`` and
``shapes`` parts of corrections/*.json; this script reads those and rewrites only the parts it
makes itself.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from format_inference import infer
from kiwoom_mockserver.spec.formats import value_format

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / "contracts"
ENVELOPE = ("return_code", "return_msg")
FRAMES = ("ka10171", "ka10172", "ka10173", "ka10174")
Field = dict[str, Any]


def main(folder: Path) -> None:
    """Every contract file is written anew; corrections keep their hand-made parts."""
    manual = json.loads((folder / "spec" / "apis.json").read_text("utf-8"))
    importer = Importer(folder, manual)
    for operation in manual:
        for contract in importer.contracts(operation):
            write(importer.path(contract), contract)
    importer.write_corrections()
    print(f"{len(manual)} operations and types written below {CONTRACTS}")


def write(path: Path, value: Any) -> None:
    """``value`` stands at ``path`` as readable, stable JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", "utf-8")


class Importer:
    """One run: the manual, what was seen live, and what people know besides."""

    def __init__(self, folder: Path, manual: list[dict[str, Any]]) -> None:
        self.live = LiveTexts(folder)
        self.conduct = _load("conduct.json")
        words = {
            word: row
            for path in sorted(CONTRACTS.glob("*words.json"))
            for word, row in _load(path.name)["words"].items()
        }
        self.words = {label: word for word, row in words.items() for label in row["labels"]}
        self.word_fields = [
            (re.compile(place), word)
            for word, row in words.items()
            for place in row.get("fields", ())
        ]
        self.word_patterns = [
            (re.compile(pattern), word)
            for word, row in words.items()
            for pattern in row.get("patterns", ())
        ]
        self.corrections = {
            path.stem: json.loads(path.read_text("utf-8"))
            for path in sorted((CONTRACTS / "corrections").glob("*.json"))
        }
        self.refused: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.orders: dict[str, dict[str, list[str]]] = defaultdict(dict)
        self.votes = _label_votes(manual, self.live)

    def contracts(self, operation: dict[str, Any]) -> list[dict[str, Any]]:
        """The contract files of one entry of the manual, corrections applied."""
        if operation["transport"] == "rest":
            made = [self._operation(operation)]
        elif len(operation["id"]) == 2:
            made = [self._realtime(operation)]
        else:
            made = [self._frame(operation)]
        return [self._corrected(contract) for contract in made]

    def _corrected(self, contract: dict[str, Any]) -> dict[str, Any]:
        api_id = contract["id"]
        patched = merge_patch(contract, self.corrections.get(api_id, {}).get("patch", {}))
        for part in ("response", "values"):
            if part in patched:
                patched[part] = self._finished(api_id, (), patched[part])
        if patched["kind"] == "operation":  # patches may have put fields behind the envelope
            patched["response"] = self._enveloped(api_id, patched["response"])
        return patched

    def _finished(self, api_id: str, where: tuple[str, ...], schema: Field) -> Field:
        """Keys in wire order, all that is sent required; patches may have added or taken some."""
        if "properties" not in schema:
            return schema
        properties = {
            name: {**spec, "items": self._finished(api_id, (*where, name), spec["items"])}
            if "items" in spec and "properties" in spec["items"]
            else spec
            for name, spec in schema["properties"].items()
        }
        properties = self._in_live_order(api_id, where, properties)
        sent = [name for name, spec in properties.items() if spec.get("x-sent", True)]
        return {**schema, "properties": properties, "required": sent}

    @staticmethod
    def path(contract: dict[str, Any]) -> Path:
        """Where a contract's file lies."""
        if contract["kind"] == "operation":
            return (
                CONTRACTS / "rest" / contract["path"].rsplit("/", 1)[1] / f"{contract['id']}.json"
            )
        # Where upper and lower case are one, 0g and 0G would be one file.
        lower = "-lower" if contract["id"] in {"0g", "0u"} else ""
        return CONTRACTS / "realtime" / f"{contract['id']}{lower}.json"

    def _head(self, operation: dict[str, Any], kind: str, up: str) -> dict[str, Any]:
        seen = operation["id"] in self.live.seen
        return {
            "$schema": f"{up}/contract.schema.json",
            "kind": kind,
            "id": operation["id"],
            "title": operation["name"].strip(),
            "category": operation["category"],
            "editions": [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in operation["editions"]],
            "judgement": "observed" if seen else "documented",
        }

    def _operation(self, operation: dict[str, Any]) -> dict[str, Any]:
        api_id = operation["id"]
        head = self._head(operation, "operation", "../..")
        fields = [f for f in operation["response"] if f.get("name") not in ENVELOPE]
        response = self._object(api_id, fields, (), strict=True)
        response = self._enveloped(api_id, response)
        return {
            **head,
            "transport": "rest",
            "method": operation["method"],
            "path": operation["path"],
            **self._conduct(operation, response),
            "request": self._object(api_id, operation["request"], (), strict=False),
            "response": response,
        }

    def _enveloped(self, api_id: str, response: dict[str, Any]) -> dict[str, Any]:
        data = {n: spec for n, spec in response["properties"].items() if n not in ENVELOPE}
        envelope = {
            "return_code": {"type": "integer", "title": "결과코드"},
            "return_msg": {"type": "string", "title": "결과메시지"},
        }
        order = next(
            (row["order"] for row in self.conduct["key_order"] if api_id in row["operations"]),
            ["*", "return_code", "return_msg"],
        )
        merged = {**data, **envelope}
        rest = [name for name in merged if name not in order]
        names = [name for entry in order for name in (rest if entry == "*" else [entry])]
        properties = {name: merged[name] for name in names if name in merged}
        return {**response, "properties": properties, "required": list(properties)}

    def _conduct(self, operation: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        api_id = operation["id"]
        tables = [n for n, p in response["properties"].items() if p.get("type") == "array"]
        told: dict[str, Any] = {
            "paging": None,
            "unknown_code": _answer(self.conduct["unknown_code"], api_id)
            or ("empty" if tables else "blank"),
            "both_exchanges": _answer(self.conduct["both_exchanges"], api_id) or "both",
        }
        for kind, key in (("pages", "size"), ("single_pages", "rows")):
            for row in self.conduct[kind]:
                if api_id in row["operations"] and tables:
                    told["paging"] = {
                        "table": tables[-1] if api_id in {"kt00018", "kt00005"} else tables[0],
                        "size": row[key],
                        "continues": kind == "pages",
                        "judgement": row["judgement"],
                    }
        paper = next(
            (r["code"] for r in self.conduct["return_codes_on_paper"] if api_id in r["operations"]),
            None,
        )
        told["paper_error"] = paper
        told["krx_only_on_paper"] = api_id in self.conduct["krx_only_on_paper"]["operations"]
        told["exchange_prefix_refused"] = (
            api_id in self.conduct["exchange_prefix_refused"]["operations"]
        )
        manual_text = operation["return_msg_sample"] or "정상적으로 처리되었습니다"
        told["return_msg"] = {"live": manual_text, "paper": manual_text}
        for row in self.conduct["messages"]:
            if api_id in row["operations"]:
                told["return_msg"][row["profile"]] = row["text"]
        told["empty_msg"] = {
            row["profile"]: row["text"]
            for row in self.conduct["empty_messages"]
            if api_id in row["operations"]
        }
        return told

    def _realtime(self, operation: dict[str, Any]) -> dict[str, Any]:
        data = next(f for f in operation["response"] if f.get("name") == "data")
        values = next(f for f in data["children"] if f["name"] == "values")
        return {
            **self._head(operation, "realtime", ".."),
            "transport": "websocket",
            "path": operation["path"],
            "name": operation["name"].strip(),
            "item": _item_kind(operation["id"]),
            "values": self._object(operation["id"], values["children"], (), strict=True),
        }

    def _frame(self, operation: dict[str, Any]) -> dict[str, Any]:
        trnm = operation["request"][0]["samples"][0]
        named = [f for f in operation["response"] if "name" in f]
        return {
            **self._head(operation, "frame", ".."),
            "transport": "websocket",
            "path": operation["path"],
            "trnm": trnm,
            "request": self._object(operation["id"], operation["request"], (), strict=False),
            "response": _with_integer_code(self._object(operation["id"], named, (), strict=True)),
        }

    def _object(
        self, api_id: str, fields: list[Field], where: tuple[str, ...], *, strict: bool
    ) -> dict[str, Any]:
        properties = {
            f["name"]: self._property(api_id, f, (*where, f["name"]), strict=strict) for f in fields
        }
        required = [f["name"] for f in fields if f["required"]]
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        schema["required"] = list(properties) if strict else required
        schema["additionalProperties"] = not strict
        return schema

    def _in_live_order(
        self, api_id: str, where: tuple[str, ...], properties: dict[str, Any]
    ) -> dict[str, Any]:
        # Where the envelope stands is told by conduct.json: some captures were re-serialised.
        fixed = () if where or api_id in FRAMES else ENVELOPE
        live = self.live.order(api_id, where)
        order = [name for name in live if name in properties and name not in fixed]
        documented = [name for name in properties if name in order]
        if order == documented:
            return properties
        self.orders[api_id][".".join(where)] = order
        seen = iter(order)
        return {
            name: properties[name]
            for name in (next(seen) if n in documented else n for n in properties)
        }

    def _property(
        self, api_id: str, spec: Field, where: tuple[str, ...], *, strict: bool
    ) -> dict[str, Any]:
        if "children" in spec:
            items = self._object(api_id, spec.get("children", []), where, strict=strict)
            return {"type": "array", "title": spec["label"].strip(), "items": items}
        made: dict[str, Any] = {"type": "string", "title": spec["label"].strip()}
        if strict:
            self._value(api_id, spec, where, made)
        else:
            _request_value(spec, made)
            if spec["required"] and "" in spec.get("samples", []):
                self._note(api_id, where, [""], "a value: the field is required")
        return made

    def _value(self, api_id: str, spec: Field, where: tuple[str, ...], made: Field) -> None:
        live = self.live.texts(api_id, where)
        label = spec["label"].replace(" ", "")
        verdict = infer(spec, live, self.votes.get(label))
        form = value_format(verdict.format)
        if verdict.format != "text":
            made["pattern"] = form.schema()["pattern"]
        codes = _codes(spec)
        samples = [str(text) for text in spec.get("samples", [])]
        kept = [text for text in dict.fromkeys(samples) if text not in verdict.refused and text]
        if codes and all(not text or text in codes for text in live + kept):
            made["enum"] = ["", *codes]
        longest = max(map(len, live + kept), default=0)
        if length := spec.get("length"):
            # A code may carry the suffix of its exchange: 005930_AL.
            suffixed = {"stock-code": 9, "sector-code": 6}.get(verdict.format, 0)
            made["maxLength"] = max(length, longest, form.width, suffixed)
        if kept:
            made["examples"] = kept
        made["x-format"] = verdict.format
        if word := self._word(label, ".".join((api_id, *where))):
            made["x-word"] = word
        if "unit" in spec:
            made["x-unit"] = spec["unit"]
        if "scale" in spec:
            made["x-scale"] = spec["scale"]
        if codes:
            made["x-codes"] = codes
        if self.live.observed(api_id, where):
            made["x-observed"] = True
        self._note(api_id, where, verdict.refused, verdict.format)
        if spec.get("length") and longest > spec["length"]:
            for text in live + kept:
                if len(text) > spec["length"]:
                    self._note(api_id, where, [text], f"at most {spec['length']} long")
                    break

    def _word(self, label: str, place: str) -> str:
        for text, patterns in ((place, self.word_fields), (label, self.word_patterns)):
            for pattern, word in patterns:
                if match := pattern.fullmatch(text):
                    return word.replace("{1}", match[1]) if "{1}" in word else word
        return self.words.get(label, "")

    def _note(self, api_id: str, where: tuple[str, ...], texts: list[str], told: str) -> None:
        for text in dict.fromkeys(texts):
            self.refused[api_id].append({"field": ".".join(where), "text": text, "told": told})

    def write_corrections(self) -> None:
        """What this run found stands beside what people wrote."""
        for api_id in sorted({*self.corrections, *self.refused, *self.orders}):
            old = self.corrections.get(api_id, {})
            new: dict[str, Any] = {
                "$schema": "../contract.schema.json",
                "kind": "correction",
                "id": api_id,
            }
            new.update({key: old[key] for key in ("evidence", "patch", "shapes") if key in old})
            if self.refused[api_id]:
                new["samples"] = {
                    "evidence": "texts of the manual that do not fit what the manual, or live "
                    "traffic, says of their field; they are left out of the examples",
                    "texts": self.refused[api_id],
                }
            if self.orders[api_id]:
                new["key_order"] = {
                    "evidence": "order of keys in a live reply, which differs from the manual's",
                    "keys": self.orders[api_id],
                }
            if len(new) > 3:
                write(CONTRACTS / "corrections" / f"{api_id}.json", new)


class LiveTexts:
    """Every text seen live, by operation and place in the reply."""

    def __init__(self, folder: Path) -> None:
        self._texts: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
        self._orders: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self.seen: set[str] = set()
        for path in sorted((folder / "captures").glob("*.json")):
            api_id = path.stem.split("__")[0]
            self._collect(api_id, (), json.loads(path.read_text("utf-8")))
        rows = (folder / "observed.tsv").read_text("utf-8").splitlines()[1:]
        self._observed = {tuple(row.split("\t")[:2]) for row in rows}
        self.seen |= {api_id for api_id, _ in self._observed}

    def _collect(self, api_id: str, where: tuple[str, ...], value: Any) -> None:
        if isinstance(value, list):
            for row in value:
                self._collect(api_id, where, row)
        elif isinstance(value, dict):
            if value.get("trnm") == "REAL" or "values" in value:
                entries = value.get("data", []) if "data" in value else [value]
                for entry in entries:
                    self._collect(entry.get("type", api_id), (), entry.get("values", {}))
                return
            self._orders.setdefault((api_id, where), list(value))
            for key, inner in value.items():
                self._collect(api_id, (*where, key), inner)
        elif isinstance(value, str):
            self._texts[api_id, where].append(value)

    def texts(self, api_id: str, where: tuple[str, ...]) -> list[str]:
        """What the field held live, masked texts left out."""
        texts = self._texts.get((api_id, where), [])
        return [text for text in dict.fromkeys(texts) if "MASK" not in text]

    def order(self, api_id: str, where: tuple[str, ...]) -> list[str]:
        """Keys in the order of the first live reply; empty when none was seen."""
        return self._orders.get((api_id, where), [])

    def observed(self, api_id: str, where: tuple[str, ...]) -> bool:
        """Whether the field's shape is known from live traffic."""
        return (api_id, where[-1]) in self._observed


def _with_integer_code(schema: Field) -> Field:
    code = {"type": "integer", "title": "결과코드"}
    return {**schema, "properties": {**schema["properties"], "return_code": code}}


def _request_value(spec: Field, made: Field) -> None:
    codes = _codes(spec)
    samples = [str(text) for text in spec.get("samples", [])]
    closed = "업종코드" not in spec["label"]  # the manual lists some and refers to the others
    if codes and closed and all(not text or text in codes for text in samples):
        made["enum"] = list(codes) if spec["required"] else ["", *codes]
    if "length" in spec:
        made["maxLength"] = max(spec["length"], *(len(text) for text in samples), 0)
    made["x-format"] = _request_format(spec)
    pattern = value_format(made["x-format"].removesuffix("|")).pattern
    if made["x-format"].endswith("|"):
        pattern = rf"(?:{pattern})(?:\|(?:{pattern}))*"
    if made["x-format"] != "text" and all(re.fullmatch(pattern, text) for text in samples if text):
        made["pattern"] = f"^(?:{pattern})$" if spec["required"] else f"^(?:{pattern})?$"
    elif made["x-format"] != "text":
        made["x-format"] = "text"
    if spec["required"]:
        made["minLength"] = 1
    examples = [text for text in dict.fromkeys(samples) if text or not spec["required"]]
    if examples:
        made["examples"] = examples
    if "unit" in spec:
        made["x-unit"] = spec["unit"]
    if codes:
        made["x-codes"] = codes


def _request_format(spec: Field) -> str:
    known = {"stock-code": "stock-code", "date": "date", "stock-codes|": "stock-code|"}
    usual = "unsigned" if spec.get("unit") in {"원", "1주"} else "text"
    return known.get(spec.get("format", ""), usual)


def _codes(spec: Field) -> dict[str, str]:
    if spec.get("layout") in {"time-colon", "time6", "date8", "datetime14"}:
        return {}  # "HH:MM:SS" reads like a code and its meaning, but is none
    # "(09:00)" inside a meaning reads like a code 09 with the meaning "00)", but is none.
    return {
        code: _meaning(text or "")
        for code, text in spec.get("codes", {}).items()
        if not re.fullmatch(r"\d\d\)", text or "")
    }


def _meaning(text: str) -> str:
    """A meaning without what was torn off the next one, or left of a bracket."""
    text = text.strip(" /").removesuffix(" 나머지")
    if text.count("(") > text.count(")"):
        text = text.rpartition("(")[0] or text.strip("(")
    if text.count(")") > text.count("("):
        text = text.replace(")", "", 1)
    return text.strip(" /")


def _answer(rows: list[dict[str, Any]], api_id: str) -> str:
    """How an operation answers; empty where nothing is said of it."""
    return next((str(row["answer"]) for row in rows if api_id in row["operations"]), "")


def _item_kind(api_id: str) -> str:
    kinds = {"00": "account", "04": "account", "0J": "sector", "0U": "sector", "0s": "none"}
    kinds |= {"0I": "gold", "0G": "etf", "0m": "elw", "0u": "elw"}
    return kinds.get(api_id, "stock")


def _label_votes(manual: list[dict[str, Any]], live: LiveTexts) -> dict[str, str]:
    """The format most fields with the same label have, for fields nothing else is known of."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)

    def visit(api_id: str, fields: list[Field], where: tuple[str, ...]) -> None:
        for spec in fields:
            if "children" in spec:
                visit(api_id, spec["children"], (*where, spec["name"]))
            elif spec.get("type") == "string" and spec.get("samples"):
                verdict = infer(spec, live.texts(api_id, (*where, spec["name"])))
                votes[spec["label"].replace(" ", "")][verdict.format] += 1

    for operation in manual:
        visit(operation["id"], operation["response"], ())
    return {label: count.most_common(1)[0][0] for label, count in votes.items()}


def merge_patch(target: Any, patch: Any) -> Any:
    """RFC 7396: ``target`` with ``patch`` applied; null removes."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((CONTRACTS / name).read_text("utf-8"))
    return data


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/import_manual.py FACTS_FOLDER")
    main(Path(sys.argv[1]))
