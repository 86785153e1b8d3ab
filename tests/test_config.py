"""The configuration is read strictly: every mistake is told with its line, and what would have been right."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import jsonschema
import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from aigate.config import Config, CustomAgent, Gate, GateScope, Limits, OnGap, Provenance, Rules, find, load
from aigate.errors import ConfigError, ExitCode
from aigate.model import Confidence, Severity
from aigate.schema import keys, literal, schema, table

if TYPE_CHECKING:
    from collections.abc import Callable

MISTAKES = [
    ("an unknown key is told with its neighbour", '[gate]\nblok = "x"', ':2: unknown key "gate.blok"', 'did you mean "gate.block"?'),
    ("a key in the wrong table is sent home", '\nblock = "high"', ':2: unknown key "block"', 'did you mean "gate.block"?'),
    ("an unknown table is told with its neighbour", "\n\n[rule]", ':3: unknown key "rule"', 'did you mean "rules"?'),
    ("a key like no other gets the choice", "[paths]\nzzz = 1", ':2: unknown key "paths.zzz"', "known here: exclude, default_excludes"),
    ("an unknown key inside an array of tables", '[[provenance.agents]]\nid = "a"\n[[provenance.agents]]\nid = "b"\ntrailer = []', ':5: unknown key "provenance.agents[1].trailer"', 'did you mean "provenance.agents[1].trailers"?'),
    ("an unknown key inside an inline table", 'gate = { block = "low",\n  blok = 1 }', ':2: unknown key "gate.blok"', 'did you mean "gate.block"?'),
    ("an unknown dotted key", "gate.blok = 1", ':1: unknown key "gate.blok"', 'did you mean "gate.block"?'),
    ("a key with control characters is shown harmless", '"\\u001b[2J\\u202e" = 1', ':1: unknown key ""\\x1b[2J\\u202e""', "known here"),
    ("a choice that is none", '[gate]\nblock = "hihg"', ':2: "gate.block" must be one of info, low, medium, high, critical, not "hihg"', 'did you mean "high"?'),
    ("a choice in capitals", 'scope = "AI"', ':1: "scope" must be one of ai, ai+unknown, all, not "AI"', 'did you mean "ai"?'),
    ("a number where a choice belongs", "[gate]\nconfidence = 2", ':2: "gate.confidence" must be one of low, medium, high, not 2', ""),
    ("a number where a string belongs", "salt = 3", ':1: "salt" must be a string, not 3', ""),
    ("a salt without end", f'salt = "{"x" * 129}"', ':1: "salt" must have at most 128 characters', ""),
    ("a word where a switch belongs", '[paths]\ndefault_excludes = "no"', ':2: "paths.default_excludes" must be true or false, not "no"', ""),
    ("a switch where a number belongs", "[limits]\nfile_size = true", ':2: "limits.file_size" must be a whole number, not true', ""),
    ("a fraction where a whole number belongs", "[limits]\nfile_size = 1.5", ':2: "limits.file_size" must be a whole number, not 1.5', ""),
    ("a word where a number belongs", '[limits]\nseconds = "1"', ':2: "limits.seconds" must be a number, not "1"', ""),
    ("a limit of zero", "[limits]\nline_length = 0", ':2: "limits.line_length" must be greater than zero, not 0', ""),
    ("a duration before the beginning", "[limits]\nseconds = -0.5", ':2: "limits.seconds" must be greater than zero and at most 3600, not -0.5', ""),
    ("a duration without end", "[limits]\nseconds = inf", ':2: "limits.seconds" must be greater than zero and at most 3600, not inf', ""),
    ("a duration that is no number", "[limits]\nseconds = nan", ':2: "limits.seconds" must be greater than zero and at most 3600, not nan', ""),
    ("a whole number too large for a duration", f"[limits]\nseconds = {10**400}", ':2: "limits.seconds" must be greater than zero and at most 3600, not 1000', ""),
    ("a word where an array belongs", '[paths]\nexclude = "*.py"', ':2: "paths.exclude" must be an array, not "*.py"', ""),
    ("an array with an element of another type", '[paths]\nexclude = [\n  "a",\n  7,\n]', ':4: "paths.exclude[1]" must be a string, not 7', ""),
    ("a date", "salt = 2026-01-02", ':1: "salt" must be a string, not a date or time', ""),
    ("an array where a table belongs", "gate = []", ':1: "gate" must be a table, not an array', ""),
    ("a table where an array belongs", "[rules.folders]", ':1: "rules.folders" must be an array, not a table', ""),
    ("an array of tables where a table belongs", "[[gate]]", ':1: "gate" must be a table, not an array', ""),
    ("a severity that is none", '[rules.severity]\n"python/weak-hash" = "lo"', ':2: "rules.severity."python/weak-hash"" must be one of info, low, medium, high, critical, not "lo"', 'did you mean "low"?'),
    ("an agent without a name", '\n[[provenance.agents]]\ntrailers = ["x"]', ':2: "provenance.agents[0]" lacks the key "id"', "The agent's name in reports."),
    ("an agent with an odd name", '[[provenance.agents]]\nid = "My Bot"', ':2: "provenance.agents[0].id" must be a short lower-case name, not "My Bot"', ""),
    ("a regular expression that does not compile", '[[provenance.agents]]\nid = "a"\ntrailers = [\n"ok",\n"(x"]', ':5: "provenance.agents[0].trailers[1]" must be a regular expression (', ""),
    ("a regular expression that fits every message", '[[provenance.agents]]\nid = "a"\nidentities = [".*"]', ':3: "provenance.agents[0].identities[0]" must not match the empty text', ""),
    ("a regular expression that a later Python reads otherwise", '[[provenance.agents]]\nid = "a"\ntrailers = ["[[a]"]', ':3: "provenance.agents[0].trailers[0]" must be a regular expression that', ""),
    ("a regular expression with absurd repetition", '[[provenance.agents]]\nid = "a"\ntrailers = ["a{99999999999999999999}"]', ':3: "provenance.agents[0].trailers[0]" must be a regular expression that', ""),
    ("a rule folder outside the repository", '[rules]\nfolders = ["../ours"]', ':2: "rules.folders[0]" must be a folder inside the repository', ""),
    ("a rule folder with a drive", '[rules]\nfolders = ["C:/rules"]', ':2: "rules.folders[0]" must be a folder inside the repository', ""),
    ("a rule folder that is absolute", '[rules]\nfolders = ["/rules"]', ':2: "rules.folders[0]" must be a folder inside the repository', ""),
    ("a profile that is none", '[trailers]\nprofile = "kernl"', ':2: "trailers.profile" must be one of none, kernel, fedora, apache, openssf, otel, coauthor, kubernetes, not "kernl"', 'did you mean "kernel"?'),
    ("a trailer's key with its colon", '[trailers]\nrequire = ["Assisted-by:"]', ':2: "trailers.require[0]" must be a trailer\'s key, without the colon', ""),
    ("a star among required keys", '[trailers]\nrequire = ["*"]', ':2: "trailers.require[0]" must be a trailer\'s key', ""),
    ("a forbidden key with a space", '[trailers]\nforbid = ["Made with"]', ':2: "trailers.forbid[0]" must be a trailer\'s key', ""),
    ("a translation into no key", '[trailers.translate]\nCo-authored-by = "Assisted by"', ':2: "trailers.translate.Co-authored-by" must be a trailer\'s key', ""),
    ("a form that does not compile", '[trailers.formats]\nAssisted-by = "(x"', ':2: "trailers.formats.Assisted-by" must be a regular expression (', ""),
    ("a severity of no message rule", '[trailers.severity]\nmising = "low"', ':2: "trailers.severity.mising" must be one of missing, undeclared', 'did you mean "missing"?'),
    ("text that is not TOML", "\n[gate\n", ":2: not TOML: ", "https://toml.io"),
    ("a key twice", 'salt = "a"\nsalt = "b"\n', ":2: not TOML: ", "https://toml.io"),
    ("nesting without end", "a = " + "[" * 100_000, ":1: cannot be read as TOML: ", ""),
    ("a number without end", "a = " + "1" * 10_000, ":1: cannot be read as TOML: ", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "hint"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_told_with_its_line(text: str, message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text.encode(), ".aigate.toml")
    assert caught.value.message.startswith(".aigate.toml" + message)
    assert hint in caught.value.hint
    assert bool(hint) or not caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    with pytest.raises(ConfigError, match=r"^x.toml:2: not UTF-8$"):
        load(b'scope = "ai"\n# caf\xe9\n', "x.toml")


def test_everything_can_be_set() -> None:
    text = b"""\
