"""Which paths policy leaves out, and why. What is left out is counted in the ledger, never silent."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from aigate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathspec import PathSpec

    from aigate.config import Paths

LOCK_FILES = (
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock",
    "poetry.lock", "Pipfile.lock", "pdm.lock", "uv.lock", "pixi.lock", "conda-lock.yml", "Cargo.lock", "go.sum", "composer.lock",
    "Gemfile.lock", "Podfile.lock", "Package.resolved", "mix.lock", "pubspec.lock", "gradle.lockfile", "packages.lock.json",
    "flake.lock", ".terraform.lock.hcl",
)  # fmt: skip
MINIFIED = ("*.min.js", "*.min.mjs", "*.min.css", "*.bundle.js", "*.js.map", "*.css.map")
VENDORED = (
    "node_modules/",
    "bower_components/",
    "vendor/",
    "third_party/",
    "site-packages/",
    ".venv/",
    "venv/",
    ".yarn/releases/",
)
MEDIA = (
    "*.png", "*.jpg", "*.jpeg", "*.gif", "*.webp", "*.avif", "*.ico", "*.icns", "*.bmp", "*.tif", "*.tiff", "*.psd",
    "*.woff", "*.woff2", "*.ttf", "*.otf", "*.eot", "*.mp3", "*.mp4", "*.m4a", "*.mov", "*.avi", "*.webm", "*.ogg", "*.wav",
    "*.flac", "*.pdf",
)  # fmt: skip

DEFAULTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lock file", LOCK_FILES),
    ("minified or generated asset", MINIFIED),
    ("vendored tree", VENDORED),
)


_STARS = re.compile(r"\*+")
_MOST_STARS = 3


@cache
def _spec(patterns: tuple[str, ...]) -> PathSpec[Any]:
    from pathspec import PathSpec

    return PathSpec.from_lines("gitignore", patterns)


def check_patterns(patterns: Sequence[str], where: str) -> None:
    """Raise ConfigError for a pattern that cannot be read."""
    from pathspec.patterns.gitignore import GitIgnorePatternError

    for pattern in patterns:
        if is_slow(pattern):
            raise ConfigError(
                f'{where}: "{pattern}" has too many stars: a long path would take for ever to compare',
                hint=f"write at most {_MOST_STARS} of them between two slashes, and at most {_MOST_STARS} times **",
            )
        try:
            _spec((pattern,))
        except (GitIgnorePatternError, ValueError) as error:
            raise ConfigError(f'{where}: "{pattern}" is not a gitignore pattern: {error}') from error


def is_slow(pattern: str) -> bool:
    """Whether a pattern's stars can divide a path among them in too many ways."""
    parts = pattern.split("/")
    return parts.count("**") > _MOST_STARS or any(len(_STARS.findall(part)) > _MOST_STARS for part in parts)


def excluded(path: str, paths: Paths) -> str | None:
    """Why ``path`` is left out, or None. A team's ``!pattern`` brings back what the defaults leave out."""
    verdict = _spec(paths.exclude).check_file(path) if paths.exclude else None
    if verdict is not None and verdict.include is not None:
        if not verdict.include:
            return None
        return f"excluded by [paths] exclude: {paths.exclude[verdict.index or 0]}"
    if paths.default_excludes:
        for kind, patterns in DEFAULTS:
            if _spec(patterns).match_file(path):
                return f"excluded by default: {kind}"
    return None


def excluded_media(path: str, paths: Paths) -> str | None:
    """Why a file whose content *is* binary is left out: an image, a font, sound, film. A script named ``x.png`` is not."""
    if paths.default_excludes and _spec(MEDIA).match_file(path):
        return "excluded by default: binary media"
    return None
