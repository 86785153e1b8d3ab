"""The entry is added as text: comments and formatting stay, nothing else changes, and what is unsafe is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aigate.install.precommit import CannotAddError, Wanted, add, fresh, hooks_in, runs_aigate
from aigate.install.stages import BY_ID

WANTED = Wanted("https://example.org/aigate", "v9.9.9")

REFUSED = [
    ("no YAML at all", "repos: [\n", "not YAML"),
    ("a tab", "repos:\n\t- repo: x\n", "not YAML"),
    ("two documents", "repos: []\n---\nrepos: []\n", "not YAML"),
    ("an empty file", "", "not written as a block"),
    ("a list", "- repo: x\n", "not written as a block"),
    ("JSON", '{"repos": []}\n', "not written as a block"),
    ("no repos", "fail_fast: true\n", 'no key "repos"'),
    ("repos that are nothing", "repos:\n", "not written as a block"),
    ("repos in flow style", "repos: [{repo: meta, hooks: [{id: identity}]}]\n", "not written as a block"),
    ("an alias at the end", "x: &x {repo: meta, hooks: []}\nrepos:\n  - repo: local\n    hooks: []\n  - *x\n", "something else"),
    ("repos that others refer to", "repos: &all\n  - repo: meta\n    hooks: []\nagain: *all\n", "something else"),
    ("control characters", "repos: []\n# \x07\n", "not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_added_to_safely_is_refused(text: str, why: str) -> None:
    with pytest.raises(CannotAddError, match=why):
        add(text, WANTED)


TYPES = "default_install_hook_types: [pre-commit, commit-msg]\n"
ENTRY = """\
- repo: https://example.org/aigate
  rev: v9.9.9
  hooks:
    - id: aigate
    - id: aigate-commit-msg
    # - id: aigate-prepare-commit-msg  # draft of the commit message
    # - id: aigate-post-commit  # anchors of the commit's AI lines
    # - id: aigate-pre-push  # AI-written lines of the push
