"""What a report calls things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aigate.audit.labels import infos_of, policy_of, weblink
from aigate.audit.store import Store
from aigate.config import TrailerProfile, Trailers
from aigate.protected import default

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        pytest.param("", "", id="no remote"),
        pytest.param("/srv/git/project.git", "", id="a folder"),
        pytest.param("file:///srv/git/project.git", "", id="a folder, as a URL"),
        pytest.param("../project", "", id="a folder next to this one"),
        pytest.param("https://example.org/", "", id="no path"),
        pytest.param("https://example.org/a/../../b", "", id="a path that leaves itself"),
        pytest.param("https://example.org/<script>", "", id="markup"),
        pytest.param("javascript:alert(1)", "", id="a program"),
        pytest.param("C:project", "", id="a drive"),
        pytest.param("https://example.org/acme/project.git", "https://example.org/acme/project", id="https"),
        pytest.param("http://example.org/acme/project", "https://example.org/acme/project", id="http"),
        pytest.param("https://me:s3cret@example.org/a/b.git", "https://example.org/a/b", id="with a password"),
        pytest.param("https://s3cret@example.org/a/b.git", "https://example.org/a/b", id="with a token"),
        pytest.param("git@example.org:acme/project.git", "https://example.org/acme/project", id="scp"),
        pytest.param("ssh://git@example.org:2222/acme/project.git", "https://example.org/acme/project", id="ssh"),
        pytest.param("git://example.org/acme/project/", "https://example.org/acme/project", id="git"),
    ],
)
def test_the_page_of_a_remote_is_nothing_or_plain_https(remote: str, page: str) -> None:
    assert weblink(remote) == page


def test_a_policy_is_called_what_the_configuration_calls_it() -> None:
    assert policy_of(Trailers()) == ""
    assert policy_of(Trailers(profile=TrailerProfile.KERNEL)) == "kernel"
    assert policy_of(Trailers(require=("Assisted-by",))) == "its own"


def test_rules_say_the_same_the_second_time_and_unknown_ones_nothing(tmp_path: Path) -> None:
    with Store.at(tmp_path / "aigate" / "audit.sqlite") as store:
        first = infos_of(["bandit/B602", "team/gone", "bandit/B602"], default(), store)
        assert [one.id for one in first] == ["bandit/B602"]
        assert infos_of(["bandit/B602", "team/gone"], default(), store) == first
