"""The draft of a commit message: the trailers that the policy wants, put in before anybody has to ask for them.

Only what is known line by line, of what is staged, adds anything; and a message that git carries over from elsewhere (a merge,
a squash, a pick, a revert, a rebase) is left as it is.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, NamedTuple

from aigate.commands.judging import comment_char, message_of
from aigate.config import Adds, find
from aigate.disclosure import is_known_by_line, said_of, writer_of, writers_of
from aigate.git import changeset as changesets
from aigate.git import log
from aigate.git import trailers as git_trailers
from aigate.install import files
from aigate.policy import demands as policies
from aigate.policy.trailers import Known, declares, is_ai
from aigate.provenance import catalogue as catalogues
from aigate.provenance.records import Records
from aigate.provenance.resolve import attribute

if TYPE_CHECKING:
    from pathlib import Path

    from aigate.config import Config
    from aigate.git.repo import Repo
    from aigate.policy.demands import Demands, Writer
    from aigate.policy.trailers import Said
    from aigate.provenance.catalogue import Catalogue

_MOST = 5  # agents that are named
_CARRIED = ("MERGE_MSG", "SQUASH_MSG", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply")
_VANISHES = ("fixup! ", "squash! ", "amend! ")
_NO_EDITOR = ":"  # what git calls the editor in a hook when there will be none


class Draft(NamedTuple):
    """A draft after the policy has been at it, and the lines it gained."""

    content: bytes
    lines: tuple[str, ...]


def prepare(repo: Repo, path: Path, source: str) -> None:
    """Put into the message file what ``[trailers] add`` says, or nothing."""
    mark = _mark_in(repo)
    before = mark.read_bytes() if mark.is_file() else b""
    mark.unlink(missing_ok=True)
    config = config_at_head(repo)
    raw = path.read_bytes()
    if config.trailers.add is Adds.OFF or _is_carried(repo, raw):
        return
    found = staged_writers(repo, config) if config.trailers.add is Adds.ADD else ()
    content = drafted(repo, raw, config, found).content
    will_be_edited = os.environ.get("GIT_EDITOR") != _NO_EDITOR
    if content != raw:
        if will_be_edited and not _clean(repo, raw).strip():
            content = b"\n" + content  # a line for the subject, and a blank one below it
        files.write(path.resolve(), content)
    elif before != _digest(_clean(repo, raw)):  # else this hook runs for the second time
        return
    if will_be_edited and source in ("", "template") and path.resolve().parent == repo.git_dir.resolve():
        mark.parent.mkdir(exist_ok=True)
        files.write(mark, _digest(_clean(repo, content)))


def _is_carried(repo: Repo, raw: bytes) -> bool:
    """Whether the draft is none that somebody begins to write: git brings it along, will fold it away, or cannot take it."""
    is_gits_own = any((repo.git_dir / name).exists() for name in _CARRIED)
    return is_gits_own or b"\0" in raw or raw.decode("utf-8", "replace").lstrip().startswith(_VANISHES)


def is_untouched(path: Path) -> bool:
    """Whether an editor was closed on just what ``prepare`` had left there, which to git means: no commit after all.

    git compares with the draft that it made itself, and a trailer that was added would spoil that.
    """
    from aigate.git.repo import Repo

    with Repo.open() as repo:
        mark = _mark_in(repo)
        if path.resolve().parent != repo.git_dir.resolve() or not mark.is_file():
            return False
        expected = mark.read_bytes()
        mark.unlink()
        return _digest(_clean(repo, path.read_bytes())) == expected


def _mark_in(repo: Repo) -> Path:
    return repo.git_dir / "aigate" / "draft"


def _digest(text: str) -> bytes:
    lines = (line.rstrip() for line in text.strip().split("\n"))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest().encode()


def _clean(repo: Repo, raw: bytes) -> str:
    return message_of(repo, raw.decode("utf-8", "surrogateescape"))


def config_at_head(repo: Repo) -> Config:
    """The configuration in force for the next commit."""
    config, name = find(lambda path: repo.read_path("HEAD", path) if repo.has_head() else None)
    policies.check_settings(config.trailers, name)
    return config


# ---------------------------------------------------------------- what goes in


def drafted(repo: Repo, raw: bytes, config: Config, found: tuple[Writer, ...]) -> Draft:
    """A message file's content with the agents' trailers translated, and what is missing for ``found`` added."""
    demands = policies.demands_of(config.trailers)
    catalogue = catalogues.load(config.provenance.agents)
    comment = comment_char(repo, _text(raw))
    content, lines = _translated(raw, _said(repo, raw, demands, catalogue), demands, catalogue)
    content = git_trailers.add(content, lines, comment) if lines else content
    if not (found and demands.require):
        return Draft(content, lines)
    missing = _missing(_said(repo, content, demands, catalogue), found, demands)
    return Draft(git_trailers.add(content, missing, comment) if missing else content, (*lines, *missing))


def wanted(repo: Repo, config: Config) -> tuple[str, ...]:
    """The lines that the policy wants for what is staged, or else for HEAD, which may have them."""
    demands = policies.demands_of(config.trailers)
    if not demands.require:
        return ()
    said: list[Said] = []
    if not changesets.of_index(repo).files and repo.has_head():
        message = log.entry(repo, repo.resolve("HEAD")).message
        said = said_of(message, demands, catalogues.load(config.provenance.agents), git_trailers.parse)
    return _missing(said, writers(repo, config), demands)


def writers(repo: Repo, config: Config) -> tuple[Writer, ...]:
    """The agents of what is staged, or else of HEAD, by whatever evidence there is."""
    changeset = changesets.of_index(repo)
    if not changeset.files and repo.has_head():
        changeset = changesets.of_commit(repo, "HEAD")
    known = attribute(changeset, repo.read, config.provenance, Records(repo).of(changeset))
    return writers_of(known, catalogues.load(config.provenance.agents))


def _missing(said: list[Said], writers: tuple[Writer, ...], demands: Demands) -> tuple[str, ...]:
    """The lines that would satisfy the policy; none where one of them stands in its place already."""
    known = Known(writers=writers)
    given = [one for one in said if one.in_block and declares(demands, one, known)]
    if any(policies.fits(demands, one.key, one.value) for one in given):
        return ()
    lines = (policies.line_for(writer, demands) for writer in writers[:_MOST])
    return tuple(dict.fromkeys(line for line in lines if line))


def staged_writers(repo: Repo, config: Config) -> tuple[Writer, ...]:
    """The agents that wrote staged lines, by evidence that knows lines."""
    changeset = changesets.of_index(repo)
    known = attribute(changeset, repo.read, config.provenance, Records(repo).of(changeset))
    return writers_of(known, catalogues.load(config.provenance.agents)) if is_known_by_line(known) else ()


def _said(repo: Repo, raw: bytes, demands: Demands, catalogue: Catalogue) -> list[Said]:
    return said_of(_clean(repo, raw), demands, catalogue, git_trailers.parse)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _translated(raw: bytes, said: list[Said], demands: Demands, catalogue: Catalogue) -> tuple[bytes, tuple[str, ...]]:
    """The content without the trailers that are to be written otherwise, and those to write instead."""
    lines: list[str] = []
    old: set[str] = set()
    for one in said:
        to = demands.translate.get(one.key.lower())
        if to and one.in_block and is_ai(demands, one) and one.claim is not None:
            line = policies.line_for(writer_of(one.claim, catalogue), demands, to)
            if line:
                lines.append(line)
                old.add(" ".join(one.text.split()))
    if not old:
        return raw, ()
    kept = [line for line in raw.splitlines(keepends=True) if _spelled(line) not in old]
    return b"".join(kept), tuple(dict.fromkeys(lines))


def _spelled(line: bytes) -> str:
    """A physical line as a trailer is shown: one blank behind the colon, none at the ends."""
    key, colon, value = _text(line).partition(":")
    return " ".join(f"{key.strip()}{colon} {value}".split()) if key == key.lstrip() else ""