scope = "ai+unknown"
salt = "0123"
[gate]
block = "critical"
confidence = "low"
not_examined = "warn"
[paths]
exclude = ["docs/**"]
default_excludes = false
[limits]
file_size = 1_000
seconds = 3
[rules]
folders = ["team/rules"]
disable = ["python/weak-hash"]
severity = { "python/weak-hash" = "info" }
[provenance]
prose_markers = true
[[provenance.agents]]
id = "robo-1"
trailers = ["^Made-by: robo"]
identities = ['robo@example\\.org']
"""
    config = load(text, ".aigate.toml")
    assert config.scope is GateScope.AI_UNKNOWN
    assert config.gate == Gate(Severity.CRITICAL, Confidence.LOW, OnGap.WARN)
    assert config.paths.exclude == ("docs/**",)
    assert not config.paths.default_excludes
    assert config.limits == Limits(file_size=1000, seconds=3.0)
    assert isinstance(config.limits.seconds, float)
    assert config.rules == Rules(("team/rules",), ("python/weak-hash",), {"python/weak-hash": Severity.INFO})
    robo = CustomAgent("robo-1", ("^Made-by: robo",), (r"robo@example\.org",))
    assert config.provenance == Provenance(prose_markers=True, agents=(robo,))


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "\ufeff", "\r\n"], ids=["empty", "comments", "a BOM", "CRLF"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    assert load(text.encode(), ".aigate.toml") == Config()


@given(st.binary() | st.text().map(str.encode))
def test_whatever_the_file_holds_it_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ConfigError):
        assert isinstance(load(data, ".aigate.toml"), Config)


# ---------------------------------------------------------------- where it is found

OWN = b'scope = "all"\n'
PROJECT = b'[project]\nname = "x"\n\n[tool.aigate]\nscope = "ai+unknown"\n'


def tree(**files: bytes) -> Callable[[str], bytes | None]:
    return {".aigate.toml": files.get("own"), "pyproject.toml": files.get("project")}.get


def test_without_a_file_the_defaults_hold() -> None:
    assert find(tree()) == (Config(), None)


def test_the_own_file_is_found() -> None:
    assert find(tree(own=OWN)) == (Config(scope=GateScope.ALL), ".aigate.toml")


def test_the_table_in_pyproject_is_found() -> None:
    assert find(tree(project=PROJECT)) == (Config(scope=GateScope.AI_UNKNOWN), "pyproject.toml")


def test_an_empty_table_in_pyproject_is_a_configuration_too() -> None:
    assert find(tree(project=b"[tool.aigate]\n")) == (Config(), "pyproject.toml")


def test_two_configurations_are_one_too_many() -> None:
    with pytest.raises(ConfigError) as caught:
        find(tree(own=OWN, project=PROJECT))
    assert caught.value.message == "pyproject.toml:4: [tool.aigate] is a second configuration beside .aigate.toml"
    assert "delete the table [tool.aigate] from pyproject.toml" in caught.value.hint


@pytest.mark.parametrize(
    "project",
    [b"[tool.ruff]\nwhat = 'ever'\n", b"this is [not TOML", b"\xff\xfe\x00", b'dependencies = ["aigate"]\n', b"[tool]\naigates = 1"],
    ids=["another tool's", "broken", "not text", "names aigate elsewhere", "a longer name"],
)  # fmt: skip
def test_a_pyproject_without_the_table_costs_no_strictness(project: bytes) -> None:
    assert find(tree(project=project)) == (Config(), None)
    assert find(tree(own=OWN, project=project))[1] == ".aigate.toml"


def test_a_broken_pyproject_that_speaks_of_aigate_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^pyproject.toml:2: not TOML"):
        find(tree(project=b"[tool.aigate]\nscope = \n"))


def test_lines_in_pyproject_are_those_of_the_whole_file() -> None:
    with pytest.raises(ConfigError) as caught:
        find(tree(project=b"[tool.other]\nblok = 1\n[tool.aigate.gate]\nblok = 1\n"))
    assert caught.value.message == 'pyproject.toml:4: unknown key "gate.blok"'


def test_a_table_that_is_no_table_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"^pyproject.toml:2: the configuration must be a table, not true"):
        find(tree(project=b"[tool]\naigate = true\n"))


# ---------------------------------------------------------------- what is made from the classes


def test_the_schema_is_sound_and_knows_every_key() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    for key in keys():
        within = schema()
        for part in key.name.split("."):
            within = within["properties"][part.removesuffix("[]")]
            within = within["items"] if part.endswith("[]") else within
        assert within["description"] == key.option.says


@pytest.mark.parametrize(("text", "message"), [case[1:3] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_the_schema_refuses_what_the_reader_refuses(text: str, message: str) -> None:
    beyond_a_schema = (
        "TOML",
        "not a date",
        "regular expression",
        "the empty text",
        "inf",
        "nan",
        "folder",
    )
    if any(word in message for word in beyond_a_schema):
        return
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomli.loads(text), schema())


def test_the_table_has_a_row_for_every_key_with_its_default() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(keys())
    assert '| `gate.block` | `info`, `low`, `medium`, `high`, `critical` | `"medium"` |' in table()
    assert "| `provenance.agents[].id` | string | mandatory |" in table()
    assert all(row.count(" | ") == 3 for row in rows)


def test_defaults_are_written_as_the_reader_reads_them() -> None:
    for key in keys():
        if "[]" not in key.name:
            assert load(f"{key.name} = {literal(key.option.default)}\n".encode(), "x") == Config()
