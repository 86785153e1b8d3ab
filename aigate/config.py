"""``.aigate.toml``, or ``[tool.aigate]`` in ``pyproject.toml``, read strictly into frozen values.

Every default and every description stands here, once; the JSON Schema, the documentation's table and the file that
``aigate init`` writes are made from these classes (``schema.py``, ``install/starter.py``).
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from aigate.errors import ConfigError
from aigate.model import Confidence, Severity
from aigate.shape import Check, MisfitError, read, says

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

T = TypeVar("T")

NAME = ".aigate.toml"
PYPROJECT = "pyproject.toml"
TABLE = "tool.aigate"
_SALT = 128
_HOUR = 3600
_MANY = 20


def _value_pattern_complaint(pattern: str) -> str:
    """Why a regular expression cannot serve. Ambiguous ones, that a later Python would read otherwise, cannot either."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except re.error as error:
        return f"must be a regular expression ({error})"
    except (Warning, OverflowError, RecursionError) as error:
        return f"must be a regular expression that Python can compile ({error})"
    return ""


def _agent_pattern_complaint(pattern: str) -> str:
    """As for a value; and an agent's must ask for something."""
    complaint = _value_pattern_complaint(pattern)
    if complaint or not re.compile(pattern).search(""):
        return complaint
    return "must not match the empty text, or every commit would be an agent's"


def _folder_complaint(folder: str) -> str:
    parts = folder.split("/")
    sound = all(parts) and not {".", ".."} & set(parts) and "\\" not in folder and ":" not in parts[0]
    return "" if sound else "must be a folder inside the repository, written like team/rules"


_POSITIVE = Check(lambda number: "" if number > 0 else "must be greater than zero", {"exclusiveMinimum": 0})
_SECONDS = Check(
    lambda number: "" if 0 < number <= _HOUR else f"must be greater than zero and at most {_HOUR}",
    {"exclusiveMinimum": 0, "maximum": _HOUR},
)
_FEW = Check(
    lambda number: "" if 1 <= number <= _MANY else f"must be between 1 and {_MANY}", {"minimum": 1, "maximum": _MANY}
)
_TIMES = Check(
    lambda number: "" if 0 <= number <= _MANY else f"must be between 0 and {_MANY}", {"minimum": 0, "maximum": _MANY}
)
_PATTERN = Check(_agent_pattern_complaint, {"format": "regex", "minLength": 1})
_FOLDER = Check(_folder_complaint, {"pattern": r"^[^/\\]+(/[^/\\]+)*$"})
_SHORT = Check(lambda text: "" if len(text) <= _SALT else f"must have at most {_SALT} characters", {"maxLength": _SALT})
_KEY = Check(
    lambda text: (
        "" if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}", text) else "must be a trailer's key, without the colon"
    ),
    {"pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,60}$"},
)
_KEY_OR_ALL = Check(
    lambda text: "" if text == "*" else _KEY.complaint(text), {"pattern": r"^(\*|[A-Za-z0-9][A-Za-z0-9-]{0,60})$"}
)
_VALUE = Check(_value_pattern_complaint, {"format": "regex", "minLength": 1})
_ID = Check(
    lambda text: "" if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", text) else "must be a short lower-case name",
    {"pattern": "^[a-z0-9][a-z0-9._-]{0,63}$"},
)


_NAME_IN_FULL = Check(
    lambda text: "" if re.fullmatch(r"[\w@$:./-]{1,200}", text) else "must be a name in full, such as requests.get",
    {"pattern": r"^[\w@$:./-]{1,200}$"},
)