"""


def indented(columns: int) -> str:
    return "".join(" " * columns + line for line in ENTRY.splitlines(keepends=True))


META = "  - repo: meta\n    hooks:\n      - id: identity"
ADDED = [
    ("a plain file", f"repos:\n{META}\n", f"{TYPES}repos:\n{META}\n{indented(2)}"),
    ("a file without a newline at its end", f"repos:\n{META}", f"{TYPES}repos:\n{META}\n{indented(2)}"),
    ("entries at the margin", "repos:\n- repo: meta\n  hooks: []\n", f"{TYPES}repos:\n- repo: meta\n  hooks: []\n{ENTRY}"),
    ("entries far to the right", "repos:\n      - repo: meta\n        hooks: []\n", f"{TYPES}repos:\n      - repo: meta\n        hooks: []\n{indented(6)}"),
    ("comments around", f"# top\n\nrepos: # here\n{META} # last\n      # - id: off\n\n  # below\n# end\n", f"# top\n\n{TYPES}repos: # here\n{META} # last\n      # - id: off\n{indented(2)}\n  # below\n# end\n"),
    ("keys after the repos", f"repos:\n{META}\n\nci:\n  skip: [x]\n", f"{TYPES}repos:\n{META}\n{indented(2)}\nci:\n  skip: [x]\n"),
    ("the hook types set already", f"default_install_hook_types: [pre-push]\nrepos:\n{META}\n", f"default_install_hook_types: [pre-push]\nrepos:\n{META}\n{indented(2)}"),
    ("the hook types set below", f"repos:\n{META}\ndefault_install_hook_types: [pre-push]\n", f"repos:\n{META}\n{indented(2)}default_install_hook_types: [pre-push]\n"),
    ("a document's start and end", f"---\nrepos:\n{META}\n...\n", f"---\n{TYPES}repos:\n{META}\n{indented(2)}...\n"),
    ("a list that ends in brackets", f"repos:\n{META}\n        args: [a,\n          b]\n", None),
    ("a folded text at the end", "repos:\n- repo: local\n  hooks:\n  - id: x\n    description: >\n      one\n      # two\n\n\n", None),
    ("a kept text at the end", "repos:\n- repo: local\n  hooks:\n  - id: x\n    description: |+\n      one\n\n\nfail_fast: true\n", None),
    ("a text over several lines", "repos:\n- repo: local\n  hooks:\n  - id: x\n    description: one\n      two\n\n      three\n", None),
    ("an empty value at the end", "repos:\n- repo: local\n  hooks:\n", None),
    ("an empty list of repos", "repos: []  # none yet\nfail_fast: true\n", f"{TYPES}repos:  # none yet\n{indented(2)}fail_fast: true\n"),
    ("an empty list without a newline", "repos: []", f"{TYPES}repos:\n{indented(2)}"),
    ("letters beyond ASCII", f"# café 🎉 \u2028\nrepos:\n{META} # ü\n", f"# café 🎉 \u2028\n{TYPES}repos:\n{META} # ü\n{indented(2)}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_entry_is_added_and_nothing_else_changes(text: str, expected: str | None, newline: str) -> None:
    result = add(text.replace("\n", newline), WANTED)
    if expected is not None:
        assert result == (expected if "\n" not in text else expected.replace("\n", newline))
    before, after = yaml.safe_load(text), yaml.safe_load(result)
    assert after["repos"][:-1] == before["repos"]
    assert [hook["id"] for hook in after["repos"][-1]["hooks"]] == ["aigate", "aigate-commit-msg"]
    assert runs_aigate(result)
    assert not runs_aigate(text)


def test_a_byte_order_mark_is_no_reason_to_break_the_file() -> None:
    with pytest.raises(CannotAddError):
        add(f"\ufeffrepos:\n{META}\n", WANTED)
    assert add(f"\ufeff# top\nrepos:\n{META}\n", WANTED).startswith("\ufeff# top\ndefault_install")


NAMES = st.sampled_from(["meta", "local", "https://example.org/x", "'quoted'", '"double"'])
TAILS = st.sampled_from(
    ["[]", "[{id: x}]", "\n@- id: x", "\n@- id: x\n@  args: [--y]", "\n@- {id: x}  # why", "\n@# none\n@- id: y"]
)


@given(st.lists(st.tuples(NAMES, TAILS), min_size=1, max_size=4), st.integers(0, 4), st.booleans())
def test_any_file_of_the_common_shape_keeps_its_text(repos: list[tuple[str, str]], column: int, end: bool) -> None:
    margin = " " * column
    lines = [f"{margin}- repo: {name}\n{margin}  hooks: {tail.replace('@', margin + '    ')}" for name, tail in repos]
    text = "repos:\n" + "\n".join(lines) + ("\n" if end else "")
    result = add(text, WANTED)
    assert result.startswith(TYPES + text.rstrip("\n"))
    assert yaml.safe_load(result)["repos"][:-1] == yaml.safe_load(text)["repos"]


@given(st.text(alphabet="repos: []-#\n&*'\"{}|>a,", max_size=60))
def test_whatever_the_file_holds_it_is_proved_or_refused(text: str) -> None:
    try:
        result = add(text, WANTED)
    except CannotAddError:
        return
    assert yaml.safe_load(result)["repos"][-1]["repo"] == WANTED.repo


def test_a_fresh_file_is_what_adding_to_an_empty_one_gives() -> None:
    assert fresh(WANTED) == add("repos: []\n", WANTED)


def test_odd_addresses_are_quoted() -> None:
    odd = Wanted('C:\\a b"# \n', "1.0")
    document = yaml.safe_load(fresh(odd))
    assert (document["repos"][0]["repo"], document["repos"][0]["rev"]) == ('C:\\a b"# \n', "1.0")


PRESENT = [
    ("the entry of the manifest", "repos:\n- repo: https://x\n  rev: v1\n  hooks: [{id: aigate}]\n", True),
    ("a local command", "repos:\n- repo: local\n  hooks: [{id: ours, entry: aigate hook pre-commit}]\n", True),
    ("another hook", "repos:\n- repo: local\n  hooks: [{id: ours, entry: aigate check}]\n", False),
    ("ids of a strange kind", "repos:\n- repo: local\n  hooks: [{id: [aigate]}, 7]\n- 8\n- hooks: 9\n", False),
    ("no repos", "{}", False),
    ("a list", "[]", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "present"), [case[1:] for case in PRESENT], ids=[case[0] for case in PRESENT])
def test_aigate_is_recognised(text: str, present: bool) -> None:
    assert runs_aigate(text) is present


def test_hooks_know_their_repository() -> None:
    hooks = hooks_in("repos:\n- repo: https://x\n  rev: v1\n  hooks: [{id: aigate}]\n")
    assert hooks == [{"id": "aigate", "repo": "https://x", "rev": "v1"}]


def test_every_hook_of_the_manifest_can_be_entered() -> None:
    everything = Wanted("https://x.org", "v1", tuple(BY_ID))
    assert everything.types == ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-push")
    assert not [line for line in everything.lines() if "#" in line]
