"""A line alone is never enough: whoever writes what an agent once wrote does not become the agent."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigate.git.repo import Repo
from aigate.lines import Lines
from aigate.provenance.anchors.hashing import Hasher
from aigate.provenance.anchors.pool import Pool
from aigate.provenance.anchors.search import search
from aigate.provenance.anchors.text import Text
from tests.provenance.anchors.noting import anchored
from tests.repository import Repository, sealed_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AI = """\
from __future__ import annotations
import json
import os

def load_settings(path):
    try:
        with open(path) as file:
            return json.load(file)
    except OSError as error:
        raise SettingsError(path) from error

def merge_settings(base, other):
    merged = dict(base)
    for name, value in other.items():
        merged[name] = value
    return merged

def main():
    settings = merge_settings(load_settings("base.json"), load_settings("own.json"))
    print(settings)

if __name__ == "__main__":
    main()
"""
AI_LINES = [line for line in AI.splitlines() if line]
# What nobody writes twice by chance in a file of the same path; everywhere else it takes surroundings to be found.
UNMISTAKABLE = (
    "raise SettingsError(path) from error",
    "for name, value in other.items():",
    'settings = merge_settings(load_settings("base.json"), load_settings("own.json"))',
)
TOGETHER = {(above.strip(), below.strip()) for above, below in pairwise(AI_LINES)}
SALT = "5a17"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    home: Path = tmp_path_factory.mktemp("home")
    repo = Repository.create(tmp_path_factory.mktemp("repo"), sealed_environment(home))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in repo.env.items():
            patch.setenv(name, value)
        repo.commit({".aigate.toml": f'salt = "{SALT}"\n'})
        anchored(repo, {"settings.py": AI}, {"settings.py": (1, AI.count("\n"))})
        with Repo.open(repo.path) as opened:
            yield Pool(opened)


def found(pool: Pool, text: str, path: str) -> list[int]:
    hashed = Text(text, Hasher(SALT))
    return sorted(search(pool, hashed, [path], Lines.whole(len(hashed)), lambda _: True))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    lines=st.lists(st.sampled_from([line.strip() for line in AI_LINES]), max_size=40),
    path=st.sampled_from(["settings.py", "human.py"]),
)
def test_lines_of_an_agent_in_no_order_of_his_are_nobodys(pool: Pool, lines: list[str], path: str) -> None:
    apart = [line for line in lines if not line.startswith("def ")]
    kept: list[str] = []
    for line in apart:
        if not kept or ((kept[-1], line) not in TOGETHER and kept[-1] != line):
            kept.append(line)
    expected = [at for at, line in enumerate(kept, 1) if path == "settings.py" and line in UNMISTAKABLE]
    assert found(pool, "".join(f"{line}\n" for line in kept), path) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('if __name__ == "__main__":\n    main()\n', id="the idiom at the end of every script"),
        pytest.param("import json\nimport os\n", id="imports that stand together everywhere"),
        pytest.param("def main():\n    print(settings)\n", id="a function of the same name"),
        pytest.param("    return merged\n\ndef main():\n", id="the seam of two functions"),
        pytest.param("x = 1\n}\n)\n", id="brackets"),
    ],
)
def test_common_phrases_in_another_file_are_nobodys(pool: Pool, text: str) -> None:
    assert found(pool, f"# A human's file.\nvalue = 1\n{text}other = 2\n", "human.py") == []


def test_all_of_it_is_found_in_another_file(pool: Pool) -> None:
    assert found(pool, "# Copied.\n" + AI, "elsewhere/copy.py") == list(range(2, AI.count("\n") + 2))


def test_a_function_is_found_in_another_file(pool: Pool) -> None:
    function = "\n".join(AI.splitlines()[4:10])
    assert found(pool, f"import x\n\n{function}\n\nprint(1)\n", "elsewhere/copy.py") == [3, 4, 5, 6, 7, 8]


def test_a_line_alone_in_its_function_is_found_at_home_only(pool: Pool) -> None:
    text = "def load_settings(path):\n    audit(path)\n    with open(path) as file:\n        audit(file)\n"
    assert found(pool, text, "settings.py") == [1, 3]
    assert found(pool, text, "human.py") == []


def test_a_line_alone_is_found_under_another_name_of_its_file(pool: Pool) -> None:
    """Once five lines have told that it is the same file. (Found by the fuzzer: a renamed file, formatted much later.)"""
    alone = '    audit()\n    settings = merge_settings(load_settings("base.json"), load_settings("own.json"))\n    audit()\n'
    functions = "\n".join(AI.splitlines()[4:16])
    assert found(pool, f"def other():\n{alone}", "renamed.py") == []
    assert 16 in found(pool, f"{functions}\n\ndef other():\n{alone}", "renamed.py")
