"""One issue that says what is new: opened, brought up to date, never a second one. The forges are real servers on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from aigate.audit import forge
from aigate.audit_model import Audit, Place, State
from aigate.commands import telling
from aigate.errors import AigateError, UsageError
from aigate.git.repo import Repo
from aigate.reports.audit.figures import pending
from tests.audit.forge.servers import TOKEN, Server, serving
from tests.reports.audit.specimen import empty, large, specimen
from tests.repository import Repository

FORGES = ("github", "gitlab")
BOTH = pytest.mark.parametrize("name", FORGES)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def here(repo: Repository) -> Iterator[Repo]:
    with Repo.open(repo.path) as found:
        yield found


def tell(name: str, server: Server, audit: Audit, here: Repo) -> None:
    telling.tell(forge.connect(name, getattr(server, name)()), audit, here)


def body_of(issue: dict[str, object]) -> str:
    return str(issue.get("body") or issue.get("description") or "")


def without(audit: Audit, number: int) -> Audit:
    """The same before some of its open findings came."""
    late = list(pending(audit))[:number]
    return replace(audit, findings=tuple(one for one in audit.findings if not any(one is each for each in late)))


def mended(audit: Audit) -> Audit:
    return replace(audit, findings=tuple(replace(one, state=State.FIXED, now=None) for one in audit.findings))


@BOTH
def test_nothing_to_tell_opens_no_issue(name: str, server: Server, here: Repo) -> None:
    tell(name, server, empty(), here)
    assert server.writes == []


@BOTH
def test_the_first_finding_opens_it_and_the_next_ones_change_it(
    name: str, server: Server, here: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    before = without(specimen(), 3)
    tell(name, server, before, here)
    assert server.writes == ["POST"]
    (issue,) = server.issues
    assert "42" in body_of(issue)  # the run's page
    tell(name, server, before, here)
    assert server.writes == ["POST"]  # nothing new: nothing is written
    tell(name, server, specimen(), here)
    assert len(server.issues) == 1
    ((number, comment),) = server.comments
    assert number == 1
    assert comment.startswith("3 new open findings")
    tell(name, server, mended(specimen()), here)
    assert len(server.comments) == 1  # what was fixed notifies nobody
    assert "Nothing." in body_of(issue)
    assert server.tokens == {TOKEN}
    said = capsys.readouterr()
    assert TOKEN not in said.out + said.err + body_of(issue)


@BOTH
def test_news_open_a_closed_issue_again(name: str, server: Server, here: Repo) -> None:
    tell(name, server, without(specimen(), 1), here)
    server.issues[0]["state"] = "closed"
    tell(name, server, without(specimen(), 1), here)
    assert server.issues[0]["state"] == "closed"
    tell(name, server, specimen(), here)
    assert len(server.issues) == 1
    assert str(server.issues[0]["state"]).startswith("open")


@BOTH
@pytest.mark.parametrize("damage", ["", "Somebody has emptied it.", "<!-- aigate-audit 1 x -->"])
def test_an_issue_that_somebody_changed_is_written_anew(name: str, damage: str, server: Server, here: Repo) -> None:
    tell(name, server, specimen(), here)
    server.issues[0]["body" if name == "github" else "description"] = damage
    tell(name, server, specimen(), here)
    assert len(server.issues) == 1
    assert "aigate-audit 1" in body_of(server.issues[0])


@BOTH
def test_what_a_history_holds_stays_text(name: str, server: Server, here: Repo) -> None:
    tell(name, server, specimen(), here)
    text = re.sub(r"`[^`\n]*`|<code>.*?</code>|<!--.*?-->", "", body_of(server.issues[0]))
    assert "<" not in text
    assert not re.search(r"(^|\s)[@/#!]\w", text.replace("## ", ""))
    assert re.findall(r"\]\((?!https://)", text) == []


@BOTH
def test_many_findings_fit_and_are_not_told_twice(name: str, server: Server, repo: Repository, here: Repo) -> None:
    audit = large(5_000)
    audit = replace(audit, reach=replace(audit.reach, tip=repo.commit({"a.py": "a = 1\n"})))
    tell(name, server, audit, here)
    assert len(body_of(server.issues[0])) <= 65_536
    tell(name, server, audit, here)
    assert server.writes == ["POST"]


@BOTH
def test_long_names_fit(name: str, server: Server, here: Repo) -> None:
    audit = specimen()
    long = Place("\u00e4/" * 1500, 1)
    audit = replace(audit, findings=tuple(replace(one, now=long) if one.now else one for one in audit.findings))
    tell(name, server, audit, here)
    assert len(body_of(server.issues[0])) <= 65_536
    assert re.search(r"^and \d+ more$", body_of(server.issues[0]), re.MULTILINE)


@BOTH
def test_an_issue_of_somebody_else_is_not_ours(name: str, server: Server, here: Repo) -> None:
    stranger = {"state": "open", "author_association": "NONE", "user": {"type": "User"}, "author": {"id": 999}}
    label = [{"name": "aigate-audit"}] if name == "github" else ["aigate-audit"]
    server.issues.append({"number": 1, "iid": 1, "labels": label, **stranger})
    tell(name, server, specimen(), here)
    assert len(server.issues) == 2
    assert body_of(server.issues[0]) == ""


@BOTH
@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (401, b'{"message": "Bad credentials"}'),
        (200, b"{"),
        (500, b"<html>"),
        (200, b"\xff"),
        (201, b"[]"),
        (200, b"[" * 99_999),
    ],
    ids=["no access", "no JSON", "a crash", "no text", "no issue", "nested deeply"],
)
def test_a_forge_that_fails_is_an_error(name: str, code: int, answer: bytes, server: Server, here: Repo) -> None:
    server.answer = (code, answer)
    with pytest.raises(AigateError) as caught:
        tell(name, server, specimen(), here)
    assert TOKEN not in caught.value.message


def test_a_forge_that_is_not_there_is_an_error(server: Server, here: Repo) -> None:
    environ = {**server.github(), "GITHUB_API_URL": "http://127.0.0.1:9"}
    with pytest.raises(AigateError, match="cannot be reached"):
        telling.tell(forge.connect("github", environ), specimen(), here)


def test_the_token_follows_no_redirect(server: Server, here: Repo) -> None:
    with serving() as other:
        server.answer, server.headers = (302, b""), {"Location": f"{other.address}/repos/team/app/issues"}
        with pytest.raises(AigateError):
            tell("github", server, specimen(), here)
        assert other.asked == []


def test_an_issue_that_would_not_be_found_again_is_an_error(server: Server, here: Repo) -> None:
    server.drops_labels = True
    with pytest.raises(AigateError, match="label"):
        tell("github", server, specimen(), here)


@pytest.mark.parametrize("address", ["http://api.example.org", "file:///etc/passwd", "ftp://127.0.0.1/"])
def test_a_token_is_sent_to_no_address_without_encryption(server: Server, address: str) -> None:
    with pytest.raises(UsageError, match="no https"):
        forge.connect("github", {**server.github(), "GITHUB_API_URL": address})


@BOTH
def test_without_a_job_around_it_says_what_it_lacks(name: str) -> None:
    with pytest.raises(UsageError, match="needs") as caught:
        forge.connect(name, {})
    assert caught.value.hint
