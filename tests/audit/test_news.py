"""What is new since an audit was last told of, and the comment that says what was known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aigate.audit import news
from aigate.audit_model import State
from aigate.reports.audit.figures import pending
from tests.reports.audit.specimen import large, specimen


def test_the_first_time_everything_that_is_open_is_new() -> None:
    found = news.news(specimen(), None)
    assert found.is_first
    assert set(found.fresh) == set(pending(specimen()))


def test_nothing_is_new_twice() -> None:
    known = news.read(f"text\n{news.write(news.now(specimen()))}\n")
    assert known == news.now(specimen())
    found = news.news(specimen(), known)
    assert (found.fresh, found.gone) == ((), 0)


def test_what_came_and_what_went_is_told() -> None:
    audit = specimen()
    ones = list(pending(audit))
    before = replace(audit, findings=tuple(one for one in audit.findings if one is not ones[0]))
    fixed = replace(ones[1], state=State.FIXED)
    after = replace(audit, findings=tuple(fixed if one is ones[1] else one for one in audit.findings))
    found = news.news(after, news.now(before))
    assert found.fresh == (ones[0],)
    assert found.gone == 1


def test_a_second_finding_like_another_is_new() -> None:
    audit = specimen()
    one = next(iter(pending(audit)))
    assert news.news(replace(audit, findings=(*audit.findings, one)), news.now(audit)).fresh == (one,)


def test_of_too_many_only_those_of_later_commits_are_new() -> None:
    audit = large(5_000)
    known = news.read(news.write(news.now(audit)))
    assert known is not None
    assert not known.is_whole
    assert len(news.write(known)) < 20_000
    last = audit.findings[-1].commit
    assert news.news(audit, known).fresh == ()
    assert {one.commit for one in news.news(audit, known, {last}).fresh} <= {last}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<!-- aigate-audit 1 -->",
        f"<!-- aigate-audit 1 {'0' * 39} all  -->",
        f"<!-- aigate-audit 1 {'0' * 40} all === -->",
        f"<!-- aigate-audit 1 {'0' * 40} all {'A' * 30_000} -->",
        f"<!-- aigate-audit 2 {'0' * 40} all  -->",
        f"<!-- aigate-audit 1 {'--upload-pack=touch x':>40} all  -->",
    ],
)
def test_what_cannot_be_read_is_as_good_as_nothing(text: str) -> None:
    assert news.read(text) is None


@given(st.text() | st.from_regex(r"<!-- aigate-audit 1 [0-9a-f]{40} (all|some) [A-Za-z0-9+/=]{0,40} -->"))
def test_reads_anything_without_an_error(text: str) -> None:
    found = news.read(text)
    assert found is None or news.read(news.write(found)) == found
