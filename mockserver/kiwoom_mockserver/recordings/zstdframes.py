"""Zstandard frames in a file: where they begin and end, without unpacking, and unpacked in bounds.

A frame is walked by its block headers (RFC 8878, 3.1.1), so a file without an index, or with a
damaged part, can be read from any frame on. Sizes that a file claims are checked before memory is
taken for them.
"""

from typing import BinaryIO, Final, NamedTuple

import zstandard

MAGIC: Final = b"\x28\xb5\x2f\xfd"

MAX_CONTENT: Final = 32 * 1024 * 1024
"""Bytes one frame may unpack to."""

MAX_BLOCKS: Final = 4096
"""Blocks one frame may have: more than ``MAX_CONTENT`` needs, few enough to be walked."""

_MAX_WINDOW: Final = 1 << 27
_LARGEST_BLOCK: Final = 128 * 1024
_CACHE: Final = 256 * 1024


class FrameError(Exception):
    """No frame can be read here; ``torn`` when the file ends inside of it."""

    def __init__(self, reason: str, *, torn: bool = False) -> None:
        super().__init__(reason)
        self.torn = torn


class Extent(NamedTuple):
    """A frame's place; ``content`` is the unpacked size, or None where the frame leaves it out."""

    offset: int
    length: int
    content: int | None
    is_skippable: bool


class Source:
    """Bytes of a file at any offset, a part of them kept at hand."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)
        self._start = 0
        self._kept = b""

    def at(self, offset: int, length: int) -> bytes:
        """``length`` bytes from ``offset`` on, fewer at the end of the file."""
        begin = offset - self._start
        if begin < 0 or begin + length > len(self._kept):
            self._file.seek(offset)
            self._kept = self._file.read(max(length, _CACHE))
            self._start, begin = offset, 0
        return self._kept[begin : begin + length]

    def find(self, text: bytes, offset: int) -> int:
        """Where ``text`` stands next at or behind ``offset``; -1 when nowhere."""
        while offset + len(text) <= self.size:
            part = self.at(offset, _CACHE)
            found = part.find(text)
            if found >= 0:
                return offset + found
            offset += max(len(part) - len(text) + 1, 1)
        return -1


def measure(source: Source, offset: int) -> Extent:
    """The frame that begins at ``offset``; raises FrameError when none does, or only a part."""
    head = _exactly(source, offset, 4)
    if head[0] & 0xF0 == 0x50 and head[1:] == b"\x2a\x4d\x18":
        length = 8 + int.from_bytes(_exactly(source, offset + 4, 4), "little")
        if offset + length > source.size:
            raise FrameError("a skippable frame is cut off", torn=True)
        return Extent(offset, length, 0, True)
    if head != MAGIC:
        raise FrameError("no frame begins here")
    position, content, checksum = _header(source, offset + 4)
    for _ in range(MAX_BLOCKS):
        block = int.from_bytes(_exactly(source, position, 3), "little")
        kind, size = block >> 1 & 3, block >> 3
        if kind == 3 or size > _LARGEST_BLOCK:
            raise FrameError("a block header makes no sense")
        position += 3 + (1 if kind == 1 else size)
        if block & 1:
            break
    else:
        raise FrameError(f"a frame has more than {MAX_BLOCKS} blocks")
    position += 4 * checksum
    if position > source.size:
        raise FrameError("a frame is cut off", torn=True)
    if content is not None and content > MAX_CONTENT:
        raise FrameError(f"a frame says it holds {content} bytes, more than {MAX_CONTENT}")
    return Extent(offset, position - offset, content, False)


def unpack(source: Source, extent: Extent) -> bytes:
    """The content of a frame, at most ``MAX_CONTENT`` bytes; raises FrameError when damaged."""
    packed = source.at(extent.offset, extent.length)
    try:
        decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        return decompressor.decompress(packed, max_output_size=extent.content or MAX_CONTENT)
    except (zstandard.ZstdError, MemoryError) as error:
        raise FrameError(f"a frame cannot be unpacked: {error}") from None


def _header(source: Source, position: int) -> tuple[int, int | None, bool]:
    """Where the first block begins, the content's size if told, and whether a checksum follows."""
    (descriptor,) = _exactly(source, position, 1)
    if descriptor & 0x08:
        raise FrameError("a frame header has a reserved bit")
    single = bool(descriptor & 0x20)
    position += 1 + (not single) + (0, 1, 2, 4)[descriptor & 3]
    width = (1 if single else 0, 2, 4, 8)[descriptor >> 6]
    content = None
    if width:
        content = int.from_bytes(_exactly(source, position, width), "little")
        content += 256 * (width == 2)
    return position + width, content, bool(descriptor & 0x04)


def _exactly(source: Source, offset: int, length: int) -> bytes:
    found = source.at(offset, length)
    if len(found) < length:
        raise FrameError("the file ends inside a frame", torn=True)
    return found
