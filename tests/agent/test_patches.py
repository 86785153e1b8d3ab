"""The patch language: what is written comes out again, and no text breaks the reader."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aigate.agent.events import Edit
from aigate.agent.patches import edits_of, is_patch

PATCH = """\
*** Begin Patch
*** Add File: new.py
+import os
+
+x = 1
*** Update File: a/b.py
*** Move to: a/c.py
@@ def f():
 keep
-old
+new
@@
+appended
*** End of File
*** Delete File: gone.py
*** End Patch
"""


def absolute(path: str) -> str:
    return f"/w/{path}"


def test_every_kind_of_section_is_read() -> None:
    assert is_patch(PATCH)
    assert edits_of(PATCH, absolute) == (
        Edit("/w/new.py", after="import os\n\nx = 1\n", pieces=(("", "import os\n\nx = 1\n"),)),
        Edit("/w/a/c.py", pieces=(("keep\nold\n", "keep\nnew\n"), ("", "appended\n"))),
        Edit("/w/a/b.py", deleted=True),
        Edit("/w/gone.py", deleted=True),
    )


def test_a_patch_in_a_heredoc_with_carriage_returns_is_read() -> None:
    text = "apply_patch <<'EOF'\r\n*** Begin Patch\r\n*** Update File: a.py\r\n@@\r\n-x\r\n+y\r\n*** End Patch\r\nEOF"
    (edit,) = edits_of(text, absolute)
    assert edit.path == "/w/a.py"
    assert edit.pieces == (("x\n", "y\n"),)


def test_a_path_that_cannot_be_is_left_out() -> None:
    assert edits_of("*** Begin Patch\n*** Delete File: x\n*** End Patch", lambda path: "") == ()


LINES = st.lists(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20), min_size=1, max_size=6
)
NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.py", fullmatch=True)


@given(NAMES, st.lists(st.tuples(LINES, LINES, LINES), min_size=1, max_size=4))
def test_hunks_come_out_as_they_were_written(name: str, hunks: list[tuple[list[str], list[str], list[str]]]) -> None:
    body = ["*** Begin Patch", f"*** Update File: {name}"]
    expected = []
    for kept, old, new in hunks:
        body += ["@@", *(f" {line}" for line in kept), *(f"-{line}" for line in old), *(f"+{line}" for line in new)]
        expected.append(tuple("".join(f"{line}\n" for line in kept + part) for part in (old, new)))
    (edit,) = edits_of("\n".join([*body, "*** End Patch"]), absolute)
    assert edit.path == f"/w/{name}"
    assert list(edit.pieces) == expected


@given(
    st.text(max_size=300),
    st.lists(st.sampled_from(["*** Add File: x", "*** Move to: ", "@@", "*** Update File: y", "+a", "-b", ""])),
)
def test_no_text_breaks_the_reader(noise: str, lines: list[str]) -> None:
    for edit in edits_of("\n".join([noise, "*** Begin Patch", *lines, noise]), absolute):
        assert edit.path.startswith("/w/")
