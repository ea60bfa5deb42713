"""What the pages show: blocks of code, commands within the text, and tables of commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]

PAGES: Final = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    and "node_modules" not in path.parts
)
MANUAL: Final = [path for path in PAGES if path.name != "CHANGELOG.md"]
"""The pages that say how things are; the changelog says how they were."""

_BLOCK: Final = re.compile(r"^```(\w*)\n(.*?)^```$", re.S | re.M)
_WITHIN: Final = re.compile(r"`((?:kiwoom-mock|python3 scripts/dev\.py|curl|pytest) [^`\n]+)`")
_TABLE: Final = re.compile(
    r"^\| `(kiwoom-mock \w+)(?: \.\.\.)?` \|.*\n\|[-|]+\n((?:\|.*\n)+)", re.M
)
_ROUTE: Final = re.compile(r"`(GET|POST|DELETE) (/__admin[^` ]*)`")


class Scene(NamedTuple):
    """What somebody types one after the other, as a page shows it."""

    page: str
    number: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}-{self.number}"


def title(path: Path) -> str:
    """A page's path from the root, as a test's name."""
    return path.relative_to(ROOT).as_posix()


def blocks(language: str, *pages: Path) -> list[tuple[str, str]]:
    """Page and text of each block of a language."""
    return [
        (title(page), found[2])
        for page in pages or MANUAL
        for found in _BLOCK.finditer(page.read_text("utf-8"))
        if found[1] == language
    ]


def lines(text: str) -> tuple[str, ...]:
    """The commands of a block, each with the lines it goes on over, without remarks."""
    joined = re.sub(r"(\\|\|)\n\s*", lambda found: "" if found[1] == "\\" else "| ", text)
    bare = (re.sub(r"\s+#\s.*$", "", line).strip() for line in joined.splitlines())
    return tuple(line for line in bare if line)


def scenes() -> list[Scene]:
    """Every block for a shell, and every command within a text or a table, each once."""
    found: dict[tuple[str, ...], Scene] = {}
    for page in MANUAL:
        for number, told in enumerate(_told(page.read_text("utf-8"))):
            found.setdefault(told, Scene(title(page), number, told))
    return list(found.values())


def _told(text: str) -> Iterator[tuple[str, ...]]:
    for found in _BLOCK.finditer(text):
        if found[1] in ("sh", "console"):
            yield lines(found[2])
    rest = _BLOCK.sub("", text)
    for command in _WITHIN.findall(rest):
        yield (command,)
    for command, rows in _TABLE.findall(rest):
        for row in rows.splitlines():
            for shown in re.findall(r"`([^`]+)`", row.split(" | ")[0]):
                yield (f"{command} {shown}",)


def routes() -> set[tuple[str, str]]:
    """Method and path of every admin route that a text names."""
    return {found for page in MANUAL for found in _ROUTE.findall(page.read_text("utf-8"))}


def words(line: str) -> list[str]:
    """A command's words, as a shell splits them."""
    return shlex.split(line)
