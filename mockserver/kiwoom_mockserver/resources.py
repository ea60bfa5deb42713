"""Where the data folders are: inside an installed wheel, or at the root of a checkout."""

from pathlib import Path

from kiwoom_mockserver.errors import FakeError

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """The folder ``contracts`` or ``fixtures``: the bundled copy first, else the checkout's.

    Raises FakeError when neither is there.
    """
    for candidate in (_PACKAGE / "_bundled" / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise FakeError(
        f"the data folder {name!r} is neither in the package nor in the checkout; reinstall"
    )


def contracts() -> Path:
    """The folder of contract files."""
    return data_folder("contracts")


def session_folder(name: str) -> Path:
    """The folder of this path, or the bundled session of this name."""
    folder = Path(name)
    bundled = data_folder("fixtures") / "sessions" / name
    is_name = name.replace("-", "").isalnum()
    return bundled if is_name and bundled.is_dir() and not folder.exists() else folder


def world_file(name: str) -> Path:
    """The bundled world called ``name``; raises FakeError naming the worlds there are."""
    folder = data_folder("fixtures") / "worlds"
    path = folder / f"{name}.json"
    if name.isidentifier() and path.is_file():
        return path
    known = ", ".join(sorted(file.stem for file in folder.glob("*.json")))
    raise FakeError(f"no world is called {name!r}; there are: {known}")
