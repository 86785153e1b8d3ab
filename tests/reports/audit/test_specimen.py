"""The specimen is only worth reporting on if its figures agree with each other."""

from __future__ import annotations

import pytest

from aigate.audit_model import Audit, State
from aigate.model import Severity
from tests.reports.audit import hostile
from tests.reports.audit.specimen import large, specimen


@pytest.mark.parametrize("audit", [specimen(), large(500)], ids=["the small one", "the large one, made small"])
def test_figures_of_the_specimen_agree(audit: Audit) -> None:
    assert sum(one.ai_commits for one in audit.months) == len(audit.commits) == audit.reach.ai_commits
    assert sum(one.commits for one in audit.months) == audit.reach.commits
    assert sum(one.lines.ai for one in audit.months) == sum(one.lines.ai for one in audit.commits)
    assert (
        sum(one.surviving for one in audit.months) == sum(one.lines.ai for one in audit.files) == audit.density.ai_lines
    )
    assert sum(one.introduced for one in audit.months) == len(audit.findings)
    assert sum(one.findings for one in audit.files) == len(audit.open_findings) == audit.density.ai_findings
    assert all(one.finding.rule in audit.rule_of for one in audit.findings)
    assert {one.state for one in audit.findings} == set(State)
    assert {one.finding.severity for one in audit.findings} == set(Severity)


def test_every_hostile_string_is_in_the_small_one() -> None:
    subjects = [one.subject for one in specimen().commits]
    assert set(hostile.STRINGS) <= set(subjects)
    assert set(hostile.PATHS) <= {one.path for one in specimen().files}


def test_it_is_the_same_at_every_call() -> None:
    specimen.cache_clear()
    first = specimen()
    specimen.cache_clear()
    assert specimen() == first