class WrapperLanguage(StrEnum):
    """The languages in which imports are looked through."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    TSX = "tsx"
    GO = "go"
    JAVA = "java"


class GateScope(StrEnum):
    """Which added lines are gated."""

    AI = "ai"
    AI_UNKNOWN = "ai+unknown"
    ALL = "all"


class OnGap(StrEnum):
    """What happens to AI lines that could not be examined, or to what says little where it stands."""

    BLOCK = "block"
    WARN = "warn"


class TrailerProfile(StrEnum):
    """Whose rules for trailers are followed; ``policy/profiles.py`` says what each of them demands."""

    NONE = "none"
    KERNEL = "kernel"
    FEDORA = "fedora"
    APACHE = "apache"
    OPENSSF = "openssf"
    OTEL = "otel"
    COAUTHOR = "coauthor"
    KUBERNETES = "kubernetes"


class SignOff(StrEnum):
    """Who may, and who must, sign off a commit that an agent had a hand in."""

    PROFILE = "profile"
    ANYONE = "anyone"
    NO_AGENT = "no-agent"
    HUMAN = "human"


class Adds(StrEnum):
    """What the prepare-commit-msg hook does to a draft."""

    OFF = "off"
    ADD = "add"
    TRANSLATE = "translate"


class MessageRule(StrEnum):
    """What can be wrong with a commit message; ``policy/trailers.py`` says when."""

    MISSING = "missing"
    UNDECLARED = "undeclared"
    OUTSIDE_BLOCK = "outside-block"
    MALFORMED = "malformed"
    FORBIDDEN = "forbidden"
    AGENT_SIGN_OFF = "agent-sign-off"
    NO_HUMAN_SIGN_OFF = "no-human-sign-off"
    CONTRADICTS = "contradicts"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class Gate:
    """What blocks."""

    block: Severity = field(default=Severity.MEDIUM, metadata=says("The lowest severity that blocks; lower ones warn."))
    confidence: Confidence = field(
        default=Confidence.MEDIUM, metadata=says("The lowest confidence that blocks; lower ones warn.")
    )
    not_examined: OnGap = field(
        default=OnGap.BLOCK, metadata=says("What AI-written lines do that no scanner could examine.")
    )
    tests: OnGap = field(
        default=OnGap.WARN,
        metadata=says(
            "What made-up passwords, weak hashes and the like do in the files of tests; all else counts there too."
        ),
    )


@dataclass(frozen=True, slots=True)
class Paths:
    """Which paths are left out. What they leave out is counted, never silent."""

    exclude: tuple[str, ...] = field(
        default=(), metadata=says("Paths that are not examined, as gitignore patterns, added to the defaults.")
    )
    default_excludes: bool = field(
        default=True,
        metadata=says("Leave out lock files, minified and vendored trees, and media that really is binary."),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond these a file or line is listed as not examined."""

    file_size: int = field(default=2_000_000, metadata=says("The largest file that is examined, in bytes.", _POSITIVE))
    line_length: int = field(
        default=20_000, metadata=says("The longest line that is examined, in characters.", _POSITIVE)
    )
    seconds: float = field(
        default=20.0, metadata=says("How long one scanner may take for one file, in seconds.", _SECONDS)
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """The teams' own rules, and what they change of ours."""

    folders: tuple[str, ...] = field(
        default=(".aigate/rules",),
        metadata=says("Folders with the team's own rules, read at the protected revision.", _FOLDER),
    )
    disable: tuple[str, ...] = field(default=(), metadata=says("Ids of rules that are switched off."))
    severity: dict[str, Severity] = field(
        default_factory=dict, metadata=says("Other severities for rules, by rule id.")
    )


@dataclass(frozen=True, slots=True)
class CustomAgent:
    """An agent that aigate's catalogue does not know."""

    id: str = field(metadata=says("The agent's name in reports.", _ID))
    trailers: tuple[str, ...] = field(
        default=(), metadata=says("Regular expressions, searched in the whole commit message.", _PATTERN)
    )
    identities: tuple[str, ...] = field(
        default=(),
        metadata=says("Regular expressions, searched in an author's or committer's \"Name <email>\".", _PATTERN),
    )


@dataclass(frozen=True, slots=True)
class Provenance:
    """Which evidence counts, beyond the defaults."""

    prose_markers: bool = field(
        default=False,
        metadata=says('Believe comments like "Generated by Copilot" too; they raise many false alarms.'),
    )
    agents: tuple[CustomAgent, ...] = field(
        default=(), metadata=says("Agents that the built-in catalogue does not know.")
    )


@dataclass(frozen=True, slots=True)
class Trailers:
    """What commit messages must, and must not, say of agents. A key that is set overrides the profile's."""

    profile: TrailerProfile = field(
        default=TrailerProfile.NONE, metadata=says("Whose rules are followed; `none` demands nothing.")
    )
    require: tuple[str, ...] = field(
        default=(), metadata=says("A commit that an agent had a hand in needs a trailer with one of these keys.", _KEY)
    )
    forbid: tuple[str, ...] = field(
        default=(),
        metadata=says(
            'Keys that must not stand in a message; one that ends in "-by", only where it names an AI. `*`: every AI trailer.',
            _KEY_OR_ALL,
        ),
    )
    translate: dict[str, str] = field(
        default_factory=dict, metadata=says("Keys that agents write, and the key to write instead.", _KEY)
    )
    formats: dict[str, str] = field(
        default_factory=dict,
        metadata=says("What the whole value of an AI trailer must match, by key: regular expressions.", _VALUE),
    )
    keys: tuple[str, ...] = field(
        default=(), metadata=says("More keys that count as AI trailers, whatever their value names.", _KEY)
    )
    sign_off: SignOff = field(
        default=SignOff.PROFILE,
        metadata=says(
            "Whether agents may sign off such a commit, and whether a human must; `profile`: as the profile has it."
        ),
    )
    add: Adds = field(
        default=Adds.OFF,
        metadata=says("What the prepare-commit-msg hook does to the draft when AI-written lines are staged."),
    )
    severity: dict[MessageRule, Severity] = field(
        default_factory=dict, metadata=says("Other severities for findings about messages, by the rule's name.")
    )


@dataclass(frozen=True, slots=True)
class AgentTalk:
    """What coding agents are told while they work, through their own hooks."""

    card_findings: int = field(
        default=5, metadata=says("How many findings one answer to an agent names before it says how many more.", _FEW)
    )
    failed_repairs: int = field(
        default=3,
        metadata=says(
            "After so many failed attempts at one finding the agent is told to stop and ask its human.", _FEW
        ),
    )
    stop_blocks: int = field(
        default=1,
        metadata=says(
            "How often in a row an agent that wants to stop with findings open is sent back; 0: never.", _TIMES
        ),
    )


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What the organisation has vetted, and what it is to be used instead of."""

    replaces: str = field(
        metadata=says(
            "The module or member that is not to be used directly, in full: `requests`, `node:child_process.exec`, "
            "`net/http.Get`, `java.util.Random`.",
            _NAME_IN_FULL,
        )
    )
    with_: str = field(metadata=says("What is to be used instead, in full as well.", _NAME_IN_FULL))
    except_: tuple[str, ...] = field(
        default=(), metadata=says("Paths that may use it directly, as gitignore patterns: the wrapper's own files.")
    )
    message: str = field(default="", metadata=says("The sentence that a finding says; by default what replaces what."))
    languages: tuple[WrapperLanguage, ...] = field(
        default=(), metadata=says("The languages in which it holds; by default all of these.")
    )

    @property
    def sentence(self) -> str:
        """What its findings say."""
        return self.message or f"{self.replaces} is used directly; here it goes through {self.with_}."

    @property
    def rule(self) -> str:
        """The id of its findings: ``wrapper/requests.get``; what an id cannot hold becomes a hyphen."""
        return f"wrapper/{re.sub(r'[^a-z0-9._-]+', '-', self.replaces.lower()).strip('-')}"


@dataclass(frozen=True, slots=True)
class Config:
    """One repository's policy."""

    scope: GateScope = field(default=GateScope.AI, metadata=says("Which added lines are gated."))
    salt: str = field(
        default="",
        metadata=says(
            "Mixed into fingerprints, so that a secret cannot be guessed from one; `aigate init` writes a random one.",
            _SHORT,
        ),
    )
    gate: Gate = field(default_factory=Gate, metadata=says("What blocks."))
    paths: Paths = field(
        default_factory=Paths, metadata=says("Which paths are left out; they are counted all the same.")
    )
    limits: Limits = field(
        default_factory=Limits, metadata=says("Files and lines beyond these are listed as not examined.")
    )
    rules: Rules = field(
        default_factory=Rules, metadata=says("The team's own rules, and what it changes of the built-in ones.")
    )
    provenance: Provenance = field(
        default_factory=Provenance, metadata=says("Which evidence of authorship counts, beyond the defaults.")
    )
    trailers: Trailers = field(
        default_factory=Trailers, metadata=says("What commit messages must, and must not, say of agents.")
    )
    agent: AgentTalk = field(
        default_factory=AgentTalk, metadata=says("What agents are told while they work, through their own hooks.")
    )
    wrapper: tuple[Wrapper, ...] = field(
        default=(), metadata=says("What is to be called through something of the organisation's own.")
    )


def find(read_file: Callable[[str], bytes | None]) -> tuple[Config, str | None]:
    """The configuration of a tree whose files ``read_file`` reads, and its file's name; the defaults and None without one."""
    own, project = read_file(NAME), read_file(PYPROJECT) or b""
    # The name first: nobody waits for a parser, or is held to strictness, over a file that does not speak of us.
    in_project = b"aigate" in project and _section(_parse(project, PYPROJECT), TABLE) is not None
    if own is None:
        return (load(project, PYPROJECT, table=TABLE), PYPROJECT) if in_project else (Config(), None)
    if in_project:
        raise ConfigError(
            f"{PYPROJECT}:{line_of(project, _path(TABLE))}: [{TABLE}] is a second configuration beside {NAME}",
            hint=f"delete the table [{TABLE}] from {PYPROJECT}, or {NAME} if the table is the one to keep",
        )
    return load(own, NAME), NAME


def load(data: bytes, name: str, *, table: str = "") -> Config:
    """Read one file's configuration, or that of a dotted ``table`` in it; :class:`ConfigError` at the first thing wrong."""
    return fit(data, name, Config, table=table)


def fit(data: bytes, name: str, shape: type[T], *, table: str = "") -> T:
    """What a TOML file, or a dotted ``table`` in it, holds in the shape that it must have."""
    section = _section(_parse(data, name), table)
    try:
        return read({} if section is None else section, shape)
    except MisfitError as misfit:
        line = line_of(data, (*_path(table), *misfit.path))
        raise ConfigError(f"{name}:{line}: {misfit.message}", hint=misfit.hint) from None


def _parse(data: bytes, name: str) -> dict[str, Any]:
    import tomli

    try:
        return tomli.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}:{line}: not UTF-8", hint="save the file as UTF-8") from None
    except tomli.TOMLDecodeError as error:
        where = f"{error.lineno}: not TOML: {error.msg} (column {error.colno})"
        raise ConfigError(f"{name}:{where}", hint="TOML is described at https://toml.io") from None
    except (ValueError, RecursionError) as error:  # numbers without end, nesting without end: the parser knows no line
        raise ConfigError(f"{name}:1: cannot be read as TOML: {error}") from None


def _section(document: dict[str, Any], table: str) -> object | None:
    found: object = document
    for key in _path(table):
        if not isinstance(found, dict) or key not in found:
            return None
        found = found[key]
    return found


def _path(table: str) -> tuple[str, ...]:
    return tuple(table.split(".")) if table else ()


def line_of(data: bytes, path: tuple[str | int, ...]) -> int:
    """The line on which a key of a TOML file stands, or the nearest thing around it."""
    from aigate import positions

    return positions.line_of(positions.positions(data.decode("utf-8-sig")), path)
