r"""Bytes to text, once for everybody who reads a blob: the sources of provenance and the scanners alike.

A gate may not shrug at an odd encoding, so whatever can be read as text is, and only what is not text at all comes back as
None, for the caller to list as not examined. What it deliberately does not do: honour encoding cookies, or normalise
line ends; line numbers count ``\n`` in what comes out.
"""

from __future__ import annotations

import codecs

# UTF-32's little-endian mark begins with UTF-16's, so it is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_ASCII = bytes(range(1, 0x80))
_PLAIN = bytes([*b"\t\n\f\r\b\x1b", *range(0x20, 0x7F)])
_CONTROLS = bytes(byte for byte in range(0x80) if byte not in _PLAIN)
_SAMPLE = 65_536  # bytes that the guesses look at
_MOSTLY = 0.85
_LONG = 40


def decode(data: bytes) -> tuple[str, str] | None:
    """Read data as text: the text without any byte order mark, and its encoding's name; None for what is not text.

    ``nul`` names 8-bit text that holds NUL bytes yet reads as text otherwise: compilers and shells differ on it, readers
    can still judge it.
    """
    return _decode_marked(data) or _decode_unmarked(data)


def _decode_unmarked(data: bytes) -> tuple[str, str] | None:
    if b"\0" not in data:
        return _decode_eight_bit(data)
    wide = _decode_wide(data)
    if wide:
        return wide
    if not _reads_as_text(data):
        return None
    read = _decode_eight_bit(data)
    return (read[0], "nul") if read else None


def _decode_marked(data: bytes) -> tuple[str, str] | None:
    """By byte order mark, unless what follows plainly is 8-bit text with a false mark before it."""
    for mark, name, codec in _MARKS:
        if not data.startswith(mark):
            continue
        rest = data[len(mark) :]
        if name == "utf-8-sig":
            read = _decode_unmarked(rest)
            return (read[0], name if read[1] == "utf-8" else read[1]) if read else None
        if _is_mismarked(rest):
            return None
        if "32" in name:
            try:
                return rest.decode(codec), name
            except UnicodeDecodeError:
                continue  # UTF-16 whose first character is a NUL
        return rest.decode(codec, "replace"), name
    return None


def _is_mismarked(rest: bytes) -> bool:
    """Whether this is ASCII behind a wide mark: half of wide Latin text is NULs, and no language fills pairs with ASCII."""
    return _share(rest, _ASCII) > _MOSTLY and (b"\n" in rest or len(rest) > _LONG)


def _decode_eight_bit(data: bytes) -> tuple[str, str] | None:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return (data.decode("latin-1"), "latin-1") if _share(data, _CONTROLS) < 1 - _MOSTLY else None


def _decode_wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a mark: in mostly Latin text nearly every NUL stands on the same side of each pair."""
    if len(data) % 2:
        return None
    sample = data[: _SAMPLE // 2 * 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    pairs = len(sample) // 2
    for name, filled, empty in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if filled > 0.4 * pairs and empty < 0.05 * pairs:
            try:
                read = data.decode(name)
            except UnicodeDecodeError:
                return None
            return (read, name) if read.strip() else None  # nothing but ends of lines tells of no encoding
    return None


def _reads_as_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _share(data, _PLAIN) > _MOSTLY
    return _share(data, _CONTROLS) < 1 - _MOSTLY


def _share(data: bytes, some: bytes) -> float:
    """How much of the data's beginning consists of ``some`` bytes."""
    sample = data[:_SAMPLE]
    return 1 - len(sample.translate(None, some)) / len(sample) if sample else 0.0
