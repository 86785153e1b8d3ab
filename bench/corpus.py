"""Python files as an application has them, from a seed: the same seed gives the same bytes on every machine.

The statements are put together from a vocabulary, so that names, strings, nesting and line lengths resemble what people
write: data classes, queries, parsers, retries, hand-written mappings, log lines, a few constants that look like hashes.
A few lines in a thousand hold something a scanner reports, as in real code; nothing here is a working credential.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

SEED = 20260101

NOUNS = "account booking cart customer delivery discount invoice item ledger order parcel payment price quote refund report shipment stock supplier ticket voucher".split()
VERBS = "apply archive cancel collect compare compute confirm export filter group load match merge parse publish reconcile render resolve schedule split store update validate".split()
FIELDS = "amount author balance city code country created currency deadline email height label language locale name note number owner phase quantity rate region status street total updated version weight width zone".split()
WORDS = "after again already because before between cannot closed current different during every expected first found given inside known last later left longer missing next nothing older open other outside partial previous ready right same second several single still such today until unknown without yet".split()
USED = "hashlib json logging pathlib re sqlite3".split()
MODULES = "argparse csv datetime decimal enum functools io itertools math os shutil statistics subprocess tempfile time urllib.parse uuid xml.etree.ElementTree zipfile".split()


class File(NamedTuple):
    """One generated file."""

    path: str
    text: str


def files(sizes: list[int], seed: int = SEED) -> list[File]:
    """One file a size, each of exactly so many lines."""
    random = Random(seed)  # reproducible on purpose
    return [
        File(f"src/shop/{_module(random)}_{number:03}.py", _file(random, size)) for number, size in enumerate(sizes)
    ]


def sizes(count: int, lines: int, *, largest: int = 0, seed: int = SEED) -> list[int]:
    """``count`` file sizes that add up to ``lines``; the first is ``largest`` if given, the others vary around their mean."""
    random = Random(seed)
    chosen = [largest] if largest else []
    while len(chosen) < count - 2:  # in pairs about the mean, so that the sum comes out
        mean = (lines - sum(chosen)) // (count - len(chosen))
        away = random.randint(0, mean // 2)
        chosen += [mean - away, mean + away]
    while len(chosen) < count:
        chosen.append((lines - sum(chosen)) // (count - len(chosen)))
    return chosen


def _module(random: Random) -> str:
    return f"{random.choice(NOUNS)}_{random.choice(VERBS)}"


def _file(random: Random, size: int) -> str:
    lines = _head(random)
    while True:
        block = ["", "", *random.choice(BLOCKS)(random)]
        if len(lines) + len(block) > size:
            break
        lines += block
    lines += [f"# {_sentence(random)}" for _ in range(size - len(lines))]
    return "\n".join(lines) + "\n"


def _head(random: Random) -> list[str]:
    imports = sorted(f"import {name}" for name in {*USED, *random.sample(MODULES, random.randint(1, 5))})
    return [
        f'"""{_sentence(random)}"""',
        "",
        "from __future__ import annotations",
        "",
        *imports,
        "from dataclasses import dataclass, field",
        "",
        "log = logging.getLogger(__name__)",
        f"{random.choice(FIELDS).upper()}_LIMIT = {random.randint(2, 5000)}",
        *(
            [f'{random.choice(NOUNS).upper()}_DIGEST = "{random.getrandbits(160):040x}"']
            if random.random() < 0.25
            else []
        ),
    ]


def _sentence(random: Random) -> str:
    words = [*random.choices(WORDS, k=random.randint(4, 9)), random.choice(NOUNS)]
    return " ".join(words).capitalize() + "."


def _dataclass(random: Random) -> list[str]:
    name = random.choice(NOUNS).title() + random.choice(FIELDS).title()
    fields = random.sample(FIELDS, random.randint(3, 8))
    types = random.choices(["str", "int", "float", "bool", "str | None", "tuple[str, ...]"], k=len(fields))
    lines = ["@dataclass(frozen=True)", f"class {name}:", f'    """{_sentence(random)}"""', ""]
    lines += [f"    {field}: {kind}" for field, kind in zip(fields, types, strict=True)]
    lines += ["", "    def label(self) -> str:", f'        """{_sentence(random)}"""']
    lines += [f'        return f"{{self.{fields[0]}}}: {{self.{fields[1]}!r}} of {{type(self).__name__}}"']
    return lines


def _function(random: Random) -> list[str]:
    name, thing, key = f"{random.choice(VERBS)}_{random.choice(NOUNS)}s", random.choice(NOUNS), random.choice(FIELDS)
    other = random.choice(FIELDS)
    return [
        f'def {name}({thing}s: list[dict[str, object]], *, {other}: str = "{random.choice(WORDS)}") -> dict[str, list[object]]:',
        f'    """{_sentence(random)}"""',
        "    grouped: dict[str, list[object]] = {}",
        f"    for position, {thing} in enumerate({thing}s):",
        f'        if not {thing}.get("{key}"):',
        f'            log.debug("no {key} in {thing} %d: %s", position, {thing})',
        "            continue",
        f'        bucket = str({thing}["{key}"]).strip().lower()',
        f"        # {_sentence(random)}",
        f"        if bucket.startswith({other}) and len(bucket) > {random.randint(2, 40)}:",
        f"            bucket = bucket.removeprefix({other})",
        f"        grouped.setdefault(bucket, []).append({thing})",
        f"    return {{name: rows for name, rows in grouped.items() if len(rows) >= {random.randint(1, 9)}}}",
    ]


def _mapping(random: Random) -> list[str]:
    name = f"{random.choice(NOUNS)}_{random.choice(FIELDS)}".upper()
    rows = [
        f'    "{field}": ("{_sentence(random)[:-1]}", {random.randint(0, 999)}, {random.random():.4f}),'
        for field in random.sample(FIELDS, random.randint(4, 12))
    ]
    return [f"{name} = {{", *rows, "}"]


def _query(random: Random) -> list[str]:
    table, columns = random.choice(NOUNS), random.sample(FIELDS, 4)
    return [
        f"def find_{table}s(connection: sqlite3.Connection, {columns[0]}: str, limit: int = {random.randint(10, 500)}) -> list[tuple[object, ...]]:",
        f'    """{_sentence(random)}"""',
        "    cursor = connection.execute(",
        f'        "SELECT {", ".join(columns)} FROM {table}s WHERE {columns[0]} = ? ORDER BY {columns[1]} LIMIT ?",',
        f"        ({columns[0]}, limit),",
        "    )",
        f"    rows = [row for row in cursor.fetchall() if row[{random.randint(0, 3)}] is not None]",
        f'    log.info("%d {table}s {random.choice(WORDS)} %s", len(rows), {columns[0]})',
        "    return rows",
    ]


def _parser(random: Random) -> list[str]:
    thing, key = random.choice(NOUNS), random.choice(FIELDS)
    return [
        f"def parse_{thing}(text: str) -> tuple[str, int]:",
        f'    """{_sentence(random)}"""',
        f'    found = re.match(r"^(?P<{key}>[A-Za-z_]{{{random.randint(1, 3)},{random.randint(8, 40)}}})\\s*[:=]\\s*(?P<value>\\d+)$", text)',
        "    if found is None:",
        f'        raise ValueError(f"{random.choice(WORDS)} {thing}: {{text!r}} at {key}")',
        f'    return found["{key}"], int(found["value"]) % {random.randint(7, 9999)}',
    ]


def _service(random: Random) -> list[str]:
    thing, key, other = random.choice(NOUNS), random.choice(FIELDS), random.choice(FIELDS)
    lines = [
        f"class {thing.title()}{random.choice(VERBS).title()}Service:",
        f'    """{_sentence(random)}"""',
        "",
        "    def __init__(self, folder: pathlib.Path, retries: int = 3) -> None:",
        "        self.folder = folder",
        "        self.retries = retries",
        "        self.seen: set[str] = set()",
    ]
    for verb in random.sample(VERBS, random.randint(2, 4)):
        lines += [
            "",
            f"    def {verb}(self, {key}: str, {other}_value: int = {random.randint(0, 99)}) -> bool:",
            f'        """{_sentence(random)}"""',
            "        for attempt in range(self.retries):",
            "            try:",
            f'                target = self.folder / f"{{{key}}}-{{attempt}}.json"',
            f'                target.write_text(json.dumps({{"{key}": {key}, "value": {other}_value}}), encoding="utf-8")',
            "            except OSError as error:",
            f'                log.warning("{verb} failed for %s on attempt %d: %s", {key}, attempt, error)',
            "            else:",
            f"                self.seen.add({key})",
            "                return True",
            "        return False",
        ]
    return lines


def _reported(random: Random) -> list[str]:
    """What a scanner has something to say about, as one finds it in any code base."""
    thing = random.choice(NOUNS)
    return [
        f"def digest_of_{thing}(path: pathlib.Path) -> str:",
        f'    """{_sentence(random)}"""',
        "    assert path.is_file(), path",
        "    content = path.read_bytes()",
        "    return hashlib.md5(content).hexdigest()"
        if random.random() < 0.5
        else "    return hashlib.sha256(content).hexdigest()",
    ]


BLOCKS = [
    _dataclass,
    _dataclass,
    _function,
    _function,
    _function,
    _function,
    _mapping,
    _mapping,
    _query,
    _query,
    _parser,
]
BLOCKS += [_parser, _service, _service, _service, _reported]

HUNK = [
    "def summarise_totals(rows: list[tuple[str, int]]) -> dict[str, int]:",
    '    """Add up the totals of every name."""',
    "    totals: dict[str, int] = {}",
    "    for name, total in rows:",
    "        key = name.strip().lower()",
    "        if not key:",
    "            continue",
    "        totals[key] = totals.get(key, 0) + total",
    "    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))",
    "    return dict(ordered[:50])",
]


def insert(text: str, lines: list[str]) -> str:
    """The text with ``lines`` before a top-level definition near its middle."""
    rows = text.splitlines()
    place = next(n for n in range(len(rows) // 2, len(rows)) if rows[n].startswith(("def ", "class ", "@")))
    return "\n".join([*rows[: place - 2], *lines, "", "", *rows[place:]]) + "\n"
