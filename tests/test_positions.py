"""Every key's line, held against documents whose every value *is* its line number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tomli
from hypothesis import given
from hypothesis import strategies as st

from aigate.positions import Path, line_of, positions

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = st.sampled_from(["a", "b-c", "1", "dotted.key", "with space", 'quo"te', "#hash", "[x]", "é", "=", "\t"])
TREES = st.recursive(
    st.none() | st.integers(0, 3).map(lambda count: [None] * count),
    lambda inner: (
        st.dictionaries(KEYS, inner, max_size=4) | st.lists(st.dictionaries(KEYS, inner, max_size=3), max_size=3)
    ),
    max_leaves=12,
)
NOISE = st.lists(st.sampled_from(["", "# [no.table]", "   # k = 1", '\t# """', "# '''"]), min_size=1, max_size=3)


class Writer:
    """Writes a tree as TOML in styles that Hypothesis draws; each leaf's value is the line it stands in."""

    def __init__(self, draw: st.DataObject) -> None:
        self.data = draw
        self.text = ""
        self.serial = 0

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def pick(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def key(self, key: str) -> str:
        if key.replace("-", "").isascii() and key.replace("-", "").isalnum() and self.pick("bare", "quoted") == "bare":
            return key
        if '"' not in key and self.pick("literal", "basic") == "literal":
            return f"'{key}'"
        return '"' + key.replace('"', '\\"').replace("\t", "\\t").replace("é", self.pick("é", "\\u00e9")) + '"'

    def dotted(self, path: Path) -> str:
        return self.pick(".", " . ").join(self.key(str(part)) for part in path if isinstance(part, str))

    def noise(self) -> None:
        self.serial += 1
        self.text += self.pick(
            "", "\n".join([*self.data.draw(NOISE), ""]), f'noise{self.serial} = """\n[x]\na = 1"""""\n'
        )

    def table(self, path: Path, tree: dict[str, object]) -> None:
        later: list[tuple[Path, object]] = []
        self.noise()
        for key, value in tree.items():
            nested = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
            if nested and self.pick("header", "inline") == "header":
                later.append(((*path, key), value))
            elif isinstance(value, dict) and value and self.pick("dotted", "inline") == "dotted":
                for below, inner in value.items():
                    self.assign((key, below), inner)
            else:
                self.assign((key,), value)
        for below, value in later:
            for each in value if isinstance(value, list) else [value]:
                marks = ("[[", "]]") if isinstance(value, list) else ("[", "]")
                self.text += f"{self.pick('', '  ')}{marks[0]}{self.dotted(below)}{marks[1]}{self.pick('', ' # ]')}\n"
                assert isinstance(each, dict)
                self.table(below, each)

    def assign(self, path: Path, value: object) -> None:
        self.text += f"{self.dotted(path)}{self.pick(' = ', '=')}"
        self.value(value)
        self.text += self.pick("\n", " # trailing [\n", "\r\n")

    def value(self, value: object) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for at, (key, inner) in enumerate(value.items()):
                self.text += f"{', ' if at else ''}{self.key(key)} = "
                self.value(inner)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for inner in value:
                self.text += self.pick("", "\n", "\n# ] ,\n", " ")
                self.value(inner)
                self.text += self.pick(",", "\n,", ", # ,\n")
            self.text += "]"
        else:
            self.text += self.pick("{}", "'''\n{}'''", '"{}"', '"""{}\n\\""""""').format(self.line)


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, int]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, (*path, at))
    elif not (isinstance(value, str) and value.startswith("[x]")):
        yield path, int(str(value).strip().removesuffix('""').removesuffix('"').strip())


@given(st.dictionaries(KEYS, TREES, max_size=5), st.data())
def test_every_leaf_is_found_in_its_line(tree: dict[str, object], data: st.DataObject) -> None:
    writer = Writer(data)
    writer.table((), tree)
    found = positions(writer.text)
    for path, line in leaves(tomli.loads(writer.text)):
        assert found[path] == line, f"{path} in:\n{writer.text}"


@given(st.text())
def test_text_that_is_no_toml_only_has_to_end(text: str) -> None:
    try:
        tomli.loads(text)
    except (ValueError, RecursionError):
        return
    assert positions(text)[()] == 1


def test_tables_are_found_at_their_headers_and_their_parents_where_they_first_appear() -> None:
    found = positions("x = 1\n\n[a.b]\n[[a.c]]\n[[a.c]]\n  [a.c.d]\n")
    assert {path: found[path] for path in [("a",), ("a", "b"), ("a", "c", 0), ("a", "c", 1), ("a", "c", 1, "d")]} == {
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "c", 0): 4,
        ("a", "c", 1): 5,
        ("a", "c", 1, "d"): 6,
    }


def test_a_path_that_is_not_there_is_told_at_its_nearest_parent() -> None:
    found = positions("\n[a]\nb = 1\n")
    assert line_of(found, ("a", "missing", 3)) == 2
    assert line_of(found, ("elsewhere",)) == 1
