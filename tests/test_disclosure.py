"""What is asked of a commit message under each profile, and of whom nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate import model
from aigate.config import Config, MessageRule, SignOff, TrailerProfile, Trailers
from aigate.disclosure import findings_of
from aigate.git.trailers import parse
from aigate.lines import Lines, Span
from aigate.model import (
    Bucket,
    Changeset,
    ChangesetKind,
    Claim,
    Confidence,
    FileChange,
    Finding,
    Hunk,
    Identity,
    Scope,
    Severity,
    Verdict,
)
from aigate.policy.demands import Demands, Writer, demands_of, fits, line_for
from aigate.policy.message_rules import PATH, RULES
from aigate.policy.profiles import PROFILES
from aigate.policy.trailers import Desk
from aigate.provenance import catalogue as catalogues
from aigate.provenance.resolve import attribute
from aigate.provenance.trailers import claims_of_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKED = b"# @ai-generated begin tool=claude model=claude-opus-4-8\nx = 1\n# @ai-generated end\n"
PLAIN = b"x = 1\ny = 2\nz = 3\n"
ADA = "Signed-off-by: Ada Author <ada@example.org>"
COAUTHOR = "Co-authored-by: Claude <noreply@anthropic.com>"
ASSISTED = "Assisted-by: claude:claude-opus-4-8"
FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)"
HUMAN_RECORD = model.Testimony(
    (Claim("journal", Verdict.HUMAN, Scope.LINE, "typed", Confidence.HIGH, path="a.py", lines=Lines([Span(1, 3)])),),
    frozenset({"a.py"}),
)
TWO = ("1" * 40, "2" * 40)
FORGE = Identity("GitHub", "noreply@github.com")
BOT = Identity("devin-ai-integration[bot]", "158243242+devin-ai-integration[bot]@users.noreply.github.com")


def message(*paragraphs: str, subject: str = "Mend the cache") -> str:
    return "\n\n".join((subject, *paragraphs)) + "\n"


def judge(
    text: str,
    settings: Trailers,
    content: bytes = PLAIN,
    *,
    testimony: model.Testimony | None = None,
    parents: tuple[str, ...] = ("1" * 40,),
    committer: Identity | None = None,
    author: Identity | None = None,
    recorded: bool = False,
    doubtful: bool = False,
    running: str | None = None,
) -> list[Finding]:
    kind = ChangesetKind.COMMIT if recorded or doubtful else ChangesetKind.INDEX
    change = FileChange("a.py", "A", blob="b", hunks=(Hunk(1, 3, 0, 0),))
    changeset = Changeset(
        kind, (change,), "c" * 40 if recorded else None, parents, message=text, author=author, committer=committer
    )
    config = Config(trailers=settings)
    known = attribute(changeset, lambda _: content, config.provenance, testimony or model.Testimony())
    desk = Desk(parse, is_draft=not recorded, is_doubtful=doubtful, running=running)
    return findings_of(changeset, known, config, desk)


def rules(findings: Iterable[Finding]) -> list[str]:
    return sorted(finding.rule.removeprefix("trailers/") for finding in findings)


def of(name: str) -> Trailers:
    return Trailers(profile=TrailerProfile(name))


# ---------------------------------------------------------------- of whom nothing is asked

ALL_PROFILES = [str(name) for name in TrailerProfile]
PEOPLE = [
    ("a plain message", message("It went stale.")),
    ("a subject alone", "Mend the cache"),
    ("an empty message", ""),
    ("a sign-off", message(ADA)),
    ("a human co-author", message("Co-authored-by: Jane Doe <jane@example.org>")),
    ("a human called Claude", message("Co-authored-by: Claude Monet <claude@example.fr>")),
    ("a linter that assisted", message("Assisted-by: coccinelle sparse")),
    ("nobody assisted", message("Assisted-by: none")),
    ("a bot's sign-off", message("Signed-off-by: dependabot[bot] <support@github.com>")),
    ("prose about the policy", message("Assisted-by lines are demanded from now on.")),
]


@pytest.mark.parametrize("profile", ALL_PROFILES)
@pytest.mark.parametrize("text", [case[1] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_people_are_left_alone(profile: str, text: str) -> None:
    assert judge(text, of(profile)) == []
    assert judge(text, of(profile), recorded=True) == []


@pytest.mark.parametrize("text", [message(), message(COAUTHOR), message(FOOTER), message("Assisted-by: x")])
@pytest.mark.parametrize("content", [PLAIN, MARKED])
def test_the_default_profile_demands_nothing(text: str, content: bytes) -> None:
    assert judge(text, Trailers(), content, running="claude") == []


def test_without_evidence_git_is_not_even_asked() -> None:
    def never(_: str) -> tuple[()]:
        raise AssertionError("git was asked")

    changeset = Changeset(ChangesetKind.COMMIT, (), "c" * 40, message=message(ADA))
    config = Config(trailers=of("kernel"))
    known = attribute(changeset, lambda _: b"", config.provenance)
    assert findings_of(changeset, known, config, Desk(never)) == []


def test_a_message_that_is_not_written_yet_is_not_judged() -> None:
    changeset = Changeset(ChangesetKind.INDEX, (), message=None)
    config = Config(trailers=of("kernel"))
    assert findings_of(changeset, attribute(changeset, lambda _: b"", config.provenance), config, Desk(parse)) == []


# ---------------------------------------------------------------- profile by profile

MALFORMED = "Assisted-by: Claude Opus 4.6"
ALLOWED = [
    ("kernel", "agent, model, a human's sign-off", message(f"{ASSISTED}\n{ADA}")),
    ("kernel", "tools in brackets", message(f"{ASSISTED} [coccinelle] [sparse]\n{ADA}")),
    ("kernel", "bare tools", message(f"Assisted-by: Claude:claude-3-opus coccinelle sparse\n{ADA}")),
    ("kernel", "another agent's spelling", message(f"Assisted-by: OpenCode:glm-5\n{ADA}")),
    ("kernel", "a key in other capitals", message(f"assisted-BY: claude:claude-opus-4-8\n{ADA}")),
    ("kernel", "CRLF", message(f"{ASSISTED}\n{ADA}").replace("\n", "\r\n")),
    ("kernel", "a folded value", message(f"Assisted-by: claude:claude-opus-4-8\n  [sparse]\n{ADA}")),
    ("kernel", "a co-author beside it", message(f"{ASSISTED}\n{COAUTHOR}\n{ADA}")),
    ("kernel", "a linter beside it", message(f"{ASSISTED}\nAssisted-by: coccinelle\n{ADA}")),
    ("fedora", "free words", message("Assisted-by: Claude Code (claude-opus-4-8)")),
    ("fedora", "a chatbot", message("Assisted-by: generic LLM chatbot")),
    ("apache", "a generator", message("Generated-by: Claude Code")),
    ("openssf", "the kernel's form", message(f"{ASSISTED}\n{ADA}")),
    ("otel", "free words", message("Assisted-by: Claude Opus 4.6")),
    ("coauthor", "a co-author", message(COAUTHOR)),
    ("kubernetes", "silence", message(ADA)),
    ("kubernetes", "a human co-author", message(f"Co-authored-by: Jane Doe <jane@example.org>\n{ADA}")),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "text"), [(c[0], c[2]) for c in ALLOWED], ids=[f"{c[0]}: {c[1]}" for c in ALLOWED])
def test_what_a_profile_wants_is_let_through(profile: str, text: str) -> None:
    assert judge(text, of(profile), MARKED) == []
    assert judge(text, of(profile), MARKED, recorded=True) == []


REFUSED = [
    ("kernel", "nothing said", message(ADA), ["undeclared"]),
    ("kernel", "nothing at all", message(), ["no-human-sign-off", "undeclared"]),
    ("kernel", "a co-author instead", message(f"{COAUTHOR}\n{ADA}"), ["missing"]),
    ("kernel", "a footer instead", message(FOOTER, ADA), ["missing"]),
    ("kernel", "a value in free words", message(f"{MALFORMED}\n{ADA}"), ["malformed"]),
    ("kernel", "an e-mail behind the value", message(f"Assisted-by: Claude <noreply@anthropic.com>\n{ADA}"), ["malformed"]),
    ("kernel", "one good and one bad", message(f"{ASSISTED}\n{MALFORMED}\n{ADA}"), ["malformed"]),
    ("kernel", "a link behind the block", message(f"{ASSISTED}\n{ADA}", "https://example.org/1"), ["no-human-sign-off", "outside-block"]),
    ("kernel", "in the middle", message(ASSISTED, "More words.", ADA), ["outside-block"]),
    ("kernel", "in a squash's list", message(f"* Add it\n\n* {ASSISTED}", ADA), ["outside-block"]),
    ("kernel", "the agent signs off", message(f"{ASSISTED}\nSigned-off-by: Claude <noreply@anthropic.com>"), ["agent-sign-off", "no-human-sign-off"]),
    ("kernel", "both sign off", message(f"{ASSISTED}\nSigned-off-by: Claude <noreply@anthropic.com>\n{ADA}"), ["agent-sign-off"]),
    ("kernel", "a model signs off under a strange address", message(f"{ASSISTED}\nSigned-off-by: Claude Opus 4.6 <x@example.org>\n{ADA}"), ["agent-sign-off"]),
    ("kernel", "nobody assisted", message(f"Assisted-by: none\n{ADA}"), ["undeclared"]),
    ("kernel", "a person assisted", message(f"Assisted-by: Jane Doe <jane@example.org>\n{ADA}"), ["undeclared"]),
    ("kernel", "a linter assisted", message(f"Assisted-by: coccinelle sparse\n{ADA}"), ["undeclared"]),
    ("fedora", "nothing said", message(), ["undeclared"]),
    ("fedora", "the generator's key", message("Generated-by: Claude Code"), ["missing"]),
    ("apache", "the assistant's key", message("Assisted-by: Claude Code"), ["missing"]),
    ("openssf", "no sign-off", message(ASSISTED), ["no-human-sign-off"]),
    ("otel", "a co-author", message(COAUTHOR), ["forbidden", "missing"]),
    ("coauthor", "an assistant", message(ASSISTED), ["missing"]),
    ("coauthor", "a human co-author", message("Co-authored-by: Jane Doe <jane@example.org>"), ["undeclared"]),
    ("kubernetes", "a co-author", message(COAUTHOR), ["forbidden"]),
    ("kubernetes", "an assistant", message(ASSISTED), ["forbidden"]),
    ("kubernetes", "a footer", message(FOOTER), ["forbidden"]),
    ("kubernetes", "a co-author in the middle", message(COAUTHOR, "More words."), ["forbidden"]),
    ("kubernetes", "a session", message("Claude-Session: https://claude.ai/code/session_01"), ["forbidden"]),
    ("kubernetes", "an agent's sign-off", message("Signed-off-by: Claude <noreply@anthropic.com>"), ["forbidden"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "text", "expected"), [(c[0], *c[2:]) for c in REFUSED], ids=[f"{c[0]}: {c[1]}" for c in REFUSED]
)
def test_what_a_profile_does_not_want_is_found(profile: str, text: str, expected: list[str]) -> None:
    found = judge(text, of(profile), MARKED)
    assert rules(found) == expected
    assert rules(judge(text, of(profile), MARKED, recorded=True)) == expected
    assert {finding.path for finding in found} == {PATH}


def test_an_agent_nobody_has_heard_of_may_be_named_where_the_evidence_knows_none() -> None:
    unknown = b"# AIGC START\nx = 1\n# AIGC END\n"
    new, linter = message(f"Assisted-by: NewBot:newmodel-1\n{ADA}"), message(f"Assisted-by: coccinelle sparse\n{ADA}")
    assert judge(new, of("kernel"), unknown) == []
    assert rules(judge(new, of("kernel"), MARKED)) == ["undeclared"]
    assert rules(judge(linter, of("kernel"), unknown)) == ["undeclared"]
    assert "Assisted-by: ai:unknown" in judge(message(ADA), of("kernel"), unknown)[0].hint


def test_forbidden_needs_no_line_of_an_agent() -> None:
    assert rules(judge(message(COAUTHOR), of("kubernetes"))) == ["forbidden"]


# ---------------------------------------------------------------- which commits are spared


@pytest.mark.parametrize("subject", ["fixup! Add it", "squash! Add it", "amend! Add it"])
def test_a_commit_that_will_vanish_is_asked_only_when_it_is_pushed(subject: str) -> None:
    text = message(subject=subject)
    assert judge(text, of("kernel"), MARKED, running="claude") == []
    assert rules(judge(text, of("kernel"), MARKED, recorded=True)) == ["no-human-sign-off", "undeclared"]


def test_a_revert_is_not_asked_to_declare_what_it_brings_back() -> None:
    text = message(f"This reverts commit {'a' * 40}.", ADA, subject='Revert "Drop it"')
    assert judge(text, of("kernel"), MARKED) == []
    assert rules(judge(text, of("kernel"), MARKED, recorded=True)) == ["undeclared"]


def test_a_merge_answers_for_its_own_lines_only() -> None:
    text = message(COAUTHOR, subject="Merge branch 'side'")
    empty = Changeset(ChangesetKind.COMMIT, (), "c" * 40, TWO, message=text)
    config = Config(trailers=of("kernel"))
    known = attribute(empty, lambda _: b"", config.provenance)
    assert findings_of(empty, known, config, Desk(parse)) == []
    assert rules(judge(message(ADA, subject="Merge"), of("kernel"), MARKED, parents=TWO)) == ["undeclared"]
    assert judge(message(subject="Merge"), of("kernel"), MARKED, parents=TWO, committer=FORGE, recorded=True) == []


def test_an_agent_as_author_has_to_be_declared_too() -> None:
    assert rules(judge(message(ADA), of("kernel"), author=BOT)) == ["missing"]
    assert judge(message("Assisted-by: devin:unknown", ADA), of("kernel"), author=BOT)[0].rule.endswith("outside-block")
    assert judge(message(f"Assisted-by: devin:unknown\n{ADA}"), of("kernel"), author=BOT) == []


def test_nothing_staged_is_an_amendment_or_an_empty_commit_and_only_warns() -> None:
    found = judge(message(), of("kernel"), MARKED, doubtful=True)
    assert rules(found) == ["no-human-sign-off", "undeclared"]
    assert {finding.bucket for finding in found} == {Bucket.WARNING}
    found = judge(message(COAUTHOR), of("fedora"), MARKED, doubtful=True)
    assert [finding.bucket for finding in found] == [Bucket.OUTSIDE]  # the message itself names an AI: no doubt


def test_a_record_of_a_human_contradicts_an_ai_trailer() -> None:
    for text in (message(COAUTHOR), message(ASSISTED)):
        assert rules(judge(text, of("kernel"), testimony=HUMAN_RECORD)) == ["contradicts"]
    assert judge(message(), of("kernel"), testimony=HUMAN_RECORD) == []
    assert rules(judge(message(COAUTHOR), of("kubernetes"), testimony=HUMAN_RECORD)) == ["contradicts", "forbidden"]


def test_a_claim_that_a_human_record_beats_names_nobody() -> None:
    first = Claim(
        "journal", Verdict.HUMAN, Scope.LINE, "typed", Confidence.HIGH, path="a.py", lines=Lines([Span(1, 2)])
    )
    lost = Claim("agent-trace", Verdict.AI, Scope.LINE, "x", path="a.py", lines=Lines([Span(1, 1)]), agent="claude")
    assert judge(message(), of("kernel"), testimony=model.Testimony((first, lost))) == []


def test_what_an_agent_removed_has_to_be_declared_too() -> None:
    change = FileChange("a.py", "M", blob="b", old_blob="o", hunks=(Hunk(1, 0, 2, 3),))
    changeset = Changeset(ChangesetKind.INDEX, (change,), parents=("1" * 40,), message=message(ADA))
    config = Config(trailers=of("kernel"))
    removed = model.Testimony((), frozenset({"a.py"}), (("a.py", Span(1, 2)),))
    known = attribute(changeset, lambda _: PLAIN, config.provenance, removed)
    (found,) = findings_of(changeset, known, config, Desk(parse, is_draft=True))
    assert found.rule == "trailers/undeclared"
    assert found.message.startswith("Removals of this commit")


def test_endless_trailers_are_told_of_in_bounds() -> None:
    text = message("\n".join([COAUTHOR] * 5_000))
    assert len(judge(text, of("kubernetes"))) == 1000


@pytest.mark.parametrize("rule", MessageRule)
def test_a_rules_examples_are_its_tests(rule: MessageRule) -> None:
    known = RULES[rule]
    profile = of("kubernetes" if rule is MessageRule.FORBIDDEN else "kernel")
    if known.bad:
        assert str(rule) in rules(judge(known.bad, profile, MARKED))
        assert str(rule) not in rules(judge(known.good, profile, MARKED))
    assert bool(known.bad) == (rule not in (MessageRule.CONTRADICTS, MessageRule.SUSPICIOUS))


def test_an_agent_that_runs_the_commit_only_raises_suspicion() -> None:
    (found,) = judge(message(), of("kernel"), running="claude")
    assert found.rule == "trailers/suspicious"
    assert found.bucket is Bucket.WARNING
    assert "claude:unknown" in found.hint
    assert judge(message(), of("kubernetes"), running="claude") == []
    assert judge(message(f"{ASSISTED}\n{ADA}"), of("kernel"), running="claude") == []


# ---------------------------------------------------------------- what is said


def test_a_missing_trailer_says_exactly_what_to_write() -> None:
    (found,) = judge(message(ADA), of("kernel"), MARKED)
    assert 'git commit --trailer "Assisted-by: claude:claude-opus-4-8"' in found.hint.split("\n")
    (found,) = judge(message(ADA), of("kernel"), MARKED, recorded=True)
    assert 'git commit --amend --trailer "Assisted-by: claude:claude-opus-4-8"' in found.hint.split("\n")
    assert "cccccccccccc~" in found.hint
    (found,) = judge(message(), of("coauthor"), MARKED)
    assert "Co-authored-by: Claude Code <noreply@anthropic.com>" in found.hint.split("\n")


def test_a_misplaced_value_cannot_speak_to_a_shell() -> None:
    (found,) = judge(message("Assisted-by: Claude (`id` $(id))", "x"), of("fedora"), MARKED)
    assert found.rule == "trailers/outside-block"
    assert "'Assisted-by: Claude (`id` $(id))'" in found.hint


def test_a_sign_off_outside_the_block_is_said_to_be_there() -> None:
    (found,) = [one for one in judge(message(ADA, f"{ASSISTED}\n\nx"), of("kernel"), MARKED) if "sign-off" in one.rule]
    assert "outside the last paragraph" in found.message
    assert (found.rule, found.anchor) == ("trailers/no-human-sign-off", 3)


def test_a_hostile_model_name_is_not_repeated_as_it_is() -> None:
    content = MARKED.replace(b"claude-opus-4-8", b"x$(id)`id`")
    (found,) = judge(message(ADA), of("kernel"), content)
    assert "`" not in found.hint
    assert "$" not in found.hint


def test_findings_point_at_the_line() -> None:
    (found,) = judge(message("One.", f"Assisted-by: sonnet 4.5\n{ADA}"), of("kernel"), MARKED)
    assert (found.rule, found.anchor) == ("trailers/malformed", 5)
    assert found.snippet == ((5, "Assisted-by: sonnet 4.5"),)


# ---------------------------------------------------------------- the configuration's own keys


def test_own_keys_override_the_profile_each_for_itself() -> None:
    settings = Trailers(profile=TrailerProfile.KERNEL, require=("Generated-by",), sign_off=SignOff.ANYONE)
    assert judge(message("Generated-by: Claude Code"), settings, MARKED) == []
    assert rules(judge(message(ASSISTED), settings, MARKED)) == ["missing"]


def test_one_of_several_keys_is_enough() -> None:
    settings = Trailers(require=("Assisted-by", "Generated-by"))
    assert judge(message("Generated-by: Claude Code"), settings, MARKED) == []
    assert "Assisted-by or Generated-by" in judge(message(), settings, MARKED)[0].message


def test_a_projects_own_key_counts_as_an_ai_trailer() -> None:
    settings = Trailers(require=("Executed-By",), keys=("Executed-By",))
    assert judge(message("Executed-By: beads/crew/emma"), settings, MARKED) == []
    assert rules(judge(message("Executed-By: beads/crew/emma", "x"), settings, MARKED)) == ["outside-block"]
    forbids = Trailers(forbid=("*",), keys=("Executed-By",))
    assert rules(judge(message("Executed-By: beads/crew/emma"), forbids)) == ["forbidden"]
    assert judge(message("Executed-By: none"), forbids) == []


def test_a_forbidden_key_that_names_nobody_is_forbidden_altogether() -> None:
    settings = Trailers(forbid=("Change-Id", "Co-authored-by"))
    assert rules(judge(message("Change-Id: I1234"), settings)) == ["forbidden"]
    assert judge(message("Co-authored-by: Jane <jane@example.org>"), settings) == []
    assert rules(judge(message(COAUTHOR), settings)) == ["forbidden"]


def test_own_formats_are_held_against_the_whole_value() -> None:
    settings = Trailers(require=("Assisted-by",), formats={"assisted-by": r"[a-z]+ \d\.\d"})
    assert judge(message("Assisted-by: sonnet 4.5"), settings, MARKED) == []
    (found,) = judge(message("Assisted-by: sonnet 4.5, or so"), settings, MARKED)
    assert found.rule == "trailers/malformed"
    assert r"[a-z]+ \d\.\d" in found.hint


def test_a_value_without_end_fits_no_form() -> None:
    settings = Trailers(require=("Assisted-by",), formats={"Assisted-by": "Claude .*"})
    assert judge(message("Assisted-by: Claude (x)"), settings, MARKED) == []
    assert rules(judge(message(f"Assisted-by: Claude ({'x' * 1000})"), settings, MARKED)) == ["malformed"]


def test_other_severities() -> None:
    settings = Trailers(require=("Assisted-by",), severity={MessageRule.UNDECLARED: Severity.LOW})
    assert judge(message(), settings, MARKED)[0].severity is Severity.LOW


# ---------------------------------------------------------------- profiles as data


@pytest.mark.parametrize("name", TrailerProfile)
def test_a_profiles_example_is_what_it_demands(name: TrailerProfile) -> None:
    profile, demands = PROFILES[name], demands_of(Trailers(profile=name))
    key, _, value = profile.example.partition(": ")
    if profile.require:
        assert key in profile.require
        assert fits(demands, key, value)
        assert claims_of_line(profile.example, catalogues.load())
    assert bool(profile.source) == (name is not TrailerProfile.NONE)


@pytest.mark.parametrize("name", ["kernel", "fedora", "apache", "openssf", "otel", "coauthor"])
def test_the_line_for_every_agent_is_taken_for_what_it_is(name: str) -> None:
    from aigate.disclosure import _writer

    demands: Demands = demands_of(of(name))
    catalogue = catalogues.load()
    for agent in catalogue.agents:
        for version in (None, "claude-opus-4-8"):
            writer = _writer(agent.id, [], catalogue)
            line = line_for(Writer(writer.id, writer.name, version, writer.identity), demands)
            if line:
                key, _, value = line.partition(": ")
                assert fits(demands, key, value)
                assert claims_of_line(line, catalogue) or agent.id == "entire", line  # keeps sessions, writes no code
            else:
                assert name == "coauthor"
    assert line_for(Writer(), demands) or name == "coauthor"
