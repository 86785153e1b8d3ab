"""What policy leaves out by default, and how a team changes that."""

from __future__ import annotations

import pytest

from aigate.config import Paths
from aigate.errors import ConfigError
from aigate.policy.exclude import check_patterns, excluded, excluded_media


@pytest.mark.parametrize(
    "path", ["src/app.py", "locks/uv.py", "src/min.js", "my_vendor.go", "package.json", "-x", "a\nb"]
)
def test_ordinary_files_are_examined(path: str) -> None:
    assert excluded(path, Paths()) is None


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("package-lock.json", "lock file"),
        ("deep/down/uv.lock", "lock file"),
        ("static/app.min.js", "minified or generated asset"),
        ("node_modules/x/index.js", "vendored tree"),
        ("go/vendor/x.go", "vendored tree"),
    ],
)
def test_defaults_say_why(path: str, why: str) -> None:
    assert excluded(path, Paths()) == f"excluded by default: {why}"
    assert excluded(path, Paths(default_excludes=False)) is None


def test_a_team_adds_and_takes_back() -> None:
    paths = Paths(exclude=("docs/", "!package-lock.json"))
    assert excluded("docs/x.md", paths) == "excluded by [paths] exclude: docs/"
    assert excluded("package-lock.json", paths) is None
    assert excluded("yarn.lock", paths) is not None


def test_media_are_left_out_by_name_only_for_content_that_is_binary() -> None:
    assert excluded("logo.png", Paths()) is None
    assert excluded_media("logo.png", Paths()) == "excluded by default: binary media"
    assert excluded_media("logo.bin", Paths()) is None


def test_a_pattern_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ConfigError, match='paths.exclude: "!" is not a gitignore pattern'):
        check_patterns(["ok", "!"], ".aigate.toml: paths.exclude")
