"""Entries are merged into settings as people have them, once; what others wrote stays, and comes back to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate import jsonc
from aigate.install.agents import settings
from aigate.install.agents.entries import Settings, group
from aigate.install.agents.settings import CannotMergeError

LINE = "aigate agent hook --agent claude"
WANTED = Settings({"PreToolUse": group(LINE, 20, "Edit|Bash"), "Stop": group(LINE, 30)})
HEADED = Settings({"stop": {"command": LINE}}, {"version": 1})

STRICT = """\
{
  "model": "opus",
  "permissions": { "allow": ["Bash(npm run:*)"], "deny": [] },
  "hooks": {
    "PostToolUse": [
      {
        "matcher": "Edit|Write",
        "hooks": [
          { "type": "command", "command": "npx prettier --write \\"$FILE\\"" }
        ]
      }
    ],
    "Stop": [
      { "hooks": [{ "type": "command", "command": "say done" }] }
    ]
  },
  "env": { "TOKEN": "s3cret" }
}
"""
COMMENTED = """\
// settings of mine
{
    "ui": { "theme": "Dracula" }, // dark
    /* the hooks */
    "hooks": {
        "Stop": [
            // beep
            { "hooks": [ { "type": "command", "command": "beep" } ] }, // loud
        ],
        // more to come
    },
}
"""
FOREIGN = [
    ("strict JSON with other hooks", STRICT),
    ("comments and trailing commas", COMMENTED),
    ("no newline at the end", STRICT.rstrip("\n")),
    ("tabs", STRICT.replace("  ", "\t")),
    ("Windows line ends", STRICT.replace("\n", "\r\n")),
    ("a byte order mark", "\ufeff" + STRICT),
    ("all on one line", json.dumps(json.loads(STRICT))),
    ("without any blank", json.dumps(json.loads(STRICT), separators=(",", ":"))),
    ("no hooks yet", '{\n    "model": "opus"\n}'),
    ("no hooks yet, on one line", '{ "model": "opus" }'),
    ("a comment alone", "{\n  // nothing yet\n}\n"),
    ("a comment on the last line", '{\n  "model": "opus" // the best\n}\n'),
    ("letters beyond ASCII", '{\n  "name": "Zoë 🎉 \\u00e9"\n}\n'),
    ("our name in a comment", '{\n  // aigate agent hook --agent claude\n  "a": 1\n}\n'),
    ("nothing but a null", '{\n  "a": null\n}\n'),
    ("our name in somebody's text", '{\n  "note": "aigate agent hook"\n}\n'),
]
TEXTS = pytest.mark.parametrize("text", [case[1] for case in FOREIGN], ids=[case[0] for case in FOREIGN])

REFUSED = [
    ("no object", "[]", "not an object"),
    ("broken JSON", '{"a": 1,,}', "line 1"),
    ("hooks that are a list", '{"hooks": []}', '"hooks" are not an object'),
    ("hooks of an event that are no list", '{"hooks": {"Stop": {}}}', '"Stop" are not a list'),
    ("hooks twice", '{"hooks": {}, "hooks": {}}', "stands twice"),
]


@pytest.mark.parametrize(("text", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_merged_into_is_refused(text: str, why: str) -> None:
    with pytest.raises(CannotMergeError, match=why):
        settings.install(text, WANTED)


@TEXTS
def test_others_hooks_stay_in_place_and_in_order(text: str) -> None:
    before, after = value(text), value(settings.install(text, WANTED))
    assert [*after][: len(before)] == [*before]
    for event, entries in before.get("hooks", {}).items():
        assert after["hooks"][event][: len(entries)] == entries
    assert {key: after[key] for key in before if key != "hooks"} == {k: v for k, v in before.items() if k != "hooks"}


@TEXTS
def test_a_second_installation_changes_nothing(text: str) -> None:
    once = settings.install(text, WANTED)
    assert once != text
    assert settings.install(once, WANTED) == once


@TEXTS
def test_removal_brings_back_every_byte(text: str) -> None:
    assert settings.uninstall(settings.install(text, WANTED), WANTED) == text
    assert settings.uninstall(text, WANTED) == text


@TEXTS
def test_it_is_laid_out_as_its_neighbours(text: str) -> None:
    after = settings.install(text, WANTED)
    assert ("\r\n" in text) is ("\r\n" in after)
    assert after.count("\n") == after.count("\r\n") or "\r\n" not in after
    assert ("\n" in text.rstrip()) is ("\n" in after.rstrip())
    if "\n\t" in text:
        assert "\n  " not in after


def test_a_new_file_holds_our_entries_alone() -> None:
    text = settings.install("", WANTED)
    assert json.loads(text) == {"hooks": {event: [entry] for event, entry in WANTED.hooks.items()}}
    assert text.endswith("}\n")
    assert settings.uninstall(text, WANTED) is None


def test_a_version_is_entered_where_the_format_asks_for_one() -> None:
    text = settings.install("", HEADED)
    assert json.loads(text) == {"version": 1, "hooks": {"stop": [{"command": LINE}]}}
    assert settings.uninstall(text, HEADED) is None
    assert json.loads(settings.install('{"version": 2}', HEADED))["version"] == 2


def test_an_older_entry_is_replaced_in_its_place() -> None:
    old = settings.install(STRICT, Settings({"Stop": group(f"/old/python -m {LINE}", 5), "Gone": group(LINE, 1)}))
    document = value(old)
    document["hooks"]["Stop"].append({"hooks": [{"type": "command", "command": "later"}]})
    new = value(settings.install(json.dumps(document), WANTED))
    assert "Gone" not in new["hooks"]
    assert new["hooks"]["Stop"] == [document["hooks"]["Stop"][0], WANTED.hooks["Stop"], document["hooks"]["Stop"][2]]
    assert json.dumps(new).count(LINE) == len(WANTED.hooks)


def test_entries_that_stand_twice_become_one() -> None:
    entry = json.dumps(WANTED.hooks["Stop"])
    after = value(settings.install(f'{{"hooks": {{"Stop": [{entry}, {entry}, {entry}]}}}}', WANTED))
    assert after["hooks"]["Stop"] == [WANTED.hooks["Stop"]]


def test_a_group_that_somebody_shares_with_us_keeps_their_part() -> None:
    theirs = {"type": "command", "command": "lint"}
    shared = {"matcher": "Edit", "hooks": [theirs, {"type": "command", "command": f"'/a b/python' -P -m {LINE}"}]}
    text = json.dumps({"hooks": {"Stop": [shared]}}, indent=2)
    kept = {"matcher": "Edit", "hooks": [theirs]}
    assert value(settings.install(text, WANTED))["hooks"]["Stop"] == [kept, WANTED.hooks["Stop"]]
    assert value(settings.uninstall(text, WANTED) or "")["hooks"]["Stop"] == [kept]


def test_what_others_added_since_stays_when_ours_goes() -> None:
    text = settings.install('{\n  "a": 1\n}\n', WANTED)
    document = value(text)
    document["hooks"]["Stop"].append({"hooks": [{"type": "command", "command": "theirs"}]})
    document["hooks"]["Other"] = [{"hooks": [{"type": "command", "command": "more"}]}]
    left = value(settings.uninstall(json.dumps(document, indent=2), WANTED) or "")
    assert left == {"a": 1, "hooks": {"Stop": document["hooks"]["Stop"][1:], "Other": document["hooks"]["Other"]}}


# ---------------------------------------------------------------- any layout

BLANKS = st.sampled_from(["", "", " ", "\n", "\n  ", "\r\n\t", " /* c */ ", " // c\n"])
SCALARS = st.sampled_from(["1", "null", '"x"', '"// no"', "-2.5e3"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """An object with some keys, perhaps with hooks of others, in any layout that JSON with comments allows."""

    def container(opening: str, items: list[str], closing: str) -> str:
        text = opening
        for index, item in enumerate(items):
            last = index == len(items) - 1
            text += draw(BLANKS) + item + draw(BLANKS) + ("" if last and draw(st.booleans()) else ",")
        return text + draw(BLANKS) + closing

    def member(key: str, item: str) -> str:
        return f'"{key}"{draw(BLANKS)}:{draw(BLANKS)}{item}'

    def entry() -> str:
        handler = container("{", [member("type", '"command"'), member("command", '"theirs"')], "}")
        return container("{", [member("hooks", container("[", [handler], "]"))], "}")

    members = [member(key, draw(SCALARS)) for key in draw(st.lists(st.sampled_from("abc"), unique=True))]
    if draw(st.booleans()):
        names = draw(st.lists(st.sampled_from(["Stop", "PreToolUse", "Other"]), unique=True, min_size=1))
        events = [
            member(name, container("[", [entry() for _ in range(draw(st.integers(1, 2)))], "]")) for name in names
        ]
        members.insert(draw(st.integers(0, len(members))), member("hooks", container("{", events, "}")))
    return draw(BLANKS) + container("{", members, "}") + draw(BLANKS)


@given(documents())
def test_in_any_layout_the_rest_says_the_same_and_comes_back(text: str) -> None:
    after = settings.install(text, WANTED)
    assert settings.install(after, WANTED) == after
    back = settings.uninstall(after, WANTED)
    if back is None:
        assert value(text) == {}
        assert "c" not in text
    else:
        assert value(back) == value(text)
        assert "".join(back.split()) == "".join(text.split())


def value(text: str) -> Any:
    return jsonc.parse(text).value
