"""What an agent writes to its hook's standard input, read as generously as it is bounded.

Agents send byte order marks, UTF-16, raw control characters inside strings, camelCase or snake_case, nested JSON as a string,
null where a text belongs. All of that is read; what is no JSON object is a :class:`PayloadError`, whose text quotes nothing.
"""

from __future__ import annotations

import codecs
import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

LARGEST = 64 << 20  # bytes: an agent may send a file twice, before and after, and a patch of it
_SAMPLE = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECODER = json.JSONDecoder(strict=False)  # control characters in strings pass


class PayloadError(Exception):
    """Standard input holds no event. The text says why, in our words alone."""


class Fields:
    """A JSON object of unknown shape, asked by name: a value of another type is no value, a name is known in both cases."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        """Whether exactly this key is there, whatever its value."""
        return name in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def named(self, event: str) -> Fields:
        """The same fields, with a name for the event."""
        return Fields({**self._values, "hook_event_name": event})

    def text(self, *names: str) -> str:
        """The first of these fields that is a text, and not empty; or ""."""
        return next((value for value in self._all(names) if isinstance(value, str) and value), "")

    def maybe(self, *names: str) -> str | None:
        """The first of these fields that is a text, be it empty; or None."""
        return next((value for value in self._all(names) if isinstance(value, str)), None)

    def flag(self, *names: str) -> bool:
        """Whether any of these fields is true."""
        return any(value is True for value in self._all(names))

    def number(self, *names: str) -> float | None:
        """The first of these fields that is a number, or None."""
        return next((float(value) for value in self._all(names) if isinstance(value, int | float)), None)

    def table(self, *names: str) -> Fields:
        """The first of these fields that is an object, or a text that holds one; or one without fields."""
        for value in self._all(names):
            if isinstance(value, dict):
                return Fields(value)
            if isinstance(value, str) and value.lstrip()[:1] == "{":
                try:
                    return Fields(_object(value))
                except PayloadError:
                    continue
        return Fields({})

    def tables(self, *names: str) -> tuple[Fields, ...]:
        """The objects in the first of these fields that is an array."""
        for value in self._all(names):
            if isinstance(value, list):
                return tuple(Fields(each) for each in value if isinstance(each, dict))
        return ()

    def texts(self, *names: str) -> tuple[str, ...]:
        """The texts in the first of these fields that is an array."""
        for value in self._all(names):
            if isinstance(value, list):
                return tuple(each for each in value if isinstance(each, str))
        return ()

    def _all(self, names: tuple[str, ...]) -> Iterator[Any]:
        for name in names:
            for spelling in (name, _camel(name)):
                if spelling in self._values:
                    yield self._values[spelling]


def read(stream: BinaryIO) -> Fields:
    """The event on a stream; :class:`PayloadError` if there is none, or too much of it."""
    return parse(stream.read(LARGEST + 1))


def parse(data: bytes) -> Fields:
    """The event in these bytes. What follows the object is ignored, as is whatever stands before its brace."""
    if len(data) > LARGEST:
        raise PayloadError(f"more than {LARGEST:,} bytes")
    text = _decode(data).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise PayloadError("nothing on standard input")
    return Fields(_object(text))


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace" if "16" in encoding else "surrogateescape")
    sample = data[:_SAMPLE]
    if len(sample) > 1 and sample[1::2].count(0) > len(sample) // 4:
        return data.decode("utf-16-le", "replace")
    if len(sample) > 1 and sample[0::2].count(0) > len(sample) // 4:
        return data.decode("utf-16-be", "replace")
    return data.decode("utf-8", "surrogateescape")  # a path may hold any byte


def _object(text: str) -> dict[str, Any]:
    try:
        value, _ = _DECODER.raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        raise PayloadError("no JSON") from None
    if not isinstance(value, dict):
        raise PayloadError("JSON, but no object")
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
